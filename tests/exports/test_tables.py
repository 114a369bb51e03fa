"""Promises of the tables taken along: the screen's own figures, only what the audience may see, all of it explained."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from survey_exports.spss import UNKNOWN_CODE, variable_name, within
from survey_exports.spss import savs as savs_of
from survey_exports.tidy import Table, Variable
from survey_insights.public_list import counted, usual
from survey_insights.public_telling import published
from survey_insights.selection import FEWEST_PEOPLE, Filters, select
from survey_insights.themes import top_themes
from survey_loader.access import Actor, Audience, Role
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.sheets import undefused
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_ui import sheets_view
from tests.exports.every_sheet import SURVEY, room_of


@pytest.fixture(scope="module")
def committee(sample: Settings) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheets_view.tables_xlsx(room_of(sample), Audience.COMMITTEE)))


@pytest.fixture(scope="module")
def public(sample: Settings) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheets_view.tables_xlsx(room_of(sample), Audience.PUBLIC_WEB)))


@pytest.fixture(scope="module")
def savs(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spss")
    with zipfile.ZipFile(io.BytesIO(sheets_view.analysis_sav(room_of(sample)))) as archive:
        archive.extractall(folder)
    return folder


def table(book: openpyxl.Workbook, name: str) -> pd.DataFrame:
    """Return a sheet as pandas would read it, its notes below left out."""
    header, *rows = book[name].iter_rows(values_only=True)
    kept = []
    for row in rows:
        if all(cell is None for cell in row):
            break
        kept.append(row)
    return pd.DataFrame(kept, columns=list(header))


def read_me(book: openpyxl.Workbook) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}


def test_every_chart_of_the_stage_has_a_sheet_with_the_figures_of_the_screen(
    sample: Settings, committee: openpyxl.Workbook
) -> None:
    room = room_of(sample)
    for name, make in sheets_view.charts(room).values():
        chart = make()
        read = table(committee, name[:31])
        assert list(read.columns) == [str(column) for column in chart.table.columns]
        for column in chart.table.columns:
            told = [undefused(cell) if isinstance(cell, str) else cell for cell in read[column]]
            assert told == pytest.approx(chart.table[column].tolist(), nan_ok=True), (name, column)
        notes = [row[1] for row in committee[name[:31]].iter_rows(min_row=len(read) + 3, values_only=True)]
        assert chart.title in "".join(map(str, notes))


def test_the_read_me_stands_first_and_says_of_whom_how_and_with_what(committee: openpyxl.Workbook) -> None:
    assert committee.sheetnames[0] == "はじめに"
    told = read_me(committee)
    assert told["聞いた人"] == "750人"
    assert told["声"].startswith("1,394件（公開してよいもの 1,187件）")
    assert told["回ごとの人数"] == "2016年秋：300人、2019年秋：200人、2025年秋：250人"
    assert told["時期"] == "2016年10月8日〜2025年10月18日"
    assert "ユキテラス" in told["場所"]
    assert told["方法"] == "街頭で声をかけ、板に書いてもらった"
    assert told["絞り込み"] == "なし（すべての声）"
    assert told["分け方の版"].startswith("はじめの状態（記号 ")
    assert "架空" in told["見本"]
    assert all(f"シート「{name}」" in told for name in committee.sheetnames[1:])
    assert told["シート「声」"].endswith("（1,394行）")
    assert told["列「下限」"] == "割合の95%の幅の下のはし"
    described = {name.removeprefix("列「").removesuffix("」") for name in told}
    columns = {str(cell.value) for sheet in committee.worksheets[1:-1] for cell in sheet[1]}
    assert columns <= described


def test_every_sheet_keeps_its_header_in_sight_and_no_cell_runs(committee: openpyxl.Workbook) -> None:
    assert {sheet.freeze_panes for sheet in committee.worksheets} == {"A2"}
    kinds = {cell.data_type for sheet in committee.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}


def test_each_comment_has_its_coding_and_what_gave_it(sample: Settings, committee: openpyxl.Workbook) -> None:
    comments = table(committee, "声").set_index("声の番号")
    assert len(comments) == 1394
    snow = comments[comments["声"] == "いじめのない学校"].iloc[0]
    assert snow["だれのため"] == "住む人のため"
    assert snow["だれのため：決め手"] == "「学校」から"
    assert snow["気持ち"] == "願い"
    assert snow["気持ち：決め手"] == "設問から（ことばでは決められないため）"
    assert "学校・学び：「学校」から" in snow["テーマ：決め手"].split("\n")
    # Whoever has a theme has a reason for each.
    with_themes = comments[comments["テーマ"].notna()]
    assert (with_themes["テーマ：決め手"].str.count("\n") == with_themes["テーマ"].str.count("、")).all()


def test_the_tables_for_outside_hold_no_small_count_whatever_is_filtered(
    sample: Settings, public: openpyxl.Workbook
) -> None:
    room = room_of(sample)
    offered = published(room.voices, counted(room.voices, usual(room.voices)), japanese)
    names = [chart.name[:31] for chart in offered if not chart.empty]
    assert set(names) <= set(public.sheetnames)
    kept_back = 0
    for name in names:
        frame = table(public, name)
        counts = frame["書いた人"] if "書いた人" in frame else frame["声の数"]
        assert (counts.dropna() >= FEWEST_PEOPLE).all(), name
        kept_back += int(counts.isna().sum())
    assert kept_back
    visitors = Filters(relations=("visitor",))
    some = replace(room, filters=visitors, voices=select(room.voices, visitors))
    filtered = openpyxl.load_workbook(io.BytesIO(sheets_view.tables_xlsx(some, Audience.PUBLIC_WEB)))
    assert all(table(filtered, name).equals(table(public, name)) for name in names)
    told, comments = read_me(filtered), table(filtered, "声")
    assert told["聞いた人"] == "750人"
    assert told["声"].startswith("1,394件（公開してよいもの 1,187件）")
    # The comments alone follow the filters, and the sheet that says of whom the tables are says that too.
    assert told["絞り込み"] == (
        "表は調査の全体です。シート「声」だけ、次のもので絞り込んでいます：まちとの関わり：訪れた人"
    )
    assert 0 < len(comments) < 1187
    assert told["シート「声」"].endswith(f"（{len(comments)}行）")
    assert read_me(public)["絞り込み"] == "なし（すべての声）"


def test_examples_of_themes_may_be_somebodys_words_and_stay_inside(
    committee: openpyxl.Workbook, public: openpyxl.Workbook
) -> None:
    assert "例" in table(committee, "テーマの一覧").columns
    assert "例" not in table(public, "テーマの一覧").columns


def test_the_sheet_for_outside_holds_only_what_may_be_quoted(sample: Settings, public: openpyxl.Workbook) -> None:
    with opened(sample.database) as db:
        everything = reads.all_comments(db, SURVEY, Audience.COMMITTEE)
    allowed = set(everything.loc[everything["quotable"], "comment_id"])
    comments = table(public, "声")
    assert set(comments["声の番号"]) == allowed
    assert not {"日付", "板の番号", "公開してよい"} & set(comments.columns)
    refused = everything[~everything["quotable"] & (everything["text"].str.len() > 12)]["text"]
    everywhere = "\n".join(
        str(cell) for sheet in public.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )
    assert len(refused) > 60
    assert not [text for text in refused if text in everywhere]


def test_who_may_not_read_comments_gets_none(sample: Settings) -> None:
    viewer = Actor("見学", ((SURVEY, Role.VIEWER),))
    assert sheets_view.texts(room_of(sample, actor=viewer), Audience.COMMITTEE).empty
    assert [len(table.frame) for table in sheets_view.tidied(room_of(sample, actor=viewer), _coded(sample))] == [
        0,
        0,
        0,
    ]


def _coded(sample: Settings) -> sheets_view.CodedWith:
    return sheets_view.coded_with(sample, SURVEY)


def test_the_long_tables_give_the_charts_figures(sample: Settings) -> None:
    room = room_of(sample)
    book = openpyxl.load_workbook(io.BytesIO(sheets_view.analysis_xlsx(room)))
    people, comments, pairs = (table(book, name) for name in ("interviews", "comments", "comment_themes"))
    assert (len(people), len(comments), people["comments"].sum()) == (750, 1394, 1394)
    joined = pairs.merge(comments, on="comment_id")
    liked = joined[joined["question"] == "like"].groupby("theme")["interview_id"].nunique()
    chart = top_themes(room.voices, room.say, "like").table
    names = {label: theme.key for theme in room.voices.theme_list for label in [theme.label]}
    assert {names[name]: n for name, n in zip(chart["テーマ"], chart["書いた人"], strict=True)} == {
        theme: n for theme, n in liked.items() if theme in {names[name] for name in chart["テーマ"]}
    }
    variables = table(book, "変数")
    for name, frame in (("interviews", people), ("comments", comments), ("comment_themes", pairs)):
        told = variables[variables["表"] == name]
        assert list(dict.fromkeys(told["変数"])) == list(frame.columns)
        for variable, values in told[told["値"].notna()].groupby("変数"):
            if name != "interviews" or not str(variable).startswith("q_"):
                assert set(frame[variable].dropna()) <= set(values["値"]), variable


def test_the_csv_files_have_a_bom_and_the_same_rows(sample: Settings) -> None:
    with zipfile.ZipFile(io.BytesIO(sheets_view.analysis_csv(room_of(sample)))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {
        "read-me.csv", "interviews.csv", "comments.csv", "comment_themes.csv", "variables.csv", "themes.csv",
    }  # fmt: skip
    assert all(content.startswith(b"\xef\xbb\xbf") for content in files.values())
    rows = list(csv.DictReader(io.StringIO(files["comments.csv"].decode("utf-8-sig"), newline="")))
    assert len(rows) == 1394
    with opened(sample.database) as db:
        texts = reads.all_comments(db, SURVEY, Audience.COMMITTEE).set_index("comment_id")["text"]
    assert {row["comment_id"]: undefused(row["text"]) for row in rows} == texts.to_dict()


def test_spss_reads_names_values_and_missing_values(sample: Settings, savs: Path) -> None:
    frame, meta = pyreadstat.read_sav(str(savs / "interviews.sav"), user_missing=True)
    assert len(frame) == 750
    labels = meta.column_names_to_labels
    assert (labels["relation"], labels["t_snow"]) == ("まちとの関わり", "テーマ：雪と除雪")
    assert meta.variable_value_labels["relation"] == {
        1.0: "住んでいる人", 2.0: "通勤・通学の人", 3.0: "帰省・ゆかりの人", 4.0: "訪れた人", 9999.0: "不明・なし",
    }  # fmt: skip
    assert meta.missing_ranges["age"] == [{"lo": UNKNOWN_CODE, "hi": UNKNOWN_CODE}]
    assert (meta.variable_measure["age"], meta.variable_measure["relation"], meta.variable_measure["q_again"]) == (
        "ordinal", "nominal", "scale",
    )  # fmt: skip
    people = room_of(sample).voices.interviews
    counts = people["relation"].value_counts()
    assert (frame["relation"] == 1).sum() == counts["resident"]
    assert (frame["relation"] == UNKNOWN_CODE).sum() == counts["unknown"]
    assert frame["q_again"].mean() == pytest.approx(people["scale:again"].mean())
    assert list(frame["day"].dropna().astype(str).agg(["min", "max"])) == ["2016-10-08", "2025-10-18"]


def test_spss_gives_the_charts_figures(sample: Settings, savs: Path) -> None:
    room = room_of(sample)
    frame, meta = pyreadstat.read_sav(str(savs / "comments.sav"))
    assert len(frame) == 1394
    like = next(code for code, label in meta.variable_value_labels["question"].items() if label == "好きなところ")
    chart = top_themes(room.voices, room.say, "like").table
    keys = {theme.label: theme.key for theme in room.voices.theme_list}
    for name, n in zip(chart["テーマ"], chart["書いた人"], strict=True):
        wrote = frame[(frame["question"] == like) & (frame[f"t_{keys[name]}"] == 1)]
        assert wrote["interview_id"].nunique() == n, name
    with opened(sample.database) as db:
        texts = reads.all_comments(db, SURVEY, Audience.COMMITTEE).set_index("comment_id")["text"]
    assert frame.set_index("comment_id")["text"].to_dict() == texts.to_dict()


def test_the_tables_follow_the_filters_and_say_so(sample: Settings) -> None:
    room = room_of(sample, Filters(places=("ユキテラス",)))
    book = openpyxl.load_workbook(io.BytesIO(sheets_view.tables_xlsx(room, Audience.COMMITTEE)))
    assert set(table(book, "声")["場所"]) == {"ユキテラス"}
    assert read_me(book)["絞り込み"] == "場所：ユキテラス"


def test_names_and_labels_are_such_as_spss_takes() -> None:
    assert variable_name("好き/嫌い 1") == "好き_嫌い_1"
    assert [variable_name(name) for name in ("all", "1st", "__", "q_a-b")] == ["v_all", "v_1st", "v", "q_a_b"]
    assert within("雪" * 10, 13) == "雪雪雪…"


@pytest.mark.parametrize("people", [[], [("a", None, "")], [("a", None, "10代"), ("b", date(2026, 2, 7), "")]])
def test_spss_files_of_nobody_or_without_dates_are_no_bug(people: list[tuple[object, ...]], tmp_path: Path) -> None:
    ages = (("10代", "10代"),)
    of_people = (
        Variable("interview_id", "聞き取りのID", "id"), Variable("day", "日付", "day"),
        Variable("age", "年代", "ordinal", ages),
    )  # fmt: skip
    of_comments = (Variable("comment_id", "声のID", "id"), Variable("interview_id", "聞き取りのID", "id"))
    found = [
        Table("interviews", "", pd.DataFrame(people, columns=["interview_id", "day", "age"]), of_people),
        Table("comments", "", pd.DataFrame([], columns=["comment_id", "interview_id"]), of_comments),
        Table("comment_themes", "", pd.DataFrame([], columns=["comment_id", "theme"]), ()),
    ]
    for name, content in savs_of(found, [], {}, japanese).items():
        (tmp_path / name).write_bytes(content)
    frame, meta = pyreadstat.read_sav(str(tmp_path / "interviews.sav"), user_missing=True)
    assert list(frame["interview_id"]) == [person[0] for person in people]
    assert list(frame["age"]) == [1.0 if person[2] else UNKNOWN_CODE for person in people]
    assert list(frame["day"].dropna()) == [person[1] for person in people if person[1]]
    assert meta.column_names_to_labels["age"] == "年代"
