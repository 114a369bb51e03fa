"""Street work as it stands: how many were asked on a day and in a wave, by whom and where, and the targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from sqlite_utils import Database

from survey_loader.store.surveys import now

TargetKind = Literal["all", "place", "interviewer", "relation", "age"]
TARGET_KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
Targets = dict[TargetKind, dict[str, int]]


class Asked(NamedTuple):
    """People alike in place, interviewer, relation and age: how many on the day and in the wave.

    `last_at` is when the last of them was asked, `came_at` when the last of the day first came in (UTC, ISO): what was
    typed or mended later does not count.
    """

    place: str
    interviewer: str
    relation: str
    age: str
    today: int
    total: int
    last_at: str | None
    came_at: str | None


class Spoken(NamedTuple):
    """People of a day at a place: spoken to, declined, and written down by the phones that counted."""

    place: str
    approached: int
    declined: int
    written: int


def asked(db: Database, slug: str, wave: str, day: str) -> list[Asked]:
    """Return the interviews of a wave that readers see, counted; `day` is a date of the survey (ISO)."""
    rows = db.conn.execute(
        "select i.place, i.interviewer, i.relation, i.age, sum(i.day is :day), count(*), max(i.at), "
        "max(case when i.day is :day then (select min(b.created_at) from interviews f join batches b "
        "on b.number = f.batch where f.id = i.id and b.change is not null) end) "
        "from shown i where i.survey = :slug and i.wave = :wave group by 1, 2, 3, 4",
        {"day": day, "slug": slug, "wave": wave},
    )
    return [Asked(*row) for row in rows]


def of_other_waves(db: Database, slug: str, wave: str, day: str) -> int:
    """Return how many people of a day stand under another wave."""
    row = db.conn.execute(
        "select count(*) from shown where survey = ? and day = ? and wave <> ?", [slug, day, wave]
    ).fetchone()
    return int(row[0])


def spoken_to(db: Database, slug: str, wave: str, day: str) -> list[Spoken]:
    """Return what phones counted on a day, by place, beside how many interviews those very phones sent."""
    counts = "street_counts c where c.survey = :slug and c.wave = :wave and c.day = :day"
    rows = db.conn.execute(
        "select n.place, n.approached, n.declined, (select count(*) from shown i join street_records r "
        "on r.interview_id = i.id where i.survey = :slug and i.wave = :wave and i.day = :day and i.place = n.place "
        f"and r.invitation in (select c.invitation from {counts} and c.place = n.place)) "
        f"from (select c.place, sum(c.approached) as approached, sum(c.declined) as declined from {counts} "
        "group by c.place) n order by n.approached desc, n.place",
        {"slug": slug, "wave": wave, "day": day},
    )
    return [Spoken(*row) for row in rows]


def days(db: Database, slug: str, wave: str) -> list[str]:
    """Return the days of a wave on which somebody was asked, the latest first."""
    rows = db.conn.execute(
        "select distinct day from shown where survey = ? and wave = ? and day is not null order by day desc",
        [slug, wave],
    )
    return [row[0] for row in rows]


def waves(db: Database, slug: str) -> list[str]:
    """Return the waves people know of, the one worked on latest first.

    That is by the last day of their interviews, then those of invitations, of targets, and those declared.
    """
    rows = db.conn.execute(
        "select wave from (select wave, max(day) as last, 0 as kind, 0 as number from shown where survey = :slug "
        "group by wave union all select wave, '', 1, -max(number) from invitations where survey = :slug group by wave "
        "union all select distinct wave, '', 2, 0 from field_targets where survey = :slug "
        "union all select label, '', 3, 0 from waves where survey = :slug) where wave <> '' "
        "order by kind, last desc, number, wave",
        {"slug": slug},
    )
    return list(dict.fromkeys(row[0] for row in rows))


def targets(db: Database, slug: str, wave: str) -> Targets:
    """Return how many people a wave wants, by kind and label."""
    rows = db.conn.execute(
        "select kind, label, wanted from field_targets where survey = ? and wave = ? order by kind, label", [slug, wave]
    )
    found: Targets = {}
    for kind, label, wanted in rows:
        found.setdefault(kind, {})[label] = wanted
    return found


def save_targets(db: Database, slug: str, wave: str, kind: TargetKind, wanted: Mapping[str, int], actor: str) -> None:
    """Write the targets of a kind in place of those before; call inside a transaction."""
    db.conn.execute("delete from field_targets where survey = ? and wave = ? and kind = ?", [slug, wave, kind])
    db.conn.executemany(
        "insert into field_targets values (?, ?, ?, ?, ?, ?, ?)",
        [(slug, wave, kind, label, number, actor, now()) for label, number in wanted.items()],
    )
