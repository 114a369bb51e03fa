"""A phone in the tests: what it sends, as the street form's page does."""

from __future__ import annotations

import hashlib
import io
import random
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image
from starlette.testclient import TestClient

from survey_loader.models import Question, Survey

TOWN = Survey(
    slug="town",
    name="こだま町の未来",
    name_en="The future of Kodama",
    holder="こだま町未来委員会",
    contact="0166-00-0000",
    purpose="まちの未来を考えるため",
    retention_months=60,
    questions=(
        Question("like", "好きなところ", tone_hint="praise"),
        Question("future", "どんなまちになってほしい", tone_hint="wish"),
        Question("stay", "住み続けたい", kind="scale"),
        Question("come", "何で来ましたか", kind="choice", choices=("バス", "車", "歩き"), multiple=True),
    ),
)
CONSENTS = {
    "quote": True,
    "committee": "face",
    "public": "hall",
    "guardian": None,
    "version": "1",
    "language": "ja",
    "tapped": "2026-05-03T13:06:10+09:00",
}
PIECE = 128 * 1024


def body(**changes: Any) -> dict[str, Any]:
    """Return one interview as a phone sends it."""
    return {
        "at": "2026-05-03T13:05:00+09:00",
        "place": "ゆきの通り",
        "wave": "2026年春",
        "interviewer": "佐藤",
        "board": "0123K",
        "age": "20代",
        "relation": "resident",
        "language": "ja",
        "group": "",
        "answers": {"like": "川ぞいの桜がきれい", "future": "夜のバスをふやしてほしい"},
        "said": {"future": "live"},
        "choices": {"stay": "4", "come": "バス; 歩き"},
        "consents": CONSENTS,
        "note": "",
        "illegible": [],
        "words_later": False,
        "photos": [],
        **changes,
    }


@dataclass(frozen=True)
class Shot:
    """A photo as a phone stored it."""

    content: bytes
    kind: str = "face"

    @property
    def sha256(self) -> str:
        """The SHA-256 of the very bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def told(self) -> dict[str, Any]:
        """What the interview tells of it."""
        return {"sha256": self.sha256, "kind": self.kind, "bytes": len(self.content)}


def shot(seed: int = 0, side: int = 900, kind: str = "face") -> Shot:
    """Return a photo that is no other's; 900 pixels are some 60 kB."""
    draw = random.Random(seed)
    small = Image.frombytes("RGB", (32, 24), draw.randbytes(32 * 24 * 3))
    buffer = io.BytesIO()
    small.resize((side, side * 3 // 4), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=90)
    return Shot(buffer.getvalue(), kind)


class Phone:
    """Sends to the routes under one token."""

    def __init__(self, client: TestClient | httpx.Client, token: str) -> None:
        self.client, self.token = client, token

    def asked(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Return the answer to one request with the phone's token."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.request(method, f"/street/api{path}", headers=headers, **options)

    def put(self, identity: str, content: Any = None) -> httpx.Response:
        """Send an interview."""
        return self.asked("PUT", f"/interviews/{identity}", json=body() if content is None else content)

    def state(self, identity: str, photo: Shot) -> tuple[int, str]:
        """Return how much of a photo the server has, and whether that is all."""
        answer = self.asked("HEAD", f"/interviews/{identity}/photos/{photo.sha256}")
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"]), answer.headers["upload-complete"]

    def piece(self, identity: str, photo: Shot, start: int, end: int, **options: Any) -> httpx.Response:
        """Send the bytes of a photo from `start` up to `end`."""
        headers = {"Upload-Offset": str(start), "Upload-Length": str(len(photo.content)), **options}
        return self.asked(
            "PATCH",
            f"/interviews/{identity}/photos/{photo.sha256}?kind={photo.kind}",
            content=photo.content[start:end],
            headers=headers,
        )

    def send(self, identity: str, photo: Shot, piece: int = PIECE) -> httpx.Response:
        """Send the rest of a photo piece by piece, as after a break; return the last answer."""
        start, _ = self.state(identity, photo)
        while True:
            answer = self.piece(identity, photo, start, start + piece)
            if answer.status_code != 204 or answer.headers["upload-complete"] == "?1":
                return answer
            start = int(answer.headers["upload-offset"])


def new_id() -> str:
    """Return the id a phone gives a new interview."""
    return str(uuid.uuid4())
