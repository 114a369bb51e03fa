"""Promises of a mapping that is changed column by column: what nobody touched stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_loader.acts.report_text import MEANING_LABELS
from survey_loader.errors import UnusableMapping
from survey_loader.models import Question, Survey
from survey_loader.sources.columns import Columns, QuestionColumn
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.mapping_sheet import (
    MEANINGS,
    SAID,
    UNUSED,
    ColumnUse,
    examples,
    free_key,
    has_voices,
    uses,
    with_uses,
)

HEADER = ("いつ", "どこ", "好きなところ", "だれにとって？", "写真", "横顔", "ひとりごと")
LIKE = Question("like", "好きなところ", tone_hint="praise")
MAPPING = Mapping(
    Survey("", "", questions=(LIKE,)),
    (QuestionColumn(LIKE, "好きなところ", "だれにとって？"),),
    Columns(date="いつ", place="どこ", photo=("写真", "横顔")),
    values={"relation": {"となり町": "visitor"}},
)


def test_every_meaning_a_column_can_have_has_a_name_on_the_screen() -> None:
    assert set(MEANING_LABELS) == set(MEANINGS)


def test_columns_are_seen_in_the_order_of_the_file_with_what_they_are_for() -> None:
    seen = uses(MAPPING, HEADER)
    assert [use.column for use in seen] == list(HEADER)
    assert [use.meaning for use in seen] == ["date", "place", "text", SAID, "photo", "photo", UNUSED]
    assert seen[3].question == LIKE


def test_a_mapping_that_nobody_changed_is_the_very_same() -> None:
    assert with_uses(MAPPING, list(uses(MAPPING, HEADER))) is MAPPING


def test_a_column_that_becomes_a_question_brings_a_new_question_and_keeps_the_rest() -> None:
    wish = Question("comment", "ひとりごと", tone_hint="wish")
    chosen = [*uses(MAPPING, HEADER)[:-1], ColumnUse("ひとりごと", "text", wish)]
    changed = with_uses(MAPPING, chosen)
    assert changed.questions == (*MAPPING.questions, QuestionColumn(wish, "ひとりごと"))
    assert changed.columns == MAPPING.columns
    assert changed.values == MAPPING.values
    assert changed.survey.questions == (LIKE, wish)
    assert Mapping.parse(changed.dump()) == changed


def test_a_column_no_longer_used_leaves_the_mapping() -> None:
    chosen = [
        replace(use, meaning=UNUSED, question=None) if use.column == "横顔" else use for use in uses(MAPPING, HEADER)
    ]
    assert with_uses(MAPPING, chosen).columns.photo == ("写真",)


def test_two_columns_cannot_both_be_the_place() -> None:
    chosen = [*uses(MAPPING, HEADER)[:-1], ColumnUse("ひとりごと", "place")]
    with pytest.raises(UnusableMapping, match="「どこ」と「ひとりごと」が同じ意味"):
        with_uses(MAPPING, chosen)


def test_columns_that_this_file_does_not_have_stay_in_the_mapping() -> None:
    later = Question("trouble", "困っていること")
    known = replace(
        MAPPING,
        questions=(*MAPPING.questions, QuestionColumn(later, "困りごと")),
        columns=replace(MAPPING.columns, age="年代"),
        optional=("困りごと", "年代"),
    )
    chosen = [ColumnUse("いつ", "note") if use.column == "いつ" else use for use in uses(known, HEADER)]
    changed = with_uses(known, chosen)
    assert changed.columns == replace(known.columns, date="", note="いつ")
    assert changed.questions == known.questions


def test_a_header_written_a_little_differently_is_still_the_column_of_the_mapping() -> None:
    header = ("いつ ", *HEADER[1:])
    seen = uses(MAPPING, header)
    assert (seen[0].column, seen[0].meaning) == ("いつ ", "date")
    assert with_uses(MAPPING, seen) is MAPPING


def test_examples_are_the_first_different_cells_of_each_column() -> None:
    rows = [("駅前", ""), ("駅前", "桜"), ("公園", ""), ("川", "雪"), ("橋", "")]
    assert examples(("場所", "好き"), rows) == (("駅前", "公園", "川"), ("桜", "雪"))
    assert examples((), []) == ()


def test_a_new_question_gets_a_key_that_none_has() -> None:
    assert free_key("text", ["comment", "comment_2"]) == "comment_3"
    assert free_key("choice", []) == "choice"


def test_a_mapping_without_a_text_question_has_no_voices() -> None:
    assert has_voices(MAPPING)
    assert not has_voices(Mapping(Survey("", "")))


def test_a_consent_for_words_and_photo_alike_stays_for_both_when_another_column_changes() -> None:
    header = ["consent_photo", "consent_publish", "place", "感想"]
    mapping = Mapping.guess(header, [["yes", "no", "駅前", "川"]])
    changed = [replace(use, meaning="note") if use.column == "place" else use for use in uses(mapping, header)]
    columns = with_uses(mapping, changed).columns
    assert (columns.consent_quote, columns.consent_photo_public) == ("consent_publish", "consent_publish")
    assert (columns.consent_photo_committee, columns.note, columns.place) == ("consent_photo", "place", "")
    unused = [replace(use, meaning="") if use.column == "consent_publish" else use for use in uses(mapping, header)]
    assert with_uses(mapping, unused).columns.consent_photo_public == ""
