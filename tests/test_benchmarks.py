"""What the benchmark of the screens is made from, and how it tells what is over its budget."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks import screens
from benchmarks.__main__ import main, numbers
from benchmarks.screens import places
from benchmarks.texts import town
from benchmarks.visits import Waits
from survey_ui.router import SECTIONS


def test_a_town_has_as_many_comments_as_asked_and_no_two_alike(tmp_path: Path) -> None:
    with town(tmp_path, 300).open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    comments = [person[question] for person in people for question in ("好きなところ", "どんなまちになってほしい")]
    assert len(comments) == len(set(comments)) == 300
    assert all(comment.strip() for comment in comments)
    assert len({person["回"] for person in people}) == 6
    assert {person["まちとの関わり"] for person in people} == {"住んでいる", "通勤・通学", "帰省", "観光"}


def test_every_screen_of_the_router_is_measured_from_another_one() -> None:
    found = places("http://localhost:1")
    assert len(found) == sum(len(pages) for pages in SECTIONS.values())
    assert found[0].url == "http://localhost:1/"
    assert all(place.title != place.other for place in found)
    assert [place.title for place in places("http://localhost:1", ("themes",))] == ["テーマ"]


def test_sizes_are_chosen_and_an_unknown_part_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert numbers("300,10000") == (300, 10_000)
    with pytest.raises(SystemExit):
        main(["weather"])
    assert "no such part: weather" in capsys.readouterr().err


def test_what_is_over_its_budget_is_marked_and_told() -> None:
    small, large, empty = Waits(1.0, 1.0, 0.5, 0.3), Waits(1.2, 1.5, 0.7, 0.6), Waits(1.0, 1.0, 0.5, 0.1)
    cells = screens._cells("themes", large, small, empty)
    assert cells[:8] == ["themes", "1.20 s", "1.50 s", "1.20", "1.20", "0.70 s", "**1.40**", "**1.40**"]
    assert cells[8:] == ["**0.60 s**", "", ""]
    missed = list(screens._missed(100_000, 700_000_000, {"themes": large}, {"themes": small}, empty))
    assert missed == [
        "themes at 100,000, change of screen / smallest: 1.40",
        "themes at 100,000, change of screen / empty page: 1.40",
        "themes at 100,000, filter: 0.60 s",
        "memory at 100,000: 700 MB",
    ]
