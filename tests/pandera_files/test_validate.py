"""A Pandera schema over a stream finds what Pandera finds, in files of any size."""

from __future__ import annotations

import bz2
import datetime as dt
import lzma
from pathlib import Path
from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.findings.render import render

TEXTS = ["", "a", "ab", "abc", "bca", "ä", "A-1", "zzzzzzzzzzzzzzzz"]
NUMBERS = [-2, -1, 0, 1, 2, 3]


def text_checks() -> st.SearchStrategy[Any]:
    flags = st.booleans()
    few = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4)
    some = st.sampled_from(["a", "b", "^a.*", "[abc]+$", ""])
    return st.one_of(
        st.builds(lambda v, na: pa.Check.isin(v, ignore_na=na), few, flags),
        st.builds(lambda v, na: pa.Check.notin(v, ignore_na=na), few, flags),
        st.builds(pa.Check.str_matches, some),
        st.builds(pa.Check.str_contains, some),
        st.builds(pa.Check.str_startswith, some),
        st.builds(pa.Check.str_endswith, some),
        st.builds(pa.Check.str_length, st.integers(0, 2), st.integers(2, 4)),
        st.builds(pa.Check.unique_values_eq, few),
        st.builds(pa.Check.eq, st.sampled_from(TEXTS)),
        st.just(pa.Check(lambda text: len(text) < 3, element_wise=True, name="short")),
        st.just(pa.Check(lambda data: data.lazyframe.select(pl.col(data.key).str.len_chars() != 3), name="not-three")),
    )


def number_checks() -> st.SearchStrategy[Any]:
    number, flags = st.sampled_from(NUMBERS), st.booleans()
    return st.one_of(
        *(
            st.builds(lambda v, na, check=check: check(v, ignore_na=na), number, flags)
            for check in (pa.Check.eq, pa.Check.ne, pa.Check.gt, pa.Check.ge, pa.Check.lt, pa.Check.le)
        ),
        st.builds(
            lambda low, more, a, b: pa.Check.in_range(low, low + more, include_min=a, include_max=b),
            number, st.integers(1, 3), flags, flags,
        ),
        st.builds(pa.Check.isin, st.lists(number, min_size=1, max_size=3)),
        st.just(pa.Check.str_startswith("a")),
    )  # fmt: skip


def columns(dtypes: list[Any], checks: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        pa.Column,
        st.sampled_from([*dtypes, None]),
        st.lists(checks, max_size=2),
        nullable=st.booleans(),
        unique=st.booleans(),
        required=st.booleans(),
    )


SCHEMAS = st.builds(
    lambda text, number, real, pattern, **more: pa.DataFrameSchema(
        {"text": text, "number": number, "x.real": real, **({"^n.*$": pattern} if pattern else {})}, **more
    ),
    columns([pl.String, pl.Int64], text_checks()),
    columns([pl.Int64], number_checks()),
    columns([pl.Float64], number_checks()),
    st.none() | columns([pl.Int64], number_checks()),
    strict=st.sampled_from([False, True, "filter"]),
    ordered=st.booleans(),
    unique=st.sampled_from([None, ["text", "number"]]),
    checks=st.lists(
        st.just(pa.Check(lambda data: data.lazyframe.select(pl.col("number") <= 2), name="few"))
        | st.just(
            pa.Check(lambda data: data.lazyframe.select(pl.sql_expr("number > 0 OR text IN ('a', 'ab')")), name="sql")
        )
        | st.just(
            pa.Check(lambda data: data.lazyframe.select(pl.col("number") <= pl.col("number").max() - 1), name="max")
        )
        | st.just(pa.Check.ne(3)),
        max_size=1,
    ),
)
FRAMES = st.builds(
    lambda rows, dropped, other: pl.DataFrame(
        {
            "text": [row[0] for row in rows],
            "number": [row[1] for row in rows],
            "x.real": [row[2] for row in rows],
            "n2": [row[1] for row in rows],
        },
        schema={"text": pl.String, "number": pl.Int64, "x.real": pl.Float64, "n2": pl.Int64},
    ).drop([*([dropped] if dropped else []), *([] if other else ["n2"])]),
    st.lists(
        st.tuples(
            st.none() | st.sampled_from(TEXTS),
            st.none() | st.sampled_from(NUMBERS),
            st.none() | st.sampled_from([0.0, -1.5, 2.0, float("nan"), float("inf")]),
        ),
        max_size=8,
    ),
    st.sampled_from([None, None, "text", "x.real"]),
    st.booleans(),
)


def pandera_says(schema: Any, frame: pl.DataFrame) -> tuple[set[tuple[Any, ...]] | None, bool]:
    """Failing rows per check (None when Pandera gives up before it looks at rows), and whether all is well."""
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        told = errors.failure_cases.select("schema_context", "column", "check", "index").iter_rows()
        return {
            (None if context == "DataFrameSchema" else column, check, index)
            for context, column, check, index in told
            if index is not None
        }, False
    except (pandera.errors.SchemaError, pl.exceptions.SchemaError):
        # the latter when it can't put failures of a column and of rows into one table
        return None, False
    return set(), True


def stream_says(report: Any) -> set[tuple[Any, ...]]:
    def name(finding: Any) -> str:
        if finding.code == "T012":
            return "field_uniqueness" if finding.field else "multiple_fields_uniqueness"
        return "not_nullable" if finding.code == "T001" else finding.message.split(": ")[-1]

    return {(f.field, name(f), f.row - 1) for f in report.findings if f.row is not None}


@settings(max_examples=150, deadline=None)
@given(SCHEMAS, FRAMES)
def test_the_stream_and_pandera_find_the_same_rows(schema: Any, frame: pl.DataFrame) -> None:
    rows, well = pandera_says(schema, frame)
    report = onrecord.validate(schema, frame, examples=100)
    assert report.ok is well
    if rows is not None:
        assert stream_says(report) == rows


SCHEMA = pa.DataFrameSchema(
    {
        "id": pa.Column(pl.String, pa.Check.str_matches("event:[0-9]+$"), unique=True),
        "day": pa.Column(pl.Date, pa.Check.ge(dt.date(2020, 1, 1)), nullable=True),
        "n": pa.Column(pl.Int64, pa.Check.in_range(0, 9)),
    },
    checks=[pa.Check(lambda data: data.lazyframe.select(pl.col("n") != 5), name="not-five")],
    name="events",
)


def rows(count: int) -> pl.DataFrame:
    day = [None if i % 3 else dt.date(2021, 1, 1) for i in range(count)]
    return pl.DataFrame({"id": [f"event:{i}" for i in range(count)], "day": day, "n": [1] * count}).with_columns(
        pl.col("day").cast(pl.Date)
    )


@pytest.mark.parametrize("name", ["t.parquet", "t.csv", "t.tsv", "t.jsonl", "t.arrow"])
def test_files_of_all_kinds_are_read(tmp_path: Path, name: str) -> None:
    frame, path = rows(9).with_columns(n=pl.Series([1, 2, 5, 3, 1, 1, 1, -1, 1])), tmp_path / name
    write = {
        ".parquet": frame.write_parquet,
        ".csv": frame.write_csv,
        ".tsv": lambda at: frame.write_csv(at, separator="\t"),
        ".jsonl": frame.write_ndjson,
        ".arrow": frame.write_ipc,
    }
    write[path.suffix](path)
    report = onrecord.validate(SCHEMA, path)
    assert report.checked["rows"] == 9
    assert sorted((f.row, f.table, f.field, f.message) for f in report.findings) == [
        (3, "events", None, "id = “event:2”, day = nothing, n = “5”: not-five"),
        (8, "events", "n", "“-1”: in_range(0, 9)"),
    ]


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for name in ("a", "b"):
        rows(3).write_parquet(tmp_path / f"{name}.parquet")
    report = onrecord.validate(SCHEMA, [tmp_path / "a.parquet", tmp_path / "b.parquet"])
    assert [(f.code, f.row, f.count) for f in report.findings] == [("T012", row, 6) for row in range(1, 6)]


def test_a_model_is_a_schema_too_and_all_rows_may_fail(tmp_path: Path) -> None:
    class Events(pa.DataFrameModel):
        id: str = pa.Field(str_startswith="mention:")
        n: int = pa.Field(gt=1)

    rows(200_000).write_parquet(tmp_path / "t.parquet", row_group_size=10_000)
    report = onrecord.validate(Events, tmp_path / "t.parquet")
    assert [(f.row, f.count) for f in report.findings] == [(row, 200_000) for row in range(1, 6)] * 2


def test_what_only_pandera_can_run_is_run_by_it_and_said(tmp_path: Path) -> None:
    def odd(data: Any) -> Any:
        return data.lazyframe.collect().lazy().select(pl.col(data.key) % 2 == 1)

    schema = pa.DataFrameSchema({"n": pa.Column(int, pa.Check(odd, name="odd"))})
    report = onrecord.validate(schema, pl.DataFrame({"n": [1] * 250_000 + [2, 3, 4]}))
    note, *found = report.findings
    assert (note.code, note.severity) == ("T031", "warning")
    assert "run by Pandera on batches of 100,000 rows: odd" in note.message
    assert [(f.row, f.message, f.count) for f in found] == [(250_001, "“2”: odd", 2), (250_003, "“4”: odd", 2)]


def test_columns_may_have_any_name() -> None:
    names = ["row", "c1", "hash", "times", "a b", 'q"q', "check_output"]
    schema = pa.DataFrameSchema({name: pa.Column(int, pa.Check.gt(1), unique=True) for name in names})
    report = onrecord.validate(schema, pl.DataFrame({name: [2, 1, 2] for name in names}))
    assert {(f.code, f.field) for f in report.findings} == {(code, name) for name in names for code in ("T012", "T030")}


def test_a_check_that_can_not_be_run_hides_no_other() -> None:
    broken = pa.Check(lambda data: data.lazyframe.select(pl.col("no such")), name="lost")
    schema = pa.DataFrameSchema({"n": pa.Column(int, [pa.Check.str_startswith("a"), broken, pa.Check.gt(1)])})
    report = onrecord.validate(schema, pl.DataFrame({"n": [1]}))
    assert [f.code for f in report.findings if f.severity == "error"] == ["T015", "T030", "T015"]


def _lost(data: Any) -> Any:
    return data.lazyframe.collect().no_such_method()


@pytest.mark.parametrize(
    "check",
    [
        pa.Check(lambda value: 1 / (value - 2) > 0, element_wise=True, name="lost"),
        pa.Check(_lost, name="lost"),
        pa.Check(lambda data: data.no_such_method(), name="lost"),
    ],
)
def test_a_check_that_pandera_can_not_run_is_not_verified(check: pa.Check) -> None:
    """However it is run: value by value, batch by batch, at once."""
    report = onrecord.validate(pa.DataFrameSchema({"n": pa.Column(int, check)}), pl.DataFrame({"n": [1, 2, 3]}))
    assert not report.ok
    assert [finding.code for finding in report.findings if finding.severity != "note"] == ["T015"]


def test_what_is_no_schema_and_what_is_no_file_is_told(tmp_path: Path) -> None:
    import pandera.pandas

    with pytest.raises(onrecord.Problem) as raised:
        onrecord.validate(pandera.pandas.DataFrameSchema({}), rows(1))
    assert render(raised.value.findings) == (
        "error[T032] this is no schema of pandera.polars, but pandera.api.pandas.container.DataFrameSchema\n"
        "  = help: import pandera.polars as pa, and use its DataFrameSchema or DataFrameModel"
    )
    (tmp_path / "t.xyz").touch()
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nothing")
    for source, told in (("no.csv", "no such file"), ("t.xyz", "are not read here"), ("t.parquet", "can't be read")):
        with pytest.raises(onrecord.Problem, match=told):
            onrecord.validate(SCHEMA, tmp_path / source)
    with pytest.raises(onrecord.Problem, match="there is no file"):
        onrecord.validate(SCHEMA, [])


def test_files_with_other_columns_are_no_part_of_the_table(tmp_path: Path) -> None:
    for name, frame in (("a", {"n": [1]}), ("b", {"m": [1]}), ("c", {"n": ["1"]})):
        pl.DataFrame(frame).write_parquet(tmp_path / f"{name}.parquet")
    schema = pa.DataFrameSchema({"n": pa.Column(int, nullable=True)})
    for other in ("b", "c"):
        with pytest.raises(onrecord.Problem, match="not those of the first file"):
            onrecord.validate(schema, [tmp_path / "a.parquet", tmp_path / f"{other}.parquet"])


@pytest.mark.parametrize(("name", "text"), [("t.csv", ""), ("t.jsonl", ""), ("t.csv", "n,day\n1,then\n"), ("t.jsonl", '{"n":1,"day":"then"}\n')])  # fmt: skip
def test_what_can_not_be_read_is_no_pass_even_in_a_column_without_checks(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    schema = pa.DataFrameSchema({"n": pa.Column(int), "day": pa.Column(pl.Date, nullable=True)})
    report = onrecord.validate(schema, tmp_path / name)
    assert not report.ok
    expected = {("T007", "day", 1)} if text else {("T020", "n", None), ("T020", "day", None)}
    assert {(f.code, f.field, f.row) for f in report.findings if f.field} | (set() if text else expected) == expected


def test_a_bad_value_is_told_with_its_row_and_the_other_checks_run(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,day\n1,2020-13-01\n2,2020-12-01\n-3,2020-12-02\n")
    schema = pa.DataFrameSchema({"id": pa.Column(int, pa.Check.gt(0)), "day": pa.Column(pl.Date)})
    report = onrecord.validate(schema, tmp_path / "t.csv")
    assert [(f.code, f.field, f.row, f.message) for f in report.findings] == [
        ("T007", "day", 1, "“2020-13-01”: is no Date"),
        ("T030", "id", 3, "“-3”: greater_than(0)"),
    ]


def test_numbers_are_no_text_in_json_lines(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"n": 1, "m": null}\n')
    schema = pa.DataFrameSchema({"n": pa.Column(str), "m": pa.Column(str, nullable=True)})
    found = [(f.code, f.field, f.row) for f in onrecord.validate(schema, tmp_path / "t.jsonl").findings]
    assert found == [("T007", "n", 1)]


@pytest.mark.parametrize("kind", [pl.Int8, pl.Int16, pl.UInt8, pl.Int32, pl.Int64])
def test_small_numbers_in_json_lines_are_read_as_such(tmp_path: Path, kind: Any) -> None:
    (tmp_path / "t.jsonl").write_text('{"n": 1}\n{"n": 100}\n')
    schema = pa.DataFrameSchema({"n": pa.Column(kind)})
    assert onrecord.validate(schema, tmp_path / "t.jsonl").ok
    (tmp_path / "t.jsonl").write_text('{"n": 1}\n{"n": 30000000000000000000}\n')
    assert [(f.code, f.row) for f in onrecord.validate(schema, tmp_path / "t.jsonl").findings] == [("T007", 2)]


@pytest.mark.parametrize(
    "write",
    [
        lambda path, text: path.with_suffix(".csv").write_text(text, encoding="utf-16"),
        lambda path, text: path.with_suffix(".csv.xz").write_bytes(lzma.compress(text.encode())),
        lambda path, text: path.with_suffix(".csv.bz2").write_bytes(bz2.compress(text.encode())),
        lambda path, text: path.with_suffix(".tab").write_text(text.replace(",", "\t")),
        lambda path, text: path.with_suffix(".csv").write_text(text.replace(",", ";")),
        lambda path, _: path.with_suffix(".json").write_text('[{"id": "a", "n": 1}, {"id": "b", "n": "x"}]'),
    ],
)
def test_what_verify_reads_validate_reads(tmp_path: Path, write: Any) -> None:
    write(tmp_path / "t", "id,n\na,1\nb,x\n")
    [path] = tmp_path.iterdir()
    schema = pa.DataFrameSchema({"id": pa.Column(str), "n": pa.Column(int)})
    report = onrecord.validate(schema, path)
    assert [(f.code, f.field, f.row) for f in report.findings if f.severity == "error"] == [("T007", "n", 2)]
    assert report.checked["rows"] == 2
    fields = {"fields": [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}]}
    found = onrecord.verify(path, schema=fields).findings
    assert [(f.code, f.field, f.row) for f in found if f.severity == "error"] == [("T007", "n", 2)]


def test_a_folder_and_a_pattern_are_tables_too(tmp_path: Path) -> None:
    for name in ("a", "b"):
        rows(3).write_parquet(tmp_path / f"{name}.parquet")
    schema = pa.DataFrameSchema({"id": pa.Column(str)})
    for source in (tmp_path, str(tmp_path / "*.parquet")):
        assert onrecord.validate(schema, source).checked["rows"] == 6
