"""The numbers of boards: which a survey holds, as they are written, and which were printed."""

from __future__ import annotations

from sqlite_utils import Database

from survey_loader.board_numbers import number_of

# How the log calls it.
PRINTED = "print slips"


def numbers(db: Database, slug: str) -> dict[int, list[str]]:
    """Return {number: how boards with it are written} of the interviews that are stored and in force."""
    rows = db.conn.execute(
        "select distinct i.board from interviews i join batches b on b.number = i.batch "
        "where b.change is not null and i.superseded = 0 and i.survey = ? and i.board <> ''",
        [slug],
    )
    found: dict[int, list[str]] = {}
    for (board,) in rows:
        number = number_of(board)
        if number is not None:
            found.setdefault(number, []).append(board)
    return found


def last_printed(db: Database, slug: str) -> int:
    """Return the highest number that was ever printed for a survey, 0 where none was."""
    row = db.conn.execute(
        "select coalesce(max(json_extract(details, '$.last')), 0) from log where act = ? and survey = ?",
        [PRINTED, slug],
    ).fetchone()
    return int(row[0])
