"""The hierarchy of themes on the screen: a drawing whose parts open, and the same as a list with links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from survey_insights.attributes import GROUP_SIGN, PULL, WORD
from survey_insights.chart_list import Asked
from survey_insights.hierarchy import FORMS, ID_SIGN, Form, Part, hierarchy, hierarchy_chart, hierarchy_frame
from survey_insights.labels import axis_label, interval, percent
from survey_insights.selection import Filters
from survey_insights.themes import theme_names
from survey_ui import charts, choosing, links, markup, recent, theme_view
from survey_ui.room import Room

FORM_KEY = "form"
VOICES = "voices"


def show(room: Room) -> None:
    """Draw the hierarchy as the reader likes it, and the list of all its parts."""
    say = room.say
    parts, n = recent.result(room.everything, ("parts", room.filters), lambda: hierarchy(room.voices, _questions(room)))
    if not parts:
        return
    with st.container(key="hierarchy"):
        with st.container():
            form: Form = choosing.one_of(say("テーマの広がり"), FORMS, "treemap", FORM_KEY, say)
            charts.draw(
                room, lambda: hierarchy_chart(room.voices, say, room.question, form, (parts, n)), ("hierarchy", form),
                pick=_open_pressed, asked=Asked("hierarchy", room.question, form=form),
            )  # fmt: skip
        if not room.reads:
            return
        with st.expander(say("一覧で見る（声へのリンクつき）"), icon=":material/format_list_bulleted:", key="parts"):
            st.html(f'<div class="koe-parts">{_listed(room, parts, n)}</div>')


def _questions(room: Room) -> tuple[str, ...]:
    return (room.question,) if room.question else ()


def _open_pressed(point: Mapping[str, Any]) -> None:
    """Choose the theme a reader pressed in the drawing, also where it was one of its words."""
    names = str(point.get("id", "")).split(ID_SIGN)
    if len(names) > 1:
        st.session_state[theme_view.KEY] = names[1]


def _listed(room: Room, parts: Sequence[Part], n: int) -> str:
    """Return the parts as a list that folds, themes below whom they serve, words below their theme."""
    rows = hierarchy_frame(list(parts), n)
    said = {
        part: _share(room, part, share, low, high, n)
        for part, share, low, high in zip(parts, rows["share"], rows["low"], rows["high"], strict=True)
    }
    return "".join(
        f"<details open><summary>{_chip(room, pull)}</summary><p>{_link(room, pull)}　{said[pull]}</p>"
        f"<ul>{''.join(_theme(room, parts, theme, said) for theme in parts if _below(theme, pull))}</ul></details>"
        for pull in parts
        if not pull.theme
    )


def _below(part: Part, pull: Part) -> bool:
    return part.pull == pull.pull and bool(part.theme) and not part.word


def _theme(room: Room, parts: Sequence[Part], theme: Part, said: dict[Part, str]) -> str:
    words = [part for part in parts if part.theme == theme.theme and part.word]
    used = "　".join(f"{_link(room, word)} {escape(_people(room, word))}" for word in words)
    told = room.say("よく使われたことば")
    below = f"<br><small>{escape(told)}　{used}</small>" if words else ""
    return f"<li>{_link(room, theme)}<br><small>{said[theme]}</small>{below}</li>"


def _chip(room: Room, pull: Part) -> str:
    # A link inside what folds could not be told from it by the keyboard.
    return markup.axis_chip(pull.pull if pull.pull != "none" else None, room.say)


def _people(room: Room, part: Part) -> str:
    return room.say("{n}人", n=f"{part.people:,}")


def _share(room: Room, part: Part, share: float, low: float, high: float, n: int) -> str:
    message = room.say(
        "聞いた{total}人のうち{n}人（{percent}、幅 {interval}）", total=f"{n:,}", n=f"{part.people:,}",
        percent=percent(share), interval=interval(low, high, room.say),
    )  # fmt: skip
    return escape(message)


def _link(room: Room, part: Part) -> str:
    """Return the way to the voices of a part."""
    say = room.say
    if part.word:
        return markup.link(part.word, VOICES, links.address(room, _chosen(room.filters, part)))
    if part.theme:
        name = theme_names(room.everything, say)[part.theme]
        return markup.link(name, VOICES, links.address(room, _chosen(room.filters, part)))
    label = say("{axis}のテーマの声を読む", axis=axis_label(part.pull, say))
    return markup.link(label, VOICES, links.address(room, _chosen(room.filters, part)))


def _chosen(filters: Filters, part: Part) -> Filters:
    if part.word:
        return replace(filters, theme=part.theme, group=f"{WORD}{GROUP_SIGN}{part.word}")
    if part.theme:
        return replace(filters, theme=part.theme)
    return replace(filters, group=f"{PULL}{GROUP_SIGN}{part.pull}")
