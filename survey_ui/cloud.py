"""The word cloud: drawn beside the page, not in its way, once for all visitors."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from survey_insights.cloud import word_cloud
from survey_loader.language import N_
from survey_ui import markup, recent
from survey_ui.room import Room

HEIGHT_PIXELS = 420
ON_IT = N_("よく出てきたことばの雲。同じ数は「ことば」の表にあります。")


@st.fragment(parallel=True)
def show(room: Room) -> None:
    """Draw the cloud of the chosen voices; it follows while the rest of the page is there already."""
    say = room.say
    with st.skeleton(height=HEIGHT_PIXELS):
        picture = recent.result(
            room.everything,
            ("cloud", room.filters, room.dark),
            lambda: word_cloud(room.voices, dark=room.dark),
        )
    if picture is None:
        st.text(say("数えられることばは、まだありません。"))
        return
    st.html(
        markup.heading(say("よく出てきたことば"), under=say("大きいほど、多くの声に出てきたことばです。"))
        + f'<p class="koe-cloud"><img src="data:image/png;base64,{base64.b64encode(picture).decode()}"'
        f' alt="{escape(say(ON_IT), quote=True)}"></p>'
        + markup.paragraph(
            say(
                "声{n}件。色がついたことばは、住む人・訪れる人・両方のための声のどれかに多いと確かめられたものです。",
                n=f"{len(room.voices.comments):,}",
            ),
            "quiet",
        )
    )
