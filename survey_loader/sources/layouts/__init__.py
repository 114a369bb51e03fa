"""The layouts the loader knows by itself: one module each, one line here to register it."""

from __future__ import annotations

from collections.abc import Sequence

from survey_loader.sources.layouts import (
    google_forms,
    headerless,
    json_list,
    kobo_toolbox,
    kouchou_ai,
    lime_survey,
    microsoft_forms,
    odk_central,
    plain,
    street_rescue,
    talk_to_the_city,
    two_headers,
)
from survey_loader.sources.layouts.handed_back import as_it_came
from survey_loader.sources.layouts.layout import Layout, Shaped, Source
from survey_loader.sources.layouts.series import series

__all__ = ["LAYOUTS", "Layout", "Shaped", "Source", "recognise"]

# The first that knows its own wins; plain takes whatever is left.
LAYOUTS: tuple[Layout, ...] = (
    street_rescue,
    odk_central,
    kobo_toolbox,
    lime_survey,
    google_forms,
    microsoft_forms,
    kouchou_ai,
    talk_to_the_city,
    two_headers,
    json_list,
    headerless,
    plain,
)


def recognise(sources: Sequence[Source]) -> tuple[Layout, Shaped]:
    """Return the layout of what was handed in, and the table of interviews it makes of it.

    Tables that nobody knows as belonging together may be a series whose columns changed: then they are one.
    """
    came = [as_it_came(source) for source in sources]
    known = _known(LAYOUTS[:-1], came) or _known(LAYOUTS, series(came))
    if known is None:
        raise AssertionError("plain takes everything")
    return known


def _known(layouts: Sequence[Layout], sources: Sequence[Source]) -> tuple[Layout, Shaped] | None:
    for layout in layouts:
        shaped = layout.shape(sources)
        if shaped is not None:
            return layout, shaped
    return None
