"""地図 on the screen: the places as circles or as a list, and what people said at one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from survey_insights.chart_list import Asked
from survey_insights.counts import theme_people
from survey_insights.labels import axis_label, interval, percent
from survey_insights.palette import style
from survey_insights.place_map import Ground, place_map, tiles
from survey_insights.places import judged, place_frame, place_shares, share_told
from survey_insights.themes import theme_names
from survey_loader.acts import places
from survey_loader.language import N_
from survey_loader.models import Outline, Point
from survey_ui import badge, charts, comments, links, markup, place_form, recent
from survey_ui.room import Room

NO_PLACES = N_("場所の書かれた聞き取りが、まだありません。「入力」や「取り込み」で場所を入れると、ここに並びます。")
NO_POINTS = N_(
    "場所の位置がまだわからないので、地図の代わりに一覧を出しています。下の「場所の位置を入れる」で、地図になります。"
)
MAP, CHOSEN = "place_map", "map_place"
MOST_THEMES, FIRST_COMMENTS = 5, 3
# Behind the circles the ground must stay quiet.
TILE_OPACITY = 0.55


def show(room: Room) -> None:
    """Draw the map, the shares of all places, and the place chosen."""
    say = room.say
    frame = recent.result(room.everything, ("places", room.filters), lambda: place_frame(room.voices))
    if frame.empty:
        st.text(say(NO_PLACES))
        return
    points, outline = places.where(room.settings, room.survey.slug)
    mapped = bool(set(points) & set(frame["place"]))
    if mapped:
        _show_map(room, frame, points, outline)
    else:
        st.html(markup.paragraph(say(NO_POINTS), "quiet"))
    charts.draw(room, lambda: place_shares(room.voices, frame, say), "place_shares", asked=Asked("place_shares"))
    _show_place(room, frame, mapped)
    place_form.show(room, points, outline)


def _show_map(room: Room, frame: pd.DataFrame, points: dict[str, Point], outline: Outline) -> None:
    say = room.say
    named = (MAP, room.filters, room.language, tuple(points.items()), hash(outline))
    chart, ground = recent.result(
        room.everything, named, lambda: _with_badge(room, place_map(room.voices, frame, points, outline, say))
    )
    figure = style(chart.figure, room.dark)
    _lay_tiles(room, figure, ground)
    with st.container(gap="small", key=f"chart_{chart.key}"):
        st.html(markup.heading(chart.title, 3, chart.subtitle))
        charts.draw_figure(chart, figure, _open)
        st.html(markup.paragraph(chart.footer, "foot"))
        if room.settings.tiles and room.settings.tiles_source:
            st.html(markup.paragraph(say("背景の地図：{source}", source=room.settings.tiles_source), "foot"))
        charts.offers(room, chart)


def _with_badge(room: Room, made: tuple[Any, Ground]) -> tuple[Any, Ground]:
    return badge.with_badge(room, made[0]), made[1]


def _lay_tiles(room: Room, figure: go.Figure, ground: Ground) -> None:
    """Lay tiles under the circles where a setting names their host; browsers then ask it for pictures."""
    if not room.settings.tiles:
        return
    for tile in tiles(ground):
        source = room.settings.tiles.replace("{z}", str(tile.z)).replace("{x}", str(tile.x)).replace("{y}", str(tile.y))
        figure.add_layout_image(
            source=source, xref="x", yref="y", x=tile.left, y=tile.top, sizex=tile.width, sizey=tile.height,
            xanchor="left", yanchor="top", sizing="stretch", layer="below", opacity=TILE_OPACITY,
        )  # fmt: skip


def _open(point: Mapping[str, Any]) -> None:
    """Take over the place of the circle that was pressed."""
    place = point.get("customdata")
    st.session_state[CHOSEN] = place[0] if isinstance(place, list | tuple) else place


def _show_place(room: Room, frame: pd.DataFrame, mapped: bool) -> None:
    """Let a place be chosen, and draw its numbers, its themes and the way to its voices."""
    say = room.say
    st.html(markup.heading(say("場所をひとつ見る"), 3, say("地図の円を押しても選べます。") if mapped else ""))
    names = frame["place"].tolist()
    if st.session_state.get(CHOSEN) not in names:
        st.session_state.pop(CHOSEN, None)
    place = st.selectbox(
        say("見る場所"), names, key=CHOSEN, index=None, placeholder=say("場所を選ぶ"), label_visibility="collapsed",
        bind="query-params",
    )  # fmt: skip
    if not place:
        return
    row = frame[frame["place"] == place].iloc[0]
    n = {axis: say("{n}件", n=f"{int(row[axis]):,}") for axis in ("live", "visit", "both", "none")}
    facts = {
        say("聞いた人"): say("{n}人", n=f"{int(row['people']):,}"),
        say("声の数"): say("{n}件", n=f"{int(row['comments']):,}"),
        **{axis_label(axis, say): told for axis, told in n.items()},
        say("「住む人のため」の割合"): share_told(row, say),
        say("ほかの場所とくらべて"): judged(str(row["lean"]), say),
    }
    st.html(markup.facts(facts))
    _show_voices(room, str(place))


def _show_voices(room: Room, place: str) -> None:
    say = room.say
    chosen = replace(room.filters, places=(place,))
    own = recent.selected(room.everything, chosen)
    themes = recent.result(room.everything, ("place_themes", chosen), lambda: _top_themes(own))
    names = theme_names(room.everything, say)
    if len(themes):
        under = say("聞いた{n}人のうち、書いた人。押すと声を読めます。", n=f"{int(themes['asked'].iloc[0]):,}")
        st.html(markup.heading(say("ここでよく書かれたテーマ"), 4, under))
    for row in themes.itertuples():
        label = say(
            "{theme}：{n}人（{percent}、幅 {interval}）",
            theme=names[str(row.theme)],
            n=f"{row.people:,}",
            percent=percent(float(row.share)),  # type: ignore[arg-type]
            interval=interval(float(row.low), float(row.high), say),  # type: ignore[arg-type]
        )
        links.read_voices(room, replace(chosen, theme=str(row.theme)), label)
    newest = comments.newest_first(own.comments)
    if len(newest):
        st.html(markup.heading(say("ここで聞いた、新しい声"), 4))
        comments.show(room, room.texts(newest[:FIRST_COMMENTS]))
        links.read_voices(room, chosen, say("「{place}」の声{n}件を読む", place=place, n=f"{len(newest):,}"))


def _top_themes(own: Any) -> pd.DataFrame:
    found = theme_people(own)
    return found[found["people"] > 0].sort_values("people", ascending=False, kind="stable").head(MOST_THEMES)
