"""The town's events on the screen: listed, added, changed and removed beside the trends they are drawn in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from survey_insights.events import NO_CAUSE, told_event
from survey_loader.acts import events
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import TownEvent
from survey_ui import choosing, markup
from survey_ui.room import Room

TOLD, ROUND, CHOSEN = "events_told", "events_round", "event_chosen"
NEW = 0
FIRST_DAY, LAST_DAY = date(events.EARLIEST_YEAR, 1, 1), date(events.LATEST_YEAR, 12, 31)
ADDED = N_("できごとを加えました。図に印がつきます。")
CHANGED = N_("できごとを書きかえました。")
REMOVED = N_("できごとを消しました。")


def happened(here: Room) -> tuple[TownEvent, ...]:
    """Return the events of this survey's town."""
    return events.listed(here.settings, here.survey.slug)


def edit(here: Room, known: tuple[TownEvent, ...]) -> None:
    """Draw the list of events and the form that adds, changes or removes one, for who keeps the survey."""
    if not here.keeps:
        return
    say = here.say
    told = st.session_state.pop(TOLD, "")
    title = say("まちのできごと（{n}件）", n=len(known)) if known else say("まちのできごとを書き入れる")
    with st.expander(title, icon=":material/event:", key="town_events", expanded=bool(told)):
        if told:
            st.html(markup.paragraph(told, "lead"))
        st.html(markup.paragraph(say("雪まつり、協定締結、駅前改装など。図に細い線や帯で示します。") + say(NO_CAUSE)))
        for event in known:
            st.text("・" + told_event(event, say))
        _form(here, {event.number: event for event in known})


def _form(here: Room, known: dict[int, TownEvent]) -> None:
    say, turn = here.say, st.session_state.get(ROUND, 0)
    number = NEW
    if known:
        number = st.selectbox(
            say("書きかえるできごと"),
            [NEW, *known],
            format_func=lambda one: told_event(known[one], say) if one in known else say("（新しく加える）"),
            key=f"{CHOSEN}_{turn}",
        )
    event, key = known.get(number), f"{number}_{turn}"
    with st.form(f"event_form_{key}", border=False):
        name = st.text_input(
            say("名前"),
            value=event.name if event else "",
            placeholder=say("例：雪まつり"),
            key=f"event_name_{key}",
        )
        starts = _day(say("始まりの日"), event.starts if event else None, f"event_starts_{key}")
        ends = _day(say("終わりの日（1日だけなら空のまま）"), event.ends if event else None, f"event_ends_{key}")
        label = say("書きかえる") if event else say("加える")
        pressed = st.form_submit_button(label, type="primary", key=f"event_save_{key}")
    if pressed:
        _save(here, number, name, starts, ends)
    if event:
        _offer_removal(here, event)


def _day(label: str, value: date | None, key: str) -> date | None:
    return choosing.a_day(label, key, value, first=FIRST_DAY, last=LAST_DAY)


def _save(here: Room, number: int, name: str, starts: date | None, ends: date | None) -> None:
    place = (here.settings, here.actor, here.survey.slug)
    if number == NEW:
        _do(here, lambda: events.add(*place, name, starts, ends), ADDED)
    else:
        _do(here, lambda: events.change(*place, number, name, starts, ends), CHANGED)


def _offer_removal(here: Room, event: TownEvent) -> None:
    say = here.say
    with st.popover(say("消す"), icon=":material/delete:", type="tertiary"):
        st.text(say("「{name}」を消します。声は変わりません。", name=event.name))
        if st.button(say("このできごとを消す"), key=f"event_remove_{event.number}"):
            _do(here, lambda: events.remove(here.settings, here.actor, here.survey.slug, event.number), REMOVED)


def _do(here: Room, act: Callable[[], object], done: str) -> None:
    """Do it and draw the screen anew with an empty form, or say what to mend and keep what was typed."""
    try:
        act()
    except SurveyError as error:
        st.html(markup.paragraph(error.render(here.say), "wrong"))
        return
    st.session_state[TOLD] = here.say(done)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()
