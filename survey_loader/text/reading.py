"""One clause as read: its themes, the people it names, its tone and axis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import cast

from survey_loader.models import Axis, Morpheme, Tone
from survey_loader.text.axis import Side, blamed, clashes, joined, of_things, speaks_of_visits, tells_both
from survey_loader.text.clauses import Clause, clauses
from survey_loader.text.codebook import Codebook
from survey_loader.text.english import english_feeling
from survey_loader.text.irony import ironic
from survey_loader.text.lookup import Hit, Lookup
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.tone import Feeling, feeling

_IN_PASSING = re.compile(
    r"(?:に乗って|を降りて|で)(?!す|も|は|き|あ|の).{0,14}?(?:行っ|行き|来て|来た|来まし|きまし|着い|"
    r"着き|帰っ|向かっ|訪れ|伺い|訪問|まわっ|回っ|巡っ)|(?:から|まで)(?:も|は)?(?:徒歩|歩い|近|すぐ|遠|"
    r"車|バス|[0-9]|の道|行き)|(?:に|の)(?:近|そば|すぐ)|近く"
)


_MAY_PASS = frozenset(("transit", "longdistance", "roads"))


_LATIN_ONLY = re.compile(r"[\x00-\u024f\s…—–’‘“”]*")


class Reading:
    """One clause as read: its hits, people, axis and tone."""

    __slots__ = ("axis", "clash", "clause", "feeling", "only_weak", "people", "text", "themes")

    def __init__(self, clause: Clause, text: str) -> None:
        self.clause = clause
        self.text = text
        self.themes: dict[str, list[tuple[str, Axis | None]]] = {}
        self.people: list[tuple[str, Axis]] = []
        self.feeling: Feeling
        self.axis: Axis | None = None
        self.clash = ""
        self.only_weak = False

    @property
    def side(self) -> Side:
        """What the clause adds to the axis of the whole."""
        said = self.feeling.tone is not None and self.clause.joint in ("sentence", "contrast", "end")
        return Side(self.axis, bool(self.people), said)


def read(text: str, morphemes: Sequence[Morpheme], codebook: Codebook, terms: Terms = NO_TERMS) -> list[Reading]:
    """Read every clause: themes, people, tone, axis."""
    found = clauses(text, morphemes)
    hits = terms.outside(codebook.lookup.find(text, morphemes), morphemes)
    readings: list[Reading] = []
    at = 0
    last = len(found) - 1
    for index, clause in enumerate(found):
        reading = Reading(clause, text[clause.start : clause.end])
        first = at
        while at < len(hits) and (hits[at].start < clause.end or index == last):
            at += 1
        _take_themes(reading, hits[first:at], text, len(hits), codebook.lookup)
        closing = clause.joint in ("sentence", "end")
        if _LATIN_ONLY.fullmatch(reading.text):
            tone, told = english_feeling(reading.text)
            reading.feeling = Feeling(cast("Tone | None", tone or None), (told,) if told else ())
        else:
            reading.feeling = feeling(reading.text, clause.morphemes, closing)
        readings.append(reading)
    if last:
        _yield_weak(readings, codebook.lookup.weakly_yielding)
    tones = {reading.feeling.tone for reading in readings}
    meant = ironic(text) if "praise" in tones or tones == {None} else ""
    visits = speaks_of_visits(text)
    for reading in readings:
        if meant and reading.feeling.tone in ("praise", None):
            reading.feeling = Feeling("trouble", (meant,))
        _place(reading, visits)
    if visits:
        _place_across(readings, text)
    return readings


def _place_across(readings: Sequence[Reading], text: str) -> None:
    """A clash told in two clauses: the cause in one, the trouble in the next."""
    for reading, following in pairwise(readings):
        if reading.clash or following.clash or reading.clause.joint == "contrast":
            continue
        told = clashes(text[reading.clause.start : following.clause.end], following.feeling.tone)
        if told:
            _take_clash(reading, told)


def _yield_weak(readings: Sequence[Reading], yielding: Mapping[str, tuple[str, ...]]) -> None:
    """温泉はよかったのに食事が残念: the meal is the inn's."""
    strong = {theme for reading in readings if not reading.only_weak for theme in reading.themes}
    for reading in readings:
        if reading.only_weak:
            for theme in list(reading.themes):
                taken = [other for other in yielding.get(theme, ()) if other in strong]
                if taken:
                    reading.themes[taken[0]] = reading.themes.pop(theme)


def _take_themes(reading: Reading, hits: Sequence[Hit], text: str, total: int, lookup: Lookup) -> None:
    """Keep the themes the clause is about: strong words first, passing words only alone."""
    weak: list[tuple[str, Axis | None, str]] = []
    told = False
    for hit in hits:
        if hit.people:
            reading.people.append((hit.word, hit.people))
        for use in hit.uses:
            if use.weak:
                weak.append((use.theme, use.axis, hit.word))
            elif not (total > 1 and use.theme in _MAY_PASS and _IN_PASSING.match(text, hit.end, reading.clause.end)):
                reading.themes.setdefault(use.theme, []).append((hit.word, use.axis))
                told = told or not hit.people
    if not told:
        reading.only_weak = not reading.themes
        for theme, axis, word in weak:
            reading.themes.setdefault(theme, []).append((word, axis))
        return
    for theme, axis, word in weak:
        if theme in reading.themes:
            reading.themes[theme].append((word, axis))
    if len(reading.themes) > 1:
        _drop_yielding(reading, lookup)


def _drop_yielding(reading: Reading, lookup: Lookup) -> None:
    """つるつるの歩道 is 雪, not 道路; the bread of a 朝食 is the inn's."""
    words = {word for found in reading.themes.values() for word, _ in found}
    for theme in list(reading.themes):
        yields = any(other in reading.themes for other in lookup.yielding.get(theme, ()))
        if yields or not words.isdisjoint(lookup.silencing.get(theme, ())):
            del reading.themes[theme]


def _place(reading: Reading, visits: bool) -> None:
    """Find the axis of a clause, and whether it is a clash."""
    reading.clash = clashes(reading.text, reading.feeling.tone) if visits else ""
    if reading.clash:
        _take_clash(reading, reading.clash)
    elif reading.people:
        reading.axis = joined(axis for _, axis in reading.people)
        if reading.axis == "visit" and blamed(reading.text, reading.feeling.tone):
            reading.axis = None
    else:
        reading.axis = of_things((axis for words in reading.themes.values() for _, axis in words), reading.text)
        if reading.axis == "both" and not tells_both(reading.themes, reading.feeling.tone, reading.only_weak):
            reading.axis = None


def _take_clash(reading: Reading, told: str) -> None:
    """Mark a clash: of the residents, and about how visits and daily life agree."""
    reading.clash = told
    reading.axis = "live"
    if reading.feeling.tone is None:
        reading.feeling = Feeling("trouble", (told,))
    if reading.only_weak:
        reading.themes.clear()
    reading.themes.setdefault("balance", [(told, "live")])
    # The visitors are the cause, not the subject.
    reading.themes.pop("sights", None)
