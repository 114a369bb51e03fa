"""Installations and visits for the tests of the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from survey_loader import settings
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from survey_ui.router import ADDRESSES
from tests.ui.small_town import PEOPLE, ROUTER, TOWN, add, jpeg


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Each AppTest looks through all that is installed, longer than it runs a page: that stays the same meanwhile."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a survey that nobody has answered yet."""
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MACHI_SAMPLE", "false")
    here = settings.load()
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    return here


@pytest.fixture
def town(empty: Settings) -> Settings:
    """An installation with the whole small survey; person 0 may be seen, person 1 may not."""
    seen = Consents(quote=True, photo_committee="face", photo_hall="face")
    add(empty, 0, consents=seen, photos=((jpeg("teal"), "face"),))
    add(empty, 1, photos=((jpeg("orange"), "face"),))
    for number in range(2, len(PEOPLE)):
        add(empty, number)
    return empty


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app, as a browser does, with the query of an address."""

    def opened_page(page: str = "", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROUTER), default_timeout=60)
        if page in ADDRESSES:
            # Streamlit knows a page by its file's name until the router has run once.
            app.run()
        if page:
            # Before the first run, so that this page and not the overview reads the address.
            app.switch_page(f"../pages/{page}.py")
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return opened_page
