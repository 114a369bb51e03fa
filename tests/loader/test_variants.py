"""Files as other tools write them: what a careful person expects of each, written down before it was read."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from tests.loader.conftest import ACTOR

FOLDER = Path(__file__).parents[1] / "samples" / "variants"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
READABLE = [expected for expected in EXPECTED if expected["outcome"] != "refused"]
SHOWN = "select i.at, i.place from shown i order by i.row"
TEXTS = "select c.text from comments c join shown i on i.number = c.interview"
JOINED = "select name from photos where interview_id <> ''"


def named(expected: dict[str, Any]) -> str:
    return str(expected["file"])


def bring_in(settings: Settings, expected: dict[str, Any]) -> ImportReport | None:
    """Import a file; None where it is refused with a message and that is right."""
    media = tuple(FOLDER / name for name in [expected.get("with_media")] if name)
    try:
        return import_file(settings, ACTOR, ImportRequest(FOLDER / expected["file"], "variants", photos=media))
    except SurveyError as refusal:
        assert expected["outcome"] in {"refused", "either"}, str(refusal)
        return None


def stored(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with opened(settings.database) as db:
        return list(db.conn.execute(query).fetchall())


def one_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same_moment(stored_at: str, expected_at: str) -> bool:
    return abs(datetime.fromisoformat(stored_at) - datetime.fromisoformat(expected_at)).total_seconds() < 1


@pytest.mark.parametrize("expected", [e for e in EXPECTED if e["outcome"] == "refused"], ids=named)
def test_what_is_no_table_of_interviews_is_refused_in_words_and_leaves_nothing(
    empty: Settings, expected: dict[str, Any]
) -> None:
    assert bring_in(empty, expected) is None, expected["why"]
    if empty.database.exists():
        assert stored(empty, "select count(*) from interviews") == [(0,)]


@pytest.mark.parametrize("expected", READABLE, ids=named)
def test_every_row_is_an_interview_or_a_reject_and_every_answer_a_comment(
    empty: Settings, expected: dict[str, Any]
) -> None:
    report = bring_in(empty, expected)
    if report is None:
        return
    why = expected["why"]
    rows = stored(empty, SHOWN)
    assert len(rows) == expected.get("interviews", len(rows)), why
    assert report.rejected == expected.get("rejects", report.rejected), report.rejects
    if "interviews_plus_rejects" in expected:
        assert len(rows) + report.rejected == expected["interviews_plus_rejects"], why
    texts = Counter(one_break(text) for (text,) in stored(empty, TEXTS))
    allowed = Counter(map(one_break, expected.get("texts_may_add", [])))
    if "texts" in expected:
        wanted = Counter(map(one_break, expected["texts"]))
        assert wanted <= texts <= wanted + allowed, why
    if "texts_either" in expected:
        assert texts in [Counter(map(one_break, either)) for either in expected["texts_either"]], why
    assert Counter(map(one_break, expected.get("texts_at_least", []))) <= texts, why
    assert not texts.keys() & set(expected.get("never_texts", [])), why
    assert all(len(text) <= expected.get("max_text_length", len(text)) for text in texts), why


@pytest.mark.parametrize("expected", READABLE, ids=named)
def test_when_and_where_are_those_of_the_interview_and_photos_find_their_people(
    empty: Settings, expected: dict[str, Any]
) -> None:
    if bring_in(empty, expected) is None:
        return
    why = expected["why"]
    rows = stored(empty, SHOWN)
    if expected.get("first_at"):
        fair = [expected["first_at"], *expected.get("first_at_also", [])]
        assert any(same_moment(rows[0][0], moment) for moment in fair), (rows[0], why)
    for (at, _), moment in zip(rows, expected.get("all_at", []), strict=False):
        assert same_moment(at, moment), why
    if expected.get("place"):
        assert rows[0][1] in {expected["place"], expected.get("place_also")}, why
    assert not [at for at, _ in rows if at and at.startswith(str(expected.get("never_year", "never")))], why
    if "photos" in expected:
        assert len(stored(empty, JOINED)) == len(set(expected["photos"])), why


@pytest.mark.parametrize("expected", READABLE, ids=named)
def test_the_same_file_again_adds_and_changes_nothing(empty: Settings, expected: dict[str, Any]) -> None:
    first = bring_in(empty, expected)
    if first is None:
        return
    again = bring_in(empty, expected)
    assert again is not None
    assert (again.interviews, again.changed, again.already_there) == (0, 0, first.interviews)


@pytest.mark.parametrize("expected", [e for e in EXPECTED if "same_interviews_as" in e], ids=named)
def test_an_edit_in_the_tool_changes_an_interview_and_adds_none(empty: Settings, expected: dict[str, Any]) -> None:
    before = bring_in(empty, {"file": expected["same_interviews_as"], "outcome": "read"})
    after = bring_in(empty, expected)
    assert before is not None and after is not None
    assert (after.interviews, after.changed) == (0, 1)
    assert len(stored(empty, SHOWN)) == before.interviews
