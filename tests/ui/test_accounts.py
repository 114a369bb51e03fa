"""アカウント: admins make accounts and see them; anybody else sees none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import COMMAND_LINE, EVERY_SURVEY, Actor, Role
from survey_loader.acts import accounts
from survey_loader.settings import Settings
from survey_ui import who


@pytest.fixture(autouse=True)
def _no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no browser whose cookies the sidebar could look up."""
    monkeypatch.setattr(who, "draw", lambda say: None)


def told(app: AppTest) -> str:
    return "\n".join([*(str(part.value) for part in app.text), *(part.proto.body for part in app.get("html"))])


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.ORGANISER])
def test_who_is_no_admin_sees_no_account(
    town: Settings, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, role: Role | None
) -> None:
    accounts.add(town, COMMAND_LINE, "hanako", "佐藤 花子")
    monkeypatch.setattr(who, "current", lambda: Actor("jiro", ((EVERY_SURVEY, role),) if role else ()))
    app = visit("accounts")
    assert "花子" not in told(app)
    assert "管理者だけができます" in told(app)


def test_an_admin_makes_an_account_and_sees_its_first_password_once(
    town: Settings, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(town, COMMAND_LINE, "boss", role=Role.ADMIN)
    monkeypatch.setattr(who, "current", lambda: Actor("boss", ((EVERY_SURVEY, Role.ADMIN),)))
    app = visit("accounts")
    next(field for field in app.text_input if field.label.startswith("名前")).input("hanako")
    next(button for button in app.button if button.label == "作る").click().run()
    assert not app.exception
    assert [account.name for account in accounts.listed(town, COMMAND_LINE)] == ["boss", "hanako"]
    assert [len(code.value) for code in app.code] == [19]
    app.run()
    assert len(app.code) == 0
