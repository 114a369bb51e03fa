"""Promises of the import: once, all or nothing, rejects kept, ids that last."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from survey_loader.access import Audience
from survey_loader.acts import importing
from survey_loader.acts.coding import recode_all_surveys
from survey_loader.acts.importing import import_file
from survey_loader.acts.imports import past_import
from survey_loader.acts.reports import ImportRequest
from survey_loader.errors import UnusableFile, UnusableSettings
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.store.surveys import counts
from tests.loader.conftest import ACTOR, HEADER, ROWS, Import, write_csv


def texts(settings: Settings, survey: str = "machi") -> list[str]:
    with opened(settings.database) as db:
        return list(reads.all_comments(db, survey, Audience.COMMITTEE)["text"])


def test_importing_a_file_twice_keeps_each_comment_once(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    first, second = bring_in(path), bring_in(path)
    assert (first.interviews, first.comments, first.already_there) == (3, 6, 0)
    assert (second.interviews, second.comments, second.already_there) == (0, 0, 3)
    assert len(texts(empty)) == 6


def test_a_comment_is_stored_as_written(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    odd = [
        "<script>alert(1)</script>",
        "![](http://127.0.0.1:9/x.png)",
        "=cmd()",
        "'; DROP TABLE comments; --",
        "🍜🐧🎿",
        "\u202eみぎからひだり\u202c",
        "ｶﾞｷﾞｸﾞ　ー〜〜！！！",
        "あ" * 10_000,
    ]
    rows = [f'Z-{number},2026/5/3,駅前,20代,,"{text}",,はい' for number, text in enumerate(odd)]
    report = bring_in(write_csv(tmp_path / "odd.csv", *rows))
    assert report.rejected == 0
    assert texts(empty) == odd


def test_identical_answers_of_two_people_without_a_key_stay_two(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    header = "場所,好きなところ"
    path = write_csv(tmp_path / "same.csv", "駅前,ラーメン", "駅前,ラーメン", header=header)
    assert bring_in(path).interviews == 2
    assert bring_in(path).already_there == 2
    assert texts(empty) == ["ラーメン", "ラーメン"]


def test_a_changed_row_with_a_key_replaces_its_old_self_and_keeps_its_ids(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        before = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    report = bring_in(write_csv(tmp_path / "b.csv", ROWS[0].replace("ラーメン", "みそラーメン"), *ROWS[1:]))
    with opened(empty.database) as db:
        after = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    assert (report.changed, report.already_there, report.interviews) == (1, 2, 0)
    assert "ラーメンがおいしい" not in after.index
    assert after.loc["みそラーメンがおいしい", "comment_id"] == before.loc["ラーメンがおいしい", "comment_id"]


def test_the_same_id_twice_in_a_file_is_rejected_with_its_row(bring_in: Import, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\nkey = "聞き取りID"\n[[question]]\nkey = "like"\ncolumn = "好きなところ"\n', "utf-8")
    path = write_csv(tmp_path / "a.csv", ROWS[0], ROWS[0].replace("ラーメン", "カレー"))
    report = bring_in(path, mapping=Mapping.load(mapping))
    assert report.interviews == 1
    assert [reject.row for reject in report.rejects] == [3]
    assert "K-01" in report.rejects[0].reason.format(**report.rejects[0].values)


def test_a_row_with_an_impossible_date_is_kept_with_its_reason(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", ROWS[0], ROWS[1].replace("2026/5/3", "2026/13/45")))
    assert (report.interviews, report.rejected) == (1, 1)
    _, kept = past_import(empty, report.batch)
    assert [reject.row for reject in kept.rejects] == [3]
    assert kept.rejects[0].cells["好きなところ"] == "動物園が楽しかった"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", "場所,気温\n駅前,3\n".encode()])
def test_a_file_that_cannot_be_used_stores_nothing(
    empty: Settings, bring_in: Import, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableFile):
        bring_in(path)
    with opened(empty.database) as db:
        assert reads.surveys(db) == ()
        assert db.conn.execute("select count(*) from batches").fetchone()[0] == 0


def test_an_import_that_breaks_half_way_leaves_nothing_behind(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))

    def power_cut(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rows = [row.replace("K-", "L-") for row in ROWS]
        import_file(empty, ACTOR, ImportRequest(write_csv(tmp_path / "b.csv", *rows), "machi"), power_cut)
    with opened(empty.database) as db:
        assert counts(db, "machi") == {"interviews": 3, "comments": 6}
        assert db.conn.execute("select count(*) from interviews").fetchone()[0] == 3
        assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_a_dry_run_counts_and_stores_nothing(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS), dry_run=True)
    assert (report.interviews, report.comments, report.batch) == (3, 6, 0)
    with opened(empty.database) as db:
        assert reads.surveys(db) == ()


def test_an_interview_without_a_wave_belongs_to_its_month(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        assert reads.listed(db, "machi", "wave") == ["2026年5月"]


def test_a_time_is_stored_as_utc_with_its_offset(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", ROWS[0]))
    with opened(empty.database) as db:
        row = db.conn.execute("select at, at_offset, day from interviews").fetchone()
    assert row == ("2026-05-03T04:05:00+00:00", 540, "2026-05-03")


def test_every_import_is_in_the_log_with_its_actor_and_without_texts(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        actor, act, details = db.conn.execute("select actor, act, details from log where act = 'import'").fetchone()
    assert (actor, act) == (ACTOR.name, "import")
    assert json.loads(details)["interviews"] == 3
    assert "ラーメン" not in details


def test_the_log_cannot_be_rewritten(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        for statement in ("delete from log", "update log set actor = 'nobody'"):
            with pytest.raises(Exception, match="append-only"):
                db.conn.execute(statement)


def test_spawned_workers_store_the_same_as_one_process(empty: Settings, tmp_path: Path) -> None:
    rows = [f"P-{n},2026/5/3,駅前,20代,,公園の花が{n}番目にきれい,ベンチを{n}個ふやしてほしい,はい" for n in range(900)]
    path = write_csv(tmp_path / "many.csv", *rows)
    one, two = replace(empty, workers=1), replace(empty, workers=2)
    import_file(one, ACTOR, ImportRequest(path, "one"))
    import_file(two, ACTOR, ImportRequest(path, "two"))
    with opened(empty.database) as db:
        columns = ["text", "axis", "tone", "themes"]
        first, second = (reads.all_comments(db, slug, Audience.COMMITTEE)[columns] for slug in ("one", "two"))
    assert len(first) == 1800
    assert first.equals(second)


def test_a_new_survey_takes_its_questions_from_the_file(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        survey = reads.survey(db, "machi")
    assert survey is not None
    assert [question.key for question in survey.questions if question.kind == "text"] == ["like", "future"]
    assert HEADER.split(",")[5] == survey.questions[0].label


def test_a_codebook_that_cannot_be_read_leaves_no_empty_survey_behind(empty: Settings, tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text("これはTOMLではない", encoding="utf-8")
    path = write_csv(tmp_path / "a.csv", *ROWS)
    with pytest.raises(UnusableSettings):
        import_file(replace(empty, codebook=book), ACTOR, ImportRequest(path, "machi"))
    with opened(empty.database) as db:
        assert reads.surveys(db) == ()


@pytest.mark.parametrize("dry_run", [True, False])
def test_progress_counts_up_to_the_rows_of_the_file(empty: Settings, tmp_path: Path, dry_run: bool) -> None:
    rows = [f"P-{n},2026/5/3,駅前,20代,,川{n},," for n in range(500)]
    heard: list[int] = []
    request = ImportRequest(write_csv(tmp_path / "a.csv", *rows), "machi", dry_run=dry_run)
    import_file(empty, ACTOR, request, lambda done, total: heard.append(done))
    assert heard == sorted(heard)
    assert heard[-1] == 500


def test_an_import_asked_to_stop_the_moment_it_is_published_stays_whole(
    empty: Settings, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = importing._Import._publish

    def interrupted(self: importing._Import) -> None:
        publish(self)
        # A signal that arrives while the transaction is being committed is heard right after it.
        raise KeyboardInterrupt

    monkeypatch.setattr(importing._Import, "_publish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    with opened(empty.database) as db:
        assert counts(db, "machi") == {"interviews": 3, "comments": 6}


def test_voices_staged_before_the_codebook_changed_are_coded_as_the_survey_is_now(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    book = tmp_path / "codebook.toml"
    book.write_text(empty.codebook.read_text(encoding="utf-8").replace("ラーメン", "ラーメン屋"), encoding="utf-8")
    more = ImportRequest(write_csv(tmp_path / "b.csv", *ROWS, ROWS[0].replace("K-01", "K-07")), "machi")

    def recoded(done: int, total: int | None) -> None:
        recode_all_surveys(replace(empty, codebook=book), ACTOR)

    assert import_file(empty, ACTOR, more, recoded).interviews == 1
    cache.forget(empty, "machi")
    assert len(cache.voices(empty, "machi").comments) == 8
    with opened(empty.database) as db:
        comments = reads.all_comments(db, "machi", Audience.COMMITTEE)
    told = comments.loc[comments["text"] == "ラーメンがおいしい", "because"]
    assert [because["themes"] for because in told] == [{"food": ["おいしい"]}] * 2
