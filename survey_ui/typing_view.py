"""写真から入力: the next board in the queue, its photo beside the fields, and how far all of it is."""

from __future__ import annotations

import uuid
from html import escape

import streamlit as st

from survey_insights.labels import question_label, relation_label
from survey_loader.access import Actor, Role
from survey_loader.acts import typed_words, typing
from survey_loader.acts.typed_words import Difference
from survey_loader.acts.typing import Item
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_, Say
from survey_loader.models import AXES, RELATIONS, Survey
from survey_loader.settings import Settings
from survey_loader.store.typed import Purpose
from survey_ui import board_photo, entry_form, markup, room, typing_form, word_differences

HOLDER, SKIPPED, TOLD, PURPOSE = "typing_holder", "typing_skipped", "typing_told", "typing_purpose"
# Well before a lease ends.
RENEW_SECONDS = 60
PURPOSES: dict[Purpose, str] = {"type": N_("入力する"), "proof": N_("確かめる")}
NOTHING: dict[Purpose, str] = {
    "type": N_("いま入力する写真はありません。"),
    "proof": N_("いま確かめるものはありません。自分が入力したものは、ほかの人が確かめます。"),
}
UNREADABLE = N_("前の人は「読めない・書いていない」としました。読めたら入れてください。")
FIELD_LABELS = {
    "board": N_("板の番号"),
    "age": N_("年代"),
    "relation": N_("まちとの関わり"),
    "language": N_("言語（日本語でないとき）"),
}


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the screen for who may type now."""
    choice, far = st.columns([1, 2], gap="large", vertical_alignment="bottom")
    with choice:
        purpose = _purpose(say)
    # Always drawn: where the fields below change their place, what is typed at that moment is lost.
    with st.container(key="typing_told"):
        st.html(st.session_state.pop(TOLD, "") or markup.paragraph(""))
    item = _next(here, survey, actor, purpose)
    with far:
        _progress(here, survey, actor, item, purpose, say)
    if item is None:
        st.text(say(NOTHING[purpose]))
        return
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="typing_photo"):
        board_photo.show(item, typing_form.first_field(item), say)
        st.html(markup.paragraph(_what(item, say), "quiet") + markup.paragraph(say(board_photo.HOW), "quiet koe-keys"))
    with right:
        if item.unreadable:
            st.html(markup.paragraph(say(UNREADABLE), "wrong"))
        filled = typing_form.draw(survey, item, room.listed(here, survey, actor), say)
    if filled.pressed:
        _do(here, survey, actor, item, filled, say)


def _purpose(say: Say) -> Purpose:
    chosen: Purpose | None = st.segmented_control(
        say("すること"),
        list(PURPOSES),
        default="type",
        required=True,
        format_func=lambda purpose: say(PURPOSES[purpose]),
        key=PURPOSE,
        on_change=lambda: st.session_state.update({SKIPPED: []}),
    )
    return chosen or "type"


def holder() -> str:
    """Return the name of this session: two windows of one person never get the same board."""
    return str(st.session_state.setdefault(HOLDER, str(uuid.uuid4())))


def _next(here: Settings, survey: Survey, actor: Actor, purpose: Purpose) -> Item | None:
    skipped = st.session_state.setdefault(SKIPPED, [])
    item = typing.take(here, actor, survey, purpose, holder(), skipped)
    if item is None and skipped:
        # All others are done: those that were put aside come round again.
        st.session_state[SKIPPED] = []
        item = typing.take(here, actor, survey, purpose, holder())
    return item


@st.fragment(run_every=RENEW_SECONDS)
def _progress(here: Settings, survey: Survey, actor: Actor, item: Item | None, purpose: Purpose, say: Say) -> None:
    """Draw how far all is, and keep what is in hand; both again and again."""
    if item is not None and not typing.renew(here, actor, survey.slug, item.id, purpose, holder()):
        st.html(markup.paragraph("⚠ " + say(typed_words.GONE), "wrong"))
    counts = typing.progress(here, actor, survey.slug)
    every = counts.typed + counts.waiting
    share = counts.typed / every if every else 1.0
    told = say("入力 {done}／{all}枚", done=f"{counts.typed:,}", all=f"{every:,}")
    told += say("、確かめ {done}／{all}枚", done=f"{counts.proofed:,}", all=f"{counts.typed:,}")
    st.progress(share, told)


def _what(item: Item, say: Say) -> str:
    """Say in a line which board it is."""
    words = item.words
    if words is None:
        name = item.photo.name if item.photo else ""
        return say("持ち主の決まっていない写真：{name}", name=name)
    parts = [words.place, f"{words.at:%Y/%m/%d %H:%M}" if words.at else "", words.wave]
    return "　".join(part for part in parts if part)


def _do(here: Settings, survey: Survey, actor: Actor, item: Item, filled: typing_form.Filled, say: Say) -> None:
    try:
        if filled.pressed == "skip":
            st.session_state[SKIPPED] = [*st.session_state[SKIPPED], item.id]
            told = markup.paragraph(say("あとにしました。ほかが済むと、また出ます。"))
        elif filled.pressed == "unreadable":
            typed_words.call_unreadable(here, actor, survey, item, holder())
            told = markup.paragraph(say("「読めない・書いていない」としました。"), "lead")
        else:
            changed = typed_words.save(here, actor, survey, item, holder(), filled.board)
            told = _saved(survey, item, changed, say)
            typing_form.carry()
            room.wrote(here, survey, actor)
    except UnusableEntry as error:
        filled.slots.show(error.field, error.render(say))
    except SurveyError as error:
        filled.slots.show("", error.render(say))
    else:
        st.session_state[TOLD] = told
        st.rerun()


def _saved(survey: Survey, item: Item, changed: list[Difference], say: Say) -> str:
    if item.purpose == "type":
        return markup.paragraph(say("保存しました。"), "lead")
    if not changed:
        return markup.paragraph(say("そのまま確かめました。"), "lead")
    return markup.paragraph(say("直して確かめました。"), "lead") + differences(survey, changed, say)


def differences(survey: Survey, changed: list[Difference] | tuple[Difference, ...], say: Say) -> str:
    """Return what a second person changed, field by field, as markup."""
    rows = "".join(
        f"<dt>{escape(_field(survey, one.name, say))}</dt>"
        f"<dd>{word_differences.markup(_value(one.name, one.before, say), _value(one.name, one.after, say), say)}</dd>"
        for one in changed
    )
    return f'<dl class="koe-facts koe-changed">{rows}</dl>'


def _field(survey: Survey, name: str, say: Say) -> str:
    key = name.removeprefix("said_")
    question = survey.question(key)
    if question is None:
        return say(FIELD_LABELS[name]) if name in FIELD_LABELS else name
    label = question_label(question, say)
    return say("{question}（だれにとって）", question=label) if key != name else label


def _value(name: str, value: str, say: Say) -> str:
    if name == "relation" and value in RELATIONS:
        return relation_label(value, say)
    if name.startswith("said_") and value in AXES:
        return say(entry_form.SAID[value])
    return value


def may_keep(actor: Actor, survey: Survey) -> bool:
    """Whether the reader is an organiser of the survey."""
    return actor.may(survey.slug, Role.ORGANISER)
