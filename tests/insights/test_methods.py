"""調べ方 is told by the chart itself, else by what its table and figure show."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from survey_insights.charts import Chart, empty_chart, new_figure
from survey_insights.methods import COUNTED, DIFFERENCES, LOG_ODDS, NEWCOMBE, WILSON, coded_how, method
from survey_insights.themes import top_themes
from survey_loader.language import japanese, speaker
from survey_loader.voices import Voices


def chart(*columns: str, said: str = "") -> Chart:
    table = pd.DataFrame({column: [1] for column in columns})
    return Chart("x", new_figure(80), table, "題です。", "声1件", "出典", "読み方です。", method=said)


@pytest.mark.parametrize(
    ("columns", "sentences"),
    [
        (("声の数",), (COUNTED,)),
        (("声の数", "下限", "上限"), (WILSON,)),
        (("声の数", "q値"), (DIFFERENCES,)),
        (("q値", "幅", "下限"), (WILSON, DIFFERENCES)),
        (("q値", "z値"), (LOG_ODDS,)),
        (("割合", "差の下限", "q値"), (NEWCOMBE, DIFFERENCES)),
    ],
)
def test_the_columns_of_a_table_tell_its_method(columns: tuple[str, ...], sentences: tuple[str, ...]) -> None:
    assert method(chart(*columns), japanese) == " ".join(sentences)


def test_whiskers_alone_tell_of_an_interval() -> None:
    drawn = chart("声の数")
    drawn.figure.add_bar(x=[1], y=[1], error_x={"type": "data", "array": [1]})
    assert method(drawn, japanese) == WILSON


def test_what_a_chart_says_itself_stands() -> None:
    assert method(chart("q値", said="数えました。"), japanese) == "数えました。"


def test_a_chart_of_nothing_has_no_method(nobody: Voices, sora: Voices) -> None:
    assert method(empty_chart("x", nobody, japanese), japanese) == ""
    assert "マクネマー検定" in method(top_themes(sora, japanese), japanese)


def test_people_are_said_to_have_looked_only_where_they_did(sora: Voices) -> None:
    assert coded_how(sora, japanese) == "声は、書かれたことばの規則で、テーマ・だれのため・気持ちに分けました。"
    sure = ("95 of 100 are right.", "Counted twice.", "95 of 100 are right.")
    assert coded_how(sora, speaker("en"), sure).endswith("the words written. 95 of 100 are right. Counted twice.")
    seen = sora.comments["tone_source"].astype(object).where(sora.comments.index > 0, "human")
    looked = replace(sora, comments=sora.comments.assign(tone_source=seen))
    assert coded_how(looked, japanese) == (
        "声は、書かれたことばの規則と人の目で、テーマ・だれのため・気持ちに分けました。"
    )
