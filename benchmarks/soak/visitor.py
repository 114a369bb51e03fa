"""A visitor without a browser: signs in by the form and speaks Streamlit's own protocol over a websocket."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

# What the page shows where something broke: see survey_ui/errors.py.
BROKEN = "不具合"
LONGEST_ANSWER = 120.0
LARGEST_MESSAGE = 64 * 2**20


class Broken(Exception):
    """The screen showed an error."""


@dataclass
class Visitor:
    """One browser's session: who they are, how many times faster than people they are, and what the last run drew."""

    address: str
    name: str
    password: str
    haste: float = 1.0
    cookies: str = ""
    stream: ClientConnection | None = None
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    query: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)

    async def sign_in(self) -> None:
        """Send the sign-in form; raises RuntimeError where the server did not let them in."""
        async with httpx.AsyncClient(base_url=self.address, timeout=LONGEST_ANSWER) as client:
            fields = {"name": self.name, "password": self.password}
            answer = await client.post("/sign-in", data=fields, headers={"Origin": self.address})
            self.cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        if answer.status_code != 303 or not self.cookies:
            raise RuntimeError(f"{self.name} could not sign in: {answer.status_code}")

    async def still_in(self) -> bool:
        """Whether the server opens its pages to this visitor, instead of asking to sign in."""
        headers = {"Cookie": self.cookies, "Accept": "text/html"}
        async with httpx.AsyncClient(base_url=self.address, timeout=LONGEST_ANSWER, headers=headers) as client:
            return (await client.get("/")).status_code == 200

    async def open(self) -> float:
        """Open a new Streamlit session on the first screen; return the seconds until it was drawn."""
        await self.close()
        self.stream = await connect(
            f"{self.address.replace('http', 'ws')}/_stcore/stream",
            additional_headers={"Cookie": self.cookies},
            origin=self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=LARGEST_MESSAGE,
            proxy=None,
            ping_interval=None,
        )
        self.page, self.query = "", ""
        return await self._rerun()

    async def close(self) -> None:
        """Leave."""
        if self.stream is not None:
            await self.stream.close()
            self.stream = None

    async def go(self, page: str, **query: str) -> float:
        """Change the screen; return the seconds until its script had run to its end."""
        self.page, self.query = page, urlencode(query)
        self.values.clear()
        return await self._rerun()

    async def fill(self, key: str, text: str) -> float:
        """Change the field of this key, as a browser tells it when the field is left."""
        self.values[key] = WidgetState(id=self._widget(key), string_value=text)
        return await self._rerun()

    async def press(self, key: str) -> float:
        """Press the button of this key."""
        return await self._rerun(WidgetState(id=self._widget(key), trigger_value=True))

    def key(self, ending: str) -> str:
        """Return the key of the last run's widget that ends so, "" where there is none."""
        return next((key for key in self.widgets if key.endswith(ending)), "")

    def _widget(self, key: str) -> str:
        if key not in self.widgets:
            raise Broken(f"no widget {key!r} on {self.page or 'the first screen'}")
        return self.widgets[key]

    async def _rerun(self, pressed: WidgetState | None = None) -> float:
        if self.stream is None:
            raise ConnectionError("not open")
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.pages.get(self.page, "")
        state.context_info.timezone, state.context_info.locale = "Asia/Tokyo", "ja-JP"
        state.widget_states.widgets.extend([*self.values.values(), *([pressed] if pressed else [])])
        started = time.perf_counter()
        await self.stream.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST_ANSWER):
            await self._drawn()
        return time.perf_counter() - started

    async def _drawn(self) -> None:
        """Read what the server draws until a script has run to its end."""
        self.widgets = {}
        while self.stream is not None:
            message = ForwardMsg.FromString(await self.stream.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.widgets = {}
                    continue
                return
            if kind == "new_session":
                self._expect(message.new_session.page_script_hash)
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self.pages[""] = next(
                    (page.page_script_hash for page in message.navigation.app_pages if page.is_default), ""
                )
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._look_at(message.delta.new_element)

    def _expect(self, drawn: str) -> None:
        wanted = self.pages.get(self.page, drawn)
        if drawn != wanted:
            raise Broken(f"another screen than {self.page!r} was drawn")

    def _look_at(self, element: Element) -> None:
        kind = element.WhichOneof("type") or ""
        drawn: Any = getattr(element, kind, None)
        told = drawn.body if kind in {"text", "html"} else ""
        if kind == "exception" or BROKEN in told:
            raise Broken(f"{self.page}?{self.query}: {told or drawn}"[:500])
        identity = str(getattr(drawn, "id", ""))
        # $$ID-<hash>-<key>
        if identity.startswith("$$ID-") and not identity.endswith("-None"):
            self.widgets[identity.split("-", 2)[2]] = identity
