"""A small survey for the screens: six people, two waves, photos with and without consent."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts.entering import Entry, enter
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings

ROUTER = Path(__file__).resolve().parents[2] / "survey_ui" / "router.py"
TOWN = Survey(
    slug="town",
    name="こまちの声",
    sample=True,
    questions=(
        Question("like", "好きなところ", tone_hint="praise"),
        Question("future", "どんなまちになってほしい", tone_hint="wish"),
        Question("stay", "住み続けたい", kind="scale"),
    ),
)
TRAP = "<script>alert(1)</script> ![x](http://127.0.0.1:9/x.png) **強い**"
PEOPLE: tuple[tuple[str, dict[str, str], dict[str, Any]], ...] = (
    ("2025年冬", {"like": "ラーメンがおいしい", "future": "除雪してほしい"}, {"relation": "resident"}),
    ("2025年冬", {"future": "バスの本数を増やしてほしい"}, {"relation": "resident", "age": "10代"}),
    ("2026年冬", {"like": "動物園が楽しい", "future": "英語の案内を増やして"}, {"relation": "visitor"}),
    ("2026年冬", {"future": "除雪してほしい。歩道が狭い"}, {"relation": "resident", "age": "70代"}),
    ("2026年冬", {"like": TRAP}, {"relation": "unknown"}),
    ("2026年冬", {"like": "自然がきれい"}, {"relation": "rooted"}),
)


def jpeg(colour: str) -> bytes:
    """Return a small photo."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def add(here: Settings, number: int, **changes: Any) -> None:
    """Enter one person of PEOPLE."""
    wave, answers, known = PEOPLE[number]
    values: dict[str, Any] = {
        "survey": TOWN.slug,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"person {number}")),
        "answers": answers,
        "at": datetime(int(wave[:4]), 2, 1 + number, 3, tzinfo=UTC),
        "place": "駅前",
        "wave": wave,
        "board": str(number + 1),
        **known,
        **changes,
    }
    enter(here, LOCAL_ORGANISER, Entry(**values))


def everything(app: AppTest) -> str:
    """Return all words on the screen that were drawn as text or as our own markup."""
    parts = [element.value for element in (*app.html, *app.text, *app.title, *app.markdown, *app.caption)]
    return "\n".join(str(part) for part in parts)
