"""The rows of a package checked part by part, wherever the parts are read, with the findings of one pass over all.

Three rounds of tasks: each part's rows by themselves, with its keys as hashes of 64 bits; buckets of hashes compared;
and, where hashes occur again or point to nothing, the rows that have them, value by value. Between rounds 8 bytes a
key change hands. Files of Parquet and JSON Lines are parts; a table of another format is one.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl

from onrecord.checking.foreign_keys import dangling_findings, dangling_rows, foreign_keys
from onrecord.checking.key_hashes import is_hashable
from onrecord.checking.options import Options, RunParts
from onrecord.checking.part import (
    Bucket,
    Key,
    Part,
    PartOutcome,
    Suspicion,
    check_part,
    from_bytes,
    suspects_in,
    suspicious_rows,
)
from onrecord.checking.report import Report
from onrecord.checking.table_rows import open_rows, other_count, without_schema
from onrecord.checking.unique_keys import (
    MOST_CANDIDATES,
    occurring_again,
    repeated_findings,
    repeated_keys,
    unique_keys,
)
from onrecord.contract import Contract, ForeignKey, Table
from onrecord.findings import Finding
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import EXAMPLES, ROW, Frame
from onrecord.reading.temporary_files import Scratch

#: formats whose files can be read one without the other
_SPLIT = ("parquet", "jsonl")
#: hashes that are compared in one task: 32 MB
_BUCKET = 4_000_000


def check_by_parts(
    contract: Contract,
    sources: Mapping[str, TableFiles],
    wanted: list[str] | None,
    report: Report,
    options: Options,
    run: RunParts,
) -> None:
    """Add to the report what one pass over all rows would: the same findings in the same order, the same counts.

    Hashes lie in a temporary folder, of `TMPDIR` or `options.folder`, that all tasks must see.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=options.folder) as folder, Scratch() as scratch:
        work = _Work(contract, sources, wanted, options, run, Path(folder), scratch)
        outcomes = work.outcomes()
        for name, source in sources.items():
            found = report if work.asked(name) else Report()
            table_report = work.table_report(outcomes[name], source)
            if any(part.unreadable for part in outcomes[name].parts):
                report.findings += table_report.findings
            else:
                found.merge(table_report)
        frames = {name: outcome.frame for name, outcome in outcomes.items() if outcome.frame is not None}
        compare = _Comparison(work, outcomes).findings
        report.findings += foreign_keys(contract, frames, wanted, options, compare)


@dataclass
class _TableOutcome:
    """What was found in the parts of a table; `frame` has its columns and no rows."""

    table: Table
    parts: list[PartOutcome]
    tasks: list[Part]

    @property
    def frame(self) -> Frame | None:
        first = self.parts[0]
        if first.names is None or any(part.unreadable for part in self.parts):
            return None
        return Frame(
            self.table,
            pl.LazyFrame(schema={first.names[n]: t for n, t in first.types.items()}),
            first.names,
            first.types,
        )

    @property
    def begins(self) -> list[int]:
        """How many rows of the table stand before each part."""
        return [0, *accumulate(part.rows for part in self.parts)][:-1]

    @property
    def agree(self) -> bool:
        """Whether all parts have the same columns of the same types."""
        return all((part.names, part.types) == (self.parts[0].names, self.parts[0].types) for part in self.parts)


@dataclass
class _Work:
    contract: Contract
    sources: Mapping[str, TableFiles]
    wanted: list[str] | None
    options: Options
    run: RunParts
    folder: Path
    scratch: Scratch

    def __post_init__(self) -> None:
        # nobody can make keys whose hashes agree under a seed that he doesn't know
        self.seed = secrets.randbits(63)

    def asked(self, name: str) -> bool:
        return self.wanted is None or name in self.wanted

    def outcomes(self) -> dict[str, _TableOutcome]:
        """What was found in every table; one whose files differ in their columns is read as a whole."""
        tables = {name: self.contract.tables.get(name) or without_schema(name) for name in self.sources}
        tasks = {name: self._parts(table, self.sources[name]) for name, table in tables.items()}
        outcomes = self._checked(tables, tasks)
        uneven = {
            name: [self._part(tables[name], self.sources[name], alone=True)]
            for name, each in outcomes.items()
            if not each.agree
        }
        return outcomes | self._checked(tables, uneven)

    def _checked(self, tables: Mapping[str, Table], tasks: Mapping[str, list[Part]]) -> dict[str, _TableOutcome]:
        done = iter(self.run(check_part, [part for parts in tasks.values() for part in parts]))
        return {name: _TableOutcome(tables[name], [next(done) for _ in parts], parts) for name, parts in tasks.items()}

    def _parts(self, table: Table, source: TableFiles) -> list[Part]:
        if source.format not in _SPLIT or len(source.paths) < 2 or not table.fields:
            return [self._part(table, source, alone=True)]
        return [self._part(table, source._replace(paths=(path,)), alone=False) for path in source.paths]

    def _part(self, table: Table, source: TableFiles, *, alone: bool) -> Part:
        checked = self.asked(table.name)
        unique = [] if alone or not checked else [key for key, _ in unique_keys(table)]
        keys = tuple(dict.fromkeys([*unique, *self._pointing(table), *self._pointed_to(table)]))
        return Part(table, source, alone, checked, keys, self.seed, self.folder, self.options.key_memory)

    def _pointing(self, table: Table) -> Iterator[Key]:
        yield from (key.fields for key in table.foreign_keys if self.asked(table.name))

    def _pointed_to(self, table: Table) -> Iterator[Key]:
        for other in self.contract.tables.values():
            yield from (key.table_fields for key in other.foreign_keys if key.table == table.name)

    def table_report(self, outcome: _TableOutcome, source: TableFiles) -> Report:
        """What is wrong with the rows of a table, and what was checked of it."""
        report = Report()
        broken = [part for part in outcome.parts if part.unreadable]
        if broken:
            report.findings = broken[0].report.findings
            return report
        for part in outcome.parts:
            report.merge(part.report)
        if outcome.tasks[0].alone or outcome.frame is None:
            return report
        rows = sum(part.rows for part in outcome.parts)
        report.findings += other_count(source, outcome.table.name, rows)
        if outcome.tasks[0].checked:
            report.findings += _unrun(outcome)
            report.findings += _broken(outcome)
            for key, code in unique_keys(outcome.table):
                if outcome.frame.has(key):
                    report.findings += self._repeated(outcome, outcome.frame, key, code)
        report.add("rows", rows)
        report.add("tables")
        return report

    def _repeated(self, outcome: _TableOutcome, frame: Frame, key: Key, code: str) -> Iterable[Finding]:
        paths = [part.hashes.get(key) for part in outcome.parts]
        if not _all_there(paths):
            whole = self.whole_frame(outcome.table)
            return repeated_keys(whole, self.options, keys=[(key, code)]) if whole is not None else []
        suspects, count = self.suspects([path for path in paths if path], None)
        if not count:
            return []
        groups = []
        for begin, (_, held) in zip(outcome.begins, self.looked_at(outcome, key, suspects, again=True), strict=True):
            rows = from_bytes(held)
            if rows is not None and rows.height:
                groups.append(rows.with_columns(pl.col(ROW).list.eval(pl.element() + begin)))
        repeated = occurring_again(groups, frame.key(key))
        return repeated_findings(
            frame, key, code, repeated, max(repeated.height, count if count > MOST_CANDIDATES else 0)
        )

    def suspects(self, here: Sequence[Path], there: Sequence[Path] | None) -> tuple[list[Path], int]:
        """Files with the hashes that occur again (or are not among those of the other key), and how many they are."""
        total = sum(_hash_count(path) for path in [*here, *(there or [])])
        bounds = [round(step * 2**64 / (total // _BUCKET + 1)) for step in range(total // _BUCKET + 1)]
        buckets = [
            Bucket(low, high, here, there, self.folder) for low, high in zip(bounds, [*bounds[1:], None], strict=True)
        ]
        found = [(path, count) for path, count in self.run(suspects_in, buckets) if count]
        return [path for path, _ in found], sum(count for _, count in found)

    def looked_at(
        self, outcome: _TableOutcome, key: Key, suspects: Sequence[Path], *, again: bool
    ) -> Iterable[tuple[int, bytes]]:
        """Of each part of a table, the rows with these hashes, as `suspicious_rows` gives them."""
        return self.run(suspicious_rows, [Suspicion(part, key, suspects, again) for part in outcome.tasks])

    def whole_frame(self, table: Table) -> Frame | None:
        """All rows of a table, read here."""
        return open_rows(table, self.sources[table.name], self.scratch)[0]


@dataclass
class _Comparison:
    work: _Work
    outcomes: Mapping[str, _TableOutcome]

    def findings(self, here: Frame, there: Frame, key: ForeignKey, options: Options) -> Iterable[Finding]:
        """Findings on the rows of one table whose key points to no row of the other."""
        ours, theirs = self.outcomes[here.table.name], self.outcomes[there.table.name]
        paths = [part.hashes.get(key.fields) for part in ours.parts]
        known = [part.hashes.get(key.table_fields) for part in theirs.parts]
        kinds = [(here.types[one], there.types[other]) for one, other in zip(key.fields, key.table_fields, strict=True)]
        same = all(one == other and is_hashable(one) for one, other in kinds)
        if not (same and _all_there(paths) and _all_there(known)):
            return self._read_here(here.table, there.table, key, options)
        suspects, count = self.work.suspects([path for path in paths if path], [path for path in known if path])
        if not count:
            return []
        rows = 0
        first: list[dict[str, Any]] = []
        looked_at = self.work.looked_at(ours, key.fields, suspects, again=False)
        for begin, (found, held) in zip(ours.begins, looked_at, strict=True):
            rows += found
            shown = from_bytes(held)
            if shown is not None and len(first) < EXAMPLES:
                first += shown.with_columns(pl.col(ROW) + begin).head(EXAMPLES - len(first)).to_dicts()
        pointed_to = self.work.whole_frame(there.table)
        return dangling_findings(here, pointed_to, key, first, rows) if pointed_to is not None else []

    def _read_here(self, here: Table, there: Table, key: ForeignKey, options: Options) -> Iterable[Finding]:
        ours, theirs = self.work.whole_frame(here), self.work.whole_frame(there)
        return dangling_rows(ours, theirs, key, options) if ours is not None and theirs is not None else []


def _all_there(paths: Sequence[Any]) -> bool:
    return all(path is not None for path in paths)


def _hash_count(path: Path) -> int:
    return path.stat().st_size // 8


def _unrun(outcome: _TableOutcome) -> list[Finding]:
    """What can't be run on the rows of a part, said one time."""
    found: list[Finding] = []
    for part in outcome.parts:
        found += [each for each in part.unrun if each not in found]
    return found


def _broken(outcome: _TableOutcome) -> Iterator[Finding]:
    """Findings on the rules that rows of any part break, on the first rows of the table, with the count of all."""
    counts: dict[int, int] = {}
    first: dict[int, list[Finding]] = {}
    for begin, part in zip(outcome.begins, outcome.parts, strict=True):
        for rule in part.broken:
            counts[rule.number] = counts.get(rule.number, 0) + rule.count
            shown = first.setdefault(rule.number, [])
            shown += [replace(each, row=(each.row or 0) + begin) for each in rule.findings[: EXAMPLES - len(shown)]]
    for number in sorted(first):
        yield from (replace(each, count=counts[number]) for each in first[number])
