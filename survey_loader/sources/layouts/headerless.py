"""A table without a header: columns are named 列1, 列2 … and known by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from survey_loader.language import N_
from survey_loader.sources import contents
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Known, plain
from survey_loader.sources.contents import mostly
from survey_loader.sources.header_words import ASKS_WORDS, names_a_field
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.tables import Row, distinct_names

NAME = "headerless"
LABEL = N_("見出しのない表")

_PLACE = "場所"
# 好きなところ and どんなまちになってほしいですか are headers; 「駅前にカフェがほしい」 is a voice.
_ENDS_LIKE_A_HEADER = re.compile(
    r"(か|ところ|こと|もの|点|理由|内容|意見|感想|コメント|記述|記入|回答|声|未来|欄|ください|[a-z?？])。?$"
)
# The kinds of cell that stand in a column and never above it.
_NEVER_ABOVE = (contents.is_date, contents.is_photo, contents.is_age, contents.is_number)


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take a table whose first row is as much data as the rows below it; that row is kept."""
    if len(sources) != 1 or not _has_none(sources[0]):
        return None
    table = sources[0].table
    first: Row = (table.header_row, table.written)
    header = tuple(f"列{place}" for place in range(1, len(table.written) + 1))
    cells = {name: list(_below(place, [table.written, *sources[0].samples])) for place, name in enumerate(header)}
    told = Assumption(N_("見出しの行がないとみなし、列を「列1」「列2」…と呼びます。"))
    return Shaped(
        replace(
            table,
            header=header,
            rows=chain((first,), table.rows),
            total=None if table.total is None else table.total + 1,
            written=(),
        ),
        Known(spoken=_meant(cells)),
        assumptions=(told,),
    )


def _below(place: int, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    return (row[place].strip() for row in rows if place < len(row) and row[place].strip())


def _has_none(source: Source) -> bool:
    """Say whether more cells of the first row are like those below them than are like a header."""
    if distinct_names(source.table.written) != source.table.header:
        return False
    if len(source.table.written) == 1:
        return _is_a_voice(source.table.written[0], source.filled(0))
    # Where files were put one below the other, a header comes again further down.
    rows = [cells for cells in source.samples if cells != source.table.written]
    data = headers = 0
    for place, written in enumerate(source.table.written):
        cell, below = written.strip(), list(_below(place, rows))
        if not cell:
            continue
        if cell in below or any(is_kind(cell) and mostly(is_kind, below) for is_kind in _NEVER_ABOVE):
            data += 1
        elif names_a_field(plain(cell)):
            headers += 1
    return data > headers


def _is_a_voice(written: str, below: Sequence[str]) -> bool:
    """Say whether the only cell of the first row is one more of the sentences below it, and names nothing."""
    words = plain(written)
    names = re.search(ASKS_WORDS, words) and _ENDS_LIKE_A_HEADER.search(words)
    lengths = sorted(map(len, below))
    return contents.are_voices(below) and not names and 2 * len(written.strip()) >= lengths[len(lengths) // 2]


def _meant(cells: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the header each column would have; one that nothing tells stays what it is called."""
    meant = {name: header for name, below in cells.items() if (header := contents.header_for(below))}
    left = [name for name in cells if name not in meant and contents.are_names(cells[name])]
    voices = [name for name in cells if name not in meant and contents.are_voices(cells[name])]
    voices = voices or sorted(left, key=lambda name: sum(map(len, cells[name])) / len(cells[name]))[-1:]
    places = [name for name in left if name not in voices]
    return meant | dict.fromkeys(voices, contents.VOICE) | dict.fromkeys(places[:1], _PLACE)
