"""Who acts and for whom is read: actors and audiences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from survey_loader.language import N_


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a write; `name` goes into the log."""

    name: str


# On a single machine without accounts, whoever sits at it answers for the survey.
LOCAL_ORGANISER = Actor("organiser on this computer")
COMMAND_LINE = Actor("command line")
FIRST_START = Actor("first start")
SERVER = Actor("server")
# How these four are called on screens; people are called by their own names.
ACTOR_LABELS = {
    LOCAL_ORGANISER.name: N_("このパソコンの担当者"),
    COMMAND_LINE.name: N_("コマンド"),
    FIRST_START.name: N_("最初の起動"),
    SERVER.name: N_("サーバー"),
}


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
