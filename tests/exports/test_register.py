"""Promises of the register sheet and the handover note: filled from the data, whole, and told where a pen is needed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from pypdf import PdfReader

from survey_exports.register import handover_pdf, register_pdf
from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import keeping, retention
from survey_loader.language import japanese
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import surveys
from survey_loader.store.connection import opened

TODAY = date(2026, 11, 27)


def about(settings: Settings) -> Survey:
    with opened(settings.database) as db:
        found = surveys.survey(db, "yukino")
    assert found is not None
    return found


def text_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def test_the_register_sheet_says_what_is_held_of_whom_until_when(sample: Settings) -> None:
    survey = about(sample)
    totals = keeping.totals(sample, LOCAL_ORGANISER, "yukino")
    waves = retention.waves(sample, LOCAL_ORGANISER, survey)
    text = text_of(register_pdf(survey, totals, waves, TODAY, japanese))
    for needed in (
        "個人情報ファイル簿", "（見本）", "雪野市まちの未来実行委員会（架空）", "0000-00-0000（架空）", "2030年3月まで",
        f"答えた人{totals.interviews:,}人", "板の番号", "年代", "要配慮個人情報", "2026年11月27日",
        f"ことばを発表で紹介してよい：{totals.quote:,}人",
    ):  # fmt: skip
        assert needed in text, needed
    assert all("".join(wave.wave.split()) in text for wave in waves)
    assert len(waves) >= 3


def test_the_handover_note_says_what_must_be_done_and_who_signs(sample: Settings) -> None:
    survey = about(sample)
    totals = keeping.totals(sample, LOCAL_ORGANISER, "yukino")
    dated = replace(survey, retention_months=36, after_retention="everything")
    waves = retention.waves(sample, LOCAL_ORGANISER, dated)
    text = text_of(handover_pdf(dated, totals, waves, TODAY, japanese))
    for needed in (
        "引き継ぎ書", "すること", "erased.jsonl", "渡した人・日", "受けた人・日", "回の最後の日から36か月",
        f"{totals.comments:,}件", f"{totals.photos:,}枚",
    ):  # fmt: skip
        assert needed in text, needed
    assert f"{min(wave.keep_until for wave in waves if wave.keep_until).year}年" in text


def test_a_survey_of_nobody_makes_sheets_too(empty: Settings) -> None:
    with opened(empty.database) as db:
        surveys.save_survey(db, Survey("machi", "こだま町の声"))
    totals = keeping.totals(empty, LOCAL_ORGANISER, "machi")
    assert totals.interviews == 0
    nobody = Survey("machi", "こだま町の声")
    assert "まだ決めていません。" in text_of(register_pdf(nobody, totals, (), TODAY, japanese))
    assert "0件（—）" in text_of(handover_pdf(nobody, totals, (), TODAY, japanese))
