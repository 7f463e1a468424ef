"""Comparing more keys than memory holds: DuckDB does it, with a limit set, and puts what doesn't fit on disk.

Only hashes of keys and row numbers are handed over. It is chosen when the need passes what is allowed, and not before.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import polars as pl

from onrecord.checking.options import Options
from onrecord.findings import Finding, printable

#: bytes that a key takes while hashes are sorted and compared
SORT_BYTES = 24
#: bytes that a key takes while others are looked up among it
LOOKUP_BYTES = 40
#: DuckDB needs some room whatever it does
DUCKDB_MINIMUM = 200_000_000


class NeedsDuckDB(Exception):  # noqa: N818 - the rest can be verified without it
    """Keys need more memory than is allowed, and DuckDB isn't there."""

    def finding(self, table: str, columns: Sequence[str]) -> Finding:
        """What to tell of it."""
        return Finding(
            code="P018",
            severity="warning",
            message=f"not verified: {printable(', '.join(columns), 120)} needs more memory than is allowed, or DuckDB",
            table=table,
            help="pip install 'onrecord[large]', or allow more: --memory 8GB",
        )


# nobody can make keys whose hashes agree under a seed that he doesn't know
_SEED = secrets.randbits(63)


def key_hash(names: Sequence[str]) -> pl.Expr:
    """The key of these columns as 64 bits named `hash`, with a seed of this process."""
    return reduce(xor, (pl.col(name).hash(_SEED + at) for at, name in enumerate(names))).alias("hash")


def repeated_hashes(rows: pl.LazyFrame, which: pl.Expr, names: Sequence[str], options: Options) -> pl.Series:
    """The hashes of keys that more than one of these rows have, each one time, in order."""
    hashes = rows.filter(which).select(key_hash(names))
    if row_count(rows) * SORT_BYTES > options.key_memory:
        return _repeated_on_disk(hashes, options.key_memory)
    found = hashes.collect(engine="streaming")["hash"].sort()
    return found.filter((found == found.shift(1)).fill_null(False)).unique(maintain_order=True)


def row_count(frame: pl.LazyFrame) -> int:
    """How many rows a plan gives. Of a Parquet file as it is, nothing has to be read."""
    return int(frame.select(pl.len()).collect(engine="streaming").item())


def _repeated_on_disk(hashes: pl.LazyFrame, memory: int) -> pl.Series:
    with _database(memory) as (database, folder):
        hashes.sink_parquet(folder / "hashes.parquet", compression="uncompressed", statistics=False)
        database.execute(
            f"COPY (SELECT hash FROM {_quoted(folder / 'hashes.parquet')} GROUP BY hash HAVING count(*) > 1)"  # noqa: S608
            f" TO {_quoted(folder / 'again.parquet')} (FORMAT parquet)"
        )
        return pl.read_parquet(folder / "again.parquet", glob=False)["hash"].sort()


@contextmanager
def unmatched_rows(
    here: pl.LazyFrame, known: pl.LazyFrame, count: int, options: Options
) -> Iterator[pl.LazyFrame | None]:
    """The rows of `here` (`row`, `hash`) whose hash is none of the known, sorted, from disk.

    None when there is room to look the known ones up in memory, of which there are at most `count`.
    """
    if count * LOOKUP_BYTES <= options.key_memory:
        yield None
        return
    with _database(options.key_memory) as (database, folder):
        for name, rows in (("here", here), ("known", known)):
            rows.sink_parquet(folder / f"{name}.parquet", compression="uncompressed", statistics=False)
        database.execute(
            f"COPY (SELECT row FROM {_quoted(folder / 'here.parquet')} h ANTI JOIN {_quoted(folder / 'known.parquet')} k"  # noqa: S608
            f" ON h.hash = k.hash ORDER BY row) TO {_quoted(folder / 'lost.parquet')} (FORMAT parquet)"
        )
        yield pl.scan_parquet(folder / "lost.parquet", glob=False)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _database(memory: int) -> Iterator[tuple[Any, Path]]:
    """A database in a temporary folder that goes with it. Raises `NeedsDuckDB`."""
    try:
        import duckdb
    except ImportError:
        raise NeedsDuckDB from None
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        settings: dict[str, Any] = {
            "memory_limit": f"{max(memory, DUCKDB_MINIMUM)}B",
            "temp_directory": str(Path(folder) / "spill"),
            "preserve_insertion_order": "false",
        }
        with duckdb.connect(str(Path(folder) / "keys.duckdb"), config=settings) as database:
            database.execute("SET enable_progress_bar = false")
            yield database, Path(folder)
