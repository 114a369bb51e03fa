"""Words typed from photos: what waits for it, who has what in hand, who typed it and who read it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal, NamedTuple, get_args

from sqlite_utils import Database

from survey_loader.models import Axis, Consents, PhotoKind, Relation
from survey_loader.store.consents import COLUMNS
from survey_loader.store.photos import PHOTOGRAPHED, WAITING
from survey_loader.store.surveys import now

Purpose = Literal["type", "proof"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


class Setting(NamedTuple):
    """Who types in a survey: students too, and whether photos that wait for their interview are typed as well."""

    students: bool = False
    waiting: bool = True


class Typed(NamedTuple):
    """Who typed an item and who read it again ("" for nobody yet), and the rows of `interviews` they made."""

    item: str
    unreadable: bool
    typed_by: str
    typed_at: str
    typed_version: int | None
    proofed_by: str
    proofed_at: str | None
    proofed_version: int | None


class WaitingPhoto(NamedTuple):
    """A photo whose interview nobody knows: its row, its name, and when its camera says it was taken (or "")."""

    number: int
    name: str
    taken_at: str


class Words(NamedTuple):
    """An interview as one version says it; `at` with its offset, `said` by question."""

    number: int
    at: datetime | None
    wave: str
    place: str
    interviewer: str
    board: str
    age: str
    relation: Relation
    language: str
    group: str
    note: str
    choices: dict[str, str]
    consents: Consents
    answers: dict[str, str]
    said: dict[str, Axis | None]


class Counts(NamedTuple):
    """How many boards wait to be typed, were typed, and of those were read again."""

    waiting: int
    typed: int
    proofed: int


def setting(db: Database, slug: str) -> Setting:
    """Return who types in a survey."""
    row = db.conn.execute("select students, waiting from typing_settings where survey = ?", [slug]).fetchone()
    return Setting(*map(bool, row)) if row else Setting()


def save_setting(db: Database, slug: str, wanted: Setting, actor: str) -> None:
    """Write who types in a survey; what anybody has in hand goes back. Call inside a transaction."""
    db.conn.execute(
        "insert or replace into typing_settings values (?, ?, ?, ?, ?)",
        [slug, int(wanted.students), int(wanted.waiting), actor, now()],
    )
    db.conn.execute("delete from typing_leases where survey = ?", [slug])


# From the photos on: they are fewer than the interviews.
UNTYPED = (
    "select i.id as item, i.at as at, 0 as nobodys from shown i where i.survey = :slug and i.id in "
    "(select p.interview_id from photos p join batches pb on pb.number = p.batch "
    "where pb.change is not null and pb.survey = :slug and p.interview_id <> '') "
    "and not exists (select 1 from comments c where c.interview = i.number) "
    "and not exists (select 1 from typed_boards t where t.item = i.id)"
)
NOBODYS = (
    f"select p.id, min(coalesce(p.taken_at, '')), 1 {WAITING} and pb.survey = :slug and :waiting "
    "and not exists (select 1 from typed_boards t where t.item = p.id) group by p.id"
)
# Typed, and still there; a photo may have been let go after its words were read again.
KEPT = (
    "(exists (select 1 from shown i where i.id = t.item{photographed}) "
    f"or exists (select 1 {WAITING} and pb.survey = t.survey and p.id = t.item))"
)
READABLE, THERE = KEPT.format(photographed=f" and {PHOTOGRAPHED}"), KEPT.format(photographed="")
QUEUES: dict[Purpose, str] = {
    "type": f"select item from ({UNTYPED} union all {NOBODYS}) where {{free}} order by nobodys, at, item limit 1",
    "proof": (
        "select t.item as item from typed_boards t where t.survey = :slug and t.proofed_at is null "
        f"and t.typed_by <> :actor and {READABLE} and {{free}} order by t.typed_at, t.item limit 1"
    ),
}
# First what nobody has in hand, then what another window of the same person has, which may be closed long since.
FREE = (
    "item not in (select item from typing_leases where until > :now and holder <> :holder) "
    "and item not in (select value from json_each(:skipped))"
)
NOT_OF_OTHERS = FREE.replace("holder <> :holder", "actor <> :actor")


def next_item(db: Database, slug: str, purpose: Purpose, actor: str, holder: str, skipped: Sequence[str]) -> str | None:
    """Return the first item of a queue that nobody else has in hand, None where there is none.

    Where only another window of the same person has one, it is that.
    """
    values = {
        "slug": slug, "waiting": int(setting(db, slug).waiting), "actor": actor, "holder": holder, "now": now(),
        "skipped": json.dumps(list(skipped)),
    }  # fmt: skip
    for free in (FREE, NOT_OF_OTHERS):
        if row := db.conn.execute(QUEUES[purpose].format(free=free), values).fetchone():
            return str(row[0])
    return None


def counts(db: Database, slug: str) -> Counts:
    """Return how far a survey is."""
    values = {"slug": slug, "waiting": int(setting(db, slug).waiting)}
    waits = db.conn.execute(f"select count(*) from ({UNTYPED} union all {NOBODYS})", values).fetchone()[0]
    typed, proofed = db.conn.execute(
        f"select count(*), count(t.proofed_at) from typed_boards t where t.survey = ? and {THERE}",
        [slug],
    ).fetchone()
    return Counts(waits, typed, proofed)


def in_hand(db: Database, holder: str, actor: str, purpose: Purpose, slug: str) -> str | None:
    """Return the item a session has in hand, None where it has none (any more)."""
    row = db.conn.execute(
        "select item from typing_leases where holder = ? and actor = ? and purpose = ? and survey = ? and until > ?",
        [holder, actor, purpose, slug, now()],
    ).fetchone()
    return str(row[0]) if row else None


def is_held_by(db: Database, item: str, actor: str) -> bool:
    """Whether somebody has an item in hand."""
    row = db.conn.execute(
        "select 1 from typing_leases where item = ? and actor = ? and until > ?", [item, actor, now()]
    ).fetchone()
    return row is not None


def hold(db: Database, item: str, slug: str, purpose: Purpose, actor: str, holder: str, length: timedelta) -> bool:
    """Let a session have an item in hand from now on; False where another has it. Call inside a transaction."""
    at = now()
    db.conn.execute("delete from typing_leases where until <= ?", [at])
    until = (datetime.now(UTC) + length).isoformat(timespec="milliseconds")
    db.conn.execute(
        "insert into typing_leases values (?, ?, ?, ?, ?, ?) on conflict (item) do update set until = excluded.until "
        "where holder = excluded.holder and purpose = excluded.purpose",
        [item, slug, purpose, actor, holder, until],
    )
    row = db.conn.execute("select holder, purpose from typing_leases where item = ?", [item]).fetchone()
    return tuple(row) == (holder, purpose)


def take_from_other_windows(db: Database, item: str, actor: str) -> None:
    """Take an item out of the hands of another session of the same person; call inside a transaction."""
    db.conn.execute("delete from typing_leases where item = ? and actor = ?", [item, actor])


def release(db: Database, holder: str) -> None:
    """Put back what a session has in hand; call inside a transaction."""
    db.conn.execute("delete from typing_leases where holder = ?", [holder])


def typed(db: Database, item: str) -> Typed | None:
    """Return who typed an item, None where nobody did."""
    row = db.conn.execute(f"select {TYPED} from typed_boards where item = ?", [item]).fetchone()
    return _typed(row) if row else None


TYPED = "item, unreadable, typed_by, typed_at, typed_version, proofed_by, proofed_at, proofed_version"


def _typed(row: Sequence[object]) -> Typed:
    item, unreadable, *rest = row
    return Typed(str(item), bool(unreadable), *rest)  # type: ignore[arg-type]


def corrected(db: Database, slug: str, limit: int) -> list[Typed]:
    """Return what was read again and corrected, the latest first."""
    rows = db.conn.execute(
        f"select {TYPED} from typed_boards where survey = ? and proofed_version is not null "
        "order by proofed_at desc limit ?",
        [slug, limit],
    )
    return [_typed(row) for row in rows]


def save_typed(db: Database, item: str, slug: str, actor: str, unreadable: bool) -> None:
    """Write who typed an item; call inside the transaction that stores the words."""
    db.conn.execute(
        "insert or replace into typed_boards (item, survey, unreadable, typed_by, typed_at) values (?, ?, ?, ?, ?)",
        [item, slug, int(unreadable), actor, now()],
    )


def save_proofed(db: Database, item: str, new_item: str, actor: str, unreadable: bool) -> None:
    """Write who read an item again; where that found words in a photo nobody knew, it is an interview now."""
    db.conn.execute(
        "update typed_boards set item = ?, unreadable = ?, proofed_by = ?, proofed_at = ? where item = ?",
        [new_item, int(unreadable), actor, now(), item],
    )


def save_version(db: Database, item: str, purpose: Purpose) -> None:
    """Remember which version of the interview was written last, as that of the typist or of the second reader."""
    column = "typed_version" if purpose == "type" else "proofed_version"
    db.conn.execute(
        f"update typed_boards set {column} = (select max(number) from interviews where id = ?) where item = ?",
        [item, item],
    )


def waiting_photo(db: Database, slug: str, photo: str) -> WaitingPhoto | None:
    """Return a photo that waits for its interview, None where it does not (any more)."""
    row = db.conn.execute(
        f"select min(p.number), p.name, coalesce(p.taken_at, '') {WAITING} and pb.survey = ? and p.id = ? "
        "group by p.id",
        [slug, photo],
    ).fetchone()
    return WaitingPhoto(*row) if row else None


def photos(db: Database, item: str) -> list[tuple[str, PhotoKind]]:
    """Return the photos of an interview, those of the board alone first."""
    rows = db.conn.execute(
        "select p.id, min(p.kind) from photos p join batches b on b.number = p.batch "
        "where b.change is not null and p.interview_id = ? group by p.id order by 2, min(p.number)",
        [item],
    )
    return rows.fetchall()


def shown_words(db: Database, slug: str, interview_id: str) -> Words | None:
    """Return what readers see of an interview, None where they see none."""
    row = db.conn.execute("select number from shown where survey = ? and id = ?", [slug, interview_id]).fetchone()
    return words(db, row[0]) if row else None


def words(db: Database, number: int) -> Words | None:
    """Return what one version (its row) of an interview says, None where it is gone."""
    row = db.conn.execute(
        'select at, at_offset, wave, place, interviewer, board, age, relation, language, "group", note, choices, '
        f"{COLUMNS} from interviews where number = ?",
        [number],
    ).fetchone()
    if row is None:
        return None
    at, offset, *labels, choices, quote, committee, hall, web, basis = row
    answers = db.conn.execute(
        "select question, text, said from comments where interview = ? order by number", [number]
    ).fetchall()
    consents = Consents(bool(quote), committee, hall, web, basis)
    texts = {question: text for question, text, _ in answers}
    said = {question: meant for question, _, meant in answers}
    return Words._make((number, _moment(at, offset), *labels, json.loads(choices), consents, texts, said))


def _moment(at: str | None, offset: int | None) -> datetime | None:
    zone = timezone(timedelta(minutes=offset)) if offset is not None else UTC
    return datetime.fromisoformat(at).astimezone(zone) if at else None
