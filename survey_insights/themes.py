"""What people speak of: the most written themes, and for whom and with what feeling they are written."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import LABELS, label_codes, leaders, question_mask, theme_people
from survey_insights.drawing import FRAME_HEIGHT, ROW_HEIGHT, row_names, share_bars
from survey_insights.labels import axis_label, leading, question_label, theme_label, tone_label, wrap
from survey_insights.methods import LEADERS, WILSON, told
from survey_insights.palette import AXIS_INK, INK_TEXT, PEOPLE, TONE_INK, Ink, bar_marker
from survey_insights.statistics import leaders_among
from survey_loader.language import N_, Say
from survey_loader.voices import NO_TONE_CODE, TONE_CODES, Voices

PEOPLE_INK = Ink(PEOPLE, "circle", "●", "")
MOST_THEMES = 12
# Fewer voices than this are not called many.
SPOKEN_LEAST = 5
PARTS = {"axis": ("live", "both", "visit", "none"), "tone": ("praise", "wish", "mixed", "trouble", "none")}


def theme_names(voices: Voices, say: Say) -> dict[str, str]:
    """Return theme key -> name in the reader's language."""
    return {theme.key: theme_label(theme, say) for theme in voices.theme_list}


def question_part(voices: Voices, question: str, say: Say) -> str:
    """Return the question's label in quotes, or words for all questions together."""
    found = voices.survey.question(question) if question else None
    return say("「{question}」", question=question_label(found, say)) if found else say("声全体")


def top_themes(voices: Voices, say: Say, question: str = "", most: int = MOST_THEMES) -> Chart:
    """Return the themes most people wrote, as bars with Wilson whiskers; `question` "" = all questions."""
    questions = (question,) if question else ()
    frame = theme_people(voices, questions)
    found = frame[frame["people"] > 0].sort_values("people", ascending=False, kind="stable")
    frame = found.head(most)
    if frame.empty:
        return empty_chart("top_themes", voices, say, say("テーマの見つかった声は、まだありません。"))
    names = theme_names(voices, say)
    labels = [names[key] for key in frame["theme"]]
    figure = share_bars(frame, labels, [PEOPLE_INK] * len(frame), "people", "asked", say)
    return Chart(
        "top_themes",
        figure,
        people_table(frame, labels, say),
        leader_sentence(voices, question, say),
        say(
            "{question}でそのテーマを書いた人。聞いた{n}人のうちの割合と95%の幅",
            question=question_part(voices, question, say),
            n=f"{int(frame['asked'].iloc[0]):,}",
        )
        + (say("（{all}テーマのうち、多い順に{shown}）", all=len(found), shown=most) if len(found) > most else ""),
        footer(voices, say),
        say(
            "棒の先の細い線は、同じように聞きなおしたときに割合が動きうる幅です。線が重なるテーマの順番は、入れかわることがあります。"
        ),
        coded=("themes",),
        method=told([LEADERS, WILSON], say),
    )


def leader_sentence(voices: Voices, question: str, say: Say) -> str:
    """Return which theme leads, or which ones nobody can put in order."""
    top = leaders(voices, (question,) if question else ())
    names = theme_names(voices, say)
    label, n = question_part(voices, question, say), f"{int(top['asked'].iloc[0]):,}"
    if len(top) == 1:
        return say(
            "{question}で最も多かったのは「{theme}」、聞いた{n}人のうち{k}人です。",
            question=label, theme=names[top["theme"].iloc[0]], n=n, k=f"{int(top['people'].iloc[0]):,}",
        )  # fmt: skip
    if len(top) <= 3:
        themes = say("、").join(
            say("「{theme}」{k}人", theme=names[key], k=f"{people:,}")
            for key, people in zip(top["theme"], top["people"], strict=True)
        )
        return say(
            "{question}で多かったのは{themes}です（聞いた{n}人のうち）。順番の差は確認できません。",
            question=label, themes=themes, n=n,
        )  # fmt: skip
    return say(
        "{question}では「{theme}」など{count}テーマがほぼ同じ数で、順番の差は確認できません（聞いた{n}人のうち）。",
        question=label, theme=names[top["theme"].iloc[0]], count=len(top), n=n,
    )  # fmt: skip


def people_table(frame: pd.DataFrame, labels: list[str], say: Say) -> pd.DataFrame:
    """Return theme people as a table in the reader's words."""
    return pd.DataFrame(
        {
            say("テーマ"): labels,
            say("書いた人"): frame["people"].to_numpy(),
            say("聞いた人"): frame["asked"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
        }
    )


def theme_parts(voices: Voices, name: str, questions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return comments by theme (rows, theme keys) and axis of the comment or tone of the clause (columns)."""
    labels = LABELS[name]
    cells = voices.themes.tocoo()
    kept = (cells.data != 0) & question_mask(voices, questions)[cells.row]
    rows, columns, data = cells.row[kept], cells.col[kept], cells.data[kept]
    if name == "axis":
        codes = label_codes(voices, "axis")[rows]
    else:
        # Stored clause tones, in the order of LABELS["tone"].
        order = np.full(max(*TONE_CODES.values(), NO_TONE_CODE) + 1, len(labels) - 1)
        for tone, code in TONE_CODES.items():
            order[code] = labels.index(tone)
        codes = order[data.astype(np.int64)]
    size = (len(voices.theme_list), len(labels))
    table = np.bincount(columns * size[1] + codes, minlength=size[0] * size[1]).reshape(size)
    return pd.DataFrame(table, index=[theme.key for theme in voices.theme_list], columns=list(labels))


def themes_by_axis(voices: Voices, say: Say, question: str = "", most: int = 10) -> Chart:
    """Return the themes with most comments, each split by whom the comments serve."""
    return _split_chart("themes_by_axis", "axis", voices, say, question, most)


def themes_by_tone(voices: Voices, say: Say, question: str = "", most: int = 10) -> Chart:
    """Return the themes with most comments, each split by the feeling of its clause.

    Give a question: tone shares are only comparable within one.
    """
    return _split_chart("themes_by_tone", "tone", voices, say, question, most)


def _split_chart(key: str, name: Literal["axis", "tone"], voices: Voices, say: Say, question: str, most: int) -> Chart:
    table = theme_parts(voices, name, (question,) if question else ())
    totals = table.sum(axis=1)
    order = totals[totals > 0].sort_values(ascending=False, kind="stable").index[:most]
    if order.empty:
        return empty_chart(key, voices, say, say("テーマの見つかった声は、まだありません。"))
    table = table.loc[order, list(PARTS[name])]
    names = theme_names(voices, say)
    label = axis_label if name == "axis" else tone_label
    figure = _stacked(table, name, [names[theme] for theme in order], say)
    shown = table.rename(index=names, columns={part: label(part, say) for part in table.columns})
    shown.index.name = say("テーマ")
    subtitle = say(
        "{question}での、テーマごとの声の数。1つの声が2つのテーマに入ることがあります",
        question=question_part(voices, question, say),
    )
    reading = (
        say("棒の長さは声の数、色と模様は、その声がだれのための話かです。")
        if name == "axis"
        else say("棒の長さは声の数、色と模様は、そのテーマについての気持ちです。願いは困りごとではありません。")
    )
    title = _split_title(table, name, names, say)
    return Chart(
        key, figure, shown.reset_index(), title, subtitle, footer(voices, say), reading, coded=("themes", name),
        method=told([LEADERS], say),
    )  # fmt: skip


def _split_title(table: pd.DataFrame, name: str, names: dict[str, str], say: Say) -> str:
    message = (
        {"live": N_("住む人のための声が多いのは{themes}"), "visit": N_("訪れる人のための声が多いのは{themes}")}
        if name == "axis"
        else {"praise": N_("好きという声が多いのは{themes}"), "wish": N_("願いの声が多いのは{themes}")}
    )
    found, tied = [], False
    for part, sentence in message.items():
        counts = table[part].to_numpy(dtype=np.int64)
        places = leaders_among(counts, least=SPOKEN_LEAST)
        tied |= len(places) > 1
        if len(places):
            themes = [names[str(table.index[place])] for place in places]
            found.append(say(sentence, themes=leading(themes, counts[places].tolist(), say)))
    if found:
        return say("、").join(found) + (say("です。順番の差は確認できません。") if tied else say("です。"))
    return (
        say("だれのための話かが読みとれる声は、まだわずかです。")
        if name == "axis"
        else say("気持ちが読みとれる声は、まだわずかです。")
    )


def _inside(n: int, widest: int) -> str:
    """A count where its letters fit into its part of the bar, on a phone too (some 150 pixels for the longest)."""
    text = f"{n:,}"
    return text if n >= widest * (0.03 + 0.045 * len(text)) else ""


def _stacked(table: pd.DataFrame, name: str, names: list[str], say: Say) -> go.Figure:
    figure = new_figure(FRAME_HEIGHT + 40 + ROW_HEIGHT * len(table))
    inks, label = (AXIS_INK, axis_label) if name == "axis" else (TONE_INK, tone_label)
    widest = int(table.to_numpy().sum(axis=1).max())
    for part in table.columns:
        counts, ink = table[part], inks[part]
        if counts.sum() == 0:
            continue
        part_name = label(part, say)
        figure.add_bar(
            x=counts.tolist(), y=list(range(len(table))), orientation="h", marker=bar_marker(ink),
            name=part_name,
            text=[_inside(int(n), widest) for n in counts], textangle=0,
            textposition="inside", insidetextanchor="middle", constraintext="none",
            textfont={"color": ink.on_colour, "size": 13}, hoverinfo="text",
            hovertext=[
                f"<b>{wrap(theme, 30)}</b><br>"
                + say(
                    "{label} {n}件（このテーマの{total}件のうち）",
                    label=part_name, n=f"{n:,}", total=f"{total:,}",
                )
                for theme, n, total in zip(names, counts, table.sum(axis=1), strict=True)
            ],
        )  # fmt: skip
    row_names(figure, names)
    figure.add_scatter(
        x=table.sum(axis=1).tolist(), y=list(range(len(table))), mode="text", textposition="middle right",
        text=[" " + say("{n}件", n=f"{n:,}") for n in table.sum(axis=1)], hoverinfo="skip",
        showlegend=False, textfont={"size": 14, "color": INK_TEXT}, cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[0, widest * 1.45], nticks=5, tickformat=",d")
    return figure
