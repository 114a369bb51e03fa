"""Several answers in one cell, taken apart."""

from __future__ import annotations

import pytest

from survey_loader.sources.choices import are_several, options_of, separator_of, split_choices


@pytest.mark.parametrize(
    ("cell", "separator", "options", "parts"),
    [
        ("お店;公園;その他: 灯台", ";", (), ["お店", "公園", "その他: 灯台"]),
        ("お店; 公園;", ";", (), ["お店", "公園"]),
        ("お店（朝市, 夜市）, 公園", ", ", (), ["お店（朝市, 夜市）", "公園"]),
        ("食べる, 飲む, 公園", ", ", ("食べる, 飲む", "公園"), ["食べる, 飲む", "公園"]),
        ("公園", "、", (), ["公園"]),
        ("", ";", (), []),
    ],
)
def test_a_cell_falls_into_the_answers_that_were_offered(
    cell: str, separator: str, options: tuple[str, ...], parts: list[str]
) -> None:
    assert split_choices(cell, separator, options) == parts


def test_answers_that_recur_were_offered_and_free_words_were_not() -> None:
    assert are_several(["お店;公園", "公園;お店", "お店"], ";")
    assert not are_several(["朝の光;夕日", "夜の屋台;静けさ"], ";")
    assert not are_several(["お店", "公園", "お店"], ";")
    assert not are_several([], ";")


def test_the_options_are_those_that_more_than_one_person_gave() -> None:
    cells = ["食べる, 飲む, 海辺", "食べる, 飲む", "海辺, お店", "食べる, 飲む, お店", "海辺, その他: 灯台"]
    assert options_of(cells, ", ") == ("食べる, 飲む", "海辺", "お店")


def test_the_separator_is_the_surest_that_occurs() -> None:
    assert separator_of(["お店、公園"]) == "、"
    assert separator_of(["お店\n公園、広場"]) == "\n"
    assert separator_of(["お店"]) == ";"
