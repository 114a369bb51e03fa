"""Promises of attributes: everybody who answered is in a group, and a group leads to its people and comments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from survey_insights.attributes import OTHER, attribute_keys, attribute_label, described, group_label, members
from survey_insights.crosstab import LEAST_PEOPLE, MOST_GROUPS, cross, usable_attributes
from survey_insights.crosstab_chart import cross_chart, standouts
from survey_insights.selection import Filters, select
from survey_loader.language import japanese
from survey_loader.models import Question
from survey_loader.voices import Voices

from .towns import SURVEY, Person, Voice, town

RIDES = Question("rides", "ここまでの足", kind="choice", choices=("バス", "自転車", "車"), multiple=True)
STAY = Question("stay", "住み続けたい", kind="scale", choices=("いいえ", "どちらとも", "はい"))
ASKED = replace(SURVEY, questions=(*SURVEY.questions, RIDES, STAY))


def riders(size: int = 60, seed: int = 1) -> Voices:
    """Everybody came by car, every second by bus too and every third by bicycle; who took the bus wrote of buses."""
    people = [Person(n, relation="resident", day=f"2026-0{1 + n % 2}-07") for n in range(size)]
    voices = [Voice(n, {"transit": "wish"} if n % 2 == 0 else {"food": "praise"}, ["まち"]) for n in range(size)]
    found = town(people, voices, ASKED)
    rides = ["; ".join(["車"] + ["バス"] * (n % 2 == 0) + ["自転車"] * (n % 3 == 0)) for n in range(size)]
    steps = [float(1 + n % 3) if n >= 6 else np.nan for n in range(size)]
    interviews = found.interviews.assign(**{"choice:rides": pd.Categorical(rides), "scale:stay": steps})
    return replace(found, interviews=interviews)


def test_who_chose_several_answers_is_in_each_of_them_in_the_order_of_the_survey() -> None:
    found = members(riders(), "choice:rides")
    assert found.labels == ("バス", "自転車", "車")
    assert np.asarray(found.rows.sum(axis=0)).ravel().tolist() == [30, 20, 60]
    assert found.overlapping


def test_a_step_of_a_scale_is_called_as_the_survey_calls_it() -> None:
    voices = riders()
    assert members(voices, "scale:stay").labels == ("1", "2", "3")
    assert [group_label(voices, "scale:stay", step, japanese) for step in "123"] == ["いいえ", "どちらとも", "はい"]
    assert attribute_label(voices, "scale:stay", japanese) == "住み続けたい"


def test_numbers_stand_by_size_and_months_by_time() -> None:
    voices = riders()
    marks = pd.Categorical([str(n % 11) for n in range(60)])
    asked = replace(ASKED, questions=(Question("nps", "すすめたい度合い", kind="choice"),))
    marked = replace(voices, survey=asked, interviews=voices.interviews.assign(**{"choice:nps": marks}))
    assert members(marked, "choice:nps").labels == tuple(map(str, range(11)))
    assert members(voices, "month").labels == ("2026-01", "2026-02")
    assert group_label(voices, "month", "2026-02", japanese) == "2026年2月"


@pytest.mark.parametrize(
    ("group", "comments", "people"),
    [
        ("choice:rides=バス", 30, 30),
        ("scale:stay=3", 18, 18),
        ("month=2026-02", 30, 30),
        ("pull=both", 60, 60),
        ("word=まち", 60, 60),
        ("word=雪", 0, 60),
        ("nobody=knows", 0, 60),
        ("month=<script>", 0, 60),
        ("", 60, 60),
    ],
)
def test_a_group_chooses_its_comments(group: str, comments: int, people: int) -> None:
    chosen = select(riders(), Filters(group=group))
    assert (len(chosen.comments), len(chosen.interviews)) == (comments, people)


def test_what_names_no_group_is_shown_as_it_was_written() -> None:
    assert described(riders(), "choice:rides=バス", japanese) == "ここまでの足：バス"
    assert described(riders(), "month=<b>", japanese) == "month=<b>"


def test_people_in_several_groups_are_tested_against_those_outside() -> None:
    table = cross(riders(), "choice:rides")
    assert table.overlapping
    assert table.themes == ("transit", "food")
    assert table.people.tolist() == [[30, 10, 30], [0, 10, 30]]
    # All 30 who took the bus wrote of buses, none of the other 30 did; the bicycle is even, the car is everybody.
    assert table.stands_out.tolist() == [[1, 0, 0], [-1, 0, 0]]
    assert "いくつも選んだ人は、それぞれに入っています" in cross_chart(riders(), table, japanese).subtitle


def test_who_did_not_answer_is_counted_as_unknown_and_in_no_group() -> None:
    table = cross(riders(), "scale:stay")
    assert table.unknown == 6
    assert table.everyone == 54
    assert "わからない6人は、のぞいています" in cross_chart(riders(), table, japanese).subtitle


def test_the_smallest_of_many_groups_are_told_as_one() -> None:
    sizes = [60 - 2 * place for place in range(12)] + [3, 4]
    places = [f"町{place:02}" for place, size in enumerate(sizes) for _ in range(size)]
    people = [Person(n, place=place) for n, place in enumerate(places)]
    voices = town(people, [Voice(n, {"food": "praise"}) for n in range(0, len(people), 2)])
    table = cross(voices, "place")
    assert table.groups == (*(f"町{place:02}" for place in range(MOST_GROUPS)), OTHER)
    assert table.joined == len(sizes) - MOST_GROUPS
    assert table.asked.sum() == len(people)
    assert "「その他」は、小さい6つを合わせたものです" in cross_chart(voices, table, japanese).subtitle
    assert all(cell.group != OTHER for cell in standouts(voices, table, japanese))


def test_fewer_than_five_people_are_no_group() -> None:
    people = [Person(n, age="20代" if n < 20 else "30代" if n < 40 else "60代") for n in range(44)]
    table = cross(town(people, [Voice(n, {"food": "praise"}) for n in range(44)]), "age")
    assert table.groups == ("20代", "30代")
    assert (table.left_out, table.everyone, LEAST_PEOPLE) == (1, 40, 5)


def test_copies_of_one_person_do_not_make_a_difference() -> None:
    """One person who wrote the same 30 times is one person."""
    people = [Person(n) for n in range(60)]
    voices = [Voice(n, {"food": "praise"}, axis="live") for n in range(0, 30)]
    voices += [Voice(n, {}, axis="visit") for n in range(30, 60)]
    voices += [Voice(n, {"snow": "trouble"}, axis="live") for n in (0, 1) for _ in range(15)]
    table = cross(town(people, voices), "axis")
    snow = table.themes.index("snow")
    assert table.people[snow].tolist() == [2, 0]
    assert table.asked.tolist() == [30, 30]
    assert table.stands_out[snow].tolist() == [0, 0]


def test_every_attribute_of_a_random_town_can_be_crossed(sora: Voices) -> None:
    usable = usable_attributes(sora)
    assert usable == ["relation", "age", "place", "wave", "month", "question", "axis", "tone"]
    for by in usable:
        chart = cross_chart(sora, cross(sora, by), japanese)
        assert not chart.empty
        assert len(chart.table) == 10
    assert set(usable) <= set(attribute_keys(sora))


def test_shuffled_answers_of_several_choices_show_no_difference() -> None:
    drawn = np.random.default_rng(11)
    voices = riders(240)
    marked = 0
    for _ in range(20):
        shuffled = drawn.permutation(voices.interviews["choice:rides"].to_numpy())
        interviews = voices.interviews.assign(**{"choice:rides": pd.Categorical(shuffled)})
        marked += cross(replace(voices, interviews=interviews), "choice:rides").confirmed
    assert marked <= 3


def test_people_whose_relation_is_unknown_are_in_no_group() -> None:
    people = [Person(n, relation=("resident", "visitor", "unknown")[n % 3]) for n in range(30)]
    table = cross(town(people, [Voice(n, {"food": "praise"}) for n in range(30)]), "relation")
    assert table.groups == ("resident", "visitor")
    assert table.unknown == 10


def test_one_day_is_a_group_that_only_links_go_to() -> None:
    voices = riders()
    assert "day" not in attribute_keys(voices)
    assert described(voices, "day=2026-02-07", japanese) == "日：2026年2月7日"
    chosen = select(voices, Filters(group="day=2026-02-07"))
    assert len(chosen.interviews) == len(chosen.comments) == 30
    assert len(select(voices, Filters(group="day=2026-02-08")).comments) == 0
