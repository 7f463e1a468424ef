"""A value that changed is never passed over, and one that did not is never told, however both are stored."""

# ruff: noqa: DTZ001 - instants without a zone are what is tested
from __future__ import annotations

import itertools
import json
import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.history.applied_difference import apply_diff
from onrecord.history.diff import diff
from onrecord.history.value_comparison import differing_values
from onrecord.history.version import Bump
from onrecord.history.version_bump import classify

NAN = math.nan
NUMBERS: list[Any] = [
    0,
    1,
    -1,
    7,
    250,
    2**31,
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**63,
    2**64 - 1,
    -(2**63),
    0.1,
    0.5,
    1.5,
    1e300,
]
NUMBERS += [Decimal("0.1"), Decimal("0.50"), Decimal("9007199254740993"), Decimal("123456789012345678.25"), NAN]
MOMENTS: list[Any] = [date(2024, 3, 31), datetime(2024, 3, 31), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)]
MOMENTS += [datetime(2024, 3, 31, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2024, 3, 31, 0, 0, 0, 5)]
TEXTS: list[Any] = ["", "a", "é", "1"]
NESTED: list[Any] = [[], [1.0], [NAN], [1.0, NAN], [2.0, None]]
TIMES: list[Any] = [time(1, 2, 3), time(1, 2, 3, 4000), time(0, 0)]
SPANS: list[Any] = [timedelta(0), timedelta(seconds=1), timedelta(milliseconds=1), timedelta(days=30)]
FAMILIES: list[tuple[list[pa.DataType], list[Any]]] = [
    (
        [
            *(pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()),
            *(pa.float32(), pa.float64()),
            *(pa.decimal128(38, 2), pa.decimal128(20, 0), pa.decimal128(5, 3), pa.decimal256(60, 10)),
        ],
        NUMBERS,
    ),
    (
        [pa.date32(), pa.date64()]
        + [pa.timestamp(unit, zone) for unit in ("s", "ms", "us") for zone in (None, "UTC", "Europe/Berlin")],
        MOMENTS,
    ),
    ([pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()), pa.binary()], TEXTS),
    ([pa.list_(pa.float64()), pa.large_list(pa.float32()), pa.list_(pa.float32())], NESTED),
    ([pa.time32("s"), pa.time32("ms"), pa.time64("us")], TIMES),
    ([pa.duration("s"), pa.duration("ms"), pa.duration("us")], SPANS),
    ([pa.bool_()], [True, False]),
]
EVERY_TYPE = [kind for types, _ in FAMILIES for kind in types]


def held(value: Any, kind: pa.DataType) -> bool:
    """Whether the type holds just this value."""
    try:
        back = pa.array([value], kind)[0].as_py()
    except (pa.ArrowException, OverflowError, TypeError, ValueError, UnicodeError):
        return False
    return (
        back == value
        if isinstance(value, str | list) and not isinstance(back, bytes)
        else meaning(back) == meaning(value)
    )


def meaning(value: Any) -> Any:
    """What a value says, told in another way than the code under test tells it."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [meaning(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return Fraction(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    return value


def says_the_same(one: Any, two: Any) -> bool:
    if {type(one), type(two)} == {float, Decimal} and Decimal(str(one)) == Decimal(str(two)):
        return True  # what a double is written as
    return bool(meaning(one) == meaning(two))


def column(values: list[Any], kind: pa.DataType) -> pa.ChunkedArray:
    half = len(values) // 2
    return pa.chunked_array([pa.array(values[:half], kind), pa.array(values[half:], kind)], kind)


def pairs(old: pa.DataType, new: pa.DataType, values: list[Any]) -> list[tuple[Any, Any]]:
    left, right = ([value for value in values if held(value, kind)] for kind in (old, new))
    return list(itertools.product([*left, None], [*right, None]))


SAME_FAMILY = [(a, b, values) for types, values in FAMILIES for a in types for b in types]


@pytest.mark.parametrize(("old", "new", "values"), SAME_FAMILY, ids=[f"{a}-{b}" for a, b, _ in SAME_FAMILY])
def test_values_of_any_two_storage_types_differ_just_when_they_say_something_else(
    old: pa.DataType, new: pa.DataType, values: list[Any]
) -> None:
    compared = pairs(old, new, values)
    left, right = column([a for a, _ in compared], old), column([b for _, b in compared], new)
    found = differing_values(left, right)
    wanted = [not says_the_same(a, b) for a, b in compared]
    assert [bool(x) for x in (found.to_pylist() if found is not None else [False] * len(compared))] == wanted


def test_a_decimal_is_what_the_double_is_written_as() -> None:
    """0.1 is no double; what a double is written as is what people take it for."""
    numbers, decimals = pa.array([0.1, 0.1, 1e22]), pa.array([Decimal("0.1"), Decimal("0.11"), Decimal(10) ** 22])
    found = differing_values(pa.chunked_array([numbers]), pa.chunked_array([decimals]))
    assert found is not None
    assert found.to_pylist() == [False, True, False]


@given(old=st.sampled_from(EVERY_TYPE), new=st.sampled_from(EVERY_TYPE), data=st.data())
def test_no_two_types_hide_a_change_or_fail(old: pa.DataType, new: pa.DataType, data: st.DataObject) -> None:
    """Between types of different kinds nothing is the same but what is written alike."""
    every = [*NUMBERS, *MOMENTS, *TEXTS, *NESTED, *TIMES, *SPANS, True, False]
    one = data.draw(st.sampled_from([value for value in every if held(value, old)]))
    two = data.draw(st.sampled_from([value for value in every if held(value, new)]))
    found = differing_values(column([one, None, None, one], old), column([two, two, None, None], new))
    assert found is not None
    assert found.to_pylist()[1:] == [True, False, True]
    written = {str(value).removesuffix(".0") for value in (one, two)}
    if type(one) is not type(two) and len(written) == 2 and meaning(one) != meaning(two):
        # a text is the same as a list that it is the JSON of, a date as its ISO 8601
        assert found[0].as_py()


def stored(folder: Path, values: list[Any], kind: pa.DataType, told: str) -> Path:
    folder.mkdir()
    pq.write_table(pa.table({"k": list("abc"), "x": pa.array(values, kind)}), folder / "t.parquet")
    fields = [{"name": "k", "type": "string"}, {"name": "x", "type": told}]
    resource = {"name": "t", "path": "t.parquet", "schema": {"fields": fields, "primaryKey": ["k"]}}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return folder


STORED = [
    (pa.int64(), [1, 2, None], pa.float64(), [1.0, 3.0, NAN], "number"),
    (pa.decimal128(9, 2), [Decimal(1), Decimal(2), None], pa.float64(), [1.0, 2.5, 1.0], "number"),
    (pa.timestamp("us", "UTC"), [datetime(2024, 1, 1), datetime(2024, 1, 2), None], pa.timestamp("ms", "Europe/Berlin"),
     [datetime(2024, 1, 1), datetime(2024, 1, 3), datetime(2024, 1, 3)], "datetime"),
    (pa.date32(), [date(2024, 1, 1), date(2024, 1, 2), None], pa.timestamp("ms"),
     [datetime(2024, 1, 1), datetime(2024, 1, 3), datetime(2024, 1, 3)], "date"),
    (pa.null(), [None, None, None], pa.string(), [None, "b", "c"], "string"),
    (pa.string(), ["[1]", "[2]", None], pa.list_(pa.int64()), [[1], [3], [4]], "any"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "old", "after", "new", "told"), STORED, ids=lambda value: str(value)[:24])
def test_what_changed_is_told_and_what_is_only_stored_otherwise_is_not(
    tmp_path: Path, before: Any, old: Any, after: Any, new: Any, told: str
) -> None:
    a, b = stored(tmp_path / "a", old, before, told), stored(tmp_path / "b", new, after, told)
    difference = diff(a, b)
    assert difference.counts["same"] == 1
    assert difference.counts["cells"] == 2
    assert classify(difference).bump == Bump.PATCH
    back = apply_diff(difference, a)["t"]
    assert repr(back.to_pylist()) == repr(pq.read_table(b / "t.parquet").to_pylist())
    assert back.schema.field("x").type == after


def test_the_same_values_in_another_storage_are_no_change(tmp_path: Path) -> None:
    a = stored(tmp_path / "a", [1, 2, 3], pa.int64(), "number")
    b = stored(tmp_path / "b", [1.0, 2.0, 3.0], pa.float64(), "number")
    assert diff(a, b).same
    assert classify(diff(a, b)).bump == Bump.NONE
