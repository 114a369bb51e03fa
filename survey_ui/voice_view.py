"""One comment with a page of its own: its photo, why it is coded so, and the whole interview it belongs to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from survey_insights.labels import question_label, relation_label
from survey_loader import settings
from survey_loader.acts import browsing
from survey_loader.language import N_
from survey_ui import comments, links, markup, room
from survey_ui.room import Room

GONE = N_(
    "この声は、いまは見られません。書いた人の希望で消されたか、取り込みが取り消されたか、"
    "アドレスが途中で切れているかもしれません。"
)


def show(title: str, comment_id: str) -> None:
    """Draw the page of one comment; `title` is a marked message."""
    where = browsing.whereabouts(settings.load(), comment_id)
    # The link may come from somebody who looked at another survey.
    if where and st.session_state.get(room.SURVEY_KEY) != where[0]:
        st.session_state[room.SURVEY_KEY] = where[0]
    here = room.enter(title, "voices", filtered=False)
    _show_way_back(here)
    found = here.texts([where[1]]) if where and where[0] == here.survey.slug else pd.DataFrame()
    if found.empty:
        st.text(here.say(GONE))
        return
    comments.show(here, found, whole=True)
    _show_link(here, comment_id)
    _show_interview(here, int(found["interview"].iloc[0]), int(found["number"].iloc[0]))


def _show_way_back(here: Room) -> None:
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name != comments.VOICE}
    st.page_link(links.VOICES_PAGE, label=here.say("声の一覧へ戻る"), icon=":material/arrow_back:", query_params=kept)


def _show_link(here: Room, comment_id: str) -> None:
    st.html(markup.heading(here.say("この声のリンク"), 4, here.say("枠にふれると右上に出るしるしで、コピーできます。")))
    base = (st.context.url or "").split("?")[0]
    st.code(f"{base}?{comments.VOICE}={comment_id}", language=None, wrap_lines=True)


def _show_interview(here: Room, interview: int, number: int) -> None:
    """Draw what else this person answered."""
    say = here.say
    everything = here.everything
    own = everything.comments.loc[everything.comments["interview"] == interview, "number"]
    others = own[own != number]
    st.html(markup.heading(say("同じ人のほかの答え"), 3))
    answers = _answers(here, interview)
    if answers:
        st.html(markup.facts(answers))
    if len(others):
        comments.show(here, here.texts(others.to_numpy()))
    elif not answers:
        st.text(say("この人の答えは、この声だけです。"))


def _answers(here: Room, interview: int) -> dict[str, str]:
    """Return the answers to choice and scale questions, and who the person is, as far as known."""
    frame = here.everything.interviews
    rows = frame[frame["number"] == interview]
    if rows.empty:
        return {}
    person = rows.iloc[0]
    found = {here.say("回"): str(person["wave"]), here.say("場所"): str(person["place"])}
    if person["relation"] != "unknown":
        found[here.say("まちとの関わり")] = relation_label(str(person["relation"]), here.say)
    found[here.say("年代")] = str(person["age"])
    for question in here.survey.questions:
        value = person.get(f"{question.kind}:{question.key}")
        if question.kind != "text" and value is not None and not pd.isna(value):
            found[question_label(question, here.say)] = f"{value:g}" if isinstance(value, float) else str(value)
    return found
