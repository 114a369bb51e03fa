"""確認: the queue of what nobody has checked, narrowed, and the interview in front with what may be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from survey_insights.labels import day
from survey_loader.access import Actor
from survey_loader.acts import log_words, logbook, merging, reviewing
from survey_loader.acts.reviewing import Chosen, State
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import choosing, errors, markup, review_card, review_form, review_history, review_keys, review_twins
from survey_ui.review_desk import CHECKED, FRONT, LAST, Desk, named

STATES: dict[State, str] = {"unchecked": N_("未確認"), "checked": N_("確認済み"), "aside": N_("外したもの")}
INTRODUCTION = N_(
    "手で入力した聞き取りと、スマホから届いた聞き取りを、写真と見くらべて確かめます。直されると、また未確認になります。"
)
KEYS = N_("キー：Enter 確認　E 直す　X 外す　M まとめる　S 次へ　W 前へ　Z 取り消す　直すあいだは Ctrl+Enter で保存")
NOTHING: dict[State, str] = {
    "unchecked": N_("確認を待っている聞き取りはありません。"),
    "checked": N_("確認済みの聞き取りは、まだありません。"),
    "aside": N_("外した聞き取りはありません。"),
}
NOTHING_PASSES = N_("この条件に合う聞き取りはありません。日・聞き手・場所を空にすると、すべて出ます。")


@dataclass(frozen=True)
class Review:
    """One run of the screen."""

    here: Settings
    survey: Survey
    actor: Actor
    say: Say

    def show(self) -> None:
        """Draw the state and the filters, what was done last, and the interview in front."""
        say = self.say
        called = logbook.called(self.here, self.actor, self.survey)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="review_which"):
            state: State = choosing.one_of(say("どれを見ますか"), STATES, "unchecked", "review_state", say)
            chosen = self._choose(state, called)
        queue = reviewing.queue(self.here, self.actor, self.survey.slug, state, chosen)
        desk = Desk(self.here, self.survey, self.actor, say, state, chosen, queue)
        # Always drawn: what comes and goes would move the buttons under the pointer.
        with st.container(key="review_told", horizontal=True, vertical_alignment="center"):
            self._told(desk)
        if queue.interviews:
            with errors.box(say):
                self._one(desk, called)
            review_keys.listen(review_form.mark(desk))
        else:
            st.text(say(NOTHING_PASSES if any(chosen) else NOTHING[state]))
        st.html(markup.paragraph(say(INTRODUCTION), "quiet"))
        st.html(markup.paragraph(say(KEYS), "keys"))

    def _choose(self, state: State, called: dict[str, str]) -> Chosen:
        say = self.say
        offered = reviewing.offered(self.here, self.actor, self.survey.slug, state)
        narrowed = sum(bool(st.session_state.get(f"review_{name}")) for name in Chosen._fields)
        label = say("しぼり込み（{n}）", n=narrowed) if narrowed else say("日・聞き手・場所でしぼる")
        with st.popover(label, icon=":material/tune:", key="review_narrow"):
            when = self._narrow(say("日"), sorted({one.day for one in offered}, reverse=True), "day", called)
            who = self._narrow(say("聞き手・入れた人"), sorted({one.who for one in offered}), "who", called)
            place = self._narrow(say("場所"), sorted({one.place for one in offered}), "place", called)
        return Chosen(when, who, place)

    def _narrow(self, label: str, values: list[str], name: str, called: dict[str, str]) -> str:
        say, key = self.say, f"review_{name}"
        options = ["", *(value for value in values if value)]
        if st.session_state.get(key, "") not in options:
            # The last one of it has just left this state.
            st.session_state[key] = ""

        def shown(value: str) -> str:
            if not value:
                return say("（すべて）")
            if name == "day":
                return day(date.fromisoformat(value), say)
            return markup.plain(log_words.actor_label(value, say, called) if name == "who" else value)

        return st.selectbox(label, options, format_func=shown, key=key) or ""

    def _told(self, desk: Desk) -> None:
        say, last = self.say, st.session_state.get(LAST)
        if last is None or last["survey"] != self.survey.slug:
            # The line stands there all the same.
            st.html(markup.paragraph("\u00a0"), width="stretch")
            return
        st.html(markup.paragraph(last["told"]), width="stretch")
        if last["undo"]:
            st.button(
                say("取り消す"), icon=":material/undo:", key="review_undo", shortcut="Z", type="tertiary",
                on_click=desk.take_back, args=(last["undo"],),
            )  # fmt: skip

    def _one(self, desk: Desk, called: dict[str, str]) -> None:
        say = self.say
        try:
            looked = reviewing.look(self.here, self.actor, self.survey.slug, desk.front.id)
        except SurveyError as error:
            # Erased a moment ago.
            st.session_state.pop(FRONT, None)
            errors.show(error, say)
            return
        doing = desk.doing()
        self._progress(desk)
        if not doing:
            with st.container(horizontal=True, gap="small", key="review_acts"):
                self._acts(desk, looked)
        if doing == "aside":
            review_form.set_aside(desk, looked)
        review_card.warn(desk, looked)
        pair = "pair" if any(picture.seen for picture in looked.pictures) else "bare"
        with st.container(key=f"review_{pair}"):
            left, right = st.columns([2, 3], gap="large")
        with left:
            seen = review_card.photos(desk, looked)
            if not seen and doing != "edit":
                review_card.facts(desk, looked)
        with right:
            if doing == "edit":
                review_form.correct(desk, looked)
            else:
                review_card.words(desk, looked)
                if seen:
                    review_card.facts(desk, looked)
        if not doing:
            review_twins.show(desk, looked, called)
            review_twins.waiting_photos(desk, looked)
            review_history.show(desk, looked, called)

    def _progress(self, desk: Desk) -> None:
        say, count = self.say, desk.queue.count
        told = say("{n}件のうち{place}件目", n=f"{count:,}", place=f"{desk.place + 1:,}")
        doubled = len(desk.queue.twins)
        more = say("同じ人かもしれないもの {n}件", n=doubled) if doubled else ""
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.html(markup.paragraph("　".join(filter(None, (told, more))), "lead"), width="content")
            if desk.state == "unchecked" and count > 1:
                self._check_all(desk)

    def _check_all(self, desk: Desk) -> None:
        say, found = self.say, desk.queue.interviews
        with st.popover(say("まとめて確認済みにする"), type="tertiary", key="review_all"):
            told = say("いまの条件に合う{n}件を、1件ずつ見ずに確認済みにします。", n=f"{len(found):,}")
            st.html(markup.paragraph(told))
            done = say("{n}件を確認済みにしました。", n=f"{len(found):,}")
            desk.button(say("確認済みにする"), "review_all_really", reviewing.check, list(found), told=done)

    def _acts(self, desk: Desk, looked: reviewing.Looked) -> None:
        # Keys of their own: the second press of a double one, meant for this interview, does nothing to the next.
        say, one = self.say, looked.waiting
        if desk.state == "unchecked":
            desk.button(
                say("確認して次へ"), f"review_check_{one.id}", reviewing.check, [one],
                told=say(CHECKED, what=named(looked, say)), undo=("check", one), leaves=one.id,
                icon=":material/check:", shortcut="Enter", primary=True,
            )  # fmt: skip
        if desk.state == "checked":
            desk.button(
                say("未確認に戻す"), f"review_uncheck_{one.id}", reviewing.uncheck, one, icon=":material/undo:",
                told=say("未確認に戻しました。"), leaves=one.id,
            )  # fmt: skip
        if desk.state == "aside":
            desk.button(
                say("戻す（また数に入れる）"), f"review_back_{one.id}", merging.bring_back, one.id,
                icon=":material/undo:", told=say("戻しました。"), leaves=one.id, primary=True,
            )  # fmt: skip
        else:
            for label, what, key, icon in (
                (say("直す"), "edit", "E", ":material/edit:"),
                (say("外す"), "aside", "X", ":material/block:"),
            ):
                st.button(
                    label, key=f"review_{what}_{one.id}", shortcut=key, icon=icon, on_click=desk.begin, args=(what,)
                )
        few = len(desk.queue.interviews) < 2
        for label, step, key, icon in (
            (say("前へ"), -1, "W", ":material/chevron_left:"),
            (say("次へ"), 1, "S", ":material/chevron_right:"),
        ):
            st.button(
                label, key=f"review_turn_{step}", shortcut=key, icon=icon, type="tertiary", disabled=few,
                on_click=desk.turn, args=(step,),
            )  # fmt: skip
