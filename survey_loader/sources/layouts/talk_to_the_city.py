"""Talk to the City: the CSV it takes in, one comment a row with the speaker it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from survey_loader.language import N_
from survey_loader.sources.columns import Columns
from survey_loader.sources.contents import is_date, mostly
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.layouts.one_a_row import BODY, ID, shaped

NAME = "talk_to_the_city"
LABEL = N_("Talk to the City")

# Its two versions name the same columns differently.
_SPEAKER, _TIME, _VIDEO = "interview", "timestamp", "video"
_NAMES = ({ID: ID, BODY: BODY}, {"id": ID, "comment": BODY})


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take its input: who spoke (`interview`) keeps the comments of one person together as a group."""
    if len(sources) != 1:
        return None
    header = tuple(name.casefold() for name in sources[0].table.header)
    names = next((names for names in _NAMES if names.keys() <= set(header)), None)
    if names is None or _SPEAKER not in header:
        return None
    # A time stamp may also be a place in a film: 00:12:05.
    dated = _TIME in header and mostly(is_date, sources[0].filled(header.index(_TIME)))
    table = replace(sources[0].table, header=tuple(names.get(name, name) for name in header))
    own = {_VIDEO} if dated else {_VIDEO, _TIME}
    return shaped(table, Columns(date=_TIME if dated else "", group=_SPEAKER), own)
