"""Turns at drawing: of the screens with charts one is drawn at a time, the others after it in order.

The interpreter runs one thread at a time. Where several work, each waits to go on after every call that let go of it:
fifty people waited twice as long when three screens were drawn at once as with one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

# The screens that many people look at. Who works (types in, imports, codes) neither waits for them nor holds them up.
LOOKED_AT = frozenset({"", "voices", "themes", "stage", "cities", "trends", "words", "accuracy"})
_turn = threading.Lock()


@contextmanager
def one(page: str) -> Iterator[None]:
    """Wait for a turn to draw a page, and give it back however the page ends."""
    with _turn if page in LOOKED_AT else nullcontext():
        yield
