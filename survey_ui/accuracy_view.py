"""How right the coding is, on the screen: the page behind the badge of each chart."""

from __future__ import annotations

import streamlit as st

from survey_insights import accuracy, accuracy_charts
from survey_insights.accuracy import Field, Measured
from survey_insights.agreement import between_people, with_machine
from survey_insights.corrected import corrected_shares
from survey_insights.labels import question_label, theme_label
from survey_loader.models import Question
from survey_ui import charts, markup
from survey_ui.badge import judged, measured
from survey_ui.room import Room

FIELDS: tuple[Field, ...] = ("tone", "axis", "themes")
GROUPS = ("question", "wave", "language")
HALF_WIDTH = 0.05


def fields(room: Room) -> tuple[Field, ...]:
    """Return the fields to draw: one that says it for all while none can be measured."""
    measurable = [field for field in FIELDS if not accuracy.still_needed(measured(room, field))]
    return FIELDS if measurable else FIELDS[:1]


def show(room: Room, field: Field) -> None:
    """Draw everything that is known of one field."""
    say = room.say
    names = accuracy_charts.label_names(
        field, {theme.key: theme_label(theme, say) for theme in room.everything.theme_list}, say
    )
    found = measured(room, field)
    charts.draw(
        room, lambda: accuracy_charts.scores(found, room.everything, names, say), ("scores", field, found.n), level=2
    )
    if accuracy.still_needed(found):
        return
    shares = corrected_shares(judged(room).reference, room.everything, field)
    charts.draw(
        room,
        lambda: accuracy_charts.corrected(shares, field, room.everything, names, say),
        ("corrected", field, found.n),
    )
    _show_groups(room, field)
    _show_needed(room, found)


def show_agreement(room: Room) -> None:
    """Draw the agreement of people with each other and with the machine."""
    known = judged(room)
    keys = [theme.key for theme in room.everything.theme_list]
    charts.draw(
        room,
        lambda: accuracy_charts.agreements(
            between_people(known.judgements, keys), with_machine(known.reference), room.everything, room.say
        ),
        ("agreements", len(known.judgements)),
    )


def show_state(room: Room) -> None:
    """Say how much people have looked at."""
    say, known = room.say, judged(room)
    drawn = known.judgements[known.judgements["purpose"] == "random"]
    told = say(
        "くじで選んだ声{n}件を、{coders}人が見ました。", n=f"{len(known.reference):,}", coders=drawn["coder"].nunique()
    )
    if known.reference.disputed:
        told += say(
            "どれかの判断が分かれたままの声が{n}件あります（分かれたところは、測るのに使いません）。",
            n=known.reference.disputed,
        )
    st.html(markup.paragraph(told if len(drawn) else say("まだだれも見ていません。"), "lead"))
    if room.keeps:
        st.page_link("../pages/coding.py", label=say("声を見て判断する"), icon=":material/rule:")


def _show_groups(room: Room, field: Field) -> None:
    say = room.say
    with st.expander(say("設問・回・言語ごとに見る"), icon=":material/table_rows:"):
        for column in GROUPS:
            frame = accuracy.by_group(judged(room).reference, field, column, draws=300)
            frame = frame.assign(group=[_group_name(room, column, group) for group in frame["group"]])
            headings = {"question": say("設問"), "wave": say("回"), "language": say("言語")}
            named = {
                "group": headings[column],
                "n": say("声の数"),
                "value": say("一致"),
                "low": say("下限"),
                "high": say("上限"),
            }
            charts.table(frame.rename(columns=named), headings[column], say)


def _group_name(room: Room, column: str, group: str) -> str:
    if column == "question":
        return question_label(room.survey.question(group) or Question(group, group), room.say)
    return group or room.say("不明")


def _show_needed(room: Room, found: Measured) -> None:
    population = len(room.everything.comments)
    more = accuracy.needed_for(found.agree.value, HALF_WIDTH, found.n, population)
    if more:
        told = room.say(
            "一致の割合を±{points}ポイントまで確かめるには、あと{n}件ほど見る必要があります。", points=5, n=more
        )
        st.html(markup.paragraph(told, "quiet"))
