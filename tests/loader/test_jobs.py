"""Promises of long work: it runs beside the screens, survives a stop, and says how it ended."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.soak import server
from survey_loader import jobs
from survey_loader.access import SERVER
from survey_loader.acts import uploading
from survey_loader.jobs import JobStatus
from survey_loader.runner import Runner
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from survey_loader.store.surveys import counts
from tests.loader.conftest import ACTOR, HEADER, ROWS, write_csv

LONG = 60.0


@pytest.fixture
def runner(empty: Settings) -> Iterator[Settings]:
    here = Runner(empty)
    here.start()
    yield empty
    here.stop()


def until(settings: Settings, job: str, what: Callable[[JobStatus], bool]) -> JobStatus:
    """Wait for what is expected of a job, at most a minute."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        status = jobs.status(settings, job, SERVER)
        assert status is not None
        if what(status):
            return status
        time.sleep(0.05)
    raise AssertionError(f"{job} stands at {status}")


def test_an_import_asked_for_by_a_page_runs_in_its_own_process(runner: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    job = jobs.submit(runner, "import", {"file": str(path), "survey": "machi"}, ACTOR)
    status = until(runner, job, lambda status: status.finished)
    assert status.state == "done"
    assert (status.result["interviews"], status.result["comments"]) == (3, 6)
    with opened(runner.database) as db:
        assert counts(db, "machi") == {"interviews": 3, "comments": 6}


def test_a_database_outside_the_data_folder_keeps_its_photos_in_the_data_folder(
    empty: Settings, tmp_path: Path
) -> None:
    apart = replace(empty, database=tmp_path / "elsewhere" / "machi.db")
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", (64, 48), "#C2410C").save(folder / "a.jpg")
    header = "聞き取りID,場所,好きなところ,写真,写真（委員会）"
    path = write_csv(tmp_path / "a.csv", "A-1,駅前,川,a.jpg,はい", header=header)
    runner = Runner(apart)
    runner.start()
    try:
        job = jobs.submit(apart, "import", {"file": str(path), "survey": "machi", "photos": [str(folder)]}, ACTOR)
        assert until(apart, job, lambda status: status.finished).result["photos"] == 1
    finally:
        runner.stop()
    assert len(list(apart.photos_dir.rglob("*.jpg"))) == 2
    assert not (tmp_path / "elsewhere" / "photos").exists()


def test_a_failed_import_tells_what_to_mend(runner: Settings, tmp_path: Path) -> None:
    job = jobs.submit(runner, "import", {"file": str(tmp_path / "gone.csv"), "survey": "machi"}, ACTOR)
    status = until(runner, job, lambda status: status.finished)
    assert status.state == "failed"
    assert "gone.csv" in status.message.format(**status.values)


def test_a_job_that_waits_can_be_cancelled(empty: Settings, tmp_path: Path) -> None:
    job = jobs.submit(empty, "import", {"file": str(tmp_path / "a.csv")}, ACTOR)
    jobs.cancel(empty, job, ACTOR)
    status = jobs.status(empty, job, ACTOR)
    assert status is not None
    assert status.state == "cancelled"


def test_a_job_of_a_server_that_died_is_taken_up_again(empty: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    job = jobs.submit(empty, "import", {"file": str(path), "survey": "machi"}, ACTOR)
    with opened(empty.database) as db:
        db.conn.execute("update jobs set state = 'running' where id = ?", [job])
    runner = Runner(empty)
    runner.start()
    try:
        assert until(empty, job, lambda status: status.finished).state == "done"
    finally:
        runner.stop()


class Second(Runner):
    """A runner that notes what it does."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.did: list[str] = []

    def _run(self, job_id: str) -> None:
        self.did.append(job_id)
        super()._run(job_id)


def test_of_two_servers_one_does_the_long_work_and_the_other_takes_over_when_it_is_killed(
    empty: Settings, tmp_path: Path
) -> None:
    def asked(name: str) -> str:
        path = write_csv(tmp_path / name, *ROWS)
        return jobs.submit(empty, "import", {"file": str(path), "survey": "machi"}, ACTOR)

    first = server.served(empty)
    second = Second(empty)
    try:
        until(empty, asked("0.csv"), lambda status: status.finished)
        second.start()
        for name in ("1.csv", "2.csv", "3.csv"):
            until(empty, asked(name), lambda status: status.finished)
        assert second.did == []
        first.kill()
        last = asked("4.csv")
        assert until(empty, last, lambda status: status.finished).state == "done"
        assert second.did == [last]
    finally:
        first.kill()
        first.wait()
        second.stop()


def test_an_uploaded_file_is_gone_when_its_import_is_done(runner: Settings) -> None:
    content = "\n".join((HEADER, *ROWS)).encode()
    upload = uploading.receive(runner, "../../聞き取り.csv", io.BytesIO(content))
    assert upload.path.parent.parent == runner.uploads_dir
    job = jobs.submit(runner, "import", {"file": str(upload.path), "survey": "machi"}, ACTOR)
    assert until(runner, job, lambda status: status.finished).state == "done"
    deadline = time.monotonic() + LONG
    while upload.path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not upload.path.exists()


def test_a_file_outside_the_waiting_folder_is_left_alone(runner: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    job = jobs.submit(runner, "import", {"file": str(path), "survey": "machi"}, ACTOR)
    until(runner, job, lambda status: status.finished)
    assert path.exists()
