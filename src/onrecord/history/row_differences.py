"""How the rows of two tables differ: matched by primary key, compared column by column.

Both sides are read once, in key order, and cut at the same keys; a pair of pieces fits into the processor's
cache. Columns that are equal as a whole cost one pass over their memory, which is nearly all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.findings import Finding, Problem, printable
from onrecord.history.diff_options import DiffOptions
from onrecord.history.difference import LikelyRename, TableDiff
from onrecord.history.sorted_rows import NotSortedError, Rows, side_by_side
from onrecord.history.spilled_tables import SpilledRows, SpillFolder
from onrecord.history.value_comparison import common_key_type, differing_values, is_number

#: nothing is left out, and nothing rounded
EXACTLY = DiffOptions()
#: share of its values in which a new column is like one that is gone, from which it is likely the same
LIKELY = 0.9
#: new columns, and columns that are gone, that are looked at for that
_CANDIDATES = 8


class DuplicateKeyError(Exception):
    """A key stands twice in one of the tables."""


def compare_rows(a: Rows, b: Rows, memory: int, scratch: SpillFolder, options: DiffOptions = EXACTLY) -> TableDiff:
    """The difference of two tables with the same primary key. Raises `Problem` (H030) when they can't be compared.

    Rows that do not stand in key order are sorted first, on disk when they are large.
    """
    for attempt in (0, 1, 2):
        try:
            return _Comparison(a, b, memory, scratch, options).run()
        except NotSortedError as unsorted:
            side = (a, b)[unsorted.side]
            if attempt == 2 or side.is_sorted:
                raise _not_compared(a, "a primary key is missing or stands twice") from None
            side.sort(scratch, memory)
        except DuplicateKeyError:
            raise _not_compared(a, "a primary key stands twice") from None
        except (pa.ArrowException, OSError) as error:  # corrupt pages are OSErrors
            raise _not_compared(a, printable(str(error), 160)) from None
    raise AssertionError


def _not_compared(rows: Rows, why: str) -> Problem:
    return Problem(Finding(code="H030", message=f"not compared: {why}", table=rows.table.name))


class _Comparison:
    """One pass over two tables."""

    def __init__(self, a: Rows, b: Rows, memory: int, scratch: SpillFolder, options: DiffOptions) -> None:
        self.options = options
        self.key = b.table.primary_key
        self.memory = memory
        self.sides = (a, b)
        stored_a = {f.name: a.schema.field(f.name).type for f in a.table.fields}
        stored_b = {f.name: b.schema.field(f.name).type for f in b.table.fields}
        keys = {name: common_key_type(stored_a[name], stored_b[name]) for name in self.key}
        self.types_a, self.types_b = stored_a | keys, stored_b | keys
        self.common = [name for name in self.types_b if name in self.types_a and name not in self.key]
        self.fresh = [name for name in self.types_b if name not in self.types_a]
        self.added = SpilledRows(pa.schema(self.types_b.items()), scratch)
        self.removed = SpilledRows(pa.schema(self.types_a.items()), scratch)
        self.cells = {name: self._sink(self.types_a[name], self.types_b[name], scratch) for name in self.common}
        self.filled = {name: self._sink(self.types_b[name], self.types_b[name], scratch) for name in self.fresh}
        self.touched = SpilledRows(pa.schema(self.types_b.items()), scratch)
        gone = [name for name in self.types_a if name not in self.types_b]
        self.candidates = {(old, new): [0, 0] for old in gone[:_CANDIDATES] for new in self.fresh[:_CANDIDATES]}
        self.changed = self.same = 0

    def _sink(self, old: pa.DataType, new: pa.DataType, scratch: SpillFolder) -> SpilledRows:
        key = [(name, self.types_b[name]) for name in self.key]
        return SpilledRows(pa.schema([*key, ("old", old), ("new", new)]), scratch)

    def run(self) -> TableDiff:
        a, b = self.sides
        streams = a.batches(self.types_a, self.memory), b.batches(self.types_b, self.memory)
        for old, new in side_by_side(*streams, self.key):
            self._piece(old, new)
        return TableDiff(
            table=b.table.name,
            key=self.key,
            schema=self.added.schema,
            added=self.added.table(),
            removed=self.removed.table(),
            cells={name: sink.table() for name, sink in self.cells.items() if sink.count},
            filled={name: sink.table() for name, sink in self.filled.items() if sink.count},
            changed=self.changed,
            same=self.same,
            touched=self.touched.table(),
            likely_renames=tuple(self._likely_renames()),
        )

    def _likely_renames(self) -> Iterator[LikelyRename]:
        for (old, new), (alike, filled) in self.candidates.items():
            if filled and alike >= LIKELY * filled:
                yield LikelyRename(old, new, alike / filled)

    def _piece(self, old: pa.Table, new: pa.Table) -> None:
        if not old.num_rows or not new.num_rows:
            self.removed.add(old)
            self.added.add(new)
            return
        places = key_positions([old[name] for name in self.key], [new[name] for name in self.key])
        if places.null_count or len(new) != len(old):
            known = places.is_valid()
            places = places.drop_null()
            found = _bits(_numbers(places), len(new))
            self.removed.add(old.filter(pc.invert(known)))
            self.added.add(new.filter(pc.invert(found)))
            old = old.filter(known)
            new = new.filter(found) if _ascending(places) else new.take(places)
        elif not _ascending(places):
            new = new.take(places)
        self._matched(old, new)

    def _matched(self, old: pa.Table, new: pa.Table) -> None:
        if not old.num_rows:
            return
        any_changed = None
        for name in self.common:
            differs = differing_values(old[name], new[name])
            if differs is not None and (self.options.tolerance or self.options.relative_tolerance):
                differs = _beyond(differs, old[name], new[name], self.options)
            if differs is None:
                continue
            self._take(self.cells[name], old[name], new, name, differs)
            any_changed = differs if any_changed is None else pc.or_(any_changed, differs)
        for name in self.fresh:
            before = pa.nulls(len(old), self.types_b[name])
            self._take(self.filled[name], before, new, name, new[name].is_valid())
        self._note_candidates(old, new)
        filled = [new[name].is_valid() for name in self.fresh]
        touched = _any_of(filled if any_changed is None else [any_changed, *filled])
        if touched is not None:
            # by places, of which there are few: a mask goes through all rows of all columns
            rows = new.select(list(self.types_b)).take(_places(touched))
            self.touched.add(pa.table({name: _plain(rows[name]) for name in self.types_b}))
        count = 0 if any_changed is None else pc.sum(any_changed).as_py()
        self.changed += count
        self.same += old.num_rows - count

    def _note_candidates(self, old: pa.Table, new: pa.Table) -> None:
        """Count in how many rows a column that is gone and a new one hold the same value."""
        for (before, now), counts in self.candidates.items():
            filled = pc.or_(old[before].is_valid(), new[now].is_valid())
            differs = differing_values(old[before], new[now])
            alike = filled if differs is None else pc.and_not(filled, differs)
            counts[0] += pc.sum(alike, min_count=0).as_py()
            counts[1] += pc.sum(filled, min_count=0).as_py()

    def _take(self, sink: SpilledRows, old: Any, new: pa.Table, name: str, mask: pa.ChunkedArray) -> None:
        columns: dict[str, Any] = {key: new[key] for key in self.key}
        sink.add(pa.table({**columns, "old": old, "new": new[name]}).filter(mask))


def _places(mask: Any) -> pa.Array:
    """Where a mask is true."""
    return pc.indices_nonzero(mask)


def _any_of(masks: Sequence[Any]) -> Any:
    """Where any of these is true; None of none."""
    return reduce(pc.or_, masks) if masks else None


def _beyond(differs: Any, old: Any, new: Any, options: DiffOptions) -> Any:
    """Where numbers differ by more than the tolerance."""
    if not all(map(is_number, (old.type, new.type))):
        return differs
    old, new = (column.cast(pa.float64(), safe=False) for column in (old, new))
    apart = pc.abs(pc.subtract(new, old))
    larger = pc.max_element_wise(pc.abs(old), pc.abs(new))
    within = pc.less_equal(
        apart, pc.max_element_wise(options.tolerance, pc.multiply(larger, options.relative_tolerance))
    )
    differs = pc.and_not(differs, pc.fill_null(within, False))
    return differs if pc.any(differs, min_count=0).as_py() else None


def key_positions(keys: Sequence[pa.ChunkedArray], among: Sequence[pa.ChunkedArray]) -> pa.Array:
    """For each key the place among the others that has the same one (int32), null where none has.

    Keys may have several columns. Raises `DuplicateKeyError` when a key of several columns stands twice.
    """
    if len(keys) == 1:
        return _whole(pc.index_in(keys[0], value_set=_whole(among[0])))
    left, right = _codes(keys, among)
    if pc.count_distinct(left).as_py() < len(left) or pc.count_distinct(right).as_py() < len(right):
        raise DuplicateKeyError
    return pc.index_in(left, value_set=right)


def _codes(keys: Sequence[pa.ChunkedArray], among: Sequence[pa.ChunkedArray]) -> tuple[pa.Array, pa.Array]:
    """Numbers that stand for keys of several columns: equal where all columns are."""
    total: Any = None
    for ours, theirs in zip(keys, among, strict=True):
        both = pa.chunked_array([*_plain(ours).chunks, *_plain(theirs).chunks], type=_plain(ours).type)
        codes = _numbers(_whole(both).dictionary_encode("encode").indices).astype(np.int64)
        if total is not None:
            # numbered anew after each column, so that the product never overflows
            codes = np.unique(total * (codes.max(initial=0) + 1) + codes, return_inverse=True)[1]
        total = codes
    left = pa.Array.from_buffers(pa.int64(), len(keys[0]), [None, pa.py_buffer(total[: len(keys[0])].tobytes())])
    right = pa.Array.from_buffers(pa.int64(), len(among[0]), [None, pa.py_buffer(total[len(keys[0]) :].tobytes())])
    return left, right


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _whole(column: Any) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([pa.nulls(0, column.type), *column.chunks])


def _numbers(column: pa.Array) -> np.ndarray[Any, Any]:
    """The values of an int32 array without nulls. (`to_numpy` would import pandas.)"""
    return np.frombuffer(column.buffers()[1], np.int32, len(column), 4 * column.offset)


def _bits(places: np.ndarray[Any, Any], length: int) -> pa.Array:
    """Booleans that are true at these places."""
    mask = np.zeros(length, np.bool_)
    mask[places] = True
    return pa.Array.from_buffers(pa.bool_(), length, [None, pa.py_buffer(np.packbits(mask, bitorder="little"))])


def _ascending(places: pa.Array) -> bool:
    numbers = _numbers(places)
    return bool(np.all(numbers[1:] > numbers[:-1]))
