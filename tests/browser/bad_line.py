"""A bad line between a phone and the server: requests cut before or after they arrive, or in mid-answer."""

from __future__ import annotations

import http.client
import itertools
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser.serving import free_port

# What belongs to one connection, and what the answer gets anew.
OF_THE_LINE = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
API = "/street/api/"
WAYS = ("before", "after", "middle")
PATIENCE_SECONDS = 60
# Of so many requests, each of the three ways cuts the same number.
DECK = 30
# And the empty line that ends a head.
STATUS_LINE = "HTTP/1.1 200 OK\r\n\r\n"

Rewrite = Callable[[bytes], bytes]


@dataclass
class Line:
    """The line: where it begins, which share of requests it cuts, what it cut, how many bytes it carried back.

    `rewritten` changes what the server sends at a path, which then comes uncompressed.
    """

    port: int
    upstream: int
    draw: random.Random
    share: float = 0.0
    cut: Counter[str] = field(default_factory=Counter)
    carried: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    rewritten: dict[str, Rewrite] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    deck: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address a phone opens; browsers take localhost for secure."""
        return f"http://localhost:{self.port}"

    def fate(self, path: str) -> str:
        """Return how a request ends: "" where it comes through."""
        with self.lock:
            self.asked[path.partition("?")[0]] += 1
            if not path.startswith(API) or not self.share:
                return ""
            way = self._drawn()
            if way:
                self.cut[way] += 1
            return way

    def _drawn(self) -> str:
        """Return the next fate from a shuffled deck, so that the share holds of any few dozen requests."""
        if not self.deck:
            cuts = round(self.share * DECK)
            self.deck = [*itertools.islice(itertools.cycle(WAYS), cuts), *[""] * (DECK - cuts)]
            self.draw.shuffle(self.deck)
        return self.deck.pop()


@contextmanager
def bad_line(upstream: int, seed: int = 7) -> Iterator[Line]:
    """Carry requests to a port of this computer until the block ends; cuts nothing before `share` is set."""
    line = Line(free_port(), upstream, random.Random(seed))

    class Carrier(_Carrier):
        carries = line

    server = ThreadingHTTPServer(("127.0.0.1", line.port), Carrier)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield line
    server.shutdown()
    server.server_close()
    thread.join()


class _Carrier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    carries: Line

    def do_GET(self) -> None:
        self._carry()

    do_HEAD = do_PUT = do_PATCH = do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing: what was cut is counted."""

    def _carry(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fate = self.carries.fate(self.path)
        if fate == "before":
            self._break()
            return
        try:
            answer = self._ask(body)
        except (OSError, http.client.HTTPException):
            # The server is down.
            self._break()
            return
        if fate == "after":
            self._break()
            return
        self._answer(*answer, half=fate == "middle")

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection("localhost", self.carries.upstream, timeout=PATIENCE_SECONDS)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"connection"}}
        change = self.carries.rewritten.get(self.path)
        if change:
            headers["Accept-Encoding"] = "identity"
            headers.pop("If-None-Match", None)
        upstream.request(self.command, self.path, body or None, headers)
        answer = upstream.getresponse()
        content = answer.read()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in OF_THE_LINE]
        upstream.close()
        return answer.status, kept, change(content) if change else content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, half: bool) -> None:
        self.send_response_only(status)
        length = [("Content-Length", str(len(content)))] if self.command != "HEAD" and status not in {204, 304} else []
        told = [*headers, *length]
        for name, value in told:
            self.send_header(name, value)
        if half and not content:
            # Nothing to halve: the head itself does not come through.
            self._break()
            return
        head = len(STATUS_LINE) + sum(len(f"{name}: {value}\r\n") for name, value in told)
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(content[: len(content) // 2] if half else content)
            except ConnectionError:
                # The phone has gone already.
                self.close_connection = True
                return
        with self.carries.lock:
            self.carries.carried += head + len(content)
        if half:
            self._break()

    def _break(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The phone has gone already.
            return
