"""Public charts in a reader's language: what was counted, with its finding, its measure and what was kept back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from survey_insights.attributes import OTHER, group_label
from survey_insights.balance import change_title, measured_by
from survey_insights.charts import footer
from survey_insights.counts import leaders
from survey_insights.crosstab_chart import attribute_name, cross_title
from survey_insights.labels import axis_label, tone_label
from survey_insights.methods import DIFFERENCES, LEADERS, NEWCOMBE, WILSON, told
from survey_insights.public_charts import (
    JOINED,
    JOINED_LABELS,
    JOINED_WAVES,
    SMALL_THEMES,
    TOO_FEW_GROUPS,
    Column,
    PublicChart,
    Row,
    Unit,
    notes,
    without,
)
from survey_insights.public_groups import NOBODY_KNOWS, PUBLIC_ATTRIBUTES, plain, with_large_groups
from survey_insights.public_list import Counted, Offer, name_of
from survey_insights.public_tables import Table
from survey_insights.public_waves import in_time, wave_title
from survey_insights.selection import FEWEST_PEOPLE
from survey_insights.themes import leader_sentence, question_part, theme_names
from survey_insights.words import top_title
from survey_loader.language import Say
from survey_loader.models import AXES
from survey_loader.voices import Voices

_NOTHING = np.zeros((0, 0), dtype=np.int64)


def published(voices: Voices, found: Iterable[Counted], say: Say) -> tuple[PublicChart, ...]:
    """Return these charts in a reader's language; one that would tell of too few people is empty, with the reason."""
    return tuple(_made(one, voices, say) for one in found)


def _without(offer: Offer, voices: Voices, reason: str, say: Say) -> PublicChart:
    return without(str(offer), name_of(offer, voices, say), reason, footer(voices, say), offer.question)


def _made(found: Counted, voices: Voices, say: Say) -> PublicChart:
    offer = found.offer
    if found.reason:
        return _without(offer, voices, say(found.reason, least=FEWEST_PEOPLE), say)
    if found.frame is not None:
        made = _themes if offer.kind == "themes" else _words
        return made(offer, found.frame, voices, say)
    assert found.table is not None
    return (_by_group if offer.kind in PUBLIC_ATTRIBUTES else _labels)(offer, found.table, voices, say)


def _themes(offer: Offer, frame: pd.DataFrame, voices: Voices, say: Say) -> PublicChart:
    names, asked = theme_names(voices, say), int(frame["asked"].iloc[0])
    counts = frame[["people"]].to_numpy(dtype=np.int64)
    part = question_part(voices, offer.question, say)
    return PublicChart(
        str(offer), "bars", "people", name_of(offer, voices, say), _leading(offer.question, voices, say),
        say("{question}でそのテーマを書いた人。聞いた{n}人のうちの割合と95%の幅", question=part, n=f"{asked:,}"),
        say("棒の先の細い線は、同じように聞きなおしたときに割合が動きうる幅です。線が重なるテーマの順番は、入れかわることがあります。"),
        told([LEADERS, WILSON], say), footer(voices, say),
        tuple(Row(key, names[key]) for key in frame["theme"]), (Column("", say("聞いた人"), asked),),
        counts, counts < FEWEST_PEOPLE, np.zeros(counts.shape, dtype=np.int64),
        (say(SMALL_THEMES, least=FEWEST_PEOPLE),), ("themes",), offer.question,
    )  # fmt: skip


def _leading(question: str, voices: Voices, say: Say) -> str:
    """The finding of the themes, without a count of fewer than five."""
    top = leaders(voices, (question,))
    if len(top) > 3 or int(top["people"].min()) >= FEWEST_PEOPLE:
        return leader_sentence(voices, question, say)
    return say(
        "{question}では「{theme}」など{count}テーマがほぼ同じ数で、順番の差は確認できません（聞いた{n}人のうち）。",
        question=question_part(voices, question, say), theme=theme_names(voices, say)[top["theme"].iloc[0]],
        count=len(top), n=f"{int(top['asked'].iloc[0]):,}",
    )  # fmt: skip


def _by_group(offer: Offer, table: Table, voices: Voices, say: Say) -> PublicChart:
    names = theme_names(voices, say)
    part, attribute = question_part(voices, offer.question, say), attribute_name(voices, offer.kind, say)
    chart = PublicChart(
        str(offer), "dots", "people", name_of(offer, voices, say),
        cross_title(voices, table.tested, [names[key] for key in table.rows], say) if table.tested else "",
        say("{attribute}ごとに聞いた人のうち、そのテーマを書いた人の割合と95%の幅（{question}）",
            attribute=attribute, question=part),
        say("点は割合、横の細い線は、同じように聞きなおしたときに割合が動きうる幅です。"
            "「多い」「少ない」は、ほかの全部とくらべて確かめられたところだけに付けています。"),
        told([WILSON, DIFFERENCES], say), footer(voices, say), tuple(Row(key, names[key]) for key in table.rows),
        _columns(table, voices, offer.kind, say), table.counts, table.hidden, table.marks,
        notes("people", table.hidden, FEWEST_PEOPLE, say, say(JOINED, n=table.joined) if table.joined else ""),
        ("themes",), offer.question,
    )  # fmt: skip
    if offer.kind != "wave":
        return chart
    return _over_waves(chart, table, voices, say)


def _over_waves(chart: PublicChart, table: Table, voices: Voices, say: Say) -> PublicChart:
    """The same as lines over the waves; waves that were joined stand on no line."""
    chart = in_time(chart, voices)
    if len(chart.columns) < 2:
        return without(chart.key, chart.name, say(TOO_FEW_GROUPS, least=FEWEST_PEOPLE), chart.footer, chart.question)
    asked = sum(column.total for column in chart.columns)
    part = question_part(voices, chart.question, say)
    return replace(
        chart,
        form="lines",
        title=wave_title(chart, say),
        subtitle=say("聞いた{n}人のうち、書いた人の割合と95%の幅（{question}）", question=part, n=f"{asked:,}"),
        reading=say(
            "点は1回ごとの割合、縦の細い線は割合が動きうる幅です。線が大きく重なる上がり下がりは、偶然でも起こります。"
        ),
        method=told([WILSON, NEWCOMBE, DIFFERENCES], say),
        notes=notes(
            "people", chart.hidden, FEWEST_PEOPLE, say, say(JOINED_WAVES, n=table.joined) if table.joined else ""
        ),
    )


def _columns(table: Table, voices: Voices, by: str, say: Say) -> tuple[Column, ...]:
    return tuple(
        Column(group, say("わからない") if group == NOBODY_KNOWS else group_label(voices, by, group, say), int(total))
        for group, total in zip(table.groups, table.totals, strict=True)
    )


def columns_of(voices: Voices, by: str, say: Say) -> tuple[Column, ...]:
    """Return how many people are in each group of an attribute, small groups as one; () where there are fewer than two.

    Whoever is in no group is a group: all together are everybody.
    """
    large, _ = with_large_groups(voices, by)
    sizes = plain(large.interviews[by]).value_counts()
    order = [
        group for group in (*large.interviews[by].astype("category").cat.categories, NOBODY_KNOWS) if group in sizes
    ]
    order = list(dict.fromkeys(order))
    table = Table(
        (), tuple(order), _NOTHING, np.asarray(sizes.reindex(order), dtype=np.int64), _NOTHING.astype(bool), _NOTHING
    )
    return _columns(table, voices, by, say) if len(order) > 1 and sizes.min() >= FEWEST_PEOPLE else ()


def _labels(offer: Offer, table: Table, voices: Voices, say: Say) -> PublicChart:
    axis = offer.kind == "axis"
    label = axis_label if axis else tone_label
    n = f"{int(table.totals.sum()):,}"
    part = question_part(voices, offer.question, say)
    measure = (
        say("声{n}件のうち、住む人・訪れる人・両方のための声の割合と95%の幅", n=n)
        if axis
        else say("{question}に書かれた声{n}件の気持ちの割合と95%の幅", question=part, n=n)
    )
    if axis and measured_by(voices, say):
        measure += say(" ｜ ") + measured_by(voices, say)
    further = (
        say(JOINED_WAVES, n=table.joined) if table.joined else "",
        say(JOINED_LABELS, n=table.joined_rows) if table.joined_rows else "",
    )
    chart = PublicChart(
        str(offer), "parts", "comments", name_of(offer, voices, say), "", measure,
        say("だれが書いたかではなく、だれのための話かで分けています。点数でも勝ち負けでもありません。"
            "「雪」だけのように決められない声も、ひとつの答えです。") if axis else
        say("願いは困りごとではありません。気持ちの割合は、同じ設問の中でだけくらべられます。"),
        told([WILSON, NEWCOMBE, DIFFERENCES], say), footer(voices, say),
        tuple(Row(key, say("その他") if key == OTHER else label(key, say)) for key in table.rows),
        _columns(table, voices, "wave", say), table.counts, table.hidden, table.marks,
        notes("comments", table.hidden, FEWEST_PEOPLE, say, *further), (("axis",) if axis else ("tone",)),
        offer.question,
    )  # fmt: skip
    chart = in_time(chart, voices)
    if not chart.columns:
        return _without(offer, voices, say(TOO_FEW_GROUPS, least=FEWEST_PEOPLE), say)
    return replace(chart, title=_label_title(chart, axis, say))


def _label_title(chart: PublicChart, axis: bool, say: Say) -> str:
    """What changed since the wave before, where both waves are on show whole."""
    last = [place for place, column in enumerate(chart.columns)][-2:]
    known = {row.key for row in chart.rows} >= set(AXES) and not chart.hidden[:, last].any()
    if axis and known and len(last) == 2:
        return change_title(_long(chart, last), [chart.columns[place].key for place in reversed(last)], say)
    if not axis:
        return wave_title(chart, say)
    return say("まだ1回分の声なので、前回とはくらべられません。") if len(last) < 2 else chart.name


def _long(chart: PublicChart, places: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (chart.columns[place].key, row.key, int(chart.counts[number, place]), chart.columns[place].total)
            for place in places
            for number, row in enumerate(chart.rows)
        ],
        columns=["group", "label", "comments", "total"],
    )


def _words(offer: Offer, frame: pd.DataFrame, voices: Voices, say: Say) -> PublicChart:
    counts, total = frame[["comments"]].to_numpy(dtype=np.int64), len(voices.comments)
    unit: Unit = "comments"
    return PublicChart(
        str(offer), "bars", unit, name_of(offer, voices, say), top_title(frame, f"{total:,}", say),
        say("そのことばを含む声の割合と95%の幅（1つの声に何度出ても1件）"),
        say("棒の先の細い線は、同じように聞きなおしたときに割合が動きうる幅です。"),
        told([WILSON], say), footer(voices, say), tuple(Row(word, word) for word in frame["word"]),
        (Column("", say("声"), total),), counts, counts < FEWEST_PEOPLE, np.zeros(counts.shape, dtype=np.int64),
        (say("{least}人より少ない人しか書いていないことばは、のせていません。", least=FEWEST_PEOPLE),),
    )  # fmt: skip
