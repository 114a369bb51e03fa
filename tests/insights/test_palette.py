"""The palette keeps its promises to colour-blind readers, on light and dark."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray

from survey_insights.charts import new_figure
from survey_insights.palette import (
    AXIS_INK,
    BOTH,
    DARK_OF,
    LIVE,
    NONE,
    SERIES_INK,
    SURFACE,
    TONE_INK,
    VISIT,
    bar_marker,
    style,
    translucent,
)

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15: full protanopia, deuteranopia, tritanopia.
SIGHTS = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(colour: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (colour, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(light, 0, 1) / np.array([0.9505, 1, 1.089])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(colour: str, other: str, sight: str) -> float:
    return float(np.linalg.norm(lab(SIGHTS[sight] @ linear(colour)) - lab(SIGHTS[sight] @ linear(other))))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("dark", [False, True])
def test_live_visit_and_both_stay_apart_for_every_kind_of_sight(sight: str, dark: bool) -> None:
    colours = [DARK_OF[c] if dark else c for c in (LIVE, VISIT, BOTH)]
    assert min(apart(a, b, sight) for a, b in combinations(colours, 2)) > 30


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("inks", [AXIS_INK, TONE_INK])
@pytest.mark.parametrize("dark", [False, True])
def test_groups_drawn_side_by_side_are_told_apart(sight: str, inks: dict[str, object], dark: bool) -> None:
    colours = [ink.colour for ink in inks.values()]  # type: ignore[attr-defined]
    colours = [DARK_OF[c] if dark else c for c in colours]
    assert min(apart(a, b, sight) for a, b in combinations(colours, 2)) > 15


# No label is a quiet area, written in ink.
LABELLED = [ink for ink in (*AXIS_INK.values(), *TONE_INK.values(), *SERIES_INK) if ink.colour != NONE]


@pytest.mark.parametrize("ink", LABELLED)
def test_colours_reach_4_5_to_1_on_light_and_dark(ink: object) -> None:
    colour: str = ink.colour  # type: ignore[attr-defined]
    assert contrast(colour, SURFACE) >= 4.5
    assert contrast(DARK_OF[colour], DARK_OF[SURFACE]) >= 4.5


@pytest.mark.parametrize("inks", [AXIS_INK, TONE_INK])
def test_words_on_a_bar_can_be_read_on_light_and_dark(inks: dict[str, object]) -> None:
    for ink in inks.values():
        colour, on = ink.colour, ink.on_colour  # type: ignore[attr-defined]
        assert contrast(colour, on) >= 4.5
        assert contrast(DARK_OF[colour], DARK_OF[on]) >= 4.5


def test_tones_do_not_wear_the_colours_of_the_axes() -> None:
    assert not {TONE_INK[tone].colour for tone in ("praise", "wish", "mixed", "trouble")} & {
        LIVE,
        VISIT,
        BOTH,
    }


def test_each_group_has_a_mark_of_its_own() -> None:
    for inks in (AXIS_INK, TONE_INK):
        assert len({ink.symbol for ink in inks.values()}) == len(inks)
        assert len({ink.glyph for ink in inks.values()}) == len(inks)


def test_dark_style_swaps_colours_bands_and_marks_in_text() -> None:
    figure = new_figure(200)
    figure.add_bar(x=[1], y=[1], marker=bar_marker(AXIS_INK["live"]))
    figure.add_scatter(x=[1], y=[1], fillcolor=translucent(VISIT, 0.2))
    figure.add_annotation(text=f"<span style='color:{BOTH}'>■</span>")
    dark = style(figure, dark=True)
    assert dark.data[0].marker.color == DARK_OF[LIVE]
    assert dark.data[1].fillcolor == translucent(DARK_OF[VISIT], 0.2)
    assert DARK_OF[BOTH] in dark.layout.annotations[0].text
    assert dark.layout.template.layout.font.color == "#F3F4F6"


def test_style_leaves_the_callers_figure_as_it_is() -> None:
    figure = new_figure(200)
    figure.add_bar(x=[1], y=[1], marker=bar_marker(AXIS_INK["visit"]))
    before = figure.to_json()
    style(figure, dark=True)
    assert figure.to_json() == before
    assert isinstance(style(figure, dark=False), go.Figure)
