"""Words wrap where Japanese may break, and nothing of a text is lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_insights.labels import (
    escape,
    interval,
    listing,
    narrow_percent,
    percent,
    period,
    points,
    speaks_japanese,
    text_width,
    theme_label,
    wrap,
)
from survey_loader.language import japanese

from .towns import THEMES


def test_a_short_label_stays_in_one_line() -> None:
    assert wrap("雪と除雪") == "雪と除雪"


def test_long_labels_break_between_phrases() -> None:
    assert wrap("観光とくらしの折り合い", 14) == "観光とくらしの<br>折り合い"
    assert wrap("見どころ・冬の遊び", 14) == "見どころ・<br>冬の遊び"


def test_names_in_brackets_stay_whole() -> None:
    lines = wrap("住んでいる人に多いのは「雪と除雪」、訪れた人に多いのは「見どころ・冬の遊び」です。", 36).split("<br>")
    assert "「雪と除雪」、" in "".join(lines)
    assert any("「雪と除雪」、" in line for line in lines)
    assert any("「見どころ・冬の遊び」です。" in line for line in lines)


def test_no_line_begins_with_a_comma_or_a_small_letter() -> None:
    lines = wrap("ニュータウンのショッピングセンターで、ゆっくりすごしたい。" * 3, 20).split("<br>")
    assert not any(line[0] in "、。ーッャュョっゃゅょン" for line in lines if line[0] != "ン")


@given(st.text(alphabet="雪山川あいうアイウー、。「」（）・19% ab", max_size=120), st.integers(4, 60))
def test_wrapping_loses_nothing_but_spaces_at_line_ends(text: str, columns: int) -> None:
    wrapped = wrap(text, columns)
    assert wrapped.replace("<br>", "").replace(" ", "") == text.replace(" ", "")
    # A letter that must not begin a line may hang over.
    assert all(text_width(line) <= columns + 2 * 40 for line in wrapped.split("<br>"))


def test_user_text_is_never_markup() -> None:
    assert escape('<b onclick="x">&</b>') == '&lt;b onclick="x"&gt;&amp;&lt;/b&gt;'
    assert "<b>" not in wrap("<b>ふとい</b>", 40)


@pytest.mark.parametrize(
    ("share", "text"), [(0.414, "41%"), (0.0, "0%"), (0.002, "<1%"), (1.0, "100%"), (float("nan"), "–")]
)
def test_a_share_is_whole_percent_and_never_zero_by_rounding(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("share", "text"), [(0.0213, "2.1%"), (5 / 11_613, "<0.1%"), (0.0, "0.0%")])
def test_a_small_share_has_a_decimal_and_is_never_zero_by_rounding(share: float, text: str) -> None:
    assert narrow_percent(share) == text


def test_intervals_say_both_ends() -> None:
    assert interval(0.361, 0.472, japanese) == "36〜47%"
    assert points(-0.021, 0.08, japanese) == "-2〜+8ポイント"
    assert interval(float("nan"), 0.5, japanese) == "–"


def test_an_interval_that_rounding_would_close_has_a_decimal() -> None:
    """Of 11,613 people few shares are wider than a percent."""
    assert interval(0.0162, 0.0212, japanese) == "1.6〜2.1%"
    assert points(-0.004, 0.003, japanese) == "-0.4〜+0.3ポイント"


def test_a_period_names_its_first_and_last_day() -> None:
    days = pd.to_datetime(pd.Series(["2026-02-08", None, "2026-02-07"]))
    assert period(days, japanese) == "2026年2月7日〜2026年2月8日"
    assert period(days.iloc[:1], japanese) == "2026年2月8日"
    assert period(days.iloc[1:2], japanese) == ""


def test_a_listing_counts_what_it_leaves_out() -> None:
    assert listing(["駅前", "市場"], japanese) == "駅前、市場"
    assert listing(["駅前", "市場", "公園", "川べり"], japanese, most=2) == "駅前、市場ほか2か所"


def test_themes_are_named_in_the_readers_language() -> None:
    def english(message: str, /, **values: object) -> str:
        return "for residents"

    assert speaks_japanese(japanese) and not speaks_japanese(english)
    assert theme_label(THEMES[0], japanese) == "雪と除雪"
    assert theme_label(THEMES[0], english) == "Snow"
