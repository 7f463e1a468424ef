"""A Pandera schema as expressions: one per check, true where a row breaks it.

The expression of a built-in check is the one that Pandera itself would run. What can't be lowered (checks with a
function of their own) is left in a schema that Pandera runs batch by batch.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl


class Rule(NamedTuple):
    """A check on rows. `broken` is true where a row fails it and never null."""

    #: the column, or None for the whole row
    column: str | None
    #: where Pandera has it: the place in the list of checks, or None for a missing value
    number: int | None
    #: what Pandera calls it
    name: str
    broken: pl.Expr
    #: Pandera warns only
    warns: bool = False


@dataclass
class Lowered:
    """A schema, taken apart."""

    #: what is run in the plan
    rules: list[Rule] = field(default_factory=list)
    #: what must not be repeated: a column, or (under None) columns of the frame together
    unique: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)
    #: columns that must have these values, no more and no fewer
    exactly: list[tuple[str, str, frozenset[Any]]] = field(default_factory=list)
    #: what fills nulls
    defaults: dict[str, pl.Expr] = field(default_factory=dict)
    #: columns that Pandera would change first, with the type they have and the one it would give them
    coerced: dict[str, tuple[pl.DataType, str]] = field(default_factory=dict)
    #: names of checks that Pandera runs by itself
    custom: list[str] = field(default_factory=list)


class _Catch:
    """Stands where a check function expects a frame, and keeps what it would select."""

    def __init__(self) -> None:
        self.selected = pl.lit(True)

    def select(self, expression: pl.Expr) -> _Catch:
        self.selected = expression
        return self


def is_builtin(check: Any) -> bool:
    """Whether it is one of Pandera's own checks that look at each row by itself."""
    from pandera.api.function_dispatch import Dispatcher

    return isinstance(check._check_fn, Dispatcher) and check.name != "unique_values_eq" and not check.element_wise


def name_of(check: Any) -> str:
    """What Pandera calls a check in its failure cases."""
    return str(check.error or check.name or check) if not isinstance(check, str) else check


def columns_of(schema: Any, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Each column of a frame with what the schema says of it. Columns chosen by a pattern yield to those by name."""
    named = {name for name, column in schema.columns.items() if not column.regex}
    for name, column in schema.columns.items():
        if not column.regex:
            if name in names:
                yield name, column
            continue
        for matched in names:
            if matched not in named and re.fullmatch(column.name or "", matched):
                yield matched, column


def lower(schema: Any, types: Mapping[str, pl.DataType], inner: Mapping[str, str]) -> Lowered:
    """Take the schema apart for a frame with these columns, which are called `inner[name]` in the plan."""
    lowered = Lowered()
    for name, column in columns_of(schema, list(types)):
        kind = schema.dtype or column.dtype
        if (column.coerce or schema.coerce) and kind is not None and not _is(kind, types[name]):
            lowered.coerced[name] = (types[name], str(kind))
            continue
        _column(lowered, name, column, pl.col(inner[name]), types[name])
    if schema.unique:
        groups = [schema.unique] if all(isinstance(name, str) for name in schema.unique) else schema.unique
        lowered.unique += [(None, tuple(name for name in group if name in types)) for group in groups]
    for number, check in enumerate(schema.checks):
        expression = _every(check, list(inner.values())) if is_builtin(check) else None
        if expression is None:
            lowered.custom.append(name_of(check))
        elif not lowered.coerced:
            lowered.rules.append(Rule(None, number, name_of(check), _broken(check, expression), check.raise_warning))
    return lowered


def _is(kind: Any, found: pl.DataType) -> bool:
    try:
        return bool(kind.check(found, None))
    except Exception:
        return False


def _column(lowered: Lowered, name: str, column: Any, values: pl.Expr, kind: pl.DataType) -> None:
    if column.default is not None:
        default = column.default
        default = default if isinstance(default, pl.Expr) else pl.lit(default, dtype=column.dtype.type)
        filled = values.fill_nan(default) if kind.is_float() else values
        lowered.defaults[name] = filled.fill_null(default)
    if not column.nullable:
        missing = values.is_null() | values.is_nan() if kind.is_float() else values.is_null()
        lowered.rules.append(Rule(name, None, "not_nullable", missing))
    if column.unique:
        lowered.unique.append((name, (name,)))
    for number, check in enumerate(column.checks):
        if is_builtin(check):
            broken = _broken(check, _expression(check, values.meta.output_name()))
            lowered.rules.append(Rule(name, number, name_of(check), broken, check.raise_warning))
        elif check.name == "unique_values_eq":
            lowered.exactly.append((name, name_of(check), frozenset(check.statistics["values"])))
        else:
            lowered.custom.append(name_of(check))


def _expression(check: Any, key: str) -> pl.Expr:
    from pandera.api.polars.types import PolarsData

    if check.name == "isin" and (few := _few(check.statistics["allowed_values"])):
        return pl.any_horizontal(pl.col(key) == value for value in few)
    catch = _Catch()
    check._check_fn(PolarsData(catch, key), **check._check_kwargs)
    return catch.selected


def _few(values: Any) -> list[str]:
    """A few short texts, which are compared in place in a third of the time that looking them up takes."""
    told = list(values)
    short = all(isinstance(value, str) and len(value.encode()) <= 12 for value in told)
    return told if 0 < len(told) <= 12 and short and not isinstance(values, str) else []


def _every(check: Any, keys: Sequence[str]) -> pl.Expr | None:
    expressions = [_expression(check, key) for key in keys]
    return pl.all_horizontal(expressions) if expressions else None


def _broken(check: Any, holds: pl.Expr) -> pl.Expr:
    return holds.fill_null(bool(check.ignore_na)).not_()


def only_lowered(schema: Any) -> Any:
    """The schema without what repeats and without checks that have a function of their own."""
    kept = copy.deepcopy(schema)
    kept.unique = None
    for column in kept.columns.values():
        column.unique = False
        column.checks = [check if is_builtin(check) else _nothing(check) for check in column.checks]
    kept.checks = [check if is_builtin(check) else _nothing(check) for check in kept.checks]
    return kept


def custom_only(schema: Any) -> Iterator[Any]:
    """Each check that has a function of its own, in a schema with nothing else in it."""
    for name, column in schema.columns.items():
        for number, check in enumerate(column.checks):
            if not is_builtin(check) and check.name != "unique_values_eq":
                yield _bare(schema, name, number)
    for number, check in enumerate(schema.checks):
        if not is_builtin(check):
            yield _bare(schema, None, number)


def _bare(schema: Any, only: str | None, number: int) -> Any:
    kept = copy.deepcopy(schema)
    kept.unique, kept.strict, kept.ordered, kept.coerce, kept.dtype = None, False, False, False, None
    kept.add_missing_columns = False
    for name, column in kept.columns.items():
        column.unique, column.nullable, column.required, column.coerce = False, True, False, False
        column.dtype, column.default = None, None
        column.checks = [_kept(check, name == only and at == number) for at, check in enumerate(column.checks)]
    kept.checks = [_kept(check, only is None and at == number) for at, check in enumerate(kept.checks)]
    return kept


def _kept(check: Any, keep: bool) -> Any:
    return check if keep else _nothing(check)


def is_kept(check: Any) -> bool:
    """Whether a check of such a schema is the one that was kept."""
    return check._check_fn is not _holds


def _nothing(check: Any) -> Any:
    """A check in the same place that always holds."""
    return type(check)(_holds, name=check.name)


def _holds(_: Any) -> bool:
    return True
