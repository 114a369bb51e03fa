"""Promises of invitations: only those that hold open anything, who holds another is told why, and no token leaks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from survey_capture import bearer
from survey_loader.access import COMMAND_LINE, Actor, Role
from survey_loader.acts import accounts, inviting, logbook
from survey_loader.acts.inviting import Wanted
from survey_loader.acts.log_words import actor_label
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import snapshots
from survey_loader.store.connection import opened, transaction
from tests.capture.conftest import ORGANISER, Invite
from tests.capture.phone import TOWN, Phone, body, new_id, shot


def end(here: Settings, number: int, at: datetime) -> None:
    with opened(here.database) as db, transaction(db):
        db.conn.execute("update invitations set expires = ? where number = ?", [at.isoformat(), number])


def routes(phone: Phone) -> list[tuple[int, str, str]]:
    """Ask everything a phone may ask; return status, code and sentence of each answer."""
    identity, photo = new_id(), shot(side=100)
    answers = [
        phone.asked("GET", "/survey"),
        phone.put(identity),
        phone.piece(identity, photo, 0, 10),
        phone.asked("PUT", f"/counts/{new_id()}/2026-05-03", json={"place": "", "approached": 1, "declined": 0}),
    ]
    assert phone.asked("HEAD", f"/interviews/{identity}/photos/{photo.sha256}").status_code == answers[0].status_code
    return [(answer.status_code, answer.json()["error"], answer.json()["message"]) for answer in answers]


def test_a_forged_an_expired_and_a_revoked_invitation_are_told_apart_in_japanese(
    client: TestClient, invite: Invite, town: Settings
) -> None:
    expired, revoked = invite("期限切れ"), invite("なくした人")
    end(town, expired.number, datetime.now(UTC) - timedelta(minutes=1))
    inviting.revoke(town, ORGANISER, TOWN.slug, revoked.number)
    for token, code, word in (
        ("forged", "unknown", "使えません"),
        ("", "unknown", "使えません"),
        (expired.token, "expired", "期限が切れました"),
        (revoked.token, "revoked", "取り消されました"),
    ):
        for status, error, message in routes(Phone(client, token)):
            assert (status, error) == (401, code)
            assert word in message
            assert "端末に残っています" in message
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from interviews").fetchone() == (0,)
    assert not town.street_dir.exists()


def test_a_token_in_another_form_opens_nothing(client: TestClient, invite: Invite) -> None:
    token = invite().token
    for headers in ({}, {"Authorization": token}, {"Authorization": f"Basic {token}"}, {"Cookie": f"token={token}"}):
        assert client.get("/street/api/survey", headers=headers).status_code == 401
    assert client.get(f"/street/api/survey?token={token}").status_code == 401


def test_who_guesses_is_slowed_and_who_holds_an_invitation_is_not(phone: Phone, client: TestClient) -> None:
    forged = Phone(client, "forged")
    answers = [forged.asked("GET", "/survey") for _ in range(bearer.UNKNOWN_A_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [401] * bearer.UNKNOWN_A_MINUTE + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert "秒ほど待って" in answers[-1].json()["message"]
    assert phone.asked("GET", "/survey").status_code == 200


def test_a_phone_that_asks_without_end_is_slowed(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "known", bearer.Allowance(3))
    answers = [phone.asked("GET", "/survey").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_after_a_minute_somebody_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(bearer.time, "monotonic", lambda: clock[0])
    allowance = bearer.Allowance(1)
    allowance.count("a")
    with pytest.raises(SurveyError):
        allowance.count("a")
    allowance.count("b")
    clock[0] += bearer.MINUTE_SECONDS
    allowance.count("a")


def test_a_token_is_kept_as_a_hash_alone_and_stands_in_no_log(
    phone: Phone, town: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        phone.put(new_id())
        phone.asked("GET", "/survey")
    assert "/street/api/interviews/{interview}" in caplog.text or caplog.records
    assert phone.token not in caplog.text
    kept = b"".join(path.read_bytes() for path in Path(town.data_dir).rglob("*") if path.is_file())
    assert phone.token.encode() not in kept
    assert phone.token not in inviting.link("https://koe.example.jp", phone.token).partition("#")[0]


def test_only_organisers_make_list_and_take_back_invitations(town: Settings, invite: Invite) -> None:
    made = invite()
    student = Actor("学生", ((TOWN.slug, Role.STUDENT),))
    member = Actor("委員", ((TOWN.slug, Role.MEMBER),))
    elsewhere = Actor("となりの担当", (("tonari", Role.ORGANISER),))
    wanted = Wanted("x", datetime.now(UTC) + timedelta(days=1))
    for actor in (student, member, elsewhere):
        for act in (
            lambda: inviting.make(town, actor, TOWN.slug, wanted),  # noqa: B023
            lambda: inviting.listed(town, actor, TOWN.slug),  # noqa: B023
            lambda: inviting.revoke(town, actor, TOWN.slug, made.number),  # noqa: B023
            lambda: inviting.sent(town, actor, TOWN.slug, made.number),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("label", "days", "told"),
    [(" ", 1, "だれへの招待か"), ("x" * 201, 1, "長すぎます"), ("x", -1, "期限"), ("x", 500, "期限")],
)
def test_an_invitation_that_cannot_be_is_not_made(town: Settings, label: str, days: int, told: str) -> None:
    with pytest.raises(SurveyError, match=told):
        inviting.make(town, ORGANISER, TOWN.slug, Wanted(label, datetime.now(UTC) + timedelta(days=days)))
    assert inviting.listed(town, ORGANISER, TOWN.slug) == []


def test_the_list_tells_what_a_lost_phone_had_sent(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot(side=200)
    phone.put(identity, body(photos=[photo.told]))
    phone.send(identity, photo)
    phone.put(new_id(), body(board="0124M"))
    inviting.revoke(town, ORGANISER, TOWN.slug, 1)
    [listed] = inviting.listed(town, ORGANISER, TOWN.slug)
    assert (listed.state, listed.sent.interviews, listed.sent.photos) == ("revoked", 2, 1)
    assert listed.invitation.seen_at is not None
    assert [one.board for one in inviting.sent(town, ORGANISER, TOWN.slug, 1)] == ["0124M", "0123K"]
    with pytest.raises(SurveyError, match="もう取り消されています"):
        inviting.revoke(town, ORGANISER, TOWN.slug, 1)


def test_the_log_calls_an_invitation_by_whom_it_is_for(phone: Phone, town: Settings) -> None:
    phone.put(new_id())
    called = logbook.called(town, ORGANISER, TOWN)
    assert actor_label("invitation 1", japanese, called) == "招待「月曜の班」"
    assert actor_label("invitation 1", japanese) == "招待「1」"
    assert actor_label("invitation of many", japanese) == "invitation of many"


def test_after_a_restore_no_invitation_holds(phone: Phone, town: Settings) -> None:
    snapshots.begin_anew(town.database)
    answer = phone.asked("GET", "/survey")
    assert (answer.status_code, answer.json()["error"]) == (401, "revoked")


def test_the_door_lets_phones_in_without_a_session_but_not_by_another_name(
    client: TestClient, town: Settings, invite: Invite
) -> None:
    token = invite().token
    accounts.add(town, COMMAND_LINE, "hanako", "佐藤 花子", Role.MEMBER)
    assert Phone(client, token).asked("GET", "/survey").status_code == 200
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert Phone(client, token).asked("GET", "/survey", headers=headers).status_code == 403
    for path in ("/street-setup", "/streets", "/street/../photo/x", "/street/%2e%2e/photo/x"):
        assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code in {401, 404}


def test_every_refusal_is_said_in_both_languages(client: TestClient) -> None:
    told = Phone(client, "forged").asked("GET", "/survey").json()
    assert set(told) == {"error", "message", "message_en", "field"}
    assert re.search("[ぁ-ん]", told["message"])
