"""What two packages come to, number by number: rows, missing values, sums, quantiles; and bounds on how far they move.

A table's schema may hold bounds beside its `transitions`:

    metrics:
      - {name: rows-stay, metric: rows, expression: "change >= -0.05", message: at most 5 % of the rows may go}
      - {name: past-totals, metric: sum, column: ships, where: year < 2024, expression: "abs(change) <= 0.01", message: …}

The expression is SQL on `old`, `new` and `change` (the difference as a part of the old value). A bound that is null passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from onrecord.contract import Table
from onrecord.contract.row_rules import row_rule
from onrecord.contract.row_rules.expressions import holds
from onrecord.findings import Finding, Problem, printable
from onrecord.history.across_rules import AcrossRule, failing_rows, listed_rules, schema_of_rules, unusable
from onrecord.history.difference import Difference

if TYPE_CHECKING:
    from onrecord.contract.pandera import Backend
    from onrecord.package.read import Package

SCHEMA: dict[str, Any] = {
    "table": pl.String,
    "column": pl.String,
    "metric": pl.String,
    "where": pl.String,
    "old": pl.Float64,
    "new": pl.Float64,
    "change": pl.Float64,
}
_VALUES = ("old", "new", "change")
_NUMBERS = ("sum", "mean", "min", "q25", "q50", "q75", "max")
METRICS = ("rows", "null_share", "distinct", *_NUMBERS)


def metrics(difference: Difference, tables: Iterable[str] | None = None) -> pl.DataFrame:
    """Metrics of every table and column of both packages, and of those with a condition that rules ask for.

    Columns: table, column (missing for `rows`), metric, where (the condition, if any), old, new, change. The metrics are
    rows, null_share and distinct values, and of numbers, dates (as days since 1970) and instants (as seconds since
    1970) sum, mean, min, quartiles (q25, q50, q75) and max; sums and means of numbers only. Raises `Problem` when a
    table can't be read, H052 for a rule that can't be run.
    """
    if difference.packages is None:
        return pl.DataFrame(schema=SCHEMA)
    rows: list[dict[str, Any]] = []
    for name in tables if tables is not None else difference.tables:
        sides = [_measured(package, name, None) for package in _sides(difference, name)]
        rows += _rows(name, None, *sides)
        for where in dict.fromkeys(rule["where"] for rule in _bounds(difference, name) if rule.get("where")):
            sides = [_measured(package, name, where) for package in _sides(difference, name)]
            rows += _rows(name, where, *sides)
    frame = pl.DataFrame(rows, schema={key: SCHEMA[key] for key in SCHEMA if key != "change"})
    change = pl.when(pl.col("old") != 0).then((pl.col("new") - pl.col("old")) / pl.col("old").abs())
    return frame.with_columns(change.alias("change"))


def _sides(difference: Difference, table: str) -> list[tuple[Package, str] | None]:
    """Each package that has the table, with the name that it has there."""
    assert difference.packages is not None  # noqa: S101 - asked for by the caller
    earlier = {difference.options.table_name(name): name for name in difference.packages[0].contract.tables}
    first = (difference.packages[0], earlier[table]) if table in earlier else None
    return [first, (difference.packages[1], table) if table in difference.packages[1].contract.tables else None]


def _measured(
    side: tuple[Package, str] | None, table: str, where: str | None
) -> dict[tuple[str | None, str], float | None]:
    if side is None:
        return {}
    package, name = side
    rows = package.lazy(name)
    try:
        schema = rows.collect_schema()
        rows = rows.filter(holds(row_rule(where, schema), schema)) if where else rows
        wanted = list(_expressions(schema))
        found = rows.select(each.alias(str(i)) for i, (_, _, each) in enumerate(wanted)).collect(engine="streaming")
    except (ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        message = f"its metrics can't be worked out: {printable(str(error), 200)}"
        raise Problem(Finding(code="H030", message=message, table=table)) from None
    values = found.row(0)
    return {
        (column, metric): None if v is None else float(v) for (column, metric, _), v in zip(wanted, values, strict=True)
    }


def _expressions(schema: Mapping[str, pl.DataType]) -> Iterator[tuple[str | None, str, pl.Expr]]:
    yield None, "rows", pl.len()
    for name, kind in schema.items():
        column = pl.col(name)
        yield name, "null_share", column.null_count() / pl.len()
        if not kind.is_nested():
            yield name, "distinct", column.drop_nulls().n_unique()
        number = _as_number(column, kind)
        if number is None:
            continue
        if kind.is_numeric():
            yield name, "sum", number.sum()
            yield name, "mean", number.mean()
        yield name, "min", number.min()
        for quantile in (25, 50, 75):
            yield name, f"q{quantile}", number.quantile(quantile / 100, "linear")
        yield name, "max", number.max()


def _as_number(column: pl.Expr, kind: pl.DataType) -> pl.Expr | None:
    if kind.is_numeric():
        return column.cast(pl.Float64)
    if kind == pl.Date:
        return column.cast(pl.Int32).cast(pl.Float64)
    return column.dt.epoch("us") / 1_000_000 if isinstance(kind, pl.Datetime) else None


def _rows(
    table: str, where: str | None, old: Mapping[tuple[str | None, str], Any], new: Mapping[tuple[str | None, str], Any]
) -> Iterator[dict[str, Any]]:
    for column, metric in dict.fromkeys([*old, *new]):
        place = column, metric
        about = {"table": table, "column": column, "metric": metric, "where": where}
        yield {**about, "old": old.get(place), "new": new.get(place)}


def _bounds(difference: Difference, name: str) -> list[Mapping[str, Any]]:
    assert difference.packages is not None  # noqa: S101 - asked for by the caller
    table = difference.packages[1].contract.tables.get(name)
    if table is None:
        return []
    metric_rules(table)
    return list(listed_rules(table, "metrics"))


def metric_rules(table: Table) -> list[AcrossRule]:
    """The bounds in a table's schema as rules on `metrics`. Raises `Problem` (H052) with all that can't be run."""
    columns = [field.name for field in table.fields]
    rules, wrong = [], []
    for told in listed_rules(table, "metrics"):
        try:
            rules.append(_bound(told, table.name, columns))
        except (KeyError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError) as error:
            wrong.append(unusable(table, "metrics", told, error))
    if wrong:
        raise Problem(*wrong)
    return rules


def _bound(told: Mapping[str, Any], table: str, columns: list[str]) -> AcrossRule:
    metric, column, where = str(told["metric"]), told.get("column"), told.get("where")
    if metric not in METRICS:
        raise ValueError(f"there is no metric “{printable(metric, 40)}”; there are {', '.join(METRICS)}")
    if (column is None) != (metric == "rows") or (column is not None and column not in columns):
        raise ValueError("it names no column of the table" if metric != "rows" else "the number of rows has no column")
    bound = row_rule(str(told["expression"]), _VALUES)
    if where is not None:
        row_rule(str(where), columns)
    mine = (pl.col("table") == table) & (pl.col("metric") == metric)
    mine &= pl.col("column").eq_missing(pl.lit(column, pl.String)) & pl.col("where").eq_missing(
        pl.lit(where, pl.String)
    )
    name = str(told["name"])
    return AcrossRule(name, str(told.get("message") or name), bound, mine, column)


def metrics_schema(table: Table, backend: Backend = "polars") -> Any:
    """The bounds of a table as a Pandera schema on the frame that `metrics` gives. Raises as `metric_rules` does."""
    return schema_of_rules(metric_rules(table), {}, backend, table.name)


def metric_findings(rule: AcrossRule, rows: pl.DataFrame, a: str, b: str) -> Iterator[Finding]:
    """What is said of metrics that are out of bounds (H053)."""
    for row in rows.iter_rows(named=True):
        what = row["metric"] if row["column"] is None else f"{row['metric']} of {row['column']}"
        moved = "" if row["change"] is None else f" ({row['change']:+.2%})"
        where = f" where {row['where']}" if row["where"] else ""
        values = " → ".join("nothing" if value is None else f"{value:,.10g}" for value in (row["old"], row["new"]))
        message = f"{rule.message}: {printable(what, 80)}{printable(where, 120)} went {values}{moved} from {a} to {b}"
        help_ = f"the bound “{rule.name}” in `metrics` of the table's schema says so; mend the rows, or the bound"
        yield Finding(code="H053", message=message, table=row["table"], field=row["column"], help=help_)


def broken_bounds(difference: Difference, tables: Iterable[str] | None = None) -> Iterator[Finding]:
    """The findings on all bounds of the later package's tables; H052 for those that can't be run."""
    for name in tables if tables is not None else difference.tables:
        table = difference.later.tables.get(name)
        if table is None or not table.custom.get("metrics"):
            continue
        try:
            rules, frame = metric_rules(table), metrics(difference, [name])
        except Problem as problem:
            yield from problem.findings
            continue
        for rule in rules:
            broken = failing_rows(frame, [rule], lambda table=table: metrics_schema(table))  # type: ignore[misc]
            if rule.name in broken:
                yield from metric_findings(rule, broken[rule.name], difference.a, difference.b)
