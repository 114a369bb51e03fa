"""Everything the database holds of one interview, and finding it by what somebody remembers."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlite_utils import Database

from survey_loader.board_numbers import number_of
from survey_loader.models import Consents
from survey_loader.store.consents import COLUMNS
from survey_loader.store.photos import PHOTOGRAPHED
from survey_loader.store.waiting import WORDS


class FoundInterview(NamedTuple):
    """An interview somebody may be looking for."""

    id: str
    day: str | None
    place: str
    board: str
    age: str
    relation: str
    wave: str
    words: str
    photographed: bool


class Kept(NamedTuple):
    """One stored version; `origin` is "entry" or "import", `standing` shown, aside, replaced or staged."""

    number: int
    survey: str
    origin: str
    file: str
    stored_at: str
    standing: str
    day: str | None
    at: str | None
    wave: str
    place: str
    interviewer: str
    board: str
    age: str
    relation: str
    language: str
    group: str
    choices: dict[str, str]
    note: str
    source_key: str
    consents: Consents
    texts: tuple[tuple[str, str], ...]


class KeptPhoto(NamedTuple):
    """A photo of an interview; `taken_at` as the camera told it, None where it did not."""

    id: str
    kind: str
    name: str
    taken_at: str | None


OF_FOUND = f"select i.id, i.day, i.place, i.board, i.age, i.relation, i.wave, coalesce({WORDS}, ''), {PHOTOGRAPHED}"
# What is in force, also where readers do not see it because somebody set it aside.
FOUND = f"{OF_FOUND} from in_force i where i.survey = ?"


def ids(db: Database, slug: str) -> list[str]:
    """Return the ids of all interviews of a survey that are in force."""
    return [row[0] for row in db.conn.execute("select id from in_force where survey = ?", [slug])]


def found_by_id(db: Database, slug: str, wanted: list[str]) -> list[FoundInterview]:
    """Return the interviews of these ids."""
    query = f"{FOUND} and i.id in (select value from json_each(?)) order by i.at desc"
    return _found(db, query, [slug, json.dumps(wanted)])


def found_by_words(db: Database, slug: str, wanted: str, day: str, limit: int) -> list[FoundInterview]:
    """Return the interviews with this board number or key, or these words, normalised; those of the board first.

    `wanted` may be "", `day` an ISO date or "" for any.
    """
    query = (
        f"{FOUND} and (? = '' or i.day = ?) and (? = '' or lower(i.board) = lower(?) or i.source_key = ? or exists "
        "(select 1 from comments c where c.interview = i.number and instr(lower(c.normalised), lower(?)) > 0)) "
        "order by lower(i.board) = lower(?) desc, i.at desc, i.number desc limit ?"
    )
    return _found(db, query, [slug, day, day, *[wanted] * 5, limit])


def found_by_boards(db: Database, slug: str, wanted: list[str]) -> list[FoundInterview]:
    """Return the interviews with one of these boards as they are written, the latest first.

    Those that somebody set aside too: what is asked of a board is asked of all that is kept.
    """
    query = f"{FOUND} and i.board in (select value from json_each(?)) order by i.at desc, i.number desc"
    return _found(db, query, [slug, json.dumps(wanted)])


def _found(db: Database, query: str, values: list[Any]) -> list[FoundInterview]:
    return [FoundInterview._make((*row[:-1], bool(row[-1]))) for row in db.conn.execute(query, values)]


def versions(db: Database, interview_id: str) -> list[Kept]:
    """Return all versions of an interview, the latest first."""
    rows = db.conn.execute(
        "select i.number, i.survey, b.kind, b.file, b.created_at, case when b.change is null then 'staged' "
        "when i.superseded then 'replaced' when i.id in (select interview_id from set_aside) then 'aside' "
        "else 'shown' end, i.day, i.at, i.wave, i.place, i.interviewer, i.board, "
        f'i.age, i.relation, i.language, i."group", i.choices, i.note, i.source_key, {COLUMNS}, '
        "(select json_group_array(json_array(question, text)) from "
        "(select question, text from comments where interview = i.number order by number)) "
        "from interviews i join batches b on b.number = i.batch where i.id = ? order by i.number desc",
        [interview_id],
    )
    kept = []
    for *plain, choices, note, key, quote, committee, hall, web, basis, texts in rows:
        consents = Consents(bool(quote), committee, hall, web, basis)
        told = tuple((question, text) for question, text in json.loads(texts))
        kept.append(Kept._make((*plain, json.loads(choices), note, key, consents, told)))
    return kept


def photos(db: Database, interview_id: str) -> list[KeptPhoto]:
    """Return the photos of an interview, each once."""
    rows = db.conn.execute(
        "select id, kind, name, taken_at from photos where interview_id = ? group by id, kind order by min(number)",
        [interview_id],
    )
    return [KeptPhoto(*row) for row in rows]


# What else speaks of an interview: a name for it, and how many rows. `:id` is the interview, `:comments` its comments,
# `:numbers` its rows and `:boards` the numbers of its boards, as JSON lists.
COUNTED = {
    "human_codings": "human_codings where comment_id in (select value from json_each(:comments))",
    "judgements": "judgements where comment_id in (select value from json_each(:comments))",
    "sample_comments": "sample_comments where comment_id in (select value from json_each(:comments))",
    "codings": "codings where comment in (select number from comments where interview in "
    "(select value from json_each(:numbers)))",
    "same_as": "same_as where interview_id = :id or id = :id",
    "met": "met where interview in (select value from json_each(:numbers))",
    "photo_names": "photo_names where interview in (select value from json_each(:numbers))",
    "consent_changes": "consent_changes where interview_id = :id",
    "street_records": "street_records where interview_id = :id",
    "reviews": "reviews where interview_id = :id",
    "set_aside": "set_aside where interview_id = :id or merged_into = :id",
    "typed_boards": "typed_boards where item = :id",
    "typing_leases": "typing_leases where item = :id",
    "stop_requests": "stop_requests where closed_at is null and board in (select value from json_each(:boards)) "
    "and survey in (select survey from interviews where id = :id)",
    "learned": "learned, json_each(nullif(learned.model, ''), '$.folds') fold "
    "where fold.key in (select value from json_each(:comments))",
    "public_checks": "public_checks where interview_id = :id",
    "output_items": "output_items where interview_id = :id",
    "recalls": "recalls where interview_id = :id",
    "frozen_interviews": "frozen_interviews where interview_id = :id",
    "frozen_comments": "frozen_comments where interview_id = :id",
    "tray_items": "tray_items where interview_id = :id",
    "log": "log where record = :id or record in (select value from json_each(:comments))",
}


def counted(db: Database, interview_id: str) -> dict[str, int]:
    """Return {table: rows} of what else speaks of an interview; see COUNTED."""
    values = {"id": interview_id}
    for name, query in (
        ("numbers", "select number from interviews where id = ?"),
        ("comments", "select distinct c.id from comments c join interviews i on i.number = c.interview where i.id = ?"),
    ):
        values[name] = json.dumps([row[0] for row in db.conn.execute(query, [interview_id])])
    written = db.conn.execute("select distinct board from interviews where id = ?", [interview_id])
    values["boards"] = json.dumps([number_of(row[0]) for row in written])
    return {
        name: int(db.conn.execute(f"select count(*) from {rows}", values).fetchone()[0])
        for name, rows in COUNTED.items()
    }
