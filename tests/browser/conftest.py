"""The real server and a real browser: visits on a desktop and a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from survey_exports.pictures import chrome
from survey_loader.settings import Settings
from tests.browser import street
from tests.browser.bad_line import Line, bad_line
from tests.browser.profiles import ARGUMENTS, PATIENCE_MILLISECONDS, Profiles
from tests.browser.serving import Site, free_port, served

expect.set_options(timeout=PATIENCE_MILLISECONDS)

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = "iPhone 13"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all visits."""
    found = chrome()
    # --no-sandbox: continuous integration runs as root.
    launched = playwright.chromium.launch(
        executable_path=str(found) if found else None, args=["--no-sandbox", *ARGUMENTS]
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """The profiles of that Chromium, clean for each visit."""
    return Profiles(browser)


@pytest.fixture(scope="session")
def site(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample survey, served; only for reading."""
    folder = tmp_path_factory.mktemp("read") / "data"
    shutil.copytree(sample_folder, folder)
    with served(folder) as running:
        yield running


@pytest.fixture(scope="module")
def own_site(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy of the sample survey, served; the tests of one module may write into it."""
    folder = tmp_path_factory.mktemp("write") / "data"
    shutil.copytree(sample_folder, folder)
    with served(folder) as running:
        yield running


@pytest.fixture(scope="session")
def devices(playwright: Playwright) -> dict[str, dict[str, Any]]:
    """What a desktop and a phone tell a page about themselves."""
    phone = {key: value for key, value in playwright.devices[PHONE].items() if key != "default_browser_type"}
    return {"desktop": DESKTOP, "phone": phone}


@pytest.fixture
def visit(profiles: Profiles, devices: dict[str, dict[str, Any]]) -> Iterator[OpenPage]:
    """Return how to open a page in a clean profile: visit(site), visit(site, "phone"), or visit(site, again=False)."""
    with ExitStack() as opened:

        def opened_page(site: Site, device: str = "desktop", *, again: bool = True) -> Page:
            return opened.enter_context(profiles.visiting(site, devices[device], again=again))

        yield opened_page


@pytest.fixture
def desktop(visit: OpenPage, site: Site) -> Page:
    """A desktop in front of the sample survey, for reading."""
    return visit(site)


@pytest.fixture
def phone(visit: OpenPage, site: Site) -> Page:
    """A phone in front of the sample survey, for reading."""
    return visit(site, "phone")


@pytest.fixture
def writer(visit: OpenPage, own_site: Site) -> Page:
    """A desktop in front of a survey that the tests of this module may change."""
    return visit(own_site)


@pytest.fixture(scope="module")
def street_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Line]]:
    """A town nobody has answered yet, served, and the line that phones reach it by."""
    here, port = street.installation(tmp_path_factory.mktemp("street")), free_port()
    with served(here.data_dir, port=port), bad_line(port) as line:
        yield here, line


@pytest.fixture
def there(
    street_town: tuple[Settings, Line], browser: Browser, devices: dict[str, dict[str, Any]]
) -> Iterator[street.Street]:
    """The street of that town, with as many phones as a test wants."""
    with ExitStack() as closing:
        yield street.Street(*street_town, browser, devices["phone"], closing)
