"""Work that phones ask for, a few at a time beside the screens, so that a crowd in the street stops nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from survey_loader.errors import Busy
from survey_loader.language import N_

P = ParamSpec("P")
T = TypeVar("T")


class Line:
    """A few threads and those who wait for them; who would wait too long is told to come again."""

    def __init__(self, name: str, at_once: int, most: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._most, self._there = most, 0

    async def run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Return what the work returns. Raises Busy where too many wait already, else what the work raises."""
        if self._there >= self._most:
            raise Busy(N_("いま送信がこみ合っています。少し待って、もう一度送ります。何も失われていません。"))
        self._there += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*given, **named))
        finally:
            self._there -= 1


# Opening a photo takes a tenth of a second of a core: words must not stand behind forty of them.
words = Line("street", 4, 400)
photos = Line("street-photos", 2, 200)
