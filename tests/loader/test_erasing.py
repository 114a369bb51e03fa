"""Promises of erasing: no trace is left in any file, and what was erased never comes back."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from survey_loader import jobs
from survey_loader.access import Audience
from survey_loader.acts import entering, erasing, mappings, uploading
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.erasing import erase
from survey_loader.acts.importing import import_file
from survey_loader.acts.previewing import preview
from survey_loader.acts.reports import ImportRequest
from survey_loader.errors import SurveyError, UnusableDatabase, UnusableEntry
from survey_loader.settings import Settings
from survey_loader.store import cache, reads, tombstones
from survey_loader.store import waiting as waiting_photos
from survey_loader.store.connection import backup_path, connect, opened
from tests.loader.conftest import ACTOR, Import, write_csv
from tests.loader.test_photos import jpeg

HEADER = "聞き取りID,日時,場所,年代,板番号,好きなところ,どんなまちになってほしい,写真,写真（委員会）"
KEYLESS = "日時,場所,年代,好きなところ,どんなまちになってほしい"
# Words that occur nowhere else, as they are, as one word of the vocabulary and in their normalised form.
MARKED = "ペケポン峠のヌルポッチ祭が大好きです"
WISH = "ゾイゾイ鉄道の夜のバスがあるとうれしい"
TRACES = ("ペケポン", "ヌルポッチ", "ゾイゾイ", "ムニャリス")
OTHERS = (
    "E-02,2026/5/3 13:20,ゆきの通り,60代,12,動物園が楽しかった,英語の案内を増やして,,",
    "E-03,2026/5/4 10:00,雪野駅前,30代,13,自然がいっぱい,バスが少ないので増やしてほしい,,",
)
PERSON = f"E-01,2026/5/3 13:05,ゆきの通り,20代,11,{MARKED},{WISH},p.jpg,はい"


def traces(settings: Settings) -> list[str]:
    """Return the files under the data folder that hold one of the marked words."""
    found = []
    for path in settings.data_dir.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        escaped = [json.dumps(word).strip('"').encode() for word in TRACES]
        if any(word.encode() in content for word in TRACES) or any(word in content for word in escaped):
            found.append(path.name)
    return found


def identity(settings: Settings, text: str = MARKED) -> str:
    with opened(settings.database) as db:
        comments = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    return str(comments.loc[text, "interview_id"])


def shown(settings: Settings) -> set[str]:
    with opened(settings.database) as db:
        return set(reads.all_comments(db, "machi", Audience.COMMITTEE)["text"])


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    """A survey of three people, of whom the first has left traces everywhere."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "p.jpg").write_bytes(jpeg(colour="teal"))
    rejected = PERSON.replace("2026/5/3 13:05", "きのう")
    bring_in(write_csv(tmp_path / "rejected.csv", rejected, *OTHERS, header=HEADER))
    bring_in(write_csv(tmp_path / "a.csv", PERSON, *OTHERS, header=HEADER), photos=(photos,))
    bring_in(write_csv(tmp_path / "b.csv", PERSON.replace("大好き", "ムニャリス好き"), *OTHERS, header=HEADER))
    return empty


def test_no_file_holds_a_word_of_an_erased_interview(survey: Settings) -> None:
    person = identity(survey, MARKED.replace("大好き", "ムニャリス好き"))
    enter(survey, ACTOR, Entry("machi", person, {"like": MARKED}, datetime(2026, 5, 3, tzinfo=UTC), "駅前"))
    with opened(survey.database) as db:
        comment = db.conn.execute("select id from comments where text = ?", [MARKED]).fetchone()[0]
        db.conn.execute("insert into human_codings values (?, 'both', null, '[]', 'x', 'y', 0)", [comment])
    waiting = survey.uploads_dir / "0123" / "again.csv"
    waiting.parent.mkdir(parents=True)
    waiting.write_text(PERSON, encoding="utf-8")
    job = jobs.submit(survey, "import", {"file": "x.csv", "survey": MARKED}, ACTOR)
    jobs.cancel(survey, job, ACTOR)
    with sqlite3.connect(backup_path(survey.database, 2)) as backup:
        backup.execute("create table t as select ? as text", [MARKED])
    assert len(traces(survey)) >= 3
    assert len(list(survey.photos_dir.rglob("*.jpg"))) == 2

    erased = erase(survey, ACTOR, person, "ご本人の求め")

    assert traces(survey) == []
    assert (erased.comments, erased.photos) == (2, 1)
    assert list(survey.photos_dir.rglob("*.jpg")) == []
    assert shown(survey) == {
        "動物園が楽しかった",
        "英語の案内を増やして",
        "自然がいっぱい",
        "バスが少ないので増やしてほしい",
    }
    with opened(survey.database) as db:
        assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert db.conn.execute("select count(*) from human_codings").fetchone()[0] == 0
        record, details = db.conn.execute("select record, details from log where act = 'erase'").fetchone()
    assert (record, json.loads(details)["reason"]) == (person, "ご本人の求め")


def test_rows_staged_by_an_import_under_way_go_too(survey: Settings) -> None:
    person = identity(survey, MARKED.replace("大好き", "ムニャリス好き"))
    with opened(survey.database) as db:
        db.conn.execute("update batches set change = null where number = 3")
    erase(survey, ACTOR, person, "ご本人の求め")
    assert traces(survey) == []


def test_the_voices_in_memory_forget_an_erased_interview(survey: Settings) -> None:
    assert "ヌルポッチ" in "".join(cache.voices(survey, "machi").vocabulary)
    erase(survey, ACTOR, identity(survey, WISH), "ご本人の求め")
    voices = cache.voices(survey, "machi")
    assert len(voices.comments) == 4
    assert "ヌルポッチ" not in "".join(voices.vocabulary)


def test_an_erased_interview_never_comes_back_with_its_file(survey: Settings, bring_in: Import, tmp_path: Path) -> None:
    erase(survey, ACTOR, identity(survey, WISH), "ご本人の求め")
    for row in (PERSON, PERSON.replace("大好き", "だいすき"), PERSON.replace("2026/5/3 13:05", "きのう")):
        report = bring_in(write_csv(tmp_path / "again.csv", row, *OTHERS, header=HEADER))
        assert (report.erased, report.already_there, report.interviews, report.rejected) == (1, 2, 0, 0)
    assert traces(survey) == []
    other_survey = bring_in(write_csv(tmp_path / "again.csv", PERSON, header=HEADER), survey="other")
    assert (other_survey.erased, other_survey.interviews) == (1, 0)


def test_a_photo_of_an_erased_interview_does_not_come_back_as_nobodys(
    survey: Settings, bring_in: Import, tmp_path: Path
) -> None:
    erase(survey, ACTOR, identity(survey, WISH), "ご本人の求め")
    report = bring_in(write_csv(tmp_path / "again.csv", PERSON, *OTHERS, header=HEADER), photos=(tmp_path / "photos",))
    assert (report.erased, report.photos, report.photos_waiting) == (1, 0, 0)
    assert list(survey.photos_dir.rglob("*.jpg")) == []


def test_an_erased_keyless_row_that_changed_slightly_is_held_back(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    row = f"2026/5/3 13:05,ゆきの通り,20代,{MARKED},雪"
    other = "2026/5/3 13:06,ゆきの通り,20代,自然がいっぱい,雪"
    bring_in(write_csv(tmp_path / "a.csv", row, other, header=KEYLESS))
    erase(empty, ACTOR, identity(empty), "ご本人の求め")
    for changed in (row, row.replace("20代", "30代"), row.replace("です", "です！"), row.replace(",雪", ",ゆき")):
        report = bring_in(write_csv(tmp_path / "b.csv", changed, other, header=KEYLESS))
        assert (report.erased, report.interviews, report.already_there) == (1, 0, 1)
    elsewhere = bring_in(write_csv(tmp_path / "c.csv", row.replace("ゆきの通り", "市場"), header=KEYLESS))
    assert elsewhere.interviews == 1


def test_a_short_word_of_somebody_else_is_not_held_back(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", "2026/5/3 13:05,駅前,20代,自然,雪", header=KEYLESS))
    erase(empty, ACTOR, identity(empty, "自然"), "ご本人の求め")
    report = bring_in(write_csv(tmp_path / "b.csv", "2026/5/3 15:00,駅前,60代,自然,", header=KEYLESS))
    assert (report.interviews, report.erased) == (1, 0)


def test_an_erased_interview_cannot_be_entered_again(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *OTHERS, header=HEADER))
    entry = Entry(
        "machi", "3f1f4c5a-6c9b-4b7e-9b1d-000000000009", {"like": MARKED}, datetime(2026, 5, 3, tzinfo=UTC), "駅"
    )
    enter(empty, ACTOR, entry)
    erase(empty, ACTOR, entry.id, "ご本人の求め")
    with pytest.raises(UnusableEntry):
        enter(empty, ACTOR, replace(entry, answers={"like": "別のことば"}))
    assert traces(empty) == []


def test_who_is_erased_while_a_file_is_being_read_is_not_stored(survey: Settings, tmp_path: Path) -> None:
    person = identity(survey, WISH)
    # So many rows that the person's is not staged yet when the first are.
    before = [f"F-{n},2026/5/3,駅前,,,川,,," for n in range(850)]
    path = write_csv(tmp_path / "c.csv", *before, PERSON.replace("大好き", "とても好き"), header=HEADER)
    erased: list[int] = []

    def withdraw(done: int, total: int | None) -> None:
        if not erased:
            erased.append(erase(survey, ACTOR, person, "ご本人の求め").comments)

    report = import_file(survey, ACTOR, ImportRequest(path, "machi"), withdraw)
    assert (report.interviews, report.erased) == (850, 1)
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from interviews where id = ?", [person]).fetchone()[0] == 0
    # What the import held in its memory passed through the write-ahead log: the same erasure once more empties it.
    erase(survey, ACTOR, person, "ご本人の求め")
    assert traces(survey) == []


def test_an_erasure_that_was_cut_short_is_finished(survey: Settings) -> None:
    person = identity(survey, WISH)
    tombstones.ready(survey.erased)
    tombstones.append(survey.erased, [person], [], ACTOR.name, "2026-05-06T00:00:00+00:00")
    assert erasing.finish(survey, ACTOR) == 1
    assert traces(survey) == []
    assert erasing.finish(survey, ACTOR) == 0


def test_the_ledger_holds_no_words_and_is_its_owners_alone(survey: Settings) -> None:
    person = identity(survey, WISH)
    erase(survey, ACTOR, person, "ご本人の求め")
    ledger = survey.erased.read_text(encoding="utf-8")
    assert survey.erased.stat().st_mode & 0o077 == 0
    assert person not in ledger
    assert tombstones.load(survey.erased).holds(person)
    assert [set(json.loads(line)) for line in ledger.splitlines()] == [{"key"}, {"ids", "marks", "actor", "at"}]


def test_a_line_of_the_ledger_that_was_cut_short_does_no_harm(survey: Settings) -> None:
    first, second = identity(survey, WISH), identity(survey, "自然がいっぱい")
    erase(survey, ACTOR, first, "ご本人の求め")
    with survey.erased.open("a", encoding="utf-8") as file:
        file.write('{"ids": ["12')
    assert tombstones.load(survey.erased).holds(first)
    erase(survey, ACTOR, second, "ご本人の求め")
    assert all(tombstones.load(survey.erased).holds(one) for one in (first, second))


def test_nothing_is_imported_while_the_ledger_cannot_be_read(
    survey: Settings, bring_in: Import, tmp_path: Path
) -> None:
    survey.erased.write_text("こわれた\n", encoding="utf-8")
    before = shown(survey)
    with pytest.raises(UnusableDatabase):
        bring_in(write_csv(tmp_path / "c.csv", "E-09,2026/5/5,駅前,,,空,,,", header=HEADER))
    assert shown(survey) == before


def test_an_unknown_interview_cannot_be_erased(survey: Settings) -> None:
    with pytest.raises(SurveyError, match="見つかりません"):
        erase(survey, ACTOR, "no-such-id", "ご本人の求め")


def test_many_erasures_one_after_another_leave_no_remnant_in_free_pages(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    marks = [f"キオクシアン{chr(0x30A1 + n // 8)}{chr(0x30B1 + n % 8)}" for n in range(60)]
    rows = [f"M-{n},2026/5/3,駅前,20代,,{mark}という広場が好き,,," for n, mark in enumerate(marks)]
    bring_in(write_csv(tmp_path / "a.csv", *rows, header=HEADER))
    ids = [identity(empty, f"{mark}という広場が好き") for mark in marks]
    for mark, person in list(zip(marks, ids, strict=True))[::2]:
        erase(empty, ACTOR, person, "ご本人の求め")
        assert not any(mark.encode() in path.read_bytes() for path in empty.data_dir.glob("machi.db*")), mark


def test_a_connection_that_only_reads_does_not_stop_an_erasure_for_ever(survey: Settings) -> None:
    person = identity(survey, WISH)
    reader = connect(survey.database)
    assert reader.conn.execute("select count(*) from comments").fetchone()[0] > 0
    erase(survey, ACTOR, person, "ご本人の求め")
    reader.close()
    assert traces(survey) == []


def withdrawn_meanwhile(settings: Settings, person: str) -> Callable[[int, int | None], None]:
    """Return what erases a person at the first progress of an import."""
    erased: list[int] = []

    def withdraw(done: int, total: int | None) -> None:
        if not erased:
            erased.append(erase(settings, ACTOR, person, "ご本人の求め").comments)

    return withdraw


def test_a_rejected_row_of_somebody_erased_meanwhile_is_not_kept(survey: Settings, tmp_path: Path) -> None:
    person = identity(survey, WISH)
    # The row cannot be taken, and is in the memory of the import before the erasure.
    path = write_csv(tmp_path / "c.csv", PERSON.replace("2026/5/3 13:05", "きのう"), *OTHERS, header=HEADER)
    report = import_file(survey, ACTOR, ImportRequest(path, "machi"), withdrawn_meanwhile(survey, person))
    assert (report.rejected, report.rejects, report.erased) == (0, [], 1)
    erase(survey, ACTOR, person, "ご本人の求め")
    assert traces(survey) == []


def test_a_changed_keyless_row_of_somebody_erased_meanwhile_is_not_stored(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    row = f"2026/5/3 13:05,ゆきの通り,20代,{MARKED},{WISH}"
    bring_in(write_csv(tmp_path / "a.csv", row, header=KEYLESS))
    person = identity(empty)
    path = write_csv(tmp_path / "b.csv", row.replace("20代", "30代"), header=KEYLESS)
    import_file(empty, ACTOR, ImportRequest(path, "machi"), withdrawn_meanwhile(empty, person))
    assert shown(empty) == set()


def test_rows_of_an_erased_key_do_not_come_back_among_the_rejected(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    # Words too short to be known by.
    row = "E-01,2026/5/3 13:05,ゆきの通り,20代,11,坂が好き,,,"
    path = write_csv(tmp_path / "a.csv", row, *OTHERS, header=HEADER)
    mapping = preview(empty, ImportRequest(path, "machi")).mapping
    bring_in(path)
    erase(empty, ACTOR, identity(empty, "坂が好き"), "ご本人の求め")
    again = (row, row, row.replace("2026/5/3 13:05", "きのう"))
    report = bring_in(write_csv(tmp_path / "b.csv", *again, *OTHERS, header=HEADER), mapping=mapping)
    assert (report.rejects, report.already_there, report.erased) == ([], 2, 3)


def test_the_name_of_a_missing_photo_goes_with_its_person(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "q.jpg").write_bytes(jpeg(colour="orange"))
    named = PERSON.replace("p.jpg", "ムニャリス.jpg")
    bring_in(write_csv(tmp_path / "a.csv", named, *OTHERS, header=HEADER), photos=(photos,))
    erase(empty, ACTOR, identity(empty), "ご本人の求め")
    assert traces(empty) == []


def test_a_kept_mapping_that_shows_the_words_goes_too(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", PERSON, *OTHERS, header=HEADER)
    bring_in(path)
    mapping = preview(empty, ImportRequest(path, "machi")).mapping
    mappings.save(empty, ACTOR, "machi", "街頭", mapping)
    mappings.save(empty, ACTOR, "machi", "値つき", replace(mapping, values={"relation": {MARKED: "resident"}}))
    erase(empty, ACTOR, identity(empty), "ご本人の求め")
    assert traces(empty) == []
    assert list(mappings.listed(empty, "machi")) == ["街頭"]


def test_photos_that_a_job_is_about_to_read_outlive_an_erasure(survey: Settings) -> None:
    waiting = uploading.receive(survey, "p.jpg", io.BytesIO(jpeg(colour="orange")))
    jobs.submit(survey, "photos", {"survey": "machi", "photos": [str(waiting.path)]}, ACTOR)
    erase(survey, ACTOR, identity(survey, WISH), "ご本人の求め")
    assert waiting.path.exists()


def test_who_is_erased_while_being_entered_is_told_and_not_stored(
    survey: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = identity(survey, WISH)
    moment = datetime(2026, 5, 3, 4, 5, tzinfo=UTC)
    entry = Entry("machi", person, {"like": "ムニャリス通り"}, moment, "ゆきの通り")
    stored_interview = entering.stored_interview

    def slowly(*given: Any) -> Any:
        erase(survey, ACTOR, person, "ご本人の求め")
        return stored_interview(*given)

    monkeypatch.setattr(entering, "stored_interview", slowly)
    with pytest.raises(UnusableEntry, match="消したもの"):
        enter(survey, ACTOR, entry)
    assert "ムニャリス通り" not in shown(survey)


def test_a_photo_of_somebody_erased_meanwhile_is_not_left_waiting(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    first, second = tmp_path / "前", tmp_path / "後"
    for folder, name in ((first, "p.jpg"), (second, "q.jpg"), (second, "r.jpg")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(jpeg(colour="orange" if name == "q.jpg" else "teal"))
    bring_in(write_csv(tmp_path / "a.csv", PERSON, *OTHERS, header=HEADER), photos=(first,))
    person = identity(empty)
    path = write_csv(tmp_path / "b.csv", *OTHERS, header=HEADER)
    request = ImportRequest(path, "machi", photos=(second,))
    import_file(empty, ACTOR, request, withdrawn_meanwhile(empty, person))
    with opened(empty.database) as db:
        assert waiting_photos.photos(db, "machi")["name"].tolist() == ["q.jpg"]


def test_copies_that_an_erasure_cut_short_left_go_at_the_next_start(
    survey: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*given: object) -> None:
        raise KeyboardInterrupt

    backup, later = backup_path(survey.database, 2), backup_path(survey.database, 3)
    backup.write_text(MARKED, encoding="utf-8")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(erasing, "_remove_copies", cut_short)
        erase(survey, ACTOR, identity(survey, WISH), "ご本人の求め")
    # What an upgrade keeps after the erasure holds nobody who was erased.
    later.write_text("雪野駅前", encoding="utf-8")
    os.utime(later, (later.stat().st_mtime + 60,) * 2)
    assert erasing.finish(survey, ACTOR) == 0
    assert traces(survey) == []
    assert later.exists()
