"""Promises of coding by people: blind, logged, undone, above the machine, and never lost to a re-coding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey_loader.acts import erasing, judging, learning, words
from survey_loader.acts.coding import recode_all_surveys
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened
from survey_loader.store.judgements import Judgement, Purpose, trail
from survey_loader.store.surveys import save_survey
from survey_loader.text.codebook_editing import merged, with_theme, without_theme
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv


@pytest.fixture
def town(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    return empty


def said(comment: str, coder: str = "佐藤", purpose: Purpose = "random", **labels: Any) -> Judgement:
    told = {"axis": "live", "tone": "wish", "themes": ("snow",), **labels}
    return Judgement(comment, coder, purpose, told["axis"], told["tone"], told["themes"], told.get("clash", False))


def of(settings: Settings, comment: str) -> tuple[Any, ...]:
    """What readers see of a comment."""
    row = judging.comment(settings, comment).iloc[0]
    return row["axis"], row["tone"], tuple(row["themes"]), row["tone_source"]


def first(settings: Settings) -> str:
    judging.draw_random(settings, ACTOR, "machi", size=6, seed=1)
    return judging.queue(settings, "machi", "random", "佐藤").comments[0]


def test_a_judgement_stands_above_the_machine_and_survives_recoding_and_reimport(
    town: Settings, bring_in: Import, tmp_path: Path
) -> None:
    comment = first(town)
    judging.judge(town, ACTOR, "machi", said(comment, axis="both", tone="mixed", themes=("nature",)))
    expected = ("both", "mixed", ("nature",), "human")
    assert of(town, comment) == expected
    words.save_codebook(town, ACTOR, "machi", without_theme(words.in_force(town, "machi").codebook, "snow"))
    assert of(town, comment) == expected
    recode_all_surveys(town, ACTOR)
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    assert of(town, comment) == expected
    voices = cache.voices(town, "machi")
    assert (voices.comments["tone_source"] == "human").sum() == 1


def shown_in_voices(settings: Settings) -> list[set[str]]:
    """The themes of each comment a person coded, as all screens count them."""
    cache.forget(settings, "machi")
    voices = cache.voices(settings, "machi")
    keys = [theme.key for theme in voices.theme_list]
    by_people = (voices.comments["tone_source"] == "human").to_numpy().nonzero()[0]
    return [{keys[column] for column in voices.themes[row].indices} for row in by_people]


def test_what_people_coded_with_a_merged_theme_moves_with_it_and_back_again(town: Settings) -> None:
    comment = first(town)
    judging.judge(town, ACTOR, "machi", said(comment, themes=("nature", "food", "downtown")))
    before = words.in_force(town, "machi").codebook
    first_version = words.save_codebook(town, ACTOR, "machi", before)
    words.save_codebook(town, ACTOR, "machi", merged(before, "food", "downtown"))
    assert of(town, comment)[2] == ("nature", "downtown")
    assert shown_in_voices(town) == [{"nature", "downtown"}]
    assert [it.themes for it in judging.judgements_of(town, "machi", comment)] == [("nature", "downtown")]
    assert judging.measured(town, "machi")[0]["themes"].tolist() == [("nature", "downtown")]
    words.return_to(town, ACTOR, "machi", first_version.number)
    assert of(town, comment)[2] == ("nature", "food", "downtown")
    assert shown_in_voices(town) == [{"nature", "food", "downtown"}]


def test_what_people_coded_with_a_deleted_theme_is_kept_but_shown_under_no_raw_key(town: Settings) -> None:
    comment = first(town)
    judging.judge(town, ACTOR, "machi", said(comment, themes=("nature", "food")))
    before = words.in_force(town, "machi").codebook
    first_version = words.save_codebook(town, ACTOR, "machi", before)
    words.save_codebook(town, ACTOR, "machi", without_theme(before, "food"))
    assert of(town, comment)[2] == ("nature",)
    assert shown_in_voices(town) == [{"nature"}]
    assert [it.themes for it in judging.judgements_of(town, "machi", comment)] == [("nature",)]
    words.return_to(town, ACTOR, "machi", first_version.number)
    assert of(town, comment)[2] == ("nature", "food")


def test_two_people_whose_themes_were_merged_agree_and_differ_again_when_they_are_parted(town: Settings) -> None:
    comment = first(town)
    before = words.in_force(town, "machi").codebook
    first_version = words.save_codebook(town, ACTOR, "machi", before)
    judging.judge(town, ACTOR, "machi", said(comment, themes=("food",)))
    judging.judge(town, ACTOR, "machi", said(comment, "鈴木", themes=("downtown",)))
    assert judging.queue(town, "machi", "settled", "").comments == (comment,)
    words.save_codebook(town, ACTOR, "machi", merged(before, "food", "downtown"))
    assert judging.queue(town, "machi", "settled", "").comments == ()
    assert of(town, comment) == ("live", "wish", ("downtown",), "human")
    words.return_to(town, ACTOR, "machi", first_version.number)
    assert judging.queue(town, "machi", "settled", "").comments == (comment,)
    assert shown_in_voices(town) == []


def test_a_random_sample_is_drawn_once_and_the_next_holds_none_of_it(town: Settings) -> None:
    assert judging.draw_random(town, ACTOR, "machi", size=4, seed=1) == 4
    drawn = set(judging.queue(town, "machi", "random", "佐藤").comments)
    assert judging.draw_random(town, ACTOR, "machi", size=4, seed=2) == 2
    assert len(drawn) == 4
    assert judging.draw_random(town, ACTOR, "machi", size=4, seed=3) == 0
    assert len(judging.queue(town, "machi", "random", "佐藤").comments) == 6


def test_both_coders_see_the_same_comments_in_the_same_order_each_for_themselves(town: Settings) -> None:
    comment = first(town)
    judging.judge(town, ACTOR, "machi", said(comment))
    mine, theirs = (judging.queue(town, "machi", "random", coder) for coder in ("佐藤", "鈴木"))
    assert theirs.comments[1:] == mine.comments
    assert (mine.done, theirs.done) == (1, 0)


def test_what_two_people_say_differently_stays_with_the_machine_until_it_is_settled(town: Settings) -> None:
    comment = first(town)
    machine = of(town, comment)
    judging.judge(town, ACTOR, "machi", said(comment))
    judging.judge(town, ACTOR, "machi", said(comment, "鈴木", axis="both"))
    assert of(town, comment) == machine
    assert judging.queue(town, "machi", "settled", "").comments == (comment,)
    judging.judge(town, ACTOR, "machi", said(comment, "佐藤・鈴木", "settled", axis="both"))
    assert of(town, comment) == ("both", "wish", ("snow",), "human")
    assert judging.queue(town, "machi", "settled", "").comments == ()


def test_a_judgement_can_be_taken_back_and_the_trail_keeps_it(town: Settings) -> None:
    comment = first(town)
    machine = of(town, comment)
    judgement = said(comment, axis="both", tone="mixed", clash=True)
    number = judging.judge(town, ACTOR, "machi", judgement)
    assert judging.last_judgement(town, "machi", "佐藤", "random") == (number, judgement)
    assert judging.take_back(town, ACTOR, "machi", number, "佐藤", "random") == judgement
    assert of(town, comment) == machine
    with opened(town.database) as db:
        kept = trail(db, comment)
        acts = [row[0] for row in db.conn.execute("select act from log order by number desc limit 2")]
    assert [row["undone_by"] for row in kept] == [ACTOR.name]
    assert acts == ["take judgement back", "judge"]
    with pytest.raises(SurveyError, match="取り消せる判断"):
        judging.take_back(town, ACTOR, "machi", number, "佐藤", "random")


def test_only_ones_own_last_judgement_for_the_same_purpose_can_be_taken_back(town: Settings) -> None:
    comment = first(town)
    earlier = judging.judge(town, ACTOR, "machi", said(comment))
    second = judging.queue(town, "machi", "random", "佐藤").comments[0]
    number = judging.judge(town, ACTOR, "machi", said(second))
    correction = judging.judge(town, ACTOR, "machi", said(second, purpose="correction", axis="both"))
    others: list[tuple[int, str, Purpose]] = [
        (number, "鈴木", "random"),
        (number, "佐藤", "correction"),
        (earlier, "佐藤", "random"),
    ]
    for wrong in others:
        with pytest.raises(SurveyError, match="取り消せる判断"):
            judging.take_back(town, ACTOR, "machi", *wrong)
    assert judging.last_judgement(town, "machi", "鈴木", "random") is None
    assert judging.last_judgement(town, "machi", "佐藤", "correction") == (
        correction,
        said(second, purpose="correction", axis="both"),
    )
    assert judging.take_back(town, ACTOR, "machi", number, "佐藤", "random") == said(second)
    assert judging.take_back(town, ACTOR, "machi", earlier, "佐藤", "random") == said(comment)


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"coder": " "}, "お名前"),
        ({"coder": "あ" * 60}, "お名前"),
        ({"themes": ("nonesuch",)}, "コードブックにありません"),
        ({"axis": "north"}, "選択肢"),
    ],
)
def test_a_judgement_that_cannot_be_is_told_and_not_kept(town: Settings, labels: dict[str, Any], told: str) -> None:
    comment = first(town)
    with pytest.raises(UnusableEntry, match=told):
        judging.judge(town, ACTOR, "machi", said(comment, **labels))
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from judgements").fetchone()[0] == 0


def test_a_comment_is_judged_only_in_its_own_survey(town: Settings) -> None:
    comment = first(town)
    with opened(town.database) as db:
        save_survey(db, Survey("tonari", "となりの声", (Question("like", "好きなところ"),)))
    with pytest.raises(SurveyError, match="もうありません"):
        judging.judge(town, ACTOR, "tonari", said(comment, themes=()))
    assert judging.comment(town, comment, "tonari").empty
    assert len(judging.comment(town, comment, "machi")) == 1


def test_an_erased_comment_leaves_no_judgement_no_sample_and_no_memory_of_learning(town: Settings) -> None:
    comment = first(town)
    judging.judge(town, ACTOR, "machi", said(comment))
    with opened(town.database) as db:
        interview = db.conn.execute(
            "select i.id from interviews i join comments c on c.interview = i.number where c.id = ?", [comment]
        ).fetchone()[0]
        db.conn.execute(
            "insert into learned (kind, model, report, actor, at) values ('tone', ?, '{}', 'x', 'y')",
            [f'{{"folds": {{"{comment}": "wish", "other": null}}}}'],
        )
    erasing.erase(town, ACTOR, interview, "求めに応じて")
    with opened(town.database) as db:
        for table, column in (("judgements", "comment_id"), ("sample_comments", "comment_id")):
            assert db.conn.execute(f"select count(*) from {table} where {column} = ?", [comment]).fetchone()[0] == 0
        assert learning.folds(db) == {"tone": {"other": None}}


def test_only_visible_comments_wait(town: Settings) -> None:
    first(town)
    with opened(town.database) as db:
        db.conn.execute("update interviews set superseded = 1 where source_key = 'K-01'")
    assert len(judging.queue(town, "machi", "random", "佐藤").comments) == 4


def test_learning_from_a_few_comments_says_that_it_is_too_few(town: Settings) -> None:
    judging.judge(town, ACTOR, "machi", said(first(town)))
    reports = learning.learn(town, ACTOR)
    assert [(report["kind"], report["n"], report["taken"]) for report in reports] == [
        ("axis", 1, False),
        ("tone", 1, False),
    ]
    assert [report["kind"] for report in learning.reports(town)] == ["axis", "tone"]


def test_an_erased_persons_words_leave_the_examples_of_every_codebook(town: Settings) -> None:
    book = words.in_force(town, "machi").codebook
    theme = replace(book.themes[0], examples=("バスが少ないので増やしてほしい", "雪かきがつらい"))
    words.save_codebook(town, ACTOR, "machi", with_theme(book, theme))
    with opened(town.database) as db:
        interview = db.conn.execute("select id from interviews where source_key = 'K-03'").fetchone()[0]
    erasing.erase(town, ACTOR, interview, "求めに応じて")
    assert words.in_force(town, "machi").codebook.themes[0].examples == ("雪かきがつらい",)
    assert "増やしてほしい".encode() not in town.database.read_bytes()
    recode_all_surveys(town, ACTOR)
    assert len(cache.voices(town, "machi").comments) == 4
