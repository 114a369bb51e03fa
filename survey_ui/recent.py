"""The latest results of counting and drawing, shared by all sessions of this process."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from survey_insights.selection import Filters, select
from survey_loader.voices import Voices

Result = TypeVar("Result")
Looks = TypeVar("Looks")
# A filtered copy of 100,000 comments takes some 20 MB; of charts, which take tens of kB, a screen has a dozen.
MOST_SELECTED_COMMENTS = 600_000
MOST_RESULTS = 1_200
# Some 100 kB each.
MOST_PICTURES = 60


class Recent:
    """The last results, each valid only for the very Voices it was made from; `weigh` says what one counts for."""

    def __init__(self, most: int, weigh: Callable[[Any], int] = lambda result: 1) -> None:
        self._most, self._weigh = most, weigh
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[weakref.ref[Voices], Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._weight = 0
        # Whether voices that results were made from are gone.
        self._some_gone = False

    def get(self, voices: Voices, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the kept result, or make it; of two sessions that want the same one, the second waits for the first.

        `make` may ask for other results, never for the one it makes.
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                return self._found_or_made(voices, key, make)
        finally:
            with self._lock:
                if not making.locked():
                    self._making.pop(key, None)

    def _found_or_made(self, voices: Voices, key: Hashable, make: Callable[[], Result]) -> Result:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept[0]() is voices:
                self._kept.move_to_end(key)
                return cast(Result, kept[1])
        result = make()
        with self._lock:
            # What was made from voices that are gone may hold erased words.
            if self._some_gone:
                self._some_gone = False
                for gone in [other for other, (made_from, _) in self._kept.items() if made_from() is None]:
                    self._drop(gone)
            self._drop(key)
            self._kept[key] = (weakref.ref(voices, self._note_gone), result)
            self._weight += self._weigh(result)
            while self._weight > self._most and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))
        return result

    def _note_gone(self, _: object) -> None:
        self._some_gone = True

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._weight -= self._weigh(self._kept.pop(key)[1])


_selections = Recent(MOST_SELECTED_COMMENTS, lambda selected: len(selected.comments))
_results = Recent(MOST_RESULTS)


def selected(everything: Voices, filters: Filters) -> Voices:
    """Return the voices that pass the filters."""
    if filters.empty:
        return everything
    return _selections.get(everything, (everything.survey.slug, filters), lambda: select(everything, filters))


def result(everything: Voices, key: Hashable, make: Callable[[], Result]) -> Result:
    """Return what `make` makes from these voices; `key` names it, filters and language included."""
    return _results.get(everything, (everything.survey.slug, key), make)


class Pictures:
    """The last pictures drawn; one that would come out the same is not drawn again when a few voices came in."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, Hashable], tuple[object, Any, Any]] = OrderedDict()

    def get(
        self, everything: Voices, key: Hashable, looks: Looks, alike: Callable[[Looks, Looks], bool],
        draw: Callable[[], Result],
    ) -> Result:  # fmt: skip
        """Return the picture kept under a key where it was drawn from looks that are alike, or draw it."""
        # Voices that were only added to keep their list of themes; loaded anew, as after an erasure, they have another.
        slug, line = everything.survey.slug, everything.theme_list
        with self._lock:
            kept = self._kept.get((slug, key))
            if kept is not None and kept[0] is line and alike(kept[1], looks):
                self._kept.move_to_end((slug, key))
                return cast(Result, kept[2])
        result = draw()
        with self._lock:
            gone = [
                other for other, (made_from, *_) in self._kept.items() if other[0] == slug and made_from is not line
            ]
            for other in gone:
                del self._kept[other]
            self._kept[(slug, key)] = (line, looks, result)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result


_pictures = Pictures(MOST_PICTURES)


def picture(
    everything: Voices, key: Hashable, looks: Looks, alike: Callable[[Looks, Looks], bool], draw: Callable[[], Result]
) -> Result:
    """Return what `draw` draws from `looks`, or the last picture of that key where its looks are still alike."""
    return _pictures.get(everything, key, looks, alike, draw)
