"""Until when each wave is kept, and removing what tells who somebody was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.store.photos import WAITING


class KeptWave(NamedTuple):
    """A wave as it is kept: people, how many of them can be told by board number, interviewer or note, photos, dates.

    `keep_until` is a date of its own, None where the survey's months decide; `warned_of` is the date that organisers
    were warned of, `warned_on` since when.
    """

    wave: str
    last_day: date | None
    interviews: int
    identified: int
    photos: int
    keep_until: date | None
    warned_of: date | None
    warned_on: date | None
    purged_on: date | None


IDENTIFIED = "(i.board <> '' or i.interviewer <> '' or i.note <> '')"
# Photos count once, whatever imports brought them.
WAVES = f"""
with of_wave as (
    select s.wave, s.id, s.day, exists (select 1 from interviews i where i.id = s.id and {IDENTIFIED}) as identified,
        (select count(distinct p.id) from photos p where p.interview_id = s.id) as photos
    from in_force s where s.survey = :survey)
select o.wave, coalesce(max(o.day), w.ends), count(*), sum(o.identified), sum(o.photos),
    r.keep_until, r.warned_of, r.warned_on, r.purged_on
from of_wave o left join waves w on w.survey = :survey and w.label = o.wave
    left join wave_retention r on r.survey = :survey and r.wave = o.wave
group by o.wave order by max(o.day) desc, o.wave
"""


def waves(db: Database, slug: str) -> list[KeptWave]:
    """Return the waves of a survey, with what was set aside, the latest first."""
    rows = db.conn.execute(WAVES, {"survey": slug})
    return [
        KeptWave(wave, _date(last), people, identified, photos, *map(_date, dates))
        for wave, last, people, identified, photos, *dates in rows
    ]


def keep_until(db: Database, slug: str, wave: str) -> date | None:
    """Return the date of its own that a wave is kept until, None where the survey's months decide."""
    row = db.conn.execute(
        "select keep_until from wave_retention where survey = ? and wave = ?", [slug, wave]
    ).fetchone()
    return _date(row[0]) if row else None


def warned(db: Database, slug: str) -> list[tuple[str, date, date]]:
    """Return (wave, date warned of, warned on) of what is announced, the earliest date first."""
    rows = db.conn.execute(
        "select wave, warned_of, warned_on from wave_retention where survey = ? and warned_of is not null "
        "order by warned_of, wave",
        [slug],
    )
    return [(wave, date.fromisoformat(of), date.fromisoformat(on)) for wave, of, on in rows]


def set_keep_until(db: Database, slug: str, wave: str, until: date | None) -> None:
    """Give a wave a date of its own, or None to leave it to the survey; a warning of another date is void."""
    _write(db, slug, wave, "keep_until", until)
    db.conn.execute(
        "update wave_retention set warned_of = null, warned_on = null where survey = ? and wave = ? "
        "and warned_of is not ?",
        [slug, wave, _iso(until)],
    )


def set_warned(db: Database, slug: str, wave: str, of: date | None, on: date | None) -> None:
    """Record that organisers are warned of a date since a day; None where they need not be any more."""
    _write(db, slug, wave, "warned_of", of)
    _write(db, slug, wave, "warned_on", on)


def set_purged(db: Database, slug: str, wave: str, on: date) -> None:
    """Record when a wave was purged; its warning is done with."""
    _write(db, slug, wave, "purged_on", on)
    set_warned(db, slug, wave, None, None)


def _write(db: Database, slug: str, wave: str, column: str, day: date | None) -> None:
    db.conn.execute(
        f"insert into wave_retention (survey, wave, {column}) values (?, ?, ?) "
        f"on conflict (survey, wave) do update set {column} = excluded.{column}",
        [slug, wave, _iso(day)],
    )


def ids(db: Database, slug: str, wave: str) -> list[str]:
    """Return the interviews of a wave, with those that were set aside."""
    rows = db.conn.execute("select id from in_force where survey = ? and wave = ? order by number", [slug, wave])
    return [row[0] for row in rows]


def strip(db: Database, interviews: Sequence[str]) -> None:
    """Remove board numbers, interviewers, notes and names of photos from all versions; call inside a transaction.

    So do the words in which somebody said why an interview was set aside.
    """
    listed = json.dumps(list(interviews))
    db.conn.execute("update set_aside set words = '' where interview_id in (select value from json_each(?))", [listed])
    db.conn.execute(
        "delete from photo_names where interview in "
        "(select number from interviews where id in (select value from json_each(?)))",
        [listed],
    )
    db.conn.execute(
        f"update interviews as i set board = '', interviewer = '', note = '' where {IDENTIFIED} "
        "and id in (select value from json_each(?))",
        [listed],
    )


ONLY_OF = """
with belongs as (
    select batch, wave from interviews where survey = :survey
    union select m.batch, i.wave from met m join interviews i on i.number = m.interview where i.survey = :survey),
purged as (select wave from wave_retention where survey = :survey and purged_on is not null union select :wave)
select b.number from batches b where b.survey = :survey and b.change is not null
    and exists (select 1 from belongs where batch = b.number)
    and not exists (select 1 from belongs where batch = b.number and wave not in (select wave from purged))
"""


def imports_of(db: Database, slug: str, wave: str) -> list[int]:
    """Return the imports that brought or met interviews of this wave, or of those purged before, and of no other."""
    return [row[0] for row in db.conn.execute(ONLY_OF, {"survey": slug, "wave": wave})]


def remove_rejects(db: Database, imports: Sequence[int]) -> int:
    """Remove what these imports could not take; returns how many rows. Call inside a transaction."""
    chosen = [json.dumps(list(imports))]
    return db.conn.execute("delete from rejects where batch in (select value from json_each(?))", chosen).rowcount


def waiting_photos(db: Database, imports: Sequence[int]) -> list[str]:
    """Return the photos of these imports whose person nobody knows."""
    rows = db.conn.execute(
        f"select distinct p.id {WAITING} and p.batch in (select value from json_each(?))", [json.dumps(list(imports))]
    )
    return [row[0] for row in rows]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
