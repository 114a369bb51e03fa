"""Promises of shared results: made once for all who wait, never of other voices, and a same-looking cloud not again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from operator import eq

import pytest

from survey_loader.models import ThemeName
from survey_loader.voices import Voices
from survey_ui.recent import Pictures, Recent
from tests.insights.towns import Person, Voice, town

THEME = (ThemeName("snow", "雪と除雪", "Snow", "live"),)


def voices(people: int = 1) -> Voices:
    made = town([Person(number) for number in range(1, people + 1)], [Voice(1, words=("雪",))])
    return replace(made, theme_list=THEME)


def test_of_many_who_want_the_same_one_makes_it_and_all_get_it() -> None:
    recent, here, made = Recent(10), voices(), []
    together = threading.Barrier(8)

    def make() -> object:
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        together.wait()
        return recent.get(here, "chart", make)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))
    assert len(made) == 1
    assert all(one is made[0] for one in found)


def test_a_result_is_never_given_for_other_voices_and_a_failed_one_is_tried_again() -> None:
    recent, first, second = Recent(10), voices(), voices()
    assert recent.get(first, "n", lambda: 1) == 1
    assert recent.get(second, "n", lambda: 2) == 2
    with pytest.raises(ZeroDivisionError):
        recent.get(second, "broken", lambda: 1 // 0)
    assert recent.get(second, "broken", lambda: 3) == 3


def test_what_weighs_too_much_together_goes_the_longest_unused_first() -> None:
    recent, here = Recent(10, len), voices()
    for name in ("a", "b", "c"):
        recent.get(here, name, lambda name=name: name * 4)  # type: ignore[misc]
    assert recent.get(here, "c", lambda: "anew") == "cccc"
    assert recent.get(here, "a", lambda: "anew") == "anew"


def test_a_cloud_that_would_look_the_same_is_not_drawn_again_until_all_is_loaded_anew() -> None:
    pictures, drawn = Pictures(10), []

    def draw() -> int:
        drawn.append(1)
        return len(drawn)

    before = voices()
    assert pictures.get(before, "cloud", {"雪": 1.0}, eq, draw) == 1
    more = replace(before, comments=before.comments)
    assert pictures.get(more, "cloud", {"雪": 1.0}, eq, draw) == 1
    assert pictures.get(more, "cloud", {"雪": 1.0, "川": 0.5}, eq, draw) == 2
    anew = replace(more, theme_list=(replace(THEME[0]),))
    assert pictures.get(anew, "cloud", {"雪": 1.0, "川": 0.5}, eq, draw) == 3
    assert len(pictures._kept) == 1
