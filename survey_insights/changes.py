"""What changed since the last wave, said only when chance alone hardly explains it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from survey_insights.counts import LABELS, comments_of, comparable, label_codes
from survey_insights.labels import axis_label, percent, points
from survey_insights.sentences import Sentence, no_comments, scope
from survey_insights.series import label_series, last_change, theme_series
from survey_insights.statistics import LEAST_COMMENTS
from survey_insights.themes import theme_names
from survey_loader.language import Say
from survey_loader.models import Tone
from survey_loader.voices import Voices

# More than this, and nobody reads them aloud; the trends show all.
MOST_CHANGES = 3
# A wave that could only show a move of half of all people shows none that happens.
TOO_LARGE = 0.5


def change_sentences(voices: Voices, say: Say) -> list[Sentence]:
    """Return the confirmed changes since the last wave, then what is not confirmed; [] with one wave.

    Themes are tested within the questions for likes and for wishes, and the balance by
    axis; Benjamini-Hochberg runs over each family. Says with n on both sides how large a
    difference these numbers could show (80 % power).
    """
    families = [_themes(voices, "wish"), _themes(voices, "praise"), _axes(voices)]
    families = [family for family in families if not family.empty]
    if not families:
        return []
    everything = pd.concat(families, ignore_index=True)
    # Of a handful no percentage is said aloud, however sure the test.
    many = everything[["total", "other_total"]].min(axis=1) >= LEAST_COMMENTS
    confirmed = everything[everything["different"] & many]
    confirmed = confirmed.loc[confirmed["difference"].abs().sort_values(ascending=False).index].head(MOST_CHANGES)
    changed = [_change(voices, row, say) for row in confirmed.itertuples()]
    return [*changed, _no_change(everything, bool(changed), say)]


def _themes(voices: Voices, tone: Tone) -> pd.DataFrame:
    questions, clause_tone = scope(voices, tone)
    if clause_tone:
        # Without a question for it, a tone's share also moves with how freely people wrote.
        return pd.DataFrame()
    keys = tuple(theme.key for theme in voices.theme_list)
    changes = last_change(theme_series(voices, keys, "wave", questions))
    return changes.assign(family=tone).rename_axis("line").reset_index() if len(changes) else changes


def _axes(voices: Voices) -> pd.DataFrame:
    # Undecided voices are the rest: their share only mirrors what the others do.
    series = label_series(comparable(voices), "axis", "wave")
    changes = last_change(series[series["line"] != "none"])
    return changes.assign(family="axis").rename_axis("line").reset_index() if len(changes) else changes


def _change(voices: Voices, row: Any, say: Say) -> Sentence:
    values = {
        "old": percent(row.other_share),
        "new": percent(row.share),
        "interval": points(row.low, row.high, say),
        "n": f"{int(row.other_total):,}",
        "m": f"{int(row.total):,}",
        "a": f"{int(row.other_count):,}",
        "b": f"{int(row.count):,}",
    }
    two_waves = voices.comments["wave"].isin([row.label, row.previous]).to_numpy(dtype=bool)
    if row.family == "axis":
        text = say(
            "「{label}」の声は前回{n}件のうち{a}件（{old}）、今回{m}件のうち{b}件（{new}）。差の幅は {interval}。"
            "偶然だけでは説明しにくい差です。",
            label=axis_label(row.line, say), **values,
        )  # fmt: skip
        chosen = label_codes(comparable(voices), "axis") == LABELS["axis"].index(row.line)
        return Sentence("change", text, voices.comments["number"].to_numpy(dtype=np.int64)[chosen & two_waves])
    message = (
        say(
            "「{theme}」への願いを書いた人は前回聞いた{n}人のうち{a}人（{old}）、今回{m}人のうち{b}人（{new}）。"
            "差の幅は {interval}。偶然だけでは説明しにくい差です。"
        )
        if row.family == "wish"
        else say(
            "「{theme}」を好きと書いた人は前回聞いた{n}人のうち{a}人（{old}）、今回{m}人のうち{b}人（{new}）。"
            "差の幅は {interval}。偶然だけでは説明しにくい差です。"
        )
    )
    text = message.format(theme=theme_names(voices, say)[row.line], **values)
    questions, _ = scope(voices, row.family)
    numbers = comments_of(voices, row.line, questions)
    in_waves = voices.comments["number"].to_numpy(dtype=np.int64)[two_waves]
    return Sentence("change", text, numbers[np.isin(numbers, in_waves)])


def _no_change(everything: pd.DataFrame, others_changed: bool, say: Say) -> Sentence:
    people = everything[everything["family"] != "axis"]
    family = everything if people.empty else people
    # The share nearest one half needs the largest move: what is promised for it holds for all others.
    largest = family.iloc[int(family["detectable"].to_numpy(dtype=float).argmax())]
    values = {
        "n": f"{int(largest['other_total']):,}",
        "m": f"{int(largest['total']):,}",
        "x": f"{100 * float(largest['detectable']):.0f}",
    }
    if float(largest["detectable"]) > TOO_LARGE:
        return Sentence("no_change", _too_few(people.empty, values, others_changed, say), no_comments())
    size = (
        say("前回{n}件、今回{m}件の声で見つけやすいのは、約{x}ポイント以上の差です。", **values)
        if people.empty
        else say("前回{n}人、今回{m}人で見つけやすいのは、約{x}ポイント以上の差です。", **values)
    )
    text = say("ほかに、前回との差は確認できません。") if others_changed else say("前回との差は確認できません。")
    return Sentence("no_change", text + size, no_comments())


def _too_few(of_comments: bool, values: dict[str, str], others_changed: bool, say: Say) -> str:
    if others_changed:
        return say("ほかは、人数が少ないため、前回との差を言えません（前回{n}人、今回{m}人）。", **values)
    if of_comments:
        return say("声がまだ少ないため、前回とくらべられません（前回{n}件、今回{m}件）。", **values)
    return say("人数がまだ少ないため、前回とくらべられません（前回{n}人、今回{m}人）。", **values)
