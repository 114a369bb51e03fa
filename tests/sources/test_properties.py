"""Promises for any text and any bytes: words survive the way out and in; no file crashes a reader.

Bounded and the same at each run; `HYPOTHESIS_EXAMPLES=3000 pytest tests/sources/test_properties.py` searches further.
"""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from PIL import Image

from survey_exports import sheets
from survey_loader.acts.rejected import rejected_csv
from survey_loader.errors import SurveyError
from survey_loader.language import japanese
from survey_loader.models import Interview, Reject
from survey_loader.sheets import csv_text, undefused
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.packages import open_package
from survey_loader.sources.reading import read
from survey_loader.store.pictures import make_picture
from tests.conftest import PROJECT, SHARED

LOOK_FURTHER = os.environ.get("HYPOTHESIS_EXAMPLES")
STEADY = settings(
    max_examples=int(LOOK_FURTHER or 40),
    derandomize=not LOOK_FURTHER,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

KEY, VOICE = "聞き取りID", "好きなところ"
MAPPING = Mapping.parse(
    f'[columns]\nkey = "{KEY}"\n[[question]]\nkey = "like"\ncolumn = "{VOICE}"\nlabel = "{VOICE}"\nkind = "text"\n'
)

# Every character but NUL, which no text file holds, and halves of characters, which UTF-8 cannot write.
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
# What tends to break tables is rare among all characters.
awkward = st.text(st.sampled_from("\"',;\t\r\n\ufeff\v\f\x1c\x85\u2028 \u3000=+-@＝あ髙①🎿é\\#&<"), max_size=30)
texts = st.lists(st.one_of(any_text, awkward), min_size=1, max_size=5)
ODD = [
    "\r", "ひとつめ\rふたつめ", '"', "\n\n", "\ufeff先頭のしるし", "=1+1", "＝川", "-", "@駅", "'=川", "''=川", "\t雪",
    "_x0041_", "𠮷野家🍜", "あ" * 300, ";;;;", "a\tb", "タイムスタンプ", "#ゆき", "e\u0301", "\x1f\x7f\x80",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


def voices(path: Path, mapping: Mapping | None = MAPPING) -> list[str]:
    """Return the words of each interview in the file; none may be rejected."""
    rows = list(read(path, mapping=mapping).rows)
    assert [row for row in rows if isinstance(row, Reject)] == []
    found = {row.key: row.answers[0].text if row.answers else "" for row in rows if isinstance(row, Interview)}
    return [found[key] for key in sorted(found)]


def heard(written: list[str]) -> list[str]:
    """What is a voice of these texts: one of spaces alone is none."""
    return ["" if text.isspace() else text for text in written]


def keyed(written: list[str]) -> list[list[str]]:
    return [[f"K-{number:03}", text] for number, text in enumerate(written)]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@given(written=texts)
@example(written=ODD)
@STEADY
def test_any_text_survives_a_csv(folder: Path, separator: str, encoding: str, written: list[str]) -> None:
    path = folder / "any.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
        writer.writerows([[KEY, VOICE], *keyed(written)])
    assert voices(path) == heard(written)


@given(written=texts)
@example(written=ODD)
@STEADY
def test_any_text_survives_a_sheet_of_ours(folder: Path, written: list[str]) -> None:
    """What Excel would run is defused by one sign, which `undefused` takes off again."""
    path = folder / "ours.csv"
    path.write_text(csv_text([KEY, VOICE], keyed(written)), encoding="utf-8", newline="")
    back = [undefused(voice) for voice in voices(path)]
    assert heard(back) == heard(written)
    path.write_bytes(sheets.csv(pd.DataFrame(keyed(written), columns=[KEY, VOICE])))
    assert [undefused(voice) for voice in voices(path)] == back


@given(written=texts)
@example(written=ODD)
@STEADY
def test_any_text_survives_the_sheet_of_rejected_rows(folder: Path, written: list[str]) -> None:
    path = folder / "rejected.csv"
    rejects = [
        Reject(number, "日時が読めません。", {}, {KEY: key, VOICE: text})
        for number, (key, text) in enumerate(keyed(written), start=2)
    ]
    path.write_text(rejected_csv(rejects, japanese), encoding="utf-8", newline="")
    assert voices(path) == heard(written)


@given(written=texts)
@example(written=ODD)
@STEADY
def test_any_text_that_a_workbook_can_hold_survives_it(folder: Path, written: list[str]) -> None:
    """A workbook holds no control characters (openpyxl refuses them); its writer decides which line breaks it keeps."""
    held = [ILLEGAL_CHARACTERS_RE.sub("", text) for text in written]
    book = openpyxl.Workbook()
    for row in [[KEY, VOICE], *keyed(held)]:
        book.active.append(row)
    path = folder / "any.xlsx"
    book.save(path)

    def in_lines(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n")

    assert [in_lines(voice) for voice in voices(path)] == heard([in_lines(text) for text in held])


@given(written=texts)
@example(written=ODD)
@example(written=["; ", "; ", "_x000D_"])
@STEADY
def test_any_text_survives_json(folder: Path, written: list[str]) -> None:
    path = folder / "any.json"
    rows = [dict(zip((KEY, VOICE), row, strict=True)) for row in keyed(written)]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    assert voices(path) == heard(written)


@given(written=texts)
@example(written=ODD)
@STEADY
def test_any_text_survives_a_zip(folder: Path, written: list[str]) -> None:
    path = folder / "any.zip"
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([[KEY, VOICE], *keyed(written)])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("聞き取り.csv", buffer.getvalue())
    assert voices(path) == heard(written)


def read_whole(path: Path) -> None:
    """Read all there is in a file; a SurveyError is an answer."""
    try:
        reading = read(path)
        list(reading.rows)
        for photo in reading.package.photos:
            make_photo(photo.read)
    except SurveyError as error:
        assert error.render(japanese)


def make_photo(received: Callable[[], bytes]) -> None:
    """Decode a photo; a SurveyError is an answer."""
    try:
        make_picture(received())
    except SurveyError as error:
        assert error.render(japanese)


def _small_files() -> list[Path]:
    places = [PROJECT / "tests" / "samples", SHARED / "data" / "formats"]
    found = [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
    return [path for path in found if path.stat().st_size < 20_000 and path.suffix != ".db"]


FILES = _small_files()
changes = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "splice", "swap"]), st.floats(0, 1), st.binary(max_size=8)),
    min_size=1,
    max_size=6,
)


def changed(content: bytes, how: list[tuple[str, float, bytes]]) -> bytes:
    """Return the bytes after damage of these kinds at these places."""
    for kind, share, other in how:
        place = int(share * len(content))
        if kind == "flip":
            content = content[:place] + bytes(sign ^ 0xFF for sign in content[place : place + 1]) + content[place + 1 :]
        elif kind == "cut":
            content = content[:place]
        elif kind == "splice":
            content = content[:place] + other + content[place:]
        else:
            content = content[place:] + content[:place]
    return content


@given(content=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.xlsx", "a.json", "a.zip", "a.txt", "a"]))
@STEADY
def test_any_bytes_are_read_or_refused_with_a_reason(folder: Path, content: bytes, name: str) -> None:
    path = folder / name
    path.write_bytes(content)
    read_whole(path)
    try:
        open_package(path)
    except SurveyError as error:
        assert error.render(japanese)


@pytest.mark.parametrize("source", FILES, ids=[path.name for path in FILES])
@given(how=changes)
@settings(STEADY, max_examples=int(LOOK_FURTHER or 8))
def test_a_damaged_file_is_read_or_refused_with_a_reason(
    folder: Path, source: Path, how: list[tuple[str, float, bytes]]
) -> None:
    path = folder / source.name
    path.write_bytes(changed(source.read_bytes(), how))
    read_whole(path)


@given(
    parts=st.lists(
        st.sampled_from(
            [
                "[Content_Types].xml",
                "xl/workbook.xml",
                "xl/worksheets/sheet1.xml",
                "../a.csv",
                "a.csv",
                "media/b.jpg",
                "/c.csv",
                "d/",
                "e.json",
            ]
        ),
        min_size=1,
        max_size=6,
    ),
    content=st.binary(max_size=60),
)
@STEADY
def test_any_zip_is_read_or_refused_with_a_reason(folder: Path, parts: list[str], content: bytes) -> None:
    path = folder / "parts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in dict.fromkeys(parts):
            archive.writestr(part, content)
    read_whole(path)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(value=values)
@example(value=[{VOICE: "\ud83d"}])
@example(value={"comments": [{"comment-id": 1, "comment-body": None}]})
@STEADY
def test_any_json_is_read_or_refused_with_a_reason(folder: Path, value: object) -> None:
    path = folder / "value.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    read_whole(path)


def _photo(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@given(how=changes)
@STEADY
def test_a_damaged_photo_is_decoded_or_refused_with_a_reason(kind: str, how: list[tuple[str, float, bytes]]) -> None:
    make_photo(lambda: changed(_photo(kind), how))


@given(text=st.one_of(any_text, awkward))
@STEADY
def test_any_mapping_is_understood_or_refused_with_a_reason(text: str) -> None:
    for written in (text, f"[columns]\nkey = {text}\n", f'[[question]]\nkey = "like"\ncolumn = "{text}"\n'):
        try:
            Mapping.parse(written)
        except SurveyError as error:
            assert error.render(japanese)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_very_long_text_survives(folder: Path, suffix: str) -> None:
    text = "駅前の広場に" * 50_000
    path = folder / f"long.{suffix}"
    if suffix == "csv":
        path.write_text(f"{KEY},{VOICE}\nK-1,{text}\n", encoding="utf-8")
    else:
        path.write_text(json.dumps([{KEY: "K-1", VOICE: text}]), encoding="utf-8")
    assert len(voices(path)[0]) == len(text)
