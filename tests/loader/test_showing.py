"""The hall is shown only what its owners allowed there: no photo and no word that was refused."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from survey_loader.acts import releasing
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.erasing import erase
from survey_loader.acts.showing import Slide, hall_slides
from survey_loader.models import Consents, PhotoConsent, PhotoKind
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.pictures import make_picture
from tests.loader.conftest import ACTOR, Import, write_csv

START = datetime(2026, 5, 3, tzinfo=UTC)


def jpeg(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", "駅前,ラーメン,川", header="場所,好きなところ,どんなまちになってほしい"))
    return empty


def entered(
    here: Settings,
    number: int,
    kind: PhotoKind = "face",
    committee: PhotoConsent = "face",
    hall: PhotoConsent = "face",
    quote: bool = True,
    photo: bytes = b"",
) -> Entry:
    """Enter the person of that number, one minute after the one before, and return the entry."""
    content = photo or jpeg(f"#1234{number:02x}")
    entry = Entry(
        survey="machi", id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"hall {number}")), at=START + timedelta(minutes=number),
        answers={"like": f"川がきれい {number}", "future": f"バスがほしい {number}"}, place="駅前",
        consents=Consents(quote=quote, photo_committee=committee, photo_hall=hall, photo_web="no"),
        photos=((content, kind),), relation="resident",
    )  # fmt: skip
    enter(here, ACTOR, entry)
    return entry


def identity(entry: Entry) -> str:
    return make_picture(entry.photos[0][0]).id


def test_who_allowed_the_hall_is_shown_newest_first_with_the_words_that_may_be_quoted(survey: Settings) -> None:
    older, newer = entered(survey, 1), entered(survey, 2)
    assert hall_slides(survey, "machi") == [
        Slide(identity(newer), "face", ("川がきれい 2", "バスがほしい 2"), "resident"),
        Slide(identity(older), "face", ("川がきれい 1", "バスがほしい 1"), "resident"),
    ]


REFUSED: list[tuple[PhotoKind, PhotoConsent, PhotoConsent]] = [
    ("face", "face", "no"),
    ("face", "face", "board"),
    ("face", "board", "face"),
    ("face", "no", "face"),
    ("board", "board", "no"),
    ("board", "no", "board"),
]


@pytest.mark.parametrize(("kind", "committee", "hall"), REFUSED)
def test_who_refused_the_hall_or_the_committee_is_not_there_with_photo_or_words(
    survey: Settings, kind: PhotoKind, committee: PhotoConsent, hall: PhotoConsent
) -> None:
    entered(survey, 1, kind, committee, hall)
    allowed = entered(survey, 2)
    assert [slide.photo for slide in hall_slides(survey, "machi")] == [identity(allowed)]
    assert "川がきれい 1" not in str(hall_slides(survey, "machi"))


def test_a_board_that_may_be_seen_is_shown_where_the_face_may_not(survey: Settings) -> None:
    board = entered(survey, 1, "board", "board", "board")
    assert [(slide.photo, slide.kind) for slide in hall_slides(survey, "machi")] == [(identity(board), "board")]


def test_a_photo_whose_board_may_have_words_nobody_may_quote_is_shown_once_somebody_looked(survey: Settings) -> None:
    silent = entered(survey, 1, quote=False)
    assert hall_slides(survey, "machi") == []
    [photo] = releasing.line(survey, ACTOR, "machi", "photo", "open").waiting
    assert photo.words_held
    releasing.decide(survey, ACTOR, "machi", "photo", {identity(silent): ""}, "release", "")
    # Its words stay out all the same.
    assert [slide.words for slide in hall_slides(survey, "machi")] == [()]


def test_a_photo_of_two_people_needs_the_leave_of_both(survey: Settings) -> None:
    shared = jpeg("teal")
    entered(survey, 1, photo=shared)
    entered(survey, 2, hall="no", photo=shared)
    assert hall_slides(survey, "machi") == []


def test_who_takes_the_leave_back_or_is_erased_is_gone_at_the_next_look(survey: Settings) -> None:
    first, second = entered(survey, 1), entered(survey, 2)
    with opened(survey.database) as db, transaction(db):
        db.conn.execute("update interviews set photo_hall = 'no' where id = ?", [first.id])
    assert [slide.photo for slide in hall_slides(survey, "machi")] == [identity(second)]
    erase(survey, ACTOR, second.id, "asked")
    assert hall_slides(survey, "machi") == []


def test_only_the_chosen_people_are_shown_and_no_more_than_asked_for(survey: Settings) -> None:
    entered(survey, 1), entered(survey, 2)
    with opened(survey.database) as db:
        first = db.conn.execute("select min(interview) from comments where text = '川がきれい 1'").fetchone()[0]
    assert [slide.words[0] for slide in hall_slides(survey, "machi", interviews=[first])] == ["川がきれい 1"]
    assert hall_slides(survey, "machi", interviews=[]) == []
    assert len(hall_slides(survey, "machi", limit=1)) == 1
