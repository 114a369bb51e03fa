"""Where texts are analysed: in this process when few, in spawned ones when many, or on a dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple, TypeVar

from survey_loader.acts import analysis
from survey_loader.errors import SurveyError, UnusableSettings
from survey_loader.language import N_
from survey_loader.settings import Settings

# A scheduler answers within milliseconds; a wrong address must not look like a long import.
REACH_SECONDS = 10
# The first texts wait until a worker has loaded its dictionary.
READY_SECONDS = 60
# Some hundred texts take a second; workers that need so long for them are gone.
LOST_SECONDS = 600
# How often it is looked whether the workers that are waited for still live.
LOOK_SECONDS = 1

T = TypeVar("T")

_pools: list[ProcessPoolExecutor] = []


class Workers(NamedTuple):
    """An executor and how many texts it reads at the same time."""

    executor: Executor
    width: int


class Inline(Executor):
    """An executor that works at once in this process: right for a handful of texts."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run the call and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def workers(settings: Settings, recipe: analysis.Recipe, few: bool) -> Workers:
    """Return who analyses; `few` texts are done here before anyone else has loaded a dictionary.

    Raises UnusableSettings where the cluster of the settings cannot be reached or does not know our code.
    """
    if few:
        return Workers(Inline(), 1)
    if settings.dask:
        return _cluster(settings.dask, recipe)
    return _pool(settings.processes)


@cache
def _pool(processes: int) -> Workers:
    """Spawned workers, kept for the life of this process: a batch of files starts them once."""
    if processes <= 1:
        return Workers(Inline(), 1)
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin_worker)
    _pools.append(pool)
    return Workers(pool, processes)


def _begin_worker() -> None:
    """Leave Ctrl-C to the process that asked, and end when it ends: workers of a killed import would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, name="end with parent", daemon=True).start()


@cache
def _client(address: str) -> Any:
    """A dask.distributed scheduler with at least one worker, reached once."""
    # Takes half a second to import, and only clusters need it.
    import distributed

    connect: Any = distributed.Client
    client: Any = None
    try:
        client = connect(address, timeout=REACH_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=REACH_SECONDS)
    except (OSError, ValueError) as error:
        if client is not None:
            client.close(timeout=REACH_SECONDS)
        raise _unreached(address, error) from error
    return client


def _unreached(address: str, why: Exception) -> UnusableSettings:
    return UnusableSettings(
        N_(
            "dask のクラスター {address} につながりません。"
            "スケジューラーとワーカーが動いているか確かめてください（{why}）。"
        ),
        address=address,
        why=repr(why),
    )


def _cluster(address: str, recipe: analysis.Recipe) -> Workers:
    """The workers of a cluster, of which one has shown that it can analyse: what is missing is told at once."""
    if _client(address).status != "running":
        _client.cache_clear()
    client = _client(address)
    executor = client.get_executor(pure=False)
    try:
        executor.submit(analysis.analyse_all, recipe, []).result(READY_SECONDS)
    except ImportError as error:
        raise UnusableSettings(
            N_(
                "クラスターのワーカーに「まちの声」がありません。"
                "同じ版を入れるか、PYTHONPATH に加えてください（{why}）。"
            ),
            why=error,
        ) from error
    except _lost() as error:
        forget()
        raise _unreached(address, error) from error
    return Workers(executor, sum(client.nthreads().values()))


def gathered(futures: Iterable[Future[list[T]]]) -> list[T]:
    """Return all that the workers found, in order; raises SurveyError where they were lost on the way."""
    with losses_told():
        return [found for future in futures for found in _result(future)]


def _result(future: Future[list[T]]) -> list[T]:
    """Wait for what a worker found.

    One that is killed while it writes leaves half a message, for whose other half its pool waits without end.
    """
    until = time.monotonic() + LOST_SECONDS
    while True:
        try:
            return future.result(LOOK_SECONDS)
        except TimeoutError:
            if future.done() or time.monotonic() > until or not _all_live():
                raise


def _all_live() -> bool:
    return all(child.is_alive() for pool in _pools for child in _children(pool))


def _children(pool: ProcessPoolExecutor) -> list[Any]:
    return list((getattr(pool, "_processes", None) or {}).values())


@contextmanager
def losses_told() -> Iterator[None]:
    """Raise SurveyError where workers were lost, while they are given work or while it is awaited."""
    try:
        yield
    except _lost() as error:
        forget()
        raise SurveyError(
            N_("解析をしていた別のプロセスが途中で止まりました。もう一度お試しください（{why}）。"), why=repr(error)
        ) from error


def _lost() -> tuple[type[Exception], ...]:
    """The errors that say that workers are gone."""
    lost: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError, TimeoutError)
    if not _client.cache_info().currsize:
        return lost
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    return (*lost, KilledWorker, CommClosedError)


def forget() -> None:
    """Let go of all workers; the next import finds new ones."""
    while _pools:
        _let_go(_pools.pop())
    _pool.cache_clear()
    _client.cache_clear()


def _let_go(pool: ProcessPoolExecutor) -> None:
    """End a pool so that this process can end, too: it would wait for the pool's own thread."""
    for child in _children(pool):
        child.kill()
    # That thread reads until nobody holds the other end of the pipe of results.
    results: Any = getattr(pool, "_result_queue", None)
    if results is not None:
        results._writer.close()
    # Python before 3.11.6 goes on writing to a pipe that no worker reads, and never ends (its issue 94777).
    # Later ones close it themselves, and fail where it is closed already.
    calls: Any = getattr(pool, "_call_queue", None)
    if calls is not None and sys.version_info < (3, 11, 6):
        calls._reader.close()
