"""What moves: shares over waves, months or days on a real date axis, with Wilson bands and n at each point."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from survey_insights.balance import measured_by
from survey_insights.charts import Chart, CodedField, empty_chart, footer
from survey_insights.counts import comparable
from survey_insights.labels import axis_label, interval, percent, points, tone_label
from survey_insights.methods import DETECTABLE, DIFFERENCES, NEWCOMBE, WILSON, told
from survey_insights.palette import AXIS_INK, SERIES_INK, TONE_INK
from survey_insights.series import (
    Step,
    days_with_voices,
    fitting_step,
    label_series,
    last_change,
    most_outstanding,
    theme_series,
    word_series,
)
from survey_insights.statistics import largest_difference
from survey_insights.themes import question_part, theme_names
from survey_insights.trend_figure import LEAST_A_DAY, Lines, label_of, trend_figure
from survey_loader.language import Say
from survey_loader.voices import Voices

MOST_LINES = len(SERIES_INK)

# On which part of the coding each of these charts rests; words rest on none.
CODED: dict[str, tuple[CodedField, ...]] = {
    "axis_trend": ("axis",),
    "tone_trend": ("tone",),
    "theme_trend": ("themes",),
}


def axis_trend(voices: Voices, say: Say, step: Step = "wave", question: str = "") -> Chart:
    """Return the shares of voices for living, visiting and both over time, among all voices of each wave."""
    frame = label_series(comparable(voices), "axis", fitting_step(voices, step), (question,) if question else ())
    lines = Lines(
        frame[frame["line"] != "none"],
        {axis: axis_label(axis, say) for axis in ("live", "both", "visit")},
        AXIS_INK,
        "comments",
        step,
    )
    measure = say("声{n}件のうち、住む人・訪れる人・両方のための声の割合と95%の幅", n=_asked(frame))
    if note := measured_by(voices, say):
        measure += say(" ｜ ") + note
    return _trend("axis_trend", voices, lines, measure, say)


def tone_trend(voices: Voices, say: Say, question: str, step: Step = "wave") -> Chart:
    """Return the shares of tones over time within one question."""
    frame = label_series(voices, "tone", fitting_step(voices, step), (question,))
    names = {tone: tone_label(tone, say) for tone in ("praise", "wish", "mixed", "trouble")}
    used = frame.groupby("line")["count"].sum()
    names = {tone: name for tone, name in names.items() if used.get(tone, 0) > 0}
    measure = say(
        "{question}に書かれた声{n}件の気持ちの割合と95%の幅",
        question=question_part(voices, question, say), n=_asked(frame),
    )  # fmt: skip
    lines = Lines(frame[frame["line"].isin(list(names))], names, TONE_INK, "comments", step)
    return _trend("tone_trend", voices, lines, measure, say)


def theme_trend(voices: Voices, say: Say, themes: tuple[str, ...], question: str = "", step: Step = "wave") -> Chart:
    """Return the share of people asked who wrote each theme over time; at most five themes."""
    names = theme_names(voices, say)
    chosen = tuple(theme for theme in themes if theme in names)[:MOST_LINES]
    frame = theme_series(voices, chosen, fitting_step(voices, step), (question,) if question else ())
    return _chosen("theme_trend", voices, frame, {key: names[key] for key in chosen}, question, step, say)


def word_trend(voices: Voices, say: Say, words: tuple[str, ...], question: str = "", step: Step = "wave") -> Chart:
    """Return the share of people asked who wrote each word over time; at most five words."""
    chosen = tuple(dict.fromkeys(words))[:MOST_LINES]
    frame = word_series(voices, chosen, fitting_step(voices, step), (question,) if question else ())
    return _chosen("word_trend", voices, frame, {word: word for word in chosen}, question, step, say)


def _chosen(
    key: str, voices: Voices, frame: pd.DataFrame, names: dict[str, str], question: str, step: Step, say: Say
) -> Chart:
    inks = dict(zip(names, SERIES_INK, strict=False))
    part = question_part(voices, question, say)
    measure = say("聞いた{n}人のうち、書いた人の割合と95%の幅（{question}）", question=part, n=_asked(frame))
    return _trend(key, voices, Lines(frame, names, inks, "people", step), measure, say)


def _asked(frame: pd.DataFrame) -> str:
    """Return of how many people or comments a series speaks: the totals of its points, each once."""
    return f"{int(frame.drop_duplicates('label')['total'].sum()):,}"


def _trend(key: str, voices: Voices, lines: Lines, measure: str, say: Say) -> Chart:
    """Return the chart of lines whose `step` is what was asked for; their frame stands in `fitting_step`."""
    if lines.frame.empty or lines.frame["count"].sum() == 0:
        return empty_chart(key, voices, say)
    drawn = replace(lines, step=fitting_step(voices, lines.step))
    return Chart(
        key,
        trend_figure(drawn, say),
        _table(drawn, say),
        trend_title(drawn, say),
        say(" ｜ ").join((measure, *_about_days(voices, lines.step, drawn, say))),
        footer(voices, say),
        _reading(drawn.step, say),
        coded=CODED.get(key, ()),
        method=told([WILSON, NEWCOMBE, DIFFERENCES, DETECTABLE], say),
    )


def _about_days(voices: Voices, asked_for: Step, drawn: Lines, say: Say) -> list[str]:
    """Return what a reader who asked for days must know: that there are too many, or which are left out."""
    if asked_for != "day":
        return []
    if drawn.step == "month":
        days = f"{days_with_voices(voices):,}"
        return [say("{days}日分と多いので、月ごとに示しています。期間を絞ると、日ごとになります。", days=days)]
    return (
        [say("{n}件より少ない日は割合を示さず、数だけを下の棒と表に示しています。", n=LEAST_A_DAY)]
        if drawn.unit == "comments"
        else [say("{n}人より少ない日は割合を示さず、数だけを下の棒と表に示しています。", n=LEAST_A_DAY)]
    )


def _reading(step: Step, say: Say) -> str:
    if step == "day":
        return say(
            "点は1日ごとの割合、縦の細い線は割合が動きうる幅です。大きい点ほど、声の多い日です。"
            "1日の数は少ないので、点の上がり下がりのほとんどは偶然でも起こります。"
        )
    if step == "month":
        return say(
            "点は1か月ごとの割合、うすい帯は割合が動きうる幅です。帯が大きく重なる上がり下がりは、偶然でも起こります。"
        )
    return say(
        "点は1回ごとの割合、うすい帯は割合が動きうる幅です。帯が大きく重なる上がり下がりは、偶然でも起こります。"
    )


def trend_title(lines: Lines, say: Say) -> str:
    """Return the largest confirmed change since the point before, or that none is and what could be seen.

    Days are compared with all other days together: one day against the day before is mostly chance.
    """
    if lines.step == "day":
        return _day_title(lines, say)
    changes = last_change(lines.frame)
    if changes.empty:
        return (
            say("まだ1か月分なので、動きはわかりません。")
            if lines.step == "month"
            else say("まだ1回分なので、動きはわかりません。")
        )
    confirmed = changes[changes["different"]]
    if confirmed.empty:
        return _no_change(lines, changes, say)
    row = largest_difference(confirmed)
    return _change_message(lines.step, bool(row["difference"] > 0), say).format(
        line=lines.names[str(row.name)],
        before=label_of(str(row["previous"]), lines.step, say),
        now=label_of(str(row["label"]), lines.step, say),
        old=percent(row["other_share"]),
        new=percent(row["share"]),
        interval=points(row["low"], row["high"], say),
    )


def _no_change(lines: Lines, changes: pd.DataFrame, say: Say) -> str:
    largest = f"{float(changes['detectable'].max()) * 100:.0f}"
    people = lines.unit == "people"
    if lines.step == "month":
        before, now = (label_of(str(changes[name].iloc[0]), "month", say) for name in ("previous", "label"))
        known = {"before": before, "now": now, "x": largest}
        if people:
            return say(
                "{before}と{now}の差は確認できません。この人数で見つけやすいのは約{x}ポイント以上の差です。", **known
            )
        return say(
            "{before}と{now}の差は確認できません。この件数で見つけやすいのは約{x}ポイント以上の差です。", **known
        )
    if people:
        return say("前回との差は確認できません。この人数で見つけやすいのは約{x}ポイント以上の差です。", x=largest)
    return say("前回との差は確認できません。この件数で見つけやすいのは約{x}ポイント以上の差です。", x=largest)


def _change_message(step: Step, rising: bool, say: Say) -> str:
    if step == "month":
        return (
            say("「{line}」は{before}の{old}から、{now}は{new}に上がりました（差の幅 {interval}）。")
            if rising
            else say("「{line}」は{before}の{old}から、{now}は{new}に下がりました（差の幅 {interval}）。")
        )
    return (
        say("「{line}」は前回の{old}から{new}に上がりました（差の幅 {interval}）。")
        if rising
        else say("「{line}」は前回の{old}から{new}に下がりました（差の幅 {interval}）。")
    )


def _day_title(lines: Lines, say: Say) -> str:
    if lines.frame["label"].nunique() < 2:
        return say("まだ1日分なので、動きはわかりません。")
    row = most_outstanding(lines.frame)
    if row is None:
        return say("日による差は確認できません。")
    return _day_message(lines.unit == "people", bool(row["difference"] > 0), say).format(
        day=label_of(str(row["label"]), "day", say),
        line=lines.names[str(row["line"])],
        n=f"{int(row['total']):,}",
        m=f"{int(row['other_total']):,}",
        new=percent(row["share"]),
        old=percent(row["other_share"]),
        interval=points(row["low"], row["high"], say),
    )


def _day_message(people: bool, rising: bool, say: Say) -> str:
    if people:
        return (
            say("{day}の「{line}」は{n}人のうち{new}で、ほかの日の{m}人のうち{old}より高めです（差の幅 {interval}）。")
            if rising
            else say(
                "{day}の「{line}」は{n}人のうち{new}で、ほかの日の{m}人のうち{old}より低めです（差の幅 {interval}）。"
            )
        )
    return (
        say("{day}の「{line}」は{n}件のうち{new}で、ほかの日の{m}件のうち{old}より高めです（差の幅 {interval}）。")
        if rising
        else say("{day}の「{line}」は{n}件のうち{new}で、ほかの日の{m}件のうち{old}より低めです（差の幅 {interval}）。")
    )


def _table(lines: Lines, say: Say) -> pd.DataFrame:
    frame = lines.frame
    return pd.DataFrame(
        {
            say("時期"): [label_of(str(label), lines.step, say) for label in frame["label"]],
            say("まん中の日"): frame["date"].dt.strftime("%Y-%m-%d").to_numpy(),
            say("系列"): [lines.names[str(line)] for line in frame["line"]],
            say("数"): frame["count"].to_numpy(),
            say("全体"): frame["total"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("幅"): [interval(low, high, say) for low, high in zip(frame["low"], frame["high"], strict=True)],
        }
    )
