"""What groups, shares and days are called in a reader's language, and how long names wrap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import pandas as pd

from survey_loader.language import N_, Say
from survey_loader.models import Question, Survey, ThemeName

Split = Literal["axis", "relation"]

AXIS_LABELS = {
    "live": N_("住む人のため"),
    "visit": N_("訪れる人のため"),
    "both": N_("両方のため"),
    "none": N_("決められない"),
}
TONE_LABELS = {
    "praise": N_("好き"),
    "wish": N_("願い"),
    "mixed": N_("入りまじる"),
    "trouble": N_("困りごと"),
    "none": N_("読みとれない"),
}
RELATION_LABELS = {
    "resident": N_("住んでいる人"),
    "commuter": N_("通勤・通学の人"),
    "rooted": N_("帰省・ゆかりの人"),
    "visitor": N_("訪れた人"),
    "unknown": N_("不明"),
}
MONTHS = (
    N_("1月"), N_("2月"), N_("3月"), N_("4月"), N_("5月"), N_("6月"),
    N_("7月"), N_("8月"), N_("9月"), N_("10月"), N_("11月"), N_("12月"),
)  # fmt: skip
WRAP_COLUMNS = 18


def speaks_japanese(say: Say) -> bool:
    """Return whether this reader gets the source language (a sentinel stays untranslated)."""
    known = AXIS_LABELS["live"]
    return say(known) == known


def axis_label(axis: str, say: Say) -> str:
    """Return the name of an axis; "none" is a name too."""
    return say(AXIS_LABELS[axis])


def tone_label(tone: str, say: Say) -> str:
    """Return the name of a tone; "none" is a name too."""
    return say(TONE_LABELS[tone])


def relation_label(relation: str, say: Say) -> str:
    """Return the name of a relation; a relation unknown to the product keeps its own word."""
    return say(RELATION_LABELS.get(relation, relation))


def theme_label(theme: ThemeName, say: Say) -> str:
    """Return the theme's name in the reader's language; easy Japanese has words for those of our own codebook."""
    return say(theme.label) if speaks_japanese(say) or not theme.label_en else theme.label_en


def question_label(question: Question, say: Say) -> str:
    """Return the question's name in the reader's language."""
    return question.label if speaks_japanese(say) or not question.label_en else question.label_en


def survey_name(survey: Survey, say: Say) -> str:
    """Return the survey's name in the reader's language."""
    return survey.name if speaks_japanese(say) or not survey.name_en else survey.name_en


def percent(share: float) -> str:
    """Return a share as whole percent, for example "41%"; a known share is never called 0% by rounding."""
    if pd.isna(share):
        return "–"
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def narrow_percent(share: float) -> str:
    """Return a share in percent with one decimal, for lists in which many are small; never 0.0% by rounding."""
    if pd.isna(share):
        return "–"
    return "<0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"


def interval(low: float, high: float, say: Say) -> str:
    """Return an interval of shares in percent, for example "36〜47%"; one that rounding would close has a decimal."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    ends = f"{100 * low:.0f}", f"{100 * high:.0f}"
    return say("{low}〜{high}%", low=ends[0], high=ends[1]) if len(set(ends)) > 1 else narrow_interval(low, high, say)


def points(low: float, high: float, say: Say) -> str:
    """Return an interval of differences in percentage points, signed; one that rounding would close has a decimal."""
    digits = 0 if round(100 * low) < round(100 * high) else 1
    return say("{low}〜{high}ポイント", low=f"{100 * low:+.{digits}f}", high=f"{100 * high:+.{digits}f}")


def q_value(q: float) -> str:
    """Return a q-value with no more digits than matter, for example "0.012" or "<0.001"."""
    return "<0.001" if q < 0.001 else f"{q:.3f}"


def narrow_interval(low: float, high: float, say: Say) -> str:
    """Return an interval of shares in percent with one decimal, for lists in which many are narrow."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    return say("{low}〜{high}%", low=f"{100 * low:.1f}", high=f"{100 * high:.1f}")


def day(value: date | pd.Timestamp, say: Say) -> str:
    """Return a day as the reader writes it: "2026年2月7日", "7 February 2026"."""
    return say("{year}年{month}{day}日", year=value.year, month=say(MONTHS[value.month - 1]), day=value.day)


def month_of_year(number: int, say: Say) -> str:
    """Return what a month 1..12 is called: "10月", "October"."""
    return say(MONTHS[number - 1])


def month_name(value: str, say: Say) -> str:
    """Return a month written as "2026-05" in the reader's way, for example "2026年5月", "May 2026"."""
    year, number = value.split("-")
    return say("{year}年{month}", year=year, month=month_of_year(int(number), say))


def period(days: pd.Series, say: Say) -> str:
    """Return the first and last day of a datetime column, or "" when none is known."""
    known = days.dropna()
    if known.empty:
        return ""
    first, last = known.min(), known.max()
    if first == last:
        return day(first, say)
    return say("{first}〜{last}", first=day(first, say), last=day(last, say))


def leading(names: Sequence[str], counts: Sequence[int], say: Say, unit: str = "", most: int = 3) -> str:
    """Return names with their counts, for example 「雪と除雪」（34件）; more than `most` are summed up.

    `unit` is what the names are, themes unless said.
    """
    listed = say("、").join(
        say("「{name}」（{n}件）", name=name, n=f"{n:,}") for name, n in zip(names[:most], counts[:most], strict=True)
    )
    return (
        listed
        if len(names) <= most
        else listed + say("など{count}の{unit}", count=len(names), unit=unit or say("テーマ"))
    )


def listing(names: Iterable[str], say: Say, most: int = 4) -> str:
    """Return places joined as a list; further ones are counted, not dropped in silence."""
    names = list(names)
    shown = say("、").join(names[:most])
    return shown if len(names) <= most else say("{names}ほか{n}か所", names=shown, n=len(names) - most)


def text_width(text: str) -> int:
    """Return the width of a text in half-width columns; a Japanese letter is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def wrap(text: str, columns: int = WRAP_COLUMNS) -> str:
    """Return text broken with <br> after at most `columns` half-width columns, in lines of like length.

    Japanese has no spaces: lines break after punctuation, and less gladly where a phrase
    seems to begin (kanji, katakana or a number after hiragana); 「names」 and (notes) stay
    whole; only what is longer than a line is cut inside. Tags are escaped, since Plotly
    reads them.
    """
    if text_width(text) <= columns:
        return escape(text.strip())
    return "<br>".join(escape(line) for line in _lines(_phrases(text, columns), columns))


# Breaking between phrases costs as much as a line of three quarters, a further line far more.
PHRASE_BREAK_COST, LINE_COST = 0.06, 10.0


def _lines(phrases: list[str], columns: int) -> list[str]:
    """Break phrases at the least cost (Knuth & Plass 1981, Software 11, without stretching)."""
    widths = [text_width(phrase) for phrase in phrases]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(phrases) + 1):
        options = []
        width = 0
        for start in range(end - 1, -1, -1):
            width += widths[start]
            if width > columns and start < end - 1:
                break
            rough = start > 0 and phrases[start - 1][-1] not in BREAKS_AFTER
            empty = max(columns - width, 0) / columns
            cost = best[start][0] + LINE_COST + empty**2 + PHRASE_BREAK_COST * rough
            options.append((cost, start))
        best.append(min(options))
    lines, end = [], len(phrases)
    while end:
        lines.append("".join(phrases[best[end][1] : end]).strip())
        end = best[end][1]
    return lines[::-1]


BREAKS_AFTER = set("、。・！？」』）｜ ")
BREAKS_BEFORE = set("「『（")
NEVER_FIRST = set("、。，．・：；？！」』）】〉》〕ーゃゅょっァィゥェォャュョッ々%％〜｜")


def _begins(before: str, after: str) -> bool:
    """Return whether a phrase may begin between two letters."""
    if after in NEVER_FIRST or before in BREAKS_BEFORE:
        return False
    if before in CLOSES and "ぁ" <= after <= "ん":
        return False
    if before in BREAKS_AFTER or after in BREAKS_BEFORE:
        return True
    return "ぁ" <= before <= "ん" and not "ぁ" <= after <= "ん"


OPENS, CLOSES = "「『（", "」』）"


def _phrases(text: str, columns: int) -> list[str]:
    phrases = [""]
    depth = 0
    for letter in text:
        inside = depth > 0
        depth += (letter in OPENS) - (letter in CLOSES)
        full = text_width(phrases[-1] + letter) > columns and letter not in NEVER_FIRST
        if phrases[-1] and (full or (not inside and _begins(phrases[-1][-1], letter))):
            phrases.append("")
        phrases[-1] += letter
    return phrases


def escape(text: str) -> str:
    """Return text in which Plotly finds no tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
