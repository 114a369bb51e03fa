"""Where places are is kept per survey with its actor; an outline is checked before it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from survey_loader.acts import places
from survey_loader.acts.places import read_point
from survey_loader.errors import SurveyError, UnusableEntry, UnusableFile
from survey_loader.models import Point
from survey_loader.settings import Settings
from survey_loader.sources.outlines import LARGEST_MEGABYTES, MOST_POINTS, read_outline
from survey_loader.store.connection import opened
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

SQUARE = [[142.0, 43.0], [142.1, 43.0], [142.1, 43.1], [142.0, 43.1], [142.0, 43.0]]


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    return empty


@pytest.mark.parametrize(
    "typed",
    ["43.77, 142.36", "43.77,142.36", "43.77、142.36", "(43.77, 142.36)", "緯度43.77 経度142.36", "142.36, 43.77"],
)
def test_what_a_map_site_gives_is_read(typed: str) -> None:
    assert read_point(typed) == Point(43.77, 142.36)


@pytest.mark.parametrize("typed", ["", "駅前", "43.77", "43.77, 142.36, 5", "143.77, 242.36", "43.77, 999"])
def test_what_is_no_point_is_told(typed: str) -> None:
    with pytest.raises(UnusableEntry, match="緯度と経度を読みとれません"):
        read_point(typed)


def test_a_point_is_kept_replaced_and_forgotten_with_its_actor(survey: Settings) -> None:
    places.give(survey, ACTOR, "machi", {"ゆきの通り": Point(43.7, 142.3), "雪野駅前": Point(43.8, 142.4)})
    places.give(survey, ACTOR, "machi", {"ゆきの通り": Point(43.77, 142.36)})
    places.forget(survey, ACTOR, "machi", "雪野駅前")
    places.forget(survey, ACTOR, "machi", "どこでもない")
    assert places.where(survey, "machi") == ({"ゆきの通り": Point(43.77, 142.36)}, ())
    with opened(survey.database) as db:
        acts = db.conn.execute("select act, actor from log where act like '%place%' order by number").fetchall()
    assert acts == [(act, ACTOR.name) for act in ("place points", "place points", "forget place point")]


def test_an_unknown_survey_is_told(survey: Settings) -> None:
    with pytest.raises(SurveyError, match="見つかりません"):
        places.give(survey, ACTOR, "elsewhere", {"駅前": Point(43.0, 142.0)})


def geojson(geometry: Any) -> bytes:
    feature = {"type": "Feature", "properties": {"name": "架空の町"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "LineString", "coordinates": SQUARE},
        {"type": "GeometryCollection", "geometries": [{"type": "MultiLineString", "coordinates": [SQUARE]}]},
    ],
)
def test_an_outline_of_any_kind_is_read_and_kept(survey: Settings, geometry: Any) -> None:
    assert places.give_outline(survey, ACTOR, "machi", geojson(geometry)) == 1
    assert places.where(survey, "machi")[1] == (tuple((x, y) for x, y in SQUARE),)
    places.forget_outline(survey, ACTOR, "machi")
    assert places.where(survey, "machi")[1] == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "GeoJSON として読めません"),
        (b"\xff\xfe\x00", "GeoJSON として読めません"),
        (b"[1, 2]", "GeoJSON として読めません"),
        (b"[" * 100_000, "GeoJSON として読めません"),
        (b'{"type": "Topology"}', "境界の線"),
        (geojson({"type": "Point", "coordinates": [142, 43]}), "境界の線"),
        (geojson({"type": "Polygon", "coordinates": [[["a", 1], [2, 3]]]}), "GeoJSON として読めません"),
        (geojson({"type": "LineString", "coordinates": [[15_000_000, 5_000_000], [1, 2]]}), "緯度・経度ではない"),
        (b'{"type": "LineString", "coordinates": [[NaN, 1], [2, 3]]}', "緯度・経度ではない"),
        (b" " * (LARGEST_MEGABYTES * 1_000_000 + 1), "大きすぎます"),
    ],
)
def test_what_is_no_outline_is_told_and_nothing_is_kept(survey: Settings, content: bytes, reason: str) -> None:
    with pytest.raises(UnusableFile, match=reason):
        places.give_outline(survey, ACTOR, "machi", content)
    assert places.where(survey, "machi")[1] == ()


def test_a_detailed_outline_is_made_light() -> None:
    steps = 60_000
    coast = [[142 + n / steps, 43 + (n * 7919 % 1000) / 2000] for n in range(steps)]
    lines = read_outline(geojson({"type": "LineString", "coordinates": coast}))
    assert 100 < sum(map(len, lines)) <= MOST_POINTS
    assert lines[0][0] == (142.0, 43.0)
