"""Pandera and the streaming engine say the same of any contract and any rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pandera.errors
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checking.tables import rows_of
from onrecord.contract import Table, arrow_schema, from_descriptor, pandera_schema

DAYS = [dt.date(2021, 4, day) for day in (1, 12, 30)]
VALUES: dict[str, list[Any]] = {
    "string": ["a", "ab", "b\n", "ä", "B", "1"],
    "integer": [-1, 0, 1, 2**62],
    "number": [-1.5, 0.0, 2.0, float("inf")],
    "boolean": [True, False],
    "date": DAYS,
    "datetime": [dt.datetime.combine(day, dt.time(12)) for day in DAYS],
    "year": [1999, 2021],
    "yearmonth": ["2021-01", "2021-12"],
}
ORDERED = {"integer", "number", "date", "datetime", "year"}
RULES = ["a < b", "a <> b OR b IS NULL", "coalesce(a, b) IS NOT NULL", "NOT (a = b)", "a IN (b)"]


def told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@st.composite
def fields(draw: st.DrawFn, name: str, type_: str) -> dict[str, Any]:
    finite = [value for value in VALUES[type_] if value != float("inf")]
    some = st.sampled_from(finite).map(told)
    constraints: dict[str, Any] = {}
    if draw(st.booleans()):
        constraints["required"] = True
    if draw(st.integers(0, 3)) == 0:
        constraints["enum"] = draw(st.lists(some, min_size=1, unique=True))
    if type_ in ORDERED and draw(st.booleans()):
        bound = draw(st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]))
        constraints[bound] = draw(some)
    if type_ == "string" and draw(st.booleans()):
        constraints |= draw(
            st.sampled_from([{"pattern": "a|b"}, {"pattern": "[a-z]+"}, {"minLength": 2}, {"maxLength": 1}])
        )
    if type_ != "boolean" and draw(st.integers(0, 3)) == 0:
        constraints["unique"] = True
    return {"name": name, "type": type_, "constraints": constraints}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, pa.Table]:
    type_ = draw(st.sampled_from(sorted(VALUES)))
    schema: dict[str, Any] = {"fields": [draw(fields("a", type_)), draw(fields("b", type_))]}
    if type_ != "boolean" and draw(st.booleans()):
        schema["primaryKey"] = draw(st.sampled_from(["a", ["a", "b"]]))
    if type_ != "boolean" and draw(st.integers(0, 3)) == 0:
        schema["uniqueKeys"] = [["a", "b"]]
    if draw(st.booleans()):
        schema["checks"] = [{"name": "rule", "expression": draw(st.sampled_from(RULES)), "message": "a rule"}]
    table = from_descriptor({"resources": [{"name": "t", "schema": schema}]}).tables["t"]
    cells = st.none() | st.sampled_from(VALUES[type_])
    rows = draw(st.lists(st.fixed_dictionaries({"a": cells, "b": cells}), min_size=1, max_size=4))
    return table, pa.Table.from_pylist(rows, schema=arrow_schema(table))


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """A frame as `load` gives it: nullable whole numbers and flags, `str`, `datetime64`."""
    nullable = {
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(na_value=float("nan")),
    }
    frame = rows.to_pandas(types_mapper=nullable.get, date_as_object=False)
    for field in rows.schema:
        if field.type in (pa.int64(), pa.bool_()) and not frame[field.name].isna().any():
            frame[field.name] = frame[field.name].astype("int64" if field.type == pa.int64() else "bool")
    return frame


def passes(schema: Any, frame: Any) -> bool:
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@settings(max_examples=200, deadline=None)
@given(tables())
def test_all_three_ways_agree_on_any_contract(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[Table, pa.Table]
) -> None:
    table, rows = drawn
    path = tmp_path_factory.mktemp("agree") / "t.parquet"
    pl.DataFrame(pl.from_arrow(rows)).write_parquet(path)
    streamed = rows_of(table, path)
    assert not [finding for finding in streamed if finding.code == "T015"]
    # that a number is finite is asked of files only
    verdict = not [finding for finding in streamed if finding.code != "T006"]
    assert verdict == passes(pandera_schema(table, "polars"), pl.DataFrame(pl.from_arrow(rows))), streamed
    assert verdict == passes(pandera_schema(table, "pandas"), frame_of(rows)), streamed


def described(**schema: Any) -> Table:
    fields = [{"name": name, "type": "string"} for name in "ab"]
    return from_descriptor({"resources": [{"name": "t", "schema": {"fields": fields, **schema}}]}).tables["t"]


def both(table: Table, rows: list[tuple[str | None, str | None]]) -> list[bool]:
    arrow = pa.Table.from_pylist([dict(zip("ab", row, strict=True)) for row in rows], schema=arrow_schema(table))
    polars = passes(pandera_schema(table, "polars"), pl.DataFrame(pl.from_arrow(arrow)))
    return [polars, passes(pandera_schema(table, "pandas"), frame_of(arrow))]


def test_a_row_without_any_value_can_break_a_rule() -> None:
    table = described(checks=[{"name": "c", "expression": "a IS NOT NULL OR b IS NOT NULL", "message": "one of them"}])
    assert both(table, [(None, None), ("x", None)]) == [False, False]


def test_nulls_are_not_the_same_value_and_unique_keys_are_checked() -> None:
    assert both(described(uniqueKeys=[["a", "b"]]), [("x", None), ("x", None), ("x", "y")]) == [True, True]
    assert both(described(uniqueKeys=[["a", "b"]]), [("x", "y"), ("x", "y")]) == [False, False]


def test_a_rule_that_is_no_row_rule_is_never_run() -> None:
    table = described(checks=[{"name": "c", "expression": "count(*) > 0", "message": "m"}])
    with pytest.raises(ValueError, match="no function “count”"):
        pandera_schema(table)
