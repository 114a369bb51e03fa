"""The charts a public page may have: which there are for a survey, and each made with what is small kept back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.attributes import attribute_label
from survey_insights.public_charts import (
    TOO_ALIKE,
    TOO_FEW_GROUPS,
    TOO_FEW_WORDS,
)
from survey_insights.public_groups import PUBLIC_ATTRIBUTES, codes, too_alike
from survey_insights.public_tables import Table, comments_by_label, people_by_group, people_by_theme, people_by_wave
from survey_insights.selection import FEWEST_PEOPLE, Filters, remember_asked, select
from survey_insights.themes import question_part
from survey_insights.words import word_counts
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

MOST_WORDS = 20
NAMES = {
    "themes": N_("多かったテーマ"),
    "wave": N_("テーマの推移"),
    "axis": N_("住む・訪れる・両方の推移"),
    "tone": N_("気持ちの推移"),
    "words": N_("多かったことば"),
}
BY = N_("{attribute}ごとのテーマ")
# The order of a page.
KINDS = ("themes", "axis", *PUBLIC_ATTRIBUTES, "tone", "words")


@dataclass(frozen=True)
class Offer:
    """A chart that can be asked for: its kind (one of KINDS) and the question, "" for what is about all voices."""

    kind: str
    question: str = ""

    def __str__(self) -> str:
        """Return it as a stable text."""
        return f"{self.kind}:{self.question}" if self.question else self.kind


def offers(voices: Voices) -> tuple[Offer, ...]:
    """Return the charts of a survey that may be public, in the order of a page; [] for a survey without answers."""
    answered = set(voices.comments["question"].dropna().unique())
    questions = [one.key for one in voices.survey.questions if one.kind == "text" and one.key in answered]
    if not questions:
        return ()
    groups = [by for by in PUBLIC_ATTRIBUTES if _groups(voices, by) > 1]
    of_question = [Offer(kind, question) for question in questions for kind in ("themes", *groups)]
    return (Offer("axis"), *of_question, *(Offer("tone", question) for question in questions), Offer("words"))


def usual(voices: Voices) -> tuple[Offer, ...]:
    """Return what a public page has where nobody chose: for whom, themes, by wave and by relation, and words."""
    return tuple(offer for offer in offers(voices) if offer.kind in ("axis", "themes", "wave", "relation", "words"))


def _groups(voices: Voices, by: str) -> int:
    known = voices.interviews[by].astype(object).value_counts()
    return int(((known > 0) & ~known.index.isin(["", "unknown"])).sum())


def name_of(offer: Offer, voices: Voices, say: Say) -> str:
    """Return what a chart is called in lists."""
    name = (
        say(NAMES[offer.kind]) if offer.kind in NAMES else say(BY, attribute=attribute_label(voices, offer.kind, say))
    )
    if not offer.question:
        return name
    return say("{name}（{chosen}）", name=name, chosen=question_part(voices, offer.question, say))


@dataclass(frozen=True)
class Counted:
    """What a chart counts, the same in every language: a table, or for words their frame; why not, as a message."""

    offer: Offer
    table: Table | None = None
    frame: pd.DataFrame | None = None
    reason: str = ""


def counted(voices: Voices, chosen: Iterable[Offer]) -> tuple[Counted, ...]:
    """Return what these charts count, in the order of a page, with what is small kept back.

    Of two ways of grouping that are nearly the same people, the later one is not shown.
    """
    voices = remember_asked(voices)
    found: list[Counted] = []
    known: dict[str, list[NDArray[np.int64]]] = {}
    for offer in sorted(set(chosen), key=lambda offer: _place(offer, voices)):
        if offer.kind in PUBLIC_ATTRIBUTES:
            own, before = codes(voices, offer.kind, offer.question), known.setdefault(offer.question, [])
            if any(too_alike(own, other) for other in before):
                found.append(Counted(offer, reason=TOO_ALIKE))
                continue
            before.append(own)
        found.append(_counted(offer, voices))
    return tuple(found)


def _counted(offer: Offer, voices: Voices) -> Counted:
    if offer.kind in ("themes", "words"):
        frame = people_by_theme(voices, offer.question) if offer.kind == "themes" else public_words(voices)
        return Counted(offer, reason=TOO_FEW_WORDS) if frame.empty else Counted(offer, frame=frame)
    if offer.kind == "wave":
        table = people_by_wave(voices, offer.question)
    elif offer.kind in PUBLIC_ATTRIBUTES:
        table = people_by_group(voices, offer.kind, offer.question)
    else:
        table = comments_by_label(voices, "axis" if offer.kind == "axis" else "tone", offer.question)
    return Counted(offer, table) if len(table.rows) else Counted(offer, reason=TOO_FEW_GROUPS)


def public_words(voices: Voices) -> pd.DataFrame:
    """Return the words in most comments, as `words.word_counts`; none that fewer than five people wrote."""
    return word_counts(select(voices, Filters(public=True)), at_least=FEWEST_PEOPLE).head(MOST_WORDS)


def _place(offer: Offer, voices: Voices) -> tuple[int, int]:
    keys = [question.key for question in voices.survey.questions]
    return KINDS.index(offer.kind), keys.index(offer.question) if offer.question in keys else -1
