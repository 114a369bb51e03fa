"""確定版 on the screen: freezing the figures, reading them again, and what differs since, line by line."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from survey_insights import chart_list, explained
from survey_insights.chart_list import Asked
from survey_insights.charts import Chart
from survey_insights.selection import Filters
from survey_insights.shares import share_columns
from survey_loader.acts import freezing
from survey_loader.acts.codings_told import version_mark
from survey_loader.acts.freezing import Steps
from survey_loader.language import N_, japanese
from survey_loader.store.frozen import Edition, Figures
from survey_loader.voices import Voices
from survey_ui import charts, errors, markup, recent
from survey_ui.room import Room

UNDER = N_(
    "公表した数字を、その日のまま残します。あとから数字が変わったとき、どれだけが新しい聞き取りで、"
    "どれだけが分け直しで、どれだけが取り下げかを、一行ずつ言えます。"
)
# Words of few people would stay in a table that nothing takes them out of, so charts of words are not frozen.
NOT_FROZEN = frozenset({"cloud", "network", "top_words", "word_trend", "word_contrast", "plane"})
CHOSEN = "frozen_edition"


def show(room: Room) -> None:
    """Draw the frozen editions of the survey; the figures are those of all voices, not of the filters."""
    say = room.say
    st.html(markup.heading(say("確定版"), under=say(UNDER)))
    editions = freezing.editions(room.settings, room.actor, room.survey.slug)
    if room.keeps:
        _freeze(room, len(editions))
    if not editions:
        st.text(say("確定版は、まだありません。"))
        return
    names = {
        one.number: say("{name}（{day}）", name=one.name or "—", day=room.survey.day_of(one.at)) for one in editions
    }
    number = st.selectbox(
        say("確定版を開く"), list(names), index=None, format_func=names.__getitem__, key=CHOSEN,
        placeholder=say("選ぶ"),
    )  # fmt: skip
    if number is None:
        return
    with errors.box(say):
        _edition(room, next(one for one in editions if one.number == number))


def _freeze(room: Room, before: int) -> None:
    say = room.say
    # Another one after each edition, so that it closes over the one that was made.
    box = st.popover(say("いまの数字を確定版にする"), icon=":material/lock:", key=f"freeze_{before}")
    with box, st.form(f"freeze_form_{before}", border=False):
        name = st.text_input(say("名前（例：2026年 中間報告）"), max_chars=freezing.LONGEST_NAME)
        note = st.text_area(say("メモ（なくてもよい）"), max_chars=freezing.LONGEST_NOTE)
        if st.form_submit_button(say("確定版にする"), type="primary", key="freeze_now"):
            with errors.box(say):
                number = freezing.freeze(
                    room.settings, room.actor, room.survey.slug, name, note, public(room), figures_of(public(room))
                )
                st.session_state[CHOSEN] = number
                st.rerun()


def public(room: Room) -> Voices:
    """Return all voices without the words of few people: figures that are kept hold nobody's own words."""
    return recent.selected(room.everything, Filters(public=True))


def figures_of(voices: Voices) -> list[Figures]:
    """Return the figures that are frozen: the charts a presenter is offered, without those of words."""
    return [_figures(asked, chart) for asked in asked_for(voices) if not (chart := made(asked, voices)).empty]


def asked_for(voices: Voices) -> list[Asked]:
    """Return the charts that are frozen, in the order of a talk."""
    return [asked for asked in chart_list.usual(voices) if asked.key not in NOT_FROZEN]


def made(asked: Asked, voices: Voices) -> Chart:
    """Return a chart in Japanese, so that its rows are found again whoever reads."""
    return chart_list.made(asked, voices, japanese)


def _figures(asked: Asked, chart: Chart) -> Figures:
    frame = chart.table.astype(object)
    rows = frame.where(chart.table.notna(), None).itertuples(index=False, name=None)
    cells = tuple(tuple(_plain(cell) for cell in row) for row in rows)
    columns = tuple(str(column) for column in chart.table.columns)
    return Figures(str(asked), chart.title, chart.subtitle, chart.footer, columns, cells)


def _plain(cell: object) -> object:
    """Return a cell as JSON keeps it."""
    number = getattr(cell, "item", None)
    value = number() if callable(number) else cell
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _edition(room: Room, edition: Edition) -> None:
    say = room.say
    st.html(
        markup.facts(
            {
                say("確定した日"): room.survey.day_of(edition.at),
                say("確定した人"): room.called(edition.actor),
                say("聞いた人"): say("{n}人", n=f"{edition.interviews:,}"),
                say("声"): say("{n}件", n=f"{edition.comments:,}"),
                say("分け方の版"): version_mark(edition.codebook),
                say("メモ"): edition.note,
            }
        )
    )
    figures = freezing.figures(room.settings, room.actor, room.survey.slug, edition.number)
    key = ("frozen steps", edition.number)
    steps = recent.result(
        room.everything,
        key,
        lambda: freezing.steps(room.settings, room.actor, room.survey.slug, edition.number, public(room)),
    )
    for place, one in enumerate(figures, 1):
        with errors.box(say):
            _one(room, edition, place, one, steps)
    if room.keeps and st.button(say("この確定版を消す"), type="tertiary", key=f"unfreeze_{edition.number}"):
        freezing.remove(room.settings, room.actor, room.survey.slug, edition.number)
        st.rerun()


def _one(room: Room, edition: Edition, place: int, one: Figures, steps: Steps) -> None:
    say, asked = room.say, Asked.parse(one.key)
    name = chart_list.name_of(asked, room.everything, say)
    then = frame_of(one)
    compare = partial(differences, asked, then, steps, public(room))
    found = recent.result(
        room.everything,
        ("frozen lines", edition.number, one.key),
        compare,
    )
    with st.expander(markup.plain(explained.told(found, name, say)), key=f"frozen_{edition.number}_{one.key}"):
        st.html(markup.heading(one.title, 4, one.subtitle))
        charts.table(then, one.title, japanese)
        st.html(markup.paragraph(one.footer, "foot"))
        if found:
            st.html(markup.heading(say("いまとのちがい"), 4))
            frame = explained.table(found, say)
            eye = explained.shown(found, share_columns(then, japanese), say)
            charts.table(eye, say("いまとのちがい"), say)
            charts.csv_button(room, frame, f"changes_{edition.number}_{place}_{asked.key}")


def frame_of(one: Figures) -> pd.DataFrame:
    """Return frozen figures as the table they were."""
    return pd.DataFrame(list(one.rows), columns=list(one.columns))


def differences(asked: Asked, then: pd.DataFrame, steps: Steps, now: Voices) -> list[explained.Line]:
    """Return what differs of one chart between an edition and now, line by line."""
    left, recoded, current = (made(asked, voices).table for voices in (steps.left, steps.recoded, now))
    return explained.lines(then, left, recoded, current, japanese)
