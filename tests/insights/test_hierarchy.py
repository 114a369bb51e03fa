"""Promises of the hierarchy: people are counted at every level, and no part claims what it does not have."""

from __future__ import annotations

import pytest

from survey_insights.charts import poster
from survey_insights.hierarchy import FORMS, Form, Part, hierarchy, hierarchy_chart
from survey_insights.selection import Filters, select
from survey_insights.statistics import wilson
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, town


@pytest.fixture
def small() -> Voices:
    """12 people wrote of snow, 6 of them of care too, 9 of sights; 10 said 除雪 in both their comments."""
    people = [Person(n) for n in range(30)]
    voices = [Voice(n, {"snow": "wish"}, ["除雪", "まち"]) for n in range(10)]
    voices += [Voice(n, {"snow": "wish"}, ["除雪"], question="future") for n in range(10)]
    voices += [Voice(n, {"snow": "wish"}, ["まち"]) for n in (10, 11)]
    voices += [Voice(n, {"care": "wish"}, ["まち"], question="future") for n in range(6, 12)]
    voices += [Voice(n, {"sights": "praise"}, ["動物園", "まち"]) for n in range(20, 29)]
    return town(people, voices)


def test_a_part_counts_the_people_who_wrote_it_once(small: Voices) -> None:
    parts, n = hierarchy(small)
    assert n == 30
    assert parts == [
        Part("live", "", "", 12), Part("live", "snow", "", 12), Part("live", "snow", "除雪", 10),
        Part("live", "care", "", 6), Part("visit", "", "", 9), Part("visit", "sights", "", 9),
        Part("visit", "sights", "動物園", 9),
    ]  # fmt: skip


def test_what_stands_everywhere_is_no_word_of_a_theme(small: Voices) -> None:
    assert "まち" not in {part.word for part in hierarchy(small)[0]}


def test_the_voices_behind_a_part_are_those_it_counts(sora: Voices) -> None:
    for part in hierarchy(sora)[0]:
        if part.word:
            chosen = Filters(theme=part.theme, group=f"word={part.word}")
        else:
            chosen = Filters(theme=part.theme) if part.theme else Filters(group=f"pull={part.pull}")
        assert select(sora, chosen).people == part.people


@pytest.mark.parametrize("form", list(FORMS))
def test_the_area_of_a_theme_is_its_people_and_nothing_is_a_part_of_a_whole(sora: Voices, form: Form) -> None:
    chart = hierarchy_chart(sora, japanese, form=form)
    drawn = chart.figure.data[0]
    assert drawn.branchvalues == "remainder"
    assert "percent" not in drawn.textinfo
    parts, _ = hierarchy(sora)
    areas = dict(zip(drawn.ids, drawn.values, strict=True))
    for theme in (part for part in parts if part.theme and not part.word):
        inside = areas[theme.id] + sum(areas[part.id] for part in parts if part.word and part.theme == theme.theme)
        assert inside == pytest.approx(theme.people)
    assert all(areas[part.id] == 0 for part in parts if not part.theme)
    assert "合計は聞いた人の数になりません" in chart.subtitle
    assert poster(chart, width=390).layout.width == 390


def test_the_list_says_the_share_of_the_people_asked_with_its_interval(small: Voices) -> None:
    table = hierarchy_chart(small, japanese).table
    low, high = wilson(12, 30)
    assert table.loc[1, ["テーマ", "書いた人", "聞いた人"]].tolist() == ["雪と除雪", 12, 30]
    assert table.loc[1, ["割合", "下限", "上限"]].tolist() == pytest.approx([0.4, float(low), float(high)])


def test_one_question_counts_only_its_answers(small: Voices) -> None:
    parts, n = hierarchy(small, ("future",))
    assert [(part.theme, part.people) for part in parts if part.theme and not part.word] == [("snow", 10), ("care", 6)]
    assert n == 30


def test_nothing_written_is_a_plain_sentence(nobody: Voices) -> None:
    assert hierarchy(nobody) == ([], 0)
    assert hierarchy_chart(nobody, japanese).empty
