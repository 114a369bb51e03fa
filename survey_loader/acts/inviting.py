"""Invitations to the street form: made, shown once as a link, taken back, and who sends under one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from survey_loader.access import Actor, Role, invited, require
from survey_loader.acts.entering import LONGEST_LABEL
from survey_loader.acts.signing_in import digest
from survey_loader.errors import NotInvited, SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import entered, invitations, street
from survey_loader.store.connection import opened, transaction
from survey_loader.store.invitations import Invitation
from survey_loader.store.surveys import append_log, known_survey

TOKEN_BYTES = 24
# Where the form is served, and what stands between it and the token: what follows is never sent to the server.
PATH, BEFORE_TOKEN = "/street", "#"
# A wave lasts weeks; a link that was lost must not open for years.
LONGEST = timedelta(days=400)
SEEN_EVERY = timedelta(minutes=1)
# A class of students; more is a mistake of pasting.
MOST_AT_ONCE = 60
# What an invitation sent in an afternoon, and more.
MOST_SENT = 500

State = Literal["live", "expired", "revoked"]
NOBODY = N_("だれへの招待かを書いてください（例：月曜の班、佐藤さん）。")
UNKNOWN = N_(
    "この招待は使えません。リンクが途中で切れていないか確かめるか、担当者に新しい招待を頼んでください。"
    "入力したものは端末に残っています。"
)
EXPIRED = N_("この招待は期限が切れました。担当者に新しい招待を頼んでください。入力したものは端末に残っています。")
REVOKED = N_("この招待は取り消されました。担当者に新しい招待を頼んでください。入力したものは端末に残っています。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an invitation is made for; `expires` is aware, "" in wave, interviewer or place leaves it to the phone."""

    label: str
    expires: datetime
    wave: str = ""
    interviewer: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation; its token is told here, once, and kept nowhere."""

    number: int
    token: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation, how it stands, and what came under it."""

    invitation: Invitation
    state: State
    sent: street.Sent


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a token: the invitation, and who acts under it."""

    invitation: Invitation
    actor: Actor


def link(address: str, token: str) -> str:
    """Return what a phone opens; the token stands in the fragment, which stays out of every log."""
    return f"{address.rstrip('/')}{PATH}{BEFORE_TOKEN}{token}"


def make(settings: Settings, actor: Actor, slug: str, wanted: Wanted) -> Made:
    """Make an invitation; the organiser's act. Raises SurveyError for a label or an expiry that cannot be."""
    [made] = make_all(settings, actor, slug, [wanted])
    return made


def make_all(settings: Settings, actor: Actor, slug: str, wanted: Sequence[Wanted]) -> list[Made]:
    """Make an invitation for each, or none; the organiser's act.

    Raises SurveyError for a label or an expiry that cannot be, and for none or too many at once.
    """
    require(actor, slug, Role.ORGANISER)
    if not wanted:
        raise SurveyError(NOBODY)
    if len(wanted) > MOST_AT_ONCE:
        raise SurveyError(N_("一度に作れるのは{most}件までです。分けて作ってください。"), most=MOST_AT_ONCE)
    checked = [_checked(one) for one in wanted]
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        return [_made(db, actor, slug, one) for one in checked]


def _made(db: Database, actor: Actor, slug: str, told: Wanted) -> Made:
    token, expires = secrets.token_urlsafe(TOKEN_BYTES), _iso(told.expires)
    new = Invitation(
        0, slug, told.label, told.wave, told.interviewer, told.place, expires, actor.name, _now(), None, "", None
    )
    number = invitations.add(db, digest(token), new)
    append_log(db, actor.name, "make invitation", slug, invited(number, slug).name, until=expires)
    return Made(number, token)


def _checked(wanted: Wanted) -> Wanted:
    texts = [text.strip() for text in (wanted.label, wanted.wave, wanted.interviewer, wanted.place)]
    if not texts[0]:
        raise SurveyError(NOBODY)
    if any(len(text) > LONGEST_LABEL for text in texts):
        raise SurveyError(N_("長すぎます。{limit}文字までにしてください。"), limit=LONGEST_LABEL)
    left = wanted.expires - datetime.now(UTC)
    if not timedelta() < left <= LONGEST:
        raise SurveyError(N_("期限は、これから{days}日以内にしてください。"), days=LONGEST.days)
    label, wave, interviewer, place = texts
    return Wanted(label, wanted.expires, wave, interviewer, place)


def listed(settings: Settings, actor: Actor, slug: str) -> list[Listed]:
    """Return the invitations of a survey with what came under them, the newest first. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        sent = street.sent(db, slug)
        return [Listed(one, state(one), sent.get(one.number, street.NOTHING)) for one in invitations.of(db, slug)]


def state(invitation: Invitation) -> State:
    """Return whether an invitation holds now."""
    if invitation.revoked_at is not None:
        return "revoked"
    return "live" if datetime.now(UTC) < datetime.fromisoformat(invitation.expires) else "expired"


def holds(invitation: Invitation) -> bool:
    """Whether an invitation may still be used."""
    return state(invitation) == "live"


def revoke(settings: Settings, actor: Actor, slug: str, number: int) -> None:
    """Take an invitation back for good, as of a lost phone; the organiser's act. What it sent stays."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if not invitations.revoke(db, slug, number, actor.name, _now()):
            raise SurveyError(N_("この招待は、もう取り消されています。"))
        append_log(db, actor.name, "revoke invitation", slug, invited(number, slug).name)


def sent(settings: Settings, actor: Actor, slug: str, number: int) -> list[entered.OwnEntry]:
    """Return the interviews that came under an invitation, the newest first. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return entered.sent(db, slug, number, MOST_SENT)


def bearer(settings: Settings, token: str) -> Bearer:
    """Return who holds a token, and note that it was used. Raises NotInvited where its invitation does not hold."""
    at = datetime.now(UTC)
    with opened(settings.database) as db:
        found = invitations.by_token(db, digest(token)) if token else None
        if found is None:
            raise NotInvited(UNKNOWN, "unknown")
        if (standing := state(found)) != "live":
            raise NotInvited(REVOKED if standing == "revoked" else EXPIRED, standing)
        if found.seen_at is None or at - datetime.fromisoformat(found.seen_at) > SEEN_EVERY:
            with transaction(db):
                invitations.seen(db, found.number, _iso(at))
    return Bearer(found, invited(found.number, found.survey))


def _now() -> str:
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
