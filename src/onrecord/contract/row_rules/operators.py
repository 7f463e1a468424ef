"""The operators of row rules as steps: each gives the expression of a value from those of its operands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from onrecord.contract.row_rules.values import MOST_BITS, Failures, Value, alike, as_float, bits_at, by_numpy, wide


def _logic(combine: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[..., Value]:
    def step(_: Failures, *values: Value) -> Value:
        for value in values:
            if value.kind not in ("boolean", "null"):
                raise ValueError(f"AND, OR and NOT combine what is true or false, not {value.words}")
        one, other = (value.expression.cast(pl.Boolean) for value in (values[0], values[-1]))
        return Value(combine(one, other), "boolean")

    return step


def _numbers(sign: str, values: Iterable[Value]) -> None:
    for value in values:
        if value.kind not in ("exact", "number", "null"):
            raise ValueError(f"“{sign}” is for numbers, not for {value.words}")


def _sum(sign: str) -> Callable[..., Value]:
    def step(_: Failures, one: Value, other: Value) -> Value:
        if sign == "-" and one.kind == other.kind == "date":
            return Value((one.expression - other.expression).dt.total_days(), "exact", 0, 33)
        _numbers(sign, (one, other))
        if "null" in (one.kind, other.kind):
            return Value(pl.lit(None), "null")
        scale = max(one.scale, other.scale)
        bits = max(bits_at(one, scale), bits_at(other, scale)) + 1
        if one.kind == other.kind == "exact" and bits <= MOST_BITS:
            if bits <= 62 and one.scale == other.scale:
                left, right = one.expression.cast(pl.Int64), other.expression.cast(pl.Int64)
            else:
                left, right = wide(one, scale), wide(other, scale)
            return Value(left + right if sign == "+" else left - right, "exact", scale, bits)
        left, right = as_float(one), as_float(other)
        return Value(left + right if sign == "+" else left - right, "number")

    return step


def _product(_: Failures, one: Value, other: Value) -> Value:
    _numbers("*", (one, other))
    if "null" in (one.kind, other.kind):
        return Value(pl.lit(None), "null")
    bits = one.bits + other.bits
    if one.kind == other.kind == "exact" and bits <= MOST_BITS + 7:
        return Value(wide(one) * wide(other), "exact", one.scale + other.scale, bits)
    return Value(as_float(one) * as_float(other), "number")


def _quotient(_: Failures, one: Value, other: Value) -> Value:
    _numbers("/", (one, other))
    if "null" in (one.kind, other.kind):
        return Value(pl.lit(None), "null")
    return Value(by_numpy("divide", as_float(one), as_float(other)), "number")


def _remainder(failures: Failures, one: Value, other: Value) -> Value:
    _numbers("%", (one, other))
    if "null" in (one.kind, other.kind):
        return Value(pl.lit(None), "null")
    left, right = alike([one, other])
    a, b = left.expression, right.expression
    if left.kind == "number":
        return Value(by_numpy("fmod", a, b), "number")
    # Polars gives the sign of the divisor, SQL that of what is divided
    rest = a.abs() % b.abs()
    signed = pl.when(a < 0).then(0 - rest).otherwise(rest)
    failures.note((b == 0) & a.is_not_null())
    return left._replace(expression=pl.when(b != 0).then(signed), literal=None)


def _negative(_: Failures, value: Value) -> Value:
    _numbers("-", [value])
    if value.kind == "null":
        return value
    literal = -value.literal if isinstance(value.literal, int) else None
    if value.kind == "exact" and value.bits > 63:
        return value._replace(expression=0 - wide(value), bits=value.bits + 1, literal=literal)
    return value._replace(expression=0 - value.expression, literal=literal)


def _joined(_: Failures, one: Value, other: Value) -> Value:
    for value in (one, other):
        if value.kind not in ("text", "null"):
            raise ValueError(f"“||” joins texts, not {value.words}")
    if "null" in (one.kind, other.kind):
        return Value(pl.lit(None, dtype=pl.String), "text")
    return Value(pl.concat_str(one.expression, other.expression), "text")


OPERATORS: dict[str, Callable[..., Value]] = {
    "and": _logic(lambda a, b: a & b),
    "or": _logic(lambda a, b: a | b),
    "not": _logic(lambda a, _: ~a),
    "+": _sum("+"),
    "-": _sum("-"),
    "*": _product,
    "/": _quotient,
    "%": _remainder,
    "||": _joined,
    "negative": _negative,
}
