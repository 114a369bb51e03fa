"""Where each word stands on the map of words, and with which words it makes a group: settled once for a survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.labels import text_width
from survey_insights.network import Pairs, strongest

Place = tuple[float, float]

# The map in pixels: what a phone shows when it is pushed aside, and the size its labels are reckoned for.
WIDTH, HEIGHT = 680, 720
LABEL_SIZE = 13
MARKER_PIXELS = 16
# The map knows more words than it shows at once: a view that is filtered brings in others.
RESERVE = 1.2
SEED = 20260207
MOST_GROUPS = 8
# A line that is hardly there still holds two words together.
LIGHTEST = 0.05
MOST_ROUNDS = 400
# So many words fill the map.
ROOMY = 36
GOLDEN_ANGLE = 2.399963


@dataclass(frozen=True)
class WordMap:
    """Places in pixels from the upper left, and the number of each word's group, the largest group first."""

    places: Mapping[str, Place] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)


def word_map(pairs: Pairs, most_words: int, most_pairs: int) -> WordMap:
    """Return the map of a survey's strongest pairs for views of so many; the same pairs always give the same map.

    Places: force-directed (Fruchterman & Reingold 1991, networkx) and then pushed apart until no label covers
    another. Groups: Louvain (Blondel et al. 2008, networkx). Both with a fixed seed.
    """
    chosen = strongest(pairs.found, int(RESERVE * most_words), int(RESERVE * most_pairs))
    if chosen.empty:
        return WordMap()
    # A tenth of a second that other screens need not pay.
    import networkx

    words = list(dict.fromkeys([*chosen["first"], *chosen["second"]]))
    number = {word: at for at, word in enumerate(words)}
    # By numbers: the order of words in a set differs from one start of the server to the next.
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(words)))
    for first, second, weight in zip(chosen["first"], chosen["second"], chosen["npmi"], strict=True):
        graph.add_edge(number[first], number[second], weight=max(float(weight), LIGHTEST))
    found = networkx.spring_layout(graph, k=2.2 / np.sqrt(len(words)), iterations=200, seed=SEED, method="energy")
    apart = pushed_apart(words, _spread(np.array([found[at] for at in range(len(words))], dtype=np.float64)))
    communities = networkx.community.louvain_communities(graph, weight="weight", seed=SEED)
    ordered = sorted(communities, key=lambda group: (-len(group), min(group)))
    groups = {words[at]: place for place, group in enumerate(ordered) for at in group}
    return WordMap({word: (float(x), float(y)) for word, (x, y) in zip(words, apart, strict=True)}, groups)


def _spread(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points over the whole map: by their distances and, more, by their order: no corner stays empty."""
    size = np.array([WIDTH, HEIGHT], dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    by_distance = (points - low) / np.where(high > low, high - low, 1.0)
    by_order = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(len(points) - 1, 1)
    # A handful of words needs only the middle.
    reach = min(1.0, np.sqrt(len(points) / ROOMY))
    spread: NDArray[np.float64] = (0.5 + 0.88 * reach * (0.2 * by_distance + 0.8 * by_order - 0.5)) * size
    return spread


def box(word: str) -> tuple[float, float]:
    """Return the width and height in pixels that a word with its mark takes; its place is the middle of both."""
    return max(text_width(word) * LABEL_SIZE * 0.54, MARKER_PIXELS) + 8, MARKER_PIXELS + LABEL_SIZE * 1.45 + 3


def pushed_apart(words: Sequence[str], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points moved until the boxes of their words no longer cover each other, within the map."""
    moved = points.copy()
    sizes = np.array([box(word) for word in words])
    need_x = (sizes[:, None, 0] + sizes[None, :, 0]) / 2
    need_y = (sizes[:, None, 1] + sizes[None, :, 1]) / 2
    low, high = sizes / 2, np.array([WIDTH, HEIGHT]) - sizes / 2
    # Two words in one place go apart along their numbers, the same way every time.
    nudge = 1e-3 * np.stack([np.cos(np.arange(len(words))), np.sin(np.arange(len(words)))], axis=1)
    moved += nudge
    for _ in range(MOST_ROUNDS):
        gap = moved[:, None, :] - moved[None, :, :]
        over_x, over_y = need_x - np.abs(gap[..., 0]), need_y - np.abs(gap[..., 1])
        covered = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(covered, False)
        if not covered.any():
            break
        # The shorter way out.
        sideways = over_x < over_y
        step_x = np.where(covered & sideways, np.sign(gap[..., 0]) * (over_x + 1), 0).sum(axis=1)
        step_y = np.where(covered & ~sideways, np.sign(gap[..., 1]) * (over_y + 1), 0).sum(axis=1)
        moved = np.clip(moved + 0.45 * np.stack([step_x, step_y], axis=1), low, high)
    return moved


def with_places(known: WordMap, shown: pd.DataFrame) -> WordMap:
    """Return places and groups of the words of these pairs; words the map has keep theirs.

    A new word stands at the free place nearest to its partners, and in the group of its strongest one.
    """
    words = list(dict.fromkeys([*shown["first"], *shown["second"]]))
    places = {word: known.places[word] for word in words if word in known.places}
    groups = {word: known.groups[word] for word in places}
    for word in (word for word in words if word not in places):
        partners = [*shown.loc[shown["first"] == word, "second"], *shown.loc[shown["second"] == word, "first"]]
        near = [places[partner] for partner in partners if partner in places]
        centre = np.mean(near, axis=0) if near else np.array([WIDTH / 2, HEIGHT / 2])
        places[word] = _free(word, (float(centre[0]), float(centre[1])), places)
        groups[word] = next((groups[partner] for partner in partners if partner in groups), MOST_GROUPS)
    return WordMap(places, groups)


def _free(word: str, centre: Place, places: Mapping[str, Place]) -> Place:
    """Return the first place on a spiral around a point where the word covers no other."""
    width, height = box(word)
    others = np.array(list(places.values()), dtype=np.float64).reshape(-1, 2)
    sizes = np.array([box(other) for other in places], dtype=np.float64).reshape(-1, 2)
    tried = centre
    for turn in range(1200):
        reach, angle = 9 * np.sqrt(turn), turn * GOLDEN_ANGLE
        tried = (
            float(np.clip(centre[0] + reach * np.cos(angle), width / 2, WIDTH - width / 2)),
            float(np.clip(centre[1] + reach * np.sin(angle), height / 2, HEIGHT - height / 2)),
        )
        gap = np.abs(others - np.array(tried))
        if not ((gap[:, 0] < (sizes[:, 0] + width) / 2) & (gap[:, 1] < (sizes[:, 1] + height) / 2)).any():
            break
    return tried
