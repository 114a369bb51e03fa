"""The photo wall: faces and boards the committee may see, with the words under each."""

from __future__ import annotations

from html import escape
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from survey_insights.labels import relation_label
from survey_loader.language import N_
from survey_ui import choosing, hall_view, markup, taking
from survey_ui.room import Room

PAGE_SIZE = 24
Size = Literal["small", "middle", "large"]
SIZES: dict[Size, str] = {"small": N_("小さく"), "middle": N_("ふつう"), "large": N_("大きく")}
NO_PHOTOS = N_("見せてよい写真は、まだありません。写真は、写った人が「はい」と答えたものだけを出します。")
CONSENT_NOTE = N_("実行委員会の中だけで見られる写真です。発表や配布には、公開の同意がある写真だけを使ってください。")


def show(room: Room, limit: int, offset: int = 0, size: Size = "middle") -> int:
    """Draw up to `limit` photos from `offset` on; return how many there were."""
    photos = room.photos(limit, offset)
    if photos.empty:
        st.text(room.say(NO_PHOTOS))
        return 0
    words = _words_under(room, photos)
    rows = zip(photos["photo"], photos["kind"], photos["interview"], strict=True)
    # A thumbnail would be seen to be one where photos are large.
    kept = "full" if size == "large" else "thumb"
    figures = "".join(
        f"<figure>{markup.photo(str(photo), _on_it(room, str(kind)), kept)}"
        f"<figcaption>{escape(words.get(int(interview), ''))}</figcaption>"
        f"{taking.mark(room, 'photo', str(photo))}</figure>"
        for photo, kind, interview in rows
    )
    st.html(f'<div class="koe-wall koe-wall-{size}">{figures}</div>')
    return len(photos)


def beside(room: Room) -> tuple[DeltaGenerator, DeltaGenerator | None]:
    """Return the place for words and, where somebody was photographed, one beside it for faces."""
    if not room.reads or not room.voices.interviews["photographed"].any():
        return st.container(), None
    words, faces = st.columns([3, 2], gap="large")
    return words, faces


def show_pages(room: Room, key: str) -> None:
    """Draw the whole wall, page by page, in the size chosen, and offer it for a hall."""
    size: Size = choosing.one_of(room.say("写真の大きさ"), SIZES, "middle", "size", room.say)
    total = int(room.voices.interviews["photographed"].sum())
    pages = max(1, -(-total // PAGE_SIZE))
    slot = st.container()
    page = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            page = st.pagination(pages, key=f"{key}_{total}")
    with slot:
        if show(room, PAGE_SIZE, (page - 1) * PAGE_SIZE, size):
            st.html(markup.paragraph(room.say(CONSENT_NOTE), "quiet"))
    hall_view.show(room)


def _words_under(room: Room, photos: pd.DataFrame) -> dict[int, str]:
    """Return {interview: its words}, each with the relation of who wrote them."""
    comments = room.everything.comments
    rows = comments.loc[np.isin(comments["interview"], photos["interview"]), "number"]
    texts = room.texts(rows.to_numpy())
    found: dict[int, str] = {}
    for interview in texts["interview"].unique():
        own = texts[texts["interview"] == interview]
        relation = str(own["relation"].iloc[0])
        speaker = "" if relation == "unknown" else room.say("（{who}）", who=relation_label(relation, room.say))
        found[int(interview)] = " / ".join(own["text"]) + speaker
    return found


def _on_it(room: Room, kind: str) -> str:
    return room.say("板を持った人の写真") if kind == "face" else room.say("板の写真")
