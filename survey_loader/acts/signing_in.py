"""Signing in and out: from a password or an identity provider to a session that is looked up at every request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor
from survey_loader.acts import passwords
from survey_loader.acts.accounts import moment, roles, same_name
from survey_loader.acts.guessing import Guesses, delay
from survey_loader.errors import NotSignedIn, UnusableAccount
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import accounts as table
from survey_loader.store import sessions
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log

TOKEN_BYTES = 32
# How somebody came in: by a password here, or by an identity provider.
LOCAL, OIDC = "local", "oidc"
# With nothing done for this part of the longest session, it ends.
IDLE_PART = 0.25
# A rerun need not write; to the minute is exact enough.
SEEN_EVERY_SECONDS = 60
# Ended sessions are known longer than any cookie lives.
KEPT = timedelta(days=60)
WRONG = N_("名前かパスワードが違います。確かめて、もう一度入れてください。")
LOCKED = N_(
    "続けて間違えたので、しばらく入れません。あと{minutes}分ほど待ってから、もう一度入れてください。"
    "お急ぎのときは、管理者に頼んでください。"
)
NOT_LISTED = N_(
    "この方のアカウントは、まだありません。使えるようにするには、下の番号を管理者に伝えて、アカウントを作ってもらってください。"
)
CLOSED = N_("このアカウントは止められています。使うには、管理者に相談してください。")

# Names nobody has, and the addresses that guesses come from; hashed, in memory, forgotten at the next start.
_names = Guesses(free=5)
_peers = Guesses(free=20)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a live session belongs to; while `must_change`, the only thing they may do is choose a password."""

    account: str
    shown: str
    kind: str
    must_change: bool
    actor: Actor


def sign_in(settings: Settings, name: str, password: str, peer: str = "") -> str:
    """Begin a session and return its token for the browser alone; `peer` is the address it comes from.

    Raises NotSignedIn: alike for a name nobody has, a wrong password, and an account without one.
    """
    name = same_name(name)
    _peers.expect_free(peer, LOCKED)
    _peers.count(peer)
    found = _expect_right(settings, name, password)
    if found.disabled:
        raise NotSignedIn(CLOSED)
    _peers.forget(peer)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with opened(settings.database) as db, transaction(db):
        _begin(db, settings, found.name, token, LOCAL)
        append_log(db, found.name, "sign in", record=found.name)
    return token


def exchange(settings: Settings, token: str, claims: Mapping[str, Any]) -> None:
    """Begin a session under the token an identity provider's answer was signed into; `claims` are its verified claims.

    Found by issuer and subject, and the first time by the verified e-mail address the account was added with.
    Raises NotSignedIn for whoever has no account, with a disabled one, or a token that was used before.
    """
    subject = subject_of(claims)
    with opened(settings.database) as db, transaction(db):
        found = table.by_subject(db, subject) or _first_time(db, subject, claims)
        if found is None:
            raise NotSignedIn(NOT_LISTED)
        if found.disabled:
            raise NotSignedIn(CLOSED)
        if sessions.session(db, digest(token)) is not None:
            raise NotSignedIn(N_("このサインインは終わっています。もう一度サインインしてください。"))
        _begin(db, settings, found.name, token, OIDC)
        append_log(db, found.name, "sign in", record=found.name, by=OIDC)


def subject_of(claims: Mapping[str, Any]) -> str:
    """Return whom an identity provider means: issuer and subject; "" where it does not say."""
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    return f"{issuer} {subject}" if issuer and subject else ""


def visitor(settings: Settings, token: str) -> Visitor | None:
    """Return who holds this token, read anew each time; None where the session is unknown, over or closed."""
    if not token:
        return None
    at = datetime.now(UTC)
    with opened(settings.database) as db:
        found = sessions.session(db, digest(token))
        if found is None or not _lives(found, settings, at):
            return None
        person = table.account(db, found.account)
        if person is None or person.disabled:
            return None
        if (at - datetime.fromisoformat(found.seen)).total_seconds() > SEEN_EVERY_SECONDS:
            with transaction(db):
                sessions.seen(db, found.token, moment())
        actor = Actor(person.name, roles(db, person.name))
    return Visitor(person.name, person.shown, found.kind, person.must_change and found.kind == LOCAL, actor)


def sign_out(settings: Settings, token: str) -> None:
    """End the session of a token for good; one that is over stays over."""
    with opened(settings.database) as db, transaction(db):
        if account := sessions.end(db, digest(token), moment()):
            append_log(db, account, "sign out", record=account)


def change_password(settings: Settings, token: str, old: str, new: str) -> None:
    """Let whoever holds this token choose their own password; their other sessions end.

    Raises NotSignedIn where the session is over or the old password is wrong, UnusableAccount with what to mend.
    """
    found = visitor(settings, token)
    if found is None or found.kind != LOCAL:
        raise NotSignedIn(N_("サインインが終わっています。もう一度サインインしてください。"))
    passwords.expect_good(new, found.account)
    person = _expect_right(settings, found.account, old)
    if passwords.fits(new, person.hash):
        raise UnusableAccount(N_("前と同じパスワードです。別のパスワードにしてください。"))
    hashed = passwords.hashed(new)
    with opened(settings.database) as db, transaction(db):
        table.set_hash(db, person.name, hashed, must_change=False)
        ended = sessions.end_all(db, person.name, moment(), but=digest(token))
        append_log(db, person.name, "change password", record=person.name, sessions=ended)


def digest(token: str) -> str:
    """Return under what a token is kept: nobody can come in with what the database holds."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _expect_right(settings: Settings, name: str, password: str) -> table.Account:
    """Return the account that this password opens, or raise NotSignedIn; a try is counted before it is looked at."""
    found = _count(settings, name)
    if not passwords.fits(password, found.hash if found else "") or found is None:
        raise NotSignedIn(WRONG)
    # Made while the right password is at hand, where today's parameters are stronger.
    stronger = passwords.hashed(password) if passwords.is_outdated(found.hash) else ""
    with opened(settings.database) as db, transaction(db):
        table.set_failures(db, name, 0, None)
        if stronger:
            table.set_hash(db, name, stronger, found.must_change)
    return found


def _count(settings: Settings, name: str) -> table.Account | None:
    """Count one try for a name before its password is looked at, so that many at once are no way round."""
    with opened(settings.database) as db, transaction(db):
        found = table.account(db, name)
        if found is None:
            _names.expect_free(name, LOCKED)
            _names.count(name)
            return None
        at = datetime.now(UTC)
        if found.locked_until and (left := datetime.fromisoformat(found.locked_until) - at) > timedelta():
            raise NotSignedIn(LOCKED, minutes=int(left.total_seconds() // 60) + 1)
        failures = found.failures + 1
        wait = delay(failures, _names.free)
        until = (at + wait).isoformat(timespec="milliseconds") if wait else None
        table.set_failures(db, name, failures, until)
    return found


def _first_time(db: Database, subject: str, claims: Mapping[str, Any]) -> table.Account | None:
    """Return the account listed under an address the provider has verified, and bind it to this very person."""
    if not subject or claims.get("email_verified") not in (True, "true"):
        return None
    found = table.by_email(db, str(claims.get("email") or "").strip().lower())
    if found is None or found.subject:
        return None
    table.set_subject(db, found.name, subject)
    return found


def _begin(db: Database, settings: Settings, account: str, token: str, kind: str) -> None:
    at = datetime.now(UTC)
    until = (at + timedelta(hours=settings.session_hours)).isoformat(timespec="milliseconds")
    sessions.forget(db, (at - KEPT).isoformat(timespec="milliseconds"))
    sessions.begin(db, sessions.Session(digest(token), account, kind, moment(), moment(), until, None))


def _lives(found: sessions.Session, settings: Settings, at: datetime) -> bool:
    idle = timedelta(hours=settings.session_hours * IDLE_PART)
    return (
        found.ended is None
        and at < datetime.fromisoformat(found.expires)
        and at < datetime.fromisoformat(found.seen) + idle
    )
