"""Promises of kept mappings: the next file of the same shape is read as the first one was."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_loader.__main__ import UNUSABLE, main
from survey_loader.acts import mappings
from survey_loader.acts.report_text import MEANING_LABELS
from survey_loader.errors import SurveyError, UnusableMapping
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings
from survey_loader.sources.columns import Columns, QuestionColumn
from survey_loader.sources.headers import guess_columns
from survey_loader.sources.mapping import Mapping
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey, survey
from tests.loader.conftest import ACTOR, Import, write_csv

CONSENT_FIELDS = ("consent_quote", "consent_photo_committee", "consent_photo_public")
HEADER = "ひにち,ばしょ,つぶやき"
ROWS = ("2026/5/3,駅前,朝の川べりを歩くのが好き", "2026/5/4,公園,ベンチをもう少し増やしてほしい")
WORDS = Question("words", "つぶやき", tone_hint="wish")
MAPPING = Mapping(
    Survey("", "", questions=(WORDS,)),
    (QuestionColumn(WORDS, "つぶやき"),),
    Columns(date="ひにち", place="ばしょ"),
    values={"relation": {"となり町": "visitor"}},
    basis="CC BY 4.0",
)


@pytest.fixture
def town(empty: Settings) -> Settings:
    with opened(empty.database) as db, transaction(db):
        save_survey(db, Survey("machi", "こだま町"))
    return empty


def test_a_mapping_comes_back_as_it_was_kept(town: Settings) -> None:
    mappings.save(town, ACTOR, "machi", " 街頭 ", MAPPING)
    assert mappings.listed(town, "machi") == {"街頭": MAPPING}
    assert mappings.listed(town, "よその町") == {}


def test_keeping_under_the_same_name_replaces_and_removing_forgets(town: Settings) -> None:
    mappings.save(town, ACTOR, "machi", "街頭", MAPPING)
    other = Mapping(Survey("", ""), columns=Columns(place="ばしょ"))
    mappings.save(town, ACTOR, "machi", "街頭", other)
    assert mappings.listed(town, "machi") == {"街頭": other}
    mappings.remove(town, ACTOR, "machi", "街頭")
    mappings.remove(town, ACTOR, "machi", "街頭")
    assert mappings.listed(town, "machi") == {}
    with opened(town.database) as db:
        acts = db.conn.execute("select act, record from log where survey = 'machi' order by number").fetchall()
    assert acts == [("save mapping", "街頭"), ("save mapping", "街頭"), ("remove mapping", "街頭")]


@pytest.mark.parametrize("name", ["", "　", "あ" * 81])
def test_a_mapping_needs_a_name_of_its_own(town: Settings, name: str) -> None:
    with pytest.raises(UnusableMapping, match="名前"):
        mappings.save(town, ACTOR, "machi", name, MAPPING)


def test_a_mapping_belongs_to_a_survey_that_exists(town: Settings) -> None:
    with pytest.raises(SurveyError, match="見つかりません"):
        mappings.save(town, ACTOR, "nowhere", "街頭", MAPPING)


def test_a_kept_mapping_is_used_by_itself_where_its_columns_fit(
    town: Settings, bring_in: Import, tmp_path: Path
) -> None:
    mappings.save(town, ACTOR, "machi", "街頭", MAPPING)
    report = bring_in(write_csv(tmp_path / "a.csv", *ROWS, header=HEADER))
    assert (report.interviews, report.comments) == (2, 2)
    assert report.recognised["kept"] == "街頭"
    with opened(town.database) as db:
        stored = survey(db, "machi")
        basis = db.conn.execute("select distinct basis from interviews").fetchall()
    assert stored is not None
    assert stored.questions == (WORDS,)
    assert stored.name == "こだま町"
    assert basis == [("CC BY 4.0",)]


def test_a_kept_mapping_whose_columns_are_not_there_is_left_alone(
    town: Settings, bring_in: Import, tmp_path: Path
) -> None:
    mappings.save(town, ACTOR, "machi", "街頭", MAPPING)
    report = bring_in(write_csv(tmp_path / "a.csv", "2026/5/3,駅前,川", header="日付,場所,好きなところ"))
    assert report.interviews == 1
    assert report.recognised["kept"] == ""


def test_without_kept_mappings_a_file_is_guessed_anew(town: Settings, bring_in: Import, tmp_path: Path) -> None:
    mappings.save(town, ACTOR, "machi", "街頭", MAPPING)
    path = write_csv(tmp_path / "a.csv", *(f"{row},{row}" for row in ROWS), header=f"{HEADER},日付,場所,好きなところ")
    assert bring_in(path, dry_run=True).recognised["kept"] == "街頭"
    assert bring_in(path, dry_run=True, kept_mappings=False).recognised["kept"] == ""


def test_an_import_keeps_its_mapping_for_the_next_file_where_asked_to(
    town: Settings, bring_in: Import, tmp_path: Path
) -> None:
    first = bring_in(write_csv(tmp_path / "a.csv", ROWS[0], header=HEADER), mapping=MAPPING, keep_mapping="街頭")
    assert first.recognised["kept"] == ""
    second = bring_in(write_csv(tmp_path / "b.csv", ROWS[1], header=HEADER))
    assert second.recognised["kept"] == "街頭"
    assert second.interviews == 1


def test_a_survey_made_by_an_import_has_the_name_people_gave_it(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(
        write_csv(tmp_path / "a.csv", *ROWS, header=HEADER),
        survey="survey-2", survey_name="こだま町の声", mapping=MAPPING,
    )  # fmt: skip
    with opened(empty.database) as db:
        stored = survey(db, "survey-2")
    assert stored is not None
    assert stored.name == "こだま町の声"


def test_the_command_line_takes_a_kept_mapping_by_its_name_and_says_when_it_used_one(
    town: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mappings.save(town, ACTOR, "machi", "街頭", MAPPING)
    path = write_csv(tmp_path / "a.csv", *ROWS, header=HEADER)
    command = ["import", str(path), "--survey", "machi", "--db", str(town.database), "--dry-run"]
    assert main(command) == 0
    assert "使った対応表 街頭" in capsys.readouterr().out
    assert main([*command, "--mapping", "街頭"]) == 0
    assert "聞き取り2件、声2件" in capsys.readouterr().out
    main([*command, "--no-kept-mapping"])
    assert "使った対応表" not in capsys.readouterr().out
    assert main([*command, "--mapping", "よその表"]) == UNUSABLE
    assert "対応表 よその表 が見つかりません。" in capsys.readouterr().err


@pytest.mark.parametrize("field", ["date", "place", "age", "relation", "photo", "photo_board", *CONSENT_FIELDS])
def test_a_column_named_as_our_screens_name_it_is_understood(field: str) -> None:
    header = [MEANING_LABELS[field], "好きなところ"]
    named = [what for what, column in guess_columns(header, [("はい", "川")]).columns.named() if column == header[0]]
    assert named == [field]
