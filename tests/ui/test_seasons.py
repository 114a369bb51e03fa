"""The same month of several years on the screen: each control, and the plain sentences where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import add, everything

Visit = Callable[..., AppTest]


def test_two_winters_stand_side_by_side_by_axis_tone_and_theme(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    assert "2026年2月と、それまでの2月との差は確認できません" in everything(app)
    ways = [unquote(str(link.proto.query_string)) for link in app.get("page_link") if "2月の声" in link.proto.label]
    assert ["month=2025年2月" in ways[0], "month=2026年2月" in ways[1], len(ways)] == [True, True, 2]
    for what in ("tone", "themes"):
        app.segmented_control(key="season_what").set_value(what).run()
        assert "それまでの2月との差は確認できません" in everything(app)
        assert "不具合" not in everything(app)


def test_themes_need_to_be_chosen(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    app.multiselect(key="themes").set_value([])
    app.segmented_control(key="season_what").set_value("themes").run()
    assert "くらべたいテーマを選んでください" in everything(app)


def test_one_year_cannot_be_compared(empty: Settings, visit: Visit) -> None:
    add(empty, 0)
    assert "同じ月の声が2年分そろっていない" in everything(visit("trends"))
