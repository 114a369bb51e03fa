"""Two versions of an interview beside each other: what was changed, field by field, texts word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.history import Version
from survey_loader.text.differing import Piece, difference, words
from survey_loader.text.engines import tokenizer

FIELDS = ("at", "wave", "place", "interviewer", "board", "age", "relation", "language", "group", "note")
CONSENTS = ("quote", "photo_committee", "photo_hall", "photo_web", "basis")
# A word-by-word look at more takes longer than anybody reads.
LONGEST = 4_000


class Change(NamedTuple):
    """What was changed: `what` is answer, said, choice, field or consent; `name` is which one of them."""

    what: str
    name: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def changes(settings: Settings, survey: Survey, before: Version, after: Version) -> list[Change]:
    """Return what is otherwise in a later version, in the order of the form; [] where nothing is."""
    texts, whoms = _sides("answer", _texts(before), _texts(after)), _sides("said", _whoms(before), _whoms(after))
    found = [*texts, *whoms, *_sides("choice", before.choices, after.choices)]
    found += _sides("field", _named(before, FIELDS), _named(after, FIELDS))
    found += _sides("consent", _named(before.consents, CONSENTS), _named(after.consents, CONSENTS))
    engine = tokenizer(survey.engine or settings.engine) if any(one[0] == "answer" for one in found) else None

    def cut(text: str) -> Sequence[str]:
        return words(text, (one.offset for one in engine.morphemes(text))) if engine else [text]

    return [Change(*one, tuple(_pieces(one, cut))) for one in found]


def _pieces(one: tuple[str, str, str, str], cut: object) -> list[Piece]:
    what, _, before, after = one
    if what == "answer" and callable(cut) and max(len(before), len(after)) <= LONGEST:
        return difference(before, after, cut)
    return difference(before, after, lambda text: [text] if text else [])


def _texts(version: Version) -> dict[str, str]:
    return {answer.question: answer.text for answer in version.answers}


def _whoms(version: Version) -> dict[str, str]:
    return {answer.question: answer.said for answer in version.answers if answer.said}


def _named(holder: object, names: Sequence[str]) -> dict[str, str]:
    values = {name: getattr(holder, name) for name in names}
    return {
        name: "yes" if value is True else "" if value in (False, None) else str(value) for name, value in values.items()
    }


def _sides(what: str, before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str, str]]:
    keys = dict.fromkeys([*after, *before])
    sides = [(what, key, before.get(key, ""), after.get(key, "")) for key in keys]
    return [one for one in sides if one[2] != one[3]]
