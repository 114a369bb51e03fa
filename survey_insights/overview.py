"""The overview: the ten sentences a town can say aloud, each with the comments behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey_insights.changes import change_sentences
from survey_insights.cities import common_ground
from survey_insights.counts import comments_of, label_counts, leaders
from survey_insights.labels import listing, period, question_label
from survey_insights.sentences import Sentence, asks_for, scope
from survey_insights.sides import compare_themes
from survey_insights.statistics import LEAST_COMMENTS, largest_difference, two_proportions
from survey_insights.themes import theme_names
from survey_loader.language import N_, Say
from survey_loader.models import Tone
from survey_loader.voices import Voices

# A theme this few wrote is rare; its voice must not be lost among the counts.
RARE_MOST = 4
RARE_PART = 0.02
# Words a comment must hold to be worth reading out alone.
RARE_WORDS = 2
NEAR_TIES_NAMED = 3
# As `leaders` tells themes apart.
SIGNIFICANT_P = 0.05


def overview(voices: Voices, say: Say) -> list[Sentence]:
    """Return the sentences the data can support, in reading order; [] without any comment.

    Kinds: reach, liked, hoped, balance, common, difference (only at q < 0.05), change
    (only at q < 0.05), no_change, rare, caveat.
    """
    if voices.comments.empty:
        return []
    found = [
        _reach(voices, say),
        _leading(voices, "praise", say),
        _leading(voices, "wish", say),
        _balance(voices, say),
        _common(voices, say),
        _difference(voices, say),
        *change_sentences(voices, say),
        _rare(voices, say),
        Sentence("caveat", say("足を止めてくれた人の声であり、市民全体の割合ではありません。")),
    ]
    return [sentence for sentence in found if sentence is not None]


def reached(voices: Voices, say: Say) -> str:
    """Return how many people were approached, stopped and wrote, as a sentence."""
    wrote, approached = f"{voices.people:,}", _approached(voices)
    stopped = len(voices.interviews)
    values = {"n": f"{approached:,}", "m": f"{stopped:,}", "k": wrote}
    if approached >= stopped and approached > 0:
        message = (
            N_("{n}人に声をかけ、{k}人が書いてくれました。")
            if stopped == voices.people
            else N_("{n}人に声をかけ、{m}人が足を止め、{k}人が書いてくれました。")
        )
        return say(message, **values)
    if stopped == voices.people:
        return say("{k}人が書いてくれました。", k=wrote)
    return say("{m}人に聞き、{k}人が書いてくれました。", m=values["m"], k=wrote)


def _reach(voices: Voices, say: Say) -> Sentence:
    when = period(voices.interviews["day"], say)
    places = voices.interviews["place"].value_counts()
    where = listing([str(place) for place in places[places > 0].index if place], say, most=3)
    setting = say("、").join(part for part in (when, where) if part)
    text = reached(voices, say)
    if setting:
        text = say("{setting}で、", setting=setting) + text if where else say("{setting}に、", setting=setting) + text
    return Sentence("reach", text, voices.comments["number"].to_numpy(dtype=np.int64))


def _approached(voices: Voices) -> int:
    """Return how many people were approached, 0 unless known for every wave with interviews."""
    used = set(voices.interviews["wave"].dropna().unique())
    known = voices.waves[voices.waves["label"].isin(used)]["approached"]
    return 0 if len(known) < len(used) or known.isna().any() else int(known.sum())


def _leading(voices: Voices, tone: Tone, say: Say) -> Sentence | None:
    questions, clause_tone = scope(voices, tone)
    if clause_tone and asks_for(voices, tone):
        # The question for it is filtered away: likes within the wishes would be a number of their own.
        return None
    top = leaders(voices, questions, clause_tone)
    if top.empty:
        return None
    names = theme_names(voices, say)
    kind, n = ("liked" if tone == "praise" else "hoped"), f"{int(top['asked'].iloc[0]):,}"
    numbers = [comments_of(voices, key, questions, clause_tone) for key in top["theme"].head(NEAR_TIES_NAMED)]
    what = _what(voices, questions, tone, say)
    if int(top["people"].iloc[0]) < LEAST_COMMENTS:
        text = _few(top, names, what, say)
    elif len(top) == 1:
        text = say("{what}で最も多かったのは「{theme}」、聞いた{n}人のうち{k}人です。", what=what, n=n,
                   theme=names[top["theme"].iloc[0]], k=f"{int(top['people'].iloc[0]):,}")  # fmt: skip
    else:
        themes = say("、").join(
            say("「{theme}」{k}人", theme=names[key], k=f"{people:,}")
            for key, people in zip(top["theme"].head(NEAR_TIES_NAMED), top["people"], strict=False)
        )
        message = (
            say("{what}で多かったのは{themes}です（聞いた{n}人のうち）。順番の差は確認できません。")
            if len(top) <= NEAR_TIES_NAMED
            else say("{what}では{themes}などがほぼ同じ数でした（聞いた{n}人のうち）。順番の差は確認できません。")
        )
        text = message.format(what=what, themes=themes, n=n)
    return Sentence("liked" if kind == "liked" else "hoped", text, np.unique(np.concatenate(numbers)))


def _few(top: pd.DataFrame, names: dict[str, str], what: str, say: Say) -> str:
    """Return what was written where too few wrote it to speak of most."""
    themes = say("、").join(
        say("「{theme}」{k}人", theme=names[key], k=f"{people:,}")
        for key, people in zip(top["theme"].head(NEAR_TIES_NAMED), top["people"], strict=False)
    )
    n = f"{int(top['asked'].iloc[0]):,}"
    message = (
        say("{what}で書かれたテーマは{themes}です（聞いた{n}人のうち）。まだ少ないので、多い・少ないは言えません。")
        if len(top) <= NEAR_TIES_NAMED
        else say(
            "{what}で書かれたテーマは{themes}などです（聞いた{n}人のうち）。まだ少ないので、多い・少ないは言えません。"
        )
    )
    return message.format(what=what, themes=themes, n=n)


def _what(voices: Voices, questions: tuple[str, ...], tone: Tone, say: Say) -> str:
    if len(questions) == 1:
        question = voices.survey.question(questions[0])
        if question is not None:
            return say("「{question}」", question=question_label(question, say))
    return say("好きなところ") if tone == "praise" else say("これからへの願い")


def _balance(voices: Voices, say: Say) -> Sentence:
    n = {label: f"{count:,}" for label, count in label_counts(voices, "axis")[["label", "comments"]].to_numpy()}
    text = say(
        "住む人のための声{live}件、訪れる人のための声{visit}件、両方{both}件、決められない声{none}件でした。",
        live=n["live"], visit=n["visit"], both=n["both"], none=n["none"],
    )  # fmt: skip
    return Sentence("balance", text, voices.comments["number"].to_numpy(dtype=np.int64))


def _common(voices: Voices, say: Say) -> Sentence | None:
    shared = common_leaders(common_ground(compare_themes(voices, "relation")))
    if shared.empty:
        return None
    names, row = theme_names(voices, say), shared.iloc[0]
    totals = {"n": f"{row['left_total']:,}", "m": f"{row['right_total']:,}"}
    if len(shared) == 1:
        text = say(
            "住む人も訪れた人もよく挙げたのは「{theme}」です（住んでいる{n}人のうち{a}人、訪れた{m}人のうち{b}人）。",
            theme=names[row["theme"]], a=f"{row['left']:,}", b=f"{row['right']:,}", **totals,
        )  # fmt: skip
    else:
        themes = say("、").join(
            say("「{theme}」（{a}人と{b}人）", theme=names[key], a=f"{a:,}", b=f"{b:,}")
            for key, a, b in shared[["theme", "left", "right"]].head(NEAR_TIES_NAMED).to_numpy(dtype=object)
        )
        message = (
            say("住む人も訪れた人もよく挙げたのは{themes}です（住んでいる{n}人と、訪れた{m}人のうち）。"
                "順番の差は確認できません。")
            if len(shared) <= NEAR_TIES_NAMED
            else say("住む人も訪れた人もよく挙げたのは{themes}などです（住んでいる{n}人と、訪れた{m}人のうち）。"
                     "順番の差は確認できません。")
        )  # fmt: skip
        text = message.format(themes=themes, **totals)
    numbers = [comments_of(voices, str(key)) for key in shared["theme"].head(NEAR_TIES_NAMED)]
    return Sentence("common", text, np.unique(np.concatenate(numbers)))


def common_leaders(shared: pd.DataFrame) -> pd.DataFrame:
    """Return the first theme of `common_ground` and those not told apart from it by the side that wrote it less.

    The smaller shares are compared by `two_proportions` at 5 %; that the same people could write both makes it careful.
    """
    if shared.empty:
        return shared
    on_left = (shared["share"] <= shared["other_share"]).to_numpy(dtype=bool)
    count = np.where(on_left, shared["left"], shared["right"])
    total = np.where(on_left, shared["left_total"], shared["right_total"])
    return shared[two_proportions(count, total, count[0], total[0]) >= SIGNIFICANT_P].reset_index(drop=True)


def _difference(voices: Voices, say: Say) -> Sentence | None:
    compared = compare_themes(voices, "relation")
    confirmed = compared[compared["different"]]
    if confirmed.empty:
        return None
    row = largest_difference(confirmed)
    text = say(
        "「{theme}」は、訪れた{n}人のうち{a}人が書き、住んでいる人は{m}人のうち{b}人でした。",
        theme=theme_names(voices, say)[row["theme"]], n=f"{row['right_total']:,}", a=f"{row['right']:,}",
        m=f"{row['left_total']:,}", b=f"{row['left']:,}",
    )  # fmt: skip
    return Sentence("difference", text, comments_of(voices, str(row["theme"])))


def _rare(voices: Voices, say: Say) -> Sentence | None:
    number = rare_comment(voices)
    if number is None:
        return None
    return Sentence("rare", say("少ないけれど聞きのがせない声："), np.array([number], dtype=np.int64))


def rare_comment(voices: Voices) -> int | None:
    """Return the number of the first of `rare_comments`, or None."""
    found = rare_comments(voices, 1)
    return found[0] if found else None


def rare_comments(voices: Voices, most: int) -> list[int]:
    """Return the numbers of quotable comments about themes few people wrote.

    Troubles and wishes come before praise, ぶつかり before both, rarer themes first, then
    more words; at last the earliest comment, so that the same voices give the same ones.
    """
    cells = voices.themes.tocoo()
    rows, columns = cells.row[cells.data != 0], cells.col[cells.data != 0]
    often = np.bincount(columns, minlength=len(voices.theme_list))
    comments = voices.comments
    rarest = np.full(len(comments), np.iinfo(np.int64).max)
    np.minimum.at(rarest, rows, often[columns])
    few = max(RARE_MOST, int(RARE_PART * len(comments)))
    words = np.diff(voices.words.indptr)
    clash = comments["clash"].to_numpy(dtype=bool)
    fit = comments["quotable"].to_numpy(dtype=bool) & (words >= RARE_WORDS) & ((rarest <= few) | clash)
    needy = comments["tone"].isin(["trouble", "wish"]).to_numpy(dtype=bool)
    numbers = comments["number"].to_numpy(dtype=np.int64)
    order = np.lexsort((numbers, -words, rarest, ~needy, ~clash, ~fit))
    return [int(number) for number in numbers[order[: min(most, int(fit.sum()))]]]
