"""Whatever a Pandera schema asks for, the verdict is Pandera's, or it is said what isn't verified."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.engines import polars_engine

import onrecord
from onrecord.pandera_files import own_checks

NOON = dt.datetime(2021, 1, 1, 12, tzinfo=dt.UTC)


def pandera_is_content(schema: Any, frame: pl.DataFrame) -> bool:
    try:
        schema.validate(frame, lazy=True)
    except (pandera.errors.SchemaErrors, pandera.errors.SchemaError):
        return False
    return True


class Model(pa.DataFrameModel):
    id: str = pa.Field(unique=True, str_matches="^e[0-9]+$")
    n: int | None = pa.Field(ge=0, nullable=True)

    @pa.check("id")
    def longer(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col(data.key).str.len_chars() > 1)

    @pa.dataframe_check
    def not_nine(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(pl.col("id") != "e9")

    class Config:
        strict = True
        coerce = True


def one(kind: Any, *checks: Any, **more: Any) -> Any:
    return pa.DataFrameSchema({"a": pa.Column(kind, list(checks), **more)})


def plan(function: Any, **more: Any) -> pa.Check:
    """A check that selects an expression of the column, which looks at more than one row."""
    return pa.Check(lambda data: data.lazyframe.select(function(pl.col(data.key))), name="mine", **more)


def self_reference(data: Any) -> pl.LazyFrame:
    keys = data.lazyframe.select(b="a").unique().with_columns(there=True)
    joined = data.lazyframe.join(keys, on="b", how="left", maintain_order="left")
    return joined.select(pl.col("there").is_not_null())


TWO = {"a": pa.Column(int), "b": pa.Column(int)}
VIEWS = {"^v_.+$": pa.Column(int, [pa.Check.gt(0), plan(lambda c: c.max() > 5)], regex=True, coerce=True)}
CASES: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "model": (
        Model,
        [{"id": ["e1", "e2"]}, {"id": ["e1", "e1"], "n": [1, None]}, {"id": ["e9"], "n": ["1"]}, {"id": ["e1"], "z": [1]},
         {"id": ["e1", "e2"], "n": ["5", None]}, {"id": ["e1"], "n": ["x"]}, {"id": ["e1"], "n": ["-5"]}],
    ),
    "mean": (one(int, plan(lambda c: c.mean() > 0.5)), [{"a": [0, 0, 0, 9]}, {"a": [9, 0, 0, 0, 0, 0, 0, 0, -9]}]),
    "sorted": (one(int, plan(lambda c: c.is_sorted())), [{"a": [1, 2, 3, 4, 5]}, {"a": [3, 4, 5, 1, 2, 3]}]),
    "rising": (one(int, plan(lambda c: c.diff().fill_null(1) > 0)), [{"a": [1, 2, 3, 4]}, {"a": [1, 2, 3, 3]}]),
    "over": (
        pa.DataFrameSchema(TWO, checks=pa.Check(lambda d: d.lazyframe.select(pl.col("a").sum().over("b") == 4))),
        [{"b": [1, 2, 1, 2], "a": [2, 2, 2, 2]}, {"b": [1, 2, 1, 2], "a": [2, 2, 2, 3]}],
    ),
    "self": (pa.DataFrameSchema(TWO, checks=pa.Check(self_reference)), [{"a": [1, 2, 3, 4], "b": [4, 4, 1, 1]}, {"a": [1, 2], "b": [1, 3]}]),
    "single": (one(int, pa.Check(lambda x: x > 0, element_wise=True), nullable=True), [{"a": [1, None]}, {"a": [1, 1, 1, 1, 0]}]),
    "no Boolean": (one(int, plan(lambda c: c)), [{"a": [1]}, {"a": [0]}]),
    "all columns": (pa.DataFrameSchema(TWO, strict="filter", checks=pa.Check(lambda d: d.lazyframe.select(pl.all() > 0))), [{"a": [1], "b": [1], "z": [0]}, {"a": [1], "b": [0]}]),
    "filter": (pa.DataFrameSchema({"a": pa.Column(int)}, strict="filter", checks=pa.Check.gt(0), unique=["a", "z"]), [{"a": [1], "z": [0]}, {"a": [1, 1], "z": [0, 1]}, {"a": [0], "z": [1]}]),
    "regex": (pa.DataFrameSchema(VIEWS), [{"v_1": [9], "v_2": ["9"]}, {"v_1": [9], "v_2": ["1"]}, {"v_1": ["x"]}, {"w": [1]}]),
    "default": (one(int, pa.Check.gt(0), default=1, coerce=True), [{"a": [None, "1"]}, {"a": [None, "0"]}]),
    "dropped": (pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(0))}, drop_invalid_rows=True), [{"a": [0, 1]}]),
    "dropped by a column": (one(int, pa.Check.gt(0), drop_invalid_rows=True), [{"a": [0, 1]}]),
    "a warning": (one(int, pa.Check.gt(0, raise_warning=True), plan(lambda c: c.cum_sum() > 0, raise_warning=True), pa.Check(lambda x: x > 0, element_wise=True, raise_warning=True)), [{"a": [0, 0]}]),
    "type of all": (pa.DataFrameSchema(dtype=int), [{"a": [1]}, {"a": [1, None]}, {"a": ["1"]}]),
    "type of all, cast": (pa.DataFrameSchema(dtype=int, coerce=True), [{"a": ["1"]}, {"a": ["x"]}]),
    "type beside columns": (pa.DataFrameSchema({"a": pa.Column()}, dtype=int, coerce=True), [{"a": ["1"], "b": ["2"]}, {"a": ["1"], "b": ["x"]}]),
    "unique, cast": (one(int, unique=True, coerce=True), [{"a": ["1", "2"]}, {"a": ["1", "01"]}]),
    "rows, cast": (pa.DataFrameSchema({"a": pa.Column(int, coerce=True)}, checks=pa.Check(lambda d: d.lazyframe.select(pl.col("a") > 1))), [{"a": ["2"]}, {"a": ["1"]}]),
    "Int8": (one(pl.Int8, coerce=True), [{"a": [1.5]}, {"a": [1000]}, {"a": [float("nan")]}, {"a": ["1.5"]}]),
    "Float64": (one(float, pa.Check.gt(0), coerce=True), [{"a": ["1.5"]}, {"a": ["nan"]}, {"a": ["x"]}, {"a": ["1", None]}]),
    "String": (one(str, pa.Check.str_length(1, 2), coerce=True), [{"a": [22]}, {"a": [333]}, {"a": [[1]]}]),
    "Boolean": (one(bool, coerce=True), [{"a": [1]}, {"a": ["true"]}, {"a": ["maybe"]}]),
    "Date": (one(pl.Date, coerce=True), [{"a": ["2021-01-01"]}, {"a": ["2021-13-01"]}, {"a": [5]}]),
    "Enum": (one(pl.Enum(["a", "b"]), coerce=True), [{"a": ["a"]}, {"a": ["z"]}]),
    "Datetime": (one(pl.Datetime("us", "UTC"), pa.Check.ge(NOON)), [{"a": [NOON]}, {"a": [NOON - dt.timedelta(1)]}, {"a": [NOON.replace(tzinfo=None)]}]),
    "any zone": (one(polars_engine.DateTime(time_zone_agnostic=True)), [{"a": [NOON]}, {"a": ["2021"]}]),
    "List": (one(pl.List(pl.Int64), unique=True), [{"a": [[1], [2]]}, {"a": [[1], [1]]}, {"a": [["x"]]}]),
    "Struct": (one(pl.Struct({"x": pl.Int64}), unique=True), [{"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 1}] * 2}, {"a": [{"x": "1"}]}]),
    "Decimal": (one(pl.Decimal(10, 2), pa.Check.gt(0)), [{"a": pl.Series([1]).cast(pl.Decimal(10, 2))}, {"a": pl.Series([-1]).cast(pl.Decimal(10, 2))}, {"a": pl.Series([1]).cast(pl.Decimal(10, 1))}]),
    "Category": (one(polars_engine.Category(["a", "b"]), coerce=True), [{"a": ["a"]}, {"a": ["z"]}]),
    "values": (one(str, pa.Check.unique_values_eq(["a", "b"])), [{"a": ["b", "a", "a"]}, {"a": ["b"]}, {"a": ["a", "b", "c"]}]),
    "no rows": (one(int, pa.Check.gt(0), unique=True), [{"a": pl.Series([], dtype=pl.Int64)}, {"a": []}]),
    "no columns": (one(int, required=False), [{}]),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CASES)
def test_the_verdict_is_that_of_pandera(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_checks, "BATCH", 3)
    schema, tables = CASES[name]
    for table in tables:
        frame = pl.DataFrame(table)
        report = onrecord.validate(schema, frame)
        assert report.ok is pandera_is_content(schema, frame), (table, report.findings)


class Inner(pa.DataFrameModel):
    x: int = pa.Field(gt=0)


class Outer(pa.DataFrameModel):
    a: Inner


@pytest.mark.parametrize(
    ("schema", "table"),
    [
        (Outer, {"a": [{"x": 0}]}),
        (one(pl.Decimal(4, 2), coerce=True), {"a": ["1.5"]}),
        (one(pl.List(pl.Int64), coerce=True), {"a": [["1"]]}),
        (pa.DataFrameSchema({"b": pa.Column(int, default=1)}, add_missing_columns=True), {"a": [1]}),
    ],
)
def test_what_is_not_done_here_is_said(schema: Any, table: dict[str, Any]) -> None:
    found = onrecord.validate(schema, pl.DataFrame(table)).findings
    assert [(f.code, f.severity) for f in found] == [("T015", "warning")]
    assert found[0].message.startswith("not verified: ")


def test_a_check_that_asks_for_all_values_is_not_sure_of_more_than_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_missing(data: Any) -> bool:
        return bool(data.lazyframe.collect().height > 3)

    schema = pa.DataFrameSchema({"a": pa.Column(int)}, checks=pa.Check(none_missing, name="enough"))
    assert onrecord.validate(schema, pl.DataFrame({"a": [1] * 4})).ok
    monkeypatch.setattr(own_checks, "BATCH", 3)
    found = onrecord.validate(schema, pl.DataFrame({"a": [1] * 4})).findings
    assert [(f.code, f.severity) for f in found] == [("T031", "warning"), ("T030", "warning")]


def test_values_that_can_not_be_coerced_are_named_as_they_stand(tmp_path: Path) -> None:
    schema = pa.DataFrameSchema({"n": pa.Column(int, pa.Check.lt(9), coerce=True)})
    (tmp_path / "t.csv").write_text("n\n1\n1.5\nx\n9\n\n")
    found = onrecord.validate(schema, tmp_path / "t.csv").findings
    assert [(f.code, f.row, f.count, f.message) for f in found if f.code != "T001"] == [
        ("T007", 2, 2, "“1.5”: is no Int64"),
        ("T007", 3, 2, "“x”: is no Int64"),
        ("T030", 4, 1, "“9”: less_than(9)"),
    ]


def test_a_check_on_all_rows_names_the_rows_that_fail() -> None:
    schema = one(int, plan(lambda c: c < c.max()))
    note, *found = onrecord.validate(schema, pl.DataFrame({"a": [1, 7, 3, 7]})).findings
    assert (note.code, note.severity, note.message) == (
        "T031", "note", "run on all rows at once, in as much memory as Polars needs for it: mine",
    )  # fmt: skip
    assert [(f.row, f.count, f.message) for f in found] == [(2, 2, "“7”: mine"), (4, 2, "“7”: mine")]


KINDS = st.sampled_from([pl.Int64, pl.Int8, pl.Float64, pl.String, pl.Boolean, pl.Date, None])
VALUES = st.sampled_from([0, 1, 300, -2.5, float("nan"), "1", "01", "x", "true", "2021-01-01", True, None])


@settings(max_examples=150, deadline=None)
@given(
    kind=KINDS,
    values=st.lists(VALUES, max_size=5),
    told=st.fixed_dictionaries({"coerce": st.booleans(), "nullable": st.booleans(), "unique": st.booleans()}),
    all_of_them=st.booleans(),
)
def test_coercion_gives_the_verdict_of_pandera(
    kind: Any, values: list[Any], told: dict[str, bool], all_of_them: bool
) -> None:
    types = {type(value) for value in values if value is not None}
    values = values if len(types) <= 1 else [None if value is None else str(value) for value in values]
    frame = pl.DataFrame({"a": values})
    schema = pa.DataFrameSchema({"a": pa.Column(kind, **told)}, coerce=all_of_them)
    report = onrecord.validate(schema, frame)
    if "T015" not in {finding.code for finding in report.findings}:
        assert report.ok is pandera_is_content(schema, frame)
    else:
        assert not report.ok
