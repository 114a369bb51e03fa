"""Promises of the record of imports: what each did can be read, kept and sent on, also long after."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_loader.acts import imports
from survey_loader.acts.browsing import free_slug
from survey_loader.acts.importing import import_file
from survey_loader.acts.report_text import report_text
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.undoing import undo
from survey_loader.errors import SurveyError
from survey_loader.language import japanese
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey, survey
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

BROKEN = "K-09,2026/2/30,駅前,20代,観光,雪,春,はい"


def told(settings: Settings, number: int) -> str:
    past, report = imports.past_import(settings, number)
    with opened(settings.database) as db:
        target = survey(db, past.survey)
    assert target is not None
    return report_text(past, report, target, japanese)


def test_the_report_of_an_import_can_be_read_as_a_text(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "街頭.csv", *ROWS, BROKEN, encoding="cp932"))
    text = told(empty, report.batch)
    for line in (
        "# 取り込みの報告",
        "- ファイル: 街頭.csv",
        "- だれが: organiser in a test",
        "- 新しい聞き取り: 3",
        "- 取り込めない行: 1",
        "- 文字コード: CP932（Shift_JIS）",
        "- 区切りの文字: カンマ（,）",
        "- 時刻の基準: 日本時間",
        "- 「好きなところ」：設問（文章）＝声「好きなところ」",
        "- 「場所」を場所とみなしました。",
        "- 5行目：「2026/2/30」という日付や時刻はありません。",
    ):
        assert line in text.splitlines(), line
    # Nobody's words are in it.
    assert "ラーメン" not in text


def test_the_latest_import_comes_first_and_one_taken_back_stays_in_the_record(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    first = bring_in(write_csv(tmp_path / "a.csv", ROWS[0])).batch
    second = bring_in(write_csv(tmp_path / "b.csv", ROWS[1])).batch
    undo(empty, ACTOR, first)
    made = imports.past_imports(empty, "machi")
    assert [(past.number, past.file, past.undone_by) for past in made] == [
        (second, "b.csv", ""),
        (first, "a.csv", ACTOR.name),
    ]
    assert made[1].undone_at is not None
    assert made[1].counts["interviews"] == 1
    assert "- 状態: 元に戻しました（" in told(empty, first)


def test_rejected_rows_are_kept_with_their_cells(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    number = bring_in(write_csv(tmp_path / "a.csv", ROWS[0], BROKEN)).batch
    _, report = imports.past_import(empty, number)
    assert [(reject.row, reject.cells["聞き取りID"]) for reject in report.rejects] == [(3, "K-09")]
    assert report.rejected == 1


def test_an_import_that_never_was_is_told_in_plain_words(empty: Settings) -> None:
    with pytest.raises(SurveyError, match="見つかりません"):
        imports.past_import(empty, 7)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Kodama Town 2026", "kodama-town-2026"), ("こだま町の声", "survey"), ("", "survey"), ("--", "survey")],
)
def test_a_new_survey_gets_a_slug_that_can_stand_in_an_address(empty: Settings, name: str, slug: str) -> None:
    assert free_slug(empty, name) == slug
    with opened(empty.database) as db, transaction(db):
        save_survey(db, Survey(slug, name))
    assert free_slug(empty, name) == f"{slug}-2"


def test_a_request_survives_its_way_through_the_jobs_table(empty: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    request = ImportRequest(
        path, "survey-2", "2026年春", photos=(tmp_path,), same={"a": "b"}, name="表.csv",
        survey_name="こだま町", keep_mapping="街頭", kept_mappings=False,
    )  # fmt: skip
    assert ImportRequest.of(request.arguments()) == request
    import_file(empty, ACTOR, ImportRequest.of(request.arguments()))
    assert [past.file for past in imports.past_imports(empty, "survey-2")] == ["表.csv"]
