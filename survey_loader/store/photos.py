"""Photo files: decoded within bounds, upright, without EXIF, named by their content, behind one consent gate."""

from __future__ import annotations

import hashlib
import io
import json
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.errors import NotAllowed, UnusablePhoto
from survey_loader.language import N_
from survey_loader.models import PhotoKind

LONGEST_SIDE = 1600
THUMBNAIL_SIDE = 480
MAX_PIXELS = 100_000_000
MAX_BYTES = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
EXIF_TAKEN, EXIF_IFD = 36867, 34665

Size = Literal["full", "thumb"]

# The column of the consent each audience stands under.
CONSENT = {
    Audience.ORGANISER: "photo_committee",
    Audience.COMMITTEE: "photo_committee",
    Audience.PUBLIC_HALL: "photo_hall",
    Audience.PUBLIC_WEB: "photo_web",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo made safe: the JPEG bytes kept, its thumbnail, and what is known of it."""

    id: str
    received_sha256: str
    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: str | None


def make_picture(received: bytes) -> Picture:
    """Decode an uploaded photo and re-encode it small, upright and without EXIF.

    Raises UnusablePhoto for what is too large, cut short or no photo at all.
    """
    if len(received) > MAX_BYTES:
        raise UnusablePhoto(
            N_("写真が大きすぎます（{size}MB）。50MBまでにしてください。"), size=len(received) // 1_000_000
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(received), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise UnusablePhoto(N_("写真の画素数が多すぎます。縮小してからお試しください。"))
            taken_at = _taken_at(image)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            # Rotate first: removing EXIF also removes the orientation.
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError as error:
        raise UnusablePhoto(N_("写真として読めないファイルです。JPEGかPNGを選んでください。")) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnusablePhoto(N_("写真がこわれているか、途中で切れています。もう一度送ってください。")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    content = _jpeg(upright, quality=85)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(
        id=hashlib.sha256(content).hexdigest(),
        received_sha256=hashlib.sha256(received).hexdigest(),
        content=content,
        thumbnail=_jpeg(small, quality=80),
        width=upright.width,
        height=upright.height,
        taken_at=taken_at,
    )


def write_files(root: Path, picture: Picture) -> None:
    """Put the photo and its thumbnail on disk; a photo already there is not written again."""
    for size, content in (("full", picture.content), ("thumb", picture.thumbnail)):
        path = photo_path(root, picture.id, size)  # type: ignore[arg-type]
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


def photo_path(root: Path, photo_id: str, size: Size) -> Path:
    """Return where a photo lies; the id is a hash, checked before it becomes a path."""
    if len(photo_id) != 64 or not all(sign in "0123456789abcdef" for sign in photo_id):
        raise NotAllowed(N_("この写真は表示できません。"))
    return root / photo_id[:2] / f"{photo_id}{'' if size == 'full' else '.thumb'}.jpg"


def save_photo(db: Database, batch: int, interview_id: str, picture: Picture, kind: PhotoKind, name: str) -> bool:
    """Record a photo of an interview; returns False where it was there already."""
    cursor = db.conn.execute(
        "insert or ignore into photos (id, interview_id, kind, name, received_sha256, width, height, taken_at, batch) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            picture.id, interview_id, kind, name, picture.received_sha256,
            picture.width, picture.height, picture.taken_at, batch,
        ],
    )  # fmt: skip
    return cursor.rowcount > 0


def attached_names(db: Database, interview_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return (interview id, file name) of the photos these interviews have already."""
    rows = db.conn.execute(
        "select p.interview_id, p.name from photos p join batches b on b.number = p.batch "
        "where b.change is not null and p.interview_id in (select value from json_each(?))",
        [json.dumps(interview_ids)],
    )
    return set(rows.fetchall())


def allowed(audience: Audience) -> str:
    """Return the SQL condition of the one gate: which photo `p` of interview `i` this audience may see.

    A face needs the consent "face"; a photo of the board alone needs "face" or "board". Nobody
    outside sees more than the committee may. An open-data basis covers words, not faces.
    """
    columns = {CONSENT[audience], CONSENT[Audience.COMMITTEE]}
    faces = " and ".join(f"i.{column} = 'face'" for column in sorted(columns))
    boards = " and ".join(f"i.{column} in ('face', 'board')" for column in sorted(columns))
    return f"(({faces}) or (p.kind = 'board' and {boards}))"


# Photos with the interviews they belong to, as far as both are published.
PUBLISHED = (
    "from photos p join interviews i on i.id = p.interview_id join batches b on b.number = i.batch "
    "join batches pb on pb.number = p.batch "
    "where b.change is not null and i.superseded = 0 and pb.change is not null"
)


def _visible(audience: Audience) -> str:
    return f"{PUBLISHED} and {allowed(audience)}"


def open_photo(db: Database, root: Path, photo_id: str, audience: Audience, size: Size = "full") -> Path:
    """Return the file of a photo this audience may see, else raise NotAllowed.

    The same picture may belong to two interviews: one that allows it is enough only
    if every other one does too, so the strictest consent wins.
    """
    path = photo_path(root, photo_id, size)
    allowing, holders = (
        db.conn.execute(f"select count(*) {rows} and p.id = ?", [photo_id]).fetchone()[0]
        for rows in (_visible(audience), PUBLISHED)
    )
    if not allowing or allowing < holders or not path.is_file():
        raise NotAllowed(N_("この写真は表示できません。"))
    return path


def shown_photos(db: Database, interview_ids: Sequence[str], audience: Audience) -> dict[str, str]:
    """Return {interview id: photo id} of one photo each that this audience may see, faces first."""
    if not interview_ids:
        return {}
    rows = db.conn.execute(
        f"select p.interview_id, p.id {_visible(audience)} "
        "and p.interview_id in (select value from json_each(?)) order by p.kind <> 'face', p.number",
        [json.dumps(interview_ids)],
    ).fetchall()
    # Reversed, so that the first one stays.
    return dict(reversed(rows))


def photos(
    db: Database,
    slug: str,
    audience: Audience,
    interviews: Sequence[int] | None = None,
    limit: int = 60,
    offset: int = 0,
) -> pd.DataFrame:
    """Return the photos this audience may see, one an interview, newest first.

    Columns photo, interview (row number), kind, width, height, day, place, wave, age,
    relation. `interviews` limits them to these row numbers.
    """
    chosen = "" if interviews is None else "and i.number in (select value from json_each(?))"
    query = (
        "select p.id as photo, i.number as interview, min(p.kind <> 'face') as board_only, p.kind, p.width, p.height, "
        f"i.day, i.place, i.wave, i.age, i.relation {_visible(audience)} and i.survey = ? {chosen} "
        "group by i.number order by i.at desc, i.number desc limit ? offset ?"
    )
    frame = pd.read_sql_query(
        query,
        db.conn,
        params=[slug, *([] if interviews is None else [json.dumps([int(n) for n in interviews])]), limit, offset],
    )
    return frame.drop(columns="board_only")


def _taken_at(image: Image.Image) -> str | None:
    value = image.getexif().get_ifd(EXIF_IFD).get(EXIF_TAKEN)
    try:
        return datetime.strptime(str(value), "%Y:%m:%d %H:%M:%S").isoformat() if value else None
    except ValueError:
        return None


def _jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
