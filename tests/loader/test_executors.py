"""Promises of where and with what texts are analysed: the same codings everywhere, one engine a survey."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from survey_loader import settings
from survey_loader.__main__ import main
from survey_loader.acts import analysis, executors
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.errors import SurveyError, UnusableSettings
from survey_loader.settings import Settings
from survey_loader.store import writes
from survey_loader.store.connection import opened
from survey_loader.store.surveys import survey
from tests.conftest import PROJECT
from tests.loader.conftest import ACTOR, HEADER, ROWS, write_csv

PLACES = ("川ぞいの道", "駅の東口", "古い図書館", "朝市の通り", "坂の上の公園", "港の食堂", "北の広場", "温泉の前")
LIKED = ("がきれいで大好き", "は静かだけど店が少ない", "でラーメンを食べた、おいしかった!", "の夜道がこわい")
WISHED = ("を除雪してほしい", "に英語の案内をもっと", "で若者が遊べたらいいな", "のバスを減らさないで")


def many_rows() -> list[str]:
    """More rows than one process takes alone, no two with the same words."""
    rows = []
    for number in range(900):
        place, liked, wished = (parts[number % len(parts)] for parts in (PLACES, LIKED, WISHED))
        rows.append(
            f"M-{number},2026/5/{number % 28 + 1} 13:05,ゆきの通り,20代,市内に住んでいる,"
            f"{number}番目の{place}{liked},{place}{wished}。{number}回言いたい,はい"
        )
    return rows


def codings(over: Settings) -> list[tuple[Any, ...]]:
    """Everything that was derived from the texts, in the order of the comments' ids."""
    with opened(over.database) as db:
        vocabulary = dict(db.conn.execute("select number, word from vocabulary").fetchall())
        rows = db.conn.execute(
            "select c.id, c.normalised, c.morphemes, d.axis, d.tone, d.clash, d.themes, d.because, d.words "
            "from comments c join codings d on d.comment = c.number order by c.id"
        ).fetchall()
    words = [memoryview(row[-1]).cast("I") for row in rows]
    return [(*row[:-1], tuple(vocabulary[number] for number in found)) for row, found in zip(rows, words, strict=True)]


def tokenizers(over: Settings) -> set[str]:
    with opened(over.database) as db:
        return {
            name
            for (name,) in db.conn.execute(
                "select distinct t.name from comments c join tokenizers t on t.number = c.tokenizer"
            )
        }


def interviews(over: Settings) -> int:
    with opened(over.database) as db:
        return int(db.conn.execute("select count(*) from interviews").fetchone()[0])


def bring(over: Settings, path: Path, **options: Any) -> None:
    import_file(over, ACTOR, ImportRequest(path, "machi", **options))


def entry(number: int) -> Entry:
    identity = f"00000000-0000-4000-8000-{number:012}"
    return Entry("machi", identity, {"like": "川の音が好き"}, datetime(2026, 5, 5, 4, tzinfo=UTC), "橋の上")


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Any, ...]]]:
    """A file of many rows and its codings, made in this process alone."""
    folder = tmp_path_factory.mktemp("inline")
    path = write_csv(folder / "many.csv", *many_rows())
    alone = settings.load(data_dir=folder, workers=1)
    bring(alone, path)
    return path, codings(alone)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A real dask cluster of two processes on this machine; its address."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as made:
        yield made.scheduler_address
        executors.forget()


@pytest.mark.parametrize("engine", ["janome", "mecab"])
def test_a_dask_cluster_comes_to_the_same_codings_as_this_process(
    empty: Settings, inline: tuple[Path, list[tuple[Any, ...]]], cluster: str, engine: str, tmp_path: Path
) -> None:
    path, expected = inline
    bring(replace(empty, dask=cluster), path, engine=engine)
    if engine == "mecab":
        alone = settings.load(data_dir=tmp_path / "alone", workers=1)
        bring(alone, path, engine=engine)
        expected = codings(alone)
    assert len(expected) == 1800
    assert codings(empty) == expected


def test_two_spawned_processes_come_to_the_same_codings_as_this_process(
    empty: Settings, inline: tuple[Path, list[tuple[Any, ...]]]
) -> None:
    path, expected = inline
    bring(replace(empty, workers=2), path)
    assert codings(empty) == expected


def test_a_cluster_that_cannot_be_reached_is_told_and_nothing_is_stored(
    empty: Settings, inline: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "REACH_SECONDS", 1)
    with pytest.raises(UnusableSettings, match=r"tcp://127\.0\.0\.1:1 につながりません"):
        bring(replace(empty, dask="tcp://127.0.0.1:1"), inline[0])
    with pytest.raises(UnusableSettings, match="nowhere につながりません"):
        bring(replace(empty, dask="nowhere"), inline[0])
    assert interviews(empty) == 0


def test_workers_that_die_are_told_and_the_next_import_has_new_ones(
    empty: Settings, inline: tuple[Path, list[tuple[Any, ...]]]
) -> None:
    two = replace(empty, workers=2)
    recipe = analysis.analyst(two.codebook).recipe
    dying = executors.workers(two, recipe, few=False).executor.submit(os._exit, 1)
    with pytest.raises(SurveyError, match="途中で止まりました。もう一度"):
        executors.gathered([dying])
    bring(two, inline[0])
    assert codings(empty) == inline[1]


def test_a_worker_killed_while_it_writes_is_told_and_the_program_ends(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "tests.loader.half_message", str(tmp_path / "data")]
    done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "解析をしていた別のプロセスが途中で止まりました" in done.stdout


def test_a_worker_of_another_version_refuses(empty: Settings) -> None:
    recipe = analysis.analyst(empty.codebook).recipe
    assert analysis.analyse_all(recipe, [analysis.Text("除雪してほしい", None, None)])[0].coding.tone == "wish"
    with pytest.raises(UnusableSettings, match="同じ版にそろえて"):
        analysis.analyse_all(recipe._replace(version="0+0"), [])


def test_a_survey_keeps_the_engine_of_its_first_voice(empty: Settings, tmp_path: Path) -> None:
    bring(empty, write_csv(tmp_path / "a.csv", ROWS[0]), engine="mecab")
    bring(empty, write_csv(tmp_path / "b.csv", ROWS[1]))
    enter(empty, ACTOR, entry(1))
    with opened(empty.database) as db:
        stored = survey(db, "machi")
    assert stored is not None
    assert stored.engine == "mecab"
    assert tokenizers(empty) == {"mecab"}


def test_a_first_voice_typed_in_is_read_with_the_engine_of_the_settings(empty: Settings, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS[0])
    bring(empty, path)
    other = replace(empty, engine="mecab")
    import_file(other, ACTOR, ImportRequest(path, "other"))
    enter(other, ACTOR, entry(1))
    enter(other, ACTOR, replace(entry(2), survey="other"))
    with opened(empty.database) as db:
        counted = db.conn.execute(
            "select i.survey, t.name, count(*) from comments c join interviews i on i.number = c.interview "
            "join tokenizers t on t.number = c.tokenizer group by 1, 2 order by 1"
        ).fetchall()
    assert counted == [("machi", "janome", 3), ("other", "mecab", 3)]


def test_asking_for_another_engine_says_what_to_do_and_stores_nothing(
    empty: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(empty, write_csv(tmp_path / "a.csv", ROWS[0]))
    path = write_csv(tmp_path / "b.csv", ROWS[1])
    with pytest.raises(SurveyError, match="janome で切り分けています。mecab とは混ぜられません"):
        bring(empty, path, engine="mecab")
    command = ["import", str(path), "--survey", "machi", "--engine", "mecab", "--db", str(empty.database)]
    assert main(command) == 2
    assert "janome のまま取り込むか、別の調査に" in capsys.readouterr().err
    assert interviews(empty) == 1


def test_a_survey_from_before_engines_were_recorded_goes_on_with_its_own(empty: Settings, tmp_path: Path) -> None:
    bring(empty, write_csv(tmp_path / "a.csv", ROWS[0]))
    with opened(empty.database) as db:
        db.conn.execute("update surveys set definition = json_remove(definition, '$.engine')")
    bring(replace(empty, engine="mecab"), write_csv(tmp_path / "b.csv", ROWS[1]))
    assert tokenizers(empty) == {"janome"}
    with pytest.raises(SurveyError, match="janome で"):
        bring(empty, write_csv(tmp_path / "c.csv", ROWS[2]), engine="mecab")


def test_an_import_that_failed_leaves_the_engine_open(empty: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(f"{HEADER}\n{ROWS[0]}\n".encode() + b"K-09,2026/5/3,\xff\xfe\x00\x81" * 3)
    with pytest.raises(SurveyError):
        import_file(replace(empty, codebook=tmp_path / "none.toml"), ACTOR, ImportRequest(broken, "machi"))
    bring(empty, write_csv(tmp_path / "a.csv", ROWS[0]), engine="mecab")
    assert tokenizers(empty) == {"mecab"}


def test_the_command_line_imports_with_mecab_on_a_cluster(
    empty: Settings, inline: tuple[Path, Any], cluster: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", str(inline[0]), "--survey", "machi", "--engine", "mecab", "--dask", cluster]
    assert main([*command, "--db", str(empty.database), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["interviews"] == 900
    assert tokenizers(empty) == {"mecab"}


def test_much_text_is_written_in_several_short_transactions_and_all_of_it(empty: Settings, tmp_path: Path) -> None:
    long = "、".join(f"{number}番の道の雪を早くどけてほしい" for number in range(1500))
    rows = [
        f'L-{number},2026/5/3 13:05,ゆきの通り,20代,市内に住んでいる,"{number}、{long}",,はい' for number in range(4)
    ]
    bring(empty, write_csv(tmp_path / "long.csv", *rows), engine="mecab")
    with opened(empty.database) as db:
        found = db.conn.execute("select length(morphemes) from comments order by number").fetchall()
    assert len(found) == 4
    assert sum(length for (length,) in found) > writes.WRITTEN_AT_ONCE
