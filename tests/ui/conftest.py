"""Installations and visits for the tests of the screens."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def built_empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a survey that nobody has answered yet; only for copying."""
    here = settings.load(data_dir=tmp_path_factory.mktemp("empty"), sample=False)
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    return here.data_dir


@pytest.fixture(scope="session")
def built_town(built_empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the whole small survey; only for copying."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(built_empty, folder, dirs_exist_ok=True)
    here = settings.load(data_dir=folder, sample=False)
    seen = Consents(quote=True, photo_committee="face", photo_hall="face")
    add(here, 0, consents=seen, photos=((jpeg("teal"), "face"),))
    add(here, 1, photos=((jpeg("orange"), "face"),))
    for number in range(2, len(PEOPLE)):
        add(here, number)
    return folder


@pytest.fixture
def empty(built_empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a survey that nobody has answered yet."""
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MACHI_SAMPLE", "false")
    shutil.copytree(built_empty, tmp_path, dirs_exist_ok=True)
    return settings.load()


@pytest.fixture
def town(built_town: Path, empty: Settings) -> Settings:
    """An installation with the whole small survey; person 0 may be seen, person 1 may not."""
    shutil.copytree(built_town, empty.data_dir, dirs_exist_ok=True)
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
