"""Phones in the street that send all at once, as at the end of an afternoon: how long each waits, and what is there."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from PIL import Image

from benchmarks.texts import scratch
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Wanted
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import attached_files
from survey_loader.store.surveys import save_survey
from survey_loader.store.versions import known_contents
from tests.browser.serving import served

TOWN = Survey("street", "街頭", questions=(Question("like", "好きなところ"), Question("future", "どんなまちに")))
ORGANISER = everywhere("organiser in the benchmark", Role.ORGANISER)
LIKES = ("川ぞいの桜", "商店街のあいさつ", "図書館の本の多さ", "朝市の野菜", "駅前の噴水", "山の見える公園")
WISHES = ("夜のバスをふやして", "歩道の段差をなくして", "英語の案内を出して", "除雪を早くして")
PIECE = 128 * 1024
# A board photo of 1600 pixels as phones make it is about so large.
SIDE, QUALITY = 1600, 82
PATIENCE_SECONDS = 120.0
LONGEST_PAUSE_SECONDS = 20.0


@dataclass(frozen=True)
class Size:
    """How many phones, interviews each, and the longer side of their photos in pixels."""

    phones: int
    interviews: int
    side: int = SIDE


@dataclass
class Seen:
    """Seconds of each PUT of words and of each whole photo, how often phones had to come again, what is missing."""

    words: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    again: int = 0
    photo_bytes: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)


WHOLE = Size(50, 20)


@dataclass(frozen=True)
class Shot:
    """A photo as a phone holds it."""

    content: bytes
    sha256: str


def held(folder: Path, size: Size) -> Seen:
    """Serve an empty survey, let all phones send everything at once, and look whether all of it is there once."""
    here = settings.load(data_dir=folder / "data", workers=1, sample=False)
    tokens = _invited(here, size.phones)
    seen = Seen()
    with served(here.data_dir, MACHI_SAMPLE="false") as site:
        began = time.perf_counter()
        sent = asyncio.run(_crowd(site.address, tokens, size, seen))
        seen.seconds = time.perf_counter() - began
    seen.lost = _missing(here, sent)
    return seen


def _invited(here: Settings, phones: int) -> list[str]:
    until = datetime.now(UTC) + timedelta(days=1)
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    return [
        inviting.make(here, ORGANISER, TOWN.slug, Wanted(f"スマホ{number}", until)).token for number in range(phones)
    ]


async def _crowd(address: str, tokens: list[str], size: Size, seen: Seen) -> dict[str, str]:
    """Return {interview: SHA-256 of its photo} of all that was confirmed."""
    limits = httpx.Limits(max_connections=len(tokens) * 2)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS, limits=limits) as client:
        sent = await asyncio.gather(*(_phone(client, token, number, size, seen) for number, token in enumerate(tokens)))
    return {identity: sha256 for one in sent for identity, sha256 in one.items()}


async def _phone(client: httpx.AsyncClient, token: str, number: int, size: Size, seen: Seen) -> dict[str, str]:
    draw = random.Random(number)
    base = await asyncio.to_thread(_photo, draw, size.side)
    sent = {}
    for turn in range(size.interviews):
        shot = _own(base, number, turn)
        seen.photo_bytes = len(shot.content)
        identity = str(uuid.UUID(int=draw.getrandbits(128), version=4))
        headers = {"Authorization": f"Bearer {token}"}
        began = time.perf_counter()
        await _asked(client, seen, "PUT", _path(identity), headers, json=_body(draw, turn, shot))
        seen.words.append(time.perf_counter() - began)
        began = time.perf_counter()
        for start in range(0, len(shot.content), PIECE):
            piece = {"Upload-Offset": str(start), "Upload-Length": str(len(shot.content))}
            path = f"{_path(identity)}/photos/{shot.sha256}?kind=face"
            answer = await _asked(
                client, seen, "PATCH", path, headers | piece, content=shot.content[start : start + PIECE]
            )
        seen.photos.append(time.perf_counter() - began)
        if answer.headers["upload-complete"] == "?1":
            sent[identity] = shot.sha256
    return sent


async def _asked(
    client: httpx.AsyncClient, seen: Seen, method: str, path: str, headers: dict[str, str], **content: Any
) -> httpx.Response:
    """Send until it is taken, waiting as long as the server asks for, as a phone does."""
    while True:
        answer = await client.request(method, path, headers=headers, **content)
        if answer.status_code not in {429, 503}:
            answer.raise_for_status()
            return answer
        seen.again += 1
        await asyncio.sleep(min(float(answer.headers["retry-after"]), LONGEST_PAUSE_SECONDS))


def _path(identity: str) -> str:
    return f"/street/api/interviews/{identity}"


def _body(draw: random.Random, turn: int, shot: Shot) -> dict[str, Any]:
    return {
        "at": (datetime.now(UTC) - timedelta(minutes=turn)).isoformat(),
        "place": "駅前",
        "board": f"{turn:04}",
        "relation": "resident",
        "answers": {
            "like": f"{draw.choice(LIKES)}が{turn}回見ても好きです",
            "future": f"{draw.choice(WISHES)}ほしい、と{turn}人目",
        },
        "consents": {"quote": True, "committee": "face", "public": "yes", "version": "1", "language": "ja"},
        "photos": [{"sha256": shot.sha256, "kind": "face", "bytes": len(shot.content)}],
    }


def _photo(draw: random.Random, side: int) -> bytes:
    small = Image.frombytes("RGB", (160, 120), draw.randbytes(160 * 120 * 3))
    buffer = io.BytesIO()
    small.resize((side, side * 3 // 4), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _own(photo: bytes, number: int, turn: int) -> Shot:
    """Return the photo as a file of its own: a comment behind its first marker."""
    comment = f"{number}-{turn}".encode()
    content = photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]
    return Shot(content, hashlib.sha256(content).hexdigest())


def _missing(here: Settings, sent: dict[str, str]) -> list[str]:
    """Return what was confirmed and is not there, or not once."""
    with opened(here.database) as db:
        there = known_contents(db, list(sent))
        lost = [f"interview {identity}" for identity in sent if identity not in there]
        for identity, sha256 in sent.items():
            if [received for received, _ in attached_files(db, identity)] != [sha256]:
                lost.append(f"photo of {identity}")
        stored = db.conn.execute("select count(*) from interviews").fetchone()[0]
    return lost if stored == len(sent) else [*lost, f"{stored} rows for {len(sent)} interviews"]


def measure() -> Iterable[tuple[str, str]]:
    """Yield what is told of fifty phones that send twenty interviews with a photo each."""
    with scratch() as folder:
        seen = held(Path(folder), WHOLE)
    whole = f"{WHOLE.phones} phones at once, {WHOLE.interviews} interviews each"
    yield f"{whole}, photos of {seen.photo_bytes // 1000} kB: all in", f"{seen.seconds:.0f} s"
    for what, times in (("words of an interview", seen.words), ("a photo in pieces", seen.photos)):
        p95 = quantiles(times, n=20)[-1]
        yield f"{what}: median / p95 / slowest", f"{median(times):.2f} / {p95:.2f} / {max(times):.2f} s"
    yield "told to come again", str(seen.again)
    yield "confirmed and lost, or there twice", str(len(seen.lost))
