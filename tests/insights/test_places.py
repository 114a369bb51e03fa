"""Places are compared with their n and intervals, and drawn true to scale without a network."""

from __future__ import annotations

from math import cos, radians

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from survey_insights.charts import poster
from survey_insights.place_map import ground, label_sides, place_map, scale_length, scale_name, tiles
from survey_insights.places import place_frame, place_shares, table
from survey_loader.language import japanese
from survey_loader.models import Point
from survey_loader.voices import Voices

from .towns import Person, Voice, town

STATION, ZOO = Point(43.7630, 142.3582), Point(43.7685, 142.4800)


@pytest.fixture
def two_places() -> Voices:
    """60 people at the station, 50 of whom spoke for living; 40 at the zoo, 35 of whom spoke for visiting."""
    people = [Person(n, place="駅前") for n in range(60)] + [Person(n, place="動物園") for n in range(60, 100)]
    people.append(Person(100, place=""))
    voices = [Voice(n, axis="live" if n < 50 else "visit") for n in range(60)]
    voices += [Voice(n, axis="visit" if n < 95 else "live") for n in range(60, 100)]
    voices += [Voice(0, axis="both"), Voice(0), Voice(100, axis="live")]
    return town(people, voices)


def test_each_place_has_its_people_voices_share_and_interval(two_places: Voices) -> None:
    frame = place_frame(two_places)
    assert frame["place"].tolist() == ["駅前", "動物園"]
    assert frame["people"].tolist() == [60, 40]
    assert frame.loc[0, ["live", "visit", "both", "none", "comments", "decided"]].tolist() == [50, 10, 1, 1, 62, 60]
    assert frame["share"].tolist() == pytest.approx([50 / 60, 5 / 40])
    low, high = proportion_confint(50, 60, method="wilson")
    assert (frame["low"][0], frame["high"][0]) == pytest.approx((low, high))
    assert frame["lean"].tolist() == ["live", "visit"]


def test_a_place_like_all_others_leans_nowhere() -> None:
    people = [Person(n, place=("駅前", "公園", "通り")[n % 3]) for n in range(90)]
    even = town(people, [Voice(n, axis=("live", "visit")[(n // 3) % 2]) for n in range(90)])
    frame = place_frame(even)
    assert frame["lean"].tolist() == ["", "", ""]
    chart = place_shares(even, frame, japanese)
    assert chart.title == "住む人のための声と訪れる人のための声の割合に、場所による差は確認できません。"


def test_the_finding_names_the_places_with_their_n(two_places: Voices) -> None:
    chart = place_shares(two_places, place_frame(two_places), japanese)
    assert chart.title == (
        "住む人のための声の割合がほかの場所より高いのは「駅前」（60件のうち50件）、"
        "訪れる人のための声の割合がほかの場所より高いのは「動物園」（40件のうち35件）です。"
    )
    assert chart.table["判定"].tolist() == ["「住む人のため」が多い", "「訪れる人のため」が多い"]
    assert list(chart.figure.data[0].x) == pytest.approx([50 / 60, 5 / 40])


def test_small_numbers_are_named() -> None:
    small = town([Person(1), Person(2, place="公園")], [Voice(1, axis="live"), Voice(2, axis="visit")])
    chart = place_shares(small, place_frame(small), japanese)
    assert "2か所は声が30件に届かず、割合は大きく動きえます。" in chart.how_to_read
    assert place_frame(small)["lean"].tolist() == ["", ""]


def test_without_places_or_voices_there_is_a_sentence(nobody: Voices) -> None:
    assert place_frame(nobody).empty
    assert place_shares(nobody, place_frame(nobody), japanese).empty
    nowhere = town([Person(1, place="")], [Voice(1, axis="live")])
    assert place_frame(nowhere).empty
    assert table(place_frame(nowhere), japanese).empty


def test_the_map_is_true_to_scale(two_places: Voices) -> None:
    chart, on = place_map(two_places, place_frame(two_places), {"駅前": STATION, "動物園": ZOO}, (), japanese)
    circles = chart.figure.data[0]
    assert list(circles.customdata) == ["駅前", "動物園"]
    east, north = np.diff(circles.x)[0], np.diff(circles.y)[0]
    assert east == pytest.approx(111.2 * 0.1218 * cos(radians(43.76575)), rel=1e-3)
    assert north == pytest.approx(111.2 * 0.0055, rel=1e-3)
    # On WGS84 a degree is 80.51 km of longitude and 111.11 km of latitude here: 9.82 km in all.
    assert np.hypot(east, north) == pytest.approx(9.82, rel=0.01)
    assert chart.figure.layout.yaxis.scaleanchor == "x"
    assert on.half_width > east / 2


def test_the_area_of_a_circle_is_the_people_asked(two_places: Voices) -> None:
    chart, _ = place_map(two_places, place_frame(two_places), {"駅前": STATION, "動物園": ZOO}, (), japanese)
    sizes = np.array(chart.figure.data[0].marker.size)
    assert (sizes[1] / sizes[0]) ** 2 == pytest.approx(40 / 60)


def test_the_map_says_where_most_were_asked_and_what_is_not_on_it(two_places: Voices) -> None:
    chart, _ = place_map(two_places, place_frame(two_places), {"駅前": STATION}, (), japanese)
    assert chart.title == "2か所で聞きました。いちばん多く聞いたのは「駅前」（100人のうち60人）です。"
    assert "位置のわからない1か所は、地図にありません" in chart.subtitle
    assert poster(chart).layout.height > 0


def test_an_outline_far_larger_than_the_places_is_cut_off() -> None:
    near, far = ((142.35, 43.75), (142.49, 43.78)), ((141.0, 43.0), (144.0, 45.0))
    alone = ground([STATION, ZOO])
    assert ground([STATION, ZOO], (near,)).half_width == pytest.approx(alone.half_width, rel=0.3)
    assert ground([STATION, ZOO], (far,)) == alone
    assert ground([STATION]).half_width > 0


@pytest.mark.parametrize(("width", "length", "name"), [(10, 2, "2km"), (1.0, 0.2, "200m"), (70, 20, "20km")])
def test_the_scale_is_a_round_length_in_the_usual_unit(width: float, length: float, name: str) -> None:
    assert scale_length(width) == pytest.approx(length)
    assert scale_name(scale_length(width), japanese) == name


def test_no_label_covers_another() -> None:
    on = ground([STATION, ZOO])
    x, y = np.zeros(6), np.zeros(6)
    sides = label_sides(x, y, np.full(6, 20.0), [("とても長い名前の場所", "住む 50%（10件）")] * 6, on)
    # Circles on one point: a label has no side on which another circle does not stand, or one each.
    assert all(sides.count(side) <= 1 for side in sides if side)


def test_tiles_cover_the_ground_and_are_few() -> None:
    on = ground([STATION, ZOO])
    laid = tiles(on)
    assert 0 < len(laid) <= 24
    assert min(tile.left for tile in laid) <= -on.half_width
    assert max(tile.left + tile.width for tile in laid) >= on.half_width
    assert max(tile.top for tile in laid) >= on.half_height
    assert min(tile.top - tile.height for tile in laid) <= -on.half_height
    # Tokyo station at zoom 15 is tile 29105/12903 (https://maps.gsi.go.jp/development/tileCoordCheck.html).
    tokyo = tiles(ground([Point(35.681, 139.767)]))
    deepest = tokyo[0].z
    assert (29105 << (deepest - 15)) <= max(tile.x for tile in tokyo)
    assert min(tile.x for tile in tokyo) < (29106 << (deepest - 15))
