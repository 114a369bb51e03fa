"""Promises of photos: upright, small, without EXIF, and seen only with consent."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from survey_loader.access import Audience
from survey_loader.acts.entering import Entry, enter
from survey_loader.errors import NotAllowed, UnusablePhoto
from survey_loader.models import Consents, PhotoConsent, PhotoKind
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened
from survey_loader.store.photo_files import photo_path
from survey_loader.store.photos import open_photo, photos, shown_photos
from survey_loader.store.pictures import make_picture
from tests.loader.conftest import ACTOR, Import, write_csv

ORIENTATION, GPS_IFD, MAKE = 0x0112, 0x8825, 0x010F
AUDIENCES = (Audience.COMMITTEE, Audience.PUBLIC_HALL, Audience.PUBLIC_WEB)


def jpeg(width: int = 400, height: int = 300, colour: str = "#0F766E", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_a_photo_is_upright_small_and_without_exif() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "Secret Camera 9000"
    exif.get_ifd(GPS_IFD)[1] = "N"
    picture = make_picture(jpeg(4000, 3000, exif=exif))
    kept = Image.open(io.BytesIO(picture.content))
    assert (picture.width, picture.height) == kept.size == (1200, 1600)
    assert not kept.getexif()
    assert b"Secret Camera" not in picture.content
    assert max(Image.open(io.BytesIO(picture.thumbnail)).size) == 480


@pytest.mark.parametrize(
    "received",
    [b"", b"not a picture", jpeg()[:900], b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"],
    ids=["empty", "text", "cut short", "svg"],
)
def test_what_is_no_whole_photo_is_refused_with_a_reason(received: bytes) -> None:
    with pytest.raises(UnusablePhoto) as refused:
        make_picture(received)
    assert "ください" in str(refused.value)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 200_000
    with pytest.raises(UnusablePhoto):
        make_picture(bomb.getvalue())


def entered(settings: Settings, kind: PhotoKind, committee: PhotoConsent, hall: PhotoConsent, web: PhotoConsent) -> str:
    """Enter an interview with one photo and return the photo's id."""
    consents = Consents(quote=True, photo_committee=committee, photo_hall=hall, photo_web=web)
    colour = f"#{abs(hash((kind, committee, hall, web))) % 0xFFFFFF:06x}"
    entry = Entry(
        survey="machi", id=str(uuid.uuid4()), answers={"like": "川がきれい"}, at=datetime(2026, 5, 3, tzinfo=UTC),
        place="駅前", consents=consents, photos=((jpeg(colour=colour), kind),),
    )  # fmt: skip
    enter(settings, ACTOR, entry)
    return make_picture(jpeg(colour=colour)).id


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", "駅前,ラーメン", header="場所,好きなところ"))
    return empty


CONSENTS: list[tuple[PhotoKind, PhotoConsent, PhotoConsent, PhotoConsent, list[bool]]] = [
    ("face", "face", "face", "face", [True, True, True]),
    ("face", "face", "face", "no", [True, True, False]),
    ("face", "face", "no", "no", [True, False, False]),
    ("face", "board", "board", "board", [False, False, False]),
    ("board", "board", "board", "no", [True, True, False]),
    ("face", "no", "no", "no", [False, False, False]),
    ("face", "board", "face", "face", [False, False, False]),
    ("board", "board", "face", "face", [True, True, True]),
    ("board", "no", "face", "face", [False, False, False]),
    ("board", "no", "no", "no", [False, False, False]),
]


@pytest.mark.parametrize(("kind", "committee", "hall", "web", "seen"), CONSENTS)
def test_each_audience_sees_only_what_was_allowed(
    survey: Settings, kind: PhotoKind, committee: PhotoConsent, hall: PhotoConsent, web: PhotoConsent, seen: list[bool]
) -> None:
    photo = entered(survey, kind, committee, hall, web)
    with opened(survey.database) as db:
        for audience, allowed in zip(AUDIENCES, seen, strict=True):
            assert (photo in set(photos(db, "machi", audience)["photo"])) is allowed
            if allowed:
                assert open_photo(db, survey.photos_dir, photo, audience).is_file()
            else:
                with pytest.raises(NotAllowed):
                    open_photo(db, survey.photos_dir, photo, audience)


def test_a_picture_two_people_share_needs_the_consent_of_both(survey: Settings) -> None:
    shared = jpeg(colour="#123456")
    for committee in ("face", "no"):
        consents = Consents(photo_committee=committee)  # type: ignore[arg-type]
        entry = Entry(
            survey="machi", id=str(uuid.uuid4()), answers={"like": "山"}, at=datetime(2026, 5, 3, tzinfo=UTC),
            place="駅前", consents=consents, photos=((shared, "face"),),
        )  # fmt: skip
        enter(survey, ACTOR, entry)
    with opened(survey.database) as db:
        with pytest.raises(NotAllowed):
            open_photo(db, survey.photos_dir, make_picture(shared).id, Audience.COMMITTEE)
        assert photos(db, "machi", Audience.COMMITTEE).empty
        people = [row[0] for row in db.conn.execute("select id from interviews")]
        assert shown_photos(db, people, Audience.COMMITTEE) == {}


@pytest.mark.parametrize("photo_id", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "/.."])
def test_a_photo_id_can_never_become_another_path(tmp_path: Path, photo_id: str) -> None:
    with pytest.raises(NotAllowed):
        photo_path(tmp_path, photo_id, "full")


def test_photos_of_a_folder_are_found_by_name_and_the_missing_are_reported(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "写真"
    (folder / "1日目").mkdir(parents=True)
    (folder / "1日目" / "IMG_1.JPG").write_bytes(jpeg())
    (folder / "broken.jpg").write_bytes(jpeg()[:500])
    header = "聞き取りID,場所,好きなところ,写真,写真（委員会）"
    rows = ("A-1,駅前,川,img_1.jpg,はい", "A-2,駅前,山,IMG_2.JPG,はい", "A-3,駅前,空,broken.jpg,はい")
    path = write_csv(tmp_path / "a.csv", *rows, header=header)
    report = bring_in(path, photos=(folder,))
    assert (report.interviews, report.photos) == (3, 1)
    assert [problem.row for problem in report.photo_problems] == [3, 4]
    assert bring_in(path, photos=(folder,)).photos == 0
    with opened(empty.database) as db:
        assert len(photos(db, "machi", Audience.COMMITTEE)) == 1


def test_a_face_is_shown_before_the_board_where_both_are_allowed(survey: Settings) -> None:
    face, board = jpeg(colour="#112233"), jpeg(colour="#445566")
    entry = Entry(
        survey="machi", id=str(uuid.uuid4()), answers={"like": "星"}, at=datetime(2026, 5, 3, tzinfo=UTC),
        place="駅前", consents=Consents(photo_committee="face"), photos=((board, "board"), (face, "face")),
    )  # fmt: skip
    enter(survey, ACTOR, entry)
    with opened(survey.database) as db:
        assert shown_photos(db, [entry.id], Audience.COMMITTEE) == {entry.id: make_picture(face).id}


def test_a_photo_that_comes_later_is_known_to_the_voices_in_memory(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "a.csv", "A-1,駅前,川,a.jpg,はい", header="聞き取りID,場所,好きなところ,写真,写真（委員会）"
    )
    bring_in(path)
    assert cache.voices(empty, "machi").interviews["photographed"].tolist() == [False]
    (tmp_path / "a.jpg").write_bytes(jpeg())
    bring_in(path, photos=(tmp_path,))
    cache.forget(empty, "machi")
    assert cache.voices(empty, "machi").interviews["photographed"].tolist() == [True]
