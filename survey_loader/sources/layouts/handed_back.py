"""Our own sheet of rejected rows, mended and handed in again: read as the file it came from."""

from __future__ import annotations

from dataclasses import replace

from survey_loader.language import LANGUAGES, speaker
from survey_loader.sheets import undefused
from survey_loader.sources.layouts.layout import Source, with_rows
from survey_loader.sources.tables import Row

# The columns that acts.rejected puts before those of the file.
_OURS = {tuple(speaker(language)(name) for name in ("行", "理由")) for language in LANGUAGES}
_COUNT = 2


def as_it_came(source: Source) -> Source:
    """Return a sheet of rejected rows without our columns and signs, any other table as it is."""
    header = source.table.header
    if header[:_COUNT] not in _OURS:
        return source

    def without_ours(row: Row) -> Row:
        number, cells = row
        return number, tuple(undefused(cell) for cell in cells[_COUNT:])

    table = with_rows(source.table, without_ours, [undefused(name) for name in header[_COUNT:]])
    return replace(source, table=table, first=tuple(map(without_ours, source.first)))
