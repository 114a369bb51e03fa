"""Choosing two sides of the voices: by which attribute, which two of its groups, and who is in neither."""

from __future__ import annotations

import streamlit as st

from survey_insights.labels import axis_label
from survey_insights.sides import (
    ATTRIBUTES,
    UNSTABLE,
    Attribute,
    Pair,
    group_label,
    groups_of,
    on_both_sides,
    outside,
    sides_of,
    usual_pair,
)
from survey_loader.language import Say
from survey_loader.voices import Voices
from survey_ui import choosing, markup, recent
from survey_ui.room import Room

KEY = "split"
MOST_NAMED = 3


def choose(room: Room) -> Pair:
    """Draw the choice of an attribute and of two of its groups; all of it stands in the address."""
    say, everything = room.say, room.everything
    groups = recent.result(everything, "sides", lambda: {by: _comparable(everything, by) for by in ATTRIBUTES})
    offered: list[Attribute] = [by for by in ATTRIBUTES if by in ("axis", "relation") or len(groups[by]) > 1]
    by: Attribute = choosing.one_of(
        say("くらべ方"), {by: ATTRIBUTES[by] for by in offered}, "axis", KEY, say, required=False
    )
    usual = recent.result(everything, ("usual_pair", by), lambda: usual_pair(everything, by))
    assert usual is not None  # offered only where there are two
    return usual if by == "axis" or len(groups[by]) < 2 else _choose_groups(room, usual, groups[by])


def _comparable(voices: Voices, by: Attribute) -> tuple[str, ...]:
    return tuple(group for group in groups_of(voices, by) if group != "unknown")


def _choose_groups(room: Room, usual: Pair, groups: tuple[str, ...]) -> Pair:
    say = room.say
    names = {group: group_label(room.everything, usual.by, group, say) for group in groups}
    with st.container(horizontal=True, gap="small"):
        left = _one(say("くらべるもの（1つめ）"), f"{usual.by}_a", groups, usual.left, names)
        others = tuple(group for group in groups if group != left)
        right = _one(say("くらべるもの（2つめ）"), f"{usual.by}_b", others, usual.right, names)
    return Pair(usual.by, left, right)


def _one(label: str, key: str, groups: tuple[str, ...], usual: str, names: dict[str, str]) -> str:
    if st.session_state.get(key) not in (None, *groups):
        # The other side has just taken it.
        del st.session_state[key]
    chosen: str = st.selectbox(
        label,
        groups,
        index=groups.index(usual) if usual in groups else 0,
        format_func=names.__getitem__,
        key=key,
        bind="query-params",
    )
    return chosen


def say_who(room: Room, pair: Pair) -> None:
    """Say how many voices are on each side, on neither, and when that is too few for a ranking."""
    key = ("said_sides", pair, room.filters, room.language)
    lines = recent.result(room.everything, key, lambda: told(room.voices, pair, room.say))
    st.html(markup.paragraph("".join(lines), "quiet"))


def told(voices: Voices, pair: Pair, say: Say) -> list[str]:
    """Return the sentences of `say_who`."""
    sides = sides_of(voices, pair, say, unit="comments")
    (left, right), (n, m) = sides.names, (f"{total:,}" for total in sides.totals)
    lines = [say("「{left}」の声{n}件と「{right}」の声{m}件をくらべます。", left=left, n=n, right=right, m=m)]
    rest = outside(voices, pair)
    if rest:
        named = say("、").join(
            say("「{name}」{n}件", name=_rest_name(voices, pair.by, group, say), n=f"{rest[group]:,}")
            for group in list(rest)[:MOST_NAMED]
        )
        if len(rest) > MOST_NAMED:
            named += say("など")
        lines.append(say("どちらにも入れない声が{n}件あります（{named}）。", n=f"{sum(rest.values()):,}", named=named))
    twice = on_both_sides(voices, pair)
    if twice:
        lines.append(say("{n}人は、両方の側に声があります。", n=f"{twice:,}"))
    return [*lines, say(UNSTABLE)] if sides.unstable else lines


def _rest_name(voices: Voices, by: Attribute, group: str, say: Say) -> str:
    if group != "none":
        return group_label(voices, by, group, say)
    return axis_label(group, say) if by == "axis" else say("不明")
