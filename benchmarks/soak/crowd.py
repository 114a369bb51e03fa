"""People at one server: some browse with time to think, some type interviews in; each rerun is timed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from benchmarks.soak.street import AGES, LIKES, PLACES
from benchmarks.soak.visitor import Broken, Visitor

THINK_SECONDS = (2.5, 7.5)
# Between two fields of a form: somebody types what stands on a board, which takes a minute and more.
TYPE_SECONDS = (5.0, 15.0)
RECONNECT_SECONDS = 0.5
SCREENS = ("", "voices", "themes", "stage", "cities", "trends", "words", "accuracy")
# What a browser meets while its server is away.
AWAY = (OSError, WebSocketException, TimeoutError)


@dataclass
class Told:
    """What the crowd saw: (monotonic second, what, seconds) a rerun, errors in words, ids confirmed as saved."""

    reruns: list[tuple[float, str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    cut: int = 0
    resumed: int = 0

    def add(self, what: str, seconds: float) -> None:
        """Write down one rerun."""
        self.reruns.append((time.monotonic(), what, seconds))


async def _pause(visitor: Visitor, draw: random.Random, seconds: tuple[float, float]) -> None:
    await asyncio.sleep(draw.uniform(*seconds) / visitor.haste)


async def browse(visitor: Visitor, draw: random.Random, told: Told) -> None:
    """Look at screen after screen: one move in six sets a filter, half of the next take it off; one in six searches."""
    page = ""
    query: dict[str, str] = {}
    while True:
        await _pause(visitor, draw, THINK_SECONDS)
        move = draw.random()
        if move < 1 / 6:
            query = draw.choice([{"place": draw.choice(PLACES)}, {"age": draw.choice(AGES)}])
            told.add("filter", await visitor.go(page, **query))
        elif move < 1 / 3:
            page = "voices"
            told.add("search", await visitor.go(page, q=draw.choice(LIKES)[:2], **query))
        else:
            query = query if draw.random() < 1 / 2 else {}
            page = draw.choice([other for other in SCREENS if other != page])
            told.add("screen", await visitor.go(page, **query))


async def write(visitor: Visitor, draw: random.Random, told: Told) -> None:
    """Type interviews in, one after another; what a lost session had begun is gone on with first."""
    told.add("screen", await visitor.go("entry"))
    if waiting := next((key for key in visitor.widgets if key.startswith("entry_go_on_")), ""):
        await visitor.press(waiting)
        told.resumed += 1
        await _save(visitor, told)
    number = 0
    while True:
        number += 1
        told.add("field", await visitor.fill("carry_place", draw.choice(PLACES)))
        await _pause(visitor, draw, TYPE_SECONDS)
        answer = visitor.key("_answer_like")
        told.begun.add(_identity(answer))
        words = f"{draw.choice(LIKES)}（{visitor.name}の{number}人目）"
        told.add("field", await visitor.fill(answer, words))
        await _pause(visitor, draw, TYPE_SECONDS)
        told.add("field", await visitor.fill(visitor.key("_board"), f"{number:04}"))
        await _pause(visitor, draw, TYPE_SECONDS)
        await _save(visitor, told)


async def _save(visitor: Visitor, told: Told) -> None:
    """Press save; the interview counts as confirmed once the screen offers the next form."""
    before = _identity(visitor.key("_answer_like"))
    told.add("save", await visitor.press("entry_save"))
    if _identity(visitor.key("_answer_like")) == before:
        raise Broken(f"{before} was not saved, and no error was shown")
    told.confirmed.append(before)
    visitor.values.clear()


def _identity(key: str) -> str:
    return key.removeprefix("entry_").removesuffix("_answer_like")


async def stay(
    visitor: Visitor,
    life: Callable[[Visitor, random.Random, Told], Awaitable[None]],
    told: Told,
    away: asyncio.Event,
) -> None:
    """Live at the server until cancelled; where it goes away, come back with the same cookie.

    A lost connection is an error unless `away` says that the server was killed.
    """
    draw = random.Random(visitor.name)
    await _pause(visitor, draw, (0.0, THINK_SECONDS[1]))
    while True:
        try:
            told.add("first", await visitor.open())
            await life(visitor, draw, told)
        except Broken as error:
            told.errors.append(f"{visitor.name}: {error}")
            await _pause(visitor, draw, THINK_SECONDS)
        except AWAY as error:
            told.cut += 1
            if not away.is_set():
                told.errors.append(f"{visitor.name}: {type(error).__name__}: {error}"[:300])
            await asyncio.sleep(RECONNECT_SECONDS)
