"""Promises of the log: lines are only ever added, each act has a name, and readers see what is theirs."""

from __future__ import annotations

import ast
import csv
import io
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from survey_loader.access import COMMAND_LINE, EVERY_SURVEY, LOCAL_ORGANISER, SERVER, Actor, Role
from survey_loader.acts import accounts, events, logbook
from survey_loader.acts.log_words import ACT_LABELS, actor_label, told
from survey_loader.acts.logbook import LogFilter
from survey_loader.errors import NotAllowed
from survey_loader.language import japanese
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import boards, surveys
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log
from tests.conftest import PROJECT
from tests.loader.conftest import ROWS, Import, write_csv

ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
MACHI = Survey("machi", "こだま町の声")
ALL = LogFilter()
# An act named by a value: where, and the acts it can be.
NAMED_BY_VALUE = {
    "survey_loader/acts/words.py": {"save codebook", "save terms"},
    "survey_loader/acts/accounts.py": {"disable account", "enable account"},
    "survey_loader/acts/numbering.py": {boards.PRINTED},
    "survey_loader/acts/typed_words.py": {"type board", "proof-read board", "call unreadable"},
}


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    return empty


def add(settings: Settings, actor: str, act: str, slug: str, record: str = "", **details: object) -> None:
    with opened(settings.database) as db:
        append_log(db, actor, act, slug, record, **details)


def acts(settings: Settings, actor: Actor, chosen: LogFilter = ALL, page: int = 1) -> list[str]:
    return [line.act for line in logbook.page(settings, actor, MACHI, chosen, page)]


@pytest.mark.parametrize(
    "statement",
    [
        "update log set actor = 'だれか'",
        "update log set details = '{}' where number = 1",
        "delete from log",
        "insert or replace into log select number, at, 'だれか', act, survey, record, details from log",
        "update or replace log set number = number + 1",
    ],
)
def test_a_line_can_be_neither_changed_nor_removed_nor_replaced(survey: Settings, statement: str) -> None:
    with opened(survey.database) as db:
        before = db.conn.execute("select * from log").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.conn.execute(statement)
        assert db.conn.execute("select * from log").fetchall() == before
        append_log(db, "だれか", "import", "machi")
        assert db.conn.execute("select count(*) from log").fetchone()[0] == len(before) + 1


def logged() -> Iterator[tuple[str, ast.expr]]:
    """Yield (file, act) of every call that appends to the log."""
    for path in sorted((PROJECT / "survey_loader").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "append_log" in (
                getattr(node.func, "id", ""),
                getattr(node.func, "attr", ""),
            ):
                yield path.relative_to(PROJECT).as_posix(), node.args[2]


def test_every_act_the_code_logs_has_a_name_in_plain_words() -> None:
    found: set[str] = set()
    for path, act in logged():
        if isinstance(act, ast.Constant):
            found.add(str(act.value))
        else:
            assert path in NAMED_BY_VALUE, f"{path}: which acts can this be? {ast.unparse(act)}"
            found |= NAMED_BY_VALUE[path]
    assert len(found) > 20
    assert found - set(ACT_LABELS) == set()
    assert set(ACT_LABELS) - found == set()


def test_the_newest_line_comes_first_and_filters_narrow(survey: Settings) -> None:
    events.add(survey, ORGANISER, "machi", "雪まつり", date(2026, 2, 7))
    add(survey, "学生", "enter", "machi", "3f1f4c5a")
    assert acts(survey, ORGANISER)[:2] == ["enter", "add event"]
    assert acts(survey, ORGANISER, LogFilter(act="add event")) == ["add event"]
    assert acts(survey, ORGANISER, LogFilter(actor="学生")) == ["enter"]
    people, known = logbook.people_and_acts(survey, ORGANISER, MACHI)
    assert {"学生", "担当の人"} <= set(people)
    assert "enter" in known


def test_days_are_those_of_the_town_and_both_are_included(survey: Settings) -> None:
    with opened(survey.database) as db, transaction(db):
        # 23:30 of the 4th and 00:10 of the 5th in Tokyo.
        for moment in ("2026-05-04T14:30:00.000+00:00", "2026-05-04T15:10:00.000+00:00"):
            db.conn.execute(
                "insert into log (at, actor, act, survey, record, details) "
                "values (?, 'だれか', 'enter', 'machi', ?, '{}')",
                [moment, moment],
            )
    may = LogFilter(actor="だれか", first=date(2026, 5, 4), last=date(2026, 5, 4))
    lines = logbook.page(survey, ORGANISER, MACHI, may)
    assert [f"{logbook.local(line, MACHI):%m-%d %H:%M}" for line in lines] == ["05-04 23:30"]
    assert len(logbook.page(survey, ORGANISER, MACHI, LogFilter(actor="だれか", first=date(2026, 5, 5)))) == 1
    assert len(logbook.page(survey, ORGANISER, MACHI, LogFilter(actor="だれか", last=date(2026, 5, 5)))) == 2


def test_readers_see_the_lines_of_their_survey_and_those_who_answer_for_all_the_rest(survey: Settings) -> None:
    add(survey, "x", "learn", "", "1")
    add(survey, "x", "erase", "tonari,machi", "both")
    add(survey, "x", "enter", "mach", "another survey")
    add(survey, "x", "enter", "machi2", "another survey")
    mine = LogFilter(actor="x")
    assert acts(survey, ORGANISER, mine) == ["erase"]
    for whole in (LOCAL_ORGANISER, SERVER, Actor("管理者", ((EVERY_SURVEY, Role.ADMIN),))):
        assert acts(survey, whole, mine) == ["erase", "learn"]
    for least in (Role.VIEWER, Role.STUDENT, Role.MEMBER):
        with pytest.raises(NotAllowed):
            acts(survey, Actor("だれか", (("machi", least),)))
    with pytest.raises(NotAllowed):
        acts(survey, Actor("となりの担当", (("tonari", Role.ORGANISER),)))


def test_a_long_log_comes_page_by_page(survey: Settings) -> None:
    with opened(survey.database) as db, transaction(db):
        for number in range(120):
            append_log(db, "学生", "enter", "machi", f"record {number}")
    chosen = LogFilter(actor="学生")
    assert logbook.pages(survey, ORGANISER, MACHI, chosen) == (120, 3)
    records = [line.record for number in (1, 2, 3) for line in logbook.page(survey, ORGANISER, MACHI, chosen, number)]
    assert records == [f"record {number}" for number in reversed(range(120))]
    assert logbook.pages(survey, ORGANISER, MACHI, LogFilter(actor="nobody")) == (0, 1)


def test_the_sheet_holds_every_line_and_runs_no_formula(survey: Settings) -> None:
    add(survey, "=HYPERLINK(1)", "save mapping", "machi", "@SUM(A1)", columns=3)
    content = logbook.sheet(survey, ORGANISER, MACHI, LogFilter(act="save mapping"), japanese)
    assert content.startswith(b"\xef\xbb\xbf")
    header, line = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == ["番号", "日時", "だれが", "何を", "どの記録", "くわしく"]
    assert line[2:] == ["'=HYPERLINK(1)", "ファイルの読み方を保存した", "'@SUM(A1)", "columns=3"]
    whole = logbook.sheet(survey, LOCAL_ORGANISER, MACHI, ALL, japanese).decode("utf-8-sig").splitlines()
    assert len(whole) == 1 + logbook.pages(survey, LOCAL_ORGANISER, MACHI, ALL)[0]


def test_no_words_of_anybody_are_in_the_log(survey: Settings) -> None:
    with opened(survey.database) as db:
        lines = " ".join(str(row) for row in db.conn.execute("select * from log"))
        texts = [row[0] for row in db.conn.execute("select text from comments")]
        assert surveys.survey(db, "machi") is not None
    assert len(texts) == 6
    assert not any(text in lines for text in texts)


def test_counts_are_told_in_words_and_nothing_is_left_out_of_the_sheet(survey: Settings) -> None:
    details = {"fields": ["quote", "photo_web"], "photos": 0, "comments": 1200, "hidden": "x"}
    assert told(details, japanese) == "変えたところ ことばの紹介、写真・ネットと新聞　声 1,200"
    add(survey, "x", "change consents", "machi", "id", **details)
    content = logbook.sheet(survey, ORGANISER, MACHI, LogFilter(act="change consents"), japanese).decode("utf-8-sig")
    assert "fields=quote+photo_web, photos=0, comments=1200, hidden=x" in content


def test_the_screen_tells_people_by_the_names_they_go_by_and_the_sheet_by_account(survey: Settings) -> None:
    accounts.add(survey, COMMAND_LINE, "hanako", "佐藤 花子", Role.ORGANISER)
    called = logbook.called(survey, ORGANISER, MACHI)
    assert [actor_label(name, japanese, called) for name in ("hanako", "gone", "command line")] == [
        "佐藤 花子 (hanako)", "gone", "コマンド",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        logbook.called(survey, Actor("だれか", (("machi", Role.STUDENT),)), MACHI)
