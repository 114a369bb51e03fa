"""Entering a room: the survey, the filters and the voices a screen speaks of, and where texts come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NoReturn

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from sqlite_utils import Database

from survey_insights.labels import survey_name
from survey_insights.selection import FEWEST_PEOPLE, Filters
from survey_loader import settings
from survey_loader.access import EVERY_SURVEY, Actor, Audience, Role, require
from survey_loader.acts import logbook
from survey_loader.acts.log_words import actor_label
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, entered, reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import photos
from survey_loader.voices import Voices
from survey_ui import filters, language, markup, recent, rights, who

# Screens are for the people of the committee; public pages are exports.
AUDIENCE = Audience.COMMITTEE
SURVEY_KEY = "survey"
# Who has typed something in since they looked last: their next look is not a few seconds late.
_wrote: set[tuple[str, str, str]] = set()
NO_SURVEY = N_("まだ調査がありません。「取り込み」でファイルを読みこむと、ここに声が並びます。")
NO_VOICES = N_("この調査には、まだ声がありません。「入力」か「取り込み」で加えると、ここに並びます。")
TOO_FEW = N_("この条件に合う人は{n}人より少ないので、数字を出しません。絞り込みをゆるめてください。")
NOTHING_LEFT = N_("この条件に合う声はありません。絞り込みをゆるめてください。")


@dataclass(frozen=True)
class Room:
    """What one run of a screen knows. `everything` is the survey, `voices` what passes the filters."""

    say: Say
    language: str
    dark: bool
    settings: Settings
    actor: Actor
    survey: Survey
    everything: Voices
    filters: Filters
    voices: Voices

    @property
    def question(self) -> str:
        """The one question chosen, or "" for several or all."""
        return self.filters.questions[0] if len(self.filters.questions) == 1 else ""

    @property
    def reads(self) -> bool:
        """Whether the reader may read what people wrote and see their photos; others see public numbers."""
        return self.actor.may(self.survey.slug, rights.READING)

    @property
    def keeps(self) -> bool:
        """Whether the reader may change what the survey holds."""
        return self.actor.may(self.survey.slug, rights.KEEPING)

    def called(self, account: str) -> str:
        """Return what somebody who may work on this survey is called: their name and account."""
        return actor_label(account, self.say, self._names)

    @cached_property
    def _names(self) -> dict[str, str]:
        # A list names forty people on one screen.
        return logbook.called(self.settings, self.actor, self.survey)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database for one read."""
        with opened(self.settings.database) as db:
            yield db

    def texts(self, numbers: Sequence[int] | NDArray[np.int64]) -> pd.DataFrame:
        """Return the comments of these numbers with their words, in the order given; none to who may not read them."""
        with self.database() as db:
            return known_or_none(reads.comments(db, numbers if self.reads else (), AUDIENCE))

    def photos(self, limit: int, offset: int = 0) -> pd.DataFrame:
        """Return photos of the chosen people that the committee may see, newest first."""
        chosen: list[int] | None = None if self.reads else []
        if self.reads and self.voices is not self.everything:
            people = self.voices.interviews
            chosen = people.loc[people["photographed"], "number"].tolist()
        with self.database() as db:
            return photos(db, self.survey.slug, AUDIENCE, interviews=chosen, limit=limit, offset=offset)


def surveys(here: Settings) -> tuple[Survey, ...]:
    """Return all surveys, real ones first."""
    with opened(here.database) as db:
        return reads.surveys(db)


def warm(here: Settings) -> None:
    """Load what the first visitor would wait for."""
    for survey in surveys(here):
        cache.voices(here, survey.slug)


def choose_survey(say: Say, here: Settings, actor: Actor, least: Role) -> Survey | None:
    """Return the survey the visitor looks at; a choice is drawn only where there is one.

    Only surveys in which the actor has at least this role are offered. Raises NotAllowed where there is none.
    """
    found = permitted(here, actor, least)
    if not found:
        require(actor, EVERY_SURVEY, least)
    if len(found) < 2:
        return found[0] if found else None
    names = {survey.slug: survey_name(survey, say) for survey in found}
    given = filters.arrived(SURVEY_KEY)
    for slug in (slug for slug, name in names.items() if name in given):
        st.session_state[SURVEY_KEY] = slug
    with st.sidebar:
        slug = st.selectbox(
            say("調査"), list(names), format_func=names.__getitem__, key=SURVEY_KEY, bind="query-params"
        )
    return next(survey for survey in found if survey.slug == slug)


def permitted(here: Settings, actor: Actor, least: Role) -> tuple[Survey, ...]:
    """Return the surveys in which an actor has at least this role."""
    return tuple(survey for survey in surveys(here) if actor.may(survey.slug, least))


def enter_before_surveys(title: str, page: str) -> tuple[Say, Settings, Actor, Survey | None]:
    """Draw the title, a marked message, of a screen that is there for work even before there is a survey.

    `page` names the screen in `rights.LEAST`. Raises NotAllowed, before anything is read, where the visitor has too
    small a role.
    """
    say, here, actor = language.current(), settings.load(), who.current()
    survey = choose_survey(say, here, actor, rights.LEAST[page])
    opening(say(title), survey, say)
    return say, here, actor, survey


def enter_for_work(title: str, page: str) -> tuple[Say, Settings, Actor, Survey]:
    """Draw the title, a marked message, of a screen whose survey may have no voices yet.

    `page` and what is raised as for `enter_before_surveys`. Where there is no survey, says so and ends the run.
    """
    say, here, actor, survey = enter_before_surveys(title, page)
    if survey is None:
        stop(say(NO_SURVEY))
    return say, here, actor, survey


def wrote(here: Settings, survey: Survey, actor: Actor) -> None:
    """Note that somebody has typed something in; in which of their windows they look at it does not matter."""
    _wrote.add(_of(here, survey, actor))


def _of(here: Settings, survey: Survey, actor: Actor) -> tuple[str, str, str]:
    return str(here.database), survey.slug, actor.name


def listed(here: Settings, survey: Survey, actor: Actor) -> dict[str, list[str]]:
    """Return the places, interviewers, waves and ages met so far, the most frequent first.

    Who may not read what others entered is told no names of others.
    """
    alone = "" if actor.may(survey.slug, rights.READING) else actor.name

    def read() -> dict[str, list[str]]:
        with opened(here.database) as db:
            found = {name: reads.listed(db, survey.slug, name) for name in ("place", "interviewer", "wave", "age")}
            return found | {"interviewer": entered.interviewers(db, survey.slug, alone)} if alone else found

    return recent.result(cache.voices(here, survey.slug), ("listed", alone), read)


def enter(title: str, page: str, *, by_coding: bool = False, filtered: bool = True) -> Room:
    """Draw the title (a marked message), the sample banner and the filters; return the room.

    `page` as for `enter_before_surveys`. Where there is nothing to see, says so in a plain sentence and ends the run.
    `by_coding` also offers the filters that choose comments by theme, axis and tone.
    """
    say, here, actor, survey = enter_for_work(title, page)
    if (mine := _of(here, survey, actor)) in _wrote:
        _wrote.discard(mine)
        cache.forget(here, survey.slug)
    everything = cache.voices(here, survey.slug)
    if everything.comments.empty and everything.interviews.empty:
        stop(say(NO_VOICES))
    chosen = filters.draw(everything, say, by_coding=by_coding) if filtered else Filters()
    chosen = replace(chosen, public=not actor.may(survey.slug, rights.READING))
    room = Room(
        say=say,
        language=language.code(),
        dark=st.context.theme.type == "dark",
        settings=here,
        actor=actor,
        survey=survey,
        everything=everything,
        filters=chosen,
        voices=recent.selected(everything, chosen),
    )
    if room.voices.comments.empty and filtered:
        stop(say(NOTHING_LEFT))
    # Of so few, numbers would tell what one of them wrote.
    if not room.reads and room.voices.people < FEWEST_PEOPLE:
        stop(say(TOO_FEW, n=FEWEST_PEOPLE))
    return room


def known_or_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with None in place of NaN: pandas turns an axis nobody can tell into NaN."""
    return frame.astype(object).where(frame.notna(), None)


def one_question(room: Room) -> str:
    """Return the question chosen, or the first the survey asks: feelings compare only within one."""
    asked = [question.key for question in room.survey.questions if question.kind == "text"]
    return room.question or (asked[0] if asked else "")


def opening(title: str, survey: Survey | None, say: Say) -> None:
    """Draw the title, whose survey this is, and the banner of a sample."""
    st.title(title, anchor=False)
    if survey is None:
        return
    st.html(markup.town(survey_name(survey, say), say("見本（架空のまち）") if survey.sample else ""))


def stop(sentence: str) -> NoReturn:
    """Show one plain sentence and end the run of this screen."""
    st.text(sentence)
    st.stop()
