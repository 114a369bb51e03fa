"""The overview's sentences, each with the comments behind it one click away."""

from __future__ import annotations

import streamlit as st

from survey_insights.overview import overview
from survey_insights.sentences import Sentence
from survey_ui import comments, drawn_voices_view, markup, recent
from survey_ui.room import Room

# What stands behind these is every comment on the screen: the room 声と写真 shows them.
ABOUT_ALL = {"reach", "balance"}
# One voice, or how many came at all: there is nothing to draw from.
NOT_DRAWN = {"reach", "rare"}
KINDS = {"liked": "lead", "hoped": "lead", "common": "lead", "no_change": "quiet", "caveat": "quiet"}


def show(room: Room) -> None:
    """Draw what the voices say, in sentences."""
    key = ("overview", room.filters, room.language)
    found = recent.result(room.everything, key, lambda: overview(room.voices, room.say))
    for place, sentence in enumerate(found):
        # One voice, in its own words.
        if sentence.kind == "rare" and not room.reads:
            continue
        _show_one(room, sentence, f"{sentence.kind}_{place}")


@st.fragment
def _show_one(room: Room, sentence: Sentence, key: str) -> None:
    with st.container(gap="xsmall"):
        st.html(markup.paragraph(sentence.text, KINDS.get(sentence.kind, "plain")))
        if sentence.kind == "rare":
            comments.show(room, room.texts(sentence.comments))
        elif room.reads and len(sentence.comments) and sentence.kind not in ABOUT_ALL:
            _offer(room, sentence, key)
    if len(sentence.comments) and sentence.kind not in NOT_DRAWN:
        drawn_voices_view.offer(room, sentence.comments, key)


def _offer(room: Room, sentence: Sentence, key: str) -> None:
    label = room.say("この声を読む（{n}件）", n=f"{len(sentence.comments):,}")
    behind = st.expander(label, icon=":material/forum:", key=f"read_{key}", on_change="rerun", type="compact")
    if behind.open:
        with behind:
            comments.show_pages(room, sentence.comments, f"read_{key}")
