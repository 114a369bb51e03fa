"""Tables to analyse: people, comments, and one row for each theme of a comment, with what every variable means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from survey_exports.coded import rule_of
from survey_insights.labels import (
    axis_label,
    question_label,
    relation_label,
    theme_label,
    tone_label,
)
from survey_insights.reasons import SOURCES
from survey_loader.acts.codings_told import CodedWith
from survey_loader.language import N_, Say
from survey_loader.models import AXES, CHOICES_JOINED, RELATIONS, TONES, Question
from survey_loader.voices import TONE_CODES, Voices

# id: joins the tables. text: as written. category and ordinal: one of `values`. yes: 1 or 0. number: as it is.
Kind = Literal["id", "text", "category", "ordinal", "yes", "number", "day"]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: its name in the file, what it means, its kind, its values in order, and which of them are unknown."""

    name: str
    label: str
    kind: Kind
    values: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its name in the file, what one row is, its rows and its variables in the order of the columns."""

    name: str
    about: str
    frame: pd.DataFrame
    variables: tuple[Variable, ...]


def tables(voices: Voices, texts: pd.DataFrame, ids: Mapping[int, str], coded: CodedWith, say: Say) -> list[Table]:
    """Return interviews, comments and comment_themes of these voices.

    `texts` comes from a read for the audience (reads.COMMENT_FRAME), `ids` is {row number: id} of interviews. Only
    comments of `texts` are in the tables; every interview of `voices` is, also of who wrote nothing.
    """
    return [
        _interviews(voices, texts, ids, say),
        _comments(voices, texts, say),
        _comment_themes(voices, texts, coded, say),
    ]


def _interviews(voices: Voices, texts: pd.DataFrame, ids: Mapping[int, str], say: Say) -> Table:
    people = voices.interviews[voices.interviews["number"].isin(list(ids))].reset_index(drop=True)
    written = texts["interview"].value_counts()
    frame = pd.DataFrame(
        {
            "interview_id": people["number"].map(ids),
            "wave": people["wave"].astype(object),
            "day": people["day"].dt.date,
            "place": people["place"].astype(object),
            "relation": people["relation"].astype(object),
            "age": people["age"].astype(object),
            "language": people["language"].astype(object),
            "comments": people["number"].map(written).fillna(0).astype("int64"),
        }
    )
    variables = [
        Variable("interview_id", say("聞き取りのID"), "id"),
        Variable("wave", say("回"), "ordinal", _own(people["wave"])),
        Variable("day", say("日付"), "day"),
        Variable("place", say("場所"), "category", _own(people["place"])),
        _relation(say),
        Variable("age", say("年代"), "ordinal", _own(people["age"])),
        Variable("language", say("言語"), "category", _own(people["language"])),
        Variable("comments", say("書いた声の数"), "number"),
    ]
    for question in voices.survey.questions:
        if question.kind != "text":
            for variable, column in _answers(question, people, say):
                frame[variable.name] = column
                variables.append(variable)
    return Table(
        "interviews", say("足を止めて答えた人ひとりが1行（何も書かなかった人も入ります）"), frame, tuple(variables)
    )


def _own(column: pd.Series) -> tuple[tuple[str, str], ...]:
    """Return the values that occur, in their order, each its own label; "" stands for what is not known."""
    categories = column.cat.remove_unused_categories().cat.categories
    return tuple((str(value), str(value)) for value in categories if value != "")


def _relation(say: Say) -> Variable:
    values = tuple((relation, relation_label(relation, say)) for relation in RELATIONS)
    return Variable("relation", say("まちとの関わり"), "category", values, (UNKNOWN,))


def _answers(question: Question, people: pd.DataFrame, say: Say) -> list[tuple[Variable, pd.Series]]:
    """Return the columns of a choice or scale question; one of several answers has a column each."""
    name, label = f"q_{question.key}", question_label(question, say)
    found = people[f"{question.kind}:{question.key}"]
    if question.kind == "scale":
        steps = tuple((str(place), word) for place, word in enumerate(question.choices, 1))
        return [(Variable(name, label, "number", steps), found.astype("float64"))]
    answers = found.astype(object).where(found.notna(), "").astype(str)
    if not question.multiple:
        met = question.choices or tuple(sorted(set(answers) - {""}))
        listed = tuple((word, word) for word in dict.fromkeys((*met, *sorted(set(answers) - {""}))))
        return [(Variable(name, label, "category", listed), answers)]
    chosen = [set(answer.split(CHOICES_JOINED)) - {""} for answer in answers]
    met = tuple(dict.fromkeys((*question.choices, *sorted(set().union(*chosen)))))
    return [
        (
            Variable(f"{name}_{place}", say("{question}：{answer}", question=label, answer=word), "yes"),
            pd.Series([int(word in answer) if answer else np.nan for answer in chosen], dtype="float64"),
        )
        for place, word in enumerate(met, 1)
    ]


def _comments(voices: Voices, texts: pd.DataFrame, say: Say) -> Table:
    rows: list[dict[str, Any]] = texts.to_dict("records")  # type: ignore[assignment]
    frame = pd.DataFrame(
        {
            "comment_id": texts["comment_id"].to_list(),
            "interview_id": texts["interview_id"].to_list(),
            "question": texts["question"].to_list(),
            "text": texts["text"].to_list(),
            "axis": [row["axis"] or "none" for row in rows],
            "axis_source": [row["axis_source"] or "none" for row in rows],
            "axis_words": [_words(row, "axis") for row in rows],
            "tone": [row["tone"] or "none" for row in rows],
            "tone_source": [row["tone_source"] or "none" for row in rows],
            "tone_words": [_words(row, "tone") for row in rows],
            "clash": [int(row["clash"]) for row in rows],
            "themes": [len(row["themes"]) for row in rows],
            "not_analysed": [row["unread"] or "" for row in rows],
            "quotable": [int(row["quotable"]) for row in rows],
        }
    )
    questions = tuple((q.key, question_label(q, say)) for q in voices.survey.questions if q.kind == "text")
    variables = (
        Variable("comment_id", say("声のID"), "id"),
        Variable("interview_id", say("聞き取りのID"), "id"),
        Variable("question", say("設問"), "category", questions),
        Variable("text", say("声"), "text"),
        Variable("axis", say("だれのため"), "category", _labels(AXES, axis_label, say)),
        Variable("axis_source", say("だれのため：決め手"), "category", _sources(say)),
        Variable("axis_words", say("だれのため：決め手のことば"), "text"),
        Variable("tone", say("気持ち"), "category", _labels(TONES, tone_label, say)),
        Variable("tone_source", say("気持ち：決め手"), "category", _sources(say)),
        Variable("tone_words", say("気持ち：決め手のことば"), "text"),
        Variable("clash", say("ぶつかり（訪れる人が来ることで住む人が困っている）"), "yes"),
        Variable("themes", say("付いたテーマの数"), "number"),
        Variable("not_analysed", say("ことばで分けていない声の言語"), "text"),
        Variable("quotable", say("ことばを発表で紹介してよい"), "yes"),
    )
    return Table(
        "comments", say("ひとつの設問に書かれた声ひとつが1行（interview_id で人とつながります）"), frame, variables
    )


def _words(row: Mapping[str, Any], kind: str) -> str:
    """Return the words that decided; where a person or the writer did, no words."""
    found = row["because"].get(kind) or {}
    return "; ".join(found.get("words") or ()) if row[f"{kind}_source"] == "auto" else ""


def _labels(keys: Sequence[str], name: Any, say: Say) -> tuple[tuple[str, str], ...]:
    return tuple((key, name(key, say)) for key in (*keys, "none"))


def _sources(say: Say) -> tuple[tuple[str, str], ...]:
    return (*((key, say(told)) for key, told in SOURCES.items()), ("none", say(NO_SOURCE)))


NO_SOURCE = N_("決まっていません")


def _comment_themes(voices: Voices, texts: pd.DataFrame, coded: CodedWith, say: Say) -> Table:
    rows: list[dict[str, Any]] = texts.to_dict("records")  # type: ignore[assignment]
    tones = _tones(voices)
    found = [
        {
            "comment_id": row["comment_id"],
            "theme": theme,
            "tone": tones.get((row["number"], theme), "none"),
            "source": "human" if row["tone_source"] == "human" else "auto",
            "rule": rule_of(row, theme, coded.rules.get(theme, ()), say),
        }
        for row in rows
        for theme in row["themes"]
    ]
    names = tuple((theme.key, theme_label(theme, say)) for theme in voices.theme_list)
    variables = (
        Variable("comment_id", say("声のID"), "id"),
        Variable("theme", say("テーマ"), "category", names),
        Variable("tone", say("そのテーマについての気持ち"), "category", _labels(TONES, tone_label, say)),
        Variable("source", say("テーマ：決めたもの"), "category", _sources(say)[:1] + _sources(say)[2:3]),
        Variable("rule", say("テーマ：決め手"), "text"),
    )
    frame = pd.DataFrame(found, columns=[variable.name for variable in variables])
    return Table("comment_themes", say("声とテーマの組がひとつ1行（comment_id で声とつながります）"), frame, variables)


def _tones(voices: Voices) -> dict[tuple[int, str], str]:
    """Return {(comment number, theme): tone of the part of the comment the theme stands in}."""
    names = {code: tone for tone, code in TONE_CODES.items()}
    cells = voices.themes.tocoo()
    numbers = voices.comments["number"].to_numpy()
    keys = [theme.key for theme in voices.theme_list]
    return {
        (int(numbers[row]), keys[column]): names.get(int(value), "none")
        for row, column, value in zip(cells.row.tolist(), cells.col.tolist(), cells.data.tolist(), strict=True)
    }


def variable_sheet(found: Sequence[Table], say: Say) -> pd.DataFrame:
    """Return the codebook of the variables: one row a variable, or a value of it where it has some."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for table in found:
        for variable in table.variables:
            head = (table.name, variable.name, variable.label, say(KINDS[variable.kind]))
            rows += [(*head, value, label) for value, label in variable.values or (("", ""),)]
    columns = (say("表"), say("変数"), say("意味"), say("種類"), say("値"), say("値の意味"))
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


KINDS: Mapping[Kind, str] = {
    "id": N_("表をつなぐ番号"),
    "text": N_("文字"),
    "category": N_("どれかひとつ"),
    "ordinal": N_("どれかひとつ（順番あり）"),
    "yes": N_("1＝はい、0＝いいえ"),
    "number": N_("数"),
    "day": N_("日付（年-月-日）"),
}
