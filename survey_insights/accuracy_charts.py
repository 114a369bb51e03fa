"""How right the coding is, as sentences and charts: by label, against the agreement of people, and corrected shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.accuracy import LEAST, LEAST_OF_A_LABEL, Figure, Floats, Measured, still_needed
from survey_insights.agreement import Agreement
from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.drawing import (
    APART,
    DUMBBELL_HEIGHT,
    FRAME_HEIGHT,
    LABEL_ROOM,
    end_labels,
    legend_mark,
    row_lines,
    row_names,
    share_axis,
    whiskers,
)
from survey_insights.labels import AXIS_LABELS, TONE_LABELS, interval, percent
from survey_insights.methods import ALPHA, CORRECTED, PRECISION
from survey_insights.palette import SERIES_INK, Ink
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

FIELD_NAMES = {"axis": N_("だれのため"), "tone": N_("気持ち"), "themes": N_("テーマ"), "clash": N_("ぶつかり")}
# Room right of the longest line for "100%（31件中）", also on a phone.
WIDE_ROOM = 2.3
NOT_MEASURED = N_("分け方の確かさは、まだ測っていません（人が見た声 {n}件。あと{more}件で測れます）")
MEASURED = N_("分け方の確かさ（{field}）：人が見た{n}件のうち{share}で一致（{interval}）")
MEASURED_THEMES = N_(
    "分け方の確かさ（テーマ）：自動で付けたうち{precision}が正しく、付けるべきうち{recall}を見つけています（人が見た{n}件）"
)
AGREED = N_("人が見た{n}件のうち{share}で、自動の分け方（{field}）は人と同じでした（{interval}）。")
AGREED_THEMES = N_(
    "自動で付けたテーマは{precision}が正しく、付けるべきテーマの{recall}を見つけました（人が見た{n}件）。"
)


def badge(found: Measured, say: Say) -> str:
    """Return the sentence that stands beside a chart: how right this coding is, or that nobody has measured."""
    if still_needed(found):
        return say(NOT_MEASURED, n=found.n, more=still_needed(found))
    return _measured(found, MEASURED, MEASURED_THEMES, say)


def _measured(found: Measured, agreed: str, of_themes: str, say: Say) -> str:
    """Return how right a field is, as one of two messages; themes have no single share of agreement."""
    if found.field == "themes":
        precision, recall = percent(found.given_right.value), percent(found.coverage.value)
        return say(of_themes, n=found.n, precision=precision, recall=recall)
    told = interval(found.agree.low, found.agree.high, say)
    field = say(FIELD_NAMES[found.field])
    return say(agreed, field=field, n=found.n, share=percent(found.agree.value), interval=told)


def label_names(field: str, themes: Mapping[str, str], say: Say) -> dict[str, str]:
    """Return what the labels of a field are called."""
    if field == "themes":
        return dict(themes)
    return {key: say(label) for key, label in (AXIS_LABELS if field == "axis" else TONE_LABELS).items()}


def scores(found: Measured, voices: Voices, names: Mapping[str, str], say: Say) -> Chart:
    """Return precision and recall of each label of a field; labels too few to tell are left to the table."""
    key = f"scores_{found.field}"
    if still_needed(found):
        return empty_chart(key, voices, say, say(NOT_MEASURED, n=found.n, more=still_needed(found)))
    table = found.labels[(found.labels["given"] + found.labels["wanted"]) > 0]
    drawn = table[table[["given", "wanted"]].max(axis=1) >= LEAST_OF_A_LABEL]
    drawn = drawn.sort_values("wanted", ascending=False, kind="stable")
    if drawn.empty:
        return _too_few(key, found, table, voices, names, say)
    figure = new_figure(FRAME_HEIGHT + 44 + DUMBBELL_HEIGHT * max(len(drawn), 1))
    row_lines(figure, len(drawn))
    sides = (("precision", "given", N_("付けたうち、正しい")), ("recall", "wanted", N_("付けるべきうち、見つけた")))
    for (kind, total, name), ink, shift in zip(sides, SERIES_INK[:2], (-APART, APART), strict=True):
        _points(figure, drawn, kind, total, say(name), ink, shift, say)
    share_axis(figure, 1.0, WIDE_ROOM)
    row_names(figure, [names.get(label, label) for label in drawn["label"]])
    return Chart(
        key,
        figure,
        _score_table(table, names, say),
        _measured(found, AGREED, AGREED_THEMES, say),
        say("人が見た{n}件（くじで選んだ声）と自動の分け方をくらべた割合と95%の幅", n=found.n),
        footer(voices, say),
        say(
            "●は、自動で付けたもののうち人も同じに付けた割合、◆は、人が付けたもののうち自動も見つけた割合です。"
            "線は95%の幅で、見た声が少ないほど長くなります。{least}件に満たないものは表だけに出します。",
            least=LEAST_OF_A_LABEL,
        ),
        method=say(PRECISION),
    )


def _too_few(
    key: str, found: Measured, table: pd.DataFrame, voices: Voices, names: Mapping[str, str], say: Say
) -> Chart:
    """Nothing to draw yet, though the whole is measured: each label was met too seldom."""
    told = badge(found, say) + say("。一つ一つは、まだ{least}件に届きません。", least=LEAST_OF_A_LABEL)
    return replace(empty_chart(key, voices, say, told), table=_score_table(table, names, say))


def _marks(
    figure: go.Figure,
    values: Floats,
    rows: Sequence[float],
    edges: tuple[Floats, Floats] | None,
    named: tuple[str, Ink],
    texts: Sequence[str],
) -> None:
    """Draw one mark a row with its interval where it has one, named in the legend and with a text at its end."""
    name, ink = named
    bars = {"error_x": whiskers(values, *edges) | {"color": ink.colour}} if edges else {}
    figure.add_scatter(
        x=values.tolist(), y=list(rows), mode="markers", name=name, showlegend=False, cliponaxis=False,
        marker={"color": ink.colour, "symbol": ink.symbol, "size": 13}, hovertext=list(texts), hoverinfo="text", **bars,
    )  # fmt: skip
    legend_mark(figure, name, ink)
    ends = np.nan_to_num(edges[1] if edges else values, nan=0.0)
    # An em space: the marker is wider than a short whisker.
    end_labels(figure, ends.tolist(), list(rows), [f"\u2003{text}" for text in texts])


def _points(
    figure: go.Figure, frame: pd.DataFrame, kind: str, total: str, name: str, ink: Ink, shift: float, say: Say
) -> None:
    rows = np.arange(len(frame), dtype=float) + shift
    enough = (frame[total] >= LEAST_OF_A_LABEL).to_numpy()
    frame, rows = frame[enough], rows[enough]
    shares, lows, highs = (frame[column].to_numpy(float) for column in (kind, f"{kind}_low", f"{kind}_high"))
    texts = [
        say("{percent}（{n}件中）", percent=percent(share), n=f"{int(n):,}")
        for share, n in zip(shares, frame[total], strict=True)
    ]
    _marks(figure, shares, rows.tolist(), (lows, highs), (name, ink), texts)


def _score_table(frame: pd.DataFrame, names: Mapping[str, str], say: Say) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("分け方"): [names.get(label, label) for label in frame["label"]],
            say("人が付けた"): frame["wanted"].to_numpy(),
            say("自動で付けた"): frame["given"].to_numpy(),
            say("どちらも"): frame["right"].to_numpy(),
            say("付けたうち、正しい"): frame["precision"].to_numpy(),
            say("付けるべきうち、見つけた"): frame["recall"].to_numpy(),
            say("F1"): frame["f1"].to_numpy(),
            say("下限"): frame["f1_low"].to_numpy(),
            say("上限"): frame["f1_high"].to_numpy(),
        }
    )


def agreements(people: Sequence[Agreement], machine: Sequence[Agreement], voices: Voices, say: Say) -> Chart:
    """Return alpha of people with each other and of people with the machine, field by field."""
    key = "agreements"
    pairs = [(mine, theirs) for mine, theirs in zip(people, machine, strict=True) if theirs.n >= LEAST]
    if not pairs:
        return empty_chart(
            key, voices, say, say("一致の度合いは、まだ測っていません。{least}件から測れます。", least=LEAST)
        )
    figure = new_figure(FRAME_HEIGHT + 44 + DUMBBELL_HEIGHT * len(pairs))
    names = [say(FIELD_NAMES[theirs.field]) for _, theirs in pairs]
    groups: tuple[tuple[str, list[Agreement | None]], ...] = (
        (say("人どうし"), [mine if mine.n >= LEAST else None for mine, _ in pairs]),
        (say("人と自動"), [theirs for _, theirs in pairs]),
    )
    rows = []
    for (name, found), ink, shift in zip(groups, SERIES_INK[:2], (-APART, APART), strict=True):
        known = [(place, part) for place, part in enumerate(found) if part and np.isfinite(part.alpha.value)]
        _alphas(figure, known, name, ink, shift, say)
        rows += [(names[place], name, part.n, *part.alpha) for place, part in known]
    lowest = min(-0.05, *(row[4] for row in rows if np.isfinite(row[4])))
    figure.update_xaxes(range=[lowest, LABEL_ROOM])
    figure.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1])
    row_names(figure, names)
    columns = [say("分け方"), say("くらべたもの"), say("声の数"), say("一致の度合い（α）"), say("下限"), say("上限")]
    return Chart(
        key,
        figure,
        # Texts: alpha is no share, and a column of numbers below 1 is shown as percent.
        pd.DataFrame([(*row[:3], *(f"{value:.2f}" for value in row[3:])) for row in rows], columns=columns),
        _agreement_title(pairs, say),
        say(
            "クリッペンドルフのα（1は完全な一致、0は偶然と同じ）と95%の幅。人が見た声{n}件まで",
            n=f"{max(theirs.n for _, theirs in pairs):,}",
        ),
        footer(voices, say),
        say(
            "人どうしでも、分け方はいつも同じにはなりません。自動の分け方が人どうしの一致に近ければ、人が見るのに近い分け方です。"
            "判断が分かれたままの声は、人と自動の一致には入れていません（そのぶん高めに出ます）。"
        ),
        method=say(ALPHA),
    )


def _alphas(
    figure: go.Figure, known: Sequence[tuple[int, Agreement]], name: str, ink: Ink, shift: float, say: Say
) -> None:
    values, lows, highs = (np.array([part.alpha[i] for _, part in known], dtype=float) for i in range(3))
    texts = [say("{alpha}（{n}件）", alpha=f"{part.alpha.value:.2f}", n=f"{part.n:,}") for _, part in known]
    _marks(figure, values, [place + shift for place, _ in known], (lows, highs), (name, ink), texts)


def _agreement_title(pairs: Sequence[tuple[Agreement, Agreement]], say: Say) -> str:
    compared = [(mine.alpha, theirs.alpha, theirs.field) for mine, theirs in pairs if mine.n >= LEAST]
    if not compared:
        return say("人と自動の一致の度合いです。人どうしの一致は、二人目が{least}件を見ると測れます。", least=LEAST)
    apart = [say(FIELD_NAMES[field]) for mine, theirs, field in compared if _below(theirs, mine)]
    if apart:
        return say(
            "「{fields}」は、自動と人の一致が、人どうしの一致より低い分け方です。", fields=say("」「").join(apart)
        )
    return say("自動と人の一致が、人どうしの一致より低いとは確認できません。")


def _below(machine: Figure, people: Figure) -> bool:
    """Whether the intervals lie apart: stricter than a test of the difference, and never wrong to say."""
    return bool(machine.high < people.low)


def corrected(
    frame: pd.DataFrame, field: str, voices: Voices, names: Mapping[str, str], say: Say, most: int = 12
) -> Chart:
    """Return raw and corrected shares side by side."""
    key = f"corrected_{field}"
    if frame.empty or len(voices.comments) < LEAST:
        return empty_chart(key, voices, say, say("直した割合は、人が{least}件以上を見ると出せます。", least=LEAST))
    drawn = frame.sort_values("raw", ascending=False, kind="stable").head(most) if field == "themes" else frame
    figure = new_figure(FRAME_HEIGHT + 44 + DUMBBELL_HEIGHT * len(drawn))
    total = len(voices.comments)
    raw_ink, own_ink = SERIES_INK[:2]
    row_lines(figure, len(drawn))
    named = [names.get(label, label) for label in drawn["label"]]
    _shares(figure, drawn["raw"].to_numpy(float), None, say("自動のまま"), raw_ink, -APART, say)
    edges = (drawn["low"].to_numpy(float), drawn["high"].to_numpy(float))
    _shares(figure, drawn["corrected"].to_numpy(float), edges, say("直した割合"), own_ink, APART, say)
    share_axis(figure, float(np.nanmax(drawn[["raw", "high"]].to_numpy(float))), WIDE_ROOM)
    row_names(figure, named)
    table = pd.DataFrame(
        {
            say("分け方"): [names.get(label, label) for label in frame["label"]],
            say("声の数"): frame["comments"].to_numpy(), say("自動のまま"): frame["raw"].to_numpy(),
            say("直した割合"): frame["corrected"].to_numpy(), say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
        }
    )  # fmt: skip
    return Chart(
        key,
        figure,
        table,
        _corrected_title(drawn, named, say),
        say(
            "声{n}件にしめる割合。自動の分け方のまちがいを、人が見た声から見積もって直したもの（線は95%の幅）",
            n=f"{total:,}",
        ),
        footer(voices, say),
        say(
            "自動の分け方は、あるものを付けすぎ、あるものを見落とします。くじで選んだ声を人が見た結果から、その分を直しています。"
        ),
        method=say(CORRECTED),
    )


def _shares(
    figure: go.Figure, shares: Floats, edges: tuple[Floats, Floats] | None, name: str, ink: Ink, shift: float, say: Say
) -> None:
    texts = [
        percent(share) + (f"（{interval(edges[0][row], edges[1][row], say)}）" if edges else "")
        for row, share in enumerate(shares)
    ]
    _marks(figure, shares, [row + shift for row in range(len(shares))], edges, (name, ink), texts)


def _corrected_title(frame: pd.DataFrame, names: Sequence[str], say: Say) -> str:
    off = (frame["raw"] < frame["low"]) | (frame["raw"] > frame["high"])
    if not off.any():
        return say("自動のままの割合は、どれも直した割合の幅のなかにあります。")
    moved = (frame["raw"] - frame["corrected"]).abs().where(off)
    place = int(np.nanargmax(moved.to_numpy(float)))
    row = frame.iloc[place]
    return say(
        "直すといちばん動くのは「{name}」で、{raw}から{corrected}になります（幅 {interval}）。",
        name=names[place],
        raw=percent(row["raw"]),
        corrected=percent(row["corrected"]),
        interval=interval(row["low"], row["high"], say),
    )
