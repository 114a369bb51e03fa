"""The map of two sides on the screen: search, list and points, each a way to the comments under it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from survey_insights import plane
from survey_insights.chart_list import Asked
from survey_insights.labels import interval, percent, points
from survey_insights.plane import KINDS
from survey_insights.plane_drawing import Look, What
from survey_insights.selection import Filters, with_theme, with_word
from survey_insights.sides import Pair, Sides, narrowed, side_masks, sides_of
from survey_insights.statistics import wilson
from survey_loader.language import N_
from survey_loader.text.normalise import normalise
from survey_ui import charts, choosing, comments, links, markup, recent, touch
from survey_ui.room import Room

WHAT_KEY, FIND_KEY, COLOURS_KEY, POINT_KEY = "what", "find", "theme_colours", "point"
MOST_LISTED, MOST_FOUND, FEW = 40, 60, 3
LIST_PIXELS = {False: 560, True: 260}


def show_map(room: Room, pair: Pair) -> None:
    """Draw the map in a fragment of its own: a click on it does not draw the rest of the screen again."""
    touch.leave_swipes_to_the_page()
    _fragment(room, pair)


@st.fragment
def _fragment(room: Room, pair: Pair) -> None:
    say = room.say
    what, by_theme, query = _controls(room)
    questions = (room.question,) if room.question and pair.by != "question" else ()
    asked = ("plane", what, pair, questions)
    frame = recent.result(
        room.everything, (*asked, room.filters), lambda: plane.compare(room.voices, what, pair, questions)
    )
    if frame.empty:
        st.text(say("くらべられるだけの声が、まだ両方にそろっていません。"))
        return
    sides = sides_of(room.voices, pair, say, questions, "comments" if what == "word" else None)
    names = dict(zip(frame["key"], plane.names_of(room.voices, what, list(frame["key"]), say), strict=True))
    found = _found(names, query)
    chosen = st.query_params.get(POINT_KEY, "")
    chosen = chosen if chosen in names else ""
    look = Look("theme" if by_theme else "side", found[:MOST_FOUND], chosen, _on_phone())
    board, listing = (st.container(), st.container()) if look.narrow else st.columns([7, 3])
    with listing if not look.narrow else board:
        _list(room, frame, names, sides, found if query else None, look)
    with board:
        charts.draw(
            room,
            lambda: plane.plane(room.voices, say, frame, sides, what, look),
            (*asked, look),
            pick=lambda point: _choose(str(point["customdata"][0])),
            asked=Asked("plane", "".join(questions[:1]), by=pair.by, left=pair.left, right=pair.right, form=what),
        )
        if chosen:
            _opened(room, sides, what, frame[frame["key"] == chosen].iloc[0], names[chosen])
        else:
            st.html(
                markup.paragraph(
                    say("点か一覧の名前を押すと、その声がここに出ます。")
                    if room.reads
                    else say("点か一覧の名前を押すと、その数がここに出ます。"),
                    "quiet",
                )
            )


def _controls(room: Room) -> tuple[What, bool, str]:
    """Draw what is to be seen, in which colours, and the search field."""
    say = room.say
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        what: What = choosing.one_of(say("図にするもの"), KINDS, "theme", WHAT_KEY, say, required=False)
        by_theme = st.toggle(say("テーマの色で分ける"), key=COLOURS_KEY, bind="query-params")
    query = st.text_input(
        say("ことば・テーマを探す"),
        type="search",
        placeholder=say("例：除雪、駅前、バス"),
        key=FIND_KEY,
        bind="query-params",
    )
    return what, by_theme, (query or "").strip()


def _on_phone() -> bool:
    """Return whether the browser says it is a phone's: the server does not know how wide its page is."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def _found(names: dict[str, str], query: str) -> tuple[str, ...]:
    wanted = normalise(query)
    return tuple(key for key, name in names.items() if wanted in normalise(name)) if wanted else ()


def _choose(key: str) -> None:
    st.query_params[POINT_KEY] = key


def _close() -> None:
    st.query_params.pop(POINT_KEY, None)


def _list(
    room: Room, frame: pd.DataFrame, names: dict[str, str], sides: Sides, found: tuple[str, ...] | None, look: Look
) -> None:
    """Draw what was found, or what comes most often, as a list in which one can be chosen."""
    say = room.say
    if found is not None and not found:
        st.text(say("この図には見つかりません。「図にするもの」をかえるか、別のことばで探してください。"))
        return
    keys = list(frame["key"].head(MOST_LISTED)) if found is None else list(found[:MOST_FOUND])
    keys = keys if look.chosen in ("", *keys) else [look.chosen, *keys]
    of = len(frame) if found is None else len(found)
    head = say("多い順の一覧") if found is None else say("見つかったもの：{n}", n=f"{of:,}")
    if len(keys) < of:
        head += say("（はじめの{n}。ほかは探すと出ます）", n=len(keys))
    st.html(markup.paragraph(head, "column"))
    st.html(markup.paragraph(say("割合と数：{left}／{right}", left=sides.names[0], right=sides.names[1]), "foot"))
    rows = frame.set_index("key").loc[keys]
    # Tall enough for a long list, short enough that the map stays in sight.
    with st.container(height=LIST_PIXELS[look.narrow] if len(keys) > 6 else "content", border=False):
        _radio(room, rows, names, sides, look.chosen)


def _radio(room: Room, rows: pd.DataFrame, names: dict[str, str], sides: Sides, chosen: str) -> None:
    key, keys = "plane_list", list(rows.index)
    # What was chosen on the map is chosen in the list, too.
    st.session_state[key] = chosen if chosen in keys else None

    def picked() -> None:
        if st.session_state[key]:
            _choose(st.session_state[key])

    marks = [_mark(row, sides) for row in rows.itertuples()]
    labels = {
        name: markup.plain(" ".join(part for part in (mark, names[name]) if part))
        for name, mark in zip(keys, marks, strict=True)
    }
    captions = [markup.plain(_counts(room, row, sides)) for row in rows.itertuples()]
    st.radio(
        room.say("一覧から選ぶ"),
        keys,
        index=None,
        format_func=labels.__getitem__,
        captions=captions,
        key=key,
        on_change=picked,
        label_visibility="collapsed",
    )


def _counts(room: Room, row: Any, sides: Sides) -> str:
    """Return share and number of both sides, in the order of their names above the list."""
    people = N_("{share}（{n}人）／{other}（{m}人）")
    message = N_("{share}（{n}件）／{other}（{m}件）") if sides.unit == "comments" else people
    shares = {"share": percent(row.share), "other": percent(row.other_share)}
    return room.say(message, n=f"{row.left:,}", m=f"{row.right:,}", **shares)


def _mark(row: Any, sides: Sides) -> str:
    """Return the mark of the side a confirmed difference points to, as on the map; a hollow one else."""
    return sides.inks[0 if row.difference > 0 else 1].glyph if row.different else "○"


def _opened(room: Room, sides: Sides, what: What, row: pd.Series, name: str) -> None:
    """Draw what was chosen: both numbers, the difference, and some comments of each side with the way to all."""
    say = room.say
    with st.container(border=True, key="plane_opened", gap="small"):
        st.html(markup.heading(say("「{name}」の声", name=name), 3, _difference(room, sides, row)))
        key = str(row["key"])
        if what == "theme":
            holding, asked = with_theme(room.voices, key), replace(room.filters, theme=key)
        else:
            holding, asked = with_word(room.voices, key), replace(room.filters, words=(key,))
        for place, mask in enumerate(side_masks(room.voices, sides.pair)):
            _side(room, sides, place, row, holding & mask, narrowed(asked, sides.pair.by, sides.pair.keys[place]))
        with st.container(horizontal=True, gap="small"):
            links.read_voices(
                room, asked, say("どちらにも入らない声も合わせて、{n}件を読む", n=f"{int(holding.sum()):,}")
            )
            st.button(say("閉じる"), icon=":material/close:", type="tertiary", on_click=_close, key="plane_close")


def _difference(room: Room, sides: Sides, row: pd.Series) -> str:
    low, high, more = float(row["low"]), float(row["high"]), sides.names[0]
    if not row["different"]:
        return room.say("差は確認できません（差の幅 {interval}）。", interval=points(low, high, room.say))
    if row["difference"] < 0:
        low, high, more = -high, -low, sides.names[1]
    return room.say(
        "「{side}」のほうが{points}ポイント多く出てきます（差の幅 {interval}）。偶然だけでは説明しにくい差です。",
        side=more, points=f"{100 * abs(row['difference']):.1f}", interval=points(low, high, room.say),
    )  # fmt: skip


def _side(room: Room, sides: Sides, place: int, row: pd.Series, holding: NDArray[np.bool_], asked: Filters) -> None:
    say = room.say
    count, total = (("left", "left_total"), ("right", "right_total"))[place]
    n, of = int(row[count]), int(row[total])
    low, high = (float(bound) for bound in wilson(n, of))
    message = (
        N_("{mark} {side}：{of}件のうち{n}件（{percent}、幅 {interval}）")
        if sides.unit == "comments"
        else N_("{mark} {side}：聞いた{of}人のうち{n}人（{percent}、幅 {interval}）")
    )
    text = say(message, mark=sides.inks[place].glyph, side=sides.names[place], of=f"{of:,}", n=f"{n:,}",
               percent=percent(n / of), interval=interval(low, high, say))  # fmt: skip
    st.html(markup.paragraph(text, "column"))
    numbers = comments.newest_first(room.voices.comments[holding])
    if not len(numbers):
        return
    if room.reads:
        comments.show(room, room.texts(numbers[:FEW]))
    links.read_voices(room, asked, say("{side}の声{n}件をすべて読む", side=sides.names[place], n=f"{len(numbers):,}"))
