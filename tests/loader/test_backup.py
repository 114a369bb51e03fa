"""Promises of backups: all of what was confirmed comes back, whole or not at all, and the erased do not."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.soak import disk_full
from survey_loader import doing, jobs, runner, settings
from survey_loader.access import COMMAND_LINE, LOCAL_ORGANISER, SERVER
from survey_loader.acts import backups, checking, consents, retention
from survey_loader.acts.backups import back_up
from survey_loader.acts.checking import check, check_backups
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.erasing import erase
from survey_loader.acts.restoring import restore
from survey_loader.errors import (
    Busy,
    NoSpace,
    NotAllowed,
    SurveyError,
    UnusableBackup,
    UnusableDatabase,
    UnusableSettings,
)
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import consents as changed_consents
from survey_loader.store import jobs as job_table
from survey_loader.store import snapshots, tombstones, vault
from survey_loader.store.connection import opened
from survey_loader.store.photo_files import photo_path
from survey_loader.store.sealing import Seal, load_seal, write_key
from survey_loader.store.vault import vault_of
from survey_loader.store.workplace import workplace
from tests.conftest import PROJECT
from tests.loader.conftest import Import, write_csv
from tests.loader.test_erasing import HEADER, MARKED, OTHERS, TRACES, identity
from tests.loader.test_erasing import PERSON as ROW
from tests.loader.test_jobs import until
from tests.loader.test_photos import jpeg

ME = COMMAND_LINE
PERSON = MARKED.replace("大好き", "ムニャリス好き")


def rows(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those that a restore writes itself."""
    with closing(sqlite3.connect(database)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {name: connection.execute(f'select * from "{name}"').fetchall() for name in sorted(names)}
    found["meta"] = [row for row in found["meta"] if row[0] != "epoch"]
    found["log"] = [row for row in found["log"] if row[2] != "command line" or row[3] not in {"backup", "restore"}]
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lose(own: Settings) -> None:
    for path in own.data_dir.glob("machi.db*"):
        path.unlink()
    shutil.rmtree(own.photos_dir)


def with_key(own: Settings, folder: Path) -> Settings:
    write_key(folder / "key.txt")
    return replace(own, backup_key_file=folder / "key.txt")


def flip(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int((len(content) - 1) * at)] ^= 1
    path.write_bytes(content)


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    """A survey of four people, two of them with a photo; one has changed her words, one row was refused."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "p.jpg").write_bytes(jpeg(colour="teal"))
    (photos / "q.jpg").write_bytes(jpeg(colour="orange"))
    more = "E-04,2026/5/5 10:00,雪野駅前,40代,14,川がきれい,道を広くしてほしい,q.jpg,はい"
    rejected = ROW.replace("2026/5/3 13:05", "きのう").replace("E-01", "E-09")
    bring_in(write_csv(tmp_path / "a.csv", ROW, rejected, *OTHERS, more, header=HEADER), photos=(photos,))
    bring_in(write_csv(tmp_path / "b.csv", ROW.replace("大好き", "ムニャリス好き"), *OTHERS, more, header=HEADER))
    return empty


@pytest.fixture(params=["plain", "encrypted"])
def kept(request: pytest.FixtureRequest, survey: Settings, tmp_path: Path) -> Settings:
    """A small survey whose backups are plain, then encrypted."""
    return with_key(survey, tmp_path) if request.param == "encrypted" else survey


def test_database_and_photos_that_were_deleted_come_back_row_by_row(own_sample: Settings) -> None:
    before, photos = rows(own_sample.database), files(own_sample.photos_dir)
    done = back_up(own_sample, ME)
    lose(own_sample)
    back = restore(own_sample, ME, own_sample.backup_dir, own_sample.data_dir)
    assert rows(own_sample.database) == before
    assert files(own_sample.photos_dir) == photos
    assert (back.run, back.photos, back.erased, back.missing) == (done.run, 156, 0, ())
    assert check(own_sample, ME).findings == ()
    assert sorted(path.name for path in own_sample.data_dir.iterdir() if path.name.startswith(".")) == []


def test_a_restore_makes_a_new_epoch_and_is_logged(survey: Settings, tmp_path: Path) -> None:
    back_up(survey, ME)
    restore(survey, ME, survey.backup_dir, tmp_path / "new")
    old, new = snapshots.content(survey.database), snapshots.content(tmp_path / "new" / "machi.db")
    assert old.epoch != new.epoch
    with closing(sqlite3.connect(tmp_path / "new" / "machi.db")) as db:
        actor, details = db.execute("select actor, details from log where act = 'restore'").fetchone()
    assert actor == "command line"
    assert json.loads(details) == {"rows": old.rows - 1, "photos": 2, "erased": 0, "missing": 0}


def test_encrypted_backups_hold_no_word_and_no_name_of_a_photo_and_come_back(survey: Settings, tmp_path: Path) -> None:
    closed = with_key(survey, tmp_path)
    back_up(closed, ME)
    stored = files(closed.backup_dir)
    photos = snapshots.photo_ids(survey.database)
    assert len(photos) == 2
    for name, content in stored.items():
        assert not any(photo in name or photo.encode() in content for photo in photos)
        assert not any(word.encode() in content for word in TRACES)
        assert name == "KEY" or name.endswith((".age", "SHA256SUMS"))
    restore(closed, ME, closed.backup_dir, tmp_path / "new")
    assert rows(tmp_path / "new" / "machi.db") == rows(survey.database)
    assert files(tmp_path / "new" / "photos") == files(survey.photos_dir)


def test_another_key_or_none_opens_nothing_and_restores_nothing(survey: Settings, tmp_path: Path) -> None:
    closed = with_key(survey, tmp_path)
    back_up(closed, ME)
    write_key(tmp_path / "other.txt")
    for wrong in (survey, replace(survey, backup_key_file=tmp_path / "other.txt")):
        with pytest.raises(UnusableBackup, match="別のかぎ"):
            restore(wrong, ME, closed.backup_dir, tmp_path / "new")
        with pytest.raises(UnusableBackup, match="別のかぎ"):
            back_up(wrong, ME)
    (closed.backup_dir / vault.KEY_SIGN).unlink()
    with pytest.raises(UnusableBackup, match="このかぎでは開けません"):
        restore(replace(survey, backup_key_file=tmp_path / "other.txt"), ME, closed.backup_dir, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_key_is_never_written_over_and_is_its_owners_alone(tmp_path: Path) -> None:
    write_key(tmp_path / "key.txt")
    assert (tmp_path / "key.txt").stat().st_mode & 0o777 == 0o600
    key = load_seal(tmp_path / "key.txt").key
    with pytest.raises(UnusableSettings, match="もうあります"):
        write_key(tmp_path / "key.txt")
    assert load_seal(tmp_path / "key.txt") == Seal(key)
    (tmp_path / "no.txt").write_text("AGE-SECRET-KEY-1NONSENSE", encoding="ascii")
    for path in (tmp_path / "no.txt", tmp_path / "missing.txt"):
        with pytest.raises(UnusableSettings, match="かぎのファイル"):
            load_seal(path)


def test_the_second_backup_copies_only_new_photos(kept: Settings, tmp_path: Path) -> None:
    first = back_up(kept, ME)
    assert (first.photos, first.copied) == (2, 2)
    stored = {path: path.stat().st_mtime_ns for path in (kept.backup_dir / "photos").rglob("*") if path.is_file()}
    second = back_up(kept, ME)
    assert (second.photos, second.copied) == (2, 0)
    assert {path: path.stat().st_mtime_ns for path in stored} == stored


def test_every_flipped_bit_in_a_backup_is_found_and_restores_nothing(kept: Settings, tmp_path: Path) -> None:
    back_up(kept, ME)
    assert check_backups(kept, ME, kept.backup_dir).findings == ()
    places = sorted(path for path in kept.backup_dir.rglob("*") if path.is_file())
    assert len(places) == 1 + 3 + 4
    for path in places:
        for at in (0.0, 0.3, 0.5, 1.0):
            whole = path.read_bytes()
            flip(path, at)
            try:
                found = bool(check_backups(kept, ME, kept.backup_dir).findings)
            except UnusableBackup:
                found = True
            assert found, f"{path.name} at {at}"
            with pytest.raises(SurveyError):
                restore(kept, ME, kept.backup_dir, tmp_path / "new")
            assert not (tmp_path / "new").exists()
            path.write_bytes(whole)
    assert check_backups(kept, ME, kept.backup_dir).findings == ()


def test_a_file_that_is_cut_or_gone_restores_nothing(kept: Settings, tmp_path: Path) -> None:
    back_up(kept, ME)
    for path in sorted(path for path in kept.backup_dir.rglob("*") if path.is_file() and path.name != vault.KEY_SIGN):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(SurveyError):
            restore(kept, ME, kept.backup_dir, tmp_path / "new")
        path.unlink()
        with pytest.raises(SurveyError):
            restore(kept, ME, kept.backup_dir, tmp_path / "new")
        assert not (tmp_path / "new").exists()
        path.write_bytes(whole)


def test_rows_that_were_exchanged_are_found_even_with_right_checksums(survey: Settings, tmp_path: Path) -> None:
    run = back_up(survey, ME).run
    folder = survey.backup_dir / "runs" / run
    other = tmp_path / "other.db"
    other.write_bytes(gzip.decompress((folder / "database.gz").read_bytes()))
    with closing(sqlite3.connect(other)) as db:
        db.execute("update comments set text = 'ちがうことば' where number = 1")
        db.commit()
    (folder / "database.gz").write_bytes(gzip.compress(other.read_bytes()))
    sums = "".join(f"{vault.digest_of(folder / name)}  {name}\n" for name in ("database.gz", "manifest.json"))
    (folder / "SHA256SUMS").write_text(sums)
    assert vault_of(survey).read(run).content.tables["comments"].rows > 0
    with pytest.raises(UnusableBackup, match=r"database\.gz"):
        restore(survey, ME, survey.backup_dir, tmp_path / "new")


def test_a_restore_goes_only_where_no_survey_data_is(survey: Settings, tmp_path: Path) -> None:
    back_up(survey, ME)
    before = files(survey.data_dir)
    with pytest.raises(SurveyError, match=r"machi\.db がもうあります"):
        restore(survey, ME, survey.backup_dir, survey.data_dir)
    assert files(survey.data_dir) == before
    photos = tmp_path / "new" / "photos" / "aa"
    photos.mkdir(parents=True)
    (photos / "x.jpg").write_bytes(b"x")
    with pytest.raises(SurveyError, match="photos がもうあります"):
        restore(survey, ME, survey.backup_dir, tmp_path / "new")
    assert files(tmp_path / "new") == {"photos/aa/x.jpg": b"x"}


def test_what_lies_beside_the_data_stays_and_ledger_and_database_go_to_their_own_places(
    survey: Settings, tmp_path: Path
) -> None:
    erase(survey, ME, identity(survey, PERSON), "ご本人の求め")
    elsewhere = replace(survey, erased=tmp_path / "ledger" / "erased.jsonl", database=tmp_path / "db" / "town.db")
    elsewhere.erased.parent.mkdir()
    elsewhere.database.parent.mkdir()
    survey.erased.rename(elsewhere.erased)
    survey.database.rename(elsewhere.database)
    back_up(elsewhere, ME)
    elsewhere.erased.unlink()
    elsewhere.database.unlink()
    shutil.rmtree(survey.photos_dir, ignore_errors=True)
    (survey.data_dir / "mappings").mkdir()
    (survey.data_dir / "mappings" / "a.toml").write_text("x = 1", encoding="utf-8")
    restore(elsewhere, ME, survey.backup_dir, survey.data_dir)
    assert elsewhere.database.is_file()
    assert tombstones.load(elsewhere.erased).ids
    assert (survey.data_dir / "mappings" / "a.toml").read_text(encoding="utf-8") == "x = 1"


WRITER = """
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from survey_loader import settings
from survey_loader.access import Actor, EVERY_SURVEY, Role
from survey_loader.acts.entering import Entry, enter
here = settings.load(data_dir=Path(sys.argv[1]), workers=1, sample=False)
actor = Actor("student in a test", ((EVERY_SURVEY, Role.STUDENT),))
number = 0
while True:
    enter(here, actor, Entry("machi", str(uuid.uuid4()), {"like": f"{number}番めの橋がすき"}, datetime.now(UTC), "橋"))
    print(number, flush=True)
    number += 1
"""


def written(database: Path) -> set[int]:
    with closing(sqlite3.connect(database)) as db:
        texts = [row[0] for row in db.execute("select text from comments where text like '%番めの橋がすき'")]
    return {int(text.removesuffix("番めの橋がすき")) for text in texts}


def test_all_that_was_confirmed_before_is_in_a_backup_made_while_people_write(survey: Settings, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(survey.data_dir)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        confirmed = []
        for line in writer.stdout:
            confirmed.append(int(line))
            if len(confirmed) == 5:
                break
        run = back_up(survey, ME).run
        after = int(writer.stdout.readline())
        writer.kill()
    restore(survey, ME, survey.backup_dir, tmp_path / "new", run)
    found = written(tmp_path / "new" / "machi.db")
    assert set(confirmed) <= found
    # What is there is whole: no entry is missing between two that are.
    assert found == set(range(len(found)))
    assert after >= 5
    assert snapshots.flaws(tmp_path / "new" / "machi.db") == []


@pytest.mark.parametrize("phase", ["snapshot", "reading", "photos", "writing", "rewriting", "sweeping"])
def test_a_backup_killed_in_any_phase_leaves_the_earlier_ones_and_the_next_cleans_up(
    survey: Settings, tmp_path: Path, phase: str
) -> None:
    first = back_up(survey, ME).run
    expected = rows(survey.database)
    enter(survey, LOCAL_ORGANISER, Entry("machi", str(uuid.uuid4()), {"like": "新しい橋"}, datetime.now(UTC), "橋"))
    kill_in(survey, phase)
    runs = vault_of(survey).runs()
    assert runs
    assert check_backups(survey, ME, survey.backup_dir).findings == ()
    if first in runs:
        restore(survey, ME, survey.backup_dir, tmp_path / "old", first)
        assert rows(tmp_path / "old" / "machi.db")["comments"] == expected["comments"]
    back_up(survey, ME)
    left = [path.name for path in survey.backup_dir.rglob("*") if path.name.startswith(".") or ".part" in path.name]
    assert left == []
    assert not (survey.data_dir / ".backup").exists()
    restore(survey, ME, survey.backup_dir, tmp_path / "new")
    assert rows(tmp_path / "new" / "machi.db") == rows(survey.database)


def kill_in(own: Settings, phase: str) -> None:
    """Begin a backup and end it with SIGKILL as soon as it says that this phase begins."""
    command = [sys.executable, "-m", "survey_loader", "backup", "--verbose", "--db", str(own.database)]
    with subprocess.Popen(
        command, cwd=PROJECT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if f"phase={phase}" in line:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL


def test_a_full_disk_is_told_and_leaves_the_earlier_backups(
    survey: Settings, tmp_path: Path, disk: Callable[[int], Path]
) -> None:
    small = disk(400)
    there = replace(survey, backup_dir=small / "backups")
    first = back_up(there, ME).run
    ballast = disk_full.filled(small, 8)
    enter(survey, LOCAL_ORGANISER, Entry("machi", str(uuid.uuid4()), {"like": "新しい橋"}, datetime.now(UTC), "橋"))
    with pytest.raises(NoSpace):
        back_up(there, ME)
    assert vault_of(there).runs() == [first]
    ballast.unlink()
    assert check_backups(there, ME, there.backup_dir).findings == ()
    back_up(there, ME)
    assert check_backups(there, ME, there.backup_dir).findings == ()


def test_a_disk_too_small_for_a_restore_is_told_and_left_empty(kept: Settings, disk: Callable[[int], Path]) -> None:
    back_up(kept, ME)
    small = disk(150)
    with pytest.raises(NoSpace):
        restore(kept, ME, kept.backup_dir, small / "new")
    assert list(small.iterdir()) == []


def found_words(folder: Path) -> list[str]:
    """Return the files in which a marked word stands, packed ones unpacked."""
    found = []
    for name, content in files(folder).items():
        plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        if any(word.encode() in plain or json.dumps(word).strip('"').encode() in plain for word in TRACES):
            found.append(name)
    return found


def test_who_was_erased_does_not_come_back_through_an_old_backup(kept: Settings, tmp_path: Path) -> None:
    back_up(kept, ME)
    person = identity(kept, PERSON)
    shutil.copytree(kept.backup_dir, tmp_path / "taken away")
    erase(kept, ME, person, "ご本人の求め")
    lose(kept)
    # Even from a copy that lay out of reach and has the photo still.
    back = restore(kept, ME, tmp_path / "taken away", kept.data_dir)
    assert (back.erased, back.photos) == (1, 1)
    assert found_words(kept.data_dir) == []
    assert len(list(kept.photos_dir.rglob("*.jpg"))) == 2
    assert tombstones.load(kept.erased).holds(person)
    assert check(kept, ME).findings == ()


def test_the_ledger_of_the_backups_is_enough_where_that_of_the_installation_is_lost_too(
    kept: Settings, tmp_path: Path
) -> None:
    back_up(kept, ME)
    person = identity(kept, PERSON)
    erase(kept, ME, person, "ご本人の求め")
    shutil.rmtree(kept.data_dir)
    back = restore(kept, ME, kept.backup_dir, kept.data_dir)
    assert back.erased == 1
    assert found_words(kept.data_dir) == []
    assert tombstones.load(kept.erased).holds(person)


def test_erasing_removes_the_photo_from_the_backups_at_once(kept: Settings) -> None:
    back_up(kept, ME)
    assert len(list((kept.backup_dir / "photos").glob("*/*"))) == 4
    erase(kept, ME, identity(kept, PERSON), "ご本人の求め")
    assert check_backups(kept, ME, kept.backup_dir).findings == (), "nothing is missing that anybody would restore"
    left = snapshots.photo_ids(kept.database)
    assert len(left) == 1
    assert vault_of(kept).photo(left[0]).is_file()
    assert len(list((kept.backup_dir / "photos").glob("*/*"))) == 2


def test_a_photo_whose_consent_was_taken_back_leaves_the_backups_at_once(kept: Settings, tmp_path: Path) -> None:
    back_up(kept, ME)
    person = identity(kept, PERSON)
    consents.change(kept, ME, "machi", person, Consents(quote=True))
    assert len(list((kept.backup_dir / "photos").glob("*/*"))) == 2
    assert check_backups(kept, ME, kept.backup_dir).findings == ()
    restore(kept, ME, kept.backup_dir, tmp_path / "new")
    again = settings.load(data_dir=tmp_path / "new")
    with opened(again.database) as db:
        assert changed_consents.current(db, "machi", person) == Consents(quote=True)


def test_a_purge_takes_its_photos_out_of_the_backups_at_once(kept: Settings) -> None:
    back_up(kept, ME)
    gone = retention.purge(kept, ME, "machi", "2026年5月")
    assert gone.photos == 2
    assert list((kept.backup_dir / "photos").glob("*/*")) == []


def test_the_next_backup_takes_the_erased_out_of_earlier_runs(survey: Settings, tmp_path: Path) -> None:
    first = back_up(survey, ME).run
    age(survey, first, days=3)
    old = vault_of(survey).runs()[0]
    person = identity(survey, PERSON)
    shutil.move(survey.backup_dir, tmp_path / "out of reach")
    erase(survey, ME, person, "ご本人の求め")
    shutil.move(tmp_path / "out of reach", survey.backup_dir)
    assert found_words(survey.backup_dir) == [f"runs/{old}/database.gz"]
    done = back_up(survey, ME)
    assert (done.rewritten, done.unreadable) == (1, ())
    assert found_words(survey.backup_dir) == []
    assert len(list((survey.backup_dir / "photos").glob("*/*"))) == 2
    assert vault_of(survey).runs() == [f"{old}.1", done.run]
    assert check_backups(survey, ME, survey.backup_dir).findings == ()
    restore(survey, ME, survey.backup_dir / "runs" / f"{old}.1", tmp_path / "new")
    assert {row[6] for row in rows(tmp_path / "new" / "machi.db")["comments"]} == {
        "動物園が楽しかった",
        "英語の案内を増やして",
        "自然がいっぱい",
        "バスが少ないので増やしてほしい",
        "川がきれい",
        "道を広くしてほしい",
    }
    # Nothing more to do the next time.
    assert back_up(survey, ME).rewritten == 0


def test_who_is_erased_while_a_backup_is_made_is_not_in_it(kept: Settings, tmp_path: Path) -> None:
    person = identity(kept, PERSON)
    erased = []

    def meanwhile(done: int, total: int | None) -> None:
        if not erased:
            erased.append(erase(kept, ME, person, "ご本人の求め"))

    done = back_up(kept, ME, meanwhile)
    assert [gone.photos for gone in erased] == [1]
    assert vault_of(kept).runs() == [done.run]
    assert done.missing == ()
    assert len(list((kept.backup_dir / "photos").glob("*/*"))) == 2
    # Without the ledgers the run itself must not hold a word.
    shutil.rmtree(kept.backup_dir / "erased")
    kept.erased.unlink()
    restore(kept, ME, kept.backup_dir, tmp_path / "new")
    assert found_words(tmp_path / "new") == []
    assert check_backups(kept, ME, kept.backup_dir).findings == ()


def age(own: Settings, run: str, days: int) -> str:
    """Give a run the name it would have if it had been made so many days ago."""
    older = vault.new_run(vault.moment(run) - timedelta(days=days))
    (own.backup_dir / "runs" / run).rename(own.backup_dir / "runs" / older)
    return older


def test_a_newer_ledger_is_never_replaced_by_an_older_one(survey: Settings, tmp_path: Path) -> None:
    back_up(survey, ME)
    erase(survey, ME, identity(survey, PERSON), "ご本人の求め")
    newest = survey.erased.read_bytes()
    survey.erased.unlink()
    back_up(survey, ME)
    assert vault_of(survey).ledger() == newest


def test_two_ledgers_become_one_that_holds_both(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    for path, ids in zip(paths, (("one", "two"), ("three",), ()), strict=True):
        tombstones.ready(path)
        for number, one in enumerate(ids):
            tombstones.append(path, [one], [f"mark of {one}"], "x", f"2026-11-0{number + 1}T00:00:00")
    united = tombstones.united(path.read_bytes() for path in paths)
    (tmp_path / "united.jsonl").write_bytes(united)
    ledger = tombstones.load(tmp_path / "united.jsonl")
    assert all(ledger.holds(one) for one in ("one", "two", "three"))
    assert ledger.key == tombstones.load(paths[0]).key
    assert ledger.marks == {"mark of one", "mark of two"}
    assert tombstones.united([united, united]) == united
    assert tombstones.united([]) == b""
    with pytest.raises(UnusableDatabase):
        tombstones.united([b"no ledger\n"])


def test_the_latest_of_days_weeks_and_months_stay(survey: Settings) -> None:
    now = datetime(2026, 11, 27, 3, tzinfo=UTC)
    runs = [vault.new_run(now - timedelta(hours=12 * step)) for step in range(2 * 400)]
    stay = sorted(vault.kept(runs, "7,4,12"))
    days = [f"{vault.moment(run):%m-%d %H}" for run in stay]
    assert days[-7:] == ["11-21 15", "11-22 15", "11-23 15", "11-24 15", "11-25 15", "11-26 15", "11-27 03"]
    assert days[-10:-7] == ["10-31 15", "11-08 15", "11-15 15"]
    assert [f"{vault.moment(run):%Y-%m}" for run in stay][:11] == [
        "2025-12", *(f"2026-{month:02}" for month in range(1, 11)),
    ]  # fmt: skip
    assert vault.kept(runs, "1,0,0") == {runs[0]}


def test_a_backup_removes_the_runs_that_are_too_many(survey: Settings) -> None:
    own = replace(survey, backup_keep="2,0,0")
    for days in (3, 2, 1):
        age(own, back_up(own, ME).run, days)
    done = back_up(own, ME)
    assert done.removed == 1
    assert len(vault_of(own).runs()) == 2


def test_a_photo_that_is_gone_or_damaged_is_told_and_the_good_copy_stays(kept: Settings, tmp_path: Path) -> None:
    back_up(kept, ME)
    gone, broken = snapshots.photo_ids(kept.database)
    whole = photo_path(kept.photos_dir, gone, "full").read_bytes()
    photo_path(kept.photos_dir, gone, "full").unlink()
    flip(photo_path(kept.photos_dir, broken, "full"))
    kinds = sorted(finding.kind for finding in check(kept, ME).findings)
    assert kinds == ["damaged photo", "missing photo"]
    # Both are in the backups whole, and come back from any run.
    assert back_up(kept, ME).photos == 2
    restore(kept, ME, kept.backup_dir, tmp_path / "new")
    assert photo_path(tmp_path / "new" / "photos", gone, "full").read_bytes() == whole
    fresh = replace(kept, backup_dir=tmp_path / "others")
    done = back_up(fresh, ME)
    assert (done.missing, done.damaged, done.photos) == ((gone,), (broken,), 0)
    back = restore(fresh, ME, fresh.backup_dir, tmp_path / "third")
    assert back.missing == (gone, broken)


def test_a_check_finds_what_is_wrong_with_an_installation(survey: Settings) -> None:
    assert check(survey, ME) == checking.Checked(
        {"rows": sum(snapshots.row_counts(survey.database).values()), "photos": 2}, ()
    )
    stray = photo_path(survey.photos_dir, "0" * 64, "full")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert check(survey, ME).findings == (), "what is being written just now is no orphan"
    os.utime(stray, (0, 0))
    survey.erased.write_bytes(b"no ledger\n")
    photo = snapshots.photo_ids(survey.database)[0]
    photo_path(survey.photos_dir, photo, "thumb").write_bytes(b"no picture")
    with closing(sqlite3.connect(survey.database)) as db:
        db.execute(
            "insert into codings select -1, codebook, axis, axis_source, tone, tone_source, clash, words, themes, "
            "because, unread from codings limit 1"
        )
        db.execute("update interviews set batch = 999 where number = 1")
        db.commit()
    kinds = sorted(finding.kind for finding in check(survey, ME).findings)
    assert kinds == ["damaged photo", "database", "ledger", "orphan photo", "orphan rows"]
    survey.database.write_bytes(b"x" * 5000)
    assert [finding.kind for finding in check(survey, ME).findings] == ["database"]
    survey.database.unlink()
    assert [finding.kind for finding in check(survey, ME).findings] == ["database"]
    assert not survey.database.exists()


def test_only_administrators_back_up_restore_and_check(survey: Settings, tmp_path: Path) -> None:
    for act in (
        lambda: back_up(survey, LOCAL_ORGANISER),
        lambda: restore(survey, LOCAL_ORGANISER, survey.backup_dir, tmp_path / "new"),
        lambda: check(survey, LOCAL_ORGANISER),
        lambda: check_backups(survey, LOCAL_ORGANISER, survey.backup_dir),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not survey.backup_dir.exists()


def test_a_second_backup_at_once_is_told_to_wait(survey: Settings) -> None:
    with workplace(survey), pytest.raises(Busy):
        back_up(survey, ME)
    assert back_up(survey, ME).photos == 2


def test_a_place_that_cannot_be_used_is_told(survey: Settings, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x")
    with pytest.raises(UnusableBackup, match="MACHI_BACKUP_DIR"):
        back_up(replace(survey, backup_dir=tmp_path / "a file" / "backups"), ME)
    with pytest.raises(SurveyError, match="データベース"):
        back_up(replace(survey, database=tmp_path / "none.db"), ME)
    with pytest.raises(UnusableBackup, match="その控えがありません"):
        restore(survey, ME, tmp_path / "nowhere", tmp_path / "new")


def test_backups_lie_outside_the_data(tmp_path: Path) -> None:
    assert settings.load(data_dir=tmp_path / "data").backup_dir == tmp_path / "data-backups"
    for wrong in (tmp_path / "data", tmp_path / "data" / "backups"):
        with pytest.raises(UnusableSettings, match="データのフォルダーの中"):
            settings.load(data_dir=tmp_path / "data", backup_dir=wrong)
    for name, value in (("backup_keep", "0,1,1"), ("backup_keep", "often"), ("backup_hours", "-1")):
        with pytest.raises(UnusableSettings, match=name):
            settings.load(data_dir=tmp_path / "data", **{name: value})


def test_the_server_queues_a_backup_when_one_is_due_and_it_runs_as_a_job(survey: Settings) -> None:
    here = runner.Runner(survey)
    assert backups.due(survey) is True
    assert here.back_up() is True
    assert here.back_up() is False, "one waits already"
    [waiting] = jobs.unfinished(survey, backups.BACKUP, SERVER)
    here.start()
    try:
        ended = until(survey, waiting.id, lambda status: status.finished)
    finally:
        here.stop()
    assert (ended.state, ended.result["photos"]) == ("done", 2)
    now = backups.state(survey)
    assert (now.runs, now.late, now.message) == (1, False, "")
    assert now.last is not None
    assert backups.due(survey) is False
    age(survey, vault_of(survey).runs()[0], days=1)
    assert backups.due(survey) is True
    assert backups.state(survey).late is False
    age(survey, vault_of(survey).runs()[0], days=2)
    assert backups.state(survey).late is True
    assert backups.due(replace(survey, backup_hours=0)) is False


def test_the_server_makes_a_backup_by_itself(survey: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LOOK_SECONDS", 0)
    here = runner.Runner(survey)
    here.start()
    try:
        deadline = time.monotonic() + 60
        while not vault_of(survey).runs() and time.monotonic() < deadline:
            threading.Event().wait(0.05)
    finally:
        here.stop()
    assert len(vault_of(survey).runs()) == 1


def test_why_the_servers_last_backup_failed_is_kept_for_its_readers(survey: Settings, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x")
    broken = replace(survey, backup_dir=tmp_path / "a file" / "backups")
    job = jobs.submit(broken, backups.BACKUP, {}, SERVER)
    with opened(broken.database) as db:
        job_table.take(db)
    doing.run(broken, job)
    state = backups.state(broken)
    assert state.message.startswith("控えの置き場所 {folder} を使えません")
    assert state.values["folder"] == str(broken.backup_dir)
    back_up(survey, ME)
    assert backups.state(survey).message == "", "one that was made since is what counts"


def test_a_rewritten_run_that_was_killed_before_its_old_writing_went_counts_once(survey: Settings) -> None:
    run = back_up(survey, ME).run
    runs = survey.backup_dir / "runs"
    shutil.copytree(runs / run, runs / f"{run}.1")
    assert vault_of(survey).runs() == [f"{run}.1"]
    vault_of(survey).clean()
    assert [path.name for path in runs.iterdir()] == [f"{run}.1"]


def test_the_commands_say_what_they_did_and_end_with_their_codes(survey: Settings, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "survey_loader", *arguments],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )

    database = ["--db", str(survey.database)]
    key = ["--key-file", str(tmp_path / "key.txt")]
    assert run("backup", "--new-key", str(tmp_path / "key.txt")).returncode == 0
    made = run("backup", *database, *key)
    assert (made.returncode, "写真2枚（新しく2枚）" in made.stdout) == (0, True)
    checked = run("check", *database, "--json")
    assert (checked.returncode, json.loads(checked.stdout)["findings"]) == (0, [])
    whole = run("check", *database, "--backups", *key)
    assert (whole.returncode, whole.stdout) == (0, "控え1個、写真4枚を調べました。問題はありません。\n")
    wrong = run("restore", str(survey.backup_dir), str(tmp_path / "new"))
    assert (wrong.returncode, "別のかぎ" in wrong.stderr) == (2, True)
    back = run("restore", str(survey.backup_dir), str(tmp_path / "new"), *key)
    assert (back.returncode, "写真2枚を、控えたときと比べて確かめました" in back.stdout) == (0, True)
    flip(photo_path(survey.photos_dir, snapshots.photo_ids(survey.database)[0], "full"))
    found = run("check", *database)
    assert (found.returncode, "がこわれています" in found.stdout) == (1, True)
