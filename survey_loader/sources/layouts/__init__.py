"""The layouts the loader knows by itself: one module each, one line here to register it."""

from __future__ import annotations

from collections.abc import Sequence

from survey_loader.sources.layouts import plain
from survey_loader.sources.layouts.layout import Layout, Shaped, Source

__all__ = ["LAYOUTS", "Layout", "Shaped", "Source", "recognise"]

# The first that knows its own wins; plain takes whatever is left.
LAYOUTS: tuple[Layout, ...] = (plain,)


def recognise(sources: Sequence[Source]) -> tuple[Layout, Shaped]:
    """Return the layout of what was handed in, and the table of interviews it makes of it."""
    for layout in LAYOUTS:
        shaped = layout.shape(sources)
        if shaped is not None:
            return layout, shaped
    raise AssertionError("plain takes everything")
