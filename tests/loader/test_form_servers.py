"""Exports of ODK Central and KoBoToolbox all the way in: once, whatever form they come in, with their photos."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
from PIL import Image

from survey_loader.access import Audience
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.loader.conftest import Import

HEADER = (
    "start", "場所", "好きなところ", "写真", "写真の公開に同意しますか", "_id", "_uuid", "_submission_time", "_index",
)  # fmt: skip
BEGUN, CAME = "2026-05-23T13:01:44+09:00", "2026-05-23T04:12:09"
ROW = (BEGUN, "駅前", "夕方の川がきれい", "写真 1.jpg", "はい", "501", "u-000000001", CAME, "1")


def kobo_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEADER, ROW])
    return path


def kobo_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([datetime(2026, 5, 23, 13, 1, 44), *ROW[1:7], datetime(2026, 5, 23, 4, 12, 9), 1])
    book.save(path)
    return path


def media_zip(path: Path) -> Path:
    Image.new("RGB", (40, 30), "teal").save(path.with_suffix(".jpg"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(path.with_suffix(".jpg"), "sensei/attachments/form/u-000000001/写真_1.jpg")
    return path


def test_the_csv_and_the_workbook_of_one_export_are_the_same_interviews(bring_in: Import, tmp_path: Path) -> None:
    assert bring_in(kobo_csv(tmp_path / "k.csv")).interviews == 1
    again = bring_in(kobo_workbook(tmp_path / "k.xlsx"))
    assert (again.interviews, again.changed, again.already_there) == (0, 0, 1)


def test_photos_come_with_the_media_zip_of_kobo(bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(kobo_csv(tmp_path / "k.csv"), photos=(media_zip(tmp_path / "media.zip"),))
    assert (report.photos, report.photo_problems) == (1, [])


def test_a_zip_of_table_and_photos_a_folder_of_them_and_the_table_alone_are_one_import(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "春"
    folder.mkdir()
    kobo_csv(folder / "k.csv")
    media_zip(folder / "media.zip")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(folder / "k.csv", "k.csv")
        archive.write(folder / "media.zip", "media.zip")
    first = bring_in(tmp_path / "all.zip")
    assert (first.interviews, first.photos, first.photo_problems) == (1, 1, [])
    assert (bring_in(folder).already_there, bring_in(folder / "k.csv").already_there) == (1, 1)
    with opened(empty.database) as db:
        assert list(reads.all_comments(db, "machi", Audience.COMMITTEE)["text"]) == ["夕方の川がきれい"]


def test_what_a_package_could_not_give_is_in_the_report(bring_in: Import, tmp_path: Path) -> None:
    kobo_csv(tmp_path / "k.csv")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "k.csv", "k.csv")
        archive.writestr("../外.jpg", b"\xff\xd8\xff")
        archive.writestr("動画.mp4", b"\0\0\0\x18ftypmp42")
    report = bring_in(tmp_path / "all.zip")
    assert report.interviews == 1
    assert [reject.values["name"] for reject in report.file_problems] == ["../外.jpg", "動画.mp4"]


def odk_zip(path: Path, *voices: str) -> Path:
    """One interview of ODK Central in whose repeat these voices stand."""
    root = "SubmissionDate,start,place,KEY\n2026-05-23T04:12:09.412Z,2026-05-23T13:01:44.120+09:00,駅前,uuid:1\n"
    repeats = "".join(f"{text},uuid:1,uuid:1/voice[{number}]\n" for number, text in enumerate(voices, start=1))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("machi.csv", root)
        archive.writestr("machi-voice.csv", f"comment,PARENT_KEY,KEY\n{repeats}")
    return path


def test_repeats_become_several_voices_of_one_person_and_keep_their_ids(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    first = bring_in(odk_zip(tmp_path / "1.zip", "川がきれい", "夜が暗い"))
    assert (first.interviews, first.comments) == (1, 2)
    with opened(empty.database) as db:
        before = dict(reads.all_comments(db, "machi", Audience.COMMITTEE)[["text", "comment_id"]].values)
    again = bring_in(odk_zip(tmp_path / "2.zip", "川がきれい", "夜が暗い", "屋台がほしい"))
    assert (again.changed, bring_in(tmp_path / "2.zip").already_there) == (1, 1)
    with opened(empty.database) as db:
        after = reads.all_comments(db, "machi", Audience.COMMITTEE)
    assert sorted(after["text"]) == ["夜が暗い", "屋台がほしい", "川がきれい"]
    assert set(after["question"]) == {"comment"}
    assert before.items() <= dict(after[["text", "comment_id"]].values).items()
