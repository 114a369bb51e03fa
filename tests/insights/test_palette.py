"""The palette keeps its promises to colour-blind readers, on light and dark."""

from __future__ import annotations

import tomllib
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest
from colorspacious import cspace_convert
from numpy.typing import NDArray

from survey_insights import palette
from survey_insights.charts import new_figure
from survey_insights.palette import (
    AXIS_INK,
    BOTH,
    DARK_OF,
    LIVE,
    NONE,
    PEOPLE,
    SURFACE,
    TONE_INK,
    VISIT,
    Ink,
    bar_marker,
    style,
    translucent,
)
from tests.conftest import PROJECT

# Full dichromacy after Machado, Oliveira & Fernandes (2009), IEEE TVCG 15, as colorspacious has it.
SIGHTS = {
    "all cones": None,
    "protanopia": "protanomaly",
    "deuteranopia": "deuteranomaly",
    "tritanopia": "tritanomaly",
}
# Units of CAM02-UCS, in which a difference of 1 is just seen side by side.
APART, APART_FOR_COLOUR_BLIND = 20, 12
# More groups than this cannot all be told apart by colour; they need the mark.
MOST_BY_COLOUR = 6
SETS: dict[str, tuple[Ink, ...]] = {
    name: tuple(inks.values()) if isinstance(inks, dict) else inks
    for name, inks in vars(palette).items()
    if name.isupper()
    and isinstance(inks, dict | tuple)
    and inks
    and all(isinstance(ink, Ink) for ink in (inks.values() if isinstance(inks, dict) else inks))
}
FORMS = [(name, dark) for name in SETS for dark in (False, True)]


def shown(colour: str, dark: bool) -> str:
    return DARK_OF[colour] if dark else colour


def rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def contrast(colour: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(c) for c in (colour, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = rgb(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def apart(colour: str, other: str, sight: str) -> float:
    """How far apart two colours are for one kind of sight, in CAM02-UCS."""
    one, two = (cspace_convert(seen(c, SIGHTS[sight]), "sRGB1", "CAM02-UCS") for c in (colour, other))
    return float(np.linalg.norm(one - two))


def seen(colour: str, sight: str | None) -> NDArray[np.float64]:
    if sight is None:
        return rgb(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    return np.clip(cspace_convert(rgb(colour), space, "sRGB1"), 0, 1)


def test_all_sets_of_inks_are_looked_at() -> None:
    assert set(SETS) >= {"AXIS_INK", "TONE_INK", "RELATION_INK", "SERIES_INK"}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("name", "dark"), FORMS)
def test_groups_drawn_side_by_side_are_told_apart(name: str, dark: bool, sight: str) -> None:
    colours = [shown(ink.colour, dark) for ink in SETS[name]]
    if len(colours) > MOST_BY_COLOUR:
        pytest.skip("told apart by their marks")
    wanted = APART if sight == "all cones" else APART_FOR_COLOUR_BLIND
    near = {pair: d for pair in combinations(colours, 2) if (d := apart(*pair, sight)) < wanted}
    assert near == {}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("dark", [False, True])
def test_live_visit_and_both_stay_far_apart_for_every_kind_of_sight(sight: str, dark: bool) -> None:
    colours = [shown(c, dark) for c in (LIVE, VISIT, BOTH)]
    assert min(apart(a, b, sight) for a, b in combinations(colours, 2)) > 19


@pytest.mark.parametrize("name", SETS)
def test_each_group_of_a_set_has_a_mark_of_its_own(name: str) -> None:
    """The second cue: nobody has to see a colour to know a group, neither in a figure nor in a text."""
    inks = SETS[name]
    assert len({ink.symbol for ink in inks}) == len(inks)
    assert len({ink.glyph for ink in inks}) == len(inks)


@pytest.mark.parametrize(("name", "dark"), FORMS)
def test_every_ink_reaches_3_to_1_as_a_mark_on_its_surface(name: str, dark: bool) -> None:
    surface = shown(SURFACE, dark)
    assert {ink.colour for ink in SETS[name] if contrast(shown(ink.colour, dark), surface) < 3} == set()
    assert contrast(shown(PEOPLE, dark), surface) >= 3


def test_the_surfaces_are_those_of_the_screens() -> None:
    theme = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert theme["light"]["backgroundColor"] == SURFACE
    assert theme["dark"]["backgroundColor"] == DARK_OF[SURFACE]


# No label is a quiet area, written in ink.
LABELLED = [ink for inks in SETS.values() for ink in inks if ink.colour != NONE]


@pytest.mark.parametrize("ink", LABELLED)
def test_colours_reach_4_5_to_1_on_light_and_dark(ink: Ink) -> None:
    assert contrast(ink.colour, SURFACE) >= 4.5
    assert contrast(DARK_OF[ink.colour], DARK_OF[SURFACE]) >= 4.5


@pytest.mark.parametrize(("name", "dark"), FORMS)
def test_words_on_a_bar_can_be_read_on_light_and_dark(name: str, dark: bool) -> None:
    for ink in SETS[name]:
        assert contrast(shown(ink.colour, dark), shown(ink.on_colour, dark)) >= 4.5


def test_tones_do_not_wear_the_colours_of_the_axes() -> None:
    assert not {TONE_INK[tone].colour for tone in ("praise", "wish", "mixed", "trouble")} & {
        LIVE,
        VISIT,
        BOTH,
    }


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
