"""Comments with their coding and the rule that gave each, and the codebook that says what the themes are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from survey_insights.labels import axis_label, question_label, relation_label, theme_label, tone_label
from survey_insights.reasons import decided, theme_rule
from survey_loader.access import Audience
from survey_loader.acts.codings_told import CodedWith
from survey_loader.language import Say
from survey_loader.models import Survey, ThemeName
from survey_loader.text.theme import Theme


def comment_sheet(
    frame: pd.DataFrame,
    survey: Survey,
    themes: Sequence[ThemeName],
    coded: CodedWith,
    audience: Audience,
    say: Say,
) -> pd.DataFrame:
    """Return comments in the reader's words; `frame` comes from a read for the audience (reads.COMMENT_FRAME).

    What could lead back to one person, the day and the number of the board, stays inside the committee.
    """
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    names = {theme.key: theme_label(theme, say) for theme in themes}
    questions = {question.key: question_label(question, say) for question in survey.questions}
    yes, no = say("はい"), say("いいえ")
    inside = [say("日付"), say("板の番号"), say("公開してよい")] if audience.public else []
    columns: dict[str, Any] = {
        say("声の番号"): frame["comment_id"].to_list(),
        say("日付"): frame["day"].to_list(),
        say("回"): frame["wave"].to_list(),
        say("場所"): frame["place"].to_list(),
        say("板の番号"): frame["board"].to_list(),
        say("まちとの関わり"): [relation_label(row["relation"], say) for row in rows],
        say("年代"): frame["age"].to_list(),
        say("設問"): [questions.get(row["question"], row["question"]) for row in rows],
        say("声"): frame["text"].to_list(),
        say("だれのため"): [axis_label(row["axis"] or "none", say) for row in rows],
        say("気持ち"): [tone_label(row["tone"] or "none", say) for row in rows],
        say("ぶつかり"): [yes if row["clash"] else no for row in rows],
        say("テーマ"): [say("、").join(names.get(key, key) for key in row["themes"]) for row in rows],
        say("だれのため：決め手"): [decided(row["because"].get("axis"), row["axis_source"], say) for row in rows],
        say("気持ち：決め手"): [decided(row["because"].get("tone"), row["tone_source"], say) for row in rows],
        say("テーマ：決め手"): [_themes_told(row, names, coded.rules, say) for row in rows],
        say("公開してよい"): [yes if row["quotable"] else no for row in rows],
    }
    return pd.DataFrame(columns, dtype=object).drop(columns=inside)


def _themes_told(row: Mapping[str, Any], names: Mapping[str, str], rules: Mapping[str, Sequence[str]], say: Say) -> str:
    lines = [
        say("{what}：{how}", what=names.get(key, key), how=rule_of(row, key, rules.get(key, ()), say))
        for key in row["themes"]
    ]
    return "\n".join(lines)


def rule_of(row: Mapping[str, Any], theme: str, rules: Sequence[str], say: Say) -> str:
    """Return what gave a theme to a comment; `row` is one of reads.COMMENT_FRAME."""
    words = (row["because"].get("themes") or {}).get(theme) or ()
    return theme_rule(words, rules, row["tone_source"] == "human", say)


def codebook_sheet(coded: CodedWith, audience: Audience, say: Say) -> pd.DataFrame:
    """Return the themes with what finds each of them, one row a theme; its examples may be what somebody wrote."""
    frame = pd.DataFrame([_theme_row(theme, say) for theme in coded.themes], dtype=object)
    return frame.drop(columns=say("例"), errors="ignore") if audience.public else frame


def _theme_row(theme: Theme, say: Say) -> dict[str, str]:
    def listed(words: Sequence[str]) -> str:
        return say("、").join(words)

    return {
        say("テーマの記号"): theme.key,
        say("テーマ"): theme.label,
        say("英語の名前"): theme.label_en,
        say("もともと"): axis_label(theme.pull or "none", say),
        say("説明"): theme.description,
        say("例"): "\n".join(theme.examples),
        say("ことば"): listed(theme.words),
        say("言いまわし"): listed(theme.phrases),
        say("ほかにテーマがないときだけ数えることば"): listed(theme.weak),
        say("除く言いまわし"): listed(theme.exclusions),
        say("条件"): "\n".join(theme.rules),
    }
