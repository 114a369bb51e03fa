"""Promises of the map: its points are counts, only confirmed differences are filled, and no name covers another."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from survey_insights import plane
from survey_insights.charts import poster
from survey_insights.clash import clash_themes
from survey_insights.palette import DARK_OF, SERIES_INK, SURFACE
from survey_insights.placing import POSITIONS, Paper, box, corner_box, label_sizes, overlaps, placed
from survey_insights.plane_drawing import DESKTOP, PHONE, Look, What, spread, themes_of_words
from survey_insights.selection import Filters, select
from survey_insights.sides import Sides, sides_of
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, large_town, town


def mapped(voices: Voices, what: What, look: Look | None = None) -> Any:
    frame = plane.compare(voices, what)
    sides = sides_of(voices, "axis", japanese, unit="comments")
    return plane.plane(voices, japanese, frame, sides, what, look or Look())


def points(figure: Any) -> dict[str, tuple[float, float]]:
    return {
        key[0]: (x, y)
        for trace in figure.data
        if trace.customdata is not None
        for key, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }


def at(across: float, up: float, sides: Sides) -> tuple[float, float]:
    return float(spread(across, sides)), float(spread(up, sides))


@pytest.fixture
def village() -> Voices:
    """10 comments for living, 5 for visiting, 2 for both, counted by hand: 除雪 8 and 1, 駅 2 and 4."""
    people = [Person(n) for n in range(1, 18)]
    voices = [Voice(n, {"snow": "wish"}, ("除雪",), "future", "live", "wish") for n in range(1, 9)]
    voices += [Voice(n, {"transit": "wish"}, ("駅",), "future", "live", "wish") for n in (9, 10)]
    voices += [Voice(n, {"sights": "praise"}, ("駅",), "like", "visit", "praise") for n in range(11, 15)]
    voices.append(Voice(15, {"snow": "praise"}, ("除雪",), "like", "visit", "praise"))
    voices += [Voice(n, {"food": "praise"}, ("駅", "除雪"), "like", "both", "praise") for n in (16, 17)]
    return town(people, voices)


def test_the_points_are_the_shares_counted_by_hand(village: Voices) -> None:
    sides = sides_of(village, "axis", japanese)
    assert sides.totals == (10, 5)
    words = points(mapped(village, "word").figure)
    assert set(words) == {"除雪", "駅"}
    # Across: the share for visiting; upwards: the share for living.
    assert words["除雪"] == pytest.approx(at(1 / 5, 8 / 10, sides))
    assert words["駅"] == pytest.approx(at(4 / 5, 2 / 10, sides))
    themes = points(mapped(village, "theme").figure)
    assert themes["snow"] == pytest.approx(at(1 / 5, 8 / 10, sides))
    assert themes["sights"] == pytest.approx(at(4 / 5, 0, sides))
    # Only comments for both speak of food: it is on neither side.
    assert "food" not in themes


def test_both_axes_have_one_scale_and_the_same_range(village: Voices) -> None:
    layout = mapped(village, "theme").figure.layout
    assert layout.xaxis.range == layout.yaxis.range
    assert layout.xaxis.tickvals == layout.yaxis.tickvals and layout.xaxis.ticktext == layout.yaxis.ticktext
    sides = sides_of(village, "axis", japanese)
    shares = [float(text.rstrip("%")) / 100 for text in layout.xaxis.ticktext]
    assert spread(shares, sides) == pytest.approx(layout.xaxis.tickvals, abs=1e-3)


def test_a_hover_says_both_numbers_with_intervals_and_the_verdict(village: Voices) -> None:
    figure = mapped(village, "word").figure
    said = {
        facts[0]: re.sub(r"%{customdata\[(\d)\]}", lambda place: str(facts[int(place[1])]), trace.hovertemplate)  # noqa: B023
        for trace in figure.data
        if trace.customdata is not None
        for facts in trace.customdata
    }["除雪"]
    assert said.startswith("<b>除雪</b><br>住む人のため 8件（80%、幅 49〜94%）<br>訪れる人のため 1件（20%、幅 4〜62%）")
    assert "差の幅 +7〜+82ポイント　差あり" in said


@pytest.mark.parametrize("what", ["theme", "word"])
def test_filled_points_are_the_confirmed_differences(sora: Voices, what: What) -> None:
    frame = plane.compare(sora, what).set_index("key")
    chart = mapped(sora, what)
    assert frame["different"].any() and not frame["different"].all()
    for trace in chart.figure.data:
        if trace.customdata is not None:
            hollow = trace.marker.color == SURFACE
            assert all(frame.loc[key[0], "different"] != hollow for key in trace.customdata)
    sure = frame[frame["different"]]
    assert f"{int((sure['difference'] > 0).sum())}、「訪れる人のため」に多い" in chart.title


def test_nobody_reads_a_difference_into_shuffled_axes(sora: Voices) -> None:
    drawn, called = np.random.default_rng(11), 0
    for _ in range(10):
        comments = sora.comments.assign(axis=sora.comments["axis"].to_numpy()[drawn.permutation(len(sora.comments))])
        shuffled = Voices(
            sora.survey, comments, sora.interviews, sora.words, sora.vocabulary, sora.themes, sora.theme_list,
            sora.waves,
        )  # fmt: skip
        for what in ("theme", "word"):
            called += int(plane.compare(shuffled, what)["different"].any())
    assert called <= 2


def label_boxes(chart: Any, look: Look, shape: tuple[int, int]) -> np.ndarray[Any, Any]:
    names = next(trace for trace in chart.figure.data if trace.meta == "names")
    low, high = chart.figure.layout.xaxis.range
    sizes = label_sizes(names.text, look.paper)
    x, y = ((np.array(values) - low) / (high - low) for values in (names.x, names.y))
    centres = np.column_stack([x * shape[0], (1 - y) * shape[1]])
    radii = np.array(names.marker.size) / 2
    return np.stack([box(*four) for four in zip(names.textposition, centres, sizes, radii, strict=True)])


@pytest.mark.parametrize("narrow", [False, True])
def test_no_name_covers_another_or_leaves_the_paper_in_any_shape(narrow: bool) -> None:
    voices, look = large_town(4_000, 600), Look(found=("語3", "語5"), chosen="語9", narrow=narrow)
    chart = mapped(voices, "word", look)
    names = next(trace for trace in chart.figure.data if trace.meta == "names")
    assert len(names.text) >= (8 if narrow else 15)
    for shape in (PHONE if narrow else DESKTOP).shapes:
        boxes = label_boxes(chart, look, shape)
        for place, one in enumerate(boxes):
            assert not overlaps(one, np.delete(boxes, place, axis=0)).any()
        assert (boxes >= 0).all() and (boxes[:, 2:] <= np.array(shape)).all()


def test_who_comes_first_is_served_first_and_the_same_every_time() -> None:
    paper = Paper(((300, 300),), size=12)
    x, y, radii = np.array([0.5, 0.505, 0.51]), np.array([0.5, 0.5, 0.5]), np.full(3, 6.0)
    first = placed(x, y, radii, ["除雪", "駅前", "公園"], paper, 9)
    assert first == placed(x, y, radii, ["除雪", "駅前", "公園"], paper, 9)
    assert placed(x, y, radii, ["除雪", "駅前", "公園"], paper, 1).count("") == 2
    assert set(first) <= {"", *POSITIONS}


def test_a_name_that_would_hide_many_points_is_not_written() -> None:
    paper = Paper(((300, 300),), size=12)
    steps = np.arange(-3, 4) * 0.04
    # The middle comes first, and has a neighbour every 12 pixels.
    heap = np.array(sorted(((a, b) for a in steps for b in steps), key=lambda place: abs(place[0]) + abs(place[1])))
    x, y = 0.5 + heap[:, 0], 0.5 + heap[:, 1]
    assert placed(x, y, np.full(49, 6.0), ["除雪"] * 49, paper, 49)[0] == ""
    assert placed(x[:1], y[:1], np.full(1, 6.0), ["除雪"], paper, 49) == ["middle right"]


def test_a_corner_that_is_written_on_stays_free() -> None:
    paper = Paper(((300, 300),), size=12)
    corner = ("「訪れる人のため」207件のうち", "lower right")
    alone = (np.array([0.8]), np.array([0.02]), np.array([6.0]))
    assert placed(*alone, ["駅前"], paper, 9) != [""]
    assert placed(*alone, ["駅前"], paper, 9, [corner]) == [""]
    assert corner_box(*corner, (300, 300), paper)[2:].tolist() == [300, 300]


def test_what_was_found_is_drawn_and_ringed_however_rare(sora: Voices) -> None:
    rare = str(plane.compare(sora, "word")["key"].iloc[-1])
    figure = mapped(sora, "word", Look(found=(rare,), chosen="除雪")).figure
    rings = [trace for trace in figure.data if trace.marker.symbol == "circle-open" and trace.hoverinfo == "skip"
             and trace.x[0] is not None]  # fmt: skip
    where = points(figure)
    assert [(ring.x[0], ring.y[0]) for ring in rings] == [where[rare], where["除雪"]]


def test_a_word_takes_the_colour_of_the_theme_most_of_its_comments_speak_of(sora: Voices) -> None:
    assert themes_of_words(sora, ["除雪", "動物園", "まち"]) == ["snow", "sights", ""]
    chart = mapped(sora, "word", Look("theme"))
    legend = {trace.name for trace in chart.figure.data if trace.name and trace.showlegend is not False}
    assert {"そのほか", "差は確認できません", "「住む人のため」に多い"} <= legend
    marks = [trace.marker for trace in chart.figure.data if trace.customdata is not None]
    used = {colour for mark in marks for colour in (mark.color if mark.color != SURFACE else mark.line.color)}
    assert used <= {ink.colour for ink in SERIES_INK} | {"#64748B"} and used <= set(DARK_OF)


def test_a_word_that_looks_like_markup_stays_letters() -> None:
    people = [Person(n) for n in range(1, 13)]
    voices = town(people, [Voice(n, {}, ("<b>雪</b>",), axis="live" if n % 2 else "visit") for n in range(1, 13)])
    figure = mapped(voices, "word").figure
    names = next(trace for trace in figure.data if trace.meta == "names")
    assert names.text == ("&lt;b&gt;雪&lt;/b&gt;",)
    assert points(figure).keys() == {"<b>雪</b>"}


@pytest.mark.parametrize("what", ["theme", "word"])
def test_a_map_of_nothing_is_a_sentence(nobody: Voices, one_voice: Voices, what: What) -> None:
    for voices in (nobody, one_voice):
        assert mapped(voices, what).empty


def test_the_map_is_a_picture_too(sora: Voices) -> None:
    chart = mapped(sora, "word")
    figure = poster(chart, 1000)
    assert figure.layout.width == 1000 and "「住む人のため」の声" in chart.subtitle
    assert "入れかわりやすい" in chart.how_to_read


def test_clashes_are_counted_with_their_themes() -> None:
    people = [Person(n) for n in range(1, 41)]
    voices = [Voice(n, {"balance": "trouble", "transit": "trouble"}, axis="live", tone="trouble", clash=True)
              for n in range(1, 7)]  # fmt: skip
    voices += [Voice(7, {"balance": "trouble"}, axis="live", tone="trouble", clash=True)]
    voices += [Voice(n, {"food": "praise"}) for n in range(8, 41)]
    chart = clash_themes(town(people, voices), japanese)
    assert chart.title == "ぶつかりの声は、声40件のうち7件（18%、幅 9〜32%）です。"
    # Every clash speaks of visits and daily life; that tells nothing of them.
    assert chart.table["テーマ"].tolist() == ["バス・鉄道"]
    assert chart.table["声の数"].tolist() == [6]
    assert len(select(town(people, voices), Filters(clash=True)).comments) == 7


def test_few_clashes_have_no_percentage_and_none_is_said(sora: Voices) -> None:
    people = [Person(1), Person(2)]
    few = town(people, [Voice(1, {"transit": "trouble"}, clash=True), Voice(2, {"food": "praise"})])
    assert clash_themes(few, japanese).title == "ぶつかりの声は、声2件のうち1件です。"
    assert clash_themes(sora, japanese).empty
