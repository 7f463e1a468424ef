"""A Pandera schema as expressions: one per check, true where a row breaks it.

The expression of a built-in check is the one that Pandera itself would run. What can't be lowered (checks with a
function of their own) is left in a schema that Pandera runs batch by batch.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract.row_rules import RowRule
from onrecord.contract.row_rules.expressions import holds
from onrecord.pandera_files.rowwise import row_by_row, selected_expression
from onrecord.pandera_files.schema_types import cast_to, casts

#: the number of the check that a value can be cast
NOT_CAST = -1


class LoweredCheck(NamedTuple):
    """A check on rows. `broken` is true where a row fails it and never null."""

    #: the column, or None for the whole row
    column: str | None
    #: where Pandera has it: the place in the list of checks, or None for a missing value, NOT_CAST for one that
    #: can't be cast
    number: int | None
    #: what Pandera calls it
    name: str
    broken: pl.Expr
    #: Pandera warns only
    warns: bool = False


@dataclass
class LoweredSchema:
    """A schema, taken apart."""

    #: what is run in the plan
    checks: list[LoweredCheck] = field(default_factory=list)
    #: what must not be repeated: a column, or (under None) columns of the frame together
    unique: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)
    #: columns that must not be repeated together where none of them is null
    unique_groups: list[tuple[str, ...]] = field(default_factory=list)
    #: columns that must have these values, no more and no fewer
    exact_values: list[tuple[str, str, frozenset[Any]]] = field(default_factory=list)
    #: what fills nulls
    defaults: dict[str, pl.Expr] = field(default_factory=dict)
    #: columns that are cast first, to these types
    casts: dict[str, Any] = field(default_factory=dict)
    #: columns that were read from text or from cells of other types, where some may be no value
    from_text: frozenset[str] = frozenset()
    #: columns that Pandera would change or read in a way of its own, with the type they have and the one it wants
    coerced: dict[str, tuple[pl.DataType, str]] = field(default_factory=dict)
    #: checks that Pandera runs by itself: the column (None: whole rows), the place among its checks, the name
    own_checks: dict[tuple[str | None, int], str] = field(default_factory=dict)


def is_builtin(check: Any) -> bool:
    """Whether it is one of Pandera's own checks that look at each row by itself."""
    from pandera.api.function_dispatch import Dispatcher
    from pandera.backends.polars import builtin_checks

    known = isinstance(check._check_fn, Dispatcher) and hasattr(builtin_checks, check.name)
    return known and check.name != "unique_values_eq" and not check.element_wise


def is_values(check: Any) -> bool:
    """Whether it is Pandera's own check that a column has certain values, no more and no fewer."""
    from pandera.api.function_dispatch import Dispatcher

    return isinstance(check._check_fn, Dispatcher) and check.name == "unique_values_eq"


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


def lower_schema(
    schema: Any,
    types: Mapping[str, pl.DataType],
    inner: Mapping[str, str],
    numbers: Mapping[str, Any] | None = None,
    from_text: Iterable[str] = (),
) -> LoweredSchema:
    """Take the schema apart for a frame with these columns, which are called `inner[name]` in the plan.

    `numbers` are columns that are cast, whether the schema coerces or not, since their format has no such type;
    `from_text` those of which some cells may be no value.
    """
    lowered = LoweredSchema(from_text=frozenset(from_text))
    governed = dict(columns_of(schema, list(types)))
    frame = pl.DataFrame(schema={inner[name]: kind for name, kind in types.items()})
    frame = _lower_casts(lowered, casts(schema, governed, types, numbers or {}), types, inner, frame)
    unread = [name for name in types if name in lowered.from_text and name not in lowered.casts]
    lowered.checks += [_not_cast(name, types[name], lowered, inner) for name in unread]
    for name, column in governed.items():
        if name not in lowered.coerced:
            _lower_column(lowered, name, column, inner, frame)
    if schema.unique:
        groups = [schema.unique] if all(isinstance(name, str) for name in schema.unique) else schema.unique
        lowered.unique += [(None, tuple(name for name in group if name in types)) for group in groups]
    for number, check in enumerate(schema.checks):
        _lower_row_check(lowered, number, check, inner, frame)
    return lowered


def _lower_casts(
    lowered: LoweredSchema,
    wanted: Mapping[str, Any],
    types: Mapping[str, pl.DataType],
    inner: Mapping[str, str],
    frame: pl.DataFrame,
) -> pl.DataFrame:
    """Columns that are cast before they are checked; gives the empty frame with the types that they have then."""
    for name, kind in wanted.items():
        target = cast_to(kind, types[name])
        if target is None:
            lowered.coerced[name] = (types[name], str(kind))
            continue
        lowered.casts[name] = target
        lowered.checks.append(_not_cast(name, target, lowered, inner))
        frame = frame.with_columns(pl.col(inner[name]).cast(target, strict=False))
    return frame


def _not_cast(name: str, kind: Any, lowered: LoweredSchema, inner: Mapping[str, str]) -> LoweredCheck:
    return LoweredCheck(name, NOT_CAST, f"is no {kind}", cannot_be_cast(name, lowered, inner))


def _lower_row_check(
    lowered: LoweredSchema, number: int, check: Any, inner: Mapping[str, str], frame: pl.DataFrame
) -> None:
    """A check on whole rows: a unique key of ours, an expression, or one that Pandera runs by itself."""
    if group := _unique_group(check, inner):
        lowered.unique_groups.append(group)
        return
    if is_builtin(check):
        every = [_builtin(check, key) for key in inner.values()]
        expression: pl.Expr | None = pl.all_horizontal(every) if every else pl.lit(True)
    else:
        expression = _own(check, "*", inner, frame)
    if expression is None:
        lowered.own_checks[None, number] = name_of(check)
    elif not lowered.coerced:
        broken = _broken(check, expression)
        lowered.checks.append(LoweredCheck(None, number, name_of(check), broken, check.raise_warning))


def _unique_group(check: Any, names: Collection[str]) -> tuple[str, ...]:
    """The columns of a unique key of ours, as `onrecord.schema` makes its check."""
    key = getattr(check._check_fn, "unique_group", ())
    return key if isinstance(key, tuple) and all(name in names for name in key) else ()


def uncast_name(key: str) -> str:
    """What a column is called as it was before it was cast."""
    return f"raw {key}"


def not_cast_name(key: str) -> str:
    """What the column is called that is true where a value could not be cast, or not be read from its text."""
    return f"not cast {key}"


def cannot_be_cast(name: str, lowered: LoweredSchema, inner: Mapping[str, str]) -> pl.Expr:
    """True for values that can't be cast."""
    changed = name in lowered.casts or name in lowered.from_text
    return pl.col(not_cast_name(inner[name])) if changed else pl.lit(False)


def _lower_column(
    lowered: LoweredSchema, name: str, column: Any, inner: Mapping[str, str], frame: pl.DataFrame
) -> None:
    values, kind = pl.col(inner[name]), frame.schema[inner[name]]
    if column.default is not None:
        lowered.defaults[name] = _filled(values, kind, column)
    if not column.nullable:
        missing = values.is_null() | values.is_nan() if kind.is_float() else values.is_null()
        missing = missing & ~cannot_be_cast(name, lowered, inner)
        lowered.checks.append(LoweredCheck(name, None, "not_nullable", missing))
    if column.unique:
        lowered.unique.append((name, (name,)))
    for number, check in enumerate(column.checks):
        if is_values(check):
            lowered.exact_values.append((name, name_of(check), frozenset(check.statistics["values"])))
            continue
        expression = _builtin(check, inner[name]) if is_builtin(check) else _own(check, name, inner, frame)
        if expression is None:
            lowered.own_checks[column.name, number] = name_of(check)
        else:
            broken = _broken(check, expression)
            lowered.checks.append(LoweredCheck(name, number, name_of(check), broken, check.raise_warning))


def _filled(values: pl.Expr, kind: pl.DataType, column: Any) -> pl.Expr:
    """The values with the column's default where they are missing."""
    default = column.default
    default = default if isinstance(default, pl.Expr) else pl.lit(default, dtype=column.dtype.type)
    return (values.fill_nan(default) if kind.is_float() else values).fill_null(default)


def _builtin(check: Any, key: str) -> pl.Expr | None:
    from pandera.backends.polars import builtin_checks

    if check.name == "isin" and (few := _few_short_texts(check.statistics["allowed_values"])):
        return pl.any_horizontal(pl.col(key) == value for value in few)
    return selected_expression(getattr(builtin_checks, check.name), key, check._check_kwargs)


def _own(check: Any, key: str, inner: Mapping[str, str], frame: pl.DataFrame) -> pl.Expr | None:
    if check.element_wise or getattr(check, "groupby", None):
        return None
    if (rule := getattr(check._check_fn, "row_rule", None)) is not None:
        return _row_rule(rule, inner, frame)
    expression = row_by_row(selected_expression(check._check_fn, key, check._check_kwargs), inner)
    try:
        yields = frame.select(expression).dtypes if expression is not None else []
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return expression if yields == [pl.Boolean] else None


def _row_rule(rule: RowRule, inner: Mapping[str, str], frame: pl.DataFrame) -> pl.Expr | None:
    """The expression of a row rule of ours; None when a column is missing, or of a type that the rule is not for."""
    types = {name: frame.schema[key] for name, key in inner.items()}
    try:
        return holds(rule, types, inner).fill_null(True)
    except ValueError:
        return None


def _few_short_texts(values: Any) -> list[str]:
    """A few short texts, which are compared in place in a third of the time that looking them up takes."""
    listed = list(values)
    short = all(isinstance(value, str) and len(value.encode()) <= 12 for value in listed)
    return listed if 0 < len(listed) <= 12 and short and not isinstance(values, str) else []


def _broken(check: Any, holds: pl.Expr) -> pl.Expr:
    return holds.fill_null(bool(check.ignore_na)).not_()


def schema_of_lowered_checks(schema: Any, lowered: LoweredSchema) -> Any:
    """The schema without what repeats and without checks that are not lowered."""
    kept = copy.deepcopy(schema)
    kept.unique, kept.drop_invalid_rows = None, False
    for column in kept.columns.values():
        column.unique, column.drop_invalid_rows = False, False
        column.checks = [
            _kept(check, (column.name, at) not in lowered.own_checks and not is_values(check))
            for at, check in enumerate(column.checks)
        ]
    kept.checks = [
        _kept(check, (None, at) not in lowered.own_checks and not hasattr(check._check_fn, "unique_group"))
        for at, check in enumerate(kept.checks)
    ]
    return kept


def schemas_of_own_checks(schema: Any, keys: Sequence[tuple[str | None, int]]) -> Iterator[Any]:
    """Each of these checks, in a schema with nothing else in it. What would warn fails there."""
    for column, number in keys:
        yield _with_one_check(schema, column, number)


def _with_one_check(schema: Any, only: str | None, number: int) -> Any:
    kept = copy.deepcopy(schema)
    (kept.checks if only is None else kept.columns[only].checks)[number].raise_warning = False
    kept.unique, kept.strict, kept.ordered, kept.coerce, kept.dtype = None, False, False, False, None
    kept.add_missing_columns, kept.drop_invalid_rows = False, False
    for column in kept.columns.values():
        column.unique, column.nullable, column.required, column.coerce = False, True, False, False
        column.dtype, column.default, column.drop_invalid_rows = None, None, False
        column.checks = [_kept(check, column.name == only and at == number) for at, check in enumerate(column.checks)]
    kept.checks = [_kept(check, only is None and at == number) for at, check in enumerate(kept.checks)]
    return kept


def _kept(check: Any, keep: bool) -> Any:
    return check if keep else _passing_check(check)


def is_kept(check: Any) -> bool:
    """Whether a check of such a schema is the one that was kept."""
    return check._check_fn is not _always_true


def _passing_check(check: Any) -> Any:
    """A check in the same place that always holds."""
    return type(check)(_always_true, name=check.name)


def _always_true(_: Any) -> bool:
    return True
