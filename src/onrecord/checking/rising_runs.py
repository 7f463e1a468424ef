"""The rising runs of a column: in one that rises from row to row, or nearly does, only where they meet can a value repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from onrecord.reading.frame import ROW, Frame

#: a column that falls more often is not worth looking at run by run
MOST_RUNS = 20_000
#: a column that rises in so many rows is taken to go on so: if it doesn't, only time is lost
_LOOKED_AT = 1_000
#: the column with the value of the row before, while runs are noted
_BEFORE = "before"
#: types that Python orders as Polars does
_ORDERED = (pl.String, pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.Date)


class RisingRuns:
    """The rising runs of a column, noted while its rows pass by: the value that begins each, and the one before it."""

    def __init__(self, name: str, kind: pl.DataType) -> None:
        self.name, self._kind = name, kind
        #: whether each row that doesn't rise can be told so far: nulls, or too many runs, make it false
        self.known = True
        self.has_nulls = False
        self._starts: list[Any] = []
        self._ends: list[Any] = []
        self._rows: list[int] = []
        self._whole = False

    def fresh(self) -> RisingRuns:
        """The same with nothing noted yet."""
        return RisingRuns(self.name, self._kind)

    def with_previous(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows with the value of the one before."""
        return rows.with_columns(pl.col(self.name).shift(1).alias(_BEFORE))

    @property
    def begins_run(self) -> pl.Expr:
        """Whether a row begins a run: it doesn't rise above the one before it, or that isn't known."""
        return (pl.col(self.name) <= pl.col(_BEFORE)).fill_null(True)

    def note(self, rows: pl.DataFrame) -> None:
        """Take down rows among which are all that begin a run, in order."""
        if self.known:
            found = rows.filter(self.begins_run)
            ends = found[_BEFORE].to_list()[0 if self._starts else 1 :]
            self._starts += found[self.name].to_list()
            self._ends += ends
            self._rows += found[ROW].to_list() if ROW in found.columns else []
            self.has_nulls = found[self.name].null_count() > 0 or None in ends
            self.known = not self.has_nulls and len(self._ends) <= MOST_RUNS

    @property
    def is_final(self) -> bool:
        """Whether another look at the column could tell no more."""
        return not self.has_nulls and (self._whole or not self.known)

    def finish(self) -> None:
        """Say that all rows were noted."""
        self._whole = True

    def meeting_values(self) -> pl.Series | None:
        """The values at which runs meet: no others can occur twice. None when that isn't known."""
        if not self.known or not self._whole:
            return None
        # how far the last run goes is not noted
        runs = sorted(zip(self._starts, [*self._ends, None], strict=True), key=lambda run: run[0]) if self._ends else []
        points = _meeting_points(runs)
        return None if points is None else pl.Series(self.name, points, dtype=self._kind).unique()

    def repeated_rows(self) -> pl.DataFrame | None:
        """All rows whose value occurs again (their numbers and values), when these stand together and were noted."""
        if not self.known or not self._whole or len(self._rows) != len(self._starts) or self._starts[1:] != self._ends:
            return None
        again = list(zip(self._rows, self._starts, strict=True))[1:]
        rows = {row + step: value for row, value in again for step in (-1, 0)}
        values = pl.Series(self.name, list(rows.values()), dtype=self._kind)
        return pl.DataFrame([pl.Series(ROW, list(rows), dtype=pl.get_index_type()), values]).sort(ROW)


def rising_runs_of(frame: Frame, key: Sequence[str]) -> RisingRuns | None:
    """The runs of a key, to be noted; given up at once if it doesn't rise at first.

    None when it isn't known here how its values rise. Raises what is in `frame.UNREADABLE`.
    """
    if len(key) != 1 or not frame.has(key) or frame.types[key[0]] not in _ORDERED:
        return None
    runs = RisingRuns(frame.names[key[0]], frame.types[key[0]])
    first = frame.rows.select(runs.name).head(_LOOKED_AT).collect(engine="streaming")[runs.name]
    runs.known = first.drop_nulls().is_sorted()
    return runs


def _meeting_points(runs: list[tuple[Any, Any]]) -> list[Any] | None:
    """Where runs (first and last value, sorted) meet; None when some share more than one value."""
    points, reached = [], runs[0][1] if runs else None
    for start, end in runs[1:]:
        if reached is None or (start < reached and start != end):
            return None
        if start <= reached:
            points.append(start)
        reached = None if end is None else max(reached, end)
    return points
