"""Promises of what goes on paper: the hall's gates decide, and a printed number finds its comment again."""

from __future__ import annotations

import pytest

from survey_loader.access import Audience
from survey_loader.acts import printing
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened

SURVEY = "yukino"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("A950-A705", True),
        ("no. a950-a705", True),
        ("Ａ９５０－Ａ７０５", True),
        ("No.A950‐A705", True),
        ("A950A705", False),
        ("2025-1018", True),
        ("除雪", False),
        ("-雪まつり", False),
        ("A950-A70", False),
    ],
)
def test_a_number_is_known_however_it_is_typed(typed: str, found: bool) -> None:
    assert printing.is_number(typed) == found


def test_a_number_is_the_beginning_of_the_id() -> None:
    assert printing.printed_number("a950a705-72d3-5776-9561-7c51e96d66a9") == "A950-A705"


def test_every_comment_is_found_by_its_number_in_its_own_survey_only(sample: Settings) -> None:
    with opened(sample.database) as db:
        frame = reads.all_comments(db, SURVEY, Audience.COMMITTEE)
    for identity, number in frame[["comment_id", "number"]].head(200).itertuples(index=False, name=None):
        assert printing.numbered(sample, SURVEY, printing.printed_number(identity)) == [number]
        assert printing.numbered(sample, "elsewhere", printing.printed_number(identity)) == []


def test_only_what_may_be_quoted_is_printed_and_a_photo_once_a_person(sample: Settings) -> None:
    with opened(sample.database) as db:
        frame = reads.all_comments(db, SURVEY, Audience.COMMITTEE)
        hall = reads.all_comments(db, SURVEY, Audience.PUBLIC_HALL)
    found = printing.printable(sample, SURVEY, frame["number"].tolist(), with_photos=True)
    assert set(found) == set(frame.loc[frame["quotable"], "number"])
    photos = [comment.photo for comment in found.values() if comment.photo]
    assert len(photos) == len(set(photos))
    assert {path.stem for path in photos} == set(hall["photo"]) - {""}
    bare = printing.printable(sample, SURVEY, frame["number"].tolist())
    assert not any(comment.photo for comment in bare.values())
