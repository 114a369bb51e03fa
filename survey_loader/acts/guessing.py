"""Wrong passwords in a row: how long the next try waits, and who is counted in memory alone."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import timedelta
from time import monotonic

from survey_loader.errors import NotSignedIn

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
# More than a town's worth; the oldest are forgotten first.
MOST_COUNTED = 20_000


def delay(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures in a row: nothing at first, then doubling up to an hour."""
    if failures < free:
        return timedelta()
    doublings: int = 2 ** min(failures - free, 16)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)


class Guesses:
    """Failures in a row by somebody (an address, a name nobody has), under a hash that no other process knows."""

    def __init__(self, free: int) -> None:
        self.free = free
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._counted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def expect_free(self, who: str, message: str) -> None:
        """Raise NotSignedIn with `message` and the minutes left where somebody must wait."""
        with self._lock:
            _, until = self._counted.get(self._key(who), (0, 0.0))
        if (left := until - monotonic()) > 0:
            raise NotSignedIn(message, minutes=int(left // 60) + 1)

    def count(self, who: str) -> None:
        """Count one more failure."""
        key = self._key(who)
        with self._lock:
            failures = self._counted.pop(key, (0, 0.0))[0] + 1
            self._counted[key] = (failures, monotonic() + delay(failures, self.free).total_seconds())
            while len(self._counted) > MOST_COUNTED:
                self._counted.popitem(last=False)

    def forget(self, who: str) -> None:
        """Begin anew for somebody who came in."""
        with self._lock:
            self._counted.pop(self._key(who), None)

    def _key(self, who: str) -> str:
        return hashlib.sha256(self._salt + who.encode("utf-8", "replace")).hexdigest()
