"""What single people judged of comments, which comments were drawn for it, and what follows for each comment."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlite_utils import Database

from survey_loader.models import Axis, Tone
from survey_loader.store.codebooks import heirs, inherited, named, named_themes
from survey_loader.store.packing import THEME_TYPE, unpack_rows
from survey_loader.store.surveys import now

Purpose = Literal["random", "uncertain", "correction", "settled"]
# What these say stands above what coders said each for themselves.
LAST_WORD = frozenset(("correction", "settled"))

JUDGEMENT_FRAME = (
    "number", "comment", "coder", "axis", "tone", "themes", "clash", "purpose", "question", "wave", "language", "at",
)  # fmt: skip
MACHINE_FRAME = ("comment", "axis", "tone", "themes", "clash", "axis_source", "tone_source")


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one person codes one comment."""

    comment: str
    coder: str
    purpose: Purpose
    axis: Axis | None
    tone: Tone | None
    themes: tuple[str, ...]
    clash: bool = False
    note: str = ""
    sample: int | None = None

    @property
    def said(self) -> tuple[Axis | None, Tone | None, frozenset[str], bool]:
        """What two people must say alike to agree."""
        return self.axis, self.tone, frozenset(self.themes), self.clash


def add(db: Database, slug: str, judgement: Judgement) -> int:
    """Append a judgement and return its number; call inside a transaction."""
    it = judgement
    cursor = db.conn.execute(
        "insert into judgements (survey, comment_id, coder, purpose, sample, axis, tone, themes, clash, note, at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            slug, it.comment, it.coder, it.purpose, it.sample, it.axis, it.tone,
            json.dumps(list(it.themes), ensure_ascii=False), int(it.clash), it.note, now(),
        ],
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def take_back(db: Database, slug: str, number: int, actor: str) -> str | None:
    """Mark a judgement as taken back; returns its comment, None where there is nothing to take back."""
    row = db.conn.execute(
        "update judgements set undone_at = ?, undone_by = ? where number = ? and survey = ? and undone_at is null "
        "returning comment_id",
        [now(), actor, number, slug],
    ).fetchone()
    return row[0] if row else None


ACTIVE = "undone_at is null"
_COLUMNS = "comment_id, coder, purpose, axis, tone, themes, clash, note, sample"


def of_comments(db: Database, comments: Iterable[str]) -> dict[str, list[Judgement]]:
    """Return the judgements in force of these comments as they were made, each list in the order of time."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    rows = db.conn.execute(
        f"select {_COLUMNS} from judgements where comment_id in (select value from json_each(?)) and {ACTIVE} "
        "order by number",
        [json.dumps(list(comments))],
    )
    for comment, coder, purpose, axis, tone, themes, clash, note, sample in rows:
        keys = tuple(json.loads(themes))
        found[comment].append(Judgement(comment, coder, purpose, axis, tone, keys, bool(clash), note, sample))
    return found


def as_read(db: Database, slug: str, judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return judgements with their themes read by the codebook a survey shows: merged ones as their heir."""
    heir_of = heirs(named_themes(db, slug))
    return [replace(judgement, themes=inherited(judgement.themes, heir_of)) for judgement in judgements]


def decided(judgements: Sequence[Judgement], heir_of: Mapping[str, str]) -> Judgement | None:
    """Return what people say of a comment together; None where nobody judged it, or two disagree and nobody settled.

    A correction or a settlement is the last word; without one, the latest judgement of each coder counts. Whose themes
    are one theme by now agree on it (`heir_of`: see `codebooks.heirs`).
    """
    last_word = [judgement for judgement in judgements if judgement.purpose in LAST_WORD]
    if last_word:
        return last_word[-1]
    latest = {judgement.coder: judgement for judgement in judgements}
    if len({replace(it, themes=inherited(it.themes, heir_of)).said for it in latest.values()}) != 1:
        return None
    return judgements[-1]


def settle(db: Database, slug: str, comments: Iterable[str]) -> None:
    """Write down what people say of these comments together, as readers see it; call inside a transaction.

    Themes are kept under the keys they were coded with: the codebook on show tells how they are read.
    """
    wanted = list(comments)
    judged, heir_of = of_comments(db, wanted), heirs(named_themes(db, slug))
    db.conn.execute(
        "delete from human_codings where comment_id in (select value from json_each(?))", [json.dumps(wanted)]
    )
    rows = []
    for comment in wanted:
        if it := decided(judged[comment], heir_of):
            themes = json.dumps(list(it.themes), ensure_ascii=False)
            rows.append((comment, it.axis, it.tone, themes, it.coder, now(), int(it.clash)))
    db.conn.executemany("insert into human_codings values (?, ?, ?, ?, ?, ?, ?)", rows)


def settle_shared(db: Database, slug: str) -> None:
    """Settle anew what several people coded, where another codebook is on show; call inside a transaction."""
    settle(db, slug, _coded_by_several(db, slug))


def _coded_by_several(db: Database, slug: str) -> list[str]:
    rows = db.conn.execute(
        f"select comment_id from judgements where survey = ? and {ACTIVE} group by comment_id "
        "having count(distinct coder) > 1 order by min(number)",
        [slug],
    )
    return [row[0] for row in rows]


def themes_by_people(
    db: Database, slug: str, before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """Return {visible comment: themes people gave it} with the `heirs` of two codebooks.

    A comment of several coders may be theirs with one of them, and the machine's with the other.
    """
    rows = db.conn.execute(
        "select c.id, c.number, h.themes from comments c join shown i on i.number = c.interview "
        "left join human_codings h on h.comment_id = c.id where i.survey = ?1 and (h.comment_id is not null "
        f"or c.id in (select comment_id from judgements where survey = ?1 and {ACTIVE}))",
        [slug],
    ).fetchall()
    shared = of_comments(db, _coded_by_several(db, slug))
    sides: tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]] = ({}, {})
    for comment, number, themes in rows:
        for side, heir_of in zip(sides, (before, after), strict=True):
            if comment not in shared:
                side[number] = inherited(json.loads(themes or "[]"), heir_of)
            elif it := decided(shared[comment], heir_of):
                side[number] = inherited(it.themes, heir_of)
    return sides


_VISIBLE = "from comments c join shown i on i.number = c.interview where i.survey = ?"


def visible(db: Database, slug: str) -> list[str]:
    """Return the ids of the comments readers see, in a lasting order."""
    return [row[0] for row in db.conn.execute(f"select c.id {_VISIBLE} order by c.id", [slug])]


def drawn(db: Database, slug: str, purpose: str) -> set[str]:
    """Return the comments that were drawn for a purpose before."""
    rows = db.conn.execute(
        "select d.comment_id from sample_comments d join samples s on s.number = d.sample "
        "where s.survey = ? and s.purpose = ?",
        [slug, purpose],
    )
    return {row[0] for row in rows}


def judged(db: Database, slug: str) -> set[str]:
    """Return the comments that anybody judged."""
    rows = db.conn.execute(f"select comment_id from judgements where survey = ? and {ACTIVE}", [slug])
    return {row[0] for row in rows}


def save_sample(db: Database, slug: str, purpose: str, seed: int, comments: Sequence[str], actor: str) -> int:
    """Write down which comments were drawn, in their order; call inside a transaction."""
    cursor = db.conn.execute(
        "insert into samples (survey, purpose, seed, size, actor, at) values (?, ?, ?, ?, ?, ?)",
        [slug, purpose, seed, len(comments), actor, now()],
    )
    number = int(cursor.lastrowid or 0)
    db.conn.executemany(
        "insert into sample_comments values (?, ?, ?)",
        [(number, position, comment) for position, comment in enumerate(comments)],
    )
    return number


def waiting(db: Database, slug: str, purpose: str, coder: str) -> list[tuple[int, str]]:
    """Return (sample, comment) of what was drawn for a purpose and this coder has not judged, in the order drawn."""
    rows = db.conn.execute(
        "select d.sample, d.comment_id from sample_comments d join samples s on s.number = d.sample "
        "where s.survey = ?1 and s.purpose = ?2 and d.comment_id in (select c.id from comments c "
        "join shown i on i.number = c.interview where i.survey = ?1) and not exists (select 1 from judgements j "
        "where j.comment_id = d.comment_id and j.coder = ?3 and j.undone_at is null) order by d.sample, d.position",
        [slug, purpose, coder],
    )
    return [(int(sample), comment) for sample, comment in rows]


def disputed(db: Database, slug: str) -> list[str]:
    """Return the comments that people coded differently and nobody settled, the oldest first."""
    candidates = _coded_by_several(db, slug)
    judged, heir_of = of_comments(db, candidates), heirs(named_themes(db, slug))
    seen = {row[0] for row in db.conn.execute(f"select c.id {_VISIBLE}", [slug])}
    return [comment for comment in candidates if comment in seen and decided(judged[comment], heir_of) is None]


def latest_of(db: Database, slug: str, coder: str, purpose: Purpose) -> tuple[int, Judgement] | None:
    """Return the last judgement in force of a coder for a purpose and its number, among the visible comments."""
    row = db.conn.execute(
        "select j.number, j.comment_id from judgements j join comments c on c.id = j.comment_id "
        "join shown i on i.number = c.interview where j.survey = ? and j.coder = ? and j.purpose = ? "
        "and j.undone_at is null order by j.number desc limit 1",
        [slug, coder, purpose],
    ).fetchone()
    if row is None:
        return None
    theirs = [it for it in of_comments(db, [row[1]])[row[1]] if (it.coder, it.purpose) == (coder, purpose)]
    return int(row[0]), theirs[-1]


def numbers_of(db: Database, comments: Sequence[str], slug: str | None = None) -> list[int]:
    """Return the visible rows of these comments, in the order given, of one survey or of any; others are left out."""
    rows = db.conn.execute(
        "select c.id, c.number from comments c join shown i on i.number = c.interview "
        "where c.id in (select value from json_each(?1)) and (?2 is null or i.survey = ?2)",
        [json.dumps(list(comments)), slug],
    )
    known = dict(rows.fetchall())
    return [int(known[comment]) for comment in comments if comment in known]


def frame(db: Database, slug: str) -> pd.DataFrame:
    """Return all judgements in force of visible comments, columns JUDGEMENT_FRAME.

    `themes` are tuples, read by the codebook on show.
    """
    rows = db.conn.execute(
        "select j.number, j.comment_id, j.coder, j.axis, j.tone, j.themes, j.clash, j.purpose, c.question, i.wave, "
        "i.language, j.at from judgements j join comments c on c.id = j.comment_id "
        "join shown i on i.number = c.interview where j.survey = ? and j.undone_at is null order by j.number",
        [slug],
    ).fetchall()
    found = pd.DataFrame(rows, columns=list(JUDGEMENT_FRAME)).astype(object)
    heir_of = heirs(named_themes(db, slug))
    found["themes"] = [inherited(json.loads(themes), heir_of) for themes in found["themes"]]
    found["clash"] = found["clash"].astype(bool)
    return found.where(found.notna(), None)


def machine(db: Database, slug: str) -> pd.DataFrame:
    """Return how the judged comments are coded without people, columns MACHINE_FRAME."""
    codebook = db.conn.execute(
        "select k.themes from surveys s join codebooks k on k.number = s.codebook where s.slug = ?", [slug]
    ).fetchone()
    numbers, names = named(codebook[0] if codebook else "")
    rows = db.conn.execute(
        "select c.id, d.axis, d.tone, d.themes, d.clash, d.axis_source, d.tone_source from comments c "
        "join shown i on i.number = c.interview join surveys s on s.slug = i.survey "
        "join codings d on d.comment = c.number and d.codebook = s.codebook where i.survey = ? "
        f"and c.id in (select comment_id from judgements where survey = i.survey and {ACTIVE}) order by c.id",
        [slug],
    ).fetchall()
    found = pd.DataFrame(rows, columns=list(MACHINE_FRAME)).astype(object)
    pointer, themes = unpack_rows([row[3] for row in rows], THEME_TYPE)
    keys = {number: theme.key for number, theme in zip(numbers, names, strict=True)}
    listed = [keys[int(number)] for number in themes["theme"]]
    found["themes"] = [tuple(listed[start:end]) for start, end in pairwise(pointer)]
    found["clash"] = found["clash"].astype(bool)
    return found.where(found.notna(), None)


class CodedByPeople(NamedTuple):
    """A comment people decided on, with what its coding is derived from."""

    comment: str
    interview: str
    question: str
    normalised: str
    morphemes: str
    axis: str | None
    tone: str | None


def coded_by_people(db: Database, slug: str) -> list[CodedByPeople]:
    """Return the visible comments of a survey that people decided on."""
    rows = db.conn.execute(
        "select c.id, i.id, c.question, c.normalised, c.morphemes, h.axis, h.tone from human_codings h "
        "join comments c on c.id = h.comment_id join shown i on i.number = c.interview where i.survey = ? "
        "order by c.id",
        [slug],
    )
    return [CodedByPeople._make(row) for row in rows]


def trail(db: Database, comment: str) -> list[dict[str, Any]]:
    """Return who judged a comment and when, taken back or not, newest first."""
    cursor = db.conn.execute(
        "select number, coder, purpose, axis, tone, themes, clash, note, at, undone_at, undone_by from judgements "
        "where comment_id = ? order by number desc",
        [comment],
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return [{**row, "themes": json.loads(row["themes"]), "clash": bool(row["clash"])} for row in rows]
