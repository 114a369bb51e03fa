"""声を引いてみる: of the voices behind a finding a few that are typical, that contradict, that few share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from survey_insights.copies import repeats
from survey_insights.counts import LABELS, Mask, label_codes
from survey_insights.sentences import no_comments
from survey_insights.statistics import LEAST_COMMENTS
from survey_loader.voices import TONE_CODES, Voices

Numbers = NDArray[np.int64]
Kind = Literal["typical", "contrary", "minority"]
KINDS: tuple[Kind, ...] = ("typical", "contrary", "minority")
# So many of a kind are shown at once, and so many turns differ before they come round again.
AT_ONCE, TURNS = 2, 6
# A comment of one word says too little to stand for others.
LEAST_WORDS = 2
# A word or a combination of themes in so few of the group is rare there.
RARE_PART = 0.02
MINORITY_PART = 1 / 3
# A theme in so many of the group is what the group speaks of.
SPOKEN_PART = 0.5
OPPOSITE = {"praise": ("trouble",), "trouble": ("praise",), "wish": ("praise",)}


@dataclass(frozen=True)
class Drawn:
    """Numbers (store rows) of the comments drawn, by kind; no comment is in two.

    contrary_by: "tone" where the contrary ones speak of the same theme with the opposite
    feeling, "axis" where they serve the other side than most of the group, "" where there
    are none. theme: the theme the contrary ones share with the group, "" for none.
    turns: after how many turns the same ones come again. of: how large the group is.
    """

    of: int
    typical: Numbers = field(default_factory=no_comments)
    contrary: Numbers = field(default_factory=no_comments)
    minority: Numbers = field(default_factory=no_comments)
    contrary_by: Literal["tone", "axis", ""] = ""
    theme: str = ""
    turns: int = 1

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn."""
        return not (self.typical.size or self.contrary.size or self.minority.size)


def drawn_voices(voices: Voices, group: Numbers, turn: int = 0, theme: str = "") -> Drawn:
    """Return voices of the group of comment numbers; the same voices, group and turn give the same ones.

    Typical are those closest (cosine of TF-IDF vectors: Salton & Buckley 1988, Information
    Processing & Management 24: 513-523) to the centroid of the group; contrary those on the same theme with the
    opposite tone, also from outside the group, or else those of the axis fewer of the group serve; minority
    those with a word or a combination of themes that few of the group have, farthest from the centroid. Turn 0
    is the closest, each further turn the next ones. A group below 5 comments is read whole: nothing is drawn.
    """
    inside = np.isin(voices.comments["number"].to_numpy(dtype=np.int64), group)
    of = int(inside.sum())
    if of < LEAST_COMMENTS:
        return Drawn(of)
    fit = _tellable(voices)
    wordings = _marks(voices.words)
    nearness = _nearness(voices, inside)
    theme = theme or _spoken_theme(voices, inside)
    contrary, by = _contrary(voices, inside, theme)
    contrary_order = _ordered(contrary & fit, -nearness, wordings)
    own = inside & fit & ~contrary
    minority_order = _minority(voices, inside, own, nearness)
    own[minority_order] = False
    typical_order = _ordered(own, -nearness, wordings)
    orders = (typical_order, contrary_order, minority_order)
    numbers = voices.comments["number"].to_numpy(dtype=np.int64)
    typical, contrary_shown, minority = (numbers[_turned(order, turn)] for order in orders)
    return Drawn(
        of, typical, contrary_shown, minority, by if contrary_order.size else "", theme,
        turns=max(1, *(-(-order.size // AT_ONCE) for order in orders)),
    )  # fmt: skip


def _tellable(voices: Voices) -> Mask:
    """Which comments say enough, and are not only a copy of another."""
    enough = np.diff(voices.words.indptr) >= LEAST_WORDS
    return np.asarray(enough & ~repeats(voices.comments), dtype=bool)


def _nearness(voices: Voices, inside: Mask) -> NDArray[np.float64]:
    """How close each comment is to the middle of the group, 0..1."""
    vectors = TfidfTransformer().fit_transform(voices.words)
    middle = np.asarray(vectors[inside].mean(axis=0)).ravel()
    length = np.linalg.norm(middle)
    return np.asarray(vectors @ middle / length if length else np.zeros(inside.size), dtype=np.float64)


def _spoken_theme(voices: Voices, inside: Mask) -> str:
    """The theme at least half of the group speaks of, "" where there is none."""
    counts = np.asarray((voices.themes[inside] != 0).sum(axis=0)).ravel()
    if not counts.size or counts.max() < SPOKEN_PART * inside.sum():
        return ""
    return voices.theme_list[int(counts.argmax())].key


def _contrary(voices: Voices, inside: Mask, theme: str) -> tuple[Mask, Literal["tone", "axis", ""]]:
    if theme:
        found = _other_tone_on(voices, inside, theme)
    else:
        tones = label_codes(voices, "tone")
        found = inside & np.isin(tones, [LABELS["tone"].index(t) for t in _opposite(_tone_counts(tones[inside]))])
    if found.any():
        return found, "tone"
    found = inside & _other_axis(label_codes(voices, "axis"), inside)
    return found, "axis" if found.any() else ""


def _other_tone_on(voices: Voices, inside: Mask, theme: str) -> Mask:
    """Which comments on the screen have a clause on the theme with a tone opposite to that of the group's clauses."""
    column = next(place for place, name in enumerate(voices.theme_list) if name.key == theme)
    codes = voices.themes[:, [column]].toarray().ravel().astype(np.int64)
    counts = {tone: int((codes[inside] == code).sum()) for tone, code in TONE_CODES.items()}
    return np.isin(codes, [TONE_CODES[tone] for tone in _opposite(counts)])


def _tone_counts(codes: NDArray[np.int64]) -> dict[str, int]:
    return {tone: int((codes == place).sum()) for place, tone in enumerate(LABELS["tone"])}


def _opposite(counts: dict[str, int]) -> tuple[str, ...]:
    """The tones opposite to the one most of the group have; () where no tone leads."""
    led = {tone: counts.get(tone, 0) for tone in OPPOSITE}
    most = max(led, key=lambda tone: led[tone])
    return OPPOSITE[most] if led[most] > 0 and list(led.values()).count(led[most]) == 1 else ()


def _other_axis(codes: NDArray[np.int64], inside: Mask) -> Mask:
    """Which comments serve the side, living or visiting, that fewer of the group serve."""
    live, visit = (LABELS["axis"].index(axis) for axis in ("live", "visit"))
    counts = {side: int((codes[inside] == side).sum()) for side in (live, visit)}
    if counts[live] == counts[visit]:
        return np.zeros(codes.size, dtype=bool)
    return np.asarray(codes == min(counts, key=lambda side: counts[side]), dtype=bool)


def _minority(voices: Voices, inside: Mask, left: Mask, nearness: NDArray[np.float64]) -> NDArray[np.int64]:
    few = max(1, int(RARE_PART * inside.sum()))
    together = _alike_themes(voices.themes, inside)
    rare = left & ((together <= few) | _rare_word(voices.words, inside, few))
    rows = np.flatnonzero(rare)
    order = rows[np.lexsort((rows, nearness[rows], together[rows]))]
    # Where all differ from all, most of them still have to stand for the whole.
    return order[: min(AT_ONCE * TURNS, max(AT_ONCE, int(left.sum() * MINORITY_PART)))]


def _alike_themes(themes: sparse.csr_matrix, inside: Mask) -> NDArray[np.int64]:
    """How many comments of the group have the very themes of each comment; without a theme, all of them."""
    marks = _marks(themes)
    kinds, place, _ = np.unique(marks, return_inverse=True, return_counts=True)
    counts = np.bincount(place[inside], minlength=kinds.size)[place]
    return np.where(marks == 0, int(inside.sum()), counts).astype(np.int64)


def _rare_word(words: sparse.csr_matrix, inside: Mask, few: int) -> Mask:
    """Which comments hold a word few of the group have; a word nobody else wrote at all may be a slip."""
    in_group = np.asarray(words[inside].sum(axis=0)).ravel()
    anywhere = np.asarray(words.astype(np.int64).sum(axis=0)).ravel()
    rare = (in_group > 0) & (in_group <= few) & (anywhere > 1)
    return np.asarray(words @ rare.astype(np.int64) > 0, dtype=bool)


def _marks(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """A number for each row, the same where the same columns are filled; 0 for an empty row."""
    weights = np.random.default_rng(0).random(matrix.shape[1])
    return np.asarray(np.round((matrix != 0) @ weights, 9), dtype=np.float64)


def _ordered(mask: Mask, key: NDArray[np.float64], wordings: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rows of the mask, smallest key first, as many as all turns show, none in the very words of another."""
    rows = np.flatnonzero(mask)
    # Rounded: the order of sums must not depend on the machine.
    order = rows[np.argsort(np.round(key[rows], 9), kind="stable")]
    _, first = np.unique(wordings[order], return_index=True)
    return order[np.sort(first)][: AT_ONCE * TURNS]


def _turned(order: NDArray[np.int64], turn: int) -> NDArray[np.int64]:
    """The rows this turn shows; after the last come the first again, and the last turn may show fewer."""
    windows = max(1, -(-order.size // AT_ONCE))
    start = (turn % windows) * AT_ONCE
    return order[start : start + AT_ONCE]
