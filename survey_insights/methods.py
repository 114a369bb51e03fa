"""調べ方: which interval or test stands behind a chart, in one plain sentence each."""

from __future__ import annotations

from collections.abc import Iterable

from survey_insights.charts import Chart
from survey_insights.labels import speaks_japanese
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

WILSON = N_(
    "割合の幅は、同じように聞きなおしたら100回のうち約95回は本当の値をふくむように計算したものです（ウィルソンの方法）。"
)
NEWCOMBE = N_("差の幅も、同じ考えで計算しています（ニューカムの方法）。")
DIFFERENCES = N_(
    "偶然でも起こる差かどうかを検定し、いくつもくらべる分をきびしくしています"
    "（比率の差の検定、ベンジャミニ・ホックバーグの方法、q値0.05未満を「差あり」とします）。"
)
LEADERS = N_(
    "同じ人が両方を書くこともあるので、そのことをふまえた検定で、いちばん多いものと差が言えないものを見分けています"
    "（マクネマー検定、5%）。"
)
ALIKE = N_(
    "「大きくは変わっていない」は、差の幅の上も下も、大きな変化とみる大きさに届かないときだけ言います（同等性の検定）。"
)
DETECTABLE = N_("見つけやすい差とは、本当にその差があれば10回のうち8回は見つかる大きさです（検出力80%、5%）。")
LOG_ODDS = N_(
    "ことばのかたよりは、もともと多いことばや少ないことばに引きずられない計算で出しています"
    "（事前分布つき対数オッズ比、q値0.05未満を「差あり」とします）。"
)
ALPHA = N_("一致の度合いは、偶然に合う分を引いて計算し、幅は声を選びなおして求めています（クリッペンドルフのα）。")
PRECISION = N_("くじで選んだ声だけを使い、割合の幅をウィルソンの方法で計算しています。")
CORRECTED = N_("人が見た声の結果から自動の分け方のまちがいを見積もって直し、幅は声を選びなおして求めています。")
COUNTED = N_("人数や件数を数えたもので、検定はしていません。")

# What a table that has such a column was made with.
BY_COLUMN = (
    (N_("下限"), WILSON), (N_("幅"), WILSON), (N_("差の下限"), NEWCOMBE), (N_("z値"), LOG_ODDS),
    (N_("多いのは"), LOG_ODDS), (N_("q値"), DIFFERENCES),
)  # fmt: skip


def told(sentences: Iterable[str], say: Say) -> str:
    """Return these sentences one after another."""
    return " ".join(say(sentence) for sentence in sentences)


def coded_how(voices: Voices, say: Say, accuracy: Iterable[str] = ()) -> str:
    """Return what the codings on show were decided by: the rules, and people where they looked.

    `accuracy`: sentences that follow, on how right the codings are; each is said once.
    """
    if (voices.comments[["axis_source", "tone_source"]] == "human").to_numpy().any():
        told = say("声は、書かれたことばの規則と人の目で、テーマ・だれのため・気持ちに分けました。")
    else:
        told = say("声は、書かれたことばの規則で、テーマ・だれのため・気持ちに分けました。")
    return ("" if speaks_japanese(say) else " ").join([told, *dict.fromkeys(accuracy)])


def method(chart: Chart, say: Say) -> str:
    """Return how the numbers of a chart were worked out.

    What the chart says itself; else what the columns of its table and the whiskers of its
    figure show; a chart with neither interval nor test is one of counts.
    """
    if chart.method or chart.empty:
        return chart.method
    found = [sentence for column, sentence in BY_COLUMN if say(column) in chart.table.columns]
    if LOG_ODDS in found and DIFFERENCES in found:
        # Words are tested by their odds, not by shares.
        found.remove(DIFFERENCES)
    if not found and any(_whiskered(trace) for trace in chart.figure.data):
        found = [WILSON]
    return told(dict.fromkeys(found or [COUNTED]), say)


def _whiskered(trace: object) -> bool:
    return any(getattr(getattr(trace, name, None), "array", None) is not None for name in ("error_x", "error_y"))
