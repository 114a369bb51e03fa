"""Promises of the report of what is held: every table is known, and each thing an erasure removes is told before."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey_exports.holding import other_rows, report_pdf, slip_of, version_rows
from survey_loader.access import Actor, Audience, Role
from survey_loader.acts import consents, erasing, holdings
from survey_loader.acts.entering import Entry, enter
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.language import japanese
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import holdings as stored
from survey_loader.store import reads
from survey_loader.store.connection import backup_path, opened
from survey_loader.store.surveys import survey as survey_of
from tests.loader.conftest import Import, write_csv
from tests.loader.test_erasing import HEADER, MARKED, OTHERS, PERSON, WISH
from tests.loader.test_photos import jpeg

ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
# Tables that hold nothing of one person: what is said of surveys, their waves, codebooks, places and towns.
OF_NOBODY = {
    "meta", "surveys", "waves", "codebooks", "tokenizers", "samples", "theme_keys", "refused_suggestions", "events",
    "place_points", "place_outlines", "wave_retention", "vocabulary", "_sqlite_migrations",
    # Of who works here, not of who was asked.
    "accounts", "grants", "sessions", "invitations",
    # How many were spoken to, not whom.
    "street_counts", "field_targets", "typing_settings",
    # Of what left and what is put together; who is in it stands in output_items, frozen_… and tray_items.
    "outputs", "frozen_figures", "trays",
}  # fmt: skip
# The interview itself, and what is told of it by another name than its table's.
TOLD_OTHERWISE = {"interviews", "comments", "photos", "batches", "editions"}


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    """A person with traces of every kind, and two others."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "p.jpg").write_bytes(jpeg(colour="teal"))
    bring_in(write_csv(tmp_path / "r.csv", PERSON.replace("2026/5/3 13:05", "きのう"), *OTHERS, header=HEADER))
    bring_in(write_csv(tmp_path / "a.csv", PERSON, *OTHERS, header=HEADER), photos=(photos,))
    bring_in(write_csv(tmp_path / "b.csv", PERSON.replace("大好き", "とても好き"), *OTHERS, header=HEADER))
    return empty


def person(settings: Settings, text: str = WISH) -> str:
    with opened(settings.database) as db:
        frame = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    return str(frame.loc[text, "interview_id"])


def test_every_table_is_told_of_or_holds_nothing_of_one_person(survey: Settings) -> None:
    with opened(survey.database) as db:
        tables = {row[0] for row in db.conn.execute("select name from sqlite_master where type = 'table'")}
    told = set(stored.COUNTED) | {"rejects", "jobs", "mappings", "entry_drafts"} | TOLD_OTHERWISE
    # What other parts of the house add is looked at here, before it is forgotten.
    assert tables - told - OF_NOBODY == set()


def test_each_kind_that_is_counted_has_a_name() -> None:
    others = {"rejects", "jobs", "imports", "mappings", "entry_drafts", "examples", "backups", "uploads"}
    others |= {"street_parts"}
    assert set(holdings.KINDS) == set(stored.COUNTED) | others


def test_all_versions_photos_and_traces_are_told(survey: Settings) -> None:
    who = person(survey)
    with opened(survey.database) as db:
        comment = db.conn.execute("select id from comments where text = ?", [MARKED]).fetchone()[0]
        db.conn.execute("insert into human_codings values (?, 'both', null, '[]', 'x', 'y', 0)", [comment])
    backup_path(survey.database, 2).write_text("", encoding="utf-8")
    held = holdings.look(survey, ORGANISER, "machi", who)
    assert [version.standing for version in held.versions] == ["shown", "replaced"]
    assert held.shown.texts == (("like", MARKED.replace("大好き", "とても好き")), ("future", WISH))
    assert (held.shown.board, held.shown.source_key, held.shown.file) == ("11", "E-01", "b.csv")
    assert (len(held.photos), held.photo_files) == (1, 1)
    assert held.counts["rejects"] == 1
    assert held.counts["human_codings"] == 1
    assert held.counts["backups"] == 1
    assert held.counts["codings"] == 4
    assert held.counts["photo_names"] == 2


def test_what_is_told_is_gone_after_the_erasure_but_for_the_log(survey: Settings) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, Consents(photo_committee="board"))
    assert set(holdings.look(survey, ORGANISER, "machi", who).counts) >= {"rejects", "consent_changes", "log"}
    erasing.erase(survey, ORGANISER, who, "ご本人の求め")
    with opened(survey.database) as db:
        left = {name: count for name, count in stored.counted(db, who).items() if count}
        assert stored.versions(db, who) == []
        assert stored.photos(db, who) == []
    assert set(left) == {"log"}
    assert {"log", "recalls"} == holdings.STAYING
    with pytest.raises(SurveyError, match="見つかりません"):
        holdings.look(survey, ORGANISER, "machi", who)


def test_an_interview_is_found_by_id_board_key_and_words_and_narrowed_by_day(survey: Settings) -> None:
    who = person(survey)

    def found(typed: str, day: date | None = None) -> list[str]:
        return [one.id for one in holdings.find(survey, ORGANISER, "machi", typed, day)]

    assert found(who) == found(who.upper()) == found("ヌルポッチ") == found("E-01") == [who]
    assert found("11") == found("１１") == [who]
    assert found("", date(2026, 5, 4)) == [person(survey, "自然がいっぱい")]
    assert found("増やして", date(2026, 5, 3)) == [person(survey, "英語の案内を増やして")]
    assert len(found("増やして")) == 2
    assert found("") == found("どこにもないことば") == []


def test_an_interview_of_another_survey_is_neither_found_nor_told(survey: Settings, bring_in: Import) -> None:
    who = person(survey)
    other = Actor("となりの担当", (("tonari", Role.ORGANISER),))
    assert holdings.find(survey, other, "tonari", who) == []
    with pytest.raises(SurveyError, match="見つかりません"):
        holdings.look(survey, other, "tonari", who)
    with pytest.raises(NotAllowed):
        holdings.look(survey, Actor("委員", (("machi", Role.MEMBER),)), "machi", who)


def test_an_entered_interview_tells_all_that_was_entered(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *OTHERS, header=HEADER))
    entry = Entry(
        "machi", str(uuid.uuid4()), {"like": "川べりの朝がすき"}, datetime(2026, 5, 5, 3, tzinfo=UTC), "川べり公園",
        interviewer="佐藤", board="28", age="20代", relation="resident", group="親子", note="帽子の人",
        consents=Consents(quote=True, photo_committee="board"),
    )  # fmt: skip
    enter(empty, ORGANISER, entry)
    held = holdings.look(empty, ORGANISER, "machi", entry.id)
    with opened(empty.database) as db:
        survey = survey_of(db, "machi")
    assert survey is not None
    rows = dict(version_rows(held.shown, survey, japanese))
    assert rows["聞いた日時"] == "2026-05-05 12:00"
    assert rows["聞いた人"] == "佐藤"
    assert rows["メモ"] == "帽子の人"
    assert rows["好きなところ"] == "川べりの朝がすき"
    assert rows["ことばを発表で紹介する"] == "はい"
    assert rows["写真を実行委員会が見る"] == "板だけ"
    assert "写真" not in dict(other_rows(held, japanese))


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_report_and_the_slip_can_be_printed(survey: Settings) -> None:
    held = holdings.look(survey, ORGANISER, "machi", person(survey))
    with opened(survey.database) as db:
        about = survey_of(db, "machi")
    assert about is not None
    report = text_of(report_pdf(held, about, japanese))
    for needed in (held.code, held.interview_id, "ヌルポッチ", "ゾイゾイ鉄道", "前の内容", "取り込めなかった行", "11"):
        assert needed in report
    slip = PdfReader(io.BytesIO(slip_of(held, about, japanese)))
    assert len(slip.pages) == 1
    words = "".join(slip.pages[0].extract_text().split())
    assert held.code in words
    assert "板の番号11" in words
    assert "理由はいりません" in words
    # Who finds a slip learns nothing of what was said.
    assert "ヌルポッチ" not in words


def test_a_long_report_goes_on_over_pages_and_loses_no_line(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *OTHERS, header=HEADER))
    text = "".join(f"{number}番目の川がきれいです。" for number in range(600))
    entry = Entry("machi", str(uuid.uuid4()), {"like": text}, datetime(2026, 5, 5, 3, tzinfo=UTC), "川べり公園")
    enter(empty, ORGANISER, entry)
    with opened(empty.database) as db:
        about = survey_of(db, "machi")
    assert about is not None
    pdf = report_pdf(holdings.look(empty, ORGANISER, "machi", entry.id), about, japanese)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 3
    printed = text_of(pdf)
    assert all(f"{number}番目の川" in printed for number in (0, 299, 300, 301, 599))
