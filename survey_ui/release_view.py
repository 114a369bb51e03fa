"""公開前チェック: quotes and photos one by one; one person decides whether they go out, a second confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import streamlit as st

from survey_loader.acts import releasing
from survey_loader.acts.releasing import Line, State, Waiting, same_person
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.store.public_checks import Choice, Kind, Span
from survey_loader.text.third_persons import Concern
from survey_ui import choosing, comments, desk_view, errors, markup
from survey_ui.marking import marked
from survey_ui.room import Room, known_or_none

KINDS: Mapping[Kind, str] = {"comment": N_("声"), "photo": N_("写真")}
STATE_LABELS: Mapping[State, str] = {
    "open": N_("まだ見ていない"),
    "second": N_("二人目を待つ"),
    "released": N_("公開してよい"),
    "held": N_("止めた"),
}
CONCERNS: Mapping[Concern, str] = {
    "person": N_("人の名まえ？"),
    "company": N_("店・会社・団体？"),
    "illness": N_("病気・障がいなど？"),
    "party": N_("政党・政治？"),
    "contact": N_("連絡先？"),
}
LOOK: Mapping[str, str] = {
    "face": N_("うしろや横に、ほかの人の顔がはっきり写っていませんか。名札、車のナンバー、家の表札も見てください。"),
    "board": N_("板に、名まえや電話番号が書かれていませんか。うしろに、人の顔が写っていませんか。"),
}
MISSES = N_(
    "印は、辞書とことばの一覧で付けています。あだ名、辞書にない名まえ、話の中身から分かる人には付きません。"
    "写真では、正面から見た顔かもしれないところに枠を付けます。横顔や小さな顔には付きません。"
    "印や枠がなくても、読んで・見て決めてください。"
)
WORDS_HELD = N_(
    "この人の声には、伏せたことばか、外に出さないことばがあります。写真の板に、同じことばが写っていませんか。"
)
BOARDS = N_("伏せるか、外に出さないと決めると、その人の写真も、写真のほうで「公開してよい」とするまで外に出ません。")
FACES = N_("顔かもしれないところが{n}か所あります（黄色い枠）。聞いた人のほかに、だれも写っていませんか。")
NO_FACE = N_("正面から見た顔は、見つかりませんでした。")
# How many faces a photo of its kind has where nobody else is on it.
EXPECTED = {"face": 1, "board": 0}
ASKING = N_("いまは、二人が見たものだけが、会場・紙・ネットに出ます。")
NOT_ASKING = N_(
    "いまは、同意があれば出ます（ことばに同意のない人の写真は、ここで見てからです）。"
    "ここで止めたものと、伏せたことばは、いつも守られます。"
)
NONE_LEFT: Mapping[State, str] = {
    "open": N_("見ていないものは、ありません。"),
    "second": N_("二人目を待つものは、ありません。"),
    "released": N_("公開してよいと決めたものは、まだありません。"),
    "held": N_("止めたものは、ありません。"),
}
PUT_OFF, TOLD, STATE = "release_put_off", "release_told", "release_state"
TOGETHER = 20


@dataclass(frozen=True)
class Check:
    """One run of the screen: the room, who looks, at what, and how far it is."""

    room: Room
    checker: str
    kind: Kind
    state: State

    def show(self, line: Line) -> None:
        """Draw what is in front, or all of it where it was decided already."""
        say = self.room.say
        if not line.waiting:
            st.html(markup.paragraph(say(NONE_LEFT[self.state]), "lead"))
            return
        if self.state in ("released", "held"):
            self._list(line)
        elif self._together(line):
            self._many(line)
        else:
            self._one(self._in_front(line.waiting), len(line.waiting))

    def _plain(self, line: Line) -> list[Waiting]:
        """Return those without marks that this person may decide: nobody is the second one of their own decision."""
        return [
            one for one in line.waiting
            if not one.marks
            and not (self.state == "second" and one.decision and same_person(one.decision.actor, self.checker))
        ]  # fmt: skip

    def _together(self, line: Line) -> bool:
        plain = self._plain(line)
        return (
            self.kind == "comment"
            and len(plain) > 1
            and st.toggle(
                self.room.say("印のない声を、{n}件ずつまとめて見る", n=TOGETHER), key=f"release_together_{self.state}"
            )
        )

    def _in_front(self, waiting: Sequence[Waiting]) -> Waiting:
        """Return the first that was not put off; when all were, they come again."""
        later: list[str] = st.session_state.setdefault(PUT_OFF, [])
        left = [one for one in waiting if one.id not in later]
        if not left:
            later.clear()
        return (left or list(waiting))[0]

    def _one(self, one: Waiting, left: int) -> None:
        say = self.room.say
        st.html(markup.paragraph(say("のこり{n}件", n=f"{left:,}"), "quiet"))
        self._shown(one)
        spans = self._blackening(one) if self.kind == "comment" and self.state == "open" else ()
        with st.container(horizontal=True, gap="small"):
            if self.state == "open":
                released = self._button(say("公開してよい"), "release", "1", "check", primary=not spans)
                black = bool(spans) and self._button(
                    say("選んだことばを伏せて、公開してよい"), "blacken", "2", "ink_eraser", primary=True
                )
            else:
                released = self._button(say("わたしも、公開してよい"), "confirm", "1", "done_all", primary=True)
                black = False
            hold = self._button(say("外に出さない"), "hold", "3", "block")
            later = self._button(say("あとで"), "later", "s", "skip_next")
        if self.kind == "comment":
            st.html(markup.paragraph(say(BOARDS), "quiet"))
        if later:
            st.session_state[PUT_OFF].append(one.id)
            st.rerun()
        if hold:
            self._decide([one], "hold")
        if released and self.state == "second":
            self._confirm([one])
        if released or black:
            self._decide([one], "release", spans if black else ())

    def _button(self, label: str, name: str, shortcut: str, icon: str, *, primary: bool = False) -> bool:
        return st.button(
            label,
            key=f"release_{name}",
            shortcut=shortcut,
            icon=f":material/{icon}:",
            type="primary" if primary else "secondary",
        )

    def _shown(self, one: Waiting) -> None:
        say = self.room.say
        with st.container(border=True, key="release_front"):
            if one.kind == "photo":
                self._photo(one)
                return
            st.html(f'<p class="koe-board">{self._words(one)}</p>')
            row = known_or_none(self.room.texts([one.number]))
            if len(row):
                record = cast("dict[str, Any]", row.to_dict("records")[0])
                st.html(markup.paragraph(comments.who(self.room, record), "who"))
            self._concerns(one)
        if one.decision and self.state == "second":
            told = say("はじめに見た人：{who}", who=self.room.called(one.decision.actor))
            if one.decision.blackened:
                told += "　" + say("出ることば：「{words}」", words=one.public)
            st.html(markup.paragraph(told))

    def _photo(self, one: Waiting) -> None:
        """Draw the photo with a frame around what may be a face; one who was asked is expected on a photo of a face."""
        say, room = self.room.say, self.room
        boxes = releasing.faces_in(room.settings, room.actor, room.survey.slug, one.id)
        st.html(markup.marked_photo(one.id, say("公開する前に見る写真"), boxes))
        told = say(FACES, n=len(boxes)) if boxes else say(NO_FACE)
        st.html(markup.paragraph(told, "koe-clash" if len(boxes) > EXPECTED.get(one.picture, 0) else "quiet"))
        if one.words_held:
            st.html(markup.paragraph(say(WORDS_HELD), "koe-clash"))
        st.html(markup.paragraph(say(LOOK.get(one.picture, LOOK["face"])), "lead"))

    def _words(self, one: Waiting) -> str:
        return marked(one.text, [mark.word for mark in one.marks])

    def _concerns(self, one: Waiting) -> None:
        say = self.room.say
        chips = [
            f'<span class="koe-chip koe-clash">{escape(say(CONCERNS[mark.concern]))} {escape(mark.word)}</span>'
            for mark in one.marks
        ]
        if chips:
            st.html(f"<div>{''.join(chips)}</div>")

    def _blackening(self, one: Waiting) -> tuple[Span, ...]:
        """Draw the choice of words to blacken, and the words as they would go out; return the parts."""
        say = self.room.say
        words = list(dict.fromkeys(mark.word for mark in one.marks))
        chosen = list(
            st.pills(say("伏せることば"), words, selection_mode="multi", key=f"black_{one.id}") if words else []
        )
        typed = st.text_input(
            say("ほかに伏せることば（そのまま書き写す。いくつもあれば「、」で区切る）"), key=f"black_typed_{one.id}"
        )
        chosen += [word.strip() for word in typed.split("、") if word.strip()]
        missing = [word for word in chosen if word not in one.text]
        if missing:
            st.text(say("「{word}」は、この声の中にありません。", word=missing[0]))
        spans = tuple(sorted({span for word in chosen for span in places(one.text, word)}))
        if spans:
            shown = releasing.blackened(one.text, spans)
            st.html(markup.paragraph(say("出ることば：「{words}」", words=shown)))
        return spans

    def _many(self, line: Line) -> None:
        say = self.room.say
        plain = self._plain(line)[:TOGETHER]
        rows = "".join(f"<li>{escape(one.public)}</li>" for one in plain)
        st.html(f'<ol class="koe-list koe-together">{rows}</ol>')
        st.html(markup.paragraph(say("ひとつでも気になる声があれば、まとめずに、ひとつずつ見てください。"), "quiet"))
        told = say("この{n}件は、公開してよい", n=len(plain))
        if st.button(told, type="primary", icon=":material/done_all:", shortcut="1", key="release_many"):
            if self.state == "open":
                self._decide(plain, "release")
            else:
                self._confirm(plain)

    def _list(self, line: Line) -> None:
        say = self.room.say
        pages = -(-len(line.waiting) // TOGETHER)
        page = st.pagination(pages, key=f"release_page_{self.kind}_{self.state}") if pages > 1 else 1
        for one in line.waiting[(page - 1) * TOGETHER : page * TOGETHER]:
            with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"decided_{one.id}"):
                if one.kind == "photo":
                    st.html(markup.photo(one.id, say("公開前チェックをした写真")), width=120)
                else:
                    st.html(markup.paragraph(one.public))
                st.html(markup.paragraph(self._by(one), "quiet"))
                st.button(
                    say("もう一度見る"), key=f"again_{one.id}", type="tertiary", on_click=self._again, args=(one.id,)
                )

    def _by(self, one: Waiting) -> str:
        say, decision = self.room.say, one.decision
        if decision is None:
            return ""
        people = say("、").join(self.room.called(who) for who in (decision.actor, decision.confirmed_by) if who)
        return say("{who}　{day}", who=people, day=self.room.survey.day_of(decision.confirmed_at or decision.at))

    def _again(self, record: str) -> None:
        try:
            releasing.take_back(self.room.settings, self.room.actor, self.room.survey.slug, self.kind, record)
        except SurveyError as error:
            st.session_state[TOLD] = error.render(self.room.say)

    def _decide(self, ones: Sequence[Waiting], choice: Choice, spans: Sequence[Span] = ()) -> None:
        contents = {one.id: one.content for one in ones}
        releasing.decide(
            self.room.settings, self.room.actor, self.room.survey.slug, self.kind, contents, choice, self.checker, spans
        )
        st.rerun()

    def _confirm(self, ones: Sequence[Waiting]) -> None:
        contents = {one.id: one.content for one in ones}
        releasing.confirm(self.room.settings, self.room.actor, self.room.survey.slug, self.kind, contents, self.checker)
        st.rerun()


def places(text: str, word: str) -> list[Span]:
    """Return every place of a word in a text."""
    found, start = [], text.find(word)
    while word and start >= 0:
        found.append((start, start + len(word)))
        start = text.find(word, start + len(word))
    return found


def show(room: Room) -> None:
    """Draw what the survey asks for, who looks, what at, and what is in front."""
    say = room.say
    if told := st.session_state.pop(TOLD, ""):
        st.text(told)
    _asked(room)
    st.html(markup.paragraph(say(MISSES), "quiet"))
    with st.container(horizontal=True, gap="medium"):
        kind = choosing.one_of(say("何を"), KINDS, "comment", "release_kind", say)
        line = releasing.line(room.settings, room.actor, room.survey.slug, kind, st.session_state.get(STATE) or "open")
        state = _choose_state(room, line)
    checker = desk_view.choose_coder(room)
    if not checker:
        st.html(markup.paragraph(say("お名前を入れると、声と写真がひとつずつ出てきます。"), "lead"))
        return
    with errors.box(say):
        Check(room, checker, kind, state).show(line)


def _choose_state(room: Room, line: Line) -> State:
    """Draw the choice of what is shown, with how many there are of each; `line` is read for it already."""
    say, counts = room.say, line.counts
    chosen = st.segmented_control(
        say("どこまで"),
        list(STATE_LABELS),
        default="open",
        format_func=lambda state: say("{state} {n}", state=say(STATE_LABELS[state]), n=f"{counts[state]:,}"),
        key=STATE,
        required=True,
        wrap=True,
    )
    return chosen or "open"


def _asked(room: Room) -> None:
    """Draw whether nothing goes out that was not released; the organiser's to change."""
    say, asked = room.say, room.survey.public_check
    if not room.keeps:
        st.html(markup.paragraph(say(ASKING) if asked else say(NOT_ASKING), "quiet"))
        return
    wanted = st.toggle(
        say("公開前チェックが済んだものだけを外に出す"),
        value=asked,
        key=f"release_asked_{asked}",
    )
    st.html(markup.paragraph(say(ASKING) if asked else say(NOT_ASKING), "quiet"))
    if wanted != asked:
        releasing.ask(room.settings, room.actor, room.survey.slug, wanted)
        st.rerun()
