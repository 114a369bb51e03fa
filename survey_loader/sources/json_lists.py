"""The lists of objects in a JSON file, flattened to rows of text cells, read within bounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED
from survey_loader.sources.odata import is_odata, odata_tables
from survey_loader.sources.workbook import cell_text

# 100,000 interviews are about 50 MB; parsed, JSON takes several times its size in memory.
MAX_BYTES = 64 * 1024 * 1024
# An object keyed by something other than names would make a column of each key.
MAX_COLUMNS = 1_000
# Servers wrap the list they send: {"data": {"responses": [...]}}.
DEEPEST_LIST = 3
# Where objects stand under their names, the name becomes a column of its own.
NAME_COLUMN = "key"

# "[感想]" may be a header; what follows here only follows in JSON.
_BEGINS = re.compile(r'\s*(\[\s*[\[{]|\[\s*\]\s*$|\{\s*["}])')
# No text and no database can hold these; JSON can write them all the same.
_NO_LETTER = re.compile(r"[\x00\ud800-\udfff]")

_HAS_LETTER = re.compile(r"[^\W\d_]")

_BROKEN = N_(
    "{name} はJSONとして読めません({line}行目あたり)。途中で切れていないか確かめ、もう一度書き出してください。"
)
_NO_LIST = N_("{name} のJSONに、聞き取りの並び(オブジェクトの配列)がありません。表の形で書き出してください。")
_TOO_BIG = N_("{name} は{limit}MBを超えるJSONなので開きません。いくつかに分けるか、CSVで書き出してください。")
_TOO_DEEP = N_("{name} のJSONは入れ子が深すぎて読めません。表の形で書き出してください。")
_TOO_WIDE = N_("{name} のJSONには、{limit}種類を超える項目があります。聞き取り1件を1つのオブジェクトにしてください。")


@dataclass(frozen=True, slots=True)
class JsonList:
    """One list of objects: its name in the file ("" where it is all there is), and its cells.

    `joined` are the columns in which lists of words stood, joined by CHOICES_JOINED.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    joined: frozenset[str]


def is_json(text: str) -> bool:
    """Say whether the beginning of a text can only be that of JSON."""
    return bool(_BEGINS.match(text))


def read_lists(path: Path, codec: str) -> list[JsonList]:
    """Return the lists of objects in a JSON or JSON Lines file. Raises UnusableFile saying what is wrong."""
    if path.stat().st_size > MAX_BYTES:
        raise UnusableFile(_TOO_BIG, name=path.name, limit=MAX_BYTES // 1024**2)
    try:
        document = _document(path.read_text(encoding=codec))
        found = odata_tables(document) if is_odata(document) else _lists(document, "", 0)
        lists = [_as_rows(path, name, objects) for name, objects in found]
    except json.JSONDecodeError as error:
        raise UnusableFile(_BROKEN, name=path.name, line=error.lineno) from error
    except RecursionError as error:
        raise UnusableFile(_TOO_DEEP, name=path.name) from error
    lists = [table for table in lists if table.header]
    if not lists:
        raise UnusableFile(_NO_LIST, name=path.name)
    return lists


def _document(text: str) -> Any:
    # Numbers stay as they are written: 090 and 2.50 mean something, and no number is too long.
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda written: "", strict=False)
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            raise
    # JSON Lines: one object after another.
    return [_line(decoder, number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _line(decoder: json.JSONDecoder, number: int, line: str) -> Any:
    try:
        return decoder.decode(line)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "\n" * (number - 1) + line, error.pos + number - 1) from error


def _lists(value: Any, name: str, depth: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield every list of objects with its name: the document itself, or what stands within it."""
    if _is_objects(value):
        yield name, _unwrapped(value)
    elif _is_table(value):
        yield name, [dict(zip(value[0], row, strict=False)) for row in value[1:]]
    elif isinstance(value, dict) and depth < DEEPEST_LIST:
        within = [found for key, part in value.items() for found in _lists(part, key, depth + 1)]
        if within:
            yield from within
        elif value and all(isinstance(part, dict) and part for part in value.values()):
            yield name, [{NAME_COLUMN: key} | part for key, part in value.items()]
        elif depth == 0 and any(not isinstance(part, dict | list) for part in value.values()):
            yield name, [value]


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _is_table(value: Any) -> bool:
    """Say whether these are the rows of a sheet with a header of distinct names, as a script reads them."""
    if not (isinstance(value, list) and len(value) > 1 and all(isinstance(row, list) for row in value)):
        return False
    header = value[0]
    words = len(header) > 1 and all(isinstance(name, str) and _HAS_LETTER.search(name) for name in header)
    return words and len(set(header)) == len(header) and all(len(row) <= len(header) for row in value)


def _unwrapped(objects: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return objects that each stand under a name of their own, as older LimeSurvey has them: [{"1": {…}}]."""
    parts = [(name, part) for item in objects for name, part in item.items()]
    named = len(parts) == len(objects) == len({name for name, _ in parts}) > 1
    if named and all(isinstance(part, dict) and part for _, part in parts):
        return [{NAME_COLUMN: name} | part for name, part in parts]
    return objects


def _as_rows(path: Path, name: str, objects: Sequence[Mapping[str, Any]]) -> JsonList:
    flat = [dict(_flattened(item, "")) for item in objects]
    header = tuple(dict.fromkeys(column for values in flat for column in values))
    if len(header) > MAX_COLUMNS:
        raise UnusableFile(_TOO_WIDE, name=path.name, limit=MAX_COLUMNS)
    rows = tuple(tuple([_cell(values.get(column)) for column in header]) for values in flat)
    joined = {_clean(column) for values in flat for column, value in values.items() if _is_words(value)}
    return JsonList(_clean(name), tuple(map(_clean, header)), rows, frozenset(joined))


def _flattened(item: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        if isinstance(value, dict) and value:
            yield from _flattened(value, f"{above}{key}/")
        else:
            yield f"{above}{key}", value


def _cell(value: Any) -> str:
    if _is_words(value):
        return CHOICES_JOINED.join(filter(None, map(_cell, value)))
    if isinstance(value, list):
        return _clean(json.dumps(value, ensure_ascii=False))
    # A text stands as it is written: what XLSX writes for a line break is just words here.
    return "" if value == {} else _clean(value if isinstance(value, str) else cell_text(value))


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(part, dict | list) for part in value)


def _clean(text: str) -> str:
    return _NO_LETTER.sub("", text)
