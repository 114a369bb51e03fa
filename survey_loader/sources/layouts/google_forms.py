"""Google Forms: the form's own CSV, the linked sheet as CSV or XLSX, and either saved again from Excel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from itertools import zip_longest

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.choices import SAYS_OPTIONS, SAYS_SEVERAL, are_several
from survey_loader.sources.columns import Columns, Known, plain
from survey_loader.sources.contents import is_date, mostly
from survey_loader.sources.dates import parse_datetime
from survey_loader.sources.header_words import ASKS_WORDS
from survey_loader.sources.headers import guess_columns
from survey_loader.sources.layouts.layout import PERSONAL, Shaped, Source, only, only_columns, others_told, with_rows
from survey_loader.sources.photo_names import is_drive_link
from survey_loader.sources.tables import Row, Table

NAME = "google_forms"
LABEL = N_("Googleフォーム")

# How the form itself and the linked sheet join the answers to a choice of several.
FORM_JOINS, SHEET_JOINS = ";", ", "
# An answer in words may hold a comma too; that few are no proof that a question offered its answers.
ENOUGH_ANSWERS = 8

_TIMESTAMP = {"タイムスタンプ", "timestamp"}
_WRITTEN_BY_FORM = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}( \d{1,2}:\d{2}.*)?|\d{5}(\.\d+)?$")
# The form's own CSV tells the zone: 2026/05/23 1:04:02 午後 GMT+9.
_ZONE = re.compile(r"(GMT|UTC)([+-]\d.*)?$")
_CLOCK = re.compile(r"\d\s*[:：時]")
_PERSONAL = re.compile(
    r"(e-?)?mail( address)?|user ?name|(your )?(full )?name|phone( number)?"
    r"|(e?メール|電子メール)(アドレス)?|ユーザー名|(お|ご)?(名前|氏名)|(お)?電話(番号)?"
)
_MARKS = re.compile(
    r"(合計)?(スコア|得点|点数)|(total )?(score|points)|.*\[(スコア|得点|フィードバック|score|feedback)\]"
)


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take a table that begins with a time stamp; who answered and how many points they got is left out."""
    source = only(sources, _is_of_forms)
    if source is None:
        return None
    header = source.table.header
    personal = [name for name in header if _PERSONAL.fullmatch(plain(name))]
    dropped = {*personal, *(name for name in header if _MARKS.fullmatch(plain(name)))}
    samples = {name: source.filled(place) for place, name in enumerate(header) if name not in dropped}
    links = {name for name, cells in samples.items() if cells and all(map(_is_links, cells))}
    joins = FORM_JOINS if any(map(_ZONE.search, samples[header[0]])) else SHEET_JOINS
    several = {
        name: joins for name, cells in samples.items() if name not in links and _offers_several(name, cells, joins)
    }
    table, times, own = _timed(only_columns(source.table, samples), samples)
    known = Known(times, own=own | links, separators=several)
    told = (*others_told(sources, source), *_told(personal, links))
    return Shaped(table, known, assumptions=told)


def _is_of_forms(source: Source) -> bool:
    header = source.table.header
    return plain(header[0]) in _TIMESTAMP and mostly(_WRITTEN_BY_FORM.match, source.filled(0))


def _timed(table: Table, samples: Mapping[str, list[str]]) -> tuple[Table, Columns, frozenset[str]]:
    """Return the table, when its interviews took place, and the columns not needed besides.

    What was asked counts where it tells the time of day, or another day than the one on which the form was sent.
    """
    stamp, *rest = table.header
    rows = [*zip_longest(*(samples[name] for name in rest), fillvalue="")]
    asked = guess_columns(rest, rows).columns
    if not asked.date or not mostly(is_date, samples[asked.date]):
        return table, Columns(date=stamp), frozenset()
    if asked.time:
        return table, Columns(date=asked.date, time=asked.time), frozenset({stamp})
    place = table.header.index(asked.date)

    def row(numbered: Row) -> Row:
        number, cells = numbered
        sent, said = cells[0], cells[place]
        told = is_date(said) and (_CLOCK.search(said) or not is_date(sent) or _day(said) != _day(sent))
        return number, (said if told else sent, *cells[1:])

    return with_rows(table, row), Columns(date=stamp), frozenset({asked.date})


def _day(cell: str) -> date | None:
    moment = parse_datetime(cell, UTC)
    return moment.date() if moment else None


def _is_links(cell: str) -> bool:
    return all(is_drive_link(part) for part in re.split(r"[,;\s]+", cell))


def _offers_several(name: str, samples: Sequence[str], joins: str) -> bool:
    asks = re.search(ASKS_WORDS, plain(name)) is not None
    if SAYS_OPTIONS.search(plain(name)) or (SAYS_SEVERAL.search(plain(name)) and not asks):
        return True
    return (len(samples) >= ENOUGH_ANSWERS or not asks) and are_several(samples, joins)


def _told(personal: Sequence[str], links: set[str]) -> list[Assumption]:
    told = [Assumption(PERSONAL, {"column": name}) for name in personal]
    if links:
        message = N_(
            "「{columns}」の写真はGoogleドライブにあり、このファイルには入っていません。ドライブから写真の"
            "フォルダーを保存していっしょに取り込むと、撮った時刻で、または手で、聞き取りとつなげます。"
        )
        told.append(Assumption(message, {"columns": "、".join(sorted(links))}))
    return told
