"""確定版: figures stay as they were, and what differs later is told as withdrawals, coding anew and new voices."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_insights.chart_list import Asked, made
from survey_insights.explained import Line, lines
from survey_loader.access import Actor, Role
from survey_loader.acts import erasing, freezing, judging
from survey_loader.acts.entering import Entry, enter
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import cache, frozen
from survey_loader.store.connection import opened, transaction
from survey_loader.store.frozen import Figures
from survey_loader.store.judgements import Judgement
from survey_loader.voices import Voices
from survey_ui.frozen_view import figures_of, frame_of
from tests.loader.conftest import ACTOR, HEADER, Import, write_csv

MEMBER = Actor("佐藤", (("machi", Role.MEMBER),))
SNOW = [
    f"K-1{n},2026/5/3 14:0{n},駅前,20代,市内に住んでいる,{n}丁目の朝市,{n}丁目も除雪してほしい,はい" for n in range(6)
]
BUS = [
    f"K-2{n},2026/5/3 15:0{n},駅前,20代,市内に住んでいる,{n}番の花壇,{n}番のバスを増やしてほしい,はい" for n in range(6)
]
ASKED = Asked("top_themes", "future")


@pytest.fixture
def town(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    """Six people who wrote of snow and six who wrote of buses."""
    bring_in(write_csv(tmp_path / "a.csv", *SNOW, *BUS, header=HEADER))
    return empty


def voices(here: Settings) -> Voices:
    cache.forget(here, "machi")
    return cache.voices(here, "machi")


def freeze(here: Settings, name: str = "中間報告") -> int:
    now = voices(here)
    return freezing.freeze(here, ACTOR, "machi", name, "", now, figures_of(now))


def frozen_chart(here: Settings, number: int) -> Figures:
    return next(one for one in freezing.figures(here, MEMBER, "machi", number) if one.key == str(ASKED))


def differences(here: Settings, number: int) -> list[Line]:
    now = voices(here)
    steps = freezing.steps(here, MEMBER, "machi", number, now)
    tables = [made(ASKED, each, japanese).table for each in (steps.left, steps.recoded, now)]
    return lines(frame_of(frozen_chart(here, number)), *tables, japanese)


def people_of(found: list[Line]) -> dict[str, tuple[float | None, ...]]:
    """Return {theme: (then, gone, recoded, new, now)} of the numbers of people."""
    return {line.row: line[2:] for line in found if line.column == "書いた人"}


def interviews(here: Settings, text: str) -> list[tuple[str, str]]:
    with opened(here.database) as db:
        return list(
            db.conn.execute(
                "select i.id, c.id from comments c join shown i on i.number = c.interview where instr(c.text, ?)",
                [text],
            )
        )


def test_an_edition_keeps_the_numbers_with_codebook_day_and_people(town: Settings) -> None:
    number = freeze(town)
    [edition] = freezing.editions(town, MEMBER, "machi")
    assert (edition.number, edition.name, edition.interviews, edition.comments) == (number, "中間報告", 12, 24)
    assert edition.codebook
    chart = frozen_chart(town, number)
    table = made(ASKED, voices(town), japanese).table
    assert list(chart.columns) == [str(column) for column in table.columns]
    assert [row[0] for row in chart.rows] == table.iloc[:, 0].tolist()
    assert "聞いた人 12人" in chart.footer
    assert differences(town, number) == []


def test_a_later_difference_is_told_in_its_three_parts(town: Settings) -> None:
    number = freeze(town)
    snow = interviews(town, "除雪してほしい")
    # One withdraws, one is coded anew by a person, one comes.
    erasing.erase(town, ACTOR, snow[0][0], "ご本人の求め")
    judging.judge(town, ACTOR, "machi", Judgement(snow[1][1], "花子", "correction", None, "wish", ()))
    entry = Entry(
        "machi", str(uuid.uuid4()), {"future": "除雪してほしい"}, datetime(2026, 5, 4, 3, tzinfo=UTC), "駅前",
        age="20代", relation="resident",
    )  # fmt: skip
    enter(town, ACTOR, entry)
    found = people_of(differences(town, number))
    assert [values for row, values in found.items() if "雪" in row] == [(6, -1, -1, 1, 5)]
    shares = [line for line in differences(town, number) if line.column == "割合" and "雪" in line.row]
    for line in shares:
        assert line.then + line.gone + line.recoded + line.new == pytest.approx(line.now)  # type: ignore[operator]


def test_each_part_alone_is_told_as_itself(town: Settings) -> None:
    number = freeze(town)
    snow = interviews(town, "除雪してほしい")
    erasing.erase(town, ACTOR, snow[0][0], "ご本人の求め")
    [gone] = [values for row, values in people_of(differences(town, number)).items() if "雪" in row]
    assert gone == (6, -1, 0, 0, 5)
    judging.judge(town, ACTOR, "machi", Judgement(snow[1][1], "花子", "correction", None, "wish", ()))
    [both] = [values for row, values in people_of(differences(town, number)).items() if "雪" in row]
    assert both == (6, -1, -1, 0, 4)


def test_an_erased_person_leaves_no_coding_and_the_numbers_stay(town: Settings) -> None:
    number = freeze(town)
    before = frozen_chart(town, number)
    who = interviews(town, "除雪してほしい")[0][0]
    erasing.erase(town, ACTOR, who, "ご本人の求め")
    with opened(town.database) as db:
        for table in ("frozen_comments", "frozen_interviews"):
            assert db.conn.execute(f"select count(*) from {table} where interview_id = ?", [who]).fetchone()[0] == 0
        assert len(frozen.people(db, "machi", number)) == 11
    assert frozen_chart(town, number) == before


def test_an_edition_that_cannot_be_written_whole_is_not_there_at_all(town: Settings) -> None:
    with opened(town.database) as db, transaction(db):
        db.conn.execute(
            "create trigger no_room before insert on frozen_comments when (select count(*) from frozen_comments) = 20 "
            "begin select raise(abort, 'database or disk is full'); end"
        )
    with pytest.raises(sqlite3.IntegrityError, match="disk is full"):
        freeze(town)
    with opened(town.database) as db:
        for table in ("frozen_figures", "frozen_interviews", "frozen_comments"):
            assert db.conn.execute(f"select count(*) from {table}").fetchone()[0] == 0
        assert db.conn.execute("select count(*) from log where act = 'freeze figures'").fetchone()[0] == 0


def test_figures_hold_no_words_of_their_own(town: Settings) -> None:
    keys = {Asked.parse(one.key).key for one in freezing.figures(town, MEMBER, "machi", freeze(town))}
    assert keys
    assert not keys & {"cloud", "network", "top_words", "word_trend"}


def test_names_are_needed_and_editions_are_removed_by_organisers(town: Settings) -> None:
    with pytest.raises(SurveyError, match="確定版の名前"):
        freeze(town, "  ")
    number = freeze(town)
    with pytest.raises(NotAllowed):
        freezing.remove(town, MEMBER, "machi", number)
    freezing.remove(town, ACTOR, "machi", number)
    assert freezing.editions(town, MEMBER, "machi") == []
    with pytest.raises(SurveyError, match="見つかりません"):
        freezing.figures(town, MEMBER, "machi", number)
