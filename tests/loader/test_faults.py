"""Promises when things go wrong half-way: killed, full, held, damaged, two at once. Long series: `make soak`."""

from __future__ import annotations

import errno
import io
import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.soak import damaged, disk_full, kills, locks, server, together, writers
from benchmarks.soak.looking import look
from benchmarks.soak.street import begun, command, counted, ended, write_wave
from survey_loader import jobs, settings
from survey_loader.acts import previewing, uploading
from survey_loader.acts.clearing import clear_dead
from survey_loader.acts.entering import enter
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.errors import Busy, NoSpace, UnusableEntry
from survey_loader.models import Survey
from survey_loader.runner import Runner
from survey_loader.settings import Settings
from survey_loader.store import connection
from survey_loader.store.connection import mendable, opened, transaction
from survey_loader.store.surveys import append_log, save_survey, survey, surveys
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv
from tests.loader.test_jobs import until


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a moment only for a database that is held."""
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)


def test_an_import_killed_anywhere_leaves_nothing_half_and_completes_the_second_time(tmp_path: Path) -> None:
    whole, each = kills.series(tmp_path, kills=3, interviews=300)
    met = []
    for kill in each:
        assert kills.flaws(whole, kill) == [], f"killed in {kill.phase}"
        met.append(kill.phase)
    assert len(met) == 3
    assert whole.interviews == 300
    assert len(whole.photos) == 15


def test_an_import_tells_its_phases_in_order(
    empty: Settings, bring_in: Import, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="survey_loader.import"):
        wave = write_wave(tmp_path, "street", 3)
        bring_in(wave.file, photos=(wave.photos,))
    phases = [record.getMessage().split()[0].removeprefix("phase=") for record in caplog.records]
    assert phases == ["starting", "reading", "analysing", "staging", "photos", "publishing", "published"]


def _dead_import(empty: Settings, file: Path) -> None:
    """Leave what an import that was killed while staging leaves."""
    process = begun(command(write_wave(file.parent, "dead", 1_200), empty.database, "machi"))
    assert process.stderr is not None
    for line in process.stderr:
        if "phase=photos" in line:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_rows_of_a_dead_import_go_at_once_and_its_empty_survey_with_them(empty: Settings, tmp_path: Path) -> None:
    _dead_import(empty, tmp_path / "dead.csv")
    assert look(empty.database, "machi").staged > 0
    with opened(empty.database) as db:
        clear_dead(empty, db)
        assert surveys(db) == ()
    assert look(empty.database, "machi").staged == 0
    assert list(empty.data_dir.glob("*.import-*")) == []
    assert list(empty.photos_dir.rglob("*.jpg")) == []


def test_a_survey_that_somebody_set_up_outlives_a_dead_import(empty: Settings, tmp_path: Path) -> None:
    with opened(empty.database) as db, transaction(db):
        save_survey(db, Survey("machi", "ゆきのまちの調査", holder="まちの会"))
        append_log(db, ACTOR.name, "survey", "machi")
    _dead_import(empty, tmp_path / "dead.csv")
    with opened(empty.database) as db:
        clear_dead(empty, db)
        stored = survey(db, "machi")
    assert stored is not None
    assert stored.holder == "まちの会"


def test_rows_of_a_living_import_stay(empty: Settings, tmp_path: Path) -> None:
    seen = []

    def another_starts(done: int, total: int | None) -> None:
        with opened(empty.database) as db:
            clear_dead(empty, db)
        seen.append(look(empty.database, "machi").staged)

    report = import_file(empty, ACTOR, ImportRequest(write_csv(tmp_path / "a.csv", *ROWS), "machi"), another_starts)
    assert seen == [3]
    assert look(empty.database, "machi").interviews == report.interviews == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_import_asked_to_stop_cleans_up_after_itself(tmp_path: Path, number: signal.Signals) -> None:
    wave = write_wave(tmp_path, "street", 1_200)
    database = tmp_path / "data" / "machi.db"
    process = begun(command(wave, database))
    assert process.stderr is not None
    for line in process.stderr:
        if "phase=photos" in line:
            break
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "中断しました。途中だったファイルからは、何も取り込まれていません。" in said
    assert "Traceback" not in said
    seen = look(database)
    assert (seen.flaws, seen.staged, seen.interviews) == ((), 0, 0)
    assert list(database.parent.glob("*.import-*")) == []


@pytest.mark.parametrize("whom", ["job", "server"])
def test_a_job_of_a_killed_server_is_taken_up_again_and_comes_in_once(tmp_path: Path, whom: str) -> None:
    wave = write_wave(tmp_path, "street", 500)
    assert server.flaws_of(tmp_path, wave, whom, after=400) == []


@pytest.mark.parametrize("kilobytes", [32, 1_000])
def test_an_import_on_a_full_disk_says_so_and_completes_when_there_is_room(
    disk: Callable[[int], Path], tmp_path: Path, kilobytes: int
) -> None:
    flaws, said = disk_full.import_flaws(write_wave(tmp_path, "street", 400), disk(kilobytes))
    assert flaws == []
    assert "ディスクに書けません。空きを作り" in said


def test_what_was_confirmed_before_the_disk_was_full_is_there_and_the_rest_is_refused(
    disk: Callable[[int], Path], tmp_path: Path
) -> None:
    flaws, said = disk_full.entry_flaws(write_wave(tmp_path, "street", 20), disk(20_000))
    assert flaws == []
    assert "ディスクに書けません" in said


def test_a_zip_that_finds_no_room_to_be_unpacked_says_so(disk: Callable[[int], Path], tmp_path: Path) -> None:
    flaws, said = disk_full.unpacking_flaws(write_wave(tmp_path, "street", 1_500, photos=False), disk(64), tmp_path)
    assert flaws == []
    assert "ディスクの空き" in said


def test_an_error_nobody_can_mend_stays_what_it_is() -> None:
    bug = sqlite3.OperationalError("no such table: voices")
    bug.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert mendable(bug) is bug
    gone = FileNotFoundError(2, "gone")
    assert mendable(gone) is gone


def test_two_imports_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    for what, flaws in together.flaws_of(tmp_path, 150).items():
        assert flaws == [], what


def test_questions_that_another_import_brought_meanwhile_stay(empty: Settings, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", *ROWS)
    other = write_csv(tmp_path / "b.csv", "N-1,駅前が暗い", header="聞き取りID,困っていること")

    def other_comes_in(done: int, total: int | None) -> None:
        import_file(empty, ACTOR, ImportRequest(other, "machi"))

    import_file(empty, ACTOR, ImportRequest(first, "machi"), other_comes_in)
    with opened(empty.database) as db:
        stored = survey(db, "machi")
    assert stored is not None
    assert {question.key for question in stored.questions if question.kind == "text"} >= {"like", "future", "trouble"}


def test_writers_in_the_street_lose_nothing_while_an_import_runs(tmp_path: Path) -> None:
    flaws, seconds = writers.during_an_import(
        tmp_path, interviews=400, processes=1, writers_each=20, saves=3, pause=0.0
    )
    assert flaws == []
    assert len(seconds) == 40


def test_a_database_held_by_another_program_is_said_and_nothing_changed(
    empty: Settings, bring_in: Import, tmp_path: Path, hurried: None
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    before = look(empty.database, "machi")
    other = write_csv(tmp_path / "b.csv", *(row.replace("K-", "L-") for row in ROWS))
    with locks.held(empty.database):
        with pytest.raises(Busy, match="データベースが使用中です"):
            bring_in(other)
        assert look(empty.database, "machi").same_as(before)
    assert bring_in(other).interviews == 3


def test_a_database_held_while_an_import_is_under_way_takes_nothing_of_it(
    empty: Settings, tmp_path: Path, hurried: None
) -> None:
    holding = locks.held(tmp_path / "data" / "machi.db")

    def held_from_now_on(done: int, total: int | None) -> None:
        holding.__enter__()

    path = write_csv(tmp_path / "a.csv", *ROWS)
    with pytest.raises(Busy):
        import_file(empty, ACTOR, ImportRequest(path, "machi"), held_from_now_on)
    holding.__exit__(None, None, None)
    assert look(empty.database, "machi").interviews == 0
    assert import_file(empty, ACTOR, ImportRequest(path, "machi")).interviews == 3
    assert look(empty.database, "machi").staged == 0


def test_the_runner_outlives_a_held_database(empty: Settings, tmp_path: Path, hurried: None) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    job = jobs.submit(empty, "import", ImportRequest(path, "machi").arguments(), ACTOR)
    refused = threading.Event()
    logger = logging.getLogger("survey_loader.runner")
    handler = logging.Handler()
    handler.emit = lambda record: refused.set()  # type: ignore[method-assign]
    logger.addHandler(handler)
    runner = Runner(empty)
    runner.start()
    try:
        with locks.held(empty.database):
            assert refused.wait(30)
        assert until(empty, job, lambda status: status.finished).state == "done"
    finally:
        runner.stop()
        logger.removeHandler(handler)


@pytest.mark.parametrize("name", damaged.DAMAGES)
def test_a_damaged_file_in_a_batch_is_named_and_the_others_come_in(tmp_path: Path, name: str) -> None:
    flaws, _ = damaged.flaws_of(tmp_path, name, interviews=30)
    assert flaws == []


def test_a_batch_with_a_broken_file_completes_when_it_is_mended(tmp_path: Path) -> None:
    first, last = (write_wave(tmp_path, name, 20, photos=False) for name in ("first", "last"))
    middle = tmp_path / "middle.csv"
    middle.write_bytes(b"\xff\xfe\x00")
    arguments = command(first, tmp_path / "data" / "machi.db")
    arguments[5:5] = [str(middle), str(last.file)]
    broken = ended(arguments)
    assert broken.returncode == 2
    assert "middle.csv" in broken.stderr.splitlines()[-1]
    assert "もう一度実行してください" in broken.stderr
    middle.write_text(write_wave(tmp_path, "mended", 20, photos=False).file.read_text("utf-8"), "utf-8")
    assert counted(ended(arguments)) | {"seconds": 0} == {
        "interviews": 20, "comments": 40, "already_there": 40, "rejected": 0, "seconds": 0,
    }  # fmt: skip


def test_a_batch_goes_on_where_the_rejected_rows_cannot_be_written_down(tmp_path: Path) -> None:
    wave = write_wave(tmp_path, "last", 20, photos=False)
    first = tmp_path / "first.csv"
    first.write_text("聞き取りID,日時,好きなところ\nF-1,2026/13/45,川\nF-2,2026/5/3,山\n", encoding="utf-8")
    (tmp_path / "first.rejected.csv").mkdir()
    arguments = command(wave, tmp_path / "data" / "machi.db")
    arguments.insert(4, str(first))
    done = ended(arguments)
    assert "取り込みは終わりましたが" in done.stderr
    assert counted(done)["interviews"] == 21


def test_half_written_photos_of_a_killed_process_go_and_those_being_written_stay(empty: Settings) -> None:
    folder = empty.photos_dir / "ab"
    folder.mkdir(parents=True)
    old, new = folder / "old.part", folder / "new.part"
    for path in (old, new):
        path.write_bytes(b"half a photo")
    os.utime(old, (0, 0))
    with opened(empty.database) as db:
        clear_dead(empty, db)
    assert [path.name for path in folder.iterdir()] == ["new.part"]


def test_an_upload_that_finds_no_room_leaves_nothing(disk: Callable[[int], Path]) -> None:
    here = settings.load(data_dir=disk(64), sample=False)
    with pytest.raises(NoSpace, match="ディスクに書けません"):
        uploading.receive(here, "聞き取り.csv", io.BytesIO("声,".encode() * 100_000))
    assert list(here.uploads_dir.glob("*/*")) == []


def test_a_file_whose_name_is_no_text_here_comes_in_under_its_japanese_name(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode("聞き取り.csv".encode("cp932"))
    try:
        write_csv(path, *ROWS)
    except OSError as error:
        pytest.skip(f"this file system takes no such name: {error}")
    assert bring_in(path).file == "聞き取り.csv"
    assert look(empty.database, "machi").interviews == 3


@pytest.mark.parametrize("field", ["like", "place", "note"])
@pytest.mark.parametrize("broken", ["\ud83d", "\0"])
def test_half_a_letter_is_refused_at_the_door(
    empty: Settings, bring_in: Import, tmp_path: Path, field: str, broken: str
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    typed = disk_full.entry("machi", 1)
    if field == "like":
        typed = replace(typed, answers={"like": f"川{broken}"})
    else:
        typed = replace(typed, **{field: f"川{broken}"})
    with pytest.raises(UnusableEntry) as refused:
        enter(empty, ACTOR, typed)
    assert refused.value.field == field
    assert look(empty.database, "machi").interviews == 3


def test_a_worker_that_is_lost_is_said_and_nothing_is_half(tmp_path: Path) -> None:
    wave = write_wave(tmp_path, "street", 2_000, photos=False)
    process = begun(command(wave, tmp_path / "data" / "machi.db"))
    assert process.stderr is not None
    for line in process.stderr:
        if "phase=staging" in line:
            break
    # The first child may be the one that only tracks resources; the others analyse.
    for worker in server.children_of(process.pid)[1:]:
        os.kill(worker, signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "解析をしていた別のプロセスが途中で止まりました" in said
    seen = look(tmp_path / "data" / "machi.db")
    assert (seen.flaws, seen.staged, seen.interviews) == ((), 0, 0)


def test_workers_end_with_the_import_that_started_them(tmp_path: Path) -> None:
    process = begun(command(write_wave(tmp_path, "street", 1_200), tmp_path / "data" / "machi.db"))
    assert process.stderr is not None
    for line in process.stderr:
        if "phase=staging" in line:
            break
    workers = server.children_of(process.pid)
    assert len(workers) >= 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert server.outlived(workers) == []


def test_a_database_held_by_another_program_is_said_where_work_is_asked_for(empty: Settings, hurried: None) -> None:
    with opened(empty.database):
        pass
    with locks.held(empty.database), pytest.raises(Busy, match="データベースが使用中です"):
        jobs.submit(empty, "import", {"file": "街頭.csv", "survey": "machi"}, ACTOR)


def test_a_file_that_finds_no_room_to_be_looked_at_says_so(
    empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(previewing, "begin", full)
    with pytest.raises(NoSpace):
        previewing.preview(empty, ImportRequest(write_csv(tmp_path / "a.csv", *ROWS), "machi"))
