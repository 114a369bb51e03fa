"""Charts as PNG, SVG and PDF through one kept Chrome; without Chrome, everything else still works."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import Any, Literal

import kaleido
from kaleido.errors import ChromeNotFoundError

from survey_insights.charts import Chart, poster
from survey_insights.hall_poster import WIDTH as HALL_WIDTH
from survey_insights.hall_poster import hall_poster, readable
from survey_insights.palette import SURFACE, style
from survey_loader.errors import SurveyError
from survey_loader.language import N_

WIDTH = 1200
# A call that starts Chrome takes about four seconds, a warm one half a second.
PATIENCE_SECONDS = 60
SCALE = 2
# How each kind is drawn: the format, and how many times the hall's layout. 2 is 1920 x 1080.
Kind = Literal["png", "png_2x", "svg", "pdf"]
KINDS: dict[Kind, tuple[str, int]] = {"png": ("png", 2), "png_2x": ("png", 4), "svg": ("svg", 2), "pdf": ("pdf", 1)}
# A part of a slide is drawn so many times its size in points.
SLIDE_SCALE = 3
NO_CHROME = N_(
    "画像にするには Chrome か Chromium が必要です。入れてから、もう一度お試しください。表（CSV）は今すぐ使えます。"
)


class NoPicture(SurveyError):
    """A picture that could not be drawn; the message says what to install or do."""


class _Painter:
    """One Chrome on an event loop of its own thread; kaleido's sync server mixes up callers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None

    def draw(self, figure: Any, options: dict[str, Any]) -> bytes:
        """Return the picture's bytes; a browser that died is started again once."""
        with self._lock:
            try:
                return self._draw(figure, options)
            except (ChromeNotFoundError, NoPicture):
                raise
            except Exception:  # whatever the browser died of, one fresh start is worth it
                self._close()
                return self._draw(figure, options)

    def _draw(self, figure: Any, options: dict[str, Any]) -> bytes:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
        return bytes(self._call(self._ask(figure, options)))

    async def _ask(self, figure: Any, options: dict[str, Any]) -> bytes:
        if self._kaleido is None:
            found = chrome()
            if found is None:
                raise ChromeNotFoundError
            # MathJax would be fetched from outside.
            browser = kaleido.Kaleido(n=1, timeout=PATIENCE_SECONDS, mathjax=False, path=str(found))
            self._kaleido = await browser.__aenter__()
        return bytes(await self._kaleido.calc_fig(figure, opts=options))

    def _call(self, work: Any) -> Any:
        assert self._loop is not None
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(PATIENCE_SECONDS)
        except FutureTimeoutError as error:
            future.cancel()
            raise NoPicture(N_("画像を作るのに時間がかかりすぎました。もう一度お試しください。")) from error

    def _close(self) -> None:
        if self._kaleido is not None and self._loop is not None:
            closing, self._kaleido = self._kaleido, None
            asyncio.run_coroutine_threadsafe(closing.__aexit__(None, None, None), self._loop)


_painter = _Painter()


def chrome() -> Path | None:
    """Return the Chrome or Chromium of this machine, None where there is none."""
    named = os.environ.get("BROWSER_PATH", "")
    names = (named, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return Path(found) if found else None


def png(chart: Chart, width: int = WIDTH, dark: bool = False) -> bytes:
    """Return a chart as a PNG with title, measure and source drawn in.

    Raises NoPicture where this machine has no Chrome or Chromium.
    """
    figure = poster(chart, width=width, dark=dark)
    return _drawn(figure, "png", width, int(figure.layout.height), SCALE)


def hall_picture(chart: Chart, kind: Kind = "png") -> bytes:
    """Return a chart laid out for a hall: PNG of 1920 x 1080 or twice that, SVG, or PDF.

    Raises NoPicture where this machine has no Chrome or Chromium.
    """
    form, times = KINDS[kind]
    figure = hall_poster(chart)
    return _drawn(figure, form, HALL_WIDTH, int(figure.layout.height), times)


def drawing(chart: Chart, width: int, height: int) -> bytes:
    """Return the figure alone as PNG, of a size in points, for a slide that has the words around it.

    Raises NoPicture where this machine has no Chrome or Chromium.
    """
    figure = readable(style(chart.figure, dark=False))
    figure.update_layout(width=width, height=height, paper_bgcolor=SURFACE)
    return _drawn(figure, "png", width, height, SLIDE_SCALE)


def archive(
    charts: Sequence[tuple[str, Callable[[], Chart]]],
    kinds: Iterable[Kind] = ("png",),
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """Return pictures of charts (name of the file without its end, how to make it) as a ZIP, numbered in their order.

    A text beside them says what each shows, of whom, and why a chart that has nothing to show is left out. `told`
    hears how many are done, of how many; what it raises ends the work. Raises NoPicture where this machine has no
    Chrome or Chromium.
    """
    buffer, wanted = io.BytesIO(), tuple(kinds)
    shown: list[str] = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, make) in enumerate(charts, 1):
            told(number - 1, len(charts))
            chart = make()
            shown.append("\r\n".join([f"{number:02d}_{name}", chart.title, chart.subtitle, chart.footer]))
            for kind in wanted if not chart.empty else ():
                size = "@2x" if kind == "png_2x" else ""
                packed.writestr(f"{number:02d}_{name}{size}.{KINDS[kind][0]}", hall_picture(chart, kind))
        # With a mark, so that Notepad shows it as it is.
        packed.writestr("README.txt", "\r\n\r\n".join(shown).encode("utf-8-sig"))
        told(len(charts), len(charts))
    return buffer.getvalue()


def _drawn(figure: Any, form: str, width: int, height: int, scale: int) -> bytes:
    options = {"format": form, "width": width, "height": height, "scale": scale}
    try:
        return _painter.draw(figure, options)
    except ChromeNotFoundError as error:
        raise NoPicture(NO_CHROME) from error
