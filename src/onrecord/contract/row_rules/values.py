"""Values of row rules while these become expressions: what they are, and how two of them become of one kind."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

#: exact numbers with more bits are computed in floating point
MOST_BITS = 120
_WORDS = {
    "exact": "a number",
    "number": "a number",
    "timestamp": "a moment",
    "null": "nothing",
    "other": "a list or map",
}


class Value(NamedTuple):
    """What a step gives, with its kind: text, boolean, date, timestamp, time, null, number or exact.

    A number is in floating point (64 bits). An exact one is a whole number divided by 10 to the `scale`, and has at most
    so many `bits`: whole numbers, and decimals such as 0.1 that stand in a rule.
    """

    expression: pl.Expr
    kind: str
    scale: int = 0
    bits: int = 64
    #: what a literal is
    literal: Any = None

    @property
    def words(self) -> str:
        """The kind as it stands in messages."""
        return _WORDS.get(self.kind, f"a {self.kind}")


class Failures:
    """Conditions under which a value of a rule can't be worked out."""

    def __init__(self) -> None:
        self.conditions: list[pl.Expr] = []

    def note(self, condition: pl.Expr) -> None:
        """Take one down."""
        self.conditions.append(condition.fill_null(False))


def kind_of(dtype: pl.DataType) -> str:
    """The kind of a column's values."""
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return "text"
    if dtype.is_integer():
        return "exact"
    if dtype.is_float() or dtype.is_decimal():
        return "number"
    plain = {pl.Boolean: "boolean", pl.Date: "date", pl.Time: "time", pl.Null: "null"}
    return "timestamp" if isinstance(dtype, pl.Datetime) else plain.get(type(dtype), "other")


def number_literal(text: str) -> Value:
    if "e" in text.lower():
        return Value(pl.lit(float(text)), "number")
    number = Decimal(text)
    scale = len(text.partition(".")[2])
    whole = int(number.scaleb(scale))
    if whole.bit_length() > MOST_BITS:
        raise ValueError(f"the number {text[:40]} has too many digits")
    dtype = pl.Int64 if whole.bit_length() < 64 else pl.Int128
    return Value(pl.lit(whole, dtype=dtype), "exact", scale, max(1, whole.bit_length()), literal=whole)


def moment_literal(kind: str, text: str) -> Value:
    form = r"\d{4}-\d\d-\d\d" if kind == "date" else r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?"
    try:
        if not re.fullmatch(form, text, re.ASCII):
            raise ValueError
        if kind == "date":
            return Value(pl.lit(dt.date.fromisoformat(text)), "date")
        return Value(pl.lit(dt.datetime.fromisoformat(text), dtype=pl.Datetime("us")), "timestamp")
    except ValueError:
        wanted = "DATE '2021-04-13'" if kind == "date" else "TIMESTAMP '2021-04-13 15:00:00'"
        raise ValueError(f"“{text[:40]}” is no {kind}: write {wanted}") from None


def check_kind(shown: str, wanted: str, value: Value) -> None:
    """Whether a function's argument is of the kind that it asks for."""
    fits = {
        "any": value.kind != "other",
        "number": value.kind in ("exact", "number"),
        "whole": value.kind == "exact" and not value.scale,
        "count": value.kind == "exact" and not value.scale and value.literal in range(16),
        "part": value.kind == "exact" and not value.scale and value.literal != 0 and value.literal is not None,
        "separator": value.kind == "text" and bool(value.literal),
        "text literal": value.kind == "text" and value.literal is not None,
        "moment": value.kind in ("date", "timestamp", "time"),
    }.get(wanted, value.kind == wanted)
    if not fits and value.kind != "null":
        expected = {"count": "a number of decimals", "part": "the number of a part (not 0)"}.get(wanted, f"a {wanted}")
        raise ValueError(f"{shown}: {expected} is expected where {value.words} stands")


def as_float(value: Value) -> pl.Expr:
    if value.kind != "exact":
        return value.expression
    number = value.expression.cast(pl.Float64)
    return by_numpy("divide", number, pl.lit(10.0**value.scale)) if value.scale else number


def by_numpy(name: str, one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """A function of NumPy on two floating-point numbers: Polars divides by a constant in another way, to other digits."""
    import numpy as np

    function = getattr(np, name)

    def step(numbers: Sequence[pl.Series]) -> pl.Series:
        with np.errstate(all="ignore"):
            left, right = (series.fill_null(math.nan).to_numpy() for series in numbers)
            return pl.Series(numbers[0].name, function(left, right), dtype=pl.Float64)

    found = pl.map_batches([one, other], step, return_dtype=pl.Float64, is_elementwise=True)
    return pl.when(one.is_not_null() & other.is_not_null()).then(found)


def wide(value: Value, scale: int = 0) -> pl.Expr:
    """An exact number as a whole number of 128 bits, by another scale."""
    number = value.expression.cast(pl.Int128)
    more = scale - value.scale
    return number * pl.lit(10**more, dtype=pl.Int128) if more > 0 else number


def bits_at(value: Value, scale: int) -> int:
    return value.bits + math.ceil((scale - value.scale) * math.log2(10))


def alike(values: Sequence[Value]) -> list[Value]:
    """Values of kinds that can be compared as values of one kind. Raises `ValueError` for others."""
    values = _days(values)
    kinds = {value.kind for value in values} - {"null"}
    if "other" in kinds:
        raise ValueError("lists and maps can't be compared")
    if kinds <= {"exact"}:
        scale = max((value.scale for value in values), default=0)
        if all(value.scale == scale or value.kind == "null" for value in values):
            return list(values)
        if all(bits_at(value, scale) <= MOST_BITS for value in values):
            return [v if v.kind == "null" else Value(wide(v, scale), "exact", scale, bits_at(v, scale)) for v in values]
    if kinds <= {"exact", "number"}:
        return [v if v.kind == "null" else Value(as_float(v), "number") for v in values]
    if kinds == {"date", "timestamp"}:
        return [
            v._replace(expression=v.expression.cast(pl.Datetime("us")), kind="timestamp") if v.kind == "date" else v
            for v in values
        ]
    if len(kinds) > 1:
        one, other = (next(v for v in values if v.kind == kind) for kind in sorted(kinds)[:2])
        raise ValueError(f"{one.words} can't be compared with {other.words}")
    return list(values)


def _days(values: Sequence[Value]) -> Sequence[Value]:
    """Texts that stand in the rule beside a day or a moment are one, too."""
    kinds = {value.kind for value in values}
    wanted = next((kind for kind in ("timestamp", "date") if kind in kinds), None)
    if wanted is None:
        return values
    return [moment_literal(wanted, v.literal) if v.kind == "text" and v.literal is not None else v for v in values]


def compared(sign: str, one: Value, other: Value) -> pl.Expr:
    if "null" in (one.kind, other.kind):
        return pl.lit(None, dtype=pl.Boolean)
    left, right = (value.expression for value in alike([one, other]))
    return _COMPARED[sign](left, right)


_COMPARED: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
