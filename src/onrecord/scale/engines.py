"""Engines: what runs a function on many things, on cores or machines. Each is a few lines; the rest is `map`."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from onrecord.checking.options import RunParts
from onrecord.findings import Finding, Problem, did_you_mean, printable

#: how often what was lost with a process that died is done again
_TRIES = 3
#: seconds that a cluster has to answer
_TIMEOUT = 10


@contextmanager
def engine_of(engine: Any, scheduler: str | None = None) -> Iterator[RunParts]:
    """Gives the `map` of an engine: of one that is named, or of a client or session that somebody has started.

    scheduler: the address of the cluster that a named engine uses; None: one on this machine, started here, which ends
    with the block. Raises `Problem` (P050) for what is no engine, or a cluster that isn't reached.
    """
    if isinstance(engine, str):
        if engine not in ENGINES:
            message = f"there is no engine “{printable(engine, 60)}”"
            help_ = did_you_mean(engine, ENGINES) or f"engines: {', '.join(ENGINES)}"
            raise Problem(Finding(code="P050", message=message, help=help_))
        with ENGINES[engine](scheduler) as run:
            yield run
    elif hasattr(engine, "gather"):
        yield _dask_map(engine)
    elif hasattr(engine, "sparkContext"):
        yield _spark_map(engine)
    elif callable(getattr(engine, "map", None)):
        yield engine.map
    else:
        message = f"{printable(type(engine).__name__, 60)} is no engine: it has no method map(function, things)"
        raise Problem(Finding(code="P050", message=message, help=f"engines: {', '.join(ENGINES)}"))


@contextmanager
def _processes(_scheduler: str | None) -> Iterator[RunParts]:
    """A process for each core of this machine; what a process that died was doing is done again."""
    # forking a process in which Polars has started threads can hang
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(_cores(), spawn)

    def run(function: Callable[[Any], Any], things: Sequence[Any]) -> Iterator[Any]:
        nonlocal pool
        done = 0
        for tries_left in reversed(range(_TRIES)):
            try:
                for result in pool.map(function, things[done:]):
                    yield result
                    done += 1
                return
            except BrokenProcessPool:
                if not tries_left:
                    raise
                pool = ProcessPoolExecutor(_cores(), spawn)

    try:
        yield run
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _dask(scheduler: str | None) -> Iterator[RunParts]:
    """Workers of Dask: of a cluster, or on this machine."""
    try:
        from distributed import Client
    except ImportError:
        raise _missing("dask") from None
    here = {"n_workers": _cores(), "threads_per_worker": 1, "dashboard_address": None}
    try:
        client = Client(scheduler, timeout=_TIMEOUT) if scheduler else Client(**here)
    except (OSError, ValueError) as error:
        message = f"the cluster at {printable(str(scheduler), 120)} isn't reached: {printable(str(error), 200)}"
        raise Problem(Finding(code="P050", message=message, help="see that its scheduler runs")) from None
    with client:
        yield _dask_map(client)


def _dask_map(client: Any) -> RunParts:
    """Dask does what a lost worker did again by itself."""
    return lambda function, things: client.gather(client.map(function, list(things), pure=False, retries=_TRIES))


@contextmanager
def _spark(scheduler: str | None) -> Iterator[RunParts]:
    """Spark: of a cluster, or on this machine's cores."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise _missing("spark") from None
    session = SparkSession.builder.master(scheduler or "local[*]").appName("onrecord").getOrCreate()
    try:
        yield _spark_map(session)
    finally:
        session.stop()


def _spark_map(session: Any) -> RunParts:
    """A task for each thing; Spark does one that failed again by itself."""
    context = session.sparkContext
    return lambda function, things: (
        context.parallelize(list(things), len(things)).map(function).collect() if things else []
    )


def _missing(extra: str) -> Problem:
    message = f"the engine “{extra}” needs libraries that are not installed"
    return Problem(Finding(code="P050", message=message, help=f"pip install 'onrecord[{extra}]'"))


#: engines that are started here, by their names
ENGINES: dict[str, Callable[[str | None], Any]] = {"processes": _processes, "dask": _dask, "spark": _spark}
