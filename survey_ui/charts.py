"""A chart on the screen: finding, figure, n, how to read it, the same as a table, and taking it away."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from survey_exports import pictures, sheets
from survey_insights.chart_list import Asked
from survey_insights.charts import Chart
from survey_insights.methods import method
from survey_insights.palette import style
from survey_insights.shares import share_columns
from survey_loader.access import Audience
from survey_loader.acts import handing_out
from survey_loader.language import N_, Say
from survey_ui import badge, leaving, markup, recent, taking
from survey_ui.room import Room

# A mode bar covers the figure on a phone, and what it offers stands under the figure in words.
FIGURE_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
NO_BROWSER = N_("画像の保存には、このパソコンに Chrome か Chromium が必要です。")
CSV_TYPE, PNG_TYPE, PDF_TYPE = "text/csv", "image/png", "application/pdf"


def draw(
    room: Room,
    make: Callable[[], Chart],
    key: Hashable,
    *,
    level: int = 3,
    pick: Callable[[Mapping[str, Any]], None] | None = None,
    asked: Asked | None = None,
) -> Chart:
    """Make the chart, or take the one just made for the same voices and filters, and show it.

    `pick` is called with a point, its `customdata` in it, when a visitor clicks or taps it. `asked` is what makes the
    same chart from other voices, so that it can be put on a list; None for one that is not in the list of charts.
    """
    named = ("chart", key, room.filters, room.language)
    chart = recent.result(room.everything, named, lambda: badge.with_badge(room, make()))
    figure = recent.result(room.everything, (*named, room.dark), lambda: style(chart.figure, room.dark))
    show(room, chart, figure, level, pick, asked)
    return chart


def show(
    room: Room,
    chart: Chart,
    figure: Any,
    level: int = 3,
    pick: Callable[[Mapping[str, Any]], None] | None = None,
    asked: Asked | None = None,
) -> None:
    """Draw a chart with everything that must stay with it; `figure` is in the look of the surface."""
    if chart.empty:
        st.text(chart.title)
        return
    with st.container(gap="small", key=f"chart_{chart.key}"):
        st.html(markup.heading(chart.title, level, chart.subtitle))
        draw_figure(chart, figure, pick)
        st.html(markup.paragraph(chart.footer, "foot"))
        offers(room, chart, asked)


def draw_figure(chart: Chart, figure: Any, pick: Callable[[Mapping[str, Any]], None] | None = None) -> None:
    """Draw the figure alone; `pick` as for `draw`."""
    if pick is None:
        st.plotly_chart(figure, key=f"figure_{chart.key}", theme=None, config=FIGURE_CONFIG, alt=chart.title)
        return
    # A figure that was clicked is drawn as a new one: else it would keep its own mark at the point,
    # and a second click there would only take that mark away.
    count = f"picked_{chart.key}"
    key = f"figure_{chart.key}_{st.session_state.setdefault(count, 0)}"

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            st.session_state[count] += 1
            pick(points[0])

    st.plotly_chart(
        figure, key=key, theme=None, config=FIGURE_CONFIG, alt=chart.title, on_select=clicked, selection_mode="points"
    )


def offers(room: Room, chart: Chart, asked: Asked | None = None) -> None:
    """Draw what stands below a chart: how to read it, taking it along, and the same as a table."""
    say = room.say
    with st.container(horizontal=True, gap="small"):
        if chart.how_to_read:
            with st.popover(say("読み方"), icon=":material/help:", type="tertiary"):
                st.html(markup.paragraph(chart.how_to_read))
                st.html(markup.heading(say("調べ方"), 4) + markup.paragraph(method(chart, say)))
        taking.chart_button(room, asked, chart.key)
        png_button(room, chart)
        chart_csv_button(room, chart)
    _as_table(chart, say)


@st.fragment
def _as_table(chart: Chart, say: Say) -> None:
    """Offer the chart as a table, drawn once it is asked for: a page of closed tables costs a browser seconds."""
    # Not a popover: it would be too narrow for a table.
    key, label = f"table_{chart.key}", say("表で見る")
    with st.expander(label, icon=":material/table_rows:", type="compact", key=key, on_change="rerun") as unfolded:
        if unfolded.open:
            table(chart.table, chart.title, say)


def table(frame: pd.DataFrame, what: str, say: Say) -> None:
    """Draw a table; columns of shares (0..1) are shown as percent."""
    shares = share_columns(frame, say)
    columns: dict[str, Any] = {name: st.column_config.NumberColumn(format="%.1f%%") for name in shares}
    shown = frame.assign(**{name: 100 * frame[name] for name in shares})
    st.dataframe(shown, hide_index=True, column_config=columns, alt=what)


def csv_button(room: Room, frame: pd.DataFrame, name: str, of: pd.Series | None = None) -> None:
    """Offer a table as CSV for the committee; arguments as for `table_csv`."""
    _csv_button(partial(table_csv, room, frame, name, of), name, room.say("表を保存（CSV）"))


def table_csv(room: Room, frame: pd.DataFrame, name: str, of: pd.Series | None = None) -> bytes:
    """Return a table as CSV for the committee, and write down that it left.

    `of` has the number of the comment whose words stand in each row; rows of what was taken back stay out.
    """
    numbers = () if of is None else of.drop_duplicates().tolist()
    asked = handing_out.Asked("figures", Audience.COMMITTEE, numbers, tables={name: room.voices.people}, name=name)
    cleared = leaving.hand_out(room, asked)
    return sheets.csv(frame if of is None else frame[of.isin(cleared.comments["number"]).to_numpy()])


def chart_csv_button(room: Room, chart: Chart, audience: Audience = Audience.COMMITTEE) -> None:
    """Offer a chart's numbers as CSV, with its finding, n and source below them."""
    write = leaving.chart(room, chart, "figures", lambda: sheets.chart_csv(chart, room.say), audience)
    _csv_button(write, chart.key, room.say("表を保存（CSV）"))


def _csv_button(write: Callable[[], bytes], name: str, label: str) -> None:
    st.download_button(
        label,
        data=write,
        file_name=f"{name}.csv",
        mime=CSV_TYPE,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=f"csv_{name}",
    )


def png_button(room: Room, chart: Chart, audience: Audience = Audience.COMMITTEE) -> None:
    """Offer a chart as a picture, drawn only when asked for; without a browser to draw it, say so."""
    say = room.say
    if pictures.chrome() is None:
        st.html(markup.paragraph(say(NO_BROWSER), "foot"))
        return
    st.download_button(
        say("画像を保存（PNG）"),
        data=leaving.chart(room, chart, "picture", lambda: pictures.png(chart), audience),
        file_name=f"{chart.key}.png",
        mime=PNG_TYPE,
        on_click="ignore",
        icon=":material/image:",
        type="tertiary",
        key=f"png_{chart.key}",
    )
