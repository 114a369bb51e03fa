"""Accounts and sessions: what is kept of a password, when a try must wait, and when a session is over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from survey_loader import settings as settings_module
from survey_loader.access import COMMAND_LINE, EVERY_SURVEY, LOCAL_ORGANISER, Actor, Role
from survey_loader.acts import accounts, guessing, passwords, signing_in
from survey_loader.acts.signing_in import Visitor
from survey_loader.errors import NotAllowed, NotSignedIn, SurveyError, UnusableAccount, UnusableSettings
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import accounts as table
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey

OWN = "ゆきの町をあるく 2026"
ISSUER = "https://login.example"
HANAKO = {"iss": ISSUER, "sub": "h-1", "email": "Hanako@city.example", "email_verified": True}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id with little memory, so that many tries take no time."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    passwords._nobodys_hash.cache_clear()
    monkeypatch.setattr(signing_in, "_names", guessing.Guesses(free=5))
    monkeypatch.setattr(signing_in, "_peers", guessing.Guesses(free=20))


@pytest.fixture
def town(empty: Settings) -> Settings:
    """Two surveys, and hanako who may do nothing yet."""
    with opened(empty.database) as db, transaction(db):
        save_survey(db, Survey("town", "こまちの声"))
        save_survey(db, Survey("harbour", "みなとの声"))
    return empty


@pytest.fixture
def hanako(town: Settings) -> Settings:
    """She has chosen her own password."""
    first = accounts.add(town, COMMAND_LINE, "hanako", "佐藤 花子")
    token = signing_in.sign_in(town, "hanako", first)
    signing_in.change_password(town, token, first, OWN)
    signing_in.sign_out(town, token)
    return town


def everything(here: Settings) -> str:
    with opened(here.database) as db:
        return "\n".join(db.conn.iterdump())


def log(here: Settings) -> list[tuple[Any, ...]]:
    with opened(here.database) as db:
        return db.conn.execute("select actor, act, survey, record, details from log order by number").fetchall()


def row(here: Settings, name: str = "hanako") -> table.Account:
    with opened(here.database) as db:
        found = table.account(db, name)
    assert found
    return found


def set_session(here: Settings, column: str, ago: timedelta) -> None:
    at = (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
    with opened(here.database) as db, transaction(db):
        db.conn.execute(f"update sessions set {column} = ?", [at])


def actor_of(here: Settings, token: str) -> Actor | None:
    found = signing_in.visitor(here, token)
    return found.actor if found else None


def wrong(here: Settings, name: str = "hanako", peer: str = "", password: str = "これではないことば2026") -> str:
    with pytest.raises(NotSignedIn) as told:
        signing_in.sign_in(here, name, password, peer)
    return str(told.value)


def test_nobody_has_to_sign_in_before_the_first_account_and_everybody_after(town: Settings) -> None:
    assert accounts.any_accounts(town) is False
    accounts.add(town, COMMAND_LINE, "hanako")
    assert accounts.any_accounts(town) is True
    accounts.disable(town, COMMAND_LINE, "hanako")
    assert accounts.any_accounts(town) is True


def test_a_password_is_kept_as_argon2id_alone_and_a_token_as_its_hash(hanako: Settings) -> None:
    token = signing_in.sign_in(hanako, "hanako", OWN)
    assert extract_parameters(row(hanako).hash).type is Type.ID
    kept = everything(hanako)
    for secret in (OWN, token):
        assert secret not in kept
    assert signing_in.digest(token) in kept


def test_the_standard_parameters_are_those_of_rfc_9106() -> None:
    standard = PasswordHasher()
    assert (standard.type, standard.memory_cost, standard.time_cost) == (Type.ID, 65536, 3)


def test_first_passwords_are_all_different_and_long() -> None:
    made = {passwords.first_password() for _ in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {19}
    assert set("".join(made)) <= set(passwords.READABLE + "-")


def test_a_first_password_is_to_be_changed_and_then_worth_nothing(town: Settings) -> None:
    first = accounts.add(town, COMMAND_LINE, "hanako", role=Role.MEMBER)
    token = signing_in.sign_in(town, "hanako", first)
    member = Actor("hanako", ((EVERY_SURVEY, Role.MEMBER),))
    assert signing_in.visitor(town, token) == Visitor("hanako", "hanako", "local", must_change=True, actor=member)
    signing_in.change_password(town, token, first, OWN)
    assert signing_in.visitor(town, token) == Visitor("hanako", "hanako", "local", must_change=False, actor=member)
    assert "違います" in wrong(town, "hanako", password=first)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("みじかい", "12文字以上"),
        ("わたしはhanakoです2026", "名前を入れない"),
        ("ああああああああああああああ", "いろいろな文字"),
        (OWN, "前と同じ"),
    ],
)
def test_a_new_password_must_be_a_good_one(hanako: Settings, new: str, told: str) -> None:
    token = signing_in.sign_in(hanako, "hanako", OWN)
    with pytest.raises(UnusableAccount, match=told):
        signing_in.change_password(hanako, token, OWN, new)
    assert signing_in.sign_in(hanako, "hanako", OWN)


def test_changing_a_password_needs_the_old_one_and_ends_the_other_sessions(hanako: Settings) -> None:
    here, elsewhere = (signing_in.sign_in(hanako, "hanako", OWN) for _ in range(2))
    with pytest.raises(NotSignedIn, match="違います"):
        signing_in.change_password(hanako, here, "ちがうことば2026年です", "まちの声をきく2026年")
    signing_in.change_password(hanako, here, OWN, "まちの声をきく2026年")
    assert signing_in.visitor(hanako, here) is not None
    assert signing_in.visitor(hanako, elsewhere) is None


def test_a_password_typed_in_full_width_is_the_same_password(hanako: Settings) -> None:
    assert signing_in.sign_in(hanako, " ＨＡＮＡＫＯ", OWN.replace("2026", "２０２６"))


def test_an_unknown_name_is_told_as_a_wrong_password_is_and_both_are_looked_at(
    hanako: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, known: str, password: str) -> bool:
        looked.append(known[:9])
        return verify(hasher, known, password)  # type: ignore[arg-type]

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert wrong(hanako) == wrong(hanako, "nobody")
    assert looked == ["$argon2id", "$argon2id"]
    accounts.add(hanako, COMMAND_LINE, "jiro", email="jiro@city.example")
    assert wrong(hanako, "jiro") == wrong(hanako, "nobody")


def test_waiting_grows_with_each_wrong_password(hanako: Settings) -> None:
    waited = [guessing.delay(failures, 5).total_seconds() for failures in (4, 5, 6, 7, 11, 12, 40)]
    assert waited == [0, 30, 60, 120, 1920, 3600, 3600]
    for name in ("hanako", "nobody"):
        assert all("違います" in wrong(hanako, name) for _ in range(5))
        assert "あと1分ほど" in wrong(hanako, name)
    with pytest.raises(NotSignedIn, match="しばらく入れません"):
        signing_in.sign_in(hanako, "hanako", OWN)
    first = datetime.fromisoformat(str(row(hanako).locked_until))
    with opened(hanako.database) as db, transaction(db):
        db.conn.execute("update accounts set locked_until = '2026-01-01T00:00:00.000+00:00'")
    wrong(hanako)
    assert datetime.fromisoformat(str(row(hanako).locked_until)) - first > timedelta(seconds=25)


def test_an_unlocked_account_can_be_tried_at_once_and_coming_in_forgets_the_failures(hanako: Settings) -> None:
    for _ in range(5):
        wrong(hanako)
    accounts.unlock(hanako, COMMAND_LINE, "hanako")
    assert signing_in.sign_in(hanako, "hanako", OWN)
    assert (row(hanako).failures, row(hanako).locked_until) == (0, None)


def test_who_tries_many_names_from_one_place_waits_too(hanako: Settings) -> None:
    for number in range(20):
        wrong(hanako, f"somebody{number}", "203.0.113.9")
    assert "しばらく入れません" in wrong(hanako, "somebody-else", "203.0.113.9")
    assert signing_in.sign_in(hanako, "hanako", OWN, "203.0.113.10")


def test_a_session_is_over_at_its_last_moment_when_idle_and_when_ended(hanako: Settings) -> None:
    assert hanako.session_hours == 12
    for column, ago, lives in (
        ("expires", timedelta(seconds=1), False),
        ("seen", timedelta(hours=2, minutes=59), True),
        ("seen", timedelta(hours=3, minutes=1), False),
    ):
        token = signing_in.sign_in(hanako, "hanako", OWN)
        set_session(hanako, column, ago)
        assert (actor_of(hanako, token) is not None) is lives
    token = signing_in.sign_in(hanako, "hanako", OWN)
    signing_in.sign_out(hanako, token)
    assert actor_of(hanako, token) is None
    for nobody in ("", "forged", "日本", "\udc80"):
        assert actor_of(hanako, nobody) is None


def test_being_seen_keeps_a_session_from_going_idle(hanako: Settings) -> None:
    token = signing_in.sign_in(hanako, "hanako", OWN)
    set_session(hanako, "seen", timedelta(hours=2))
    assert actor_of(hanako, token)
    with opened(hanako.database) as db:
        seen = db.conn.execute("select max(seen) from sessions").fetchone()[0]
    assert datetime.now(UTC) - datetime.fromisoformat(seen) < timedelta(minutes=1)


def test_roles_are_read_anew_at_each_look(hanako: Settings) -> None:
    token = signing_in.sign_in(hanako, "hanako", OWN)

    def may(survey: str, role: Role) -> bool:
        actor = actor_of(hanako, token)
        return actor is not None and actor.may(survey, role)

    assert not may("town", Role.VIEWER)
    accounts.grant(hanako, COMMAND_LINE, "hanako", "town", Role.MEMBER)
    assert (may("town", Role.MEMBER), may("town", Role.ORGANISER), may("harbour", Role.VIEWER)) == (True, False, False)
    accounts.grant(hanako, COMMAND_LINE, "hanako", "town", Role.VIEWER)
    assert (may("town", Role.MEMBER), may("town", Role.VIEWER)) == (False, True)
    assert accounts.take_away(hanako, COMMAND_LINE, "hanako", "town") is True
    assert accounts.take_away(hanako, COMMAND_LINE, "hanako", "town") is False
    assert not may("town", Role.VIEWER)


def test_a_disabled_account_is_out_at_once_and_cannot_come_in(hanako: Settings) -> None:
    token = signing_in.sign_in(hanako, "hanako", OWN)
    assert accounts.disable(hanako, COMMAND_LINE, "hanako") == 1
    assert actor_of(hanako, token) is None
    with pytest.raises(NotSignedIn, match="止められています"):
        signing_in.sign_in(hanako, "hanako", OWN)
    assert "違います" in wrong(hanako)
    accounts.disable(hanako, COMMAND_LINE, "hanako", disabled=False)
    assert actor_of(hanako, token) is None
    assert signing_in.sign_in(hanako, "hanako", OWN)


def test_only_an_admin_of_every_survey_handles_accounts_and_refusals_write_nothing(hanako: Settings) -> None:
    before = everything(hanako)
    for actor in (Actor("x"), LOCAL_ORGANISER, Actor("x", (("town", Role.ADMIN),))):
        for act in (
            lambda actor: accounts.add(hanako, actor, "jiro"),
            lambda actor: accounts.set_password(hanako, actor, "hanako"),
            lambda actor: accounts.grant(hanako, actor, "hanako", "town", Role.VIEWER),
            lambda actor: accounts.take_away(hanako, actor, "hanako", "town"),
            lambda actor: accounts.disable(hanako, actor, "hanako"),
            lambda actor: accounts.unlock(hanako, actor, "hanako"),
            lambda actor: accounts.sign_out_everywhere(hanako, actor, "hanako"),
            lambda actor: accounts.listed(hanako, actor),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    assert everything(hanako) == before


def test_an_admin_cannot_shut_themselves_out(hanako: Settings) -> None:
    accounts.grant(hanako, COMMAND_LINE, "hanako", EVERY_SURVEY, Role.ADMIN)
    admin = actor_of(hanako, signing_in.sign_in(hanako, "hanako", OWN))
    assert admin
    for act in (
        lambda: accounts.disable(hanako, admin, "Hanako"),
        lambda: accounts.take_away(hanako, admin, "hanako", EVERY_SURVEY),
        lambda: accounts.grant(hanako, admin, "hanako", EVERY_SURVEY, Role.VIEWER),
    ):
        with pytest.raises(UnusableAccount, match="自分の"):
            act()


@pytest.mark.parametrize("name", ["", "a", "花子", "../x", "command line", "a b", "x" * 41, "-x"])
def test_a_name_that_cannot_be_is_told(town: Settings, name: str) -> None:
    with pytest.raises(UnusableAccount, match="半角"):
        accounts.add(town, COMMAND_LINE, name)


def test_what_contradicts_what_is_known_is_told(hanako: Settings) -> None:
    accounts.add(hanako, COMMAND_LINE, "jiro", email="jiro@city.example")
    for act, told in (
        (lambda: accounts.add(hanako, COMMAND_LINE, "Hanako"), "もうあります"),
        (lambda: accounts.add(hanako, COMMAND_LINE, "saburo", email="JIRO@city.example"), "ほかのアカウント"),
        (lambda: accounts.add(hanako, COMMAND_LINE, "saburo", email="jiro"), "書き方"),
        (lambda: accounts.grant(hanako, COMMAND_LINE, "hanako", "nowhere", Role.MEMBER), "見つかりません"),
        (lambda: accounts.grant(hanako, COMMAND_LINE, "hanako", "town", Role.ADMIN), "すべての調査"),
        (lambda: accounts.grant(hanako, COMMAND_LINE, "nobody", "town", Role.VIEWER), "ありません"),
    ):
        with pytest.raises(UnusableAccount, match=told):
            act()


def test_every_change_is_in_the_log_without_secrets(hanako: Settings) -> None:
    first = accounts.set_password(hanako, COMMAND_LINE, "hanako")
    accounts.grant(hanako, COMMAND_LINE, "hanako", "town", Role.STUDENT)
    lines = log(hanako)
    assert [(actor, act) for actor, act, *_ in lines] == [
        ("command line", "add account"), ("hanako", "sign in"), ("hanako", "change password"), ("hanako", "sign out"),
        ("command line", "reset password"), ("command line", "grant role"),
    ]  # fmt: skip
    assert lines[-1][2:] == ("town", "hanako", json.dumps({"role": "STUDENT"}))
    told = str(lines)
    assert first not in told
    assert "花子" not in told
    assert OWN not in told


def test_who_a_provider_verified_is_found_by_address_once_and_by_subject_ever_after(town: Settings) -> None:
    assert accounts.add(town, COMMAND_LINE, "hanako", email="hanako@city.example", role=Role.MEMBER) == ""
    signing_in.exchange(town, "signed 1", HANAKO)
    assert actor_of(town, "signed 1") == Actor("hanako", ((EVERY_SURVEY, Role.MEMBER),))
    signing_in.exchange(town, "signed 2", {**HANAKO, "email": "new@city.example", "email_verified": False})
    assert actor_of(town, "signed 2")
    with pytest.raises(NotSignedIn, match="まだありません"):
        signing_in.exchange(town, "signed 3", {**HANAKO, "sub": "somebody else with this address"})


@pytest.mark.parametrize(
    "claims",
    [
        {**HANAKO, "email_verified": False},
        {key: value for key, value in HANAKO.items() if key != "email_verified"},
        {**HANAKO, "email": "jiro@city.example"},
        {**HANAKO, "sub": ""},
        {**HANAKO, "email": ""},
        {},
    ],
)
def test_whom_a_provider_did_not_verify_or_nobody_listed_stays_outside(town: Settings, claims: dict[str, Any]) -> None:
    accounts.add(town, COMMAND_LINE, "hanako", email="hanako@city.example")
    accounts.add(town, COMMAND_LINE, "taro")
    with pytest.raises(NotSignedIn, match="管理者に伝えて"):
        signing_in.exchange(town, "signed", claims)
    assert actor_of(town, "signed") is None


def test_a_listed_subject_needs_no_address(town: Settings) -> None:
    accounts.add(town, COMMAND_LINE, "hanako", subject=f"{ISSUER} h-1")
    signing_in.exchange(town, "signed", {"iss": ISSUER, "sub": "h-1"})
    assert actor_of(town, "signed") == Actor("hanako")


def test_an_ended_session_cannot_be_had_again_with_the_same_signed_answer(town: Settings) -> None:
    accounts.add(town, COMMAND_LINE, "hanako", email="hanako@city.example")
    signing_in.exchange(town, "signed", HANAKO)
    signing_in.sign_out(town, "signed")
    with pytest.raises(NotSignedIn, match="終わっています"):
        signing_in.exchange(town, "signed", HANAKO)
    assert actor_of(town, "signed") is None


@pytest.mark.parametrize(
    "values",
    [
        {"address": "koe.example.jp"},
        {"address": "https://koe.example.jp/path"},
        {"session_hours": "0"},
        {"session_hours": "x"},
    ],
)
def test_settings_that_cannot_be_are_told(values: dict[str, Any]) -> None:
    with pytest.raises(UnusableSettings):
        settings_module.load(**values)


def test_errors_are_sentences_a_person_can_act_on() -> None:
    for error in (NotSignedIn(signing_in.NOT_LISTED), NotSignedIn(signing_in.LOCKED, minutes=3)):
        assert isinstance(error, SurveyError)
        assert "管理者に" in str(error)
