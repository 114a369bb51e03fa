"""Mending the interview in front, and setting it aside: fields that the keyboard alone reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from survey_insights.labels import question_label, relation_label
from survey_loader import ages
from survey_loader.acts import correcting, merging, reviewing
from survey_loader.acts.entering import Entry
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_, Say
from survey_loader.models import AXES, CHOICES_JOINED, RELATIONS, Axis, Question
from survey_ui import entry_form, markup, room
from survey_ui.entry_form import Slots
from survey_ui.review_desk import DOING, FRONT, LAST, Desk, named

# Counts how often something was begun, so that fields begin anew.
DOING_TURN = "review_doing_turn"
CONSENTS_ELSEWHERE = N_("同意を変えるのは「同意と保存」で行います。ここで直しても、同意はいまのままです。")


def mark(desk: Desk) -> str:
    """Return what tells the form of the interview in front from any other, "" where none is drawn."""
    return f"{desk.front.id}{st.session_state.get(DOING_TURN, 0)}" if desk.doing() == "edit" else ""


def _leave() -> None:
    st.session_state.pop(DOING, None)
    st.session_state[DOING_TURN] = st.session_state.get(DOING_TURN, 0) + 1


def set_aside(desk: Desk, looked: reviewing.Looked) -> None:
    """Draw the reasons for which an interview may be set aside, each under a number key."""
    say, one = desk.say, looked.waiting
    with st.container(border=True, key="review_aside"):
        under = say("外すと、どの画面の数にも入りません。消すのではないので、いつでも戻せます。")
        st.html(markup.heading(say("外す理由を選んでください"), 4, under=under))
        with st.container(horizontal=True, gap="small"):
            reasons = st.session_state
            for number, (key, reason) in enumerate(merging.REASONS.items(), 1):
                words = str(reasons.get(f"review_words_{one.id}", ""))
                told = say("外しました：{what}（{reason}）", what=named(looked, say), reason=say(reason))
                desk.button(
                    say(reason), f"review_reason_{key}_{one.id}", merging.set_aside, one, key, words, told=told,
                    undo=("aside", one.id), leaves=one.id, shortcut=str(number),
                )  # fmt: skip
        st.text_input(
            say("ひとこと（なくてもかまいません。この聞き取りといっしょに保ち、消すときは消えます）"),
            max_chars=merging.LONGEST_WORDS,
            key=f"review_words_{one.id}",
        )
        st.button(say("やめておく"), key="review_leave", shortcut="Esc", type="tertiary", on_click=_leave)


def correct(desk: Desk, looked: reviewing.Looked) -> None:
    """Draw the fields of an interview as it is now; saving makes a new version that is checked."""
    say = desk.say
    try:
        entry = correcting.entry_of(looked.now, looked.interview_id)
    except SurveyError as error:
        st.html(markup.paragraph("⚠ " + error.render(say), "wrong"))
        st.button(say("閉じる"), key="review_leave", shortcut="Esc", on_click=_leave)
        return
    form = _Form(desk, entry, looked.now.content, Slots())
    with st.container(key="review_form"), st.form(form.key("form"), border=False):
        values = {**form.words(), **form.occasion(), **form.person()}
        st.html(markup.paragraph(say(CONSENTS_ELSEWHERE), "quiet"))
        saved = st.form_submit_button(
            say("直して保存する（確認済みになります）"), type="primary", icon=":material/check:", key=form.key("save")
        )
        form.slots.by_button = st.empty()
    st.button(say("直さずに戻る"), key="review_leave", shortcut="Esc", type="tertiary", on_click=_leave)
    if saved:
        _save(desk, looked, replace(entry, **values), form.slots)


def _save(desk: Desk, looked: reviewing.Looked, entry: Entry, slots: Slots) -> None:
    say = desk.say
    try:
        correcting.correct(desk.here, desk.actor, entry, looked.now.content)
    except UnusableEntry as error:
        slots.show(error.field, error.render(say))
    except SurveyError as error:
        slots.show("", error.render(say))
    else:
        told = say("直して、確認済みにしました：{what}", what=named(looked, say))
        st.session_state[LAST] = {"survey": desk.survey.slug, "told": told, "undo": None}
        room.wrote(desk.here, desk.survey, desk.actor)
        if desk.state == "unchecked":
            st.session_state[FRONT] = desk.after(looked.interview_id)
        _leave()
        st.rerun()


class _Form:
    """The fields of one version; another version has other fields, so that nothing of the last one is left in them."""

    def __init__(self, desk: Desk, entry: Entry, content: str, slots: Slots) -> None:
        self.survey, self.say, self.entry, self.slots = desk.survey, desk.say, entry, slots
        self.known = room.listed(desk.here, desk.survey, desk.actor)
        self._begun = f"review_{entry.id}_{content[:12]}_{st.session_state.get(DOING_TURN, 0)}"

    def key(self, name: str) -> str:
        """Return the key of a field."""
        return f"{self._begun}_{name}"

    def words(self) -> dict[str, Any]:
        """Draw what was written and chosen; return answers, said and choices."""
        answers: dict[str, str] = {}
        said: dict[str, Axis] = {}
        for question in (one for one in self.survey.questions if one.kind == "text"):
            answers[question.key] = st.text_area(
                markup.plain(question_label(question, self.say)),
                self.entry.answers.get(question.key, ""),
                height=88,
                key=self.key(f"answer_{question.key}"),
            )
            self.slots.after(question.key)
            whom = st.segmented_control(
                self.say("だれにとって？（聞いたときだけ）"),
                AXES,
                default=self.entry.said.get(question.key),
                format_func=lambda axis: self.say(entry_form.SAID[axis]),
                key=self.key(f"said_{question.key}"),
            )
            if whom:
                said[question.key] = whom
        self.slots.after("answers")
        return {"answers": answers, "said": said, "choices": self._choices()}

    def _choices(self) -> dict[str, str]:
        found = {}
        for question in (one for one in self.survey.questions if one.kind != "text"):
            if value := self._choice(question, self.entry.choices.get(question.key, "")):
                found[question.key] = value
            self.slots.after(question.key)
        return found

    def _choice(self, question: Question, value: str) -> str:
        label, key = markup.plain(question_label(question, self.say)), self.key(f"choice_{question.key}")
        options = question.choices or entry_form.SCALE
        given = [one for one in (value.split(CHOICES_JOINED) if question.multiple else [value]) if one in options]
        if question.multiple:
            chosen = st.multiselect(label, options, given, format_func=markup.plain, select_all=False, key=key)
            return CHOICES_JOINED.join(chosen)
        one = given[0] if given else None
        return st.segmented_control(label, options, default=one, format_func=markup.plain, key=key) or ""

    def occasion(self) -> dict[str, Any]:
        """Draw when, where and by whom it was asked."""
        say, at = self.say, self.entry.at.astimezone(self.survey.zone) if self.entry.at else None
        with st.grid("auto", min_column_width=200):
            day = st.date_input(say("日付"), at.date() if at else None, format="YYYY/MM/DD", key=self.key("day"))
            clock = st.time_input(say("時刻（およそ）"), at.time() if at else None, key=self.key("clock"))
            values = {}
            for name, label in (("place", say("場所")), ("interviewer", say("聞き手")), ("wave", say("回"))):
                with st.container():
                    values[name] = self._known_or_new(label, name)
        self.slots.after("at")
        return {**values, "at": self._moment(at, day if isinstance(day, date) else None, clock)}

    def _moment(self, before: datetime | None, day: date | None, clock: time | None) -> datetime | None:
        if before is not None and (before.date(), before.time()) == (day, clock):
            return self.entry.at
        return datetime.combine(day, clock or time(12), self.survey.zone) if day else None

    def _known_or_new(self, label: str, name: str) -> str:
        value = str(getattr(self.entry, name))
        options = [value, *(one for one in self.known[name] if one != value)] if value else self.known[name]
        chosen = st.selectbox(
            label, options, index=0 if value else None, accept_new_options=True, format_func=markup.plain,
            placeholder=self.say("選ぶか、書き入れる"), key=self.key(name),
        )  # fmt: skip
        self.slots.after(name)
        return chosen or ""

    def person(self) -> dict[str, Any]:
        """Draw who spoke, the board and the note."""
        say, entry = self.say, self.entry
        relation = st.segmented_control(
            say("まちとの関わり"), RELATIONS, default=entry.relation, key=self.key("relation"),
            format_func=lambda name: relation_label(name, say),
        )  # fmt: skip
        bands = _with(entry.age, ages.offered(self.known["age"]))
        with st.grid("auto", min_column_width=200):
            age = st.selectbox(
                say("年代"), bands, index=bands.index(entry.age) if entry.age else None, format_func=markup.plain,
                placeholder=say("選ぶ"), key=self.key("age"),
            )  # fmt: skip
            typed = {
                name: st.text_input(label, str(getattr(entry, name)), key=self.key(name))
                for name, label in _typed(say).items()
            }
        note = st.text_input(say("メモ（だれにも見せません）"), entry.note, key=self.key("note"))
        return {**typed, "relation": relation or "unknown", "age": age or "", "note": note}


def _typed(say: Say) -> Mapping[str, str]:
    return {"board": say("板の番号"), "language": say("言語（日本語でないとき）"), "group": say("グループ")}


def _with(value: str, options: Sequence[str]) -> list[str]:
    return [*options] if not value or value in options else [value, *options]
