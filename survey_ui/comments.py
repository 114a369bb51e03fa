"""Comments on the screen: the words, who speaks, how they are coded and why, and the photo beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from survey_insights.copies import times
from survey_insights.labels import day, question_label, relation_label, theme_label
from survey_loader.language import N_, Say
from survey_loader.models import Question
from survey_ui import markup, recent
from survey_ui.room import Room

PAGE_SIZE = 20
# An address holds so many letters everywhere.
LONGEST_ASKED = 60
SOURCES = {
    "human": N_("人が見て決めました"),
    "said": N_("書いた人が選びました"),
    "auto": N_("ことばから自動で決めました"),
    "hint": N_("設問から（ことばでは決められないため）"),
}
WHY = N_("なぜこう分けたか")
NO_REASON = N_("決め手になることばがありませんでした。")
CLASH = N_("ぶつかり")
NO_COMMENTS = N_("あてはまる声はありません。")


def newest_first(comments: pd.DataFrame) -> NDArray[np.int64]:
    """Return the comment numbers of a Voices frame, newest day first, unknown days last."""
    ordered = comments.sort_values(["day", "number"], ascending=False, na_position="last", kind="stable")
    return ordered["number"].to_numpy(dtype=np.int64)


def show_found(room: Room, query: str) -> None:
    """Draw the comments on the screen whose words contain the query; "" finds all."""
    chosen = room.voices.comments
    if query:
        chosen = chosen[np.isin(chosen["number"], room.matching(query))]
    people = f"{chosen['interview'].nunique():,}"
    st.html(markup.paragraph(room.say("{people}人の声{n}件", people=people, n=f"{len(chosen):,}"), "quiet"))
    show_pages(room, newest_first(chosen), "voices", query)


def show_pages(
    room: Room, numbers: Sequence[int] | NDArray[np.int64], key: str, query: str | Sequence[str] = ""
) -> None:
    """Draw comments page by page; only the texts of the page on show are read."""
    if not len(numbers):
        st.text(room.say(NO_COMMENTS))
        return
    pages = -(-len(numbers) // PAGE_SIZE)
    slot = st.container()
    page = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            page = st.pagination(pages, key=f"{key}_{len(numbers)}")
    with slot:
        show(room, room.texts(numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), query)


def show(room: Room, comments: pd.DataFrame, query: str | Sequence[str] = "") -> None:
    """Draw comments as cards, one element for all; the words of the query are marked."""
    st.html(f'<div class="koe-cards">{"".join(cards(room, comments, query))}</div>')


def cards(room: Room, comments: pd.DataFrame, query: str | Sequence[str] = "") -> list[str]:
    """Return the card of each comment."""
    themes = {theme.key: theme_label(theme, room.say) for theme in room.everything.theme_list}
    colours = {theme.key: theme.color for theme in room.everything.theme_list}
    rows: list[dict[str, Any]] = comments.to_dict("records")  # type: ignore[assignment]
    copies = _copied(room)
    return [_card(room, row, themes, colours, copies, query) for row in rows]


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
    query: str | Sequence[str],
) -> str:
    say = room.say
    picture = markup.photo(row["photo"], say("板を持った人の写真")) if row["photo"] else ""
    labels = [markup.axis_chip(row["axis"], say), markup.tone_chip(row["tone"], say)]
    labels += [markup.word_chip(say(CLASH), "clash")] if row["clash"] else []
    labels += [markup.theme_chip(themes[key], colours[key]) for key in row["themes"] if key in themes]
    labels += [markup.word_chip(say("同じ文面 ×{n}", n=copies[row["number"]]))] if row["number"] in copies else []
    why = _why(row, themes, say, _ways(room, row))
    return (
        f'<article class="koe-card"><div><p class="koe-words">{_marked(row["text"], query)}</p>'
        f"<div>{''.join(labels)}</div>"
        f'<p class="koe-who">{escape(who(room, row))}</p>{why}</div>{picture}</article>'
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


def _marked(text: str, query: str | Sequence[str]) -> str:
    """Return the text escaped, with the searched words marked where they stand as typed."""
    words = [query] if isinstance(query, str) else sorted(query, key=len, reverse=True)
    if not any(words):
        return escape(text)
    parts = re.split(f"({'|'.join(re.escape(word) for word in words if word)})", text, flags=re.IGNORECASE)
    return "".join(f"<mark>{escape(part)}</mark>" if index % 2 else escape(part) for index, part in enumerate(parts))


def _ways(room: Room, row: Mapping[str, Any]) -> str:
    """Return the ways on: correcting this coding, and seeing which of its words are counted."""
    # A link keeps the survey and the language of the one who follows it.
    kept = {name: st.query_params[name] for name in ("survey", "lang") if name in st.query_params}
    correct = markup.link(room.say("この分け方を直す"), "coding", {"comment": row["comment_id"], **kept})
    words = markup.link(room.say("ことばの数え方を見る"), "terms", {"terms_asked": row["text"][:LONGEST_ASKED], **kept})
    return f"<p>{correct}　{words}</p>"


def _why(row: Mapping[str, Any], themes: Mapping[str, str], say: Say, ways: str) -> str:
    because = row["because"]
    lines = [
        _reason(say("だれのため"), because.get("axis"), row["axis_source"], say),
        _reason(say("気持ち"), because.get("tone"), row["tone_source"], say),
    ]
    for key, words in (because.get("themes") or {}).items():
        if key in themes:
            lines.append(say("{theme}：「{words}」から", theme=themes[key], words=say("」「").join(words)))
    items = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    if not items:
        items = f"<li>{escape(say(NO_REASON))}</li>"
    summary = f"<summary>{escape(say(WHY))}</summary>"
    return f'<details class="koe-why">{summary}<ul>{items}</ul>{ways}</details>'


def _reason(what: str, found: Mapping[str, Any] | None, source: str | None, say: Say) -> str:
    """Return why an axis or a tone was given; words count only where the text decided."""
    if not source:
        return ""
    words = (found or {}).get("words") or []
    if source == "auto" and words:
        return say("{what}：「{words}」から", what=what, words=say("」「").join(words))
    return say("{what}：{how}", what=what, how=say(SOURCES[source]))
