"""The same words are marked, and counted once where the reader asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import add, everything

Visit = Callable[..., AppTest]
WORDS = "夜のバスの本数を増やしてください"


@pytest.fixture
def copied(town: Settings) -> Settings:
    """The small survey with three people who wrote the same words at one place on one day."""
    at = {"answers": {"future": WORDS}, "wave": "2026年冬"}
    for number in range(3):
        add(town, 5, id=f"00000000-0000-4000-8000-00000000000{number}", **at)
    return town


def test_the_same_words_are_marked_and_none_is_left_out(copied: Settings, visit: Visit) -> None:
    app = visit("voices")
    assert "同じ文面が3件あります" in app.toggle(key="once").label
    words = everything(app)
    assert words.count("同じ文面 ×3") == 3
    assert words.count(WORDS) == 3


def test_a_view_that_counts_once_is_a_link(copied: Settings, visit: Visit) -> None:
    app = visit("voices")
    app.toggle(key="once").set_value(True).run()
    assert everything(app).count(WORDS) == 1
    assert everything(visit("voices", once="true")).count(WORDS) == 1


def test_a_link_to_the_comments_keeps_counting_once(copied: Settings, visit: Visit) -> None:
    links = [link.proto.query_string for link in visit("themes", once="true").get("page_link")]
    assert links
    assert all("once=true" in query for query in links if "theme=" in query)


def test_a_survey_without_copies_has_nothing_to_switch(town: Settings, visit: Visit) -> None:
    app = visit("voices")
    assert not app.toggle
    assert "同じ文面" not in everything(app)
