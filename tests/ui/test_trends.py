"""The screen of trends: every control does what it says, and the town's events can be kept in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, unquote

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import events
from survey_loader.settings import Settings
from tests.ui.small_town import TOWN, everything

Visit = Callable[..., AppTest]
STARTS, ENDS = date(2026, 2, 1), date(2026, 2, 4)


def drawn(app: AppTest) -> str:
    """Return the words of the first figure."""
    return json.dumps(json.loads(app.get("plotly_chart")[0].proto.spec), ensure_ascii=False)


@pytest.mark.parametrize(("step", "told"), [("wave", "1回ごと"), ("month", "1か月ごと"), ("day", "1日ごと")])
def test_each_step_redraws_the_trends(town: Settings, visit: Visit, step: str, told: str) -> None:
    app = visit("trends")
    app.segmented_control(key="step").set_value(step).run()
    assert not app.exception
    assert f"点は{told}の割合" in everything(app)


def test_days_are_a_link_too(town: Settings, visit: Visit) -> None:
    assert "少ない日は割合を示さず" in everything(visit("trends", step="日ごと"))


def links_of(app: AppTest, words: str) -> list[dict[str, list[str]]]:
    """Return where the links with these words in their label lead to."""
    return [parse_qs(link.proto.query_string) for link in app.get("page_link") if words in link.label]


@pytest.mark.parametrize(
    ("step", "asked_for", "name", "carried"),
    [
        ("wave", "回ごと", "2026年冬", {"to_wave": ["2026年冬"]}),
        ("month", "月ごと", "2026年2月", {"to_month": ["2026年2月"]}),
        ("day", "日ごと", "2026年2月4日", {"group": ["day=2026-02-04"]}),
    ],
)
def test_one_point_in_time_leads_to_the_voices_of_each_line(
    town: Settings, visit: Visit, step: str, asked_for: str, name: str, carried: dict[str, list[str]]
) -> None:
    app = visit("trends", step=asked_for)
    times = app.selectbox(key=f"moment_{step}")
    assert name in times.options
    assert not links_of(app, f"{name}の「住む人のため」の声")
    times.set_value(times.options[times.options.index(name)]).run()
    (found,) = links_of(app, f"{name}の「住む人のため」の声")
    assert found == {"to_axis": ["住む人のため"], **carried}


def test_every_point_says_its_line_and_time_when_it_is_pressed(town: Settings, visit: Visit) -> None:
    figure = json.loads(visit("trends").get("plotly_chart")[0].proto.spec)
    points = [point for trace in figure["data"] for point in trace.get("customdata") or ()]
    assert ["live", "2025年冬"] in points and ["visit", "2026年冬"] in points
    assert len(points) == 3 * 2


def test_a_chosen_word_has_a_trend(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    before = len(app.get("plotly_chart"))
    app.multiselect(key="trend_words").set_value(["除雪"]).run()
    assert len(app.get("plotly_chart")) == before + 1


def test_an_event_is_added_drawn_changed_and_removed_in_the_screen(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    fill(app, "0_0", "雪まつり", STARTS, ENDS)
    assert [event.name for event in events.listed(town, TOWN.slug)] == ["雪まつり"]
    assert "できごとを加えました" in everything(app)
    assert "雪まつり（2026年2月1日〜2026年2月4日）" in everything(app)
    assert "雪まつり" in drawn(app)
    assert "できごとが原因とは言えません" in everything(app)
    (number,) = (event.number for event in events.listed(town, TOWN.slug))
    app.selectbox(key="event_chosen_1").set_value(number).run()
    fill(app, f"{number}_1", "駅前改装", STARTS, None)
    assert [(event.name, event.ends) for event in events.listed(town, TOWN.slug)] == [("駅前改装", None)]
    assert "雪まつり" not in drawn(app)
    app.selectbox(key="event_chosen_2").set_value(number).run()
    app.button(key=f"event_remove_{number}").click().run()
    assert events.listed(town, TOWN.slug) == ()
    assert "駅前改装" not in drawn(app)


def fill(app: AppTest, key: str, name: str, starts: date | None, ends: date | None) -> None:
    app.text_input(key=f"event_name_{key}").set_value(name)
    app.date_input(key=f"event_starts_{key}").set_value(starts)
    app.date_input(key=f"event_ends_{key}").set_value(ends)
    app.button(key=f"event_save_{key}").click().run()
    assert not app.exception


def test_what_is_wrong_with_an_event_is_said_and_what_was_typed_stays(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    fill(app, "0_0", "雪まつり", ENDS, STARTS)
    assert "終わりの日が、始まりの日より前になっています" in everything(app)
    assert app.text_input(key="event_name_0_0").value == "雪まつり"
    fill(app, "0_0", " ", STARTS, None)
    assert "名前を入れてください" in everything(app)
    assert events.listed(town, TOWN.slug) == ()


def test_the_name_of_an_event_is_never_markup(town: Settings, visit: Visit) -> None:
    events.add(town, LOCAL_ORGANISER, TOWN.slug, "<script>alert(1)</script>", STARTS)
    words = everything(visit("trends"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;（2026年2月1日）" in words
    assert not any("<script>" in element.value for element in visit("trends").html)


def test_each_line_leads_to_its_voices_within_what_is_filtered(town: Settings, visit: Visit) -> None:
    links = {link.proto.label: link.proto.query_string for link in visit("trends", wave="2026年冬").get("page_link")}
    assert unquote(links["「住む人のため」の声を読む"]) == "to_wave=2026年冬&to_axis=住む人のため"
    assert any("theme=" in query for query in links.values())
