"""The functions of row rules as steps: each gives the expression of a value from those of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import polars as pl

from onrecord.contract.row_rules.operators import OPERATORS
from onrecord.contract.row_rules.texts import SPACES, lower, part_of, position_of, upper
from onrecord.contract.row_rules.values import Failures, Value, alike, as_float, by_numpy, compared, wide

_PARTS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "year": lambda moment: moment.dt.year(),
    "quarter": lambda moment: moment.dt.quarter(),
    "month": lambda moment: moment.dt.month(),
    "week": lambda moment: moment.dt.week(),
    "day": lambda moment: moment.dt.day(),
    "hour": lambda moment: moment.dt.hour(),
    "minute": lambda moment: moment.dt.minute(),
    "second": lambda moment: moment.dt.second(),
}
_OF_DAYS = ("year", "quarter", "month", "week", "day")


def _abs(_: Failures, x: Value) -> Value:
    expression = wide(x).abs() if x.kind == "exact" and x.bits > 63 else x.expression.abs()
    return x._replace(expression=expression, literal=None)


def _towards(up: bool) -> Callable[[Failures, Value], Value]:
    def step(_: Failures, x: Value) -> Value:
        if x.kind == "number":
            return x._replace(expression=x.expression.ceil() if up else x.expression.floor())
        if not x.scale:
            return x
        unit = pl.lit(10**x.scale, dtype=pl.Int128)
        whole = wide(x) // unit
        return Value(whole + ((wide(x) % unit) != 0).cast(pl.Int128) if up else whole, "exact", 0, x.bits)

    return step


def _round(_: Failures, x: Value, decimals: Value | None = None) -> Value:
    kept = int(decimals.literal) if decimals is not None else 0
    if x.kind == "number":
        # not by Polars' own rounding, which can go on where a number has no more decimals
        power = 10.0**kept
        scaled = x.expression.abs() * power
        whole = scaled.floor() + ((scaled - scaled.floor()) >= 0.5).cast(pl.Float64)
        rounded = by_numpy("divide", whole, pl.lit(power)) if kept else whole
        large = ~scaled.is_finite() | (scaled >= 2.0**52)
        signed = pl.when(x.expression < 0).then(-rounded).otherwise(rounded)
        return Value(pl.when(large).then(x.expression).otherwise(signed), "number")
    if x.scale <= kept:
        return x
    unit = pl.lit(10 ** (x.scale - kept), dtype=pl.Int128)
    size = wide(x).abs()
    rounded = (size + unit // 2) // unit
    return Value(pl.when(wide(x) < 0).then(0 - rounded).otherwise(rounded), "exact", kept, x.bits)


def _sign(_: Failures, x: Value) -> Value:
    sign = pl.when(x.expression > 0).then(1).when(x.expression < 0).then(-1).otherwise(0)
    if x.kind == "number":
        sign = pl.when(x.expression.is_nan()).then(0).otherwise(sign)
    return Value(pl.when(x.expression.is_not_null()).then(sign), "exact", 0, 2)


def _power(_: Failures, x: Value, y: Value) -> Value:
    return Value(as_float(x).pow(as_float(y)), "number")


def _coalesce(_: Failures, *values: Value) -> Value:
    found = alike(values)
    kind = next((value for value in found if value.kind != "null"), found[0])
    bits = max(value.bits for value in found)
    return kind._replace(expression=pl.coalesce(value.expression for value in found), bits=bits, literal=None)


def _nullif(_: Failures, a: Value, b: Value) -> Value:
    same = compared("=", a, b).fill_null(False)
    return a._replace(expression=pl.when(~same).then(a.expression), literal=None)


def _extreme(sign: str) -> Callable[..., Value]:
    def step(_: Failures, *values: Value) -> Value:
        found = [value for value in alike(values) if value.kind != "null"]
        if not found:
            return values[0]

        def better(one: pl.Expr, other: pl.Expr) -> pl.Expr:
            wins = (one >= other) if sign == ">" else (one <= other)
            return pl.when(other.is_null() | wins).then(one).otherwise(other)

        bits = max(value.bits for value in found)
        expression = reduce(better, (value.expression for value in found))
        return found[0]._replace(expression=expression, bits=bits, literal=None)

    return step


def _if(_: Failures, condition: Value, a: Value, b: Value) -> Value:
    one, other = alike([a, b])
    holds = condition.expression.cast(pl.Boolean).fill_null(False)
    kind = other if one.kind == "null" else one
    expression = pl.when(holds).then(one.expression).otherwise(other.expression)
    return kind._replace(expression=expression, bits=max(one.bits, other.bits), literal=None)


def _text(make: Callable[..., pl.Expr]) -> Callable[..., Value]:
    return lambda _, *values: Value(make(*(value.expression for value in values)), "text")


def _true(make: Callable[..., pl.Expr]) -> Callable[..., Value]:
    return lambda _, *values: Value(make(*(value.expression for value in values)), "boolean")


def _count(make: Callable[..., pl.Expr]) -> Callable[..., Value]:
    return lambda _, *values: Value(make(*(value.expression for value in values)).cast(pl.Int64), "exact", 0, 33)


def _split_part(_: Failures, text: Value, separator: Value, number: Value) -> Value:
    parts = text.expression.str.split(str(separator.literal))
    at = int(number.literal)
    part = parts.list.get(at - 1 if at > 0 else at, null_on_oob=True).fill_null("")
    return Value(pl.when(text.expression.is_not_null()).then(part), "text")


def _date_part(_: Failures, part: Value, moment: Value) -> Value:
    name = str(part.literal)
    if name not in _PARTS:
        raise ValueError(f"a moment has no part “{name[:40]}” (known: {', '.join(_PARTS)})")
    if moment.kind == "time" and name in _OF_DAYS:
        raise ValueError(f"a time of day has no {name}")
    day = moment.kind == "date" and name not in _OF_DAYS
    expression = moment.expression.cast(pl.Datetime("us")) if day else moment.expression
    return Value(_PARTS[name](expression).cast(pl.Int64), "exact", 0, 33)


def _part(name: str) -> Callable[[Failures, Value], Value]:
    return lambda failures, moment: _date_part(failures, Value(pl.lit(name), "text", literal=name), moment)


_LENGTH = _count(lambda s: s.str.len_chars())
_SUBSTR = _text(lambda s, start, count=None: part_of(s, start, count))
_STRPOS = _count(position_of)

#: a step for each function of `functions.FUNCTIONS`
STEPS: dict[str, Callable[..., Value]] = {
    "abs": _abs,
    "ceil": _towards(up=True),
    "ceiling": _towards(up=True),
    "floor": _towards(up=False),
    "round": _round,
    "sign": _sign,
    "sqrt": lambda _, x: Value(as_float(x).sqrt(), "number"),
    "mod": OPERATORS["%"],
    "pow": _power,
    "power": _power,
    "coalesce": _coalesce,
    "ifnull": _coalesce,
    "nullif": _nullif,
    "greatest": _extreme(">"),
    "least": _extreme("<"),
    "if": _if,
    "length": _LENGTH,
    "char_length": _LENGTH,
    "lower": _text(lower),
    "upper": _text(upper),
    "trim": _text(lambda s: s.str.strip_chars(SPACES)),
    "ltrim": _text(lambda s: s.str.strip_chars_start(SPACES)),
    "rtrim": _text(lambda s: s.str.strip_chars_end(SPACES)),
    "left": _text(lambda s, n: pl.when(n.is_not_null()).then(s.str.head(n))),
    "right": _text(lambda s, n: pl.when(n.is_not_null()).then(s.str.tail(n))),
    "substr": _SUBSTR,
    "substring": _SUBSTR,
    "split_part": _split_part,
    "starts_with": _true(lambda s, t: s.str.starts_with(t)),
    "ends_with": _true(lambda s, t: s.str.ends_with(t)),
    "strpos": _STRPOS,
    "instr": _STRPOS,
    "date_part": _date_part,
    **{part: _part(part) for part in ("year", "quarter", "month", "day", "hour", "minute", "second")},
}
