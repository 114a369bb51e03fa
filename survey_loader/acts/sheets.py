"""Comments with their coding as a sheet for an audience: for Excel, or for a broad-listening tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from survey_loader.access import COMMAND_LINE, Actor, Audience, Role, require
from survey_loader.acts.handing_out import Asked, hand_out
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sheets import BOM, csv_text
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.surveys import known_survey

COLUMNS = {
    "comment_id": N_("声のID"),
    "interview_id": N_("聞き取りのID"),
    "wave": N_("回"),
    "day": N_("日付"),
    "place": N_("場所"),
    "age": N_("年代"),
    "relation": N_("まちとの関わり"),
    "language": N_("言語"),
    "question": N_("設問"),
    "text": N_("声"),
    "themes": N_("テーマ"),
    "axis": N_("軸"),
    "axis_source": N_("軸の決め手"),
    "tone": N_("気持ち"),
    "tone_source": N_("気持ちの決め手"),
    "clash": N_("ぶつかり"),
}

# What both tools are told beside the words; the reader of these layouts knows them by these names.
ATTRIBUTES = ("question", "wave", "place", "age", "relation", "language", "axis", "tone", "themes")


def comments_csv(settings: Settings, slug: str, audience: Audience, say: Say, actor: Actor = COMMAND_LINE) -> str:
    """Return every comment this audience may read, with coding, as Excel-safe CSV; what leaves is written down."""
    require(actor, slug, Role.MEMBER)
    _, frame = _comments(settings, actor, slug, Asked("comments", audience))
    frame = frame.assign(themes=frame["themes"].map(" ".join)) if len(frame) else frame
    rows = frame[list(COLUMNS)].fillna("").itertuples(index=False, name=None)
    return csv_text([say(title) for title in COLUMNS.values()], rows)


def tool_csv(settings: Settings, slug: str, audience: Audience, tool: str, actor: Actor = COMMAND_LINE) -> str:
    """Return every comment this audience may read as one of TOOLS takes it in; what leaves is written down."""
    require(actor, slug, Role.MEMBER)
    survey, frame = _comments(settings, actor, slug, Asked("tool", audience, name=tool))
    return TOOLS[tool](survey, frame)


def kouchou_ai(survey: Survey, frame: pd.DataFrame) -> str:
    """Return comments as the CSV kouchou-ai takes in; `frame` has the columns of store.reads.COMMENT_FRAME."""
    first = {"comment-id": frame["comment_id"], "comment-body": frame["text"]}
    return _csv(first | {"source": survey.name, "url": ""} | _attributes(survey, frame, ("day", *ATTRIBUTES)))


def talk_to_the_city(survey: Survey, frame: pd.DataFrame) -> str:
    """Return comments as the CSV Talk to the City takes in: an interview is one person with all they said."""
    columns = {
        "comment-id": frame["comment_id"],
        "comment-body": frame["text"],
        "interview": frame["interview_id"],
        "timestamp": frame["day"],
    }
    return _csv(columns | _attributes(survey, frame, ATTRIBUTES))


# By the name the command line calls them.
TOOLS: Mapping[str, Callable[[Survey, pd.DataFrame], str]] = {
    "kouchou-ai": kouchou_ai,
    "talk-to-the-city": talk_to_the_city,
}


def _comments(settings: Settings, actor: Actor, slug: str, asked: Asked) -> tuple[Survey, pd.DataFrame]:
    with opened(settings.database) as db:
        survey, numbers = known_survey(db, slug), reads.matching(db, slug, "")
    return survey, hand_out(settings, actor, slug, replace(asked, comments=numbers.tolist())).comments


def _attributes(survey: Survey, frame: pd.DataFrame, names: tuple[str, ...]) -> dict[str, object]:
    labels = {question.key: question.label for question in survey.questions}
    told = frame.assign(
        question=[labels.get(key, key) for key in frame["question"]],
        relation=frame["relation"].replace("unknown", ""),
        themes=[" ".join(themes) for themes in frame["themes"]],
    )
    return {f"attribute_{name}": told[name] for name in names}


def _csv(columns: Mapping[str, object]) -> str:
    # These tools read UTF-8 and take a byte order mark for a part of the first header.
    rows = pd.DataFrame(columns).fillna("").itertuples(index=False, name=None)
    return csv_text(list(columns), rows).removeprefix(BOM)
