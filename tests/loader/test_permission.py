"""Every act asks for a role before it does anything: found by looking at the acts themselves."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from survey_loader import acts, doing, jobs
from survey_loader.access import (
    COMMAND_LINE,
    EVERY_SURVEY,
    NEEDED,
    SERVER,
    Actor,
    Audience,
    Role,
    everywhere,
    require,
)
from survey_loader.acts import accounts, entering, judging
from survey_loader.acts.entering import Entry
from survey_loader.acts.handing_out import Asked
from survey_loader.acts.publishing import Wanted
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.reviewing import Waiting
from survey_loader.acts.typed_words import Board
from survey_loader.acts.typing import Item
from survey_loader.errors import NotAllowed
from survey_loader.language import japanese
from survey_loader.models import Point, Survey
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from survey_loader.text.codebook import Codebook
from survey_loader.text.terms import Terms
from tests.loader.conftest import ROWS, Import, write_csv

SLUG = "machi"
TOWN = Survey(slug=SLUG, name="まち")
# Steps of other acts, which have asked: they take an open database, or the batch they work on.
STEPS = {
    "ensure_current",
    "brought_up_at_once",
    "standing",
    "batch_brought_up",
    "keep",
    "refuse_foreign",
    "may_type",
    "expect_typist",
}
STUDENTS = {"entering.enter", "entering.own", "entering.add_photo", "codes.code"}
# Where organisers open it; that they have is asked after the role.
STUDENTS |= {f"typing.{name}" for name in ("progress", "put_back", "renew", "setting", "take")}
STUDENTS |= {"typed_words.save", "typed_words.call_unreadable"}
# What whoever enters interviews does with their own drafts.
ENTERING = ("drafting",)
# What members do: handing out, checking before publishing, lists for the stage; and what of it is the organiser's.
MEMBERS = ("handing_out", "releasing", "freezing", "trays", "sheets", "showing", "publishing")
ORGANISERS = {"freeze", "releasing.ask", "left", "recalls", "called_back", "freezing.remove"}
# Who checked and who froze is said to those who do it with them.
COWORKING = {"logbook.called"}
# Accounts, backups and what undoes a whole installation are the administrator's.
ADMINISTERING = ("accounts", "backups", "checking", "restoring")


def every_act() -> list[tuple[str, Callable[..., Any]]]:
    """Return all public functions of the acts that take an actor."""
    found = []
    for module in pkgutil.iter_modules(acts.__path__):
        loaded = importlib.import_module(f"survey_loader.acts.{module.name}")
        for name, act in inspect.getmembers(loaded, inspect.isfunction):
            own = act.__module__ == loaded.__name__ and not name.startswith("_") and name not in STEPS
            if own and "actor" in inspect.signature(act).parameters:
                found.append((f"{module.name}.{name}", act))
    return found


ACTS = every_act()


def arguments(act: Callable[..., Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a value for every parameter that has no default, but the actor."""
    given = inspect.signature(act).parameters.items()
    return {
        name: TOWN if parameter.annotation in ("Survey", Survey) else known[name]
        for name, parameter in given
        if name != "actor" and (parameter.default is inspect.Parameter.empty or name in ("slug", "survey"))
    }


@pytest.fixture
def known(empty: Settings, bring_in: Import, tmp_path: Path) -> dict[str, Any]:
    """A survey, and a plausible value for every parameter an act may ask for."""
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        interview = db.conn.execute("select id from interviews limit 1").fetchone()[0]
        batch = db.conn.execute("select number from batches limit 1").fetchone()[0]
    codebook = Codebook.load(empty.codebook)
    waits = Waiting(interview, "what it says")
    return {
        "settings": empty, "slug": SLUG, "survey": SLUG, "interview_id": interview, "reason": "求めにより",
        "number": batch, "photo": 1, "name": "雪まつり", "starts": date(2026, 2, 1), "ends": None,
        "entry": Entry(SLUG, str(uuid.uuid4()), {"like": "駅前の朝市"}, datetime.now(UTC), "駅前"),
        "request": ImportRequest(tmp_path / "a.csv", SLUG), "places": [], "points": {"駅前": Point(43.7, 142.3)},
        "place": "駅前", "content": b"{}", "signature": "s", "words": ["雪"], "comments": [1], "mapping": None,
        "judgement": judging.Judgement("c", "花子", "correction", None, None, ()), "coder": "花子",
        "purpose": "correction", "codebook": codebook, "terms": Terms(), "note": "",
        "role": Role.MEMBER, "backup": tmp_path / "backup", "into": tmp_path / "into", "wanted": None, "typed": "駅",
        "interview_ids": [interview], "chosen": None, "say": japanese, "wave": "2026年5月", "until": date(2027, 1, 1),
        "fields": {"answer_like": "駅"}, "holder": "a session", "first": 1, "count": 4, "outcome": "none",
        "kind": "face", "one": waits, "stays": waits, "goes": waits, "interviews": [waits], "state": "unchecked",
        "seen": waits.content, "at": None, "limit": 4, "day": date(2026, 5, 3),
        "item": Item(interview, "type", (), None, None), "read": Board({"like": "駅"}),
        "audience": Audience.COMMITTEE, "tool": "kouchou-ai", "asked": Asked("comments", Audience.COMMITTEE, (1,)),
        "contents": {},
        "choice": "hold", "checker": "花子", "record": "c", "check": True, "voices": None, "charts": [], "tray": "t",
        "key": "top_themes", "title": "", "selection": Wanted([1]),
    }  # fmt: skip


def state(settings: Settings) -> list[tuple[str, int]]:
    """Return how many rows each table has."""
    with opened(settings.database) as db:
        names = [row[0] for row in db.conn.execute("select name from sqlite_master where type = 'table' order by 1")]
        return [(name, db.conn.execute(f'select count(*) from "{name}"').fetchone()[0]) for name in names]


def test_acts_are_found() -> None:
    names = {name for name, _ in ACTS}
    assert {"entering.enter", "erasing.erase", "words.save_codebook", "importing.import_file"} <= names


@pytest.mark.parametrize("act", [act for _, act in ACTS], ids=[name for name, _ in ACTS])
def test_nobody_without_the_role_does_it_and_nothing_changes(known: dict[str, Any], act: Callable[..., Any]) -> None:
    settings = known["settings"]
    before = state(settings)
    module = act.__module__.rpartition(".")[2]
    asks_students = f"{module}.{act.__name__}" in STUDENTS or module in ENTERING
    least = Role.STUDENT if asks_students else Role.ORGANISER
    if module in ADMINISTERING:
        least = Role.ADMIN
    names = {act.__name__, f"{module}.{act.__name__}"}
    if names & COWORKING or (module in MEMBERS and not names & ORGANISERS):
        least = Role.MEMBER
    below = Actor("somebody", ((EVERY_SURVEY, Role(least - 1)),))
    elsewhere = Actor("somebody", (("another town", Role.ADMIN),))
    for actor in (Actor("nobody"), below, elsewhere):
        with pytest.raises(NotAllowed):
            act(**arguments(act, known) | {"actor": actor})
    assert state(settings) == before


@pytest.mark.parametrize("kind", sorted(doing.ACTS))
def test_long_work_is_asked_for_by_organisers_alone(known: dict[str, Any], kind: str) -> None:
    settings, asked = known["settings"], {} if kind == jobs.LEARN else {"survey": SLUG}
    least = Role.ADMIN if kind in ("purge", "backup") else Role.ORGANISER
    below = (Actor("nobody"), everywhere("somebody", Role(least - 1)), Actor("somebody", (("another", Role.ADMIN),)))
    for actor in below:
        with pytest.raises(NotAllowed):
            jobs.submit(settings, kind, asked, actor)
    job = jobs.submit(settings, kind, asked, everywhere("somebody", least))
    for actor in below:
        assert jobs.unfinished(settings, kind, actor) == []
        assert jobs.status(settings, job, actor) is None
        with pytest.raises(NotAllowed):
            jobs.cancel(settings, job, actor)
    assert [waiting.id for waiting in jobs.unfinished(settings, kind, everywhere("another", least))] == [job]
    assert jobs.status(settings, job, everywhere("another", least)) == jobs.unfinished(settings, kind, SERVER)[0]
    jobs.cancel(settings, job, everywhere("another", least))
    assert jobs.unfinished(settings, kind, SERVER) == []


@pytest.mark.parametrize("ended", ["taken away", "made less", "disabled"])
def test_who_lost_the_role_while_a_job_waited_has_it_refused(known: dict[str, Any], ended: str) -> None:
    settings = known["settings"]
    accounts.add(settings, COMMAND_LINE, "hanako", role=Role.ORGANISER, slug=SLUG)
    hanako = accounts.as_of_now(settings, "hanako")
    job = jobs.submit(settings, "import", known["request"].arguments(), hanako)
    if ended == "taken away":
        accounts.take_away(settings, COMMAND_LINE, "hanako", SLUG)
    elif ended == "made less":
        accounts.grant(settings, COMMAND_LINE, "hanako", SLUG, Role.MEMBER)
    else:
        accounts.disable(settings, COMMAND_LINE, "hanako", True)
    doing.run(settings, job)
    status = jobs.status(settings, job, SERVER)
    assert status is not None
    assert (status.state, status.message) == ("failed", NEEDED[Role.ORGANISER])


def test_who_kept_the_role_has_the_job_done(known: dict[str, Any]) -> None:
    settings = known["settings"]
    accounts.add(settings, COMMAND_LINE, "hanako", role=Role.ORGANISER, slug=SLUG)
    job = jobs.submit(settings, "import", known["request"].arguments(), accounts.as_of_now(settings, "hanako"))
    doing.run(settings, job)
    status = jobs.status(settings, job, SERVER)
    assert status is not None
    assert status.state == "done"


def test_roles_hold_in_their_survey_and_in_every_one() -> None:
    mixed = Actor("somebody", (("a", Role.MEMBER), (EVERY_SURVEY, Role.VIEWER)))
    assert (mixed.role("a"), mixed.role("b"), Actor("nobody").role("a")) == (Role.MEMBER, Role.VIEWER, None)
    require(mixed, "a", Role.MEMBER)
    with pytest.raises(NotAllowed, match="委員の方だけができます"):
        require(mixed, "b", Role.MEMBER)


def test_a_student_sees_and_mends_only_what_is_their_own(known: dict[str, Any]) -> None:
    settings, entry = known["settings"], known["entry"]
    hana, taro = (Actor(name, ((SLUG, Role.STUDENT),)) for name in ("hana", "taro"))
    entering.enter(settings, hana, entry)
    assert [own.texts for own in entering.own(settings, hana, SLUG)] == [("駅前の朝市",)]
    assert entering.own(settings, taro, SLUG) == []
    changed = Entry(SLUG, entry.id, {"like": "書きかえた"}, entry.at, "駅前")
    with pytest.raises(NotAllowed, match="ほかの人が入れた聞き取り"):
        entering.enter(settings, taro, changed)
    entering.enter(settings, hana, changed)
    assert [own.texts for own in entering.own(settings, hana, SLUG)] == [("書きかえた",)]
