"""Every role on every screen and route: what opens, what is refused, and that nothing leaks where it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from survey_loader.access import EVERY_SURVEY, LOCAL_ORGANISER, Actor, Role
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.photo_import import import_photos
from survey_loader.language import japanese
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from survey_ui import rights, web, who
from survey_ui.router import SECTIONS, rooms
from tests.ui.small_town import PEOPLE, TOWN, add, everything, jpeg

Visit = Callable[..., AppTest]
PAGES = [page for pages in SECTIONS.values() for page, _, _ in pages]
ROLES: tuple[Role | None, ...] = (None, *Role)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
WRITTEN = [text for _, answers, _ in PEOPLE for text in answers.values()]
# What a viewer is shown of a survey: nothing a person wrote.
OPEN, NUMBERS, REFUSED = "●", "○", "–"


def actor(role: Role | None, slug: str = TOWN.slug) -> Actor:
    """Return somebody with this role in the survey; admins are of all."""
    return Actor(
        "somebody", ((EVERY_SURVEY if role is Role.ADMIN and slug == TOWN.slug else slug, role),) if role else ()
    )


def sees(monkeypatch: pytest.MonkeyPatch, somebody: Actor) -> None:
    monkeypatch.setattr(who, "current", lambda: somebody)
    monkeypatch.setattr(who, "of_request", lambda request: somebody)


def expected(page: str, role: Role | None) -> str:
    """Return what the table of the docs must say."""
    if role is None or role < rights.LEAST[page]:
        return REFUSED
    return OPEN if role >= rights.READING or page in {"entry", "typing_in"} else NUMBERS


def test_every_screen_has_a_role() -> None:
    assert set(rights.LEAST) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ROLES, ids=["nobody", *(role.name.lower() for role in Role)])
def test_a_screen_opens_for_its_roles_and_is_refused_before_it_reads(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch, page: str, role: Role | None
) -> None:
    sees(monkeypatch, actor(role))
    app = visit(page)
    words = everything(app)
    assert "不具合" not in words
    if expected(page, role) == REFUSED:
        assert not app.title
        assert TOWN.name not in words
        assert not any(text in words for text in WRITTEN)
    else:
        assert app.title
    if expected(page, role) == NUMBERS:
        assert not any(text in words for text in WRITTEN)
        assert not app.get("page_link")
        assert "/photo/" not in words


@pytest.mark.parametrize("role", ROLES, ids=["nobody", *(role.name.lower() for role in Role)])
def test_a_survey_of_others_is_not_even_named(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch, role: Role | None
) -> None:
    with opened(town.database) as db, transaction(db):
        save_survey(db, Survey(slug="secret", name="となりの町の声", questions=TOWN.questions))
    # Of this survey alone, admins too.
    sees(monkeypatch, Actor("somebody", ((TOWN.slug, role),) if role else ()))
    for page in ("overview", "entry", "importing"):
        assert "となりの町の声" not in everything(visit(page, survey="となりの町の声"))
    sees(monkeypatch, Actor("somebody", ((EVERY_SURVEY, Role.ADMIN),)))
    assert "となりの町の声" in everything(visit("importing", survey="となりの町の声"))


@pytest.mark.parametrize("page", [page for page in PAGES if rights.LEAST[page] == Role.VIEWER])
def test_no_filter_singles_anybody_out_for_a_viewer(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    # Of this age there is one person; all of them together are six.
    for role, told in ((Role.MEMBER, True), (Role.VIEWER, False), (Role.STUDENT, False)):
        sees(monkeypatch, actor(role))
        app = visit(page, age="10代")
        assert bool(app.get("plotly_chart")) is told
        assert ("この条件に合う人は5人より少ないので、数字を出しません" in everything(app)) is not told
        assert '<p class="koe-cloud">' not in everything(app) or told
        assert told or "trend_words" not in [choice.key for choice in app.multiselect]


def test_a_viewer_is_offered_only_words_of_five_people_whoever_looked_before(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 除雪 of two people becomes one of six; every other word stays with one or two.
    for number in range(4):
        add(town, 0, id=str(uuid.uuid4()), board=f"9{number}", answers={"future": "除雪してほしい"})
    for role in (Role.MEMBER, Role.VIEWER, Role.MEMBER):
        sees(monkeypatch, actor(role))
        words = next(choice.options for choice in visit("trends").multiselect if choice.key == "trend_words")
        assert words == ["除雪"] if role == Role.VIEWER else {"除雪", "ラーメン"} < set(words)


@pytest.mark.parametrize(("role", "offered"), [(Role.STUDENT, ["はなこ"]), (Role.MEMBER, ["はなこ", "たろう"])])
def test_a_student_is_offered_no_names_of_other_interviewers(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch, role: Role, offered: list[str]
) -> None:
    for name, asker in (("はなこ", actor(role)), ("たろう", actor(Role.ORGANISER, "town"))):
        by = Actor("somebody else", asker.roles) if name == "たろう" else asker
        entry = Entry(TOWN.slug, str(uuid.uuid4()), {"like": "川"}, datetime.now(UTC), "駅前", interviewer=name)
        enter(town, by, entry)
    sees(monkeypatch, actor(role))
    app = visit("entry")
    assert sorted(app.selectbox(key="carry_interviewer").options) == sorted(offered)
    assert "駅前" in app.selectbox(key="carry_place").options


def test_who_is_signed_in_codes_under_their_own_name(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sees(monkeypatch, actor(Role.ORGANISER))
    app = visit("coding")
    assert "見る人：somebody" in everything(app)
    assert not app.text_input


def test_the_navigation_offers_what_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "Page", lambda path, **given: given)
    for role in Role:
        pages = [page for pages in rooms(japanese, actor(role)).values() for page in pages]
        offered = [page["title"] for page in pages if page["visibility"] == "visible"]
        names = {page: name for pages in SECTIONS.values() for page, name, _ in pages}
        assert offered == [name for page, name in names.items() if rights.LEAST[page] <= role]


def test_photos_ask_for_the_role_in_their_own_survey(town: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(Starlette(routes=[Route("/photo/{photo}", web.photo)]))
    with opened(town.database) as db:
        photo = db.conn.execute(
            "select p.id from photos p join interviews i on i.id = p.interview_id where i.photo_committee = 'face'"
        ).fetchone()[0]
    for role in ROLES:
        sees(monkeypatch, actor(role))
        wanted = 200 if role and role >= Role.MEMBER else 403
        assert client.get(f"/photo/{photo}").status_code == wanted
        assert client.get(f"/photo/{photo}?for=hall").status_code == wanted
    sees(monkeypatch, actor(Role.ADMIN, "another town"))
    assert client.get(f"/photo/{photo}").status_code == 403


def test_a_photo_that_waits_goes_out_to_organisers_of_its_survey(
    town: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "waiting"
    folder.mkdir()
    (folder / "IMG_1.jpg").write_bytes(jpeg("navy"))
    assert import_photos(town, LOCAL_ORGANISER, TOWN.slug, [folder]).photos_waiting == 1
    client = TestClient(Starlette(routes=[Route("/photo/{photo}", web.photo)]))
    with opened(town.database) as db:
        photo = db.conn.execute("select id from photos where matched = 'none'").fetchone()[0]
    for role in ROLES:
        sees(monkeypatch, actor(role))
        wanted = 200 if role and role >= Role.ORGANISER else 403
        assert client.get(f"/photo/{photo}?waiting=1").status_code == wanted
        assert client.get(f"/photo/{photo}").status_code == 403
    sees(monkeypatch, actor(Role.ADMIN, "another town"))
    assert client.get(f"/photo/{photo}?waiting=1").status_code == 403


def matrix() -> list[str]:
    """Return the table of docs/roles.md, row by row."""
    rows = [f"| {page} | {' | '.join(expected(page, role) for role in ROLES)} |" for page in PAGES]
    for route in ("/photo", "/photo?for=hall"):
        rows.append(f"| {route} | {' | '.join(OPEN if role and role >= Role.MEMBER else REFUSED for role in ROLES)} |")
    # The one in hand, for who may type now.
    rows.append(
        f"| /photo?typing=1 | {' | '.join(OPEN if role and role >= Role.STUDENT else REFUSED for role in ROLES)} |"
    )
    rows.append(
        f"| /photo?waiting=1 | {' | '.join(OPEN if role and role >= Role.ORGANISER else REFUSED for role in ROLES)} |"
    )
    return rows


def test_the_docs_show_the_matrix() -> None:
    print("\n".join(matrix()))
    page = DOCS.read_text(encoding="utf-8")
    assert all(row in page for row in matrix())
