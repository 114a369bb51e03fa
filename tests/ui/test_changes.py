"""What changed, on the screen: the reader chooses two points in time, and every row leads to its voices."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import everything

Visit = Callable[..., AppTest]
HEAD = "変わったこと・変わっていないこと・この人数では分からないこと"


def test_two_points_are_compared_and_their_voices_offered(own_sample: Settings, visit: Visit, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MACHI_DATA_DIR", str(own_sample.data_dir))
    app = visit("trends")
    words = everything(app)
    assert HEAD in words and "なぜ変わったかは、この表からは言えません。" in words
    waves = app.selectbox(key="before_wave").options
    assert app.selectbox(key="before_wave").value == waves[-2]
    assert app.selectbox(key="now_wave").value == waves[-1]
    assert f"{waves[-2]}から{waves[-1]}への割合の差" in words
    ways = [unquote(str(link.proto.query_string)) for link in app.get("page_link") if "2つの時期" in link.proto.label]
    assert ways and all(f"wave={waves[-2]}" in way and f"wave={waves[-1]}" in way for way in ways)
    app.selectbox(key="before_wave").set_value(waves[0]).run()
    assert f"{waves[0]}から{waves[-1]}への割合の差" in everything(app)
    app.selectbox(key="now_wave").set_value(waves[0]).run()
    assert "ちがう2つの時期を選んでください。" in everything(app)


def test_the_older_point_comes_first_however_they_are_chosen(town: Settings, visit: Visit) -> None:
    app = visit("trends")
    old, new = app.selectbox(key="before_wave").options[:2]
    app.selectbox(key="before_wave").set_value(new)
    app.selectbox(key="now_wave").set_value(old).run()
    assert f"{old}から{new}への割合の差" in everything(app)


def test_months_and_days_are_compared_by_month(town: Settings, visit: Visit) -> None:
    for step in ("月ごと", "日ごと"):
        app = visit("trends", step=step)
        assert app.selectbox(key="before_month").options == ["2025年2月", "2026年2月"]
        ways = [
            unquote(str(link.proto.query_string)) for link in app.get("page_link") if "2つの時期" in link.proto.label
        ]
        assert ways and all("month=2025年2月" in way and "month=2026年2月" in way for way in ways)
