"""A table's contract as Polars expressions: one boolean column per rule, true where a row breaks it.

All rules of a table run in one streaming pass; only the rows that fail are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Field, Table, arrow_schema
from onrecord.contract.pandera import typed
from onrecord.findings import Finding, did_you_mean, printable


class Rule(NamedTuple):
    """A rule on each row. `broken` is true where the row breaks it; null counts as kept."""

    code: str
    field: str | None
    broken: pl.Expr | None
    what: str
    #: columns whose values explain the failure
    shows: tuple[str, ...]
    known: tuple[str, ...] = ()

    def help(self, value: Any) -> str | None:
        """What to do, given the value found."""
        if not self.known:
            return None
        hint = did_you_mean(str(value), self.known)
        listed = ", ".join(self.known[:12]) + (", …" if len(self.known) > 12 else "")
        return hint or f"known: {printable(listed, 400)}"


def rules(table: Table) -> tuple[list[Rule], list[Finding]]:
    """All rules that can be decided row by row (fields in order, then the table's checks), and those that can't be run."""
    found = [rule for field in table.fields for rule in _field_rules(field)] + list(_row_rules(table))
    empty = arrow_schema(table).empty_table()
    frame = pl.DataFrame(pl.from_arrow(empty))
    sound, unsound = [], []
    for rule in found:
        try:
            if rule.broken is None or frame.select(rule.broken.alias("x"))["x"].dtype != pl.Boolean:
                raise pl.exceptions.SQLInterfaceError("it is neither true nor false")
        except pl.exceptions.PolarsError as error:
            unsound.append(_not_verified(table, rule, error))
        else:
            sound.append(rule)
    return sound, unsound


def _not_verified(table: Table, rule: Rule, error: Exception) -> Finding:
    message = (
        f"not verified: “{printable(rule.what, 200)}” can't be run: {printable(str(error).split(chr(10))[0], 200)}"
    )
    return Finding(code="T015", severity="warning", message=message, table=table.name, field=rule.field)


def _field_rules(field: Field) -> Iterator[Rule]:
    column, told = pl.col(field.name), field.constraints

    def rule(code: str, broken: pl.Expr, what: str, known: tuple[str, ...] = ()) -> Rule:
        return Rule(code, field.name, broken, what, (field.name,), known)

    if field.required:
        yield rule("T001", column.is_null(), "a value is required here")
    if "enum" in told:
        codes = [typed(field, value) for value in told["enum"]]
        what = f"not a code of {field.vocabulary}" if field.vocabulary else "not one of the values allowed"
        yield rule("T002", ~column.is_in(codes), what, tuple(map(str, codes)))
    if "pattern" in told:
        pattern = told["pattern"]
        yield rule("T003", ~column.str.contains(f"^(?:{pattern})$"), f"does not match the pattern {pattern}")
    length = column.str.len_chars()
    if "minLength" in told:
        yield rule("T004", length < told["minLength"], f"shorter than {told['minLength']} characters")
    if "maxLength" in told:
        yield rule("T004", length > told["maxLength"], f"longer than {told['maxLength']} characters")
    for name, breaks, what in _BOUNDS:
        if name in told:
            bound = typed(field, told[name])
            yield rule("T005", breaks(column, bound), f"{what} {told[name]}")
    if field.type == "number":
        yield rule("T006", ~column.is_finite(), "not a finite number")


_BOUNDS: list[tuple[str, Any, str]] = [
    ("minimum", lambda column, bound: column < bound, "below the minimum"),
    ("maximum", lambda column, bound: column > bound, "above the maximum"),
    ("exclusiveMinimum", lambda column, bound: column <= bound, "not above"),
    ("exclusiveMaximum", lambda column, bound: column >= bound, "not below"),
]


def _row_rules(table: Table) -> Iterator[Rule]:
    names = [field.name for field in table.fields]
    for check in table.checks:
        what = f"{check.name}: {check.message}"
        try:
            expression = pl.sql_expr(check.expression)
            used = [name for name in expression.meta.root_names() if name in names]
            yield Rule("T010", None, ~expression, what, tuple(dict.fromkeys(used)))
        except (pl.exceptions.PolarsError, AttributeError, TypeError):
            yield Rule("T010", None, None, what, ())
