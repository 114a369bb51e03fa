"""Who acts and for whom is read: actors, their roles, and audiences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from survey_loader.errors import NotAllowed
from survey_loader.language import N_


class Role(IntEnum):
    """What somebody may do in a survey; each role may do what those before it may."""

    VIEWER = 1
    STUDENT = 2
    MEMBER = 3
    ORGANISER = 4
    ADMIN = 5


ROLE_LABELS = {
    Role.VIEWER: N_("閲覧（公開の数字だけ）"),
    Role.STUDENT: N_("聞き取り（入力と自分の分）"),
    Role.MEMBER: N_("委員（すべての声を読む）"),
    Role.ORGANISER: N_("担当者（取り込み・分け方・同意）"),
    Role.ADMIN: N_("管理者（アカウント）"),
}
NEEDED = {
    Role.VIEWER: N_("この調査は、招かれた方だけが見られます。見られるようにするには、担当者に相談してください。"),
    Role.STUDENT: N_("これは、聞き取りをする方だけができます。できるようにするには、担当者に相談してください。"),
    Role.MEMBER: N_("これは、委員の方だけができます。できるようにするには、担当者に相談してください。"),
    Role.ORGANISER: N_("これは、調査の担当者だけができます。必要なときは、担当者に頼んでください。"),
    Role.ADMIN: N_("これは、管理者だけができます。必要なときは、管理者に頼んでください。"),
}
# The survey of a role that holds in every survey, those to come as well.
EVERY_SURVEY = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a write; `name` goes into the log. `roles` are pairs of a survey's slug and a role in it."""

    name: str
    roles: tuple[tuple[str, Role], ...] = ()

    def role(self, survey: str) -> Role | None:
        """Return the highest role in this survey, None for somebody it does not concern."""
        return max((role for slug, role in self.roles if slug in (survey, EVERY_SURVEY)), default=None)

    def may_anywhere(self, least: Role) -> bool:
        """Whether the actor has at least this role in some survey."""
        return any(role >= least for _, role in self.roles)

    def may(self, survey: str, least: Role) -> bool:
        """Whether the actor has at least this role in the survey."""
        return (self.role(survey) or 0) >= least


def require(actor: Actor, survey: str, least: Role) -> None:
    """Raise NotAllowed unless the actor has at least this role in the survey; every act begins with it."""
    if not actor.may(survey, least):
        raise NotAllowed(NEEDED[least])


def everywhere(name: str, role: Role) -> Actor:
    """Return an actor with this role in every survey."""
    return Actor(name, ((EVERY_SURVEY, role),))


# Somebody who has not signed in.
NOBODY = Actor("nobody")
# On a single machine without accounts, whoever sits at it answers for the survey.
LOCAL_ORGANISER = everywhere("organiser on this computer", Role.ORGANISER)
COMMAND_LINE = everywhere("command line", Role.ADMIN)
FIRST_START = everywhere("first start", Role.ADMIN)
SERVER = everywhere("server", Role.ADMIN)
# Whoever was asked in the street and asks to stop; without a role anywhere.
RESPONDENT = Actor("respondent")
# Actors that are nobody's account.
BUILT_IN = {actor.name: actor for actor in (LOCAL_ORGANISER, COMMAND_LINE, FIRST_START, SERVER)}
# How these are called on screens; people are called by their own names.
ACTOR_LABELS = {
    LOCAL_ORGANISER.name: N_("このパソコンの担当者"),
    COMMAND_LINE.name: N_("コマンド"),
    FIRST_START.name: N_("最初の起動"),
    SERVER.name: N_("サーバー"),
    RESPONDENT.name: N_("答えた人"),
}


# Who sends under an invitation is no account: the log names the invitation, by its number.
INVITATION = "invitation "


def invited(number: int, survey: str) -> Actor:
    """Return who acts under an invitation: a student of its survey."""
    return Actor(f"{INVITATION}{number}", ((survey, Role.STUDENT),))


# Who may not read comments is told of no fewer people, and of no word fewer people wrote; no table of fewer goes out.
FEWEST_PEOPLE = 5


class Audience(StrEnum):
    """For whom a read is made; decides which quotes and photos may be shown."""

    ORGANISER = "organiser"
    COMMITTEE = "committee"
    PUBLIC_HALL = "public_hall"
    PUBLIC_WEB = "public_web"

    @property
    def public(self) -> bool:
        """Whether people outside the committee see it: quotes then need their consent."""
        return self in {Audience.PUBLIC_HALL, Audience.PUBLIC_WEB}
