"""The real server and a real browser: visits on a desktop and a phone, each watched for what must not happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Playwright, sync_playwright

from survey_exports.pictures import chrome
from survey_loader.settings import Settings
from tests.browser import street
from tests.browser.bad_line import Line, bad_line
from tests.browser.serving import Site, free_port, served

PATIENCE_MILLISECONDS = 60_000
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = "iPhone 13"
# Streamlit asks for these below the page's own address first, gets a 404, and then finds the right one.
OWN_LOOKUPS = ("/_stcore/host-config", "/_stcore/health")
INSIDE_SCHEMES = {"data", "blob", "about"}

OpenPage = Callable[..., Page]


class Watch:
    """What a context did that no visit may do: ask another host, open a dialog, fail in its console."""

    def __init__(self, site: Site) -> None:
        self.own = urlsplit(site.address).netloc
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._address(request.url))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"error: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._address(socket.url)))

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in INSIDE_SCHEMES and parts.netloc != self.own:
            self.problems.append(f"request to {url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not urlsplit(message.location["url"]).path.endswith(OWN_LOOKUPS):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all visits; each visit has a context of its own."""
    found = chrome()
    # --no-sandbox: continuous integration runs as root.
    launched = playwright.chromium.launch(executable_path=str(found) if found else None, args=["--no-sandbox"])
    yield launched
    launched.close()


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


@contextmanager
def visiting(browser: Browser, site: Site, device: dict[str, Any]) -> Iterator[Page]:
    """Open a fresh profile; when it closes, nothing forbidden has happened in it."""
    watch = Watch(site)
    here = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
    context = browser.new_context(base_url=site.address, **{**here, **device})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    watch.over(context)
    yield context.new_page()
    context.close()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture(scope="session")
def devices(playwright: Playwright) -> dict[str, dict[str, Any]]:
    """What a desktop and a phone tell a page about themselves."""
    phone = {key: value for key, value in playwright.devices[PHONE].items() if key != "default_browser_type"}
    return {"desktop": DESKTOP, "phone": phone}


@pytest.fixture
def visit(browser: Browser, devices: dict[str, dict[str, Any]]) -> Iterator[OpenPage]:
    """Return how to open a fresh profile: visit(site) or visit(site, "phone")."""
    with ExitStack() as opened:
        yield lambda site, device="desktop": opened.enter_context(visiting(browser, site, devices[device]))


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
