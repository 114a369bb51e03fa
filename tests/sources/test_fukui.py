"""The Fukui open data by its own mapping."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path
from time import process_time

import pytest

from survey_loader.models import Interview
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import read

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT.parent / "shared/data/fukui-kanko-survey/monthly.zip"
MAPPING = ROOT / "data/mappings/fukui-kanko-survey.toml"
# Ten times what it takes, so that a busy machine does not fail the test: the benchmark measures.
MILLISECONDS_PER_ROW = 0.4

pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason="../shared/data/fukui-kanko-survey is not here")


def member(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(ARCHIVE) as archive:
        return Path(archive.extract(next(part for part in archive.namelist() if part.endswith(name)), folder))


@pytest.mark.parametrize(
    ("name", "people", "voices", "residents", "services"),
    [("202204.csv", 234, 270, 107, False), ("202504.csv", 1690, 1873, 397, True)],
)
def test_a_month_is_read_whole(
    tmp_path: Path, name: str, people: int, voices: int, residents: int, services: bool
) -> None:
    reading = read(member(name, tmp_path), Mapping.load(MAPPING))
    rows = list(reading.rows)
    interviews = [row for row in rows if isinstance(row, Interview)]
    assert len(interviews) == len(rows) == people
    assert sum(len(interview.answers) for interview in interviews) == voices
    assert sum(interview.relation == "resident" for interview in interviews) == residents
    assert any(answer.question == "service_reason" for row in interviews for answer in row.answers) is services
    assert all(interview.consents.basis == "CC BY 4.0（オープンデータ）" for interview in interviews)
    assert len({interview.key for interview in interviews}) == 1
    assert not any(reading.unread.values())


def test_the_mapping_survives_being_written_back() -> None:
    mapping = Mapping.load(MAPPING)
    assert Mapping.parse(mapping.dump()) == mapping
    assert (mapping.survey.slug, mapping.survey.holder) == ("fukui-kanko", "福井県観光連盟")
    texts = [asked.question for asked in mapping.questions if asked.question.kind == "text"]
    assert [(question.key, question.tone_hint) for question in texts] == [
        ("satisfaction_reason", None), ("service_reason", None), ("transport_reason", None),
        ("trouble", "trouble"), ("recommend", "praise"), ("facility_wish", "wish"), ("prefecture_wish", "wish"),
    ]  # fmt: skip


def test_reading_a_month_takes_little_time_and_does_not_hold_the_rows(tmp_path: Path) -> None:
    path, mapping = member("202504.csv", tmp_path), Mapping.load(MAPPING)
    start = process_time()
    rows = sum(1 for _ in read(path, mapping).rows)
    assert (process_time() - start) * 1000 / rows < MILLISECONDS_PER_ROW
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path, mapping).rows) == rows
        assert tracemalloc.get_traced_memory()[1] < 12 * 1024**2
    finally:
        tracemalloc.stop()
