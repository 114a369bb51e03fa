"""GeoJSON (RFC 7946) as the outline of a town: bounded, checked, and made light enough to draw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Any

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Outline

LARGEST_MEGABYTES = 10
# More cannot be told apart on a screen, and each costs the page.
MOST_POINTS = 6_000
# Of the width of the outline: two points closer than this are drawn as one.
FINEST = 1 / 1_500
_DEEPEST = 8
NO_GEOJSON = N_(
    "このファイルは GeoJSON として読めません。まちの境界を GeoJSON（.geojson）で保存して、もう一度入れてください。"
)
NO_LINES = N_(
    "このファイルには、境界の線（Polygon や LineString）がありません。まちの境界をふくむファイルを入れてください。"
)
NO_DEGREES = N_("座標が緯度・経度ではないようです。世界測地系（WGS84）の緯度・経度で保存し直してください。")

Line = tuple[tuple[float, float], ...]


def read_outline(content: bytes) -> Outline:
    """Return the lines of a GeoJSON file, each of (longitude, latitude) in degrees; raises UnusableFile."""
    if len(content) > LARGEST_MEGABYTES * 1_000_000:
        raise UnusableFile(
            N_("ファイルが大きすぎます（{limit}MBまで）。線を簡単にしたものを入れてください。"), limit=LARGEST_MEGABYTES
        )
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnusableFile(NO_GEOJSON) from error
    if not isinstance(read, dict) or "type" not in read:
        raise UnusableFile(NO_GEOJSON)
    lines = [_line(raw) for raw in _raw_lines(read)]
    lines = [line for line in lines if len(line) > 1]
    if not lines:
        raise UnusableFile(NO_LINES)
    return _lightened(lines)


def _raw_lines(node: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the lists of positions in a GeoJSON object."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    kind, coordinates = node.get("type"), node.get("coordinates")
    if kind == "FeatureCollection":
        for feature in _list(node.get("features")):
            yield from _raw_lines(feature, depth + 1)
    elif kind == "Feature":
        yield from _raw_lines(node.get("geometry"), depth + 1)
    elif kind == "GeometryCollection":
        for geometry in _list(node.get("geometries")):
            yield from _raw_lines(geometry, depth + 1)
    elif kind == "LineString":
        yield coordinates
    elif kind in ("Polygon", "MultiLineString"):
        yield from _list(coordinates)
    elif kind == "MultiPolygon":
        for polygon in _list(coordinates):
            yield from _list(polygon)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _line(raw: Any) -> Line:
    try:
        line = tuple((float(position[0]), float(position[1])) for position in _list(raw))
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise UnusableFile(NO_GEOJSON) from error
    # A number that is none is in no range either.
    if not all(-180 <= longitude <= 180 and -90 <= latitude <= 90 for longitude, latitude in line):
        raise UnusableFile(NO_DEGREES)
    return line


def _lightened(lines: list[Line]) -> Outline:
    """Leave out points nobody would see, coarser until few enough are left."""
    longitudes = [longitude for line in lines for longitude, _ in line]
    latitudes = [latitude for line in lines for _, latitude in line]
    width = max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes), 1e-6)
    finest = width * FINEST
    while True:
        kept = [_thinned(line, finest) for line in lines]
        # What is smaller than a dot is no part of an outline, unless there is nothing else.
        kept = [line for line in kept if len(line) > 2] or kept[:1]
        if sum(map(len, kept)) <= MOST_POINTS:
            return tuple(tuple((round(x, 6), round(y, 6)) for x, y in line) for line in kept)
        finest *= 1.6


def _thinned(line: Line, finest: float) -> Line:
    kept = [line[0]]
    for _, point in pairwise(line):
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= finest:
            kept.append(point)
    if kept[-1] != line[-1]:
        kept.append(line[-1])
    return tuple(kept)
