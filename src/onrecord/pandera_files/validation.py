"""A Pandera schema over a stream: one plan for all its checks, whose failing rows are shown to Pandera itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import polars as pl

from onrecord.checking.keys_on_disk import NeedsDuckDB, key_hash, repeated_hashes
from onrecord.checking.options import Options, options_from
from onrecord.checking.report import Report
from onrecord.findings import Finding, Problem, Severity, did_you_mean, printable
from onrecord.pandera_files.failure_cases import PanderaFailure, pandera_failures
from onrecord.pandera_files.lowered_checks import (
    NOT_CAST,
    LoweredCheck,
    LoweredSchema,
    cannot_be_cast,
    columns_of,
    lower_schema,
    not_cast_name,
    schema_of_lowered_checks,
    uncast_name,
)
from onrecord.pandera_files.own_checks import OwnChecks
from onrecord.pandera_files.schema_types import checks_values, looks_inside, of_all_columns
from onrecord.reading.batches import batches
from onrecord.reading.frame import EXAMPLES, ROW, UNREADABLE, shown_value
from onrecord.reading.temporary_files import Scratch
from onrecord.reading.typed_rows import Source, TypedRows, typed_rows

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
    """Run a Pandera schema over files or frames larger than memory.

    The verdict is that of `schema.validate(frame, lazy=True)`; whatever is not as sure is told by a finding. Checks with a
    function of their own that ask for the values of all rows and are not `element_wise` are run on batches of rows (T031, a
    warning where there are several). What Pandera would coerce in a way of its own, look inside of by a model of Pydantic or
    a nested schema, or add, is not verified (T015). Rows that `drop_invalid_rows` would drop are notes; nothing is dropped
    or written. What stands as text is read as the type that the schema wants; a cell that is none is told with its row (T007).

    Parameters
    ----------
    schema
        A `DataFrameSchema` or `DataFrameModel` of `pandera.polars`.
    source
        A file of any format that is read, a list of files, a folder, a pattern of names, or a Polars frame or plan.
    examples
        How many failing rows of each check are named; all are counted.
    memory
        What values are compared in for `unique`: bytes, or "2GB".

    Returns
    -------
    Report
        `ok`, and `findings` with column, row, value and check.

    Raises
    ------
    Problem
        P001 or P010 when the source can't be found or is of no known kind, P012 when it can't be read, P016 for memory that
        is no size, T032 for what is no schema of `pandera.polars`.

    Examples
    --------
    >>> import onrecord, pandera.polars as pa, polars as pl
    >>> schema = pa.DataFrameSchema({"n": pa.Column(int, pa.Check.gt(0))})
    >>> report = onrecord.validate(schema, pl.DataFrame({"n": [1, -2]}))
    >>> [(finding.code, finding.row, finding.message) for finding in report.findings]
    [('T030', 2, '“-2”: greater_than(0)')]
    """
    schema = _sound(schema)
    report = Report()
    with options_from(memory=memory) as options, Scratch() as scratch:
        try:
            typed = typed_rows(source, lambda names: _types(schema, names), scratch)
            report.findings += typed.findings
            run = _Validation(schema, typed, options, examples)
            report.findings += run.findings()
            report.add("rows", run.count(every_value=bool(typed.texts)))
            report.add("checks", run.checks)
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


def _types(schema: Any, names: Sequence[str]) -> dict[str, Any]:
    """What the schema says of the types of these columns, where it is one of Polars' own."""
    governed = dict(columns_of(schema, names))
    kinds = {name: schema.dtype or (governed[name].dtype if name in governed else None) for name in names}
    types = {name: getattr(kind, "type", None) for name, kind in kinds.items()}
    return {name: kind for name, kind in types.items() if pl.datatypes.is_polars_dtype(kind)}


class _Validation:
    """One run of a schema over a plan. In the plan, column i is called `c«i»`: names can be anything."""

    def __init__(self, schema: Any, typed: TypedRows, options: Options, examples: int) -> None:
        self.options, self.examples, self.checks = options, examples, 0
        self.found, self.texts = typed.columns, typed.texts
        # what is read from text has the type that is wanted, or isn't read at all
        wanted = _types(schema, list(self.found)) if typed.texts else {}
        self.numbers = {name: kind for name, kind in wanted.items() if kind != self.found[name]}
        self.schema = of_all_columns(schema, list(self.found))
        self.types = dict(self.found)
        if schema.strict == "filter":
            named = {name for name, _ in columns_of(self.schema, list(self.found))}
            self.types = {name: kind for name, kind in self.found.items() if name in named}
        self.inner = {name: f"c{i}" for i, name in enumerate(self.types)}
        self.outer = {inner: name for name, inner in self.inner.items()}
        self.lowered: LoweredSchema = lower_schema(self.schema, self.types, self.inner, self.numbers, self.texts)
        self.table = schema.name
        self.rows = self._settled(typed.rows)

    def _settled(self, plan: pl.LazyFrame) -> pl.LazyFrame:
        """The rows as Pandera would have them before it looks at values: renamed, cast, filled."""
        casts, inner = self.lowered.casts, self.inner
        columns = [
            (pl.col(name).cast(casts[name], strict=False) if name in casts else pl.col(name)).alias(key)
            for name, key in inner.items()
        ]
        changed = [name for name in inner if name in casts or name in self.texts]
        texts = [pl.col(self.texts.get(name, name)).alias(uncast_name(inner[name])) for name in changed]
        # asked before defaults fill what is missing
        lost = [
            (pl.col(uncast_name(inner[name])).is_not_null() & pl.col(inner[name]).is_null()).alias(
                not_cast_name(inner[name])
            )
            for name in changed
        ]
        rows = plan.select(*columns, *texts).with_columns(lost)
        filled = [value.alias(inner[name]) for name, value in self.lowered.defaults.items()]
        return rows.with_columns(filled) if filled else rows

    def findings(self) -> Iterator[Finding]:
        """All that is wrong; rows that Pandera would drop without a word are notes."""
        drops = {name for name, column in columns_of(self.schema, list(self.types)) if column.drop_invalid_rows}
        every = getattr(self.schema, "drop_invalid_rows", False)
        for finding in self._findings():
            dropped = finding.row is not None and (every or finding.field in drops)
            shown = (
                replace(finding, severity="note", help="the schema has Pandera drop such rows") if dropped else finding
            )
            yield shown

    def _findings(self) -> Iterator[Finding]:
        yield from self._columns()
        runnable = [check for check in self.lowered.checks if self._runs(check)]
        yield from self._broken(runnable)
        for field, group in self.lowered.unique:
            there = [
                ~cannot_be_cast(name, self.lowered, self.inner)
                for name in group
                if name in self.lowered.casts or name in self.texts
            ]
            yield from self._repeated(field, group, pl.all_horizontal(there) if there else pl.lit(True))
        for group in self.lowered.unique_groups:
            whole = pl.all_horizontal(pl.col(self.inner[name]).is_not_null() for name in group)
            yield from self._repeated(group[0] if len(group) == 1 else None, group, whole)
        for name, check, values in self.lowered.exact_values:
            yield from self._exact_values(name, check, values)
        if self.lowered.own_checks:
            rows = self.rows.select(pl.col(key).alias(name) for name, key in self.inner.items())
            yield from OwnChecks(self.schema, self.lowered, rows, self._finding, self.examples).findings()
        self.checks = (
            len(runnable) + len(self.lowered.unique + self.lowered.unique_groups) + len(self.lowered.exact_values)
        )

    def count(self, every_value: bool) -> int:
        """How many rows there are. What is no value in a text file shows only when it is read."""
        values = [pl.col(key).null_count().alias(key) for key in self.outer] if every_value else []
        return int(self.rows.select(pl.len(), *values).collect(engine="streaming").item(0, 0))

    def _finding(self, code: str, message: str, field: str | None = None, **more: Any) -> Finding:
        return Finding(code=code, message=message, table=self.table, field=field, **more)

    def _columns(self) -> Iterator[Finding]:
        """What is wrong with the columns themselves: Pandera says it of a frame without rows."""
        for name, (found, wanted) in self.lowered.coerced.items():
            message = f"not verified: it would be coerced from {found} to {wanted}, which is not done here"
            help_ = "cast it in the plan that you give"
            yield self._finding("T015", message, name, severity="warning", help=help_)
        for name, column in columns_of(self.schema, list(self.types)):
            kind = self.schema.dtype or column.dtype
            if kind is not None and checks_values(kind):
                message = f"not verified: the type {type(kind).__name__} looks at values by a check() of its own"
                help_ = "make it a check: pa.Column(str, pa.Check(…))"
                yield self._finding("T015", message, name, severity="warning", help=help_)
        if looks_inside(self.schema.dtype) and not self.schema.columns:
            message = f"not verified: rows would be checked as {printable(str(self.schema.dtype), 100)}"
            yield self._finding("T015", message, severity="warning")
        if self.lowered.coerced and self.schema.checks:
            message = "not verified: checks on whole rows, since columns would be coerced first"
            yield self._finding("T015", message, severity="warning")
        if getattr(self.schema, "add_missing_columns", False):
            missing = [name for name in self.schema.columns if name not in self.types]
            for name in missing:
                yield self._finding("T015", "not verified: the column would be added", name, severity="warning")
        try:
            failures = pandera_failures(
                schema_of_lowered_checks(self.schema, self.lowered), pl.DataFrame(schema=self.found | self.numbers)
            )
        except Exception as error:
            yield self._finding("T015", f"Pandera can't run this schema: {printable(str(error), 300)}")
            return
        for each in failures:
            if each.reason == "COLUMN_NOT_IN_DATAFRAME" and each.cases[0] in self.schema.columns:
                yield self._missing_column(str(each.cases[0]))
            elif each.column not in self.lowered.coerced:
                # the first line says it; what follows may be Polars' plan
                message = printable(each.message.split("\n", maxsplit=1)[0], 300)
                yield self._finding(_CODES.get(each.reason, "T015"), message, each.column)

    def _missing_column(self, name: str) -> Finding:
        others = [found for found in self.found if found not in self.schema.columns]
        help_ = did_you_mean(name, others) or f"columns: {printable(', '.join(self.found), 300) or 'none'}"
        return self._finding("T020", f"there is no column “{printable(name, 60)}”", name, help=help_)

    def _runs(self, check: LoweredCheck) -> bool:
        """Whether the rule can be run on the columns' types. Of those that can't, Pandera has said so."""
        try:
            self._empty.select(check.broken)
        except (*UNREADABLE, TypeError, ValueError, OverflowError):
            return False
        return True

    @cached_property
    def _empty(self) -> pl.DataFrame:
        return self._settled(
            pl.LazyFrame(schema=self.found | dict.fromkeys(self.texts.values(), pl.String()))
        ).collect()

    def _broken(self, checks: list[LoweredCheck]) -> Iterator[Finding]:
        if not checks:
            return
        try:
            counts, first = self._failing(checks)
        except UNREADABLE as error:
            # one check that fails on the values themselves must not hide what the others say
            sound = []
            for check in checks:
                try:
                    self._failing([check])
                    sound.append(check)
                except UNREADABLE as why:
                    message = f"{printable(check.name, 200)} can't be run: {printable(str(why), 300)}"
                    yield self._finding("T015", message, check.column)
            if len(sound) == len(checks):
                raise error from None
            checks = sound
            counts, first = self._failing(checks)
        samples = [frame for frames in first for frame in frames]
        if not samples:
            return
        sample = pl.concat(samples).unique(subset=ROW, keep="first").sort(ROW)
        failures = self._confirmed(sample)
        for check, count, frames in zip(checks, counts, first, strict=True):
            if count:
                yield from self._findings_of(check, count, pl.concat(frames), failures)

    def _failing(self, checks: list[LoweredCheck]) -> tuple[list[int], list[list[pl.DataFrame]]]:
        """How many rows fail each check, and the first of them."""
        counts = [0] * len(checks)
        first: list[list[pl.DataFrame]] = [[] for _ in checks]
        if not checks:
            return counts, first
        bad = self.rows.with_row_index(ROW, offset=1).filter(pl.any_horizontal(check.broken for check in checks))
        for batch in batches(bad):
            marks = batch.select(check.broken.alias(str(i)) for i, check in enumerate(checks))
            for i, mark in enumerate(marks.iter_columns()):
                found = int(mark.sum())
                if found and counts[i] < self.examples:
                    first[i].append(batch.filter(mark).head(self.examples - counts[i]))
                counts[i] += found
        return counts, first

    def _confirmed(self, sample: pl.DataFrame) -> dict[tuple[str | None, int | None, int], PanderaFailure]:
        """What Pandera says of the sample, by column, number of the check and row."""
        rows = sample[ROW].to_list()
        try:
            found = pandera_failures(
                schema_of_lowered_checks(self.schema, self.lowered),
                sample.select(pl.col(key).alias(name) for key, name in self.outer.items()),
            )
        except Exception:
            return {}
        return {
            (each.column, each.number, rows[at]): each for each in found if each.rows is not None for at in each.rows
        }

    def _findings_of(
        self, check: LoweredCheck, count: int, rows: pl.DataFrame, failures: dict[Any, PanderaFailure]
    ) -> Iterator[Finding]:
        code = {None: "T001", NOT_CAST: "T007"}.get(check.number, "T030")
        for row in rows.iter_rows(named=True):
            why = failures.get((check.column, check.number, row[ROW]))
            name = (
                "a value is required here" if check.number is None else printable(why.name if why else check.name, 200)
            )
            severity: Severity = "note" if check.warns else "error"
            yield self._finding(
                code,
                f"{self._value(check.column, row)}: {name}",
                check.column,
                row=row[ROW],
                count=count,
                severity=severity,
            )

    def _value(self, column: str | None, row: dict[str, Any]) -> str:
        if column is not None:
            key = self.inner[column]
            text = row.get(uncast_name(key))
            return shown_value(row[key] if text is None else text)
        shown = (f"{printable(name, 40)} = {shown_value(row[inner])}" for name, inner in self.inner.items())
        return ", ".join(list(shown)[:8])

    def _repeated(self, field: str | None, group: tuple[str, ...], which: pl.Expr) -> Iterator[Finding]:
        if not group or any(name in self.lowered.coerced for name in group):
            return
        names = [self.inner[name] for name in group]
        mix = key_hash(names)
        try:
            again = repeated_hashes(self.rows, which, names, self.options)
        except NeedsDuckDB as missing:
            yield missing.finding(self.table or "", group)
            return
        if again.is_empty():
            return
        numbered = self.rows.with_row_index(ROW, offset=1).filter(which).select(ROW, *names).with_columns(mix)
        candidates = numbered.join(again.to_frame().lazy(), on="hash", how="semi", maintain_order="left")
        yield from self._repeated_findings(field, group, names, candidates)

    def _repeated_findings(
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
            shown = ", ".join(f"{name} = {shown_value(row[inner])}" for name, inner in zip(group, names, strict=True))
            message = f"{shown} occurs {row['times']:,} times"
            yield self._finding("T012", message, field, row=row[ROW], count=count)

    def _exact_values(self, name: str, check: str, values: frozenset[Any]) -> Iterator[Finding]:
        column = pl.col(self.inner[name])
        # one more than wanted is enough to know that they are others
        found = self.rows.select(column.drop_nulls()).unique().head(len(values) + 1).collect(engine="streaming")
        if set(found.to_series().to_list()) != values:
            yield self._finding("T030", f"the values are others: {printable(check, 200)}", name)
