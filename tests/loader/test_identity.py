"""Promises of identity: corrections outrank files, a changed keyless row can be told, copies are counted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_loader.access import Audience
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.imports import past_import
from survey_loader.acts.pairing import Pair
from survey_loader.acts.previewing import preview
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.undoing import undo
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

KEYLESS = "日時,場所,年代,好きなところ,どんなまちになってほしい"
PEOPLE = (
    "2026/5/3 13:05,ゆきの通り,20代,川べりの散歩道がとても好き,除雪をもっと早くしてほしい",
    "2026/5/3 13:20,ゆきの通り,60代,動物園の白くまが楽しかった,英語の案内がふえるとうれしい",
    "2026/5/4 10:00,雪野駅前,30代,自然,バス",
)


def comments(settings: Settings) -> dict[str, str]:
    """Return {text: interview id} of all that is shown."""
    with opened(settings.database) as db:
        frame = reads.all_comments(db, "machi", Audience.COMMITTEE)
    return dict(zip(frame["text"], frame["interview_id"], strict=True))


def correct(settings: Settings, text: str, to: str) -> None:
    """Let a person replace the interview that holds this comment."""
    entry = Entry("machi", comments(settings)[text], {"like": to}, datetime(2026, 5, 3, 4, 5, tzinfo=UTC), "ゆきの通り")
    enter(settings, ACTOR, entry)


def found_pairs(settings: Settings, path: Path) -> tuple[Pair, ...]:
    return preview(settings, ImportRequest(path, "machi")).pairs


def test_a_correction_stays_when_the_same_file_comes_again(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    bring_in(path)
    correct(empty, "ラーメンがおいしい", "塩ラーメンがおいしい")
    report = bring_in(path)
    assert (report.already_there, report.changed, report.conflicts) == (3, 0, 0)
    assert "塩ラーメンがおいしい" in comments(empty)
    assert "ラーメンがおいしい" not in comments(empty)


def test_a_source_that_changed_too_is_told_and_the_correction_stays(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    correct(empty, "ラーメンがおいしい", "塩ラーメンがおいしい")
    newer = write_csv(tmp_path / "b.csv", ROWS[0].replace("ラーメン", "カレー"), *ROWS[1:])
    report = bring_in(newer)
    assert (report.already_there, report.changed, report.conflicts) == (2, 0, 1)
    assert [told.row for told in report.conflicting] == [2]
    assert "塩ラーメンがおいしい" in comments(empty)
    assert "カレーがおいしい" not in comments(empty)
    # Told once: the file's own version is kept behind the person's.
    assert (bring_in(newer).already_there, bring_in(newer).conflicts) == (3, 0)
    _, kept = past_import(empty, report.batch)
    assert [told.row for told in kept.conflicting] == [2]


def test_the_files_version_shows_where_nobody_corrected(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    back = bring_in(write_csv(tmp_path / "b.csv", ROWS[0].replace("20代", "30代"), *ROWS[1:]))
    assert (back.changed, back.conflicts) == (1, 0)
    assert bring_in(write_csv(tmp_path / "c.csv", *ROWS)).changed == 1


def test_a_changed_keyless_row_is_paired_with_its_old_self(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    old = comments(empty)["川べりの散歩道がとても好き"]
    changed = PEOPLE[0].replace("とても好き", "とても大好き")
    (pair,) = found_pairs(empty, write_csv(tmp_path / "b.csv", changed, *PEOPLE[1:], header=KEYLESS))
    assert pair.old_id == old
    assert pair.old_words == ("川べりの散歩道がとても好き", "除雪をもっと早くしてほしい")
    assert pair.new_words == ("川べりの散歩道がとても大好き", "除雪をもっと早くしてほしい")
    assert pair.score > 90


@pytest.mark.parametrize(
    ("before", "after"),
    [("20代", "30代"), ("ゆきの通り,20代", "雪野駅前,20代"), ("2026/5/3 13:05", "2026/6/3 13:05")],
    ids=["age", "place", "date"],
)
def test_a_row_of_which_only_another_cell_changed_is_paired_too(
    empty: Settings, bring_in: Import, tmp_path: Path, before: str, after: str
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    changed = PEOPLE[0].replace(before, after)
    assert changed != PEOPLE[0]
    (pair,) = found_pairs(empty, write_csv(tmp_path / "b.csv", changed, *PEOPLE[1:], header=KEYLESS))
    assert pair.old_id == comments(empty)["川べりの散歩道がとても好き"]


def test_two_people_who_say_different_things_are_no_pair(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    other = "2026/5/3 13:05,ゆきの通り,20代,夜のパレードに毎年行きます,映画館がほしい"
    assert found_pairs(empty, write_csv(tmp_path / "b.csv", other, *PEOPLE[1:], header=KEYLESS)) == ()


def test_two_people_of_few_words_are_no_pair_unless_all_else_agrees(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", "2026/5/3 13:05,駅前,20代,特になし,", header=KEYLESS))
    other = write_csv(tmp_path / "b.csv", "2026/5/3 15:40,駅前,60代,特になし,", header=KEYLESS)
    assert found_pairs(empty, other) == ()
    same = write_csv(tmp_path / "c.csv", "2026/5/3 13:05,駅前,30代,特になし,", header=KEYLESS)
    assert len(found_pairs(empty, same)) == 1


def test_a_stored_row_that_is_in_the_file_is_nobodys_old_self(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    added = PEOPLE[0].replace("とても好き", "とても大好き")
    assert found_pairs(empty, write_csv(tmp_path / "b.csv", added, *PEOPLE, header=KEYLESS)) == ()


def test_each_side_of_a_pair_occurs_once_and_the_best_wins(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    twins = (PEOPLE[0], PEOPLE[0].replace("とても好き", "とても好きです"))
    bring_in(write_csv(tmp_path / "a.csv", *twins, header=KEYLESS))
    changed = [row.replace("もっと早く", "もっと早めに") for row in twins]
    pairs = found_pairs(empty, write_csv(tmp_path / "b.csv", *changed, header=KEYLESS))
    assert [pair.old_words[0] for pair in pairs] == [pair.new_words[0] for pair in pairs]
    assert len({pair.old_id for pair in pairs}) == 2


def test_a_row_said_to_be_the_same_replaces_its_old_self_now_and_later(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    changed = PEOPLE[0].replace("とても好き", "とても大好き")
    path = write_csv(tmp_path / "b.csv", changed, *PEOPLE[1:], header=KEYLESS)
    (pair,) = found_pairs(empty, path)
    report = bring_in(path, same={pair.new_id: pair.old_id})
    assert (report.interviews, report.changed, report.already_there) == (0, 1, 2)
    assert comments(empty)["川べりの散歩道がとても大好き"] == pair.old_id
    assert "川べりの散歩道がとても好き" not in comments(empty)
    again = bring_in(path)
    assert (again.already_there, found_pairs(empty, path)) == (3, ())
    # The second import of the file holds it too, and with it what the person said.
    undo(empty, ACTOR, report.batch)
    assert comments(empty)["川べりの散歩道がとても大好き"] == pair.old_id
    assert bring_in(path).already_there == 3


def test_undoing_parts_a_row_from_the_old_self_it_was_given(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *PEOPLE, header=KEYLESS))
    changed = PEOPLE[0].replace("とても好き", "とても大好き")
    path = write_csv(tmp_path / "b.csv", changed, *PEOPLE[1:], header=KEYLESS)
    (pair,) = found_pairs(empty, path)
    undo(empty, ACTOR, bring_in(path, same={pair.new_id: pair.old_id}).batch)
    assert comments(empty)["川べりの散歩道がとても好き"] == pair.old_id
    assert bring_in(path).interviews == 1


def test_the_same_words_at_one_place_and_day_are_flagged_and_all_kept(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    row = "{key},2026/5/{day},{place},20代,,{words},,はい"
    rows = [
        row.format(key="C-1", day=3, place="駅前", words="夜のバスを増やしてください"),
        row.format(key="C-2", day=3, place="駅前", words="夜のバスを、増やしてください！！"),
        row.format(key="C-3", day=4, place="駅前", words="夜のバスを増やしてください"),
        row.format(key="C-4", day=3, place="駅前", words="自然"),
        row.format(key="C-5", day=3, place="駅前", words="自然"),
    ]
    assert bring_in(write_csv(tmp_path / "a.csv", *rows)).copies == 2
    later = row.format(key="C-6", day=4, place="駅前", words="夜のバスを増やしてください。")
    assert bring_in(write_csv(tmp_path / "b.csv", later)).copies == 1
    with opened(empty.database) as db:
        assert len(reads.all_comments(db, "machi", Audience.COMMITTEE)) == 6
