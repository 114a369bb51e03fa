"""The one row of filters all screens share; what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException

from survey_insights.attributes import described
from survey_insights.copies import same_words
from survey_insights.counts import grouping
from survey_insights.labels import (
    AXIS_LABELS,
    TONE_LABELS,
    axis_label,
    month_name,
    question_label,
    relation_label,
    theme_label,
)
from survey_insights.labels import tone_label as name_of_tone
from survey_insights.selection import Filters
from survey_insights.words import most_written
from survey_loader.language import Say
from survey_loader.models import RELATIONS
from survey_loader.voices import Voices
from survey_ui import markup, recent

NARROWEST_PIXELS = 200
ONCE_KEY, CLASH_KEY = "once", "clash"
# Any group of a cross table: links come with it, and a button takes it off.
GROUP_KEY = "group"
# Before the name of a filter that a link carries to another screen (links.py).
CARRIED = "to_"
# So many words are offered; any other can be typed.
MOST_WORDS = 500


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, its field of Filters, its label, options and their names."""

    key: str
    field: str
    label: str
    options: tuple[str, ...]
    name: Callable[[str], str]
    single: bool = False
    open: bool = False


def choices(voices: Voices, say: Say, by_coding: bool) -> tuple[Choice, ...]:
    """Return the filters that make sense for these voices: one with a single option chooses nothing."""
    survey, values = voices.survey, recent.result(voices, "filter_options", lambda: _present(voices))
    labels = {question.key: question_label(question, say) for question in survey.questions if question.kind == "text"}
    people = (
        Choice("wave", "waves", say("回"), values["wave"], str),
        Choice("question", "questions", say("設問"), tuple(labels), labels.__getitem__),
        Choice(
            "relation",
            "relations",
            say("まちとの関わり"),
            values["relation"],
            lambda r: relation_label(r, say),
        ),
        Choice("age", "ages", say("年代"), values["age"], str),
        Choice("place", "places", say("場所"), values["place"], str),
    )
    found = tuple(choice for choice in people if len(choice.options) > 1)
    return found + _coding_choices(voices, say) if by_coding else found


def _coding_choices(voices: Voices, say: Say) -> tuple[Choice, ...]:
    themes = {theme.key: theme_label(theme, say) for theme in voices.theme_list}
    months = recent.result(voices, "months", lambda: grouping(voices, "month").labels)
    return (
        Choice("month", "months", say("月"), months, lambda m: month_name(m, say)),
        Choice("theme", "theme", say("テーマ"), tuple(themes), themes.__getitem__, single=True),
        Choice("axis", "axis", say("だれのため"), tuple(AXIS_LABELS), lambda a: axis_label(a, say), single=True),
        Choice("tone", "tone", say("気持ち"), tuple(TONE_LABELS), lambda t: name_of_tone(t, say), single=True),
        Choice("words", "words", say("ことば（すべてふくむ声）"), _words(voices), str, open=True),
    )


def _words(voices: Voices) -> tuple[str, ...]:
    return recent.result(voices, "filter_words", lambda: tuple(most_written(voices, MOST_WORDS)))


def _present(voices: Voices) -> dict[str, tuple[str, ...]]:
    """Return what there is to choose from, by column of the interviews."""
    found = {column: _values(voices, column) for column in ("wave", "age", "place")}
    present = set(voices.interviews["relation"].dropna().unique())
    return found | {"relation": tuple(relation for relation in RELATIONS if relation in present)}


def _values(voices: Voices, column: str) -> tuple[str, ...]:
    """Return the known values of a column of the interviews, in their own order."""
    values = voices.interviews[column]
    if hasattr(values, "cat"):
        present = values.cat.remove_unused_categories().cat.categories
    else:
        present = values.dropna().value_counts().index
    return tuple(str(value) for value in present if value != "")


def draw(voices: Voices, say: Say, by_coding: bool = False) -> Filters:
    """Draw the filters folded away, with what is chosen written beside them; return the choice."""
    offered = choices(voices, say, by_coding)
    chosen = _draw_choices(offered, say) if offered else {}
    if not by_coding:
        # Where comments themselves are chosen, chips say it (facets_view).
        _show_chosen(offered, chosen, say)
    group = _draw_group(voices, say) if by_coding else ""
    clash = by_coding and _draw_clash(voices, say)
    return Filters(**chosen, group=group, clash=clash, once=_draw_once(voices, say))  # type: ignore[arg-type]


def _draw_group(voices: Voices, say: Say) -> str:
    """Show the group a link came with, and offer to take it off."""
    group = str(st.query_params.get(GROUP_KEY, ""))
    if not group:
        return ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(markup.paragraph(say("いま見ているのは　") + described(voices, group, say), "quiet"), width="content")
        st.button(say("この条件を外す"), type="tertiary", key="group_off", on_click=_drop_group)
    return group


def _drop_group() -> None:
    st.query_params.pop(GROUP_KEY, None)


def _draw_choices(offered: Sequence[Choice], say: Say) -> dict[str, str | tuple[str, ...]]:
    count = sum(1 for choice in offered if _is_set(choice.key))
    label = say("絞り込み（{n}）", n=count) if count else say("絞り込み")
    with st.expander(label, icon=":material/tune:", key="filters"):
        with st.grid("auto", min_column_width=NARROWEST_PIXELS):
            chosen = {choice.field: _draw_one(choice, say) for choice in offered}
        st.button(
            say("絞り込みを外す"),
            type="tertiary",
            on_click=_clear,
            args=(offered,),
            disabled=not any(chosen.values()),
        )
    return chosen


def _draw_once(voices: Voices, say: Say) -> bool:
    """Offer to count the same words once, where any were written more than once."""
    copied = recent.result(voices, "same_words", lambda: same_words(voices.comments))
    if not copied:
        return False
    label = say("同じ文面が{n}件あります。一度だけ数える", n=f"{copied:,}")
    return _draw_toggle(label, ONCE_KEY)


def _draw_clash(voices: Voices, say: Say) -> bool:
    """Offer only the voices of residents whom visits trouble, where there are any."""
    marked = recent.result(voices, "clashes", lambda: int(voices.comments["clash"].sum()))
    if not marked:
        return False
    label = say("ぶつかり（訪れる人が来ることで住む人が困っている声）だけを見る（{n}件）", n=f"{marked:,}")
    return _draw_toggle(label, CLASH_KEY)


def _draw_toggle(label: str, key: str) -> bool:
    if arrived(key):
        st.session_state[key] = True
    return st.toggle(label, key=key, bind="query-params")


def _is_set(key: str) -> bool:
    # On the first run of a link the widgets do not hold its values yet; the address does.
    if CARRIED + key in st.query_params:
        return True
    return bool(st.session_state[key]) if key in st.session_state else key in st.query_params


def arrived(key: str) -> list[str]:
    """Return, once, what a link carried for a filter or another choice, and write it where the address names it."""
    given = st.query_params.get_all(CARRIED + key)
    if given:
        del st.query_params[CARRIED + key]
        # On a link within one screen the widget stands already, and writes the address itself.
        with suppress(StreamlitAPIException):
            st.query_params[key] = given
    return given


def _draw_one(choice: Choice, say: Say) -> str | tuple[str, ...]:
    if given := arrived(choice.key):
        found = [option for option in choice.options if choice.name(option) in given]
        st.session_state[choice.key] = (found[0] if found else None) if choice.single else found
    if choice.single:
        value = st.selectbox(
            choice.label,
            choice.options,
            index=None,
            format_func=choice.name,
            placeholder=say("すべて"),
            key=choice.key,
            bind="query-params",
        )
        return value or ""
    return tuple(
        st.multiselect(
            choice.label,
            choice.options,
            format_func=choice.name,
            placeholder=say("すべて"),
            select_all=False,
            accept_new_options=choice.open,
            key=choice.key,
            bind="query-params",
        )
    )


def _clear(offered: Sequence[Choice]) -> None:
    for choice in offered:
        st.session_state[choice.key] = None if choice.single else []


def _show_chosen(offered: Sequence[Choice], chosen: dict[str, str | tuple[str, ...]], say: Say) -> None:
    parts = []
    for choice in offered:
        values = chosen[choice.field]
        names = [choice.name(value) for value in ((values,) if isinstance(values, str) else values) if value]
        if names:
            parts.append(say("{label}：{values}", label=choice.label, values=say("、").join(names)))
    if parts:
        st.html(markup.paragraph(say("いま見ているのは　") + "　／　".join(parts), "quiet"))


def address(filters: Filters, voices: Voices, say: Say) -> dict[str, list[str]]:
    """Return the filters as they stand in an address, for a link to the comments behind a number."""
    found: dict[str, list[str]] = {}
    for choice in choices(voices, say, by_coding=True):
        values = getattr(filters, choice.field)
        names = [choice.name(value) for value in ((values,) if isinstance(values, str) else values) if value]
        if names:
            found[choice.key] = names
    found |= {GROUP_KEY: [filters.group]} if filters.group else {}
    toggles = {CLASH_KEY: filters.clash, ONCE_KEY: filters.once}
    return found | {key: ["true"] for key, on in toggles.items() if on}
