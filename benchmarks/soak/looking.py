"""What is seen in a data folder after something went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from survey_loader.store.connection import opened


@dataclass(frozen=True, slots=True)
class Look:
    """A database and its photos: `flaws` are broken promises in words, `voices` every visible word by its ids."""

    flaws: tuple[str, ...]
    staged: int
    voices: frozenset[tuple[str, str, str]]
    interviews: int
    photos: frozenset[tuple[str, str]]

    def same_as(self, other: Look) -> bool:
        """Whether readers see the very same interviews, words and photos."""
        return self.voices == other.voices and self.interviews == other.interviews and self.photos == other.photos


def look(database: Path, survey: str = "soak") -> Look:
    """Check a database and its photos, and list what readers see of a survey."""
    with opened(database) as db:
        run = db.conn.execute
        integrity = run("pragma integrity_check").fetchone()[0]
        loose = run("pragma foreign_key_check").fetchall()
        doubled = run(
            "select count(*) from (select id from shown where survey = ? group by id having count(*) > 1)", [survey]
        ).fetchone()[0]
        staged = run(
            "select count(*) from interviews i join batches b on b.number = i.batch where b.change is null"
        ).fetchone()[0]
        voices = run(
            "select s.id, c.id, c.text from shown s join comments c on c.interview = s.number where s.survey = ?",
            [survey],
        ).fetchall()
        interviews = run("select count(*) from shown where survey = ?", [survey]).fetchone()[0]
        photos = run(
            "select p.interview_id, p.id from photos p join batches b on b.number = p.batch where b.change is not null"
        ).fetchall()
    flaws = [
        *([] if integrity == "ok" else [f"integrity_check: {integrity}"]),
        *([f"{len(loose)} rows point nowhere"] if loose else []),
        *([f"{doubled} interviews shown twice"] if doubled else []),
        *_photo_flaws(database.parent / "photos", {photo for _, photo in photos}),
    ]
    return Look(tuple(flaws), staged, frozenset(voices), interviews, frozenset(photos))


def _photo_flaws(folder: Path, shown: set[str]) -> list[str]:
    flaws = []
    for path in folder.rglob("*.jpg"):
        try:
            with Image.open(path) as image:
                image.load()
        except OSError as error:
            flaws.append(f"{path.name[:12]} is half a photo: {error}")
    for photo in shown:
        if not (folder / photo[:2] / f"{photo}.jpg").is_file():
            flaws.append(f"{photo[:12]} is shown but not there")
    return flaws
