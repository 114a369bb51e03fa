"""Accounts: who may come in and what they may do where; every change is logged without any password."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from survey_loader.access import ACTOR_LABELS, BUILT_IN, EVERY_SURVEY, Actor, Role, everywhere, require
from survey_loader.acts import passwords
from survey_loader.errors import UnusableAccount
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import accounts as table
from survey_loader.store import sessions
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import UNKNOWN_SURVEY, append_log, survey

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
LONGEST_SHOWN_NAME = 60
NOBODY = N_("「{name}」というアカウントはありません。名前を確かめてください。")
NO_ROLE = N_("役割を選んでください（viewer、student、member、organiser、admin）。")
# Where accounts were seen once they stay: a server that was open to people elsewhere never falls back to asking nobody.
_seen: set[Path] = set()
_seen_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown of an account: no hash, no address of a token. `roles` are surveys ("" for every) and roles."""

    name: str
    shown: str
    email: str
    roles: tuple[tuple[str, Role], ...]
    by_password: bool
    must_change: bool
    disabled: bool
    locked: bool
    sessions: int


def any_accounts(settings: Settings) -> bool:
    """Whether this installation has accounts, so that whoever comes must sign in."""
    if settings.database in _seen:
        return True
    if not settings.database.exists():
        return False
    with opened(settings.database) as db:
        found = table.any_accounts(db)
    if found:
        with _seen_lock:
            _seen.add(settings.database)
    return found


def as_of_now(settings: Settings, name: str) -> Actor:
    """Return who acted under this name before, with the roles of today: work that waited is not done on old ones."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    if not any_accounts(settings):
        return everywhere(name, Role.ORGANISER)
    with opened(settings.database) as db:
        account = table.account(db, name)
        return Actor(name, () if account is None or account.disabled else roles(db, name))


def listed(settings: Settings, actor: Actor) -> tuple[Listed, ...]:
    """Return all accounts by name; raises NotAllowed for whoever is no admin."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    at = moment()
    with opened(settings.database) as db:
        return tuple(
            Listed(
                name=found.name,
                shown=found.shown,
                email=found.email,
                roles=roles(db, found.name),
                by_password=bool(found.hash),
                must_change=found.must_change,
                disabled=found.disabled,
                locked=bool(found.locked_until and found.locked_until > at),
                sessions=sessions.live(db, found.name, at),
            )
            for found in table.accounts(db)
        )


def add(
    settings: Settings,
    actor: Actor,
    name: str,
    shown: str = "",
    role: Role | None = None,
    slug: str = EVERY_SURVEY,
    email: str = "",
    subject: str = "",
) -> str:
    """Add an account and return its first password, to be changed at first use.

    With an e-mail address or a subject (issuer, space, subject) the person comes by OIDC alone, and "" is returned.
    Raises UnusableAccount with what to mend.
    """
    require(actor, EVERY_SURVEY, Role.ADMIN)
    name, email, shown = same_name(name), email.strip().lower(), " ".join(shown.split())
    _expect_usable(name, shown, email)
    password = "" if email or subject else passwords.first_password()
    hashed = passwords.hashed(password) if password else ""
    made = table.Account(name, shown or name, hashed, bool(password), False, 0, None, email, subject.strip())
    with opened(settings.database) as db, transaction(db):
        _expect_new(db, made)
        table.add(db, made)
        append_log(db, actor.name, "add account", record=name, by="password" if password else "oidc")
        if role is not None:
            _grant(db, actor, name, slug, role)
    return password


def set_password(settings: Settings, actor: Actor, name: str) -> str:
    """Give an account a new first password and return it; all its sessions end."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    password = passwords.first_password()
    hashed = passwords.hashed(password)
    with opened(settings.database) as db, transaction(db):
        found = known(db, name)
        table.set_hash(db, found.name, hashed, must_change=True)
        ended = sessions.end_all(db, found.name, moment())
        append_log(db, actor.name, "reset password", record=found.name, sessions=ended)
    return password


def grant(settings: Settings, actor: Actor, name: str, slug: str, role: Role) -> None:
    """Give an account a role in a survey, or in every one (""), in place of the one it had there."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    with opened(settings.database) as db, transaction(db):
        _not_oneself(actor, name)
        _grant(db, actor, known(db, name).name, slug, role)


def take_away(settings: Settings, actor: Actor, name: str, slug: str) -> bool:
    """Take the role in a survey, or the one in every survey (""), away; returns whether there was one."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    with opened(settings.database) as db, transaction(db):
        _not_oneself(actor, name)
        found = known(db, name)
        taken = table.remove_grant(db, found.name, slug)
        if taken:
            append_log(db, actor.name, "take role away", slug, found.name)
    return taken


def disable(settings: Settings, actor: Actor, name: str, disabled: bool = True) -> int:
    """Close an account (or open it again) and return how many sessions ended; what the person did stays theirs."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    with opened(settings.database) as db, transaction(db):
        _not_oneself(actor, name)
        found = known(db, name)
        table.set_disabled(db, found.name, disabled)
        ended = sessions.end_all(db, found.name, moment()) if disabled else 0
        append_log(db, actor.name, "disable account" if disabled else "enable account", record=found.name)
    return ended


def unlock(settings: Settings, actor: Actor, name: str) -> None:
    """Let an account be tried again at once that was locked after wrong passwords."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    with opened(settings.database) as db, transaction(db):
        found = known(db, name)
        table.set_failures(db, found.name, 0, None)
        append_log(db, actor.name, "unlock account", record=found.name)


def sign_out_everywhere(settings: Settings, actor: Actor, name: str) -> int:
    """End all sessions of an account and return how many were live."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    with opened(settings.database) as db, transaction(db):
        found = known(db, name)
        ended = sessions.end_all(db, found.name, moment())
        append_log(db, actor.name, "end sessions", record=found.name, sessions=ended)
    return ended


def roles(db: Database, name: str) -> tuple[tuple[str, Role], ...]:
    """Return the surveys and the roles in them; a role of a later program is none."""
    return tuple((slug, Role[role]) for slug, role in table.grants(db, name) if role in Role.__members__)


def known(db: Database, name: str) -> table.Account:
    """Return an account, or raise UnusableAccount."""
    found = table.account(db, same_name(name))
    if found is None:
        raise UnusableAccount(NOBODY, name=name)
    return found


def same_name(name: str) -> str:
    """Return the one spelling of an account's name, however a phone wrote it."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def moment() -> str:
    """Return this moment as the tables hold it: UTC, so that texts compare as times do."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _grant(db: Database, actor: Actor, name: str, slug: str, role: Role) -> None:
    if slug != EVERY_SURVEY and survey(db, slug) is None:
        raise UnusableAccount(UNKNOWN_SURVEY, slug=slug)
    if role is Role.ADMIN and slug != EVERY_SURVEY:
        raise UnusableAccount(N_("管理者は、すべての調査についての役割です。調査を選ばずに与えてください。"))
    table.set_grant(db, name, slug, role.name)
    append_log(db, actor.name, "grant role", slug, name, role=role.name)


def _not_oneself(actor: Actor, name: str) -> None:
    """Raise where an admin would take away what they themselves need: one admin always remains."""
    if same_name(name) == actor.name:
        raise UnusableAccount(N_("自分の役割やアカウントは変えられません。ほかの管理者に頼んでください。"))


def _expect_usable(name: str, shown: str, email: str) -> None:
    if not NAME.fullmatch(name) or name in ACTOR_LABELS:
        raise UnusableAccount(
            N_("名前は、半角の英小文字・数字・「.」「_」「-」で2文字から40文字にしてください（例：sato.hanako）。")
        )
    if len(shown) > LONGEST_SHOWN_NAME or not shown.isprintable():
        raise UnusableAccount(N_("画面に出す名前は{most}文字までにしてください。"), most=LONGEST_SHOWN_NAME)
    if email and not EMAIL.fullmatch(email):
        raise UnusableAccount(N_("メールアドレス「{email}」は使えません。書き方を確かめてください。"), email=email)


def _expect_new(db: Database, made: table.Account) -> None:
    if table.account(db, made.name):
        raise UnusableAccount(N_("「{name}」というアカウントは、もうあります。"), name=made.name)
    if table.by_email(db, made.email) or table.by_subject(db, made.subject):
        raise UnusableAccount(N_("このメールアドレスか利用者番号は、ほかのアカウントのものです。"))
