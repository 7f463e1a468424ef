"""Checks with a function of their own that is not known to look at each row by itself.

One that makes a plan of a plan is run on all rows at once. Of the others Pandera runs those on single values as it
would on all of them; what looks at whole columns it can only run on one batch of rows after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import polars as pl

from onrecord.checking.keys_on_disk import row_count
from onrecord.findings import Finding, Severity, printable
from onrecord.pandera_files.failure_cases import PanderaFailure, pandera_failures
from onrecord.pandera_files.lowered_checks import LoweredSchema, columns_of, is_kept, schemas_of_own_checks
from onrecord.pandera_files.whole_table_checks import failing, outcome
from onrecord.reading.batches import batches
from onrecord.reading.frame import ROW, shown_value

#: rows that Pandera is given at a time
BATCH = 100_000

MakeFinding = Callable[..., Finding]
Key = tuple[str | None, int]


class OwnChecks:
    """One run of such checks over rows, whose columns have the names that the checks know."""

    def __init__(
        self, schema: Any, lowered: LoweredSchema, rows: pl.LazyFrame, make: MakeFinding, examples: int
    ) -> None:
        self.schema, self.lowered, self.rows, self.make, self.examples = schema, lowered, rows, make, examples
        self.names = rows.collect_schema().names()

    def findings(self) -> Iterator[Finding]:
        """What all of them find, and how they were run."""
        single, left, found = list[Key](), list[Key](), list[Finding]()
        at_once = list[Key]()
        for key in self.lowered.own_checks:
            if self._check(key).element_wise:
                single.append(key)
            elif (found_at_once := self._at_once(key)) is None:
                left.append(key)
            else:
                at_once.append(key)
                found += found_at_once
        several, more = self._batched(single, left)
        yield from self._how_they_ran(at_once, single, left, several)
        yield from found
        yield from more

    def _how_they_ran(self, at_once: list[Key], single: list[Key], left: list[Key], several: bool) -> Iterator[Finding]:
        if at_once:
            message = f"run on all rows at once, in as much memory as Polars needs for it: {self._named(at_once)}"
            yield self.make("T031", message, severity="note")
        if single or (left and not several):
            message = f"run by Pandera in Python: {self._named([*single, *([] if several else left)])}"
            yield self.make("T031", message, severity="note")
        if left and several:
            message = f"run by Pandera on batches of {BATCH:,} rows: {self._named(left)}"
            help_ = (
                "right only if it looks at each row by itself, which isn't known here: let it give a LazyFrame "
                "without collecting one, or make it element_wise"
            )
            yield self.make("T031", message, severity="warning", help=help_)

    def _named(self, keys: list[Key]) -> str:
        return printable(", ".join(dict.fromkeys(self.lowered.own_checks[key] for key in keys)), 300)

    def _check(self, key: Key) -> Any:
        column, number = key
        return (self.schema.checks if column is None else self.schema.columns[column].checks)[number]

    def _governed(self, key: Key) -> list[str | None]:
        """The columns that a check is about (None: whole rows), but for those that would be changed first."""
        if key[0] is None:
            return [] if self.lowered.coerced else [None]
        wanted = self.schema.columns[key[0]]
        governed = [name for name, column in columns_of(self.schema, self.names) if column is wanted]
        return [name for name in governed if name not in self.lowered.coerced]

    def _at_once(self, key: Key) -> list[Finding] | None:
        check, found = self._check(key), list[Finding]()
        for column in self._governed(key):
            try:
                given = outcome(check, self.rows, column or "*")
                if given is None:
                    return None
                found += self._fails(key, column, given)
            except (Exception, pl.exceptions.PanicException) as error:
                message = f"{self._named([key])} can't be run: {printable(str(error), 300)}"
                found.append(self.make("T015", message, column))
        return found

    def _fails(self, key: Key, column: str | None, given: pl.LazyFrame | bool) -> Iterator[Finding]:
        name = self._named([key])
        severity: Severity = "note" if self._check(key).raise_warning else "error"
        if isinstance(given, bool):
            if not given:
                yield self.make("T030", f"{name} does not hold", column, severity=severity)
            return
        height, count, first = failing(given, self.examples)
        if count and height != row_count(self.rows):
            yield self.make("T030", f"{name} does not hold", column, severity=severity)
            return
        for row, shown in self._values(column, first):
            yield self.make("T030", f"{shown}: {name}", column, row=row, count=count, severity=severity)

    def _values(self, column: str | None, rows: list[int]) -> Iterator[tuple[int, str]]:
        if not rows:
            return
        wanted = self.rows.select(column) if column is not None else self.rows
        inner = wanted.rename({name: f"c{i}" for i, name in enumerate(wanted.collect_schema().names())})
        names = dict(zip(inner.collect_schema().names(), wanted.collect_schema().names(), strict=True))
        picked = inner.with_row_index(ROW, offset=1).filter(pl.col(ROW).is_in(rows)).collect(engine="streaming")
        for row in picked.sort(ROW).iter_rows(named=True):
            case = row["c0"] if column is not None else {names[key]: row[key] for key in names}
            yield row[ROW], _case(case)

    def _batched(self, single: list[Key], left: list[Key]) -> tuple[bool, list[Finding]]:
        """What Pandera says of batches of rows, and whether there was more than one batch."""
        keys = [*single, *left]
        if not keys:
            return False, []
        both = zip(keys, schemas_of_own_checks(self.schema, keys), strict=True)
        schemas = [(key, schema) for key, schema in both if self._settled(schema)]
        tallies: dict[tuple[Key, str | None, str], _Tally] = {}
        offset, several = 1, False
        needed = self.rows if any(key[0] is None for key in keys) else self.rows.select(self._needed())
        for batch in chain(batches(needed, BATCH), [needed.head(0).collect()]):
            if offset > 1 and batch.is_empty():
                continue
            several = several or offset > 1
            for key, schema in schemas:
                for each in _failures_of(schema, batch):
                    tallies.setdefault((key, each.column, each.name), _Tally()).add(each, offset, self.examples)
            offset += batch.height
        found = []
        for (key, column, _), tally in tallies.items():
            # what fails in one batch might hold for all rows
            unsure: Severity = "warning" if several and key in left else "error"
            severity: Severity = "note" if self._check(key).raise_warning else unsure
            for row, message in tally.first:
                count = max(tally.count, 1)
                found.append(self.make(tally.code, message, column, row=row, count=count, severity=severity))
        return several, found

    def _settled(self, schema: Any) -> bool:
        """Whether the one check of the schema looks at no column that would be changed first."""
        used = [name for name, column in columns_of(schema, self.names) if any(map(is_kept, column.checks))]
        return not any(name in self.lowered.coerced for name in used or self.names)

    def _needed(self) -> list[str]:
        return [name for name, _ in columns_of(self.schema, self.names)]


def _failures_of(schema: Any, rows: pl.DataFrame) -> list[PanderaFailure]:
    try:
        return pandera_failures(schema, rows)
    except Exception as error:
        return [PanderaFailure("CHECK_ERROR", None, None, "", None, [], f"Pandera can't run a check: {error}")]


class _Tally:
    """How often a check failed, and the first rows."""

    def __init__(self) -> None:
        self.count = 0
        self.code = "T030"
        self.first: list[tuple[int | None, str]] = []

    def add(self, failures: PanderaFailure, offset: int, examples: int) -> None:
        if failures.rows is None:
            self.count += 1
            if not self.first:
                self.code = "T015" if failures.reason == "CHECK_ERROR" else "T030"
                self.first.append((None, _whole(failures)))
            return
        self.count += len(failures.rows)
        for at, case in zip(failures.rows, failures.cases, strict=False):
            if len(self.first) < examples:
                self.first.append((offset + at, f"{_case(case)}: {printable(failures.name, 200)}"))


def _whole(failures: PanderaFailure) -> str:
    """Pandera's words where no row is meant; an error's first line says enough."""
    return printable(failures.message.strip().split("\n", maxsplit=1)[0], 300)


def _case(case: Any) -> str:
    if isinstance(case, dict):
        return ", ".join(f"{printable(str(k), 40)} = {shown_value(v)}" for k, v in list(case.items())[:8])
    return shown_value(case)
