"""Searching the comments: the words typed, what else was sought, the order, and what to do where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from survey_insights.facets import rows_of
from survey_insights.ordering import ORDERS, Order, ordered
from survey_loader.acts import browsing, printing
from survey_loader.language import N_
from survey_loader.text.searching import Search
from survey_ui import comments, facets_view, markup, recent
from survey_ui.room import Room

QUERY, TYPED, SORT = "q", "typed", "sort"
ORDER_LABELS: dict[Order, str] = {
    "new": N_("新しい順"),
    "old": N_("古い順"),
    "typical": N_("代表的な順"),
    "long": N_("長い順"),
    "short": N_("短い順"),
    "place": N_("場所ごと"),
}
TYPICAL_TOLD = N_("見つかった声によく出ることばを、多くふくむ声から並べています。多数の意見という意味ではありません。")
HOW = N_(
    "ことばを空白で区切ると、全部をふくむ声を探します。"
    "“駅前 広場” のように引用符で囲むと、そのままの並びを探します。"
    "頭に - を付けたことば（例：-雪まつり）をふくむ声は除きます。"
)


@dataclass(frozen=True)
class Found:
    """What a search found among the chosen voices: the search and the rows of the comments."""

    search: Search
    rows: NDArray[np.int64]


def show(room: Room) -> None:
    """Draw the search, the facets of what it found, and the comments in the order chosen."""
    say = room.say
    facets_view.show_chosen(room)
    typed = st.text_input(
        say("ことばで探す"),
        type="search",
        placeholder=say("例：除雪、駅前　バス"),
        key=QUERY,
        bind="query-params",
    )
    found = _found(room, (typed or "").strip())
    _tell_spellings(room, found.search)
    if not len(found.rows):
        _say_nothing_found(room, found.search)
        return
    beside, results = st.columns([1, 2.7], gap="large")
    with beside:
        facets_view.show(room, found.rows, (QUERY, found.search))
    with results:
        order = _count_and_order(room, found)
        numbers = recent.result(
            room.everything,
            ("ordered", room.filters, found.search, order),
            lambda: _ordered_numbers(room, found, order),
        )
        comments.show_pages(room, numbers, f"voices_{order}", found.search.marks)


def _found(room: Room, typed: str) -> Found:
    not (st.session_state.get(TYPED, TYPED in st.query_params))
    search = browsing.search_for(room.settings, room.survey.slug, typed, not _as_typed()) if typed else Search()
    # The number of a card; where none bears it, it is sought as words are.
    if carded := printing.numbered(room.settings, room.survey.slug, typed):
        return Found(search, rows_of(room.voices, np.array(carded, dtype=np.int64)))
    if search.empty:
        return Found(search, np.arange(len(room.voices.comments), dtype=np.int64))
    numbers = recent.result(
        room.everything, ("found", search), lambda: browsing.found(room.settings, room.survey.slug, search)
    )
    return Found(search, rows_of(room.voices, numbers))


def _as_typed() -> bool:
    """Whether only what was typed is sought; on the first run of a link the address says it."""
    return bool(st.session_state.get(TYPED, st.query_params.get(TYPED) == "true"))


def _tell_spellings(room: Room, search: Search) -> None:
    """Say how to search and which other spellings were sought, with the way to seek only what was typed; and back."""
    say = room.say
    off = _as_typed()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        with st.popover(say("探し方"), icon=":material/help:", type="tertiary"):
            st.html(markup.paragraph(say(HOW)))
        if search.also:
            words = "".join(say("『{word}』", word=word) for word in search.also)
            st.html(markup.paragraph(say("{words}も探しました。", words=words), "quiet"), width="content")
        if search.also or off:
            st.toggle(say("入力したとおりに探す"), key=TYPED, bind="query-params")


def _say_nothing_found(room: Room, search: Search) -> None:
    """Say that nothing was found, and what can be done about it."""
    say = room.say
    st.text(say(comments.NO_COMMENTS))
    steps = [say("ことばを短くしてみてください（「駅前広場」より「駅前」）。")]
    if len(search.wanted) > 1:
        steps.append(
            say("ことばを減らしてみてください。いまは{n}つ全部をふくむ声だけを探しています。", n=len(search.wanted))
        )
    if search.left_out:
        steps.append(say("頭に - を付けたことばを外してみてください。"))
    if outside := 0 if room.filters.empty else _outside(room, search):
        steps.append(say("絞り込みの外に{n}件あります。絞り込みを外すと見られます。", n=f"{outside:,}"))
    steps.append(say("漢字とひらがなを変えてみてください。"))
    st.html(markup.listed(steps))
    st.button(say("検索をやめて、すべての声を見る"), on_click=_forget_query, icon=":material/close:")


def _outside(room: Room, search: Search) -> int:
    """Return how many comments the search finds in the whole survey."""
    found = recent.result(
        room.everything, ("found", search), lambda: browsing.found(room.settings, room.survey.slug, search)
    )
    return len(found)


def _forget_query() -> None:
    st.session_state[QUERY] = ""


def _count_and_order(room: Room, found: Found) -> Order:
    """Say how many comments of how many people were found, and return the order they are read in."""
    say = room.say
    people = np.unique(room.voices.comments["interview"].to_numpy()[found.rows]).size
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        told = say("{people}人の声{n}件", people=f"{people:,}", n=f"{len(found.rows):,}")
        st.html(markup.paragraph(told, "quiet"), width="content")
        order = st.selectbox(
            say("並べ方"),
            ORDERS,
            format_func=lambda key: say(ORDER_LABELS[key]),
            key=SORT,
            bind="query-params",
            label_visibility="collapsed",
            width=180,
        )
    if order == "typical":
        st.html(markup.paragraph(say(TYPICAL_TOLD), "quiet"))
    return order or ORDERS[0]


def _ordered_numbers(room: Room, found: Found, order: Order) -> NDArray[np.int64]:
    """Return the numbers of the comments found, in an order."""
    numbers = room.voices.comments["number"].to_numpy(dtype=np.int64)
    lengths = None
    if order in ("long", "short"):
        known, letters = recent.result(
            room.everything, "lengths", lambda: browsing.lengths(room.settings, room.survey.slug)
        )
        # A comment that came this very moment may not be known yet.
        places = np.minimum(np.searchsorted(known, numbers[found.rows]), len(known) - 1)
        lengths = letters[places]
    return numbers[ordered(room.voices, found.rows, order, lengths)]
