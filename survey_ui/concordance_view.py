"""前後の文 on the screen: a word in the middle, what was written around it, and each line down to its comment."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from survey_insights.concordance import ORDERS, Order, arranged, line_table, lines
from survey_loader.acts.concordance import counted_as, word_places
from survey_ui import charts, choosing, comments, links, markup, recent, word_view
from survey_ui.room import Room

KEY, ORDER_KEY = "word", "order"
# So many comments are read to be sorted; reading and finding the word in them takes a few tenths of a second.
MOST_READ = 2_000
PAGE_LINES = 25


@st.fragment
def show(room: Room) -> None:
    """Draw the choice of a word and the lines in which it stands."""
    say = room.say
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with left:
        typed = st.selectbox(
            say("ことば（えらぶか、書きこむ）"), word_view.options(room), index=None, placeholder=say("例：除雪"),
            key=KEY, bind="query-params", accept_new_options=True,
        )  # fmt: skip
    with right:
        order: Order = choosing.one_of(say("ならべ方"), ORDERS, "newest", ORDER_KEY, say)
    if not typed:
        st.html(markup.paragraph(say("ことばをえらぶと、その前後に何が書かれたかが、1か所ずつならびます。"), "quiet"))
        return
    word = _counted(room, typed)
    found = replace(room.filters, words=(word,))
    own = recent.selected(room.everything, found).comments if word else room.voices.comments.iloc[:0]
    if own.empty:
        _nothing(room, typed)
        return
    frame = recent.result(room.everything, ("concordance", word, room.filters), lambda: _read(room, own, word))
    _told(room, typed, word, len(own), len(frame))
    links.read_voices(room, found, say("この{n}件を「声と写真」で読む", n=f"{len(own):,}"))
    _lines(room, arranged(frame, order), word)


def _counted(room: Room, typed: str) -> str:
    """Return the word as it is counted: 子供 is counted as 子ども."""
    known = recent.result(room.everything, "vocabulary", lambda: frozenset(map(str, room.everything.vocabulary)))
    return typed if typed in known else counted_as(room.settings, room.survey.slug, typed)


def _nothing(room: Room, typed: str) -> None:
    say = room.say
    st.text(
        say(
            "「{word}」と数えた声は、いま見ている声の中にありません。声の文字から探すには「声と写真」の検索を使ってください。",
            word=typed,
        )
    )


def _read(room: Room, own: pd.DataFrame, word: str) -> pd.DataFrame:
    numbers = comments.newest_first(own)[:MOST_READ]
    return lines(room.voices, word_places(room.settings, room.survey.slug, numbers, word))


def _told(room: Room, typed: str, word: str, n: int, places: int) -> None:
    say = room.say
    title = say("「{word}」がある声 {n}件", word=word, n=f"{n:,}")
    parts = [
        say("{places}か所。色のついたところがそのことばです。行を押すと、その声が開きます。", places=f"{places:,}")
    ]
    if typed != word:
        parts.insert(0, say("「{typed}」は「{word}」にまとめて数えています。", typed=typed, word=word))
    if n > MOST_READ:
        parts.append(say("声が多いので、新しい{n}件の中でならべています。", n=f"{MOST_READ:,}"))
    st.html(markup.heading(title, under="".join(parts)))


def _lines(room: Room, frame: pd.DataFrame, word: str) -> None:
    """Draw one page of lines, and only its comments."""
    pages = -(-len(frame) // PAGE_LINES)
    slot = st.container()
    page = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            page = st.pagination(pages, key=f"concordance_{word}_{len(frame)}")
    shown = frame.iloc[(page - 1) * PAGE_LINES : page * PAGE_LINES]
    texts = room.texts(shown["number"].drop_duplicates().tolist())
    cards = dict(zip(texts["number"], comments.cards(room, texts, word), strict=True))
    parts = zip(shown["number"], shown["left"], shown["word"], shown["right"], strict=True)
    rows = "".join(_line(left, hit, right, cards[number]) for number, left, hit, right in parts if number in cards)
    with slot:
        st.html(f'<div class="koe-lines">{rows}</div>')
    charts.csv_button(room, line_table(frame, room.say), "concordance", frame["number"])


def _line(left: str, word: str, right: str, card: str) -> str:
    """Return one line; opened, it shows its whole comment."""
    sides = [f'<span class="koe-{name}"><bdi>{escape(text)}</bdi></span>' for name, text in
             (("left", left), ("right", right))]  # fmt: skip
    return (
        f'<details class="koe-line"><summary>{sides[0]}<mark>{escape(word)}</mark>{sides[1]}</summary>{card}</details>'
    )
