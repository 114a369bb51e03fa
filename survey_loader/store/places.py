"""Where the places of a survey are, and the outline of its town, as its organiser gave them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from survey_loader.models import Outline, Point
from survey_loader.store.surveys import now


def points(db: Database, slug: str) -> dict[str, Point]:
    """Return {place: its point} of a survey."""
    rows = db.conn.execute(
        "select place, latitude, longitude from place_points where survey = ? order by place", [slug]
    ).fetchall()
    return {place: Point(latitude, longitude) for place, latitude, longitude in rows}


def save_points(db: Database, slug: str, given: Mapping[str, Point], actor: str) -> None:
    """Write where places are; what was written before is replaced. Call inside a transaction."""
    db.conn.executemany(
        "insert into place_points (survey, place, latitude, longitude, actor, at) values (?, ?, ?, ?, ?, ?) "
        "on conflict (survey, place) do update set latitude = excluded.latitude, longitude = excluded.longitude, "
        "actor = excluded.actor, at = excluded.at",
        [(slug, place, point.latitude, point.longitude, actor, now()) for place, point in given.items()],
    )


def remove_point(db: Database, slug: str, place: str) -> bool:
    """Forget where a place is; False where nobody had said it. Call inside a transaction."""
    return db.conn.execute("delete from place_points where survey = ? and place = ?", [slug, place]).rowcount > 0


def outline(db: Database, slug: str) -> Outline:
    """Return the outline of a survey's town, () where there is none."""
    row = db.conn.execute("select outline from place_outlines where survey = ?", [slug]).fetchone()
    lines = json.loads(row[0]) if row else []
    return tuple(tuple((longitude, latitude) for longitude, latitude in line) for line in lines)


def save_outline(db: Database, slug: str, lines: Outline, actor: str) -> None:
    """Write the outline of a survey's town, () to remove it. Call inside a transaction."""
    db.conn.execute("delete from place_outlines where survey = ?", [slug])
    if lines:
        db.conn.execute(
            "insert into place_outlines (survey, outline, actor, at) values (?, ?, ?, ?)",
            [slug, json.dumps(lines, separators=(",", ":")), actor, now()],
        )
