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
# A filtered copy of 100,000 comments takes some 20 MB; charts take tens of kB.
MOST_SELECTIONS = 6
MOST_RESULTS = 240


class Recent:
    """The last results, each valid only for the very Voices it was made from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[weakref.ref[Voices], Any]] = OrderedDict()

    def get(self, voices: Voices, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the kept result, or make it; two sessions may make the same one at once."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept[0]() is voices:
                self._kept.move_to_end(key)
                return cast(Result, kept[1])
        result = make()
        with self._lock:
            # What was made from voices that are gone may hold erased words.
            for gone in [other for other, (made_from, _) in self._kept.items() if made_from() is None]:
                del self._kept[gone]
            self._kept[key] = (weakref.ref(voices), result)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result


_selections = Recent(MOST_SELECTIONS)
_results = Recent(MOST_RESULTS)


def selected(everything: Voices, filters: Filters) -> Voices:
    """Return the voices that pass the filters."""
    if filters.empty:
        return everything
    return _selections.get(everything, (everything.survey.slug, filters), lambda: select(everything, filters))


def result(everything: Voices, key: Hashable, make: Callable[[], Result]) -> Result:
    """Return what `make` makes from these voices; `key` names it, filters and language included."""
    return _results.get(everything, (everything.survey.slug, key), make)
