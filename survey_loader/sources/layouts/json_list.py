"""A list of objects from any other tool as JSON: the longest list is that of the interviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED
from survey_loader.sources.columns import Known
from survey_loader.sources.contents import are_voices
from survey_loader.sources.layouts.layout import Shaped, Source, others_told

NAME = "json_list"
LABEL = N_("JSON")


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take the longest list of a lone JSON file; that there are others is said."""
    if not sources or len({source.file for source in sources}) > 1:
        return None
    if any(source.table.written for source in sources):
        return None
    chosen = max(sources, key=lambda source: source.table.total or 0)
    table = chosen.table
    last = {name: name.rpartition("/")[2] for name in table.header}
    met = Counter(last.values())
    known = Known(
        spoken={name: word for name, word in last.items() if met[word] == 1},
        multiple=frozenset(
            name for place, name in enumerate(table.header) if name in table.joined and not _are_voices(chosen, place)
        ),
    )
    return Shaped(table, known, assumptions=others_told(sources, chosen))


def _are_voices(source: Source, place: int) -> bool:
    """Say whether a list holds what somebody said in their own words, several times."""
    return are_voices([part for cell in source.filled(place) for part in cell.split(CHOICES_JOINED)])
