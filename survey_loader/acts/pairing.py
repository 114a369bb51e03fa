"""Keyless rows that changed: paired with the stored interview they may be a new writing of, for a person to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

import numpy as np
from rapidfuzz import fuzz, process
from sqlite_utils import Database

from survey_loader.acts.candidates import Candidate
from survey_loader.models import Survey
from survey_loader.store.likeness import SHORTEST, letters
from survey_loader.store.reads import Keyless, keyless
from survey_loader.text.normalise import normalise

# Of 100: words less alike than this are mostly those of two people.
SIMILAR = 60
# Taken off the likeness of the words for each further cell that differs (age, board, interviewer ...).
PER_CELL = 8
# So many cells may differ where the words are too few to know somebody by.
FEW_CELLS = 1
# More comparisons than this in one wave, day and place say that two different files meet, not two versions of one.
MOST_COMPARED = 1_000_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A keyless row of a file and the stored interview it resembles; `score` is 60 to 100."""

    new_id: str
    old_id: str
    old_words: tuple[str, ...]
    new_words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a pair: what was written, the same made comparable, and the further cells."""

    id: str
    written: tuple[str, ...]
    words: str
    spot: tuple[str, str | None, str]
    cells: tuple[str, ...]

    @property
    def may_differ(self) -> int:
        """How many other cells may differ: the fewer the words, the more the rest must tell."""
        written = len(letters(self.words))
        if written >= SHORTEST:
            return len(self.cells) + len(self.spot)
        return FEW_CELLS if written else 0


def pairs(db: Database, target: Survey, new: Sequence[Candidate], met: set[str]) -> tuple[Pair, ...]:
    """Return which new keyless rows may be changed ones, best first; each side occurs once.

    `new` are candidates of a file (those with a key, or not new, are left out), `met` the ids of all its
    rows. A stored keyless interview that is not met and has similar words, of the same wave, day and place,
    may be its old self; so may one with the very same words anywhere. Where the words are few, the other
    cells must tell.
    """
    rows = [_of_row(it) for it in new if it.standing == "new" and not it.interview.key]
    stored = [_of_stored(it) for it in keyless(db, target.slug) if it.id not in met] if rows else []
    found = sorted(_scored(rows, stored), key=lambda pair: -pair.score)
    taken: set[str] = set()
    best = []
    for pair in found:
        if pair.new_id not in taken and pair.old_id not in taken:
            taken |= {pair.new_id, pair.old_id}
            best.append(pair)
    return tuple(best)


def _of_row(it: Candidate) -> _Side:
    at = it.interview.at
    moment = at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
    one = it.interview
    written = tuple(answer.text for answer in one.answers)
    cells = (moment, one.interviewer, one.board, one.age, one.relation, one.language, one.group)
    return _side(it.id, written, (it.wave, it.day, one.place), cells)


def _of_stored(it: Keyless) -> _Side:
    return _side(it.id, it.texts, (it.wave, it.day, it.place), it.cells)


def _side(identity: str, written: tuple[str, ...], spot: tuple[str, str | None, str], cells: tuple[str, ...]) -> _Side:
    return _Side(identity, written, "\n".join(normalise(text) for text in written), spot, cells)


def _scored(rows: Sequence[_Side], stored: Sequence[_Side]) -> Iterator[Pair]:
    """Yield every pair that is alike enough."""
    near: defaultdict[object, tuple[list[_Side], list[_Side]]] = defaultdict(lambda: ([], []))
    for which, sides in enumerate((rows, stored)):
        for side in sides:
            near[side.spot][which].append(side)
            if side.may_differ > FEW_CELLS:
                near[side.words][which].append(side)
    for ours, theirs in near.values():
        if 0 < len(ours) * len(theirs) <= MOST_COMPARED:
            yield from _alike(ours, theirs)


def _alike(ours: Sequence[_Side], theirs: Sequence[_Side]) -> Iterator[Pair]:
    scores = process.cdist(
        [side.words for side in ours], [side.words for side in theirs],
        scorer=fuzz.ratio, score_cutoff=SIMILAR, dtype=np.float32,
    )  # fmt: skip
    for row, column in np.argwhere(scores > 0).tolist():
        new, old = ours[row], theirs[column]
        differing = sum(a != b for a, b in zip((*new.cells, *new.spot), (*old.cells, *old.spot), strict=True))
        score = float(scores[row, column]) - PER_CELL * differing
        if score >= SIMILAR and differing <= min(new.may_differ, old.may_differ):
            yield Pair(new.id, old.id, old.written, new.written, score)
