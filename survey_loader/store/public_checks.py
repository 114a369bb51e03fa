"""公開前チェック in the database: what people decided of quotes and photos, and the words that may go out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from survey_loader.store.surveys import now

Kind = Literal["comment", "photo"]
Choice = Literal["release", "hold"]
# Why something does not go out: a person held it back, or nobody (or one alone) has released it as it is now.
Reason = Literal["held", "undecided"]
# Begin and end of a part of the words that nobody outside reads.
Span = tuple[int, int]
# What stands in its place, of one length so that the length of a name is not told.
BLACK = "■■■"
# In the place of `content`: a person is to look again, and what was decided holds until then.
AGAIN = "again"


class Decision(NamedTuple):
    """What was decided of a comment or photo; `confirmed_by` is "" until a second person has looked."""

    id: str
    interview_id: str
    content: str
    decision: Choice
    blackened: tuple[Span, ...]
    actor: str
    at: str
    confirmed_by: str
    confirmed_at: str | None


COLUMNS = "id, interview_id, content, decision, blackened, actor, at, confirmed_by, confirmed_at"
# Whether the survey of interview `i` lets nothing out that was not released.
ASKED = "coalesce((select json_extract(definition, '$.public_check') from surveys where slug = i.survey), 0) = 1"
_OF_PHOTO = "select 1 from public_checks k where k.survey = i.survey and k.kind = 'photo' and k.id = p.id"
# Words of a comment that are held back or blackened: the board has them too.
HELD_WORDS = "k.kind = 'comment' and (k.decision = 'hold' or k.blackened <> '[]')"
# Whether words of interview `i` stay in: nobody outside may read them, or some are held back.
WORDS_STAY = (
    "(i.quote = 0 and i.basis = '' or exists (select 1 from public_checks k "
    f"where k.survey = i.survey and k.interview_id = i.id and {HELD_WORDS}))"
)
# The condition of photo `p` of interview `i`: never one that was held back; where words of its writer stay in, which
# the board has too, one that somebody released all the same; where the survey asks, one that two people did.
PHOTO_MAY_GO = (
    f"not exists ({_OF_PHOTO} and k.decision = 'hold') "
    f"and (not {WORDS_STAY} or exists ({_OF_PHOTO} and k.decision = 'release' and k.content = '')) "
    f"and (not {ASKED} or exists ({_OF_PHOTO} and k.decision = 'release' and k.confirmed_by <> ''))"
)


def fingerprint(text: str) -> str:
    """Return by what words are known again: another letter is another decision."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def judged(decision: Decision | None, text: str, asked: bool) -> tuple[Reason | None, str]:
    """Return why words may not go out (None where they may), and as which words they do.

    `asked` is whether the survey lets nothing out that was not released. What was held back stays back, also where
    its words changed since; where some were to be blackened and the words changed, a person looks again.
    """
    if decision is None:
        return ("undecided" if asked else None), text
    if decision.decision == "hold":
        return "held", text
    same = decision.content == fingerprint(text)
    if not same and (asked or decision.blackened):
        return "undecided", text
    if asked and not decision.confirmed_by:
        return "undecided", text
    return None, blackened(text, decision.blackened) if same else text


def blackened(text: str, spans: Iterable[Span]) -> str:
    """Return the text with these parts blackened; parts that overlap or touch become one."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        text = text[:start] + BLACK + text[end:]
    return text


def public(db: Database, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of these comments that may go out, with the words that do.

    `rows` have survey, comment_id, text and because; the reasons of blackened words would tell them, so they go.
    """
    asked = asking(db, {row["survey"] for row in rows})
    found = {(survey, one.id): one for survey, one in _found(db, "comment", [row["comment_id"] for row in rows])}
    going = []
    for row in rows:
        decision = found.get((row["survey"], row["comment_id"]))
        why, text = judged(decision, row["text"], row["survey"] in asked)
        if why is None:
            going.append(row if text == row["text"] else {**row, "text": text, "because": {}})
    return going


def asking(db: Database, slugs: Collection[str]) -> set[str]:
    """Return those of these surveys that let nothing out that was not released by two people."""
    rows = db.conn.execute(
        "select slug from surveys where json_extract(definition, '$.public_check') = 1 "
        "and slug in (select value from json_each(?))",
        [json.dumps(sorted(slugs))],
    )
    return {row[0] for row in rows}


def decisions(db: Database, slug: str, kind: Kind, ids: Sequence[str]) -> dict[str, Decision]:
    """Return {id: decision} of those comments or photos of a survey of which something was decided."""
    return {one.id: one for survey, one in _found(db, kind, ids) if survey == slug}


def _found(db: Database, kind: Kind, ids: Sequence[str]) -> list[tuple[str, Decision]]:
    rows = db.conn.execute(
        f"select survey, {COLUMNS} from public_checks where kind = ? and id in (select value from json_each(?))",
        [kind, json.dumps(list(ids))],
    )
    return [(row[0], _decision(row[1:])) for row in rows]


def every(db: Database, slug: str, kind: Kind) -> dict[str, Decision]:
    """Return {id: decision} of all comments or photos of a survey of which something was decided."""
    rows = db.conn.execute(f"select {COLUMNS} from public_checks where survey = ? and kind = ?", [slug, kind])
    return {row[0]: _decision(row) for row in rows}


def _decision(row: Sequence[Any]) -> Decision:
    spans = tuple((int(start), int(end)) for start, end in json.loads(row[4]))
    return Decision._make((*row[:4], spans, *row[5:]))


def save(
    db: Database,
    slug: str,
    kind: Kind,
    of: tuple[str, str],
    content: str,
    choice: Choice,
    spans: Sequence[Span],
    actor: str,
) -> None:
    """Write a decision in the place of the one before; `of` is (id, interview id). Call inside a transaction."""
    db.conn.execute(
        "insert or replace into public_checks "
        "(survey, kind, id, interview_id, content, decision, blackened, actor, at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [slug, kind, *of, content, choice, json.dumps([list(span) for span in spans]), actor, now()],
    )


def confirm(db: Database, slug: str, kind: Kind, record: str, actor: str) -> None:
    """Write down who looked second; call inside a transaction."""
    db.conn.execute(
        "update public_checks set confirmed_by = ?, confirmed_at = ? where survey = ? and kind = ? and id = ?",
        [actor, now(), slug, kind, record],
    )


def again(db: Database, slug: str, kind: Kind, record: str) -> None:
    """Let people look again; what was held back or blackened stays so until then. Call inside a transaction."""
    db.conn.execute(
        "update public_checks set content = ?, confirmed_by = '', confirmed_at = null "
        "where survey = ? and kind = ? and id = ?",
        [AGAIN, slug, kind, record],
    )


def with_held_words(db: Database, slug: str) -> set[str]:
    """Return the ids of the interviews of which words stay in, for want of consent, held back or blackened."""
    rows = db.conn.execute(f"select i.id from shown i where i.survey = ? and {WORDS_STAY}", [slug])
    return {row[0] for row in rows}


def pass_on(db: Database, interviews: Sequence[str]) -> None:
    """Keep what was decided of photos of several people under another of them; call inside a transaction.

    Call it before these interviews and their photos are removed.
    """
    other = (
        "select p.interview_id from photos p join interviews i on i.id = p.interview_id "
        "where p.id = public_checks.id and i.survey = public_checks.survey "
        "and i.id not in (select value from json_each(:gone)) limit 1"
    )
    db.conn.execute(
        f"update public_checks set interview_id = ({other}) where kind = 'photo' "
        f"and interview_id in (select value from json_each(:gone)) and exists ({other})",
        {"gone": json.dumps(list(interviews))},
    )


def forget(db: Database, interviews: Sequence[str], kinds: Sequence[Kind] = ("comment", "photo")) -> None:
    """Forget all decisions of these interviews; call inside a transaction."""
    db.conn.execute(
        "delete from public_checks where interview_id in (select value from json_each(?)) "
        "and kind in (select value from json_each(?))",
        [json.dumps(list(interviews)), json.dumps(list(kinds))],
    )


def quotable(db: Database, slug: str) -> list[tuple[int, str, str, str]]:
    """Return (row number, comment id, interview id, text) of what people allow to be quoted, the newest first."""
    rows = db.conn.execute(
        "select c.number, c.id, i.id, c.text from comments c join shown i on i.number = c.interview "
        "where i.survey = ? and (i.quote = 1 or i.basis <> '') order by c.number desc",
        [slug],
    )
    return rows.fetchall()


def morphemes(db: Database, numbers: Sequence[int]) -> dict[int, str]:
    """Return {row number: packed morphemes} of these comments."""
    rows = db.conn.execute(
        "select number, morphemes from comments where number in (select value from json_each(?))",
        [json.dumps(list(numbers))],
    )
    return dict(rows.fetchall())


def why_not(db: Database, slug: str, kind: Kind, texts: Mapping[str, str]) -> dict[str, Reason]:
    """Return {id: reason} of those that may not go out; `texts` are {id: words}, "" for photos."""
    asked = slug in asking(db, [slug])
    found = decisions(db, slug, kind, list(texts))
    reasons = {}
    for record, text in texts.items():
        decision = found.get(record)
        if kind == "photo" and decision is not None:
            decision = decision._replace(content=fingerprint(text))
        if why := judged(decision, text, asked)[0]:
            reasons[record] = why
    return reasons
