"""A Pandera schema over a stream finds what Pandera finds, in files of any size."""

from __future__ import annotations

from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord

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
    strict=st.booleans(),
    ordered=st.booleans(),
    unique=st.sampled_from([None, ["text", "number"]]),
    checks=st.lists(
        st.just(pa.Check(lambda data: data.lazyframe.select(pl.col("number") <= 2), name="few"))
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
