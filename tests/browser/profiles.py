"""Profiles of the browser: visits, each watched for what must not happen, take the same one after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

from tests.browser.looking import LINE
from tests.browser.serving import Site

PATIENCE_MILLISECONDS = 60_000
# Pages of one profile and host share a process, and with it what the browser has made of the code of a page before.
ARGUMENTS = ["--process-per-site"]
# Streamlit asks for these below the page's own address first, gets a 404, and then finds the right one.
OWN_LOOKUPS = ("/_stcore/host-config", "/_stcore/health")
INSIDE_SCHEMES = {"data", "blob", "about"}
HERE = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
# A desktop and a phone before the sample survey, and one before that of a module.
MOST_IDLE = 3


class Watch:
    """What a context did that no visit may do: ask another host, open a dialog, fail in its console.

    `keeper` is a page that only keeps the process of the profile between visits.
    """

    def __init__(self, site: Site, keeper: Page) -> None:
        self.own = urlsplit(site.address).netloc
        self.keeper = keeper
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
        if message.page == self.keeper:
            # Nobody looks at it; its icon is refused where one must be signed in.
            return
        if message.type == "error" and not urlsplit(message.location["url"]).path.endswith(OWN_LOOKUPS):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@dataclass(frozen=True)
class Profile:
    """A context and who watches it."""

    context: BrowserContext
    watch: Watch

    def wipe(self, site: Site) -> None:
        """Forget the visit: its pages, cookies and all it stored; only the cache of files stays."""
        for page in self.context.pages:
            if page != self.watch.keeper:
                page.close()
        everything = {"origin": site.address, "storageTypes": "all"}
        session = self.context.new_cdp_session(self.watch.keeper)
        session.send("Storage.clearDataForOrigin", everything)
        session.detach()
        self.context.clear_cookies()


class Profiles:
    """The profiles of one browser; those of a site and a device are used again, the oldest are closed."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[tuple[str, Profile]] = []

    @contextmanager
    def visiting(self, site: Site, device: dict[str, Any], *, again: bool = True) -> Iterator[Page]:
        """Open a page in a clean profile; when it closes, nothing forbidden has happened in it.

        `again` is False where a visit changes the profile itself, such as its clock.
        """
        kind = f"{site.address} {sorted(device.items())}"
        profile = (self._taken(kind) if again else None) or self._fresh(site, device)
        yield profile.context.new_page()
        if again:
            profile.wipe(site)
            self._leave(kind, profile)
        else:
            profile.context.close()
        problems = [*profile.watch.problems]
        profile.watch.problems.clear()
        assert not problems, "\n".join(problems)

    def _taken(self, kind: str) -> Profile | None:
        for idle in self._idle:
            if idle[0] == kind:
                self._idle.remove(idle)
                return idle[1]
        return None

    def _leave(self, kind: str, profile: Profile) -> None:
        self._idle.append((kind, profile))
        if len(self._idle) > MOST_IDLE:
            self._idle.pop(0)[1].context.close()

    def _fresh(self, site: Site, device: dict[str, Any]) -> Profile:
        context = self._browser.new_context(base_url=site.address, **{**HERE, **device})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.add_init_script(LINE)
        keeper = context.new_page()
        keeper.goto("/healthz")
        watch = Watch(site, keeper)
        watch.over(context)
        return Profile(context, watch)
