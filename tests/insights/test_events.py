"""The town's events stand where they happened, their names never touch, and nothing is called a cause."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from survey_insights.charts import poster
from survey_insights.events import MOST_LANES, NO_CAUSE, place, short, told_event, with_events
from survey_insights.labels import text_width
from survey_insights.series import Step
from survey_insights.trends import axis_trend
from survey_loader.language import japanese
from survey_loader.models import TownEvent
from survey_loader.voices import Voices

from .towns import Person, Voice, many_days, town

FESTIVAL = TownEvent("雪まつり", date(2026, 2, 6), date(2026, 2, 11), 1)
SIGNING = TownEvent("協定締結", date(2025, 3, 1), None, 2)


def names_in(figure: object) -> list[str]:
    return [note.text for note in figure.layout.annotations]  # type: ignore[attr-defined]


def test_an_event_is_a_line_at_its_first_day_and_a_band_to_the_end_of_its_last(sora: Voices) -> None:
    shapes = with_events(axis_trend(sora, japanese), (FESTIVAL, SIGNING), japanese).figure.layout.shapes
    found = [(shape.type, shape.x0[:10], shape.x1[:10]) for shape in shapes]
    assert found == [
        ("line", "2025-03-01", "2025-03-01"),
        ("rect", "2026-02-06", "2026-02-12"),
        ("line", "2026-02-06", "2026-02-06"),
    ]


def test_names_stand_in_the_figure_and_in_the_picture_with_days_and_no_cause(sora: Voices) -> None:
    chart = with_events(axis_trend(sora, japanese), (FESTIVAL, SIGNING), japanese)
    assert {"雪まつり", "協定締結"} <= set(names_in(chart.figure))
    drawn = "".join(names_in(poster(chart, width=390))).replace("<br>", "")
    assert "雪まつり（2026年2月6日〜2026年2月11日）" in drawn
    assert NO_CAUSE in drawn


def test_the_chart_without_events_stays_as_it_was(sora: Voices) -> None:
    chart = axis_trend(sora, japanese)
    before = chart.figure.to_json()
    with_events(chart, (FESTIVAL,), japanese)
    assert chart.figure.to_json() == before
    assert with_events(chart, (), japanese) is chart


def test_events_outside_the_time_asked_are_not_drawn(sora: Voices) -> None:
    chart = axis_trend(sora, japanese)
    assert with_events(chart, (TownEvent("駅前改装", date(2019, 5, 1)),), japanese) is chart
    long = TownEvent("工事", date(2019, 5, 1), date(2030, 1, 1))
    band = with_events(chart, (long,), japanese).figure.layout.shapes[0]
    assert [band.x0, band.x1] == [pd.Timestamp(day).isoformat() for day in chart.figure.layout.xaxis.range]


def test_names_in_one_lane_never_touch_and_those_without_room_are_still_listed(sora: Voices) -> None:
    first, last = pd.Timestamp("2024-01-01"), pd.Timestamp("2026-03-01")
    events = [TownEvent(f"長い名前のできごと{i}", date(2025, 2, 1) + timedelta(days=9 * i), None, i) for i in range(9)]
    spans: dict[int, list[tuple[float, float]]] = {}
    for one in place(events, first, last):
        at = (one.starts - first) / (last - first) * 285
        width = text_width(short(one.event.name)) * 6
        span = (at - width, at) if one.left_of_mark else (at, at + width)
        spans.setdefault(one.lane, []).append(span)
    assert set(spans) <= {-1, *range(MOST_LANES)}
    for lane, taken in spans.items():
        if lane >= 0:
            assert all(earlier[1] <= later[0] for earlier, later in zip(sorted(taken), sorted(taken)[1:], strict=False))
    footer = with_events(axis_trend(sora, japanese), events, japanese).footer
    assert all(event.name in footer for event in events)


def test_a_name_is_never_markup_and_a_long_one_is_cut_in_the_figure_only(sora: Voices) -> None:
    trap = TownEvent("<b>祭</b>とても長い名前のできごとの話", date(2025, 2, 1))
    chart = with_events(axis_trend(sora, japanese), (trap,), japanese)
    (named,) = [text for text in names_in(chart.figure) if "祭" in text]
    assert named.startswith("&lt;b&gt;祭")
    assert named.endswith("…")
    assert trap.name in chart.footer


def test_a_chart_without_a_date_axis_or_without_voices_comes_back_unchanged(nobody: Voices) -> None:
    waves = (("冬の回", None, None), ("夏の回", None, None))
    undated = town(
        [Person(1, "冬の回", day=""), Person(2, "夏の回", day="")],
        [Voice(1, axis="live"), Voice(2, axis="visit")],
        waves=waves,
    )
    for voices in (nobody, undated):
        chart = axis_trend(voices, japanese)
        assert with_events(chart, (FESTIVAL,), japanese) is chart


@pytest.mark.parametrize("step", ["wave", "month", "day"])
def test_names_stand_above_the_lines_whatever_the_step(step: Step) -> None:
    voices = many_days({"2026-02-01": (3, 9), "2026-02-08": (4, 9), "2026-03-01": (4, 12)} | {"2025-02-01": (4, 12)})
    figure = with_events(axis_trend(voices, japanese, step), (FESTIVAL,), japanese).figure
    (name,) = [note for note in figure.layout.annotations if note.text == "雪まつり"]
    assert (name.y, name.yanchor) == (1, "top")
    assert figure.layout.yaxis.domain[1] < 0.97


def test_one_day_is_told_without_an_end() -> None:
    assert told_event(SIGNING, japanese) == "協定締結（2025年3月1日）"
