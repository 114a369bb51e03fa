"""A file as a table: encodings, separators, rows and sheets."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey_loader.errors import SurveyError, UnusableFile
from survey_loader.models import Interview, Reject
from survey_loader.sources import workbook
from survey_loader.sources.reading import read
from survey_loader.sources.tables import Table, distinct_names, read_tables
from survey_loader.sources.workbook import cell_text

Written = Callable[..., Path]


def read_table(path: Path) -> Table:
    (table,) = read_tables(path)
    return table


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row for _, row in read_table(path).rows]


def test_a_cp932_file_with_circled_digits_is_read(samples: Path) -> None:
    table = read_table(samples / "cp932_extension.csv")
    assert table.encoding == "cp932"
    assert list(table.rows) == [
        (2, ("1", "㈱髙﨑商店前", "①朝市が好き\r\n②ﾊﾟﾝ屋さん")),
        (3, ("2", "№3会場", "夜は暗い～")),
    ]


def test_utf16_is_read_in_both_byte_orders(samples: Path) -> None:
    little, big = read_table(samples / "utf16_le.tsv"), read_table(samples / "utf16_be.csv")
    assert (little.encoding, little.separator) == ("utf-16", "\t")
    assert (big.encoding, big.separator) == ("utf-16", ",")
    assert little.header == big.header == ("場所", "このまちの好きなところ")
    assert next(little.rows) == next(big.rows) == (2, ("駅前", "髙橋さんの花壇 🌸"))


def test_a_byte_order_mark_is_no_part_of_the_header(samples: Path) -> None:
    table = read_table(samples / "semicolon_bom.csv")
    assert (table.header, table.separator, table.encoding) == (("場所", "感想"), ";", "utf-8-sig")
    assert list(table.rows) == [(2, ("駅前, 東口", "お店、公園; 川"))]


def test_euc_jp_is_not_taken_for_half_width_katakana(samples: Path) -> None:
    assert cells(samples / "euc_jp.csv")[0] == ("駅前", "バスの本数を増やしてほしい")


def test_euc_jp_that_also_decodes_as_cp932_is_still_read_as_euc_jp(written: Written) -> None:
    path = written("place,comment\nえきまえ,いつもはなのにおい\n", "euc_jp")
    path.read_bytes().decode("cp932")
    table = read_table(path)
    assert table.encoding == "euc_jp"
    assert list(table.rows) == [(2, ("えきまえ", "いつもはなのにおい"))]


def test_line_breaks_of_every_kind_end_rows_and_those_in_quotes_do_not(samples: Path) -> None:
    table = read_table(samples / "mixed_line_ends.csv")
    assert table.header == ("このまちの\r\n好きなところ", "どんなまちに\nなってほしい")
    assert list(table.rows) == [(2, ("朝の光", "二行\nの願い")), (3, ("夕日", "三つ目")), (4, ("海", "四つ目"))]


def test_duplicate_and_empty_headers_stay_distinct(samples: Path) -> None:
    table = read_table(samples / "duplicate_headers.csv")
    assert table.header == ("感想", "列2", "感想 (3)", "列4", "感想 (2)")
    assert next(table.rows)[1] == ("A", "B", "C", "D", "E")


@given(st.lists(st.sampled_from(["", " ", "感想", "感想 (2)", "感想 (3)", "列1", "列2", "列2 (2)"]), max_size=9))
def test_headers_are_always_made_distinct(header: list[str]) -> None:
    names = distinct_names(header)
    assert len(set(names)) == len(names) == len(header)
    assert all(name.strip() for name in names)


def test_blank_rows_are_skipped_and_rows_keep_their_number(samples: Path) -> None:
    table = read_table(samples / "ragged.csv")
    assert [(number, len(row)) for number, row in table.rows] == [(3, 2), (5, 5), (6, 5), (8, 3)]


def test_a_file_of_one_column_keeps_its_commas(samples: Path) -> None:
    table = read_table(samples / "one_column.csv")
    assert (table.separator, table.header) == ("", ("感想",))
    assert [row for _, row in table.rows] == [("お店、公園,川が好き",), ("海も, 山も",)]


def test_a_title_above_the_header_is_passed_over_and_told(samples: Path) -> None:
    table = read_table(samples / "title_above.csv")
    assert table.header == ("日付", "場所", "感想")
    assert [number for number, _ in table.rows] == [4, 5]
    assert [str(assumption) for assumption in table.assumptions] == ["見出しは3行目とみなしました。"]


def test_a_guessed_encoding_is_told(written: Written) -> None:
    text = "lieu;commentaire\n" + "gare;très agréable, j'aime la forêt à côté de l'école\n" * 5
    table = read_table(written(text, "cp1252"))
    assert "とみなしました" in str(table.assumptions[0])
    assert next(table.rows)[1][1] == "très agréable, j'aime la forêt à côté de l'école"


def test_the_total_counts_rows_and_not_lines_within_quotes(samples: Path) -> None:
    assert read_table(samples / "cp932_extension.csv").total == 2


def test_cells_of_a_workbook_read_as_they_look(samples: Path) -> None:
    table = read_table(samples / "cells.xlsx")
    assert (table.sheet, table.encoding) == ("回答", "xlsx")
    assert table.header == ("値", "日時", "日付", "時刻", "感想", "使う")
    assert list(table.rows) == [
        (3, ("3", "2026-05-03 13:05:00", "2026-05-04", "09:30:00", "髙い﨑、①番", "TRUE")),
        (4, ("0.3", "2026-05-05", "", "", '=川が好き "とても"')),
        (6, ("12", "", "", "", "橋", "FALSE")),
    ]
    assert str(table.assumptions[-1]) == "回答のない表は読みません: メモ"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.5, "-0.5"),
        (1e20, "1e+20"),
        (10**15, "1000000000000000"),
        (None, ""),
        ("一_x000D_\n二", "一\r\n二"),
    ],
)
def test_numbers_read_without_the_marks_of_the_machine(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNCOMPRESSED", 1000)
    with pytest.raises(UnusableFile, match="超えるため開きません"):
        read_table(samples / "cells.xlsx")


def test_an_empty_workbook_and_another_zip_say_what_they_are(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with zipfile.ZipFile(tmp_path / "media.zip", "w") as archive:
        archive.writestr("a.jpg", b"...")
    with pytest.raises(UnusableFile, match="何も書かれていません"):
        read_table(tmp_path / "empty.xlsx")
    with pytest.raises(UnusableFile, match=r"Excel.*ではありません"):
        read_table(tmp_path / "media.zip")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.csv", "見つかりません"),
        ("databases", "表.*がありません"),
        ("empty.csv", "空のファイルです"),
        ("blank.csv", "何も書かれていません"),
        ("header_only.csv", "見出しの行しかありません"),
        ("photo.csv", r"写真\(JPEG\)です"),
        ("nul_bytes.csv", "文字でないデータ"),
        ("old_excel.xls", "古いExcel"),
        ("truncated_utf8.csv", "最後の文字の途中で切れています.*3行目"),
        ("damaged_utf8.csv", "の3行目に、UTF-8として読めない文字"),
        ("unknown_headers.csv", "見つかった見出し: A、B"),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is_and_what_to_do(samples: Path, name: str, says: str) -> None:
    with pytest.raises(UnusableFile, match=says) as caught:
        read(samples / name)
    assert str(caught.value).endswith(("ください。", "A、B"))


def test_a_quote_left_open_stops_the_reading_instead_of_swallowing_voices(samples: Path) -> None:
    with pytest.raises(UnusableFile, match="3行目から先が読めません"):
        list(read_table(samples / "open_quote.csv").rows)


def test_a_quote_left_open_far_down_stops_there(written: Written) -> None:
    path = written("感想,場所\n" + "よい,駅\n" * 50 + '"とじない,駅\n' + "のまれる,駅\n" * 30_000)
    rows = read_table(path).rows
    with pytest.raises(UnusableFile, match="52行目から先が読めません"):
        list(rows)


# NUL is in no text, and the others are what Python's cp932 makes of bytes that are no Shift_JIS.
NOT_TEXT = "\0\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=NOT_TEXT), max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp932"]),
    st.sampled_from(["\n", "\r\n"]),
)
@example([("①", 'a"b\n')], ";", "cp932", "\r\n")
@example([("0;", ";1"), (";", ";")], ",", "utf-8", "\r\n")
def test_any_text_survives_a_csv_file(
    rows: list[tuple[str, str]], separator: str, encoding: str, line_end: str
) -> None:
    header = ("まちの感想", "きらいなもの")
    out = io.StringIO(newline="")
    # Python 3.11 leaves a lone CR unquoted where lines end in LF.
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL if line_end == "\r\n" else csv.QUOTE_ALL
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows([header, *rows])
    data = out.getvalue().encode(encoding, "ignore")

    # Letter by letter, because CP932 has one code for ¢ and ￠.
    codec = encoding.removesuffix("-sig")
    kept = [
        tuple("".join(letter.encode(codec, "ignore").decode(codec) for letter in cell) for cell in row) for row in rows
    ]
    kept = [row for row in kept if "".join(row).strip()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(data)
        if not kept:
            with pytest.raises(UnusableFile):
                read_table(path)
            return
        table = read_table(path)
        assert table.header == header
        assert [row for _, row in table.rows] == kept


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet='感想,;"\n\r\t日付2026/5好き①', max_size=80).map(lambda text: f"感想{text}".encode("cp932")),
        st.binary(max_size=200).map(lambda tail: "日付,感想\n2026/5/3,よい\n".encode() + tail),
        st.binary(max_size=60).map(lambda tail: b"\xff\xfe" + "感想\nよい\n".encode("utf-16-le") + tail),
    )
)
def test_no_bytes_raise_anything_but_a_survey_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.csv"
        path.write_bytes(data)
        try:
            list(read(path).rows)
        except SurveyError as error:
            assert str(error)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_workbook_raises_nothing_but_a_survey_error(place: int, noise: bytes, cut: bool) -> None:
    whole = (Path(__file__).parents[1] / "samples" / "cells.xlsx").read_bytes()
    place %= len(whole)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.xlsx"
        path.write_bytes(whole[:place] + noise + (b"" if cut else whole[place + len(noise) :]))
        try:
            list(read(path).rows)
        except SurveyError as error:
            assert str(error)


def test_a_damaged_sheet_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("一", "二"):
        sheet = book.create_sheet(title)
        for row in (("場所", "感想"), ("駅前", "川")):
            sheet.append(row)
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as cut:
        for part in whole.namelist():
            content = whole.read(part)
            cut.writestr(part, content[: content.index(b"<row") + 40] if part.endswith("sheet2.xml") else content)
    with pytest.raises(UnusableFile, match="Excelのファイルとして壊れています"):
        for table in read_tables(tmp_path / "cut.xlsx"):
            list(table.rows)


def workbook_of(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_header_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    table = read_table(
        workbook_of(
            tmp_path / "二段.xlsx",
            ("令和8年度 聞き取り", None, None, None, None, None),
            ("No.", "日時", "回答者", None, "お答え", None),
            (None, None, "年代", "居住地", "好きなところ", "未来"),
            (1, "2026/5/3", "20代", "市内", "柳が風にゆれるところ", "灯のともる商店街"),
        )
    )
    assert table.header == ("No.", "日時", "年代", "居住地", "好きなところ", "未来")
    assert [cells for _, cells in table.rows] == [
        ("1", "2026/5/3", "20代", "市内", "柳が風にゆれるところ", "灯のともる商店街")
    ]
    assert table.title == "令和8年度 聞き取り"


def test_a_header_whose_upper_row_only_groups_is_read_as_one(tmp_path: Path) -> None:
    table = read_table(
        workbook_of(
            tmp_path / "全部.xlsx",
            ("基本", None, None, "回答", None),
            ("番号", "日付", "場所", "好きなところ", "未来"),
            (1, "2026/5/3", "本町", "麹の匂い", "歩けるまち"),
        )
    )
    assert table.header == ("番号", "日付", "場所", "好きなところ", "未来")


def test_answers_under_a_column_without_a_name_are_no_second_header(tmp_path: Path) -> None:
    table = read_table(
        workbook_of(
            tmp_path / "無名.xlsx",
            ("場所", "好きなところ", None, "備考"),
            ("本町", "麹の匂い", "古い看板", None),
            ("新町", "豆腐屋のラッパ", None, None),
        )
    )
    assert [number for number, _ in table.rows] == [2, 3]


def test_quotes_escaped_by_a_backslash_are_read_as_meant(written: Written) -> None:
    path = written('"id","like","future"\n"1","店の人が\\"おかえり\\"と言う","朝, 歩けるまち"\n')
    assert cells(path) == [("1", '店の人が"おかえり"と言う', "朝, 歩けるまち")]


def test_backslashes_of_paths_stay_where_nothing_is_escaped(written: Written) -> None:
    assert cells(written('写真,声\n"C:\\人\\",川の音\n')) == [("C:\\人\\", "川の音")]


def test_cells_in_single_quotes_are_read_without_them(written: Written) -> None:
    path = written("'番号','場所','好きなところ'\n'1','棚田','ほたる, 六月'\n")
    assert cells(path) == [("1", "棚田", "ほたる, 六月")]


def test_two_files_put_one_after_the_other_have_one_header_and_no_number_as_key(written: Written) -> None:
    one = "\ufeff番号,場所,好きなところ\r\n1,湯元,湯の花の匂い\r\n2,湯元,下駄の音\r\n"
    reading = read(written(one + one.replace("1,", "3,").replace("2,", "4,")))
    rows = list(reading.rows)
    assert [row.answers[0].text for row in rows if isinstance(row, Interview)] == ["湯の花の匂い", "下駄の音"] * 2
    assert [row.row for row in rows if isinstance(row, Reject)] == [4]
    assert reading.mapping.columns.key == ""


def test_a_remark_of_a_program_below_the_rows_is_no_interview(written: Written) -> None:
    path = written("番号,場所,好きなところ\n1,門前,線香の香り\n2,門前,#映える階段\n# 以上 2件\n")
    rows = list(read(path).rows)
    assert [row.answers[0].text for row in rows if isinstance(row, Interview)] == ["線香の香り", "#映える階段"]
    assert [row.row for row in rows if isinstance(row, Reject)] == [4]


def test_days_without_a_year_take_that_of_the_title(tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "聞き取り.xlsx",
        ("2026年5月 駅前", None, None),
        ("日付", "時刻", "好きなところ"),
        ("5/3", "13時半", "汽車の音"),
    )
    reading = read(path)
    (interview,) = reading.rows
    assert isinstance(interview, Interview) and interview.at is not None
    assert interview.at.isoformat() == "2026-05-03T13:30:00+09:00"
    assert [told.values for told in reading.recognised.assumptions if "year" in told.values] == [{"year": 2026}]


def test_answers_that_stand_only_under_columns_without_a_name_are_no_second_header(written: Written) -> None:
    table = read_table(written("場所,好きなところ,,備考\n,麹の匂い,古い看板,\n新町,豆腐屋のラッパ,,\n"))
    assert [number for number, _ in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>", "Webページ"),
        (b"<table border=1><tr><th>a</th></tr>\n</table>", "Webページ"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "圧縮"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "圧縮"),
    ],
)
def test_a_web_page_or_a_packed_file_says_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableFile, match=says):
        read_tables(path)
