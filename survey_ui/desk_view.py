"""The coding desk: one comment after another, judged without seeing what the machine or anybody else said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import streamlit as st

from survey_insights.labels import axis_label, theme_label, tone_label
from survey_insights.selection import Filters
from survey_insights.uncertainty import least_certain
from survey_loader.access import ACTOR_LABELS
from survey_loader.acts import judging
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import AXES, TONES, Axis, Tone
from survey_loader.store.judgements import Judgement, Purpose
from survey_ui import comments, links, markup
from survey_ui.desk_answers import NONE, Answers, Sheet, in_front
from survey_ui.room import Room, known_or_none

CODER, CODER_FIELD, QUEUE = "desk_coder", "coder", "desk_queue"
RESTORED, SAVED = "desk_restored", "desk_saved"
PURPOSES: tuple[Purpose, ...] = ("random", "uncertain", "settled")
PURPOSE_LABELS = {
    "random": N_("測るために"),
    "uncertain": N_("教えるために"),
    "settled": N_("話し合って決める"),
}
PURPOSE_TEXTS = {
    "random": N_(
        "くじで選んだ声です。自動の分け方がどのくらい正しいかは、この声だけで測ります。"
        "自動の結果も、ほかの人の判断も見えません。"
    ),
    "uncertain": N_(
        "自動では自信がもてなかった声です。見てもらうと、分け方がよくなります。正しさを測るのには使いません。"
    ),
    "settled": N_("ふたりの判断が分かれた声です。話し合って、ひとつに決めてください。"),
}
NOTHING_LEFT = {
    "random": N_("くじで選んだ声は、すべて見終わりました。"),
    "uncertain": N_("自信のない声は、すべて見終わりました。"),
    "settled": N_("判断の分かれた声はありません。"),
}
# One key for each label, near each other on any keyboard.
AXIS_KEYS = {"live": "1", "visit": "2", "both": "3", "none": "4"}
TONE_KEYS = {"praise": "Q", "wish": "W", "trouble": "E", "mixed": "A", "none": "D"}


@dataclass(frozen=True)
class Desk:
    """One run of the desk: the room, who codes, and for what."""

    room: Room
    coder: str
    purpose: Purpose

    def show(self) -> None:
        """Draw the comment in front, what may be said of it, and how far the coder is."""
        say = self.room.say
        self._lay_out()
        queue = judging.queue(self.room.settings, self.room.survey.slug, self.purpose, self.coder)
        st.html(markup.paragraph(say(PURPOSE_TEXTS[self.purpose]), "quiet"))
        if not queue.comments:
            self._show_last()
            self._offer_more(queue)
            return
        self._show_progress(queue)
        row = judging.comment(self.room.settings, in_front(queue.comments, self.coder, self.purpose))
        if row.empty:
            st.text(say("この声は、もうありません。次の声に進んでください。"))
            return
        record = cast("dict[str, Any]", row.to_dict("records")[0])
        self._show_comment(record)
        if self.purpose == "settled":
            self._show_judgements(record["comment_id"])
        self._form(record)
        self._show_last()

    def correct(self, comment: str) -> None:
        """Draw one comment somebody chose, with the coding it has now; a correction is the last word.

        Without a coder the comment and what people said of it are shown, and nothing can be saved.
        """
        say = self.room.say
        self._lay_out()
        row = judging.comment(self.room.settings, comment, self.room.survey.slug)
        if row.empty:
            st.text(say("この声は見つかりませんでした。消されたか、番号が変わったのかもしれません。"))
            self._offer_voices()
            return
        record = cast("dict[str, Any]", known_or_none(row).to_dict("records")[0])
        self._show_comment(record)
        self._show_judgements(comment)
        if not self.coder:
            return
        self._begin_with(record)
        self._form(record)
        if st.session_state.pop(SAVED, "") == comment:
            st.html(markup.paragraph(say("保存しました。"), "lead"))
            self._offer_voices()
        self._show_last(only=comment)

    def _offer_voices(self) -> None:
        links.read_voices(self.room, Filters(), self.room.say("声と写真へ"))

    def _sheet(self, comment: str) -> Sheet:
        return Sheet(comment, self.coder, self.purpose)

    def _lay_out(self) -> None:
        """Fill in the sheet of the judgement that was just taken back."""
        if restored := st.session_state.pop(RESTORED, None):
            sheet, answers = restored
            sheet.fill(answers, self._themes())

    def _themes(self) -> dict[str, str]:
        return {theme.key: theme_label(theme, self.room.say) for theme in self.room.everything.theme_list}

    def _begin_with(self, row: dict[str, Any]) -> None:
        sheet = self._sheet(row["comment_id"])
        if not sheet.begun:
            sheet.fill(_coded(row), self._themes())

    def _show_progress(self, queue: judging.Queue) -> None:
        say = self.room.say
        if self.purpose == "settled":
            st.html(markup.paragraph(say("のこり{n}件", n=len(queue.comments)), "quiet"))
            return
        told = say("{drawn}件のうち{done}件を見ました。", drawn=queue.drawn, done=queue.done)
        st.progress(queue.done / queue.drawn, text=told)

    def _offer_more(self, queue: judging.Queue) -> None:
        say = self.room.say
        if queue.drawn or self.purpose == "settled":
            st.html(markup.paragraph(say(NOTHING_LEFT[self.purpose]), "lead"))
        if self.purpose == "random":
            told = say("くじで{n}件を選ぶ", n=judging.RANDOM_SIZE)
            if st.button(told, type="primary", icon=":material/casino:"):
                drawn = judging.draw_random(self.room.settings, self.room.actor, self.room.survey.slug)
                self._told_drawn(drawn)
        if self.purpose == "uncertain":
            told = say("自信のない声を{n}件選ぶ", n=judging.UNCERTAIN_SIZE)
            if st.button(told, type="primary", icon=":material/psychology_alt:"):
                numbers = least_certain(self.room.everything, 4 * judging.UNCERTAIN_SIZE)
                drawn = judging.draw_uncertain(
                    self.room.settings, self.room.actor, self.room.survey.slug, numbers.tolist()
                )
                self._told_drawn(drawn)

    def _told_drawn(self, drawn: int) -> None:
        if drawn:
            st.rerun()
        st.text(self.room.say("まだ選んでいない声は、もうありません。"))

    def _show_comment(self, row: dict[str, Any]) -> None:
        say = self.room.say
        with st.container(border=True, horizontal=True, key="desk_comment"):
            with st.container(width="stretch"):
                st.html(markup.paragraph(row["text"], "board"))
                st.html(markup.paragraph(comments.who(self.room, row), "who"))
            if row["photo"]:
                st.html(markup.photo(row["photo"], say("板を持った人の写真")), width=160)

    def _show_judgements(self, comment: str) -> None:
        say = self.room.say
        for judgement in judging.judgements_of(self.room.settings, self.room.survey.slug, comment):
            st.html(markup.paragraph(say("{coder}：{said}", coder=judgement.coder, said=self._said(judgement))))

    def _said(self, judgement: Judgement) -> str:
        say = self.room.say
        names = self._themes()
        themes = say("・").join(names.get(key, key) for key in judgement.themes) or say("テーマなし")
        parts = [axis_label(judgement.axis or NONE, say), tone_label(judgement.tone or NONE, say), themes]
        return "／".join([*parts, say(comments.CLASH)] if judgement.clash else parts)

    def _form(self, row: dict[str, Any]) -> None:
        say, sheet = self.room.say, self._sheet(row["comment_id"])
        st.html(markup.heading(say("だれのための話ですか"), 4))
        self._choice("axis", sheet, [(axis, axis_label(axis, say), AXIS_KEYS[axis]) for axis in (*AXES, NONE)])
        st.html(markup.heading(say("どんな気持ちですか"), 4))
        self._choice("tone", sheet, [(tone, tone_label(tone, say), TONE_KEYS[tone]) for tone in (*TONES, NONE)])
        names = self._themes()
        # What is put off comes back as it was left; a correction begins with the coding of its day.
        kept: Literal["session"] | None = None if self.purpose == "correction" else "session"
        themes = st.multiselect(
            say("何についての話ですか（いくつでも。なければ空のまま）"),
            list(names),
            format_func=names.__getitem__,
            placeholder=say("テーマを選ぶ"),
            select_all=False,
            key=sheet.key("themes"),
            persist_state=kept,
        )
        clash = st.toggle(
            say("ぶつかり（住む人の困りごとが、観光や来る人から来ている）"),
            key=sheet.key("clash"),
            persist_state=kept,
        )
        problem = st.empty()
        self._buttons(sheet, Answers(sheet.chosen("axis"), sheet.chosen("tone"), tuple(themes), clash), problem)

    def _choice(self, name: str, sheet: Sheet, options: Sequence[tuple[str, str, str]]) -> None:
        """Draw one button a label, with its key; the one chosen is filled."""
        with st.container(horizontal=True, gap="small"):
            for value, label, key in options:
                pressed = st.button(
                    label,
                    key=f"desk_{name}_{value}",
                    shortcut=key,
                    type="primary" if sheet.chosen(name) == value else "secondary",
                )
                if pressed:
                    sheet.choose(name, value)
                    st.rerun()

    def _buttons(self, sheet: Sheet, answers: Answers, problem: Any) -> None:
        say = self.room.say
        correcting = self.purpose == "correction"
        label = say("直して保存する") if correcting else say("保存して次へ")
        with st.container(horizontal=True, gap="small"):
            save = st.button(label, type="primary", shortcut="Enter", icon=":material/check:", key="desk_save")
            skip = not correcting and st.button(
                say("あとで"), shortcut="S", icon=":material/skip_next:", key="desk_skip"
            )
        if skip:
            sheet.put_off()
            st.rerun()
        if save:
            if not answers.axis or not answers.tone:
                problem.text(say("「だれのため」と「気持ち」を選んでから保存してください。決められないのも答えです。"))
                return
            self._save(sheet.comment, answers, problem)

    def _save(self, comment: str, answers: Answers, problem: Any) -> None:
        judgement = Judgement(
            comment,
            self.coder,
            self.purpose,
            cast("Axis | None", None if answers.axis == NONE else answers.axis),
            cast("Tone | None", None if answers.tone == NONE else answers.tone),
            answers.themes,
            answers.clash,
        )
        try:
            judging.judge(self.room.settings, self.room.actor, self.room.survey.slug, judgement)
        except (UnusableEntry, SurveyError) as error:
            problem.text(error.render(self.room.say))
            return
        if self.purpose == "correction":
            st.session_state[SAVED] = comment
        st.rerun()

    def _show_last(self, only: str = "") -> None:
        """Offer to take back what this coder judged last for this purpose; of the comment `only` where given."""
        say, slug = self.room.say, self.room.survey.slug
        last = judging.last_judgement(self.room.settings, slug, self.coder, self.purpose)
        if last is None or only not in ("", last[1].comment):
            return
        if st.button(
            say("ひとつ前の判断を取り消す"), icon=":material/undo:", type="tertiary", shortcut="Z", key="desk_undo"
        ):
            judging.take_back(self.room.settings, self.room.actor, slug, last[0], self.coder, self.purpose)
            self._restore(last[1])
            st.rerun()

    def _restore(self, taken: Judgement) -> None:
        """Lay what was taken back on the desk again: as it was answered; after a correction, as it is coded now."""
        sheet = self._sheet(taken.comment)
        answers = Answers(taken.axis or NONE, taken.tone or NONE, taken.themes, taken.clash)
        if self.purpose == "correction":
            row = known_or_none(judging.comment(self.room.settings, taken.comment))
            answers = _coded(cast("dict[str, Any]", row.to_dict("records")[0]))
        sheet.put_in_front()
        # The fields of this run are drawn already: the next run fills them in.
        st.session_state[RESTORED] = (sheet, answers)


def _coded(row: dict[str, Any]) -> Answers:
    """Return the coding in force of a comment as answers."""
    return Answers(row["axis"] or NONE, row["tone"] or NONE, tuple(row["themes"]), bool(row["clash"]))


def choose_coder(room: Room) -> str:
    """Draw who codes: whoever is signed in; on a computer without accounts a name that stays in the session.

    A name once given stands there as text: a field that kept the focus would take the answering keys as letters.
    """
    if room.actor.name not in ACTOR_LABELS:
        st.html(markup.paragraph(room.say("見る人：{coder}", coder=room.actor.name)), width="content")
        return room.actor.name
    coder: str = st.session_state.get(CODER, "")
    if coder:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            st.html(markup.paragraph(room.say("見る人：{coder}", coder=coder)), width="content")
            changing = st.button(room.say("変える"), key="desk_change_coder", type="tertiary", icon=":material/edit:")
        if changing:
            del st.session_state[CODER]
            st.rerun()
        return coder
    typed = st.text_input(
        room.say("お名前（イニシャルでも）"), key=CODER_FIELD, max_chars=judging.LONGEST_CODER, width=280
    )
    # As judgements keep it: who types one space more is the same coder.
    if given := " ".join(typed.split()):
        st.session_state[CODER] = given
        st.rerun()
    return ""


def choose_purpose(room: Room) -> Purpose:
    """Draw the choice of what to code for; it stands in the address."""
    chosen = st.segmented_control(
        room.say("何のために見ますか"),
        list(PURPOSES),
        format_func=lambda purpose: room.say(PURPOSE_LABELS[purpose]),
        default=PURPOSES[0],
        required=True,
        key=QUEUE,
        wrap=True,
        bind="query-params",
    )
    return chosen or PURPOSES[0]
