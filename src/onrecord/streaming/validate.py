"""A Pandera schema over a stream: one plan for all its checks, whose failing rows are shown to Pandera itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import polars as pl

from onrecord.findings import Finding, Problem, Severity, printable
from onrecord.streaming.lower import Lowered, Rule, columns_of, custom_only, is_kept, lower, only_lowered
from onrecord.streaming.says import Said, what_pandera_says
from onrecord.streaming.source import Source, plan_of
from onrecord.tabular.frame import EXAMPLES, ROW, UNREADABLE, shown_value
from onrecord.verifier.how import How, how_to
from onrecord.verifier.report import Report
from onrecord.verifier.spill import NeedsDuckDB, count_of, hashed, repeated_hashes
from onrecord.verifier.stream import batches

#: rows that Pandera is given at a time, for checks that only it can run
BATCH = 100_000
#: what Pandera says of columns, as codes of ours
_CODES = {
    "COLUMN_NOT_IN_DATAFRAME": "T020",
    "INVALID_COLUMN_NAME": "T020",
    "WRONG_DATATYPE": "T021",
    "COLUMN_NOT_IN_SCHEMA": "T022",
    "COLUMN_NOT_ORDERED": "T023",
    "SERIES_CONTAINS_NULLS": "T001",
    "DATAFRAME_CHECK": "T030",
}


def validate(schema: Any, source: Source, *, examples: int = EXAMPLES, memory: int | str | None = None) -> Report:
    """Run a `pandera.polars` schema (`DataFrameSchema` or `DataFrameModel`) over data larger than memory.

    `source` is a file (Parquet, CSV, JSON Lines, Arrow), a list of files, or a Polars frame or plan. Gives a `Report`:
    `ok`, and `findings` with column, row, value and check, of each check the first `examples` rows and the count of
    all. The verdict is that of `schema.validate(frame, lazy=True)`, with these differences, each told by a finding:
    a check with a function of its own is run by Pandera on batches of rows (T031), which matters when it looks at more
    than one row; columns that Pandera would coerce are not verified (T015). `memory` bounds what values are compared
    in for `unique` (as for `verify`). Rows are never dropped, and nothing is written.

    Raises `Problem`: P001 or P010 when the source can't be found or is of no known kind, P012 when it can't be read,
    P016 for memory that is no size, T032 when this is no schema of `pandera.polars`.
    """
    schema = _sound(schema)
    plan = plan_of(source, _types(schema))
    report = Report()
    with how_to(memory=memory) as how:
        try:
            report.findings += _Run(schema, plan, how, examples, report).findings()
        except (OSError, *UNREADABLE) as error:
            message = f"the data can't be read: {printable(str(error), 300)}"
            raise Problem(Finding(code="P012", message=message, help="see that the files are whole")) from None
    return report


def _sound(schema: Any) -> Any:
    from pandera.api.polars.container import DataFrameSchema

    made = schema.to_schema() if isinstance(schema, type) and hasattr(schema, "to_schema") else schema
    if not isinstance(made, DataFrameSchema):
        message = (
            f"this is no schema of pandera.polars, but {printable(type(made).__module__, 60)}.{type(made).__name__}"
        )
        help_ = "import pandera.polars as pa, and use its DataFrameSchema or DataFrameModel"
        raise Problem(Finding(code="T032", message=message, help=help_))
    return made


def _types(schema: Any) -> dict[str, Any]:
    """What the schema says of types, where it is one of Polars' own."""
    told = {name: getattr(column.dtype, "type", None) for name, column in schema.columns.items() if not column.regex}
    return {name: kind for name, kind in told.items() if pl.datatypes.is_polars_dtype(kind)}


class _Run:
    """One run of a schema over a plan. In the plan, column i is called `c«i»`: names can be anything."""

    def __init__(self, schema: Any, plan: pl.LazyFrame, how: How, examples: int, report: Report) -> None:
        self.schema, self.how, self.examples, self.report = schema, how, examples, report
        self.types = dict(plan.collect_schema())
        self.inner = {name: f"c{i}" for i, name in enumerate(self.types)}
        self.outer = {inner: name for name, inner in self.inner.items()}
        self.lowered: Lowered = lower(schema, self.types, self.inner)
        self.table = schema.name
        filled = [value.alias(self.inner[name]) for name, value in self.lowered.defaults.items()]
        renamed = plan.select(pl.all().name.map(self.inner.__getitem__))
        self.rows = renamed.with_columns(filled) if filled else renamed

    def findings(self) -> Iterator[Finding]:
        yield from self._columns()
        runnable = [rule for rule in self.lowered.rules if self._runs(rule)]
        yield from self._broken(runnable)
        for field, group in self.lowered.unique:
            yield from self._repeated(field, group, pl.lit(True))
        for group in self.lowered.once:
            whole = pl.all_horizontal(pl.col(self.inner[name]).is_not_null() for name in group)
            yield from self._repeated(group[0] if len(group) == 1 else None, group, whole)
        for name, check, values in self.lowered.exactly:
            yield from self._exactly(name, check, values)
        yield from self._custom()
        self.report.add("rows", count_of(self.rows))
        self.report.add(
            "checks", len(runnable) + len(self.lowered.unique + self.lowered.once) + len(self.lowered.exactly)
        )

    def _finding(self, code: str, message: str, field: str | None = None, **more: Any) -> Finding:
        return Finding(code=code, message=message, table=self.table, field=field, **more)

    def _columns(self) -> Iterator[Finding]:
        """What is wrong with the columns themselves: Pandera says it of a frame without rows."""
        for name, (found, wanted) in self.lowered.coerced.items():
            message = f"not verified: it would be coerced from {found} to {wanted}, which is not done here"
            help_ = "cast it in the plan that you give"
            yield self._finding("T015", message, name, severity="warning", help=help_)
        if self.lowered.coerced and self.schema.checks:
            message = "not verified: checks on whole rows, since columns would be coerced first"
            yield self._finding("T015", message, severity="warning")
        if getattr(self.schema, "add_missing_columns", False):
            missing = [name for name in self.schema.columns if name not in self.types]
            for name in missing:
                yield self._finding("T015", "not verified: the column would be added", name, severity="warning")
        try:
            said = what_pandera_says(only_lowered(self.schema, self.lowered), pl.DataFrame(schema=self.types))
        except Exception as error:
            yield self._finding("T015", f"Pandera can't run this schema: {printable(str(error), 300)}")
            return
        for each in said:
            if each.column not in self.lowered.coerced:
                yield self._finding(_CODES.get(each.reason, "T015"), printable(each.message, 300), each.column)

    def _runs(self, rule: Rule) -> bool:
        """Whether the rule can be run on the columns' types. Of those that can't, Pandera has said so."""
        try:
            self._empty().select(rule.broken)
        except (*UNREADABLE, TypeError, ValueError, OverflowError):
            return False
        return True

    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema={self.inner[name]: kind for name, kind in self.types.items()})

    def _broken(self, rules: list[Rule]) -> Iterator[Finding]:
        if not rules:
            return
        try:
            counts, first = self._failing(rules)
        except UNREADABLE as error:
            # one check that fails on the values themselves must not hide what the others say
            sound = []
            for rule in rules:
                try:
                    self._failing([rule])
                    sound.append(rule)
                except UNREADABLE as why:
                    message = f"{printable(rule.name, 200)} can't be run: {printable(str(why), 300)}"
                    yield self._finding("T015", message, rule.column)
            if len(sound) == len(rules):
                raise error from None
            rules = sound
            counts, first = self._failing(rules)
        samples = [frame for frames in first for frame in frames]
        if not samples:
            return
        sample = pl.concat(samples).unique(subset=ROW, keep="first").sort(ROW)
        said = self._confirmed(sample)
        for rule, count, frames in zip(rules, counts, first, strict=True):
            if count:
                yield from self._told(rule, count, pl.concat(frames), said)

    def _failing(self, rules: list[Rule]) -> tuple[list[int], list[list[pl.DataFrame]]]:
        """How many rows fail each check, and the first of them."""
        counts = [0] * len(rules)
        first: list[list[pl.DataFrame]] = [[] for _ in rules]
        if not rules:
            return counts, first
        bad = self.rows.with_row_index(ROW, offset=1).filter(pl.any_horizontal(rule.broken for rule in rules))
        for batch in batches(bad):
            marks = batch.select(rule.broken.alias(str(i)) for i, rule in enumerate(rules))
            for i, mark in enumerate(marks.iter_columns()):
                found = int(mark.sum())
                if found and counts[i] < self.examples:
                    first[i].append(batch.filter(mark).head(self.examples - counts[i]))
                counts[i] += found
        return counts, first

    def _confirmed(self, sample: pl.DataFrame) -> dict[tuple[str | None, int | None, int], Said]:
        """What Pandera says of the sample, by column, number of the check and row."""
        rows = sample[ROW].to_list()
        try:
            found = what_pandera_says(only_lowered(self.schema, self.lowered), sample.drop(ROW).rename(self.outer))
        except Exception:
            return {}
        return {
            (each.column, each.number, rows[at]): each for each in found if each.rows is not None for at in each.rows
        }

    def _told(self, rule: Rule, count: int, rows: pl.DataFrame, said: dict[Any, Said]) -> Iterator[Finding]:
        code = "T001" if rule.number is None else "T030"
        for row in rows.iter_rows(named=True):
            why = said.get((rule.column, rule.number, row[ROW]))
            name = "a value is required here" if rule.number is None else printable(why.name if why else rule.name, 200)
            severity: Severity = "note" if rule.warns else "error"
            yield self._finding(
                code,
                f"{self._value(rule.column, row)}: {name}",
                rule.column,
                row=row[ROW],
                count=count,
                severity=severity,
            )

    def _value(self, column: str | None, row: dict[str, Any]) -> str:
        if column is not None:
            return shown_value(row[self.inner[column]])
        told = (f"{printable(name, 40)} = {shown_value(row[inner])}" for name, inner in self.inner.items())
        return ", ".join(list(told)[:8])

    def _repeated(self, field: str | None, group: tuple[str, ...], which: pl.Expr) -> Iterator[Finding]:
        if not group or any(name in self.lowered.coerced for name in group):
            return
        names = [self.inner[name] for name in group]
        mix = hashed(names)
        try:
            again = repeated_hashes(self.rows, which, names, self.how)
        except NeedsDuckDB as missing:
            yield missing.finding(self.table or "", group)
            return
        if again.is_empty():
            return
        numbered = self.rows.select(*names).with_row_index(ROW, offset=1).filter(which).with_columns(mix)
        candidates = numbered.join(again.to_frame().lazy(), on="hash", how="semi", maintain_order="left")
        yield from self._twice(field, group, names, candidates)

    def _twice(
        self, field: str | None, group: tuple[str, ...], names: list[str], candidates: pl.LazyFrame
    ) -> Iterator[Finding]:
        keys: pl.DataFrame | None = None
        for batch in batches(candidates):
            found = batch.group_by(names).agg(pl.len().alias("times"), pl.col(ROW).head(self.examples))
            both = found if keys is None else pl.concat([keys, found])
            keys = both.group_by(names).agg(pl.col("times").sum(), pl.col(ROW).explode().sort().head(self.examples))
        if keys is None or (keys := keys.filter(pl.col("times") > 1)).is_empty():
            return
        count = int(keys["times"].sum())
        for row in keys.explode(ROW).sort(ROW).head(self.examples).iter_rows(named=True):
            told = ", ".join(f"{name} = {shown_value(row[inner])}" for name, inner in zip(group, names, strict=True))
            message = f"{told} occurs {row['times']:,} times"
            yield self._finding("T012", message, field, row=row[ROW], count=count)

    def _exactly(self, name: str, check: str, values: frozenset[Any]) -> Iterator[Finding]:
        column = pl.col(self.inner[name])
        # one more than wanted is enough to know that they are others
        found = self.rows.select(column.drop_nulls()).unique().head(len(values) + 1).collect(engine="streaming")
        if set(found.to_series().to_list()) != values:
            yield self._finding("T030", f"the values are others: {printable(check, 200)}", name)

    def _custom(self) -> Iterator[Finding]:
        """Checks that only Pandera can run, run by it on batches of rows."""
        if not self.lowered.custom:
            return
        names = ", ".join(dict.fromkeys(self.lowered.custom.values()))
        message = f"run by Pandera on batches of {BATCH:,} rows: {printable(names, 300)}"
        help_ = "right for checks that look at each row by itself; others see one batch at a time"
        yield self._finding("T031", message, severity="note", help=help_)
        schemas = [schema for schema in custom_only(self.schema, self.lowered) if self._settled(schema)]
        tallies: dict[tuple[str | None, int | None, str], _Tally] = {}
        offset = 1
        needed = self.rows.select(self._needed())
        for batch in chain(batches(needed, BATCH), [needed.head(0).collect()]):
            if offset > 1 and batch.is_empty():
                continue
            named = batch.rename({name: self.outer[name] for name in batch.columns})
            for schema in schemas:
                for each in self._said(schema, named):
                    key = (each.column, each.number, each.name)
                    tallies.setdefault(key, _Tally()).add(each, offset, self.examples)
            offset += batch.height
        for (column, _, _), tally in tallies.items():
            for row, message in tally.first:
                yield self._finding(tally.code, message, column, row=row, count=max(tally.count, 1))

    def _settled(self, schema: Any) -> bool:
        """Whether the one check of the schema looks at no column that would be coerced first."""
        used = [name for name, column in columns_of(schema, list(self.types)) if any(map(is_kept, column.checks))]
        return not any(name in self.lowered.coerced for name in used or self.types)

    def _said(self, schema: Any, rows: pl.DataFrame) -> list[Said]:
        try:
            return what_pandera_says(schema, rows)
        except Exception as error:
            return [Said("CHECK_ERROR", None, None, "", None, [], f"Pandera can't run a check: {error}")]

    def _needed(self) -> list[str]:
        if any(column is None for column, _ in self.lowered.custom):
            return list(self.outer)
        return [self.inner[name] for name, _ in columns_of(self.schema, list(self.types))]


class _Tally:
    """How often a check failed, and the first rows."""

    def __init__(self) -> None:
        self.count = 0
        self.code = "T030"
        self.first: list[tuple[int | None, str]] = []

    def add(self, said: Said, offset: int, examples: int) -> None:
        if said.rows is None:
            self.count += 1
            if not self.first:
                self.code = "T015" if said.reason == "CHECK_ERROR" else "T030"
                self.first.append((None, _whole(said)))
            return
        self.count += len(said.rows)
        for at, case in zip(said.rows, said.cases, strict=False):
            if len(self.first) < examples:
                self.first.append((offset + at, f"{_case(case)}: {printable(said.name, 200)}"))


def _whole(said: Said) -> str:
    """Pandera's words where no row is meant; an error's first line says enough."""
    return printable(said.message.strip().split("\n", maxsplit=1)[0], 300)


def _case(case: Any) -> str:
    if isinstance(case, dict):
        return ", ".join(f"{printable(str(k), 40)} = {shown_value(v)}" for k, v in list(case.items())[:8])
    return shown_value(case)
