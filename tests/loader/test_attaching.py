"""Promises of photos that come with a file: each goes to its interview, waits for it, or is told with a reason."""

from __future__ import annotations

import errno
import io
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from survey_loader.__main__ import main
from survey_loader.access import Audience
from survey_loader.acts import joining
from survey_loader.acts.clearing import discard
from survey_loader.acts.erasing import erase
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.previewing import preview
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.undoing import undo
from survey_loader.errors import Busy, NotAllowed, SurveyError, UnusableFile
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened, transaction
from survey_loader.store.living import hold
from survey_loader.store.photo_files import photo_path, write_files
from survey_loader.store.photos import open_photo, photos, save_photo
from survey_loader.store.pictures import make_picture
from survey_loader.store.surveys import survey
from survey_loader.store.writes import open_batch
from tests.loader.conftest import ACTOR, Import, write_csv

HEADER = "聞き取りID,日時,場所,聞き手,板番号,好きなところ,写真,写真（委員会）"
ROWS = (
    "A-01,2026/5/3 13:00,ゆきの通り,佐藤,1,ラーメンがおいしい,,はい",
    "A-02,2026/5/3 13:30,ゆきの通り,佐藤,2,川がきれい,IMG_2.HEIC,はい",
    "A-03,2026/5/3 14:00,雪野駅前,鈴木,3,山が見える,,いいえ",
)
EXIF_IFD, TAKEN, MAKE = 0x8769, 0x9003, 0x010F
COLOURS = iter(f"#{number:06x}" for number in range(0x102030, 0xFFFFFF, 0x0503))


def jpeg(taken: str = "", colour: str = "") -> bytes:
    """Return a photo unlike all others, taken at that time of the third of May."""
    exif = Image.Exif()
    exif[MAKE] = "Camera"
    if taken:
        exif.get_ifd(EXIF_IFD)[TAKEN] = f"2026:05:03 {taken}"
    buffer = io.BytesIO()
    Image.new("RGB", (120, 90), colour or next(COLOURS)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def folder(place: Path, **files: bytes) -> Path:
    """Write files into a folder; __ stands for a folder within and the name gets .jpg."""
    for name, content in files.items():
        path = place / f"{name.replace('__', '/')}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return place


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "街頭.csv", *ROWS, header=HEADER)


def stored(settings: Settings) -> dict[str, tuple[str, str]]:
    """Return {photo name: (key of its interview, by what it was found)}."""
    with opened(settings.database) as db:
        rows = db.conn.execute(
            "select p.name, coalesce(i.source_key, ''), p.matched from photos p "
            "left join shown i on i.id = p.interview_id order by p.number"
        )
        return {name: (key, matched) for name, key, matched in rows}


def machi(settings: Settings) -> Survey:
    with opened(settings.database) as db:
        found = survey(db, "machi")
    assert found is not None
    return found


def waiting(settings: Settings) -> list[dict[str, Any]]:
    return joining.waiting_photos(settings, machi(settings)).to_dict("records")  # type: ignore[return-value]


def named(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def identity(settings: Settings, key: str) -> str:
    with opened(settings.database) as db:
        return str(db.conn.execute("select id from shown where source_key = ?", [key]).fetchone()[0])


def files_of(settings: Settings) -> list[Path]:
    return [path for path in settings.photos_dir.rglob("*") if path.is_file()]


def test_photos_find_their_interviews_by_name_board_and_time(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(
        tmp_path / "写真", IMG_2=jpeg(), 板01=jpeg(), 鈴木__DSC_7=jpeg("14:04:00"), 誰か=jpeg("18:00:00"), 何か=jpeg()
    )
    report = bring_in(table, photos=(handed,))
    assert (report.photos, report.photos_waiting, report.photo_problems) == (3, 2, [])
    assert stored(empty) == {
        "IMG_2.HEIC": ("A-02", "name"),
        "板01.jpg": ("A-01", "board"),
        "鈴木/DSC_7.jpg": ("A-03", "time"),
        "誰か.jpg": ("", "none"),
        "何か.jpg": ("", "none"),
    }
    # Those that know when they were taken come first.
    assert named(waiting(empty)) == ["誰か.jpg", "何か.jpg"]


def test_photos_of_a_zip_are_taken_and_what_is_no_photo_is_told(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "写真.zip", "w") as archive:
        archive.writestr("media/IMG_2.heic", jpeg())
        archive.writestr("media/途中.jpg", jpeg()[:400])
        archive.writestr("media/空.jpg", b"")
        archive.writestr("media/偽.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        archive.writestr("../外.jpg", jpeg())
    report = bring_in(table, photos=(tmp_path / "写真.zip",))
    assert (report.photos, report.interviews) == (1, 3)
    told = " ".join(str(problem.values) for problem in report.photo_problems + report.file_problems)
    assert all(name in told for name in ("途中", "空", "偽", "外"))
    assert not (tmp_path.parent / "外.jpg").exists()
    assert len(files_of(empty)) == 2 * (report.photos + report.photos_waiting)


def test_importing_again_changes_nothing(empty: Settings, bring_in: Import, table: Path, tmp_path: Path) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg(), 板01=jpeg(), 誰か=jpeg())
    bring_in(table, photos=(handed,))
    before = stored(empty)
    again = bring_in(table, photos=(handed,))
    assert (again.photos, again.photos_waiting, again.photo_problems) == (0, 0, [])
    assert stored(empty) == before


def test_a_copy_of_the_folder_inside_itself_makes_no_name_ambiguous(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg())
    shutil.copytree(handed, handed / "写真のコピー")
    report = bring_in(table, photos=(handed, handed))
    assert (report.photos, report.photos_waiting, report.photo_problems) == (1, 0, [])


def test_a_name_that_two_different_files_have_is_told_and_both_wait(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", 朝__IMG_2=jpeg(), 夜__IMG_2=jpeg())
    report = bring_in(table, photos=(handed,))
    assert (report.photos, report.photos_waiting) == (0, 2)
    assert [(problem.row, "二つ以上" in problem.reason) for problem in report.photo_problems] == [(3, True)]


def test_a_photo_found_by_time_is_not_also_told_as_missing(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    report = bring_in(table, photos=(folder(tmp_path / "写真", 別の名前=jpeg("13:31:00")),))
    assert stored(empty) == {"別の名前.jpg": ("A-02", "time")}
    assert report.photo_problems == []


def test_a_waiting_photo_is_seen_by_the_organiser_alone(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table, photos=(folder(tmp_path / "写真", 誰か=jpeg()),))
    photo = waiting(empty)[0]["photo"]
    with opened(empty.database) as db:
        assert open_photo(db, empty.photos_dir, photo, Audience.ORGANISER, "thumb").is_file()
        for audience in (Audience.COMMITTEE, Audience.PUBLIC_HALL, Audience.PUBLIC_WEB):
            assert photo not in set(photos(db, "machi", audience)["photo"])
            with pytest.raises(NotAllowed):
                open_photo(db, empty.photos_dir, photo, audience)


def test_a_joined_photo_stands_under_the_consent_of_its_interview(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table, photos=(folder(tmp_path / "写真", 一=jpeg(), 二=jpeg()),))
    cache.voices(empty, "machi")
    first, second = waiting(empty)
    joining.join(empty, ACTOR, "machi", first["number"], identity(empty, "A-01"))
    joining.join(empty, ACTOR, "machi", second["number"], identity(empty, "A-03"))
    assert waiting(empty) == []
    with opened(empty.database) as db:
        assert open_photo(db, empty.photos_dir, first["photo"], Audience.COMMITTEE).is_file()
        for audience in (Audience.ORGANISER, Audience.COMMITTEE):
            with pytest.raises(NotAllowed):
                open_photo(db, empty.photos_dir, second["photo"], audience)
    assert cache.voices(empty, "machi").interviews["photographed"].sum() == 2


def test_a_join_taken_back_stays_taken_back_when_the_file_comes_again(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg())
    bring_in(table, photos=(handed,))
    with opened(empty.database) as db:
        number = db.conn.execute("select number from photos").fetchone()[0]
    joining.part(empty, ACTOR, "machi", number)
    assert named(waiting(empty)) == ["IMG_2.HEIC"]
    assert bring_in(table, photos=(handed,)).photos == 0
    joining.join(empty, ACTOR, "machi", number, identity(empty, "A-01"))
    bring_in(table, photos=(handed,))
    assert stored(empty) == {"IMG_2.HEIC": ("A-01", "hand")}


def test_a_dropped_photo_is_gone_and_does_not_come_back(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", 空と雲=jpeg())
    bring_in(table, photos=(handed,))
    joining.drop(empty, ACTOR, "machi", waiting(empty)[0]["number"])
    assert (waiting(empty), files_of(empty)) == ([], [])
    report = bring_in(table, photos=(handed,))
    assert (report.photos_waiting, waiting(empty), files_of(empty)) == (0, [], [])


def test_a_file_stays_as_long_as_another_survey_needs_it_and_no_longer(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", 誰か=jpeg())
    bring_in(table, photos=(handed,))
    other = bring_in(table, "ためし", photos=(handed,))
    assert other.photos_waiting == 1
    joining.drop(empty, ACTOR, "machi", waiting(empty)[0]["number"])
    assert len(files_of(empty)) == 2
    undo(empty, ACTOR, other.batch)
    assert files_of(empty) == []


def test_what_was_moved_meanwhile_is_not_moved_twice(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table, photos=(folder(tmp_path / "写真", 誰か=jpeg()),))
    number, person = waiting(empty)[0]["number"], identity(empty, "A-01")
    with pytest.raises(SurveyError):
        joining.part(empty, ACTOR, "machi", number)
    with pytest.raises(SurveyError):
        joining.join(empty, ACTOR, "machi", number, "nobody")
    joining.join(empty, ACTOR, "machi", number, person)
    for act in (joining.drop, lambda *given: joining.join(*given, person)):
        with pytest.raises(SurveyError, match="先に"):
            act(empty, ACTOR, "machi", number)
    with pytest.raises(SurveyError):
        joining.part(empty, ACTOR, "ほかの調査", number)


def test_every_join_is_in_the_log_and_without_words(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table, photos=(folder(tmp_path / "写真", 誰か=jpeg()),))
    number = waiting(empty)[0]["number"]
    joining.join(empty, ACTOR, "machi", number, identity(empty, "A-01"), "board")
    joining.part(empty, ACTOR, "machi", number)
    joining.drop(empty, ACTOR, "machi", number)
    with opened(empty.database) as db:
        rows = db.conn.execute("select act, actor, details from log where act like '%photo' order by number").fetchall()
    assert [row[:2] for row in rows] == [(act, ACTOR.name) for act in ("join photo", "part photo", "drop photo")]
    assert "誰か" not in str(rows)


def test_undoing_an_import_takes_its_waiting_photos_along(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    report = bring_in(table, photos=(folder(tmp_path / "写真", 誰か=jpeg(), IMG_2=jpeg()),))
    undo(empty, ACTOR, report.batch)
    assert (waiting(empty), files_of(empty)) == ([], [])


def test_a_photo_whose_interview_was_undone_waits_again(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    first = bring_in(table)
    import_photos(empty, ACTOR, "machi", [folder(tmp_path / "写真", 板01=jpeg())])
    assert stored(empty) == {"板01.jpg": ("A-01", "board")}
    undo(empty, ACTOR, first.batch, even_if_edited=True)
    assert named(waiting(empty)) == ["板01.jpg"]
    bring_in(table)
    assert waiting(empty) == []


def test_the_photo_of_somebody_erased_never_comes_back(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg())
    bring_in(table, photos=(handed,))
    erase(empty, ACTOR, identity(empty, "A-02"), "本人の希望")
    assert files_of(empty) == []
    report = bring_in(table, photos=(handed,))
    assert (report.erased, report.photos_waiting, waiting(empty), files_of(empty)) == (1, 0, [], [])
    assert ["消した人" in problem.reason for problem in report.photo_problems] == [True]


def test_erasing_takes_the_copy_that_waited_along(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    photo = jpeg()
    bring_in(write_csv(tmp_path / "前.csv", ROWS[0], header=HEADER), photos=(folder(tmp_path / "前", IMG_2=photo),))
    assert named(waiting(empty)) == ["IMG_2.jpg"]
    bring_in(table, photos=(folder(tmp_path / "写真", IMG_2=photo),))
    assert waiting(empty) == []
    erase(empty, ACTOR, identity(empty, "A-02"), "本人の希望")
    assert (waiting(empty), files_of(empty)) == ([], [])


def test_somebody_erased_while_photos_come_in_leaves_no_photo_waiting(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table)
    person = identity(empty, "A-02")

    def erase_meanwhile(done: int, total: int | None) -> None:
        erase(empty, ACTOR, person, "本人の希望")

    import_photos(empty, ACTOR, "machi", [folder(tmp_path / "写真", IMG_2=jpeg())], erase_meanwhile)
    assert (waiting(empty), files_of(empty)) == ([], [])


def test_photos_alone_are_given_to_the_interviews_that_are_there(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table)
    handed = folder(tmp_path / "写真", IMG_2=jpeg(), 板3=jpeg(), 佐藤__DSC_1=jpeg("13:02:00"), 誰か=jpeg())
    report = import_photos(empty, ACTOR, "machi", [handed])
    assert (report.photos, report.photos_waiting, report.photo_problems) == (3, 1, [])
    assert {key for key, _ in stored(empty).values()} == {"A-01", "A-02", "A-03", ""}
    again = import_photos(empty, ACTOR, "machi", [handed])
    assert (again.photos, again.photos_waiting) == (0, 0)


def test_photos_alone_need_a_survey_and_photos(empty: Settings, bring_in: Import, table: Path, tmp_path: Path) -> None:
    bring_in(table)
    (tmp_path / "空").mkdir()
    with pytest.raises(UnusableFile, match="写真がありません"):
        import_photos(empty, ACTOR, "machi", [tmp_path / "空"])
    with pytest.raises(SurveyError, match="見つかりません"):
        import_photos(empty, ACTOR, "ない", [folder(tmp_path / "写真", 一=jpeg())])


def test_the_command_brings_photos_and_says_what_became_of_them(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(table)
    handed = folder(tmp_path / "写真", 板1=jpeg(), 誰か=jpeg(), 切れた=jpeg()[:300])
    assert main(["photos", str(handed), "--survey", "machi", "--db", str(empty.database)]) == 0
    told = capsys.readouterr().out
    assert "写真1枚をつなぎました" in told
    assert "切れた.jpg" in told


def test_candidates_come_nearest_first_and_are_found_by_board_and_words(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    bring_in(table, photos=(folder(tmp_path / "写真", 誰か=jpeg("13:44:00")),))
    town, taken = machi(empty), waiting(empty)[0]["taken_at"]
    assert f"{taken:%Y-%m-%d %H:%M %z}" == "2026-05-03 13:44 +0900"

    def boards(search: str = "") -> list[str]:
        return joining.candidates(empty, town, taken, search)["board"].tolist()

    assert boards() == ["2", "3", "1"]
    assert (boards("３"), boards("ラーメン"), boards("鈴木"), boards("海")) == (["3"], ["1"], ["3"], [])
    first = joining.candidates(empty, town, taken).iloc[0]
    assert (first["wanted"], first["words"], f"{first['at']:%H:%M}") == ("IMG_2.HEIC", "川がきれい", "13:30")


def test_an_import_that_fails_leaves_no_photo_behind(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg(), 誰か=jpeg())
    steps: list[int] = []

    def stop_at_the_second_photo(done: int, total: int | None) -> None:
        steps.append(done)
        if len(steps) == 2:
            raise KeyboardInterrupt

    bring_in(table)
    with pytest.raises(KeyboardInterrupt):
        import_photos(empty, ACTOR, "machi", [handed], stop_at_the_second_photo)
    assert (stored(empty), files_of(empty)) == ({}, [])
    assert import_photos(empty, ACTOR, "machi", [handed]).photos == 1


def test_what_the_preview_foresees_is_what_the_import_does(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", IMG_2=jpeg(), 板01=jpeg(), 鈴木__DSC_7=jpeg("14:04:00"), 誰か=jpeg())
    request = ImportRequest(table, "machi", photos=(handed,))
    foreseen = preview(empty, request).report
    assert (foreseen.photos, foreseen.photos_waiting) == (3, 1)
    done = bring_in(table, photos=(handed,))
    assert (done.photos, done.photos_waiting) == (3, 1)
    again = preview(empty, request).report
    assert (again.photos, again.photos_waiting, again.photo_problems) == (0, 0, [])


def test_a_photo_that_another_import_has_staged_and_gives_up_stays_with_the_one_that_published(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    photo = jpeg()
    bring_in(table)
    picture, person = make_picture(photo), identity(empty, "A-02")
    with opened(empty.database) as db:
        with transaction(db):
            other = open_batch(db, "machi", "import", ACTOR.name, 0, 1)
            alive = hold(db, empty.database, other.number)
            save_photo(db, other.number, person, picture, "face", "IMG_2.HEIC")
        assert bring_in(table, photos=(folder(tmp_path / "写真", IMG_2=photo),)).photos == 1
        discard(empty, db, other.number, "machi")
        alive.release()
        assert open_photo(db, empty.photos_dir, picture.id, Audience.COMMITTEE).read_bytes() == picture.content


def test_a_full_disk_leaves_no_half_of_a_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    picture = make_picture(jpeg())
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_files(tmp_path, picture)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    write_files(tmp_path, picture)
    assert photo_path(tmp_path, picture.id, "full").read_bytes() == picture.content


def test_a_photo_parted_while_its_file_comes_again_stays_parted(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", 板3=jpeg())
    bring_in(table, photos=(handed,))
    number = int(joining.joined(empty, machi(empty), 10)["number"].iloc[0])
    (handed / "誰か.jpg").write_bytes(jpeg())

    def part_meanwhile(done: int, total: int | None) -> None:
        if named(waiting(empty)) == []:
            joining.part(empty, ACTOR, "machi", number)

    again = import_photos(empty, ACTOR, "machi", [handed], part_meanwhile)
    assert (again.photos, again.photos_waiting) == (0, 1)
    assert set(named(waiting(empty))) == {"誰か.jpg", "板3.jpg"}
    assert len(joining.joined(empty, machi(empty), 10)) == 0


def test_a_joined_photo_that_came_twice_is_listed_once(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    handed = folder(tmp_path / "写真", 板3=jpeg())
    bring_in(table, photos=(handed,))
    import_photos(empty, ACTOR, "machi", [handed])
    assert joining.joined(empty, machi(empty), 10)["name"].tolist() == ["板3.jpg"]


def test_photos_that_came_alone_ask_to_come_again_when_what_they_met_is_undone(
    empty: Settings, bring_in: Import, table: Path, tmp_path: Path
) -> None:
    report = bring_in(table)

    def undone_meanwhile(done: int, total: int | None) -> None:
        undo(empty, ACTOR, report.batch)

    with pytest.raises(Busy, match="もう一度"):
        import_photos(empty, ACTOR, "machi", [folder(tmp_path / "写真", 板3=jpeg())], undone_meanwhile)
    assert files_of(empty) == []


def test_a_table_that_names_photos_none_of_which_came_says_so_once(
    bring_in: Import, table: Path, tmp_path: Path
) -> None:
    alone = bring_in(table)
    assert [str(problem.reason.format(**problem.values)) for problem in alone.photo_problems] == [
        "写真の名前が1件ありますが、写真は入っていません。写真のフォルダーかZIPをいっしょに入れると、つながります。"
    ]
    bring_in(table, photos=(folder(tmp_path / "photos", IMG_2=jpeg()),))
    assert bring_in(table).photo_problems == []
