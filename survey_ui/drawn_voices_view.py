"""声を引いてみる on the screen: drawn only when asked for, each kind with the reason why it was drawn."""

from __future__ import annotations

import hashlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from survey_insights.drawn_voices import KINDS, Drawn, drawn_voices
from survey_insights.themes import theme_names
from survey_loader.language import N_
from survey_ui import comments, links, markup, recent
from survey_ui.room import Room

# Which draw stands open, in the address: what was drawn can be shown to others and returned to.
ADDRESS = "drawn"
NAMES = {
    "typical": N_("いちばん近い声"),
    "contrary": N_("逆のことを言っている声"),
    "minority": N_("少ないけれど、ちがう声"),
}
WHY = {
    "typical": N_("ここにある声の、まん中に近いことばで書かれています。"),
    "minority": N_("ここではあまり書かれないことばや、めずらしい組み合わせのテーマがあります。"),
}
OTHER_TONE = N_("同じテーマについて、多くの声とは反対の気持ちに分けた声です。")
OTHER_TONE_WITHOUT_THEME = N_("多くの声とは反対の気持ちに分けた声です。")
OTHER_SIDE = N_("多くの声とは、だれのための話かがちがいます。")
NONE_SUCH = {
    "typical": N_("まん中に近いと言える声はありません。"),
    "contrary": N_("逆のことを言っている声は見つかりません。"),
    "minority": N_("少ないことばやテーマの声は見つかりません。"),
}
TOO_FEW = N_("声が{n}件なので、引かずに全部読めます。")


@st.fragment
def offer(room: Room, numbers: NDArray[np.int64], key: str, theme: str = "") -> None:
    """Offer to draw a few of these comments; nothing is worked out before somebody asks.

    key: names the finding within the screen, ASCII. theme: the theme they share, "" to look for one.
    """
    if not room.reads:
        return
    name = f"{key}_{_mark(numbers)}"
    asked = _asked(name)
    behind = st.expander(
        room.say("声を引いてみる"), icon=":material/casino:", key=f"draw_{key}", on_change="rerun", type="compact",
        expanded=asked is not None,
    )  # fmt: skip
    if not behind.open:
        return
    with behind:
        _show(room, numbers, name, asked or 0, theme)


def _mark(numbers: NDArray[np.int64]) -> str:
    """Other voices, other draw: an old link must not pretend to show what was seen."""
    return hashlib.blake2s(np.ascontiguousarray(numbers, dtype=np.int64).tobytes(), digest_size=4).hexdigest()


def _asked(name: str) -> int | None:
    """Return which turn of this draw the address asks for, None for another draw or none."""
    found, _, turn = str(st.query_params.get(ADDRESS, "")).rpartition("-")
    return int(turn) if found == name and turn.isdecimal() else None


def _turn(name: str, turn: int) -> None:
    st.query_params[ADDRESS] = f"{name}-{turn}"


def _show(room: Room, numbers: NDArray[np.int64], name: str, turn: int, theme: str) -> None:
    key = ("drawn", room.filters, name, turn)
    found = recent.result(room.everything, key, lambda: drawn_voices(room.voices, numbers, turn, theme))
    if found.empty:
        st.html(markup.paragraph(room.say(TOO_FEW, n=f"{found.of:,}"), "quiet"))
        comments.show(room, room.texts(numbers))
        return
    for kind in KINDS:
        _show_kind(room, found, kind)
    with st.container(horizontal=True):
        if found.turns > 1:
            st.button(
                room.say("もう一度引く"), icon=":material/casino:", key=f"again_{name}", on_click=_turn,
                args=(name, (turn + 1) % found.turns),
            )  # fmt: skip
        if turn:
            st.button(room.say("前に引いた声へ"), key=f"back_{name}", on_click=_turn, args=(name, turn - 1))
        if found.theme:
            label = room.say("「{name}」の声を読む", name=theme_names(room.everything, room.say)[found.theme])
            links.read_theme(room, found.theme, label)


def _show_kind(room: Room, found: Drawn, kind: str) -> None:
    say = room.say
    chosen = getattr(found, kind)
    why = _why(found, kind) if chosen.size else NONE_SUCH[kind]
    st.html(markup.heading(say(NAMES[kind]), 4, say(why)))
    if chosen.size:
        comments.show(room, room.texts(chosen))


def _why(found: Drawn, kind: str) -> str:
    if kind != "contrary":
        return WHY[kind]
    if found.contrary_by == "axis":
        return OTHER_SIDE
    return OTHER_TONE if found.theme else OTHER_TONE_WITHOUT_THEME
