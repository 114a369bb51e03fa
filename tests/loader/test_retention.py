"""Promises of retention: warned of for thirty days, then gone from every file, and never back with its file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from survey_loader import jobs
from survey_loader.access import COMMAND_LINE, SERVER, Actor, Audience, Role
from survey_loader.acts import keeping, retention
from survey_loader.acts.keeping import Declared
from survey_loader.acts.retention import Keeping, months_after
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.models import AfterRetention, Survey
from survey_loader.runner import Runner
from survey_loader.settings import Settings
from survey_loader.store import photos, reads, surveys
from survey_loader.store.connection import backup_path, opened
from tests.conftest import PROJECT
from tests.loader.conftest import Import, write_csv
from tests.loader.test_photos import jpeg

ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
HEADER = "聞き取りID,日時,回,場所,聞き手,年代,板番号,好きなところ,備考,写真,写真（委員会）"
OLD = (
    "E-01,2024/5/3 13:05,2024年春,駅前,ペケポン佐藤,20代,ヌルポ11,川べりの朝が大好きです,ムニャリスの帽子,p.jpg,はい",
    "E-02,2024/5/4 13:20,2024年春,駅前,ペケポン佐藤,60代,ヌルポ12,動物園が楽しかった,,q.jpg,はい",
)
NEW = "E-03,2026/5/4 10:00,2026年春,駅前,ゾイゾイ鈴木,30代,ヌルポ13,自然がいっぱい,,r.jpg,はい"
# What tells who somebody of the old wave was.
TELLING = ("ペケポン", "ヌルポ11", "ヌルポ12", "ムニャリス")
WORDS = ("川べりの朝が大好きです", "動物園が楽しかった")
UNTIL = date(2026, 5, 4)
MONTH = timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    for name, colour in (("p", "teal"), ("q", "orange"), ("r", "navy")):
        (made / f"{name}.jpg").write_bytes(jpeg(colour=colour))
    return made


@pytest.fixture
def survey(empty: Settings, bring_in: Import, folder: Path, tmp_path: Path) -> Settings:
    """Two waves, kept for two years; the earlier was changed once and has a rejected row."""
    broken = OLD[0].replace("2024/5/3 13:05", "きのう").replace("E-01", "E-09")
    bring_in(write_csv(tmp_path / "a.csv", *OLD, broken, header=HEADER), photos=(folder,))
    bring_in(
        write_csv(tmp_path / "b.csv", OLD[0].replace("大好き", "とても好き"), NEW, header=HEADER), photos=(folder,)
    )
    keep(empty, 24)
    return empty


def keep(settings: Settings, months: int, after: AfterRetention = "identity") -> None:
    keeping.describe(settings, ORGANISER, "machi", Declared("実行委員会", "0166-00-0000", "", "", months, after))


def machi(settings: Settings) -> Survey:
    with opened(settings.database) as db:
        found = surveys.survey(db, "machi")
    assert found is not None
    return found


def wave(settings: Settings, name: str = "2024年春") -> Keeping:
    return next(one for one in retention.waves(settings, ORGANISER, machi(settings)) if one.wave == name)


def traces(settings: Settings, wanted: tuple[str, ...] = TELLING) -> list[str]:
    """Return the files under the data folder that hold one of these words."""
    return [
        path.name
        for path in sorted(settings.data_dir.rglob("*"))
        if path.is_file() and any(word.encode() in path.read_bytes() for word in wanted)
    ]


def shown(settings: Settings) -> set[str]:
    with opened(settings.database) as db:
        return set(reads.all_comments(db, "machi", Audience.COMMITTEE)["text"])


def files(settings: Settings) -> int:
    return len([path for path in settings.photos_dir.rglob("*.jpg") if ".thumb" not in path.name])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 5, 4), 24, date(2026, 5, 4)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_there_is(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_a_wave_is_kept_for_the_months_of_its_survey_or_until_its_own_date(survey: Settings) -> None:
    assert wave(survey).keep_until == UNTIL
    assert (wave(survey).interviews, wave(survey).identified, wave(survey).photos) == (2, 2, 2)
    retention.set_date(survey, ORGANISER, machi(survey), "2024年春", date(2030, 1, 1))
    assert (wave(survey).keep_until, wave(survey).own_date) == (date(2030, 1, 1), True)
    retention.set_date(survey, ORGANISER, machi(survey), "2024年春", None)
    keep(survey, 0)
    assert wave(survey).keep_until is None
    assert retention.warn(survey, SERVER, date(2999, 1, 1)) == 0


def test_organisers_are_warned_thirty_days_before_and_once(survey: Settings) -> None:
    assert retention.warn(survey, SERVER, UNTIL - MONTH - timedelta(days=1)) == 0
    assert retention.announced(survey, ORGANISER, machi(survey)) == []
    assert [retention.warn(survey, SERVER, UNTIL - MONTH) for _ in range(2)] == [1, 0]
    assert retention.announced(survey, ORGANISER, machi(survey)) == [("2024年春", UNTIL)]
    with opened(survey.database) as db:
        assert db.conn.execute("select record from log where act = 'warn of retention'").fetchall() == [("2024年春",)]


def test_nothing_goes_before_its_date(survey: Settings) -> None:
    retention.warn(survey, SERVER, UNTIL - MONTH)
    assert retention.purge_due(survey, SERVER, UNTIL - timedelta(days=1)) == []
    assert [gone.wave for gone in retention.purge_due(survey, SERVER, UNTIL)] == ["2024年春"]


def test_nothing_goes_before_its_warning_has_stood_thirty_days(survey: Settings) -> None:
    # As on a machine that was off for years, or where the months were set late.
    late = date(2027, 1, 1)
    assert retention.purge_due(survey, SERVER, late) == []
    retention.warn(survey, SERVER, late)
    assert wave(survey).goes_on == late + MONTH
    assert retention.purge_due(survey, SERVER, late + MONTH - timedelta(days=1)) == []
    assert files(survey) == 3
    assert len(retention.purge_due(survey, SERVER, late + MONTH)) == 1


def test_another_date_begins_the_warning_anew(survey: Settings) -> None:
    retention.warn(survey, SERVER, UNTIL)
    retention.set_date(survey, ORGANISER, machi(survey), "2024年春", date(2026, 6, 10))
    assert retention.announced(survey, ORGANISER, machi(survey)) == []
    assert retention.purge_due(survey, SERVER, date(2026, 6, 10)) == []
    retention.warn(survey, SERVER, date(2026, 6, 1))
    assert wave(survey).goes_on == date(2026, 7, 1)
    # Months that are made longer take the warning back.
    retention.set_date(survey, ORGANISER, machi(survey), "2024年春", None)
    keep(survey, 60)
    retention.warn(survey, SERVER, date(2026, 7, 1))
    assert retention.announced(survey, ORGANISER, machi(survey)) == []


def test_what_tells_who_somebody_was_is_in_no_file_any_more_and_the_words_stay(survey: Settings) -> None:
    with opened(survey.database) as db:
        db.conn.execute("vacuum into ?", [str(backup_path(survey.database, 2))])
    assert len(traces(survey)) >= 2
    gone = retention.purge(survey, ORGANISER, "machi", "2024年春")
    assert (gone.stripped, gone.erased, gone.photos) == (2, 0, 2)
    # The second file also brought the later wave; its rejected rows stay, the first file's are gone.
    assert traces(survey) == []
    assert files(survey) == 1
    assert shown(survey) == {"川べりの朝がとても好きです", "動物園が楽しかった", "自然がいっぱい"}
    assert (wave(survey).identified, wave(survey).photos, wave(survey).left) == (0, 0, 0)
    with opened(survey.database) as db:
        kept = db.conn.execute("select board, interviewer from shown where wave = '2026年春'").fetchall()
        assert kept == [("ヌルポ13", "ゾイゾイ鈴木")]
        assert db.conn.execute("select count(*) from rejects").fetchone()[0] == 0
        assert len(photos.photos(db, "machi", Audience.ORGANISER)) == 1


def test_where_the_survey_says_so_everything_goes_and_never_comes_back(
    survey: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    keep(survey, 24, "everything")
    gone = retention.purge(survey, ORGANISER, "machi", "2024年春")
    assert (gone.erased, gone.stripped, gone.photos) == (2, 0, 2)
    assert traces(survey, TELLING + WORDS) == []
    assert shown(survey) == {"自然がいっぱい"}
    report = bring_in(write_csv(tmp_path / "c.csv", *OLD, header=HEADER), photos=(folder,))
    assert (report.erased, report.interviews) == (2, 0)
    assert traces(survey, TELLING + WORDS) == []
    assert files(survey) == 1


def test_the_same_file_again_brings_nothing_back_that_was_purged(
    survey: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    retention.purge(survey, ORGANISER, "machi", "2024年春")
    again = OLD[0].replace("大好き", "とても好き")
    report = bring_in(write_csv(tmp_path / "c.csv", again, OLD[1], NEW, header=HEADER), photos=(folder,))
    assert (report.interviews, report.already_there) == (0, 3)
    assert files(survey) == 1
    with opened(survey.database) as db:
        assert db.conn.execute("select distinct board from shown where wave = '2024年春'").fetchall() == [("",)]


def test_what_comes_in_later_for_a_purged_wave_is_warned_of_and_goes_too(
    survey: Settings, bring_in: Import, tmp_path: Path
) -> None:
    retention.warn(survey, SERVER, UNTIL)
    retention.purge_due(survey, SERVER, UNTIL + MONTH)
    assert retention.announced(survey, ORGANISER, machi(survey)) == []
    late = OLD[1].replace("E-02", "E-04").replace("動物園", "水族館").replace("q.jpg", "")
    bring_in(write_csv(tmp_path / "c.csv", late, header=HEADER))
    assert retention.warn(survey, SERVER, UNTIL + 2 * MONTH) == 1
    assert retention.purge_due(survey, SERVER, UNTIL + 2 * MONTH) == []
    assert len(retention.purge_due(survey, SERVER, UNTIL + 3 * MONTH)) == 1
    assert traces(survey) == []


def test_a_photo_that_shows_somebody_of_another_wave_too_stays_with_them(
    empty: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", OLD[0], NEW.replace("r.jpg", "p.jpg"), header=HEADER), photos=(folder,))
    gone = retention.purge(empty, ORGANISER, "machi", "2024年春")
    assert gone.photos == 1
    assert wave(empty).photos == 0
    with opened(empty.database) as db:
        assert photos.photos(db, "machi", Audience.COMMITTEE)["wave"].tolist() == ["2026年春"]


@pytest.mark.parametrize("after", ["identity", "everything"])
def test_photos_of_nobody_and_rejected_rows_go_with_the_last_wave_of_their_file(
    survey: Settings, bring_in: Import, folder: Path, tmp_path: Path, after: AfterRetention
) -> None:
    (folder / "nobody.jpg").write_bytes(jpeg(colour="gold"))
    broken = OLD[0].replace("2024/5/3 13:05", "おととい").replace("E-01", "E-08")
    bring_in(write_csv(tmp_path / "c.csv", *OLD, NEW, broken, header=HEADER), photos=(folder,))
    keep(survey, 24, after)
    assert files(survey) == 4
    retention.purge(survey, ORGANISER, "machi", "2024年春")
    # This file holds the later wave as well.
    assert files(survey) == 2
    retention.purge(survey, ORGANISER, "machi", "2026年春")
    assert files(survey) == 0
    assert traces(survey, (*TELLING, "おととい", "ゾイゾイ", "ヌルポ13")) == []


def test_a_purge_that_was_cut_short_goes_on_the_next_day(survey: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    retention.warn(survey, SERVER, UNTIL)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(retention, "CHUNK", 1)
        strip = retention.retention.strip
        calls: list[int] = []

        def cut_short(*given: object) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            strip(*given)  # type: ignore[arg-type]

        patched.setattr(retention.retention, "strip", cut_short)
        retention.purge_due(survey, SERVER, UNTIL + MONTH)
    assert wave(survey).identified == 1
    assert [gone.wave for gone in retention.purge_due(survey, SERVER, UNTIL + MONTH)] == ["2024年春"]
    assert traces(survey) == []


def test_a_purge_is_in_the_log_with_counts_and_without_words(survey: Settings) -> None:
    retention.purge(survey, ORGANISER, "machi", "2024年春")
    with opened(survey.database) as db:
        line = db.conn.execute("select actor, survey, record, details from log where act = 'purge'").fetchone()
    assert line[:3] == ("担当の人", "machi", "2024年春")
    assert '"interviews": 2' in line[3]


def test_dates_and_purges_are_the_organisers_and_the_daily_look_is_the_servers(survey: Settings) -> None:
    member = Actor("委員", (("machi", Role.MEMBER),))
    about = machi(survey)
    forbidden: tuple[Callable[[], object], ...] = (
        lambda: retention.waves(survey, member, about),
        lambda: retention.set_date(survey, member, about, "2024年春", None),
        lambda: retention.purge(survey, member, "machi", "2024年春"),
        lambda: retention.announced(survey, member, about),
        lambda: keeping.describe(survey, member, "machi", keeping.declared(about)),
        lambda: keeping.totals(survey, member, "machi"),
        lambda: retention.warn(survey, ORGANISER),
        lambda: retention.due(survey, ORGANISER),
    )
    for act in forbidden:
        with pytest.raises(NotAllowed):
            act()
    assert files(survey) == 3


def test_an_unknown_wave_is_said(survey: Settings) -> None:
    for act in (
        lambda: retention.purge(survey, ORGANISER, "machi", "2099年春"),
        lambda: retention.set_date(survey, ORGANISER, machi(survey), "2099年春", None),
    ):
        with pytest.raises(SurveyError, match="2099年春"):
            act()


def test_who_answers_for_a_survey_is_kept_and_outlives_a_new_import(
    survey: Settings, bring_in: Import, tmp_path: Path
) -> None:
    wanted = Declared(" 実行委員会 ", "0166-00-0000", "まちの未来を考えるため", "2年", 24, "everything")
    keeping.describe(survey, ORGANISER, "machi", wanted)
    bring_in(write_csv(tmp_path / "c.csv", NEW.replace("E-03", "E-05"), header=HEADER))
    assert keeping.declared(machi(survey)) == replace(wanted, holder="実行委員会")
    for wrong in (replace(wanted, purpose="あ" * 501), replace(wanted, retention_months=-1)):
        with pytest.raises(SurveyError):
            keeping.describe(survey, ORGANISER, "machi", wrong)


def test_the_totals_count_people_photos_and_imports(survey: Settings) -> None:
    totals = keeping.totals(survey, ORGANISER, "machi")
    assert (totals.interviews, totals.comments, totals.photos, totals.waiting) == (3, 3, 3, 0)
    assert (totals.board, totals.interviewer, totals.note, totals.photo_committee) == (3, 3, 1, 3)
    assert (totals.first_day, totals.last_day) == (date(2024, 5, 3), date(2026, 5, 4))
    assert (totals.imports, totals.entries, totals.erased) == (2, 0, 0)


def command(settings: Settings, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "survey_loader", "purge", "--db", str(settings.database), *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "MACHI_ERASED": str(settings.erased)},
    )  # fmt: skip
    return done.stdout + done.stderr


def test_the_command_tells_first_warns_and_purges_a_named_wave_at_once(survey: Settings) -> None:
    assert "いま消すものはありません。" in command(survey)
    assert [name for name, _ in retention.announced(survey, ORGANISER, machi(survey))] == ["2024年春"]
    assert "両方を書いてください" in command(survey, "--wave", "2024年春")
    assert "聞き取り2件、写真2枚" in command(survey, "--dry-run", "--survey", "machi", "--wave", "2024年春")
    assert files(survey) == 3
    assert "2人の板の番号" in command(survey, "--survey", "machi", "--wave", "2024年春")
    assert traces(survey) == []


def test_the_server_purges_what_is_due_by_itself(survey: Settings) -> None:
    retention.warn(survey, COMMAND_LINE, retention.today(machi(survey)) - 2 * MONTH)
    runner = Runner(survey)
    runner.start()
    try:
        for _ in range(600):
            if files(survey) == 1 and not jobs.unfinished(survey, jobs.PURGE, SERVER):
                break
            time.sleep(0.1)
    finally:
        runner.stop()
    assert files(survey) == 1
    assert traces(survey) == []
