"""The fields for what stands on a board, beside its photo: one form, so that all of it is saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

import streamlit as st

from survey_insights.labels import question_label, relation_label
from survey_loader import ages
from survey_loader.acts.typed_words import Board, Occasion
from survey_loader.acts.typing import Item
from survey_loader.language import Say
from survey_loader.models import AXES, RELATIONS, Axis, Consents, PhotoConsent, Question, Survey
from survey_ui import entry_form, markup
from survey_ui.entry_form import Slots

FIELDS = "typing_fields"
SAVE_KEYS = "Ctrl+Enter"
# Where and when the last photo was taken that nobody knew, and what stands in those fields now.
CARRIED, NEXT = "typing_carried", "typing_carried_next"
NOON = time(12)
JAPANESE = "ja"

Pressed = Literal["save", "unreadable", "skip"]


def first_field(item: Item) -> str:
    """Return a CSS selector of the field that has the focus when a board is new: that of this very board."""
    return f"[class*=st-key-typing_{item.purpose}_{item.id}_answer_] textarea"


@dataclass
class Filled:
    """What was pressed, None for nothing, with what stood in the fields, and where messages go."""

    pressed: Pressed | None
    board: Board
    slots: Slots = field(default_factory=Slots)


def draw(survey: Survey, item: Item, known: Mapping[str, list[str]], say: Say) -> Filled:
    """Draw the form of a board with what is known of it already."""
    fields = _Fields(survey, item, known, say)
    with st.container(key=FIELDS), st.form(f"typing_{item.purpose}_{item.id}", border=False, enter_to_submit=False):
        answers, said = fields.answers()
        choices = fields.choices()
        person = fields.person()
        occasion = fields.occasion() if item.needs_occasion else None
        pressed = fields.buttons()
        fields.slots.by_button = st.empty()
    return Filled(pressed, Board(answers, said, choices, occasion=occasion, **person), fields.slots)


class _Fields:
    """The parts of the form, in the order of the keyboard."""

    def __init__(self, survey: Survey, item: Item, known: Mapping[str, list[str]], say: Say) -> None:
        self.survey, self.item, self.known, self.say = survey, item, known, say
        self.words = item.words
        self.slots = Slots()

    def _key(self, name: str) -> str:
        return f"typing_{self.item.purpose}_{self.item.id}_{name}"

    def answers(self) -> tuple[dict[str, str], dict[str, Axis | None]]:
        say, words = self.say, self.words
        answers: dict[str, str] = {}
        said: dict[str, Axis | None] = {}
        st.html(markup.heading(say("板のことば"), under=say("書かれたとおりに。書いていない設問は空のままにします。")))
        for question in (question for question in self.survey.questions if question.kind == "text"):
            key = question.key
            answers[key] = (
                st.text_area(
                    markup.plain(question_label(question, say)),
                    value=words.answers.get(key, "") if words else "",
                    height=88,
                    key=self._key(f"answer_{key}"),
                )
                or ""
            )
            self.slots.after(key)
            said[key] = st.segmented_control(
                say("だれにとって？（板にあるときだけ）"),
                AXES,
                default=words.said.get(key) if words else None,
                format_func=lambda axis: say(entry_form.SAID[axis]),
                key=self._key(f"said_{key}"),
            )
        self.slots.after("answers")
        return answers, said

    def choices(self) -> dict[str, str]:
        found = {}
        for question in (question for question in self.survey.questions if question.kind != "text"):
            found[question.key] = self._choice(question) or ""
            self.slots.after(question.key)
        return found

    def _choice(self, question: Question) -> str | None:
        stands = self.words.choices.get(question.key) if self.words else None
        options = tuple(question.choices or entry_form.SCALE)
        # An answer that is not on offer (any more) stays, for a second pair of eyes.
        options = options if stands is None or stands in options else (*options, stands)
        label, key = markup.plain(question_label(question, self.say)), self._key(f"choice_{question.key}")
        if question.kind == "scale":
            return st.segmented_control(label, options, default=stands, format_func=markup.plain, key=key)
        index = options.index(stands) if stands else None
        return st.selectbox(
            label, options, index=index, placeholder=self.say("選ぶ"), format_func=markup.plain, key=key
        )

    def person(self) -> dict[str, Any]:
        say, words = self.say, self.words
        with st.grid("auto", min_column_width=150):
            with st.container():
                board = st.text_input(say("板の番号"), value=words.board if words else "", key=self._key("board"))
                self.slots.after("board")
            bands = ages.offered(self.known["age"])
            stands = words.age if words else ""
            bands = [*bands, stands] if stands and stands not in bands else bands
            age = st.selectbox(
                say("年代"),
                bands,
                index=bands.index(stands) if stands else None,
                placeholder=say("選ぶ"),
                key=self._key("age"),
            )
            # Phones say of Japanese too that it is.
            said = "" if words is None or words.language == JAPANESE else words.language
            language = st.text_input(say("言語（日本語でないとき）"), value=said, key=self._key("language"))
            if not language and words is not None and words.language == JAPANESE:
                language = JAPANESE
        relation = st.segmented_control(
            say("まちとの関わり"),
            RELATIONS,
            default=words.relation if words else None,
            format_func=lambda name: relation_label(name, say),
            key=self._key("relation"),
        )
        return {"relation": relation or "unknown", "age": age or "", "language": language, "board": board}

    def occasion(self) -> Occasion:
        """Ask where and when, what was allowed, and what is on the photo, of which nobody knew anything yet."""
        say = self.say
        st.html(markup.heading(say("いつ・どこで"), under=say("次の写真にもそのまま残ります。")))
        with st.grid("auto", min_column_width=150):
            day, clock = self._moment()
            place, wave, interviewer = (
                self._known_or_new(label, name)
                for label, name in (
                    (say("場所"), "place"), (say("回（書かなければ月）"), "wave"), (say("聞き手"), "interviewer"),
                )
            )  # fmt: skip
        kept = (day, clock, place, wave, interviewer)
        st.session_state[NEXT] = dict(zip(("day", "clock", "place", "wave", "interviewer"), kept, strict=True))
        at = datetime.combine(day, clock, self.survey.zone)
        # Of an interview that is there already, all this is known.
        if self.words is not None:
            return Occasion(at, place, wave, interviewer)
        kind = st.segmented_control(
            say("写っているもの"),
            list(entry_form.PHOTO_KIND_LABELS),
            default="face",
            required=True,
            format_func=lambda one: say(entry_form.PHOTO_KIND_LABELS[one]),
            key=self._key("kind"),
        )
        return Occasion(at, place, wave, interviewer, self._consents(), kind or "face")

    def _moment(self) -> tuple[date, time]:
        """Ask day and hour, which begin with those the camera tells, else with those of the last photo."""
        taken, today = self.item.taken_at, datetime.now(self.survey.zone).date()
        day, clock = (taken.date(), taken.time()) if taken else (_carried("day", today), _carried("clock", NOON))
        with st.container():
            chosen = st.date_input(self.say("日付"), value=day, key=self._key("day"))
            self.slots.after("at")
        hour = st.time_input(self.say("時刻（およそ）"), value=clock, key=self._key("clock"))
        return chosen or today, hour or NOON

    def _known_or_new(self, label: str, name: str) -> str:
        stands = str(_carried(name, ""))
        written = (stands, st.session_state.get(self._key(name)) or "")
        options = [*self.known[name], *(one for one in dict.fromkeys(written) if one and one not in self.known[name])]
        with st.container():
            chosen = st.selectbox(
                label,
                options,
                index=options.index(stands) if stands else None,
                accept_new_options=True,
                placeholder=self.say("選ぶか、書き入れる"),
                key=self._key(name),
            )
            self.slots.after(name)
        return chosen or ""

    def _consents(self) -> Consents:
        say = self.say
        st.html(markup.heading(say("同意"), under=say("紙に答えがあるとおりに。答えがなければ「いいえ」です。")))
        yes, board, hall, no = entry_form.YES, entry_form.BOARD, entry_form.HALL, entry_form.NO
        quote = self._consent(say("① ことば：調べて、発表で紹介します（短くすることがあります）"), (yes, no), "quote")
        seen = self._consent(say("② 写真・委員会：実行委員会の人だけが見ます"), (yes, board, no), "committee")
        public = self._consent(say("③ 写真・公開：発表会・報告書・ネット・新聞で見せます"), (yes, hall, no), "public")
        allowed: dict[str, PhotoConsent] = {yes: "face", board: "board"}
        photo = allowed.get(seen, "no")
        return Consents(quote == yes, photo, photo if public in {yes, hall} else "no", photo if public == yes else "no")

    def _consent(self, label: str, options: tuple[str, ...], name: str) -> str:
        return (
            st.segmented_control(label, options, format_func=self.say, key=self._key(f"consent_{name}"))
            or entry_form.NO
        )

    def buttons(self) -> Pressed | None:
        say, proof = self.say, self.item.purpose == "proof"
        pressed: Pressed | None = None
        with st.container(horizontal=True):
            label = say("確かめた（次へ）") if proof else say("保存して次へ")
            if st.form_submit_button(label, type="primary", icon=":material/check:", shortcut=SAVE_KEYS):
                pressed = "save"
            # What the first could read is not thrown away by the second.
            may_give_up = not proof or self.item.unreadable
            unreadable = say("読めない・書いていない")
            if may_give_up and st.form_submit_button(unreadable, icon=":material/visibility_off:"):
                pressed = "unreadable"
            if st.form_submit_button(say("あとにする"), type="tertiary"):
                pressed = "skip"
        return pressed


def _carried(name: str, otherwise: Any) -> Any:
    return st.session_state.get(CARRIED, {}).get(name) or otherwise


def carry() -> None:
    """Let where and when stay for the next photo: this one is saved."""
    st.session_state[CARRIED] = st.session_state.get(NEXT, {})
