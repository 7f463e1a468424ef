"""The same work on many things: on all cores when they are many, in order, with progress.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import TypeVar

#: told how much is done, and of how much
Progress = Callable[[int, int], None]
In = TypeVar("In")
Out = TypeVar("Out")

#: below this many things, starting processes costs more than it saves
WORTH_IT = 64


def each(
    work: Callable[[In], Out],
    things: Sequence[In],
    progress: Progress | None = None,
    worth_it: int = WORTH_IT,
) -> Iterator[Out]:
    """`work(thing)` for all things, in their order. `work` and the things must be picklable."""
    cores = _cores()
    if len(things) < worth_it or cores < 2:
        yield from _with_progress(map(work, things), len(things), progress)
        return
    # forking a process in which Polars has started threads can hang
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn"), _begin) as pool:
        chunk = max(1, min(32, len(things) // (cores * 4)))
        yield from _with_progress(pool.map(work, things, chunksize=chunk), len(things), progress)


def stream(work: Callable[[In], Out], things: Iterator[In], workers: int | None = None) -> Iterator[Out]:
    """`work(thing)` for things that come one after the other, in their order, on all cores.

    Only a few are taken ahead of what is done, so memory does not grow with their number. The first is worked on
    here: one thing alone is not worth starting processes for. `workers` is how many processes work (default: one for
    each core; 1 works in this process alone).
    """
    if workers == 1:
        yield from map(work, things)
        return
    first, second = next(things, None), next(things, None)
    if first is not None:
        yield work(first)
    if second is None:
        return
    cores = workers or _cores()
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn"), _begin) as pool:
        waiting = deque([pool.submit(work, second)])
        try:
            for thing in things:
                waiting.append(pool.submit(work, thing))
                if len(waiting) > 3 * cores:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _with_progress(results: Iterator[Out], total: int, progress: Progress | None) -> Iterator[Out]:
    for done, result in enumerate(results, 1):
        if progress:
            progress(done, total)
        yield result


def _begin() -> None:
    """Begin a worker: it ends with its parent, however that ends, and collects garbage seldom.

    The work makes many small objects and few cycles.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _end_with(sentinel: int) -> None:
    """Wait for a process to end, then end this one at once: nobody is left to take what it does."""
    wait([sentinel])
    os._exit(1)
