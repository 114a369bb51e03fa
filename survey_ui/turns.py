"""Turns at drawing: a few pages at once, the others after them in order.

The interpreter runs one thread at a time: were the pages of fifty people drawn at once, each would be as slow as all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

# More than one, because a page also waits for the disk.
AT_ONCE = 3
_turns = threading.BoundedSemaphore(AT_ONCE)


# Who types in never waits for those who look at charts.
AT_ONCE_ALWAYS = frozenset({"entry"})


@contextmanager
def one(page: str) -> Iterator[None]:
    """Wait for a turn to draw a page, and give it back however the page ends."""
    with nullcontext() if page in AT_ONCE_ALWAYS else _turns:
        yield
