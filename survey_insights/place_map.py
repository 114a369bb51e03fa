"""The map of places: circles on plain ground, as large as the people asked, with a scale; it needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asinh, cos, degrees, floor, log10, pi, radians, sinh, tan

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.charts import Chart, footer, new_figure
from survey_insights.drawing import legend_mark
from survey_insights.labels import escape, percent, text_width
from survey_insights.palette import GRID, INK_TEXT, MUTED_TEXT, RULE, Ink
from survey_insights.places import judged, lean_ink, reading, table
from survey_loader.language import Say
from survey_loader.models import Outline, Point
from survey_loader.voices import Voices

# One degree of latitude; of longitude times the cosine of the latitude. Exact to 1 % within a town.
KILOMETRES_A_DEGREE = 111.2
LEAST_HEIGHT, HEIGHT, LARGEST_CIRCLE, SMALLEST_CIRCLE = 300, 520, 44, 9
# Labels are laid out for a phone: on a wider page the places only move apart.
PHONE_WIDTH, LETTER, LINE = 340, 6.6, 16
# Room around the places, as part of the map; and the least width, so that a single place has a ground to stand on.
ROOM, LEAST_KILOMETRES = 0.2, 0.4
SCALE_STRIP = 40
# An outline that would make the places crowd in the middle is cut off at the edge.
FAR_LARGER = 1.7
MOST_TILES = 24
DEEPEST_TILE = 18


Floats = NDArray[np.float64]
# left, low, right, high in pixels.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Ground:
    """The piece of the earth that is drawn: its middle in degrees, and half its width and height in kilometres."""

    middle: Point
    half_width: float
    half_height: float

    def x(self, longitude: float) -> float:
        """Kilometres east of the middle."""
        return (longitude - self.middle.longitude) * KILOMETRES_A_DEGREE * cos(radians(self.middle.latitude))

    def y(self, latitude: float) -> float:
        """Kilometres north of the middle."""
        return (latitude - self.middle.latitude) * KILOMETRES_A_DEGREE

    @property
    def height(self) -> int:
        """Pixels of the figure: a phone's width at this shape, and more, which a wide page makes use of."""
        shape = self.half_height / self.half_width
        return int(min(max(1.3 * PHONE_WIDTH * shape, LEAST_HEIGHT), HEIGHT))

    @property
    def pixels(self) -> float:
        """Pixels a kilometre on the narrowest page."""
        return min(PHONE_WIDTH / (2 * self.half_width), self.height / (2 * self.half_height))


def ground(points: Sequence[Point], outline: Outline = ()) -> Ground:
    """Return the piece of earth that holds the points, and the outline where it is not far larger than they need."""
    near = _around([point.longitude for point in points], [point.latitude for point in points])
    if not outline:
        return near
    whole = _around(
        [point.longitude for point in points] + [longitude for line in outline for longitude, _ in line],
        [point.latitude for point in points] + [latitude for line in outline for _, latitude in line],
    )
    fits = whole.half_width <= FAR_LARGER * near.half_width and whole.half_height <= FAR_LARGER * near.half_height
    return whole if fits else near


def _around(longitudes: list[float], latitudes: list[float]) -> Ground:
    middle = Point((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
    bare = Ground(middle, 1, 1)
    grown = 1 + 2 * ROOM
    wide, high = bare.x(max(longitudes)) * grown, bare.y(max(latitudes)) * grown
    # Places along one street are drawn with some ground on both sides.
    wide, high = max(wide, high / 2.5, LEAST_KILOMETRES), max(high, wide / 2.5, LEAST_KILOMETRES)
    return Ground(middle, wide, high)


def scale_length(width: float) -> float:
    """Return a round length in kilometres (1, 2 or 5 times a power of ten) of at most a third of the width."""
    power = 10.0 ** floor(log10(width / 3))
    return next(step * power for step in (5, 2, 1) if step * power <= width / 3)


def scale_name(length: float, say: Say) -> str:
    """Return a length in kilometres as it is written beside a scale."""
    return say("{n}km", n=f"{length:g}") if length >= 1 else say("{n}m", n=f"{1000 * length:g}")


def place_map(
    voices: Voices, frame: pd.DataFrame, points: Mapping[str, Point], outline: Outline, say: Say
) -> tuple[Chart, Ground]:
    """Return the places of `place_frame` that have a point on a map, and the ground it stands on.

    At least one must have a point. `customdata` of the circles is the place.
    """
    shown = frame[frame["place"].isin(list(points))].reset_index(drop=True)
    on = ground([points[place] for place in shown["place"]], outline)
    x = np.array([on.x(points[place].longitude) for place in shown["place"]])
    y = np.array([on.y(points[place].latitude) for place in shown["place"]])
    sizes = np.maximum(LARGEST_CIRCLE * np.sqrt(shown["people"] / max(shown["people"].max(), 1)), SMALLEST_CIRCLE)
    figure = new_figure(on.height + SCALE_STRIP)
    _draw_outline(figure, outline, on)
    sides = label_sides(x * on.pixels, y * on.pixels, sizes.to_numpy(), [_label(row, say) for row in _rows(shown)], on)
    _draw_circles(figure, shown, x, y, sizes.to_numpy(), sides, say)
    _draw_scale(figure, on, say)
    _frame(figure, on)
    chart = Chart(
        "place_map", figure, table(shown, say), _title(frame, say), _subtitle(frame, shown, sides, say),
        footer(voices, say), say("円の大きさは聞いた人の数です。") + reading(shown, say), coded=("axis",),
    )  # fmt: skip
    return chart, on


def _title(frame: pd.DataFrame, say: Say) -> str:
    first = frame.iloc[0]
    return say(
        "{places}か所で聞きました。いちばん多く聞いたのは「{place}」（{total}人のうち{n}人）です。",
        places=f"{len(frame):,}",
        place=str(first["place"]),
        total=f"{int(frame['people'].sum()):,}",
        n=f"{int(first['people']):,}",
    )


def _rows(shown: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in shown.iterrows()]


def _label(row: pd.Series, say: Say) -> tuple[str, str]:
    """Return the two lines beside a circle: the place, and the share with its n."""
    if not row["decided"]:
        return str(row["place"]), say("{n}人", n=f"{int(row['people']):,}")
    return str(row["place"]), say(
        "住む {percent}（{n}件）", percent=percent(row["share"]), n=f"{int(row['decided']):,}"
    )


def label_sides(x: Floats, y: Floats, sizes: Floats, labels: Sequence[tuple[str, str]], on: Ground) -> list[str]:
    """Return where each label stands ("" for nowhere), so that none covers another or a circle.

    Places come first come first served; x, y and sizes are pixels of the narrowest page.
    """
    circles: list[Box] = [
        (left - size / 2, low - size / 2, left + size / 2, low + size / 2)
        for left, low, size in zip(x, y, sizes, strict=True)
    ]
    taken: list[Box] = []
    sides: list[str] = []
    edge = (PHONE_WIDTH / 2, on.half_height * on.pixels)
    for place, lines in enumerate(labels):
        wide = LETTER * max(map(text_width, lines))
        others = circles[:place] + circles[place + 1 :] + taken
        boxes = _boxes(float(x[place]), float(y[place]), float(sizes[place]) / 2 + 3, wide)
        free = (
            side
            for side, box in boxes.items()
            if not any(_overlap(box, other) for other in others)
            and -edge[0] <= box[0] and box[2] <= edge[0] and -edge[1] <= box[1] and box[3] <= edge[1]
        )  # fmt: skip
        side = next(free, "")
        sides.append(side)
        if side:
            taken.append(boxes[side])
    return sides


def _boxes(x: float, y: float, away: float, wide: float) -> dict[str, Box]:
    high = 2 * LINE
    right, left, above, below = x + away, x - away, y + away, y - away
    return {
        "middle right": (right, y - high / 2, right + wide, y + high / 2),
        "middle left": (left - wide, y - high / 2, left, y + high / 2),
        "bottom center": (x - wide / 2, below - high, x + wide / 2, below),
        "top center": (x - wide / 2, above, x + wide / 2, above + high),
        "top right": (x, above, x + wide, above + high),
        "top left": (x - wide, above, x, above + high),
        "bottom right": (x, below - high, x + wide, below),
        "bottom left": (x - wide, below - high, x, below),
    }


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_outline(figure: go.Figure, outline: Outline, on: Ground) -> None:
    if not outline:
        return
    x: list[float | None] = []
    y: list[float | None] = []
    for line in outline:
        x += [*(on.x(longitude) for longitude, _ in line), None]
        y += [*(on.y(latitude) for _, latitude in line), None]
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": RULE, "width": 1.2}, hoverinfo="skip", showlegend=False
    )  # fmt: skip


def _draw_circles(
    figure: go.Figure,
    shown: pd.DataFrame,
    x: Floats,
    y: Floats,
    sizes: Floats,
    sides: list[str],
    say: Say,
) -> None:
    labels = ["<br>".join(map(escape, _label(row, say))) for row in _rows(shown)]
    # The largest come first, so that a small circle lies on a large one and not under it.
    figure.add_scatter(
        x=x.tolist(), y=y.tolist(), mode="markers+text", customdata=shown["place"].tolist(), showlegend=False,
        marker={"size": sizes.tolist(), "color": [lean_ink(lean).colour for lean in shown["lean"]], "opacity": 0.85,
                "line": {"width": 1, "color": INK_TEXT}},
        text=[label if side else "" for label, side in zip(labels, sides, strict=True)],
        textposition=[side or "middle right" for side in sides], textfont={"size": 12, "color": INK_TEXT},
        cliponaxis=False, hovertext=labels, hoverinfo="text",
    )  # fmt: skip
    for lean in dict.fromkeys(shown["lean"]):
        ink = lean_ink(lean)
        legend_mark(figure, judged(lean, say), Ink(ink.colour, "circle", ink.glyph, ""))


def _draw_scale(figure: go.Figure, on: Ground, say: Say) -> None:
    """Draw the scale in a strip below the ground, where no circle can be."""
    length = scale_length(2 * on.half_width)
    left, low = -on.half_width * 0.96, -on.half_height - 0.72 * SCALE_STRIP / on.pixels
    figure.add_scatter(
        x=[left, left + length], y=[low, low], mode="lines+markers",
        line={"color": MUTED_TEXT, "width": 2}, marker={"symbol": "line-ns-open", "size": 9, "color": MUTED_TEXT},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.add_annotation(
        x=left, y=low, text=say("{length}　（上が北）", length=scale_name(length, say)), showarrow=False,
        xanchor="left", yanchor="bottom", yshift=4, font={"size": 12, "color": MUTED_TEXT},
    )  # fmt: skip


def _frame(figure: go.Figure, on: Ground) -> None:
    plain = {"showgrid": False, "showticklabels": False, "fixedrange": True, "zeroline": False, "showline": True,
             "linecolor": GRID, "mirror": True, "constrain": "domain"}  # fmt: skip
    figure.update_xaxes(range=[-on.half_width, on.half_width], **plain)
    low = -on.half_height - SCALE_STRIP / on.pixels
    figure.update_yaxes(range=[low, on.half_height], scaleanchor="x", scaleratio=1, **plain)
    figure.update_layout(showlegend=True, legend={"itemsizing": "constant", "itemclick": False, "font": {"size": 13}})


def _subtitle(frame: pd.DataFrame, shown: pd.DataFrame, sides: list[str], say: Say) -> str:
    told = say(
        "場所ごとの「住む人のため」の声の割合（「住む人のため」と「訪れる人のため」の声{n}件のうち）。"
        "円の大きさは聞いた人の数（いちばん多い場所で{people}人）",
        n=f"{int(shown['decided'].sum()):,}",
        people=f"{int(shown['people'].max()):,}",
    )
    nameless = sides.count("")
    if nameless:
        told += say("。名前を書ききれない{n}か所は、表にあります", n=nameless)
    left_out = len(frame) - len(shown)
    return told + say("。位置のわからない{n}か所は、地図にありません", n=left_out) if left_out else told


@dataclass(frozen=True)
class Tile:
    """A picture of a tile server (z/x/y) and where it lies on the ground, in kilometres."""

    z: int
    x: int
    y: int
    left: float
    top: float
    width: float
    height: float


def tiles(on: Ground) -> list[Tile]:
    """Return the tiles of the usual web map (Web Mercator, 256 pixels) that cover the ground, MOST_TILES at most."""
    across = on.half_width / (KILOMETRES_A_DEGREE * cos(radians(on.middle.latitude)))
    along = on.half_height / KILOMETRES_A_DEGREE
    west, east = on.middle.longitude - across, on.middle.longitude + across
    south, north = on.middle.latitude - along, on.middle.latitude + along
    for z in range(DEEPEST_TILE, -1, -1):
        columns = range(_column(west, z), _column(east, z) + 1)
        rows = range(_row(north, z), _row(south, z) + 1)
        if len(columns) * len(rows) <= MOST_TILES:
            return [_tile(on, z, x, y) for x in columns for y in rows]
    return []


def _column(longitude: float, z: int) -> int:
    return floor((longitude + 180) / 360 * 2.0**z)


def _row(latitude: float, z: int) -> int:
    return floor((1 - asinh(tan(radians(latitude))) / pi) / 2 * 2.0**z)


def _tile(on: Ground, z: int, x: int, y: int) -> Tile:
    def latitude(row: int) -> float:
        return degrees(np.arctan(sinh(pi * (1 - 2 * row / 2**z))))

    left, right = (on.x(column / 2**z * 360 - 180) for column in (x, x + 1))
    top, low = on.y(latitude(y)), on.y(latitude(y + 1))
    return Tile(z, x, y, left, top, right - left, top - low)
