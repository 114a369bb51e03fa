"""The word cloud: drawn beside the page, not in its way, once for all visitors; and the list of its words."""

from __future__ import annotations

import base64
from dataclasses import replace
from html import escape
from typing import Literal

import pandas as pd
import streamlit as st

from survey_insights.cloud import MOST_WORDS, Looks, alike, cloud_of, cloud_words, drawable, drawn, word_looks
from survey_insights.labels import AXIS_LABELS, axis_label, narrow_interval, q_value
from survey_insights.palette import AXIS_INK
from survey_insights.statistics import STABLE_COMMENTS
from survey_insights.typical import Group, group_sizes, typical_words, usable_groups
from survey_loader.language import N_
from survey_ui import choosing, links, markup, recent
from survey_ui.room import Room

HEIGHT_PIXELS = 420
ON_IT = N_("よく出てきたことばの雲。同じ数は「ことば」の表にあります。")
ON_INSTRUMENT = N_("ことばの雲。同じことばと数は、となりの一覧にあります。")
SIZE_KEY, GROUP_KEY = "size", "group"
MOST_LISTED = 100
Size = Literal["comments", "typical"]
SIZES: dict[Size, str] = {"comments": N_("声の数"), "typical": N_("らしさ")}
CHOSEN = N_("絞り込みで選んだ声")


@st.fragment(parallel=True)
def show(room: Room) -> None:
    """Draw the cloud of the chosen voices; it follows while the rest of the page is there already."""
    say = room.say
    with st.skeleton(height=HEIGHT_PIXELS):
        picture = recent.result(
            room.everything,
            ("cloud", room.filters, room.dark),
            lambda: _drawn(room, "comments", word_looks(room.voices, room.dark)),
        )
    if picture is None:
        st.text(say("数えられることばは、まだありません。"))
        return
    st.html(
        markup.heading(say("よく出てきたことば"), under=say("大きいほど、多くの声に出てきたことばです。"))
        + _image(picture, say(ON_IT))
        + markup.paragraph(
            say(
                "声{n}件。色がついたことばは、住む人・訪れる人・両方のための声のどれかに多いと確かめられたものです。",
                n=f"{len(room.voices.comments):,}",
            ),
            "quiet",
        )
    )


def _drawn(room: Room, of: str, looks: Looks) -> bytes | None:
    return recent.picture(room.everything, (of, room.filters, room.dark), looks, alike, lambda: drawn(looks))


def _image(picture: bytes, words: str) -> str:
    source = base64.b64encode(picture).decode()
    return f'<p class="koe-cloud"><img src="data:image/png;base64,{source}" alt="{escape(words, quote=True)}"></p>'


def instrument(room: Room) -> None:
    """Draw the cloud with its choices, and beside it the words it is made of, each with the way to its voices."""
    say = room.say
    size: Size = choosing.one_of(say("大きさ"), SIZES, "comments", SIZE_KEY, say)
    group = _group(room) if size == "typical" else None
    if size == "typical" and group is None:
        st.text(say("くらべられるだけの声が、まだそろっていません。"))
        return
    key = ("cloud_words", group or size, room.filters)
    frame = recent.result(room.everything, key, lambda: _words(room, group))
    if frame.empty:
        st.text(say("数えられることばは、まだありません。"))
        return
    st.html(markup.heading(_finding(room, frame, group), under=_measure(room, group)))
    wide, side = st.columns([7, 4], gap="medium")
    with wide:
        _picture(room, frame, group)
        st.html(markup.paragraph(_colours(room, group), "quiet"))
    with side:
        st.html(markup.paragraph(say("ことばを押すと、その声が「声と写真」で開きます。"), "quiet"))
        st.html(_list(room, frame, group))


def _group(room: Room) -> Group | None:
    say = room.say
    offered = recent.result(
        room.everything, ("typical_groups", room.filters), lambda: usable_groups(room.voices, room.everything)
    )
    if not offered:
        return None
    return (
        st.segmented_control(
            say("だれの声らしさか"), offered, default=offered[0], format_func=lambda group: _group_name(room, group),
            key=GROUP_KEY, bind="query-params", required=True,
        )
        or offered[0]
    )  # fmt: skip


def _group_name(room: Room, group: Group) -> str:
    return room.say(CHOSEN) if group == "chosen" else axis_label(group, room.say)


def _words(room: Room, group: Group | None) -> pd.DataFrame:
    """Return the words of the cloud with `weight`, their size, and `confirmed`, how many words are in all."""
    if group is None:
        frame, _ = cloud_words(room.voices, MOST_WORDS)
        return frame.assign(weight=frame["comments"])
    typical = typical_words(room.voices, room.everything, group)
    frame = typical.head(2 * MOST_WORDS).assign(confirmed=int(typical["different"].sum()))
    frame = frame[frame["word"].map(drawable).astype(bool)].head(MOST_WORDS)
    return frame.assign(weight=frame["z"]).reset_index(drop=True)


def _finding(room: Room, frame: pd.DataFrame, group: Group | None) -> str:
    say, top = room.say, _first_words(room, frame)
    if group is None:
        return say("多くの声に出てきたことば：「{words}」", words=top)
    confirmed = frame[frame["different"]]
    name = _group_name(room, group)
    if confirmed.empty:
        return say("「{group}」に多いと言えることばは、まだありません（差は確認できません）。", group=name)
    return say(
        "「{group}」らしいことばは「{words}」です（ほかの声より多いと確かめられた{n}語のうち）。",
        group=name, words=_first_words(room, confirmed), n=f"{int(frame['confirmed'].iloc[0]):,}",
    )  # fmt: skip


def _first_words(room: Room, frame: pd.DataFrame, most: int = 3) -> str:
    return room.say("」「").join(frame["word"].head(most))


def _measure(room: Room, group: Group | None) -> str:
    say = room.say
    if group is None:
        return say(
            "声{n}件。大きいほど、多くの声に出てきたことばです（1つの声に何度出ても1件）。",
            n=f"{len(room.voices.comments):,}",
        )
    inside, rest = group_sizes(room.voices, room.everything, group)
    name = _group_name(room, group)
    text = say(
        "{group}{n}件を、ほかの声{m}件とくらべました。大きいほど、その声にかたよって出てくることばです（z値）。",
        group=name if group == "chosen" else say("{group}の声", group=name), n=f"{inside:,}", m=f"{rest:,}",
    )  # fmt: skip
    unstable = min(inside, rest) < STABLE_COMMENTS
    return text + say("どちらかが300件に届かないので、順番は入れかわりやすいです。") if unstable else text


def _colours(room: Room, group: Group | None) -> str:
    say = room.say
    if group is None:
        return say(
            "色がついたことばは、住む人・訪れる人・両方のための声のどれかに多いと確かめられたものです（q<0.05）。"
            "灰色は、差を確認できません。"
        )
    told = say("色がついたことばは、差が確かめられたものです（q<0.05）。灰色は、差を確認できません。")
    if group == "chosen":
        return told
    return told + say(
        "だれのための声かは書かれたことばで分けているので、その手がかりのことば（子ども、観光など）は上に来やすくなります。"
    )


@st.fragment(parallel=True)
def _picture(room: Room, frame: pd.DataFrame, group: Group | None) -> None:
    with st.skeleton(height=HEIGHT_PIXELS):
        picture = recent.result(
            room.everything,
            ("cloud", group or "comments", room.filters, room.dark),
            lambda: _drawn(room, group or "comments", cloud_of(frame, frame["weight"], room.dark)),
        )
    if picture:
        st.html(_image(picture, room.say(ON_INSTRUMENT)))


def _list(room: Room, frame: pd.DataFrame, group: Group | None) -> str:
    """Return the words as a table; each word is the link to its voices."""
    say = room.say
    chosen = replace(room.filters, axis=group) if group in AXIS_LABELS else room.filters
    asked = links.address(room, chosen)
    rows = []
    for word in frame.head(MOST_LISTED).to_dict("records"):
        lean = str(word["lean"])
        glyph = f"{AXIS_INK[lean].glyph} " if lean in AXIS_INK else ""
        link = markup.link(f"{glyph}{word['word']}", "voices", {**asked, "words": [str(word["word"])]})
        last = (
            narrow_interval(word["low"], word["high"], say)
            if group is None
            else (q_value(word["q"]) if word["different"] else say("差は確認できません"))
        )
        rows.append([link, f"{word['comments']:,}", escape(last)])
    heads = [say("ことば"), say("声の数"), say("割合の幅") if group is None else say("q値")]
    return markup.table(heads, rows, say("ことばの一覧"))
