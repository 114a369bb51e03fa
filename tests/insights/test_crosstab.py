"""Promises of cross tables: counted people, tests against published values, no difference out of chance."""

from __future__ import annotations

import numpy as np
import pytest

from survey_insights.charts import Chart
from survey_insights.crosstab import cross, usable_attributes
from survey_insights.crosstab_chart import cross_chart
from survey_insights.statistics import independence
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, town


def charted(voices: Voices, by: str) -> Chart:
    return cross_chart(voices, cross(voices, by), japanese)


def test_independence_gives_the_published_values() -> None:
    # Agresti (2007), An Introduction to Categorical Data Analysis, table 2.5: X2 = 30.07, df = 2.
    party = [[762, 327, 468], [484, 239, 477]]
    assert independence(party) == pytest.approx(2.95e-7, rel=0.01)
    # Agresti (2002), Categorical Data Analysis, p. 57, as in R's fisher.test: p = 0.7827.
    satisfaction = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]
    assert independence(satisfaction) == pytest.approx(0.7827, abs=0.015)
    # Fisher's tea: 3 of 4 right, both ways.
    assert independence([[3, 1], [1, 3]]) == pytest.approx(0.4857, abs=1e-4)
    assert independence([[5, 0], [9, 0]]) == 1.0


@pytest.fixture
def divided() -> Voices:
    """60 residents, of whom 40 wrote snow, and 60 visitors, of whom 6 did; 5 visitors wrote sights."""
    people = [Person(n, relation="resident" if n < 60 else "visitor", age="30代") for n in range(120)]
    voices = [Voice(n, {"snow": "trouble"}) for n in (*range(40), *range(60, 66))]
    voices += [Voice(n, {"sights": "praise"}) for n in range(110, 115)]
    # Twice by one person is one person.
    voices.append(Voice(0, {"snow": "wish"}, question="future"))
    return town(people, voices)


def test_people_are_counted_by_theme_and_group(divided: Voices) -> None:
    table = cross(divided, "relation")
    assert table.groups == ("resident", "visitor")
    assert table.themes == ("snow", "sights")
    assert table.asked.tolist() == [60, 60]
    assert table.people.tolist() == [[40, 6], [0, 5]]


def test_a_cell_stands_out_only_where_that_is_confirmed(divided: Voices) -> None:
    table = cross(divided, "relation")
    assert table.stands_out[0].tolist() == [1, -1]
    assert table.q[0] < 0.001
    # 0 of 60 against 5 of 60: p = 0.057 by the exact test, and none is marked.
    assert table.p[1] == pytest.approx(0.0573, abs=0.002)
    assert table.stands_out[1].tolist() == [0, 0]


def test_shuffled_groups_show_no_difference(sora: Voices) -> None:
    drawn = np.random.default_rng(7)
    marked = 0
    for _ in range(10):
        ages = drawn.permutation(sora.interviews["place"].to_numpy())
        by_person = dict(zip(sora.interviews["number"], ages, strict=True))
        shuffled = Voices(
            sora.survey, sora.comments.assign(place=sora.comments["interview"].map(by_person)),
            sora.interviews.assign(place=ages), sora.words, sora.vocabulary, sora.themes, sora.theme_list, sora.waves,
        )  # fmt: skip
        marked += int((cross(shuffled, "place").stands_out != 0).any())
    assert marked <= 1


def test_the_chart_says_the_largest_difference_with_its_n(divided: Voices) -> None:
    chart = charted(divided, "relation")
    assert chart.title == "立場で差が最も大きいのは「雪と除雪」：住んでいる人に多く、聞いた60人のうち40人です。"
    assert chart.figure.data[0].text[0][0] == "67%▲<br>40人"
    assert chart.table["住んでいる人：判定"].tolist() == ["多い", "差は確認できません"]


def test_without_a_difference_the_chart_says_so(one_voice: Voices, nobody: Voices) -> None:
    people = [Person(n, relation=("resident", "visitor")[n % 2]) for n in range(40)]
    even = town(people, [Voice(n, {"food": "praise"}) for n in range(20)])
    assert charted(even, "relation").title == ("テーマの出かたに、立場による差は確認できません（聞いた40人）。")
    assert usable_attributes(one_voice) == []
    assert charted(one_voice, "age").empty
    assert charted(nobody, "place").empty
