"""Promises of the map: published coordinates, regions that hold the middle where nothing differs, labels apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from survey_insights.charts import poster
from survey_insights.correspondence import ThemeMap, correspondence, farthest, resampled, theme_map
from survey_insights.correspondence_chart import map_chart
from survey_insights.crosstab import cross, gather
from survey_insights.led_labels import place
from survey_insights.palette import SURFACE
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, random_town, town

# Greenacre's smokers, as in the R package ca (Nenadic & Greenacre 2007, J. Stat. Softw. 20(3)).
SMOKE = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]


def mapped(voices: Voices, by: str = "place", resamples: int = 200) -> ThemeMap:
    found = theme_map(voices, cross(voices, by), resamples=resamples)
    assert found is not None
    return found


def test_the_smokers_have_the_published_inertias_and_coordinates() -> None:
    found = correspondence(SMOKE)
    assert found.inertias == pytest.approx([0.074759, 0.010017, 0.000414], abs=2e-6)
    assert found.shares == pytest.approx([0.878, 0.118, 0.005], abs=6e-4)
    # summary(ca(smoke)): principal coordinates in thousandths.
    rows = [[66, 194], [-259, 243], [381, 11], [-233, -58], [201, -79]]
    columns = [[393, 30], [-99, -141], [-196, -7], [-294, 198]]
    assert (1000 * np.abs(found.rows[:, :2])).round() == pytest.approx(np.abs(rows))
    assert (1000 * np.abs(found.columns[:, :2])).round() == pytest.approx(np.abs(columns))


def test_the_total_inertia_is_chi_square_over_n() -> None:
    table = np.array(SMOKE)
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    assert correspondence(table).inertias.sum() == pytest.approx(chi2 / table.sum())


def test_a_group_lies_at_the_mean_of_its_themes() -> None:
    """Transition formula: a column is the mean of the rows' standard coordinates, weighted by its profile."""
    found = correspondence(SMOKE)
    profiles = np.array(SMOKE) / np.array(SMOKE).sum(axis=0)
    assert profiles.T @ found.row_standard == pytest.approx(found.columns)


@pytest.fixture
def divided() -> Voices:
    """Three markets of 80 people: 駅前 writes of snow, 市場 of food, and 公園 of nature; each of the rest a little."""
    of_place = {"駅前": "snow", "市場": "food", "公園": "nature"}
    people = [Person(n, place=list(of_place)[n % 3]) for n in range(240)]
    voices = []
    for person in people:
        voices.append(Voice(person.number, {of_place[person.place]: "none"}))
        if person.number % 5 == 0:
            voices.append(Voice(person.number, {("snow", "food", "nature", "care")[person.number % 4]: "none"}))
    return town(people, voices)


def test_places_that_differ_lie_apart_from_the_middle_in_the_direction_of_their_theme(divided: Voices) -> None:
    found = mapped(divided)
    assert found.apart.all()
    for place_name, theme in (("駅前", "snow"), ("市場", "food"), ("公園", "nature")):
        group, mark = found.groups[found.group_keys.index(place_name)], found.themes[found.theme_keys.index(theme)]
        assert group @ mark / np.linalg.norm(group) / np.linalg.norm(mark) > 0.9
    assert set(farthest(found)) == {"駅前", "市場", "公園"}


def shuffled(voices: Voices, column: str, drawn: np.random.Generator) -> Voices:
    mixed = voices.interviews[column].sample(frac=1, random_state=drawn.integers(2**31)).to_numpy()
    return replace(voices, interviews=voices.interviews.assign(**{column: mixed}))


def test_the_regions_of_shuffled_groups_hold_the_middle_in_most_runs(sora: Voices) -> None:
    drawn = np.random.default_rng(5)
    held = [not mapped(shuffled(sora, "place", drawn)).apart.any() for _ in range(40)]
    assert np.mean(held) >= 0.8


def test_the_regions_of_what_differs_do_not_hold_it() -> None:
    found = mapped(random_town(900, seed=3), "relation")
    assert found.apart[found.group_keys.index("visitor")]
    assert farthest(found)[0] == "visitor"


def test_people_are_drawn_anew_and_not_their_comments(sora: Voices) -> None:
    """Against drawing person by person, the slow way."""
    gathered = gather(sora, "axis")
    themes, groups = list(range(len(sora.theme_list))), np.arange(4)
    tables = resampled(gathered, themes, groups, len(sora.interviews), 300, seed=1)
    drawn = np.random.default_rng(2)
    rows = [np.flatnonzero(gathered.people == person) for person in np.unique(gathered.people)]
    slow = []
    for _ in range(120):
        chosen = np.concatenate([rows[i] for i in drawn.integers(0, len(rows), len(rows))])
        slow.append(np.asarray((gathered.wrote[chosen].T @ gathered.rows[chosen]).todense()))
    assert tables.mean(axis=0) == pytest.approx(np.mean(slow, axis=0), abs=4)
    spread = np.std(slow, axis=0)
    assert np.median(tables.std(axis=0)[spread > 2] / spread[spread > 2]) == pytest.approx(1, abs=0.08)


def test_two_groups_are_a_line_and_no_map(sora: Voices) -> None:
    two = sora.interviews["relation"].isin(["resident", "visitor"]).to_numpy()
    numbers = sora.interviews["number"].to_numpy()[two]
    fewer = sora.where(sora.comments["interview"].isin(numbers).to_numpy(), two)
    assert theme_map(fewer, cross(fewer, "relation")) is None


def test_labels_cover_neither_each_other_nor_a_mark() -> None:
    drawn = np.random.default_rng(9)
    for _ in range(20):
        marks = drawn.normal([320, 280], [110, 90], (22, 2)).clip(30, 520)
        sizes = np.stack([drawn.integers(50, 110, 22), np.full(22, 18)], axis=1)
        found = place(marks, sizes, (640, 560))
        middles = marks + [[label.x, label.y] for label in found]
        for one in range(22):
            apart = np.abs(middles - middles[one]) >= (sizes + sizes[one]) / 2
            assert apart.any(axis=1).sum() == 21
            free = np.abs(marks - middles[one]) >= sizes[one] / 2 + 4
            assert free.any(axis=1).all()


def test_the_map_of_what_does_not_differ_forbids_to_read_it(sora: Voices) -> None:
    mixed = shuffled(sora, "place", np.random.default_rng(8))
    table = cross(mixed, "place")
    chart = map_chart(mixed, table, theme_map(mixed, table, resamples=100), japanese)
    assert chart.title == (
        "テーマの出かたに、場所による差は確認できません。この地図の近さ・遠さは読みとらないでください。"
    )
    assert set(chart.table["判定"]) == {"差は確認できません"}
    # Nothing is filled.
    marks = [trace for trace in chart.figure.data if trace.mode == "markers" and trace.x[0] is not None]
    assert all(colour == SURFACE for trace in marks for colour in trace.marker.color)


def test_the_map_names_only_groups_that_are_confirmed_to_differ(divided: Voices) -> None:
    table = cross(divided, "place")
    chart = map_chart(divided, table, theme_map(divided, table), japanese)
    assert chart.title.startswith("場所で見ると、")
    assert chart.title.count("「") == 1
    assert "240人" in chart.subtitle
    assert chart.table["名前"].tolist()[:3] == list(table.groups)
    assert poster(chart).layout.width == 1000


def test_two_groups_are_told_instead_of_drawn(one_voice: Voices) -> None:
    chart = map_chart(one_voice, cross(one_voice, "age"), None, japanese)
    assert chart.empty
    assert "3つ以上" in chart.title


def test_an_overseas_name_is_never_markup_on_the_map(divided: Voices) -> None:
    name = "<img src=x onerror=alert(1)>"
    places = divided.interviews["place"].cat.rename_categories({"駅前": name})
    renamed = replace(divided, interviews=divided.interviews.assign(place=places))
    table = cross(renamed, "place")
    chart = map_chart(renamed, table, theme_map(renamed, table), japanese)
    assert all("<img" not in str(note.text) for note in chart.figure.layout.annotations)
