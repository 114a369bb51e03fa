"""Promises of public charts: the screen's figures, no small count, and none that all charts together give away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from survey_insights.attributes import OTHER
from survey_insights.chart_list import Asked, made
from survey_insights.public_charts import PublicChart
from survey_insights.public_groups import NOBODY_KNOWS, codes, too_alike
from survey_insights.public_list import Offer, counted, offers, usual
from survey_insights.public_tables import comments_by_label, people_by_group, people_by_wave
from survey_insights.public_telling import columns_of, published
from survey_loader.language import japanese
from survey_loader.voices import Voices
from tests.insights.test_disclosure import determined, worked_out
from tests.insights.towns import Person, Voice, random_town, town

LEAST = 5


def charts(voices: Voices, chosen: Sequence[Offer] = ()) -> dict[str, PublicChart]:
    return {chart.key: chart for chart in published(voices, counted(voices, chosen or offers(voices)), japanese)}


def small_towns() -> Iterator[Voices]:
    for seed in (1,):
        drawn = random_town(120, seed)
        # Some do not say who they are.
        unknown = np.random.default_rng(seed).random(120) < 0.04
        relation = drawn.interviews["relation"].astype(object).where(~unknown, "unknown")
        people = drawn.interviews.assign(relation=relation.astype(drawn.interviews["relation"].dtype))
        of_comment = people.set_index("number").loc[drawn.comments["interview"], "relation"].to_numpy()
        comments = drawn.comments.assign(relation=of_comment).astype({"relation": people["relation"].dtype})
        yield replace(drawn, interviews=people, comments=comments)


def test_figures_on_show_are_those_of_the_screens(sora: Voices) -> None:
    found = charts(sora)
    screen = made(Asked("top_themes", "like"), sora, japanese).table
    chart = found["themes:like"]
    assert [row.name for row in chart.rows] == screen["テーマ"].tolist()
    assert [chart.cell(row, 0).count for row in range(len(chart.rows))] == screen["書いた人"].tolist()  # type: ignore[union-attr]
    assert chart.cell(0, 0).low == pytest.approx(screen["下限"][0])  # type: ignore[union-attr]
    assert chart.title == made(Asked("top_themes", "like"), sora, japanese).title
    crossed = made(Asked("crosstab", "like", by="relation"), sora, japanese).table.set_index("テーマ")
    relation, checked = found["relation:like"], 0
    for row, theme in enumerate(relation.rows):
        for column, group in enumerate(relation.columns):
            cell = relation.cell(row, column)
            if cell is not None:
                checked += 1
                assert cell.count == crossed.loc[theme.name, f"{group.name}：書いた人（聞いた{group.total}人）"]
    assert checked > 20
    trend = made(Asked("axis_trend"), sora, japanese).table
    axis = found["axis"]
    on_screen = {(row["時期"], row["系列"]): row["数"] for _, row in trend.iterrows()}
    for row, label in enumerate(axis.rows):
        for column, wave in enumerate(axis.columns):
            if label.key != "none":
                assert axis.counts[row, column] == on_screen[wave.name, label.name]


def test_no_count_of_fewer_than_five_is_on_show_and_none_follows_from_those_that_are() -> None:
    kept_back = 0
    for voices in small_towns():
        for question in ("like", "future"):
            for by in ("wave", "relation", "age", "place"):
                table = people_by_wave(voices, question) if by == "wave" else people_by_group(voices, by, question)
                # The groups are everybody: each row adds up to the theme's number, which is on show.
                assert table.totals.sum() == len(voices.interviews) and table.totals.min() >= LEAST
                assert table.counts.sum(axis=1).min() >= LEAST
                assert table.counts[~table.hidden].min() >= LEAST
                for row, back in zip(table.counts, table.hidden, strict=True):
                    kept_back += _safe(row[None, :], back[None, :], both=False)
        for name, question in (("axis", ""), ("tone", "like")):
            table = comments_by_label(voices, name, question)  # type: ignore[arg-type]
            assert table.counts[~table.hidden].min() >= LEAST
            kept_back += _safe(table.counts, table.hidden, both=True)
    assert kept_back > 100


def _safe(table: np.ndarray, back: np.ndarray, both: bool) -> int:
    """Assert that nothing kept back can be worked out; return how much that is."""
    if not back.any():
        return 0
    assert determined(table, back, both) == 0
    for count, (low, high) in zip(table[back], worked_out(table, back, both), strict=True):
        assert high - low > 0.5
        assert low < LEAST <= high or count >= LEAST
    return int(back.sum())


def test_titles_tell_no_number_of_fewer_than_five_people() -> None:
    for voices in small_towns():
        for chart in charts(voices).values():
            told = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+)(?=人|件)", chart.title)]
            assert not [number for number in told if number < LEAST and "より少ない" not in chart.title], chart.title


def few_visitors() -> Voices:
    """Forty residents, six commuters and three visitors; three of the commuters wrote of snow."""
    groups = ["resident"] * 40 + ["commuter"] * 6 + ["visitor"] * 3
    people = [Person(number + 1, relation=group) for number, group in enumerate(groups)]
    writers = [*range(1, 31), 41, 42, 43, 47, 48]
    return town(people, [Voice(number, {"snow": "wish"}, ("除雪",)) for number in writers])


def test_a_group_of_fewer_than_five_is_one_with_the_next_larger_and_the_chart_says_so() -> None:
    voices = few_visitors()
    chart = charts(voices, [Offer("relation", "like")])["relation:like"]
    assert [(column.name, column.total) for column in chart.columns] == [("住んでいる人", 40), ("その他", 9)]
    assert chart.counts.tolist() == [[30, 5]]
    assert "人数の少ない2つは、「その他」にまとめています。" in chart.notes
    assert [(column.name, column.total) for column in columns_of(voices, "relation", japanese)] == [
        ("住んでいる人", 40), ("その他", 9),
    ]  # fmt: skip


def test_those_nobody_knows_the_group_of_are_a_group_too() -> None:
    # Of 46 with snow 40 are residents: the six others are no secret, three of them would be.
    groups = ["resident"] * 60 + ["visitor"] * 20 + ["unknown"] * 10
    people = [Person(number + 1, relation=group) for number, group in enumerate(groups)]
    writers = [*range(1, 41), 61, 62, 63, 64, 65, 66, 81, 82, 83]
    chart = charts(town(people, [Voice(n, {"snow": "wish"}) for n in writers]), [Offer("relation", "like")])
    found = chart["relation:like"]
    assert [column.key for column in found.columns] == ["resident", "visitor", NOBODY_KNOWS]
    assert found.counts.tolist() == [[40, 6, 3]]
    assert found.hidden.tolist() == [[False, True, True]]


def test_ways_of_grouping_that_are_nearly_the_same_people_do_not_stand_side_by_side() -> None:
    # The winter wave was at the station but for two people: wave less place would tell what the two wrote.
    people = [
        Person(n, "2026年冬" if n <= 42 else "2025年冬", place="駅前" if n <= 40 else "市場", relation="resident")
        for n in range(1, 101)
    ]
    voices = town(people, [Voice(n, {"snow": "wish"}) for n in range(1, 80)])
    assert too_alike(codes(voices, "wave", "like"), codes(voices, "place", "like"))
    found = charts(voices, [Offer("wave", "like"), Offer("place", "like")])
    assert not found["wave:like"].empty
    assert found["place:like"].empty and "引き算で分かってしまいます" in found["place:like"].title


def test_ways_of_grouping_that_cross_may_stand_side_by_side(sora: Voices) -> None:
    assert not too_alike(codes(sora, "wave", "like"), codes(sora, "place", "like"))


def test_comments_of_fewer_than_five_people_are_kept_back_however_many_they_are() -> None:
    # Two people wrote six comments for visitors; five for living come from five people.
    people = [Person(number) for number in range(1, 21)]
    voices = [Voice(number, axis="visit") for number in (1, 1, 1, 2, 2, 2)]
    voices += [Voice(number, axis="live") for number in range(3, 9)] + [Voice(number) for number in range(9, 21)]
    table = comments_by_label(town(people, voices), "axis")
    assert "visit" not in table.rows and table.joined_rows == 2
    assert table.counts.min() >= LEAST


def test_a_wave_in_which_few_answered_one_question_is_told_of_with_another_one() -> None:
    # Comments of the wave less those on the first question would be the three on the second.
    people = [Person(number, "2025年冬" if number <= 30 else "2026年冬") for number in range(1, 91)]
    voices = [Voice(number, axis="live") for number in range(1, 91)]
    voices += [Voice(number, question="future", axis="visit") for number in (1, 2, 3, *range(31, 91))]
    table = comments_by_label(town(people, voices), "axis")
    assert table.groups == (OTHER,) and table.joined == 2 and table.totals.tolist() == [153]
    # No wave is left to stand on a line.
    chart = charts(town(people, voices), [Offer("axis")])["axis"]
    assert chart.empty and "5人より少ない" in chart.title


def test_a_chart_whose_groups_are_too_small_says_why() -> None:
    people = [Person(number, relation="resident" if number < 4 else "visitor") for number in range(1, 8)]
    voices = town(people, [Voice(number, {"snow": "wish"}) for number in range(1, 8)])
    chart = charts(voices, [Offer("relation", "like")])["relation:like"]
    assert chart.empty and "5人より少ないグループ" in chart.title


def test_waves_that_were_joined_stand_on_no_line() -> None:
    sizes = {"2024年冬": 30, "2024年夏": 3, "2025年冬": 40, "2026年冬": 50}
    waves = [wave for wave, size in sizes.items() for _ in range(size)]
    people = [Person(number + 1, wave) for number, wave in enumerate(waves)]
    voices = town(people, [Voice(person.number, {"snow": "wish"}) for person in people if person.number % 2])
    chart = charts(voices, [Offer("wave", "like")])["wave:like"]
    # The small wave and the smallest of the others are one, and no line knows them.
    assert [column.name for column in chart.columns] == ["2025年冬", "2026年冬"]
    assert "人数の少ない2回は、線と表に入れていません。" in chart.notes
    assert "差は確認できません" in chart.title


def test_words_of_fewer_than_five_people_are_not_shown() -> None:
    people = [Person(number) for number in range(1, 30)]
    voices = [Voice(number, words=("雪", "ひみつ") if number < 4 else ("雪",)) for number in range(1, 30)]
    chart = charts(town(people, voices), [Offer("words")])["words"]
    assert [row.name for row in chart.rows] == ["雪"]


def test_a_survey_without_answers_has_no_public_charts(nobody: Voices) -> None:
    assert offers(nobody) == () and usual(nobody) == () and counted(nobody, ()) == ()


def test_offers_have_stable_texts_and_the_usual_ones_are_among_them(sora: Voices) -> None:
    texts = [str(offer) for offer in offers(sora)]
    assert len(set(texts)) == len(texts)
    assert {str(offer) for offer in usual(sora)} <= set(texts)
    assert {"axis", "themes:like", "relation:future", "tone:like", "words"} <= set(texts)
