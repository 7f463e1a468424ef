"""Rows as they come out of a plan, batch by batch and in order, in memory that doesn't grow with the file."""

from __future__ import annotations

import os
from collections.abc import Iterator

import polars as pl

#: Polars' setting for how many row groups it reads ahead of those that are worked on; unset, it may be dozens
_AHEAD = "POLARS_ROW_GROUP_PREFETCH_SIZE"

#: so many rows are given memory of their own
SMALL_FILE = 10_000


def batches(rows: pl.LazyFrame, size: int | None = None) -> Iterator[pl.DataFrame]:
    """The rows of the plan in batches (of that size, but for the last). Raises what Polars raises while it runs.

    Without a size, batches of few rows are put together: what is done with each costs more than the rows do.
    """
    before = os.environ.get(_AHEAD)
    os.environ[_AHEAD] = before or "2"
    try:
        found = rows.collect_batches(chunk_size=size, maintain_order=True, engine="streaming")
        yield from found if size is not None else _merged(found)
    finally:
        if before is None:
            os.environ.pop(_AHEAD, None)


def _merged(found: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    waiting: list[pl.DataFrame] = []
    for batch in found:
        if 0 < batch.height < SMALL_FILE:
            waiting.append(_copied(batch))
        full = sum(few.height for few in waiting) >= SMALL_FILE
        if waiting and (full or batch.height >= SMALL_FILE):
            yield pl.concat(waiting)
            waiting = []
        if batch.height >= SMALL_FILE:
            yield batch
    if waiting:
        yield pl.concat(waiting)


def _copied(few: pl.DataFrame) -> pl.DataFrame:
    # a few rows picked from many would keep the texts of all of them alive
    return few.with_columns(pl.selectors.string() + "")
