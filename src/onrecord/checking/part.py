"""A part of a table, checked by itself on any machine: what is wrong with its rows, and its keys as sorted hashes.

Each function here is a task that may run twice, or anew after its worker was lost: what it writes is renamed into place
when it is whole, and the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import polars as pl

from onrecord.checking.foreign_keys import key_is_whole
from onrecord.checking.key_hashes import Hashes, hash_keys, is_hashable
from onrecord.checking.options import Options
from onrecord.checking.report import Report
from onrecord.checking.table_rows import check_table, open_rows, reading_errors, unreadable
from onrecord.checking.tables import BrokenRule, broken_rules
from onrecord.checking.unique_keys import MOST_CANDIDATES, grouped_rows, merged_groups
from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.batches import batches
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import EXAMPLES, ROW, Frame
from onrecord.reading.temporary_files import Scratch

Key = tuple[str, ...]
_NONE: Hashes = np.empty(0, np.uint64)


@dataclass(frozen=True)
class Part:
    """Files of a table that one task reads; `alone` when they are all of it."""

    table: Table
    files: TableFiles
    alone: bool
    #: whether rows are checked; otherwise only their keys are wanted
    checked: bool
    #: keys that are compared with those of other parts
    keys: tuple[Key, ...]
    seed: int
    #: where hashes go; all tasks see it
    folder: Path
    memory: int | None = None


@dataclass
class PartOutcome:
    """What was found in a part. Rows are counted from 1 in each part."""

    report: Report = field(default_factory=Report)
    rows: int = 0
    broken: list[BrokenRule] = field(default_factory=list)
    #: rules that can't be run on these rows
    unrun: list[Finding] = field(default_factory=list)
    #: the columns that can be checked, as they are called in plans, and their types; None when nothing can be
    names: dict[str, str] | None = None
    types: dict[str, pl.DataType] = field(default_factory=dict)
    #: the file with the sorted hashes of each key; None for keys of types that have none
    hashes: dict[Key, Path | None] = field(default_factory=dict)
    unreadable: bool = False


def check_part(part: Part) -> PartOutcome:
    """Everything that is wrong with the rows of a part by themselves; keys are left as hashes in the part's folder."""
    outcome = PartOutcome()
    with Scratch() as scratch:
        try:
            frame = _checked(part, scratch, outcome)
            if frame is not None:
                outcome.names, outcome.types = dict(frame.names), dict(frame.types)
                outcome.hashes = {key: _write_hashes(part, frame, key) for key in part.keys if frame.has(key)}
        except reading_errors() as error:
            outcome.unreadable = True
            outcome.report.findings = [unreadable(part.files, part.table.name, error)]
    return outcome


def _checked(part: Part, scratch: Scratch, outcome: PartOutcome) -> Frame | None:
    options = Options(part.memory)
    if part.alone:
        frame = check_table(part.table, part.files, scratch, outcome.report, options if part.checked else None)
        outcome.rows = outcome.report.checked.get("rows", 0)
        return frame
    frame, outcome.report.findings, outcome.rows = open_rows(part.table, part.files, scratch)
    if frame is not None and part.checked:
        outcome.broken, outcome.unrun = broken_rules(frame, options)
    return frame


def _write_hashes(part: Part, frame: Frame, key: Key) -> Path | None:
    names = frame.key(key)
    if not all(is_hashable(frame.types[column]) for column in key):
        return None
    rows = frame.rows.filter(key_is_whole(names)).select(names)
    found = [hash_keys([batch[name] for name in names], part.seed) for batch in batches(rows)]
    return _written(np.sort(np.concatenate(found or [_NONE])), part.folder)


def _written(hashes: Hashes, folder: Path) -> Path:
    """The file that holds these hashes, there when it is whole."""
    path = folder / f"{uuid4().hex}.npy"
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        np.save(file, hashes, allow_pickle=False)
    aside.replace(path)
    return path


class Bucket(NamedTuple):
    """Hashes between two bounds (the second exclusive; None: no bound): those of one key, and those that it points to."""

    low: int
    high: int | None
    here: Sequence[Path]
    #: None when hashes of the key itself may occur only once
    there: Sequence[Path] | None
    folder: Path


def suspects_in(bucket: Bucket) -> tuple[Path, int]:
    """A file with the hashes that occur again (or that the key points to in vain), sorted; and how many these are."""
    here = _between(bucket.here, bucket)
    if bucket.there is None:
        here.sort()
        found = np.unique(here[1:][here[1:] == here[:-1]])
    else:
        found = np.setdiff1d(here, _between(bucket.there, bucket))
    return _written(found, bucket.folder), len(found)


def _between(paths: Sequence[Path], bucket: Bucket) -> Hashes:
    held = [_NONE]
    for path in paths:
        hashes = np.load(path, mmap_mode="r", allow_pickle=False)
        begin = np.searchsorted(hashes, np.uint64(bucket.low))
        end = len(hashes) if bucket.high is None else np.searchsorted(hashes, np.uint64(bucket.high))
        held.append(np.asarray(hashes[begin:end]))
    return np.concatenate(held)


class Suspicion(NamedTuple):
    """A part some of whose keys may occur again, or point to nothing: they are looked at value by value."""

    part: Part
    key: Key
    suspects: Sequence[Path]
    #: whether keys that occur again are looked for; otherwise rows whose key points to nothing
    again: bool


def suspicious_rows(suspicion: Suspicion) -> tuple[int, bytes]:
    """How many rows of a part have one of these hashes; and of these, the keys in groups or the first rows (Arrow IPC)."""
    part, key = suspicion.part, suspicion.key
    suspects = _all_of(suspicion)
    with Scratch() as scratch:
        frame = open_rows(part.table, part.files, scratch)[0]
        if frame is None:
            return 0, b""
        names = frame.key(key)
        found = _having(frame, names, suspects, part.seed)
        if suspicion.again:
            groups = _grouped(found, names)
            return groups.height, _as_bytes(groups)
        count, first = 0, [_no_rows(frame, names)]
        for rows in found:
            if count < EXAMPLES:
                first.append(rows.head(EXAMPLES - count))
            count += rows.height
        return count, _as_bytes(pl.concat(first))


def _grouped(found: Iterator[pl.DataFrame], names: list[str]) -> pl.DataFrame:
    groups = pl.DataFrame()
    for rows in found:
        groups = merged_groups([group for group in (groups, grouped_rows(rows.lazy(), names)) if group.height], names)
    return groups


def _all_of(suspicion: Suspicion) -> Hashes:
    held = [np.load(path, allow_pickle=False) for path in suspicion.suspects]
    found: Hashes = np.concatenate(held or [_NONE])
    return found[:MOST_CANDIDATES] if suspicion.again else found


def _having(frame: Frame, names: list[str], suspects: Hashes, seed: int) -> Iterator[pl.DataFrame]:
    for batch in batches(_keys_and_ids(frame, names)):
        hashes = hash_keys([batch[name] for name in names], seed)
        at = np.minimum(np.searchsorted(suspects, hashes), max(len(suspects) - 1, 0))
        matching = suspects[at] == hashes if len(suspects) else np.zeros(len(hashes), bool)
        if matching.any():
            yield batch.filter(pl.Series(matching))


def _keys_and_ids(frame: Frame, names: list[str]) -> pl.LazyFrame:
    numbered = frame.rows.with_row_index(ROW, offset=1)
    return numbered.select(*dict.fromkeys([ROW, *frame.row_id, *names])).filter(key_is_whole(names))


def _no_rows(frame: Frame, names: list[str]) -> pl.DataFrame:
    return _keys_and_ids(frame, names).head(0).collect()


def _as_bytes(rows: pl.DataFrame) -> bytes:
    return rows.write_ipc(None).getvalue()


def from_bytes(held: bytes) -> Any:
    """The rows that `suspicious_rows` gave; None when there were none to give."""
    return pl.read_ipc(held) if held else None
