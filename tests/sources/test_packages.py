"""A lone file, a folder or a ZIP as tables and photos; nothing in a ZIP is trusted."""

from __future__ import annotations

import gc
import io
import os
import stat
import struct
import tempfile
import zipfile
from copy import copy
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_loader.errors import SurveyError, UnusableFile, UnusablePhoto
from survey_loader.models import Interview, Reject
from survey_loader.sources import archives, members, packages
from survey_loader.sources.packages import Package, open_package, photos_in
from survey_loader.sources.reading import read

TABLE = "日時,場所,好きなところ\n2026-05-03 13:05,駅前,川沿いの桜並木\n"
JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("scratch")))


def scratch() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("machi-*"))


def zip_of(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def reasons(refused: tuple[Reject, ...]) -> list[str]:
    return [reject.reason.format(**reject.values) for reject in refused]


def photo_names(package: Package) -> list[str]:
    return [photo.name for photo in package.photos]


def test_a_lone_file_is_its_only_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    assert open_package(tmp_path / "a.csv") == Package((("a.csv", tmp_path / "a.csv"),))


def test_a_zip_gives_its_tables_and_photos_and_says_what_it_left_alone(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "春.zip",
        {
            "回答/まち.csv": TABLE,
            "写真/板12.JPG": JPEG,
            "写真/名前だけ": JPEG,
            "説明.pdf": b"%PDF-1.7",
            "お読みください.txt": "はじめに",
            "空.csv": b"",
            "__MACOSX/写真/._板12.JPG": b"\0",
            ".DS_Store": b"\0",
            "写真/Thumbs.db": b"\0",
        },
    )
    package = open_package(path)
    assert [(name, file.read_text("utf-8")) for name, file in package.tables] == [("回答/まち.csv", TABLE)]
    assert photo_names(package) == ["写真/名前だけ", "写真/板12.JPG"]
    assert package.photos[1].read() == JPEG
    assert reasons(package.refused) == [
        "「お読みください.txt」は表でも写真でもないため、読みませんでした。",
        "「空.csv」は空のファイルなので、読みませんでした。",
        "「説明.pdf」は表でも写真でもないため、読みませんでした。",
    ]


def test_a_folder_gives_its_tables_and_photos(tmp_path: Path) -> None:
    folder = tmp_path / "春の調査"
    (folder / "写真").mkdir(parents=True)
    (folder / "a.csv").write_text(TABLE, encoding="utf-8")
    (folder / "写真" / "1.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (folder / "外へ.jpg").symlink_to("/etc/hostname")
    (folder / "外のフォルダー").symlink_to("/etc")
    os.mkfifo(folder / "管")
    package = open_package(folder)
    assert package.tables == (("a.csv", folder / "a.csv"),)
    assert photo_names(package) == ["写真/1.heic"]
    assert sorted(reasons(package.refused)) == [
        "「外のフォルダー」はほかの場所へのリンクなので、読みませんでした。ファイルそのものを入れてください。",
        "「外へ.jpg」はほかの場所へのリンクなので、読みませんでした。ファイルそのものを入れてください。",
        "「管」は表でも写真でもないため、読みませんでした。",
    ]
    (interview,) = read(folder).rows
    assert isinstance(interview, Interview) and interview.place == "駅前"


def test_a_text_file_is_a_table_where_there_is_no_other(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"answers.txt": TABLE})
    assert [name for name, _ in open_package(path).tables] == ["answers.txt"]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_unmarked_names_in_a_zip_of_windows_or_macos_come_out_right(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "unmarked.zip"
    # zipfile marks such names as UTF-8: written under ASCII names of the same length, which are then replaced.
    names = {"表紙ソ.csv": TABLE, "写真/十①.jpg": JPEG}
    stand_ins = {
        letter * len(name.encode(encoding)): content
        for letter, (name, content) in zip("xy", names.items(), strict=True)
    }
    raw = zip_of(path, stand_ins).read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        raw = raw.replace(stand_in.encode(), name.encode(encoding))
    path.write_bytes(raw)
    package = open_package(path)
    assert [name for name, _ in package.tables] == ["表紙ソ.csv"]
    assert photo_names(package) == ["写真/十①.jpg"]
    assert package.photos[0].read() == JPEG


def test_names_that_macos_split_are_joined_again(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "mac.zip", {"a.csv": TABLE, "か\u3099っこう.jpg": JPEG})
    assert photo_names(open_package(path)) == ["がっこう.jpg"]


@pytest.mark.parametrize("name", ["../外.csv", "/etc/外.jpg", "C:\\外.jpg", "写真\\..\\..\\外.jpg", "写真/../外.png"])
def test_a_name_that_points_outside_is_refused_and_nothing_is_written_there(tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path / "slip.zip", {"まち.csv": TABLE, name: JPEG})
    before = set(tmp_path.rglob("*"))
    package = open_package(path)
    assert package.photos == () and [table for table, _ in package.tables] == ["まち.csv"]
    assert reasons(package.refused) == [
        f"「{name.replace(chr(92), '/')}」は、フォルダーの外を指す名前なので読みませんでした。"
    ]
    assert set(tmp_path.rglob("*")) == before and not (tmp_path.parent / "外.csv").exists()


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "link.zip", {"a.csv": TABLE})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("写真.jpg")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    package = open_package(path)
    assert package.photos == () and "リンク" in reasons(package.refused)[0]


def encrypted(path: Path, name: str) -> None:
    """Set the mark of encryption on one file of a ZIP."""
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        raw[archive.getinfo(name).header_offset + 6] |= 1
    at = raw.index(b"PK\x01\x02")
    while raw[at : at + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack_from("<3H", raw, at + 28)
        if raw[at + 46 : at + 46 + length] == name.encode():
            raw[at + 8] |= 1
        at += 46 + length + extra + comment
    path.write_bytes(raw)


def test_what_is_encrypted_is_refused_and_a_wholly_encrypted_zip_says_so(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "1.jpg": JPEG})
    encrypted(path, "1.jpg")
    package = open_package(path)
    assert package.photos == () and "パスワードがかかっているため" in reasons(package.refused)[0]
    encrypted(path, "a.csv")
    with pytest.raises(UnusableFile, match="パスワードなしのZIP"):
        open_package(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_with_one_name_the_later_is_read_and_told(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "1.jpg": JPEG})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("1.jpg", JPEG + b"2")
    package = open_package(path)
    assert [photo.read() for photo in package.photos] == [JPEG + b"2"]
    assert reasons(package.refused) == ["「1.jpg」が二つ入っています。あとに入れられたほうだけを読みます。"]


def test_a_zip_in_a_zip_is_opened_and_one_deeper_is_not(tmp_path: Path) -> None:
    deepest = zip_of(tmp_path / "3.zip", {"深い.jpg": JPEG}).read_bytes()
    media = zip_of(tmp_path / "2.zip", {"人/attachments/表/uuid-1/写真_1.jpg": JPEG, "3.zip": deepest}).read_bytes()
    path = zip_of(tmp_path / "1.zip", {"a.csv": TABLE, "media.zip": media})
    package = open_package(path)
    assert photo_names(package) == ["media.zip/人/attachments/表/uuid-1/写真_1.jpg"]
    assert package.photos[0].read() == JPEG
    assert reasons(package.refused) == [
        "「media.zip/3.zip」はZIPの中のZIPの、そのまた中にあるため読みませんでした。展開してから入れてください。"
    ]


def test_a_damaged_zip_in_a_zip_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    media = zip_of(tmp_path / "2.zip", {"1.jpg": JPEG}).read_bytes()
    path = zip_of(tmp_path / "1.zip", {"a.csv": TABLE, "media.zip": media[:-30]})
    package = open_package(path)
    assert [name for name, _ in package.tables] == ["a.csv"]
    assert reasons(package.refused)[0].startswith("media.zip はZIPとして壊れているか、途中で切れています。")


def test_a_workbook_is_a_table_though_it_is_a_zip(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["場所", "感想"])
    book.active.append(["駅前", "川"])
    book.save(tmp_path / "表.xlsx")
    assert open_package(tmp_path / "表.xlsx").tables == (("表.xlsx", tmp_path / "表.xlsx"),)
    path = zip_of(tmp_path / "a.zip", {"表.xlsx": (tmp_path / "表.xlsx").read_bytes(), "1.jpg": JPEG})
    (interview,) = read(path).rows
    assert isinstance(interview, Interview) and interview.place == "駅前"


def test_what_was_unpacked_is_gone_when_the_package_is(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "b.csv": TABLE})
    package = open_package(path)
    (folder,) = scratch()
    assert all(folder in file.parents for _, file in package.tables)
    del package
    gc.collect()
    assert scratch() == []


def test_what_a_killed_process_left_unpacked_is_removed_by_the_next(tmp_path: Path) -> None:
    old, new = (Path(tempfile.mkdtemp(prefix="machi-unpacked-")) for _ in range(2))
    (old / "a.csv").write_text(TABLE, encoding="utf-8")
    long_ago = old.stat().st_mtime - 2 * members.LEFT_OVER
    os.utime(old, (long_ago, long_ago))
    open_package(zip_of(tmp_path / "a.zip", {"a.csv": TABLE}))
    assert new.exists() and not old.exists()


def test_rows_can_be_read_to_the_end_though_only_they_are_kept(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "b.csv": TABLE.replace("駅前", "公園")})
    rows = read(path).rows
    gc.collect()
    assert [row.place for row in rows if isinstance(row, Interview)] == ["駅前", "公園"]


def test_tables_with_one_header_are_read_one_after_another_and_rejects_name_their_file(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "春.zip",
        {
            "5月.csv": TABLE + "むかし,公園,読めない日付\n",
            "6月.csv": (TABLE.replace("駅前", "市場") + "いつか,橋,これも\n").encode("cp932"),
        },
    )
    reading = read(path)
    rows = list(reading.rows)
    assert [row.place for row in rows if isinstance(row, Interview)] == ["駅前", "市場"]
    assert [(row.row, row.cells["ファイル"]) for row in rows if isinstance(row, Reject)] == [
        (3, "5月.csv"),
        (3, "6月.csv"),
    ]
    assert reading.total == 4
    told = "見出しが同じ表2つを、続けて一つの表として読みます: 5月.csv、6月.csv"
    assert told in map(str, reading.recognised.assumptions)


def test_tables_of_a_series_whose_columns_changed_are_one_and_rows_keep_their_identity(tmp_path: Path) -> None:
    header = "日時,場所,年代,聞き手,好きなところ"
    months = {
        "4月.csv": f"{header},満足度\n2026-04-03,駅前,20代,佐藤,川,5,\n",
        "5月.csv": f"{header},満足度\n2026-05-03,公園,30代,鈴木,橋,4\n",
        "6月.csv": f"困りごと,{header}\n雪,2026-06-03,市場,40代,高橋,花\nバス,2026-06-04,市場,40代\n,,,,,,あまり\n",
    }
    reading = read(zip_of(tmp_path / "春.zip", months))
    *rows, reject = reading.rows
    assert [row.place for row in rows if isinstance(row, Interview)] == ["駅前", "公園", "市場", "市場"]
    june = [row for row in rows if isinstance(row, Interview)][2]
    assert [(answer.question, answer.text) for answer in june.answers] == [("like", "花"), ("trouble", "雪")]
    assert isinstance(reject, Reject) and (reject.row, reject.cells["ファイル"]) == (4, "6月.csv")
    (told,) = [str(told) for told in reading.recognised.assumptions if "ほとんど同じ表" in str(told)]
    assert told.endswith(": 4月.csv、5月.csv、6月.csv。同じでない列: 満足度、困りごと")
    (tmp_path / "6月.csv").write_text(months["6月.csv"], encoding="utf-8")
    alone, *_ = read(tmp_path / "6月.csv").rows
    assert isinstance(alone, Interview) and alone.fingerprint == june.fingerprint


def test_tables_with_different_headers_are_to_be_handed_in_one_at_a_time(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "b.csv": "番地,家賃\n1,5\n"})
    with pytest.raises(UnusableFile, match=r"見出しのちがう表.*\(a.csv、b.csv\).*一つずつ"):
        read(path)


def test_sheets_with_one_header_are_read_together_and_of_others_the_one_with_voices(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "地点一覧"
    book.active.append(["番地", "緯度", "経度"])
    book.active.append(["1", "43.7", "142.3"])
    for title, place in (("第1回", "駅前"), ("第2回", "公園")):
        sheet = book.create_sheet(title)
        sheet.append(["場所", "好きなところ"])
        sheet.append([place, "夕方の川がきれい"])
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert [row.place for row in reading.rows if isinstance(row, Interview)] == ["駅前", "公園"]
    told = list(map(str, reading.recognised.assumptions))
    assert "見出しが同じ表2つを、続けて一つの表として読みます: 第1回、第2回" in told
    assert "「第1回、第2回」だけを読みます(読まない表: 地点一覧)。" in told


def test_a_zip_without_a_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"写真だけが入っています.*いっしょに選んで"):
        open_package(zip_of(tmp_path / "写真.zip", {"1.jpg": JPEG}))
    with pytest.raises(UnusableFile, match=r"表.*がありません\(中身: 説明.pdf\)"):
        open_package(zip_of(tmp_path / "a.zip", {"説明.pdf": b"%PDF"}))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusableFile, match=r"empty の中に表.*がありません"):
        open_package(tmp_path / "empty")


def test_a_zip_that_is_cut_short_says_so_at_any_place(tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "whole.zip", {"a.csv": TABLE * 30, "1.jpg": JPEG}).read_bytes()
    cut = tmp_path / "cut.zip"
    for length in range(4, len(whole) - 22, 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(UnusableFile, match="ZIPとして壊れているか、途中で切れています"):
            open_package(cut)


def damaged(path: Path, name: str) -> Path:
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    for place in range(start, start + info.compress_size):
        raw[place] ^= 0xFF
    path.write_bytes(raw)
    return path


def test_a_damaged_table_stops_the_package_and_a_damaged_photo_only_itself(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"「a.csv」は壊れているため"):
        open_package(damaged(zip_of(tmp_path / "1.zip", {"a.csv": TABLE, "1.jpg": JPEG}), "a.csv"))
    package = open_package(damaged(zip_of(tmp_path / "2.zip", {"a.csv": TABLE, "1.jpg": JPEG}), "1.jpg"))
    with pytest.raises(UnusablePhoto, match="途中で切れています"):
        package.photos[0].read()


def test_bombs_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RATIO_FROM", 100_000)
    bomb = zip_of(tmp_path / "bomb.zip", {"a.csv": TABLE, "b.csv": b"\0" * 1_000_000})
    assert "広げると大きくなりすぎる" in reasons(open_package(bomb).refused)[0]
    monkeypatch.setattr(packages, "MAX_TABLES", 1000)
    with pytest.raises(UnusableFile, match="いくつかに分けてください"):
        open_package(zip_of(tmp_path / "large.zip", {"a.csv": TABLE * 20}))
    monkeypatch.setattr(members, "MAX_PHOTO", 100)
    package = open_package(zip_of(tmp_path / "photo.zip", {"a.csv": TABLE, "1.jpg": JPEG * 20}))
    with pytest.raises(UnusablePhoto, match="大きすぎます"):
        package.photos[0].read()


def test_files_of_a_zip_that_share_their_bytes_are_not_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "overlap.zip", {"a.csv": TABLE, "0.jpg": os.urandom(5000)})
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1, 5):
            twin = copy(archive.getinfo("0.jpg"))
            twin.filename = f"{number}.jpg"
            archive.filelist.append(twin)
        archive.writestr("b.txt", "")
    with pytest.raises(UnusableFile, match="ZIPとして壊れている"):
        open_package(path)


def test_a_zip_or_folder_of_too_many_files_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "many.zip", {"a.csv": TABLE} | {f"{number}.jpg": JPEG for number in range(20)})
    monkeypatch.setattr(archives, "MAX_DIRECTORY", 500)
    with pytest.raises(UnusableFile, match="個を超えるファイル"):
        open_package(path)
    monkeypatch.setattr(packages, "MAX_FILES", 5)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(JPEG)
    with pytest.raises(UnusableFile, match="個を超えるファイル"):
        photos_in(folder)


def test_photos_are_found_in_a_folder_a_zip_and_a_lone_file(tmp_path: Path) -> None:
    folder = tmp_path / "写真"
    folder.mkdir()
    (folder / "板1.png").write_bytes(b"\x89PNG....")
    (folder / "メモ.csv").write_text(TABLE, encoding="utf-8")
    photos, refused = photos_in(folder)
    assert [photo.name for photo in photos] == ["板1.png"]
    assert reasons(refused) == ["「メモ.csv」は写真ではないため、読みませんでした。"]
    photos, refused = photos_in(zip_of(tmp_path / "写真.zip", {"2/板2.jpeg": JPEG}))
    assert [(photo.name, photo.read()) for photo in photos] == [("2/板2.jpeg", JPEG)]
    photos, refused = photos_in(folder / "板1.png")
    assert [(photo.name, photo.size) for photo in photos] == [("板1.png", 8)] and refused == ()


def test_a_place_without_photos_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="見つからないか、開けません"):
        photos_in(tmp_path / "無い")
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(UnusableFile, match="写真でも、写真の入ったフォルダーやZIPでもありません"):
        photos_in(tmp_path / "a.csv")


def test_photos_outlive_the_package_they_came_in(tmp_path: Path) -> None:
    media = zip_of(tmp_path / "media.zip", {"1.jpg": JPEG}).read_bytes()
    photos = open_package(zip_of(tmp_path / "a.zip", {"a.csv": TABLE, "media.zip": media})).photos
    gc.collect()
    assert photos[0].read() == JPEG


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_zip_damaged_anywhere_raises_nothing_but_what_a_person_can_mend(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("表.csv", TABLE)
        archive.writestr("写真/1.jpg", JPEG)
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(raw)
        for opened in (_read_all, _photos_all):
            try:
                opened(path)
            except SurveyError as error:
                assert str(error)


def _read_all(path: Path) -> None:
    reading = read(path)
    list(reading.rows)


def _photos_all(path: Path) -> None:
    for photo in photos_in(path)[0]:
        photo.read()


def test_a_numbers_document_says_how_to_export_it(tmp_path: Path) -> None:
    path = tmp_path / "集計.numbers"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Index/Document.iwa", b"\0")
        archive.writestr("preview.jpg", b"\xff\xd8\xff")
    with pytest.raises(UnusableFile, match="Numbers"):
        open_package(path)
