"""Promises of undoing: a whole import goes in one moment, asked where people have worked on it, and can come back."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_loader.__main__ import main
from survey_loader.access import Audience
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.importing import import_file
from survey_loader.acts.imports import past_import, past_imports
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.undoing import EditedSince, finish, look, undo
from survey_loader.errors import Busy, SurveyError
from survey_loader.settings import Settings
from survey_loader.store import cache, reads, undoing, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import photos
from survey_loader.store.surveys import counts
from tests.conftest import PROJECT
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv
from tests.loader.test_photos import jpeg

OTHER = ROWS[0].replace("ラーメン", "みそラーメン")


def texts(settings: Settings) -> set[str]:
    with opened(settings.database) as db:
        return set(reads.all_comments(db, "machi", Audience.COMMITTEE)["text"])


def left(settings: Settings) -> dict[str, int]:
    with opened(settings.database) as db:
        return {
            table: db.conn.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("interviews", "comments", "codings", "photos", "rejects", "same_as", "met")
        }


def code_by_hand(settings: Settings, text: str) -> str:
    """Record a human coding of the comment with this text and return its id."""
    with opened(settings.database) as db:
        comments = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
        identity = str(comments.loc[text, "comment_id"])
        db.conn.execute(
            "insert into human_codings values (?, 'both', 'praise', '[\"food\"]', ?, '2026-05-06T00:00:00+00:00', 0)",
            [identity, ACTOR.name],
        )
    return identity


def corrected(settings: Settings, text: str, **changes: object) -> Entry:
    """Return an entry that corrects the stored interview with this comment."""
    with opened(settings.database) as db:
        comments = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    entry = Entry(
        survey="machi", id=str(comments.loc[text, "interview_id"]), answers={"like": "塩ラーメンがおいしい"},
        at=datetime(2026, 5, 3, 4, 5, tzinfo=UTC), place="ゆきの通り",
    )  # fmt: skip
    return replace(entry, **changes)  # type: ignore[arg-type]


def test_an_undone_import_is_gone_and_its_record_stays(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    first = bring_in(write_csv(tmp_path / "a.csv", ROWS[0]))
    report = bring_in(write_csv(tmp_path / "b.csv", *ROWS[1:], "K-09,きのう,駅前,20代,,川,,"))
    seen = look(empty, report.batch)
    assert (seen.file, seen.by, seen.interviews, seen.comments, seen.edited) == ("b.csv", ACTOR.name, 2, 4, ())
    undone = undo(empty, ACTOR, report.batch)
    assert (undone.interviews, undone.comments) == (2, 4)
    assert texts(empty) == {"ラーメンがおいしい", "除雪をちゃんとしてほしい"}
    assert left(empty) == {
        "interviews": 1,
        "comments": 2,
        "codings": 2,
        "photos": 0,
        "rejects": 0,
        "same_as": 0,
        "met": 0,
    }
    kept, _ = past_import(empty, report.batch)
    assert (kept.file, kept.counts["interviews"], kept.undone_by) == ("b.csv", 2, ACTOR.name)
    assert kept.undone_at is not None
    assert [past.number for past in past_imports(empty, "machi")] == [report.batch, first.batch]
    with opened(empty.database) as db:
        assert db.conn.execute("select record from log where act = 'undo'").fetchall() == [(str(report.batch),)]


def test_what_an_import_had_replaced_comes_back(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    report = bring_in(write_csv(tmp_path / "b.csv", OTHER, *ROWS[1:]))
    assert "みそラーメンがおいしい" in texts(empty)
    undo(empty, ACTOR, report.batch)
    assert "ラーメンがおいしい" in texts(empty)
    assert "みそラーメンがおいしい" not in texts(empty)


def test_what_a_later_import_replaced_stays_as_that_one_says(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    first = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    second = bring_in(write_csv(tmp_path / "b.csv", OTHER, *ROWS[1:]))
    bring_in(write_csv(tmp_path / "c.csv", ROWS[0].replace("ラーメン", "カレー"), *ROWS[1:]))
    undo(empty, ACTOR, second.batch, even_if_edited=True)
    assert "カレーがおいしい" in texts(empty)
    undo(empty, ACTOR, first.batch, even_if_edited=True)
    assert len(texts(empty)) == 6
    assert "カレーがおいしい" in texts(empty)


def test_what_another_file_holds_too_stays_when_the_first_is_undone(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    first = bring_in(write_csv(tmp_path / "a.csv", *ROWS[:2]))
    second = bring_in(write_csv(tmp_path / "b.csv", *ROWS[1:]))
    code_by_hand(empty, "動物園が楽しかった")
    seen = look(empty, first.batch)
    assert (seen.interviews, seen.comments, seen.edited) == (1, 2, ())
    undo(empty, ACTOR, first.batch)
    assert texts(empty) == {
        "動物園が楽しかった", "英語の案内を増やして", "自然がいっぱい", "バスが少ないので増やしてほしい",
    }  # fmt: skip
    assert bring_in(tmp_path / "b.csv").already_there == 2
    third = past_imports(empty, "machi")[0].number
    undo(empty, ACTOR, second.batch)
    assert len(texts(empty)) == 4
    undo(empty, ACTOR, third, even_if_edited=True)
    assert texts(empty) == set()
    assert set(left(empty).values()) == {0}


def test_the_same_file_again_brings_the_same_ids_and_the_human_coding_back(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    report = bring_in(path)
    identity = code_by_hand(empty, "ラーメンがおいしい")
    undo(empty, ACTOR, report.batch, even_if_edited=True)
    assert bring_in(path).interviews == 3
    with opened(empty.database) as db:
        again = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    row = again.loc["ラーメンがおいしい"]
    assert (row["comment_id"], row["axis"], row["axis_source"]) == (identity, "both", "human")


def test_work_of_people_is_listed_and_undoing_asks(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    code_by_hand(empty, "動物園が楽しかった")
    entry = corrected(empty, "ラーメンがおいしい")
    enter(empty, ACTOR, entry)
    seen = look(empty, report.batch)
    assert {(edited.what, edited.words) for edited in seen.edited} == {
        ("coding", "動物園が楽しかった"), ("version", "ラーメンがおいしい"),
    }  # fmt: skip
    assert (seen.interviews, seen.edited_interviews) == (2, 2)
    with pytest.raises(EditedSince, match="2件"):
        undo(empty, ACTOR, report.batch)
    assert len(texts(empty)) == 5
    undo(empty, ACTOR, report.batch, even_if_edited=True)
    assert texts(empty) == {"塩ラーメンがおいしい"}


def test_undoing_twice_says_so(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    undo(empty, ACTOR, report.batch)
    with pytest.raises(SurveyError, match="すでに元に戻して"):
        undo(empty, ACTOR, report.batch)
    with pytest.raises(SurveyError, match="999"):
        undo(empty, ACTOR, 999)


def test_of_two_who_undo_at_once_one_is_told(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))

    def outcome(_: int) -> str:
        try:
            return undo(empty, ACTOR, report.batch).file
        except SurveyError as error:
            return error.message

    with ThreadPoolExecutor(2) as pool:
        outcomes = set(pool.map(outcome, range(2)))
    assert outcomes == {"a.csv", "この取り込みは、すでに元に戻してあります。"}
    assert left(empty)["comments"] == 0


def test_an_interview_typed_in_is_no_import_to_undo(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    enter(empty, ACTOR, corrected(empty, "ラーメンがおいしい"))
    with opened(empty.database) as db:
        number = db.conn.execute("select number from batches where kind = 'entry'").fetchone()[0]
    with pytest.raises(SurveyError):
        undo(empty, ACTOR, number)


def test_a_survey_of_which_everything_was_undone_is_empty_but_there(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    undo(empty, ACTOR, bring_in(path).batch)
    assert len(cache.voices(empty, "machi").comments) == 0
    # The next import must not take the undone one for one that died.
    bring_in(path)
    assert [past.undone_at is None for past in past_imports(empty, "machi")] == [True, False]
    cache.forget(empty, "machi")
    assert len(cache.voices(empty, "machi").comments) == 6


def test_an_import_that_met_what_is_undone_meanwhile_asks_to_be_repeated(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    longer = ImportRequest(write_csv(tmp_path / "b.csv", *ROWS, ROWS[0].replace("K-01", "K-07")), "machi")

    def undone_meanwhile(done: int, total: int | None) -> None:
        undo(empty, ACTOR, report.batch)

    with pytest.raises(Busy, match="もう一度"):
        import_file(empty, ACTOR, longer, undone_meanwhile)
    assert texts(empty) == set()
    assert import_file(empty, ACTOR, longer).interviews == 4


def test_the_command_line_lists_undoes_and_erases(
    empty: Settings, bring_in: Import, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    code_by_hand(empty, "ラーメンがおいしい")
    with opened(empty.database) as db:
        person = db.conn.execute("select id from interviews where source_key = 'K-02'").fetchone()[0]
    database = ["--db", str(empty.database)]
    assert main(["erase", person, "--reason", "ご本人の求め", *database]) == 0
    assert main(["undo", str(report.batch), *database]) == 2
    told = capsys.readouterr()
    assert "聞き取りを消しました。声2件" in told.out
    assert "「ラーメンがおいしい」" in told.out
    assert "1件" in told.err
    assert main(["undo", str(report.batch), "--even-if-edited", *database]) == 0
    assert main(["imports", "--survey", "machi", *database]) == 0
    assert texts(empty) == set()
    listed = capsys.readouterr().out.splitlines()[-1].split("\t")
    assert listed[0] == str(report.batch)
    assert listed[2:5] == [ACTOR.name, "machi", "a.csv"]
    assert listed[-1] == "元に戻しました（command line）"


def test_photos_go_unless_another_interview_has_them(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    header = "聞き取りID,場所,好きなところ,写真,写真（委員会）"
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, name, colour in ((first, "a.jpg", "teal"), (second, "a.jpg", "teal"), (second, "b.jpg", "orange")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(jpeg(colour=colour))
    bring_in(write_csv(tmp_path / "a.csv", "A-1,駅前,川,a.jpg,はい", header=header), photos=(first,))
    both = ("A-2,駅前,山,a.jpg,はい", "A-3,駅前,空,b.jpg,はい")
    report = bring_in(write_csv(tmp_path / "b.csv", *both, header=header), photos=(second,))
    assert len(list(empty.photos_dir.rglob("*.jpg"))) == 4
    assert look(empty, report.batch).photos == 2
    undo(empty, ACTOR, report.batch)
    assert len(list(empty.photos_dir.rglob("*.jpg"))) == 2


def test_an_undo_that_was_cut_short_is_finished_by_the_next(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        with transaction(db):
            undoing.hide(db, report.batch, ACTOR.name)
        assert counts(db, "machi") == {"interviews": 0, "comments": 0}
        assert undoing.half_removed(db) == [report.batch]
        finish(empty, db)
        assert undoing.half_removed(db) == []
    assert left(empty)["comments"] == 0


def test_killing_an_undo_leaves_the_import_whole_or_gone(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    rows = [f"P-{n},2026/5/3,駅前,20代,,公園の花が{n}番目にきれい,," for n in range(700)]
    report = bring_in(write_csv(tmp_path / "a.csv", *rows))
    code = (
        "import os, signal, sys\n"
        "from survey_loader import settings\n"
        "from survey_loader.access import COMMAND_LINE\n"
        "from survey_loader.acts.undoing import undo\n"
        "steps = int(sys.argv[3])\n"
        "def trace(frame, event, _):\n"
        "    global steps\n"
        "    if frame.f_code.co_name == 'transaction' and event == 'call':\n"
        "        steps -= 1\n"
        "        if steps < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.setprofile(trace)\n"
        "undo(settings.load(data_dir=sys.argv[1]), COMMAND_LINE, int(sys.argv[2]))\n"
    )
    for steps in (0, 1, 2, 4):
        command = [sys.executable, "-c", code, str(empty.data_dir), str(report.batch), str(steps)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        with opened(empty.database) as db:
            assert counts(db, "machi")["interviews"] in {0, 700}
            assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"
    with pytest.raises(SurveyError, match="すでに"):
        undo(empty, ACTOR, report.batch)
    assert left(empty)["interviews"] == 0


def test_a_photo_that_a_later_import_brought_too_stays_when_the_first_is_undone(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    header = "聞き取りID,場所,好きなところ,写真,写真（委員会）"
    handed = tmp_path / "photos"
    handed.mkdir()
    for name in ("a", "b", "c"):
        (handed / f"{name}.jpg").write_bytes(jpeg(colour={"a": "teal", "b": "orange", "c": "navy"}[name]))
    rows = ("A-1,駅前,川がきれい,a.jpg,はい", "A-2,駅前,山が見える,b.jpg,はい")
    first = bring_in(write_csv(tmp_path / "a.csv", *rows, header=header), photos=(handed,))
    corrected = write_csv(tmp_path / "b.csv", rows[0].replace("川", "朝の川"), rows[1], header=header)
    second = bring_in(corrected, photos=(handed,))
    assert (second.photos, second.photos_waiting) == (0, 0)
    assert look(empty, second.batch).photos == 0
    assert undo(empty, ACTOR, first.batch, even_if_edited=True).photos == 0
    with opened(empty.database) as db:
        seen = photos(db, "machi", Audience.COMMITTEE)
        assert waiting.photos(db, "machi")["name"].tolist() == ["c.jpg"]
    assert len(seen) == 2
    assert len(list(empty.photos_dir.rglob("*.jpg"))) == 6
    undo(empty, ACTOR, second.batch)
    assert list(empty.photos_dir.rglob("*.jpg")) == []


def test_the_voices_in_memory_know_at_once_that_a_photo_is_undone(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    header = "聞き取りID,場所,好きなところ,写真,写真（委員会）"
    handed = tmp_path / "photos"
    handed.mkdir()
    (handed / "a.jpg").write_bytes(jpeg(colour="teal"))
    bring_in(write_csv(tmp_path / "a.csv", "A-1,駅前,川がきれい,a.jpg,はい", header=header))
    brought = import_photos(empty, ACTOR, "machi", [handed])
    with opened(empty.database) as db:
        with transaction(db):
            undoing.hide(db, brought.batch, ACTOR.name)
        # A reader who looks before the rows have gone, and whom nothing tells when they do.
        cache.forget(empty, "machi")
        assert cache.voices(empty, "machi").interviews["photographed"].tolist() == [False]
