"""Comments on the screen: the words, who speaks, how they are coded and why, and the photo beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from survey_insights.copies import times
from survey_insights.labels import day, question_label, relation_label, theme_label
from survey_insights.reasons import reason
from survey_loader.language import N_, Say
from survey_loader.models import Question
from survey_ui import filters, markup, recent, taking
from survey_ui.marking import marked
from survey_ui.room import Room

PAGE_SIZE = 20
# From so many pages on, turning them one by one is no way to get there.
MANY_PAGES = 12
Marks = str | Sequence[str]
# What the address of one comment is called, and what it keeps of the list it was found in.
VOICE = "voice"
LINK_KEEPS = ("survey", "lang", "q", "typed", "sort", filters.ONCE_KEY)
# An address holds so many letters everywhere.
LONGEST_ASKED = 60
WHY = N_("なぜこう分けたか")
NO_REASON = N_("決め手になることばがありませんでした。")
CLASH = N_("ぶつかり")
NO_COMMENTS = N_("あてはまる声はありません。")


def newest_first(comments: pd.DataFrame) -> NDArray[np.int64]:
    """Return the comment numbers of a Voices frame, newest day first, unknown days last."""
    ordered = comments.sort_values(["day", "number"], ascending=False, na_position="last", kind="stable")
    return ordered["number"].to_numpy(dtype=np.int64)


def show_pages(room: Room, numbers: Sequence[int] | NDArray[np.int64], key: str, marks: Marks = ()) -> None:
    """Draw comments page by page, the words of `marks` marked; only the texts of the page on show are read."""
    if not room.reads:
        return
    if not len(numbers):
        st.text(room.say(NO_COMMENTS))
        return
    pages = -(-len(numbers) // PAGE_SIZE)
    slot = st.container()
    page = _chosen_page(room, pages, f"{key}_{len(numbers)}") if pages > 1 else 1
    with slot:
        show(room, room.texts(numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), marks)


def _chosen_page(room: Room, pages: int, key: str) -> int:
    """Draw the pages to choose from; where they are many, one can be typed."""
    with st.container(horizontal_alignment="center"):
        page = st.pagination(pages, key=key)
        if pages >= MANY_PAGES:
            st.number_input(
                room.say("ページへ飛ぶ（1〜{n}）", n=f"{pages:,}"),
                min_value=1,
                max_value=pages,
                value=None,
                step=1,
                key=f"{key}_jump",
                on_change=_jump,
                args=(key,),
                width=220,
            )
    return int(page)


def _jump(key: str) -> None:
    typed = st.session_state[f"{key}_jump"]
    if typed is not None:
        st.session_state[key] = int(typed)
    # Empty again, so that turning a page by its button is not undone by what was typed before.
    st.session_state[f"{key}_jump"] = None


def show(
    room: Room, comments: pd.DataFrame, marks: Marks = (), *, whole: bool = False, taking_along: bool = True
) -> None:
    """Draw comments as cards, one element for all; `whole` opens the reasons and leaves out the way to the comment.

    `taking_along` offers to put each on the list for the stage.
    """
    drawn = "".join(cards(room, comments, marks, whole=whole, taking_along=taking_along))
    st.html(f'<div class="koe-cards{" koe-whole" if whole else ""}">{drawn}</div>')


def cards(
    room: Room, comments: pd.DataFrame, marks: Marks = (), *, whole: bool = False, taking_along: bool = False
) -> list[str]:
    """Return the card of each comment."""
    themes = {theme.key: theme_label(theme, room.say) for theme in room.everything.theme_list}
    colours = {theme.key: theme.color for theme in room.everything.theme_list}
    rows: list[dict[str, Any]] = comments.to_dict("records")  # type: ignore[assignment]
    copies = _copied(room)
    return [
        _card(room, row, themes, colours, copies, marks, whole, taking.mark(room, "comment", row["comment_id"]))
        if taking_along
        else _card(room, row, themes, colours, copies, marks, whole)
        for row in rows
    ]


def _copied(room: Room) -> dict[int, int]:
    """Return {comment number: how often its words stand there} of those whose words others wrote too."""

    def count() -> dict[int, int]:
        often = times(room.everything.comments)
        numbers = room.everything.comments["number"].to_numpy()
        return dict(zip(numbers[often > 1].tolist(), often[often > 1].tolist(), strict=True))

    return recent.result(room.everything, "copied", count)


def _card(
    room: Room,
    row: Mapping[str, Any],
    themes: Mapping[str, str],
    colours: Mapping[str, str],
    copies: Mapping[int, int],
    marks: Marks,
    whole: bool,
    take: str = "",
) -> str:
    say = room.say
    picture = markup.photo(row["photo"], say("板を持った人の写真")) if row["photo"] else ""
    labels = [markup.axis_chip(row["axis"], say), markup.tone_chip(row["tone"], say)]
    labels += [markup.word_chip(say(CLASH), "clash")] if row["clash"] else []
    labels += [markup.theme_chip(themes[key], colours[key]) for key in row["themes"] if key in themes]
    labels += [markup.word_chip(say("同じ文面 ×{n}", n=copies[row["number"]]))] if row["number"] in copies else []
    why = _why(row, themes, say, _ways(room, row), whole)
    one = "" if whole else f" {_way_to(room, row)}"
    return (
        f'<article class="koe-card"><div><p class="koe-words">{marked(row["text"], marks)}</p>'
        f"<div>{''.join(labels)}</div>"
        f'<p class="koe-who">{escape(who(room, row))}{one} {take}</p>{why}</div>{picture}</article>'
    )


def who(room: Room, row: Mapping[str, Any]) -> str:
    """Return who wrote a comment, when, where and to which question, in one line."""
    say = room.say
    question = room.survey.question(row["question"]) or Question(row["question"], row["question"])
    parts = [
        question_label(question, say),
        relation_label(row["relation"], say) if row["relation"] != "unknown" else "",
        row["age"],
        row["place"],
        day(pd.Timestamp(row["day"]), say) if _known(row["day"]) else "",
        say("板 {board}", board=row["board"]) if row["board"] else "",
    ]
    return "　".join(part for part in parts if part)


def _known(value: Any) -> bool:
    return value is not None and value != "" and not pd.isna(value)


def address(room: Room, comment_id: str) -> dict[str, str | list[str]]:
    """Return the query of one comment's own page; it keeps what the reader was looking at, for the way back."""
    chosen = [choice.key for choice in filters.choices(room.everything, room.say, by_coding=True)]
    kept = {name: st.query_params.get_all(name) for name in (*LINK_KEEPS, *chosen) if name in st.query_params}
    return {VOICE: comment_id, **kept}


def _way_to(room: Room, row: Mapping[str, Any]) -> str:
    return markup.link(room.say("この声のページ"), "voices", address(room, row["comment_id"]))


def _ways(room: Room, row: Mapping[str, Any]) -> str:
    """Return, for who keeps the survey, the ways to correct this coding and to see which words are counted."""
    if not room.keeps:
        return ""
    # A link keeps the survey and the language of the one who follows it.
    kept = {name: st.query_params[name] for name in ("survey", "lang") if name in st.query_params}
    correct = markup.link(room.say("この分け方を直す"), "coding", {"comment": row["comment_id"], **kept})
    words = markup.link(room.say("ことばの数え方を見る"), "terms", {"terms_asked": row["text"][:LONGEST_ASKED], **kept})
    return f"<p>{correct}　{words}</p>"


def _why(row: Mapping[str, Any], themes: Mapping[str, str], say: Say, ways: str, unfolded: bool) -> str:
    because = row["because"]
    lines = [
        reason(say("だれのため"), because.get("axis"), row["axis_source"], say),
        reason(say("気持ち"), because.get("tone"), row["tone_source"], say),
    ]
    for key, words in (because.get("themes") or {}).items():
        if key in themes:
            lines.append(say("{theme}：「{words}」から", theme=themes[key], words=say("」「").join(words)))
    items = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    if not items:
        items = f"<li>{escape(say(NO_REASON))}</li>"
    summary = f"<summary>{escape(say(WHY))}</summary>"
    return f'<details class="koe-why"{" open" if unfolded else ""}>{summary}<ul>{items}</ul>{ways}</details>'
