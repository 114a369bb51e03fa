"""The overview draws voices only when asked, the same for everybody who has the link, and tells its methods."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from survey_ui import drawn_voices_view
from tests.ui.small_town import add, everything

Visit = Callable[..., AppTest]


def test_how_a_chart_was_worked_out_stands_beside_how_to_read_it(town: Settings, visit: Visit) -> None:
    words = everything(visit("themes"))
    assert "調べ方" in words and "マクネマー検定" in words


def test_nothing_is_drawn_before_somebody_asks(town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("drawn without being asked")

    monkeypatch.setattr(drawn_voices_view, "drawn_voices", refuse)
    assert "いちばん近い声" not in everything(visit("overview"))


# The fourth sentence of both towns speaks of all voices.
BALANCE = "draw_balance_3"


def opened(app: AppTest) -> AppTest:
    app.session_state[BALANCE] = True
    return app.run()


def test_a_draw_names_each_kind_and_why(town: Settings, visit: Visit) -> None:
    words = everything(opened(visit("overview")))
    for name in drawn_voices_view.NAMES.values():
        assert name in words
    assert "ここにある声の、まん中に近いことばで書かれています。" in words


def test_a_draw_of_few_voices_shows_them_all(empty: Settings, visit: Visit) -> None:
    for number in (0, 1):
        add(empty, number)
    words = everything(opened(visit("overview")))
    assert "声が3件なので、引かずに全部読めます。" in words
    assert "ラーメンがおいしい" in words


def test_drawing_again_stands_in_the_address_and_leads_back(town: Settings, visit: Visit) -> None:
    app = opened(visit("overview"))
    first = cards(app)
    press(app, "もう一度引く")
    address = str(app.query_params["drawn"])
    assert cards(app) != first and address.endswith("-1")
    assert cards(visit("overview", drawn=address)) == cards(app)
    press(app, "前に引いた声へ")
    assert cards(app) == first


def test_an_address_of_other_voices_draws_nothing(town: Settings, visit: Visit) -> None:
    assert "いちばん近い声" not in everything(visit("overview", drawn="balance_3_00000000-1"))


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def cards(app: AppTest) -> list[str]:
    return [element.value for element in app.html if element.value.startswith('<div class="koe-cards"')]
