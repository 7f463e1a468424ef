"""Whether two stored values are the same value, however each of them is stored.

Programs store one table in many ways: pandas makes doubles of integers as soon as one is missing, dates become
instants at midnight, an instant may stand in any time zone (without one it counts as UTC, as everywhere here), a
number as decimal or double. What counts is the value: 1 and 1.0 are the same, 1 and 1.5 are not. Nothing is rounded to find out: a double can't hold every integer,
so an integer of 2⁵³ + 1 and the double next to it differ. A double and a decimal are the same when the decimal is
what the double denotes, exactly or in the fewest digits that lead back to it (0.1).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

_NANOSECONDS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
#: digits that a decimal of Arrow may have
_DIGITS = 76

Equality = Callable[[Any, Any], Any]


def differing_values(old: pa.ChunkedArray, new: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Where two columns of the same length differ, as booleans; None when nowhere.

    The columns may be stored in any two types. Missing equals missing, and NaN equals NaN.
    """
    if old.equals(new):
        return None
    if kinds.is_dictionary(old.type) or kinds.is_dictionary(new.type):
        old, new = _without_dictionaries(old, new)
    old, new = (_plainly_stored(column) for column in (old, new))
    differs = pc.invert(_equality(old.type, new.type)(old, new))
    if old.null_count or new.null_count:
        # by Kleene's rules nothing is left unknown (and a scalar to fill it with would import pandas)
        both = pc.and_(old.is_valid(), new.is_valid())
        differs = pc.or_(pc.and_kleene(differs, both), pc.xor(old.is_null(), new.is_null()))
    return differs if pc.any(differs, min_count=0).as_py() else None


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The plain type of values that are the same in several encodings (large strings, dictionaries, views)."""
    if kinds.is_dictionary(kind):
        return plain_type(kind.value_type)
    if kinds.is_large_string(kind) or kind == pa.string_view():
        return pa.string()
    if kinds.is_large_binary(kind) or kind == pa.binary_view():
        return pa.binary()
    if kinds.is_large_list(kind) or kinds.is_list(kind):
        return pa.list_(plain_type(kind.value_type))
    return kind


def common_key_type(old: pa.DataType, new: pa.DataType) -> pa.DataType | None:
    """The type in which keys of these types are looked up; None when no key of one can be one of the other."""
    old, new = plain_type(old), plain_type(new)
    if old == new:
        return old
    if any(kinds.is_integer(kind) for kind in (old, new)) and all(map(is_number, (old, new))):
        # a cast that would change a value fails, and then the tables are said to be not compared
        return pa.uint64() if pa.uint64() in (old, new) else pa.int64()
    for same_kind in (kinds.is_floating, kinds.is_date, kinds.is_time, kinds.is_timestamp, kinds.is_decimal):
        if same_kind(old) and same_kind(new):
            return _finer(*(pa.timestamp(kind.unit) if kinds.is_timestamp(kind) else kind for kind in (old, new)))
    return None


def stored_as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """The same values in another type. Raises `pa.ArrowInvalid` when the type can't hold one of them."""
    if column.type == kind:
        return column
    if not (kinds.is_decimal(column.type) and kinds.is_floating(kind)):  # whose cast is not to the nearest double
        try:
            return column.cast(kind)
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
            pass
    return pa.chunked_array([pa.array([_restored(value, kind) for value in column.to_pylist()], kind)])


def _restored(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and kinds.is_nested(kind):
        return json.loads(value)
    if isinstance(value, list | dict) and kinds.is_string(kind):
        return json.dumps(value, ensure_ascii=False)
    return float(value) if isinstance(value, Decimal) and kinds.is_floating(kind) else value


def _finer(old: pa.DataType, new: pa.DataType) -> pa.DataType:
    return (
        pa.unify_schemas([pa.schema([("key", kind)]) for kind in (old, new)], promote_options="permissive")
        .field(0)
        .type
    )


def _without_dictionaries(old: pa.ChunkedArray, new: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Both columns as codes that are numbered alike where they hold the same type, else as values."""
    if plain_type(old.type) == plain_type(new.type) == pa.string():
        coded = [_coded(column) for column in (old, new)]
        chunks = pa.chunked_array([*coded[0].chunks, *coded[1].chunks], coded[0].type).unify_dictionaries().chunks
        codes = [chunk.indices for chunk in chunks]
        first = coded[0].num_chunks
        return pa.chunked_array(codes[:first], pa.int32()), pa.chunked_array(codes[first:], pa.int32())
    return (old, new)


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    wanted = pa.dictionary(pa.int32(), pa.string())
    if column.type == wanted:
        return column
    return column.cast(plain_type(column.type)).dictionary_encode().cast(wanted)


def _plainly_stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    wanted = plain_type(column.type)
    return column if column.type == wanted else column.cast(wanted)


def _equality(old: pa.DataType, new: pa.DataType) -> Equality:
    """How values of these two types are compared."""
    if kinds.is_null(old) or kinds.is_null(new):
        return _nothing_to_compare
    if not kinds.is_nested(old) and old == new:
        return _equal_floats if kinds.is_floating(old) else pc.equal
    for holds, equality in _EQUALITIES:
        if holds(old, new):
            return equality
        if holds(new, old):
            return lambda a, b, equality=equality: equality(b, a)  # type: ignore[misc]
    return _equal_one_by_one


def _nothing_to_compare(old: Any, _new: Any) -> Any:
    return pa.nulls(len(old), pa.bool_())


def is_number(kind: pa.DataType) -> bool:
    """Whether values of the type are numbers."""
    return bool(kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(kinds.is_binary(kind) or kinds.is_string(kind) or kinds.is_fixed_size_binary(kind))


def _equal_floats(old: Any, new: Any) -> Any:
    old, new = old.cast(pa.float64()), new.cast(pa.float64())
    return pc.or_(pc.equal(old, new), pc.and_(pc.is_nan(old), pc.is_nan(new)))


def _equal_integers(old: Any, new: Any) -> Any:
    if pa.uint64() not in (old.type, new.type):
        return pc.equal(old.cast(pa.int64()), new.cast(pa.int64()))
    if old.type != pa.uint64():
        old, new = new, old
    same_bits = pc.equal(old, new.cast(pa.uint64(), safe=False))
    return same_bits if kinds.is_unsigned_integer(new.type) else pc.and_(same_bits, pc.greater_equal(new, 0))


def _equal_integer_and_float(whole: Any, number: Any) -> Any:
    nearest = whole.cast(pa.float64(), safe=False)
    # an integer that no double holds is changed on its way there and back
    exact = pc.equal(nearest.cast(whole.type, safe=False), whole)
    beyond = pc.greater_equal(nearest, float(2**64 if whole.type == pa.uint64() else 2**63))
    return pc.and_(pc.and_not(exact, beyond), pc.equal(nearest, number.cast(pa.float64())))


def _equal_decimals(old: Any, new: Any) -> Any:
    scale = max(getattr(column.type, "scale", 0) for column in (old, new))
    try:
        wide = pa.decimal256(_DIGITS, scale)
        return pc.equal(*(_as_decimal(column).cast(wide) for column in (old, new)))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _equal_one_by_one(old, new)


def _as_decimal(column: Any) -> Any:
    return column if kinds.is_decimal(column.type) else column.cast(pa.decimal128(20, 0))


def _equal_in_units(old: Any, new: Any) -> Any:
    """Times and spans of time: the finer one is a multiple of the coarser one's unit, and as many of it."""
    if _NANOSECONDS[old.type.unit] < _NANOSECONDS[new.type.unit]:
        old, new = new, old
    factor = _NANOSECONDS[old.type.unit] // _NANOSECONDS[new.type.unit]
    coarse, fine = (_counted(column) for column in (old, new))
    units = pc.divide(fine, factor)
    return pc.and_(pc.equal(units, coarse), pc.equal(pc.multiply(units, factor), fine))


def _counted(column: Any) -> Any:
    narrow = pa.int32() if kinds.is_time32(column.type) else pa.int64()
    return column.cast(narrow).cast(pa.int64())


def _equal_date_and_time(day: Any, instant: Any) -> Any:
    """A date and an instant: the same at midnight."""
    seconds = pc.multiply(day.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()), 86_400)
    return _equal_in_units(seconds.cast(pa.timestamp("s")), instant)


def _equal_one_by_one(old: Any, new: Any) -> Any:
    pairs = zip(old.to_pylist(), new.to_pylist(), strict=True)
    return pa.array([None if x is None or y is None else same_value(x, y) for x, y in pairs], pa.bool_())


def same_value(old: Any, new: Any) -> bool:
    """Whether two Python values are the same value: NaN equals NaN, also in lists; numbers exactly; JSON as it reads.

    >>> same_value([1.0, float("nan")], [1, float("nan")])
    True
    >>> same_value(2**53 + 1, float(2**53))
    False
    """
    if old is None or new is None:
        return old is new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same_value(old[name], new[name]) for name in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same_value, old, new))
    if isinstance(old, float) and isinstance(new, float) and math.isnan(old) and math.isnan(new):
        return True
    for text, other in ((old, new), (new, old)):
        if isinstance(text, str) and not isinstance(other, str):
            return _reads_as(text, other)
    if {type(old), type(new)} == {Decimal, float}:
        return bool(old == new) or _shortest(old) == _shortest(new)
    if isinstance(old, date) and isinstance(new, date):
        return _instant(old) == _instant(new)
    return bool(old == new)


def _instant(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shortest(number: Decimal | float) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def _reads_as(text: str, value: Any) -> bool:
    """Whether a text is how this value is written."""
    if isinstance(value, list | dict):
        try:
            return same_value(json.loads(text), value)
        except ValueError:
            return False
    if isinstance(value, bytes):
        return text.encode() == value
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, date):  # an instant is one, too
        return text in (value.isoformat(), value.isoformat().replace("T", " "))
    return text in (str(value), str(value).removesuffix(".0"))


_EQUALITIES: tuple[tuple[Callable[[pa.DataType, pa.DataType], bool], Equality], ...] = (
    (lambda a, b: kinds.is_integer(a) and kinds.is_integer(b), _equal_integers),
    (lambda a, b: kinds.is_floating(a) and kinds.is_floating(b), _equal_floats),
    (lambda a, b: kinds.is_integer(a) and kinds.is_floating(b), _equal_integer_and_float),
    (lambda a, b: kinds.is_decimal(a) and (kinds.is_decimal(b) or kinds.is_integer(b)), _equal_decimals),
    (lambda a, b: kinds.is_timestamp(a) and kinds.is_timestamp(b), _equal_in_units),
    (lambda a, b: kinds.is_time(a) and kinds.is_time(b), _equal_in_units),
    (lambda a, b: kinds.is_duration(a) and kinds.is_duration(b), _equal_in_units),
    (
        lambda a, b: kinds.is_date(a) and kinds.is_date(b),
        lambda a, b: pc.equal(a.cast(pa.date32()), b.cast(pa.date32())),
    ),
    (lambda a, b: kinds.is_date(a) and kinds.is_timestamp(b), _equal_date_and_time),
    (lambda a, b: _is_bytes(a) and _is_bytes(b), lambda a, b: pc.equal(a.cast(pa.binary()), b.cast(pa.binary()))),
)
