"""A file as tables: a header and rows of text cells each, from CSV of any common making or from XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.encoding import Encoding, decide_encoding
from survey_loader.sources.headings import two_rows
from survey_loader.sources.json_lists import is_json, read_lists
from survey_loader.sources.quoting import Quoting, quoting_of
from survey_loader.sources.workbook import read_workbook

Row = tuple[int, tuple[str, ...]]


class Line(int):
    """The number of a row in its own file, where several files are read as one table."""

    file: str

    @classmethod
    def of(cls, number: int, file: str) -> Line:
        """Return the number of a row that stands in that file."""
        line = cls(number)
        line.file = file
        return line


SEPARATORS = (",", "\t", ";")
# Stands for "no separator": a file of one column, whose unquoted commas belong to the text.
NO_SEPARATOR = "\x1f"
# A whole transcript may stand in one cell; the csv module by itself gives up at 131,072 characters.
csv.field_size_limit(100_000_000)
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_ROWS = 20
# A title above the header is one lone cell; a header worth looking for has at least this many.
HEADER_CELLS = 3
HEADER_ONLY = N_("{name} には見出しの行しかありません。回答の入ったファイルを選んでください。")
# Fed to the csv module after the last line: a quote left open swallows it. NUL never passes decoding.
_END = "\0"

# gzip, 7-Zip and RAR.
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_WEB_PAGE = re.compile(
    r"\ufeff?\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body|meta|style|table)\b", re.IGNORECASE
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        N_(
            "{name} は古いExcel(.xls)か、パスワード付きのExcelです。"
            "Excelで開き、パスワードなしの .xlsx で保存し直してください。"
        ),
    ),
    (b"\xff\xd8\xff", N_("{name} は写真(JPEG)です。聞き取りの表のファイル(CSVかExcel)を選んでください。")),
    (b"\x89PNG", N_("{name} は画像(PNG)です。聞き取りの表のファイル(CSVかExcel)を選んでください。")),
    (b"%PDF", N_("{name} はPDFです。元の表をCSVかExcel(.xlsx)で保存したものを選んでください。")),
    *((start, N_("{name} は圧縮されたファイルです。展開してから、中の表を選んでください。")) for start in _PACKED),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A header of distinct names and the rows below it that are not blank.

    A row number is the 1-based place of the row in the file as a spreadsheet shows it. A row may be
    shorter or longer than the header. `rows` can be consumed once; it raises UnusableFile where the
    file turns out to be damaged further down. `total` is about how many rows there are, or None.
    `written` is the header as it stands in row `header_row` of the file, () where none stands there.
    `title` is what stands above the header.
    `joined` are columns whose cells are known to hold several answers, joined by CHOICES_JOINED.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    total: int | None = None
    assumptions: tuple[Assumption, ...] = ()
    written: tuple[str, ...] = ()
    header_row: int = 0
    joined: frozenset[str] = frozenset()
    title: str = ""


class NoRows(UnusableFile):
    """A table in which nobody has answered; beside others it is left out and told."""


def no_rows_in(names: Sequence[str]) -> Assumption:
    """Say that tables without an answer are left out."""
    return Assumption(N_("回答のない表は読みません: {names}"), {"names": "、".join(names)})


def read_tables(path: Path) -> list[Table]:
    """Open a CSV, TSV, XLSX or JSON file as tables, one a sheet or list; all is decided by content, not by file name.

    Raises UnusableFile, saying what to do, where the file is no table with a header and rows.
    """
    start = _first_bytes(path)
    if start.startswith(b"PK\x03\x04"):
        return _workbook_tables(path)
    for signature, message in _SIGNATURES:
        if start.startswith(signature):
            raise UnusableFile(message, name=path.name)
    encoding = decide_encoding(path)
    with path.open(encoding=encoding.codec) as file:
        beginning = file.read(SAMPLE_CHARACTERS)
    if _WEB_PAGE.match(beginning):
        raise UnusableFile(
            N_("{name} はWebページ(HTML)です。Excelで開き、.xlsx かCSVで保存し直したものを選んでください。"),
            name=path.name,
        )
    if is_json(beginning):
        return _json_tables(path, encoding)
    return [_text_table(path, encoding)]


def _json_tables(path: Path, encoding: Encoding) -> list[Table]:
    """Return the lists of objects in a JSON file; no header stands in it, so that there is none `written`."""
    return [
        Table(
            distinct_names(found.header),
            _not_blank(enumerate(found.rows, start=1)),
            encoding=encoding.codec,
            sheet=found.name,
            total=len(found.rows),
            assumptions=encoding.assumptions,
            joined=found.joined,
        )
        for found in read_lists(path, encoding.codec)
    ]


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableFile(N_("{name} はフォルダーです。中のファイルを選んでください。"), name=path.name or str(path))
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError as error:
        raise UnusableFile(N_("{name} が見つかりません。場所と名前を確かめてください。"), name=str(path)) from error
    except (OSError, ValueError) as error:
        raise UnusableFile(
            N_("{name} を開けません。ほかのソフトで開いていないか、読む権限があるかを確かめてください。"),
            name=str(path),
        ) from error
    if not start:
        raise UnusableFile(N_("{name} は空のファイルです。書き出しからやり直してください。"), name=path.name)
    return start


def _text_table(path: Path, encoding: Encoding) -> Table:
    with path.open(encoding=encoding.codec, newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
    quoting = quoting_of(sample)
    separator = _separator(sample, quoting)
    table = _below_header(path, _csv_rows(path, encoding.codec, separator, quoting), encoding.lines)
    return replace(
        table,
        encoding=encoding.codec,
        separator="" if separator == NO_SEPARATOR else separator,
        assumptions=encoding.assumptions + table.assumptions,
    )


def _workbook_tables(path: Path) -> list[Table]:
    """Return the sheets that are tables; in a workbook of several, one that is none is left out and told."""
    sheets = read_workbook(path)
    tables: list[Table] = []
    left_out: list[str] = []
    for sheet in sheets:
        try:
            table = _below_header(path, enumerate(sheet.rows, start=1), sheet.lines)
        except NoRows:
            if len(sheets) == 1:
                raise
            left_out.append(sheet.name)
        else:
            tables.append(replace(table, encoding="xlsx", sheet=sheet.name))
    if not tables:
        raise NoRows(HEADER_ONLY, name=path.name)
    if not left_out:
        return tables
    told = no_rows_in(left_out)
    return [replace(table, assumptions=(*table.assumptions, told)) for table in tables]


def _not_blank(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    return ((number, tuple(row)) for number, row in rows if "".join(row).strip())


def _reader(lines: Iterable[str], separator: str, quoting: Quoting) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=separator,
        quotechar=quoting.quote,
        escapechar=quoting.escape,
        doublequote=quoting.escape is None,
    )


def _csv_rows(path: Path, codec: str, separator: str, quoting: Quoting) -> Iterator[tuple[int, list[str]]]:
    """Yield numbered rows; line breaks within quotes belong to their row."""
    number = 0
    try:
        # newline="" leaves line breaks within cells as they were written.
        with path.open(encoding=codec, newline="") as file:
            for number, row in enumerate(_reader(chain(file, (_END,)), separator, quoting), start=1):
                if row and row[-1].endswith(_END):
                    break
                if row:
                    # Where files were put one after another, the mark of the encoding comes again.
                    row[0] = row[0].removeprefix("\ufeff")
                yield number, row
    except (csv.Error, UnicodeError) as error:
        raise _open_quote(path, number + 1) from error
    if row != [_END]:
        raise _open_quote(path, number)


def _open_quote(path: Path, row: int) -> UnusableFile:
    return UnusableFile(
        N_(
            '{name} の{row}行目から先が読めません。引用符(")が閉じていないか、ファイルが途中で切れています。'
            "もう一度書き出すか、その行を直してください。"
        ),
        name=path.name,
        row=row,
    )


def _separator(sample: str, quoting: Quoting) -> str:
    """Return the separator under which the header has most columns and the rows agree with it."""
    cut = len(sample) == SAMPLE_CHARACTERS

    def fit(separator: str) -> tuple[bool, bool, float, int]:
        reader = _reader(io.StringIO(sample, newline=""), separator, quoting)
        try:
            rows = [row for row in islice(reader, SAMPLE_ROWS + 1) if "".join(row).strip()]
        except csv.Error:
            return False, False, 0.0, 0
        rows = rows[:-1] if cut and 1 < len(rows) <= SAMPLE_ROWS else rows
        place = _header_place(rows)
        rows = rows[place:]
        if not rows:
            return False, False, 0.0, 0
        width = len(rows[0])
        # A header in the first row is surer than one found below a title.
        return place == 0 and width > 1, width > 1, sum(len(row) == width for row in rows) / len(rows), width

    best = max(SEPARATORS, key=fit)
    return best if fit(best)[1] else NO_SEPARATOR


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows is the header: titles above it are lone cells."""
    if not rows or _filled(rows[0]) != 1:
        return 0
    for place, row in enumerate(rows[1:6], start=1):
        below = rows[place + 1 :]
        distinct = len({cell for cell in row if cell.strip()}) == _filled(row)
        width = len(two_rows(row, below[0]) or row) if below else 0
        regular = any(len(other) > 1 for other in below) and all(len(other) <= width for other in below)
        if _filled(row) >= HEADER_CELLS and distinct and regular:
            return place
    return 0


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _below_header(path: Path, numbered: Iterable[tuple[int, Sequence[str]]], lines: int) -> Table:
    """Find the header in the rows of a file of so many lines; what is above it is told."""
    rows = _not_blank(numbered)
    first = list(islice(rows, SAMPLE_ROWS))
    if not first:
        raise NoRows(N_("{name} には何も書かれていません。書き出しからやり直してください。"), name=path.name)
    place = _header_place([row for _, row in first])
    title = " ".join(cell for _, row in first[:place] for cell in row if cell.strip())
    number, header = first[place]
    above = (Assumption(N_("見出しは{row}行目とみなしました。"), {"row": number}),) if place else ()
    if len(first) > place + 1 and (both := two_rows(header, first[place + 1][1])):
        place, header = place + 1, both
        above = (Assumption(N_("見出しは{row}行目とその下の行の2行とみなしました。"), {"row": number}),)
    if len(first) == place + 1:
        raise NoRows(HEADER_ONLY, name=path.name)
    total = lines - number if lines > number else None
    return Table(
        distinct_names(header),
        chain(first[place + 1 :], rows),
        total=total,
        assumptions=above,
        written=tuple(header),
        header_row=number,
        title=title,
    )


def distinct_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return the header with empty names told by place (列3) and repeated ones numbered (感想 (2))."""
    taken = Counter(header)
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, written in enumerate(header, start=1):
        name = written if written.strip() else f"列{place}"
        seen[name] += 1
        count = seen[name]
        while count > 1 and taken[f"{name} ({count})"]:
            count += 1
        unique = name if count == 1 else f"{name} ({count})"
        names.append(unique)
        taken[unique] += 1
    return tuple(names)
