"""A row rule means one thing: that of SQL, in Polars as in DuckDB, on nulls, Unicode, edges and special numbers."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.contract.row_rules import FUNCTIONS, row_rule
from onrecord.contract.row_rules.expressions import holds
from onrecord.contract.row_rules.function_steps import STEPS
from onrecord.contract.row_rules.functions import row_rules_page

INF, NAN = float("inf"), float("nan")
TEXTS = [
    None,
    "",
    "b",
    "Äb",
    "abc",
    "a:b:c",
    "::",
    " a\u00a0",
    "\ta\n",
    "b\n",
    "e\u0301",
    "ß",
    "İ",
    "ŉ",
    "ǆ",
    "ᾳ",
    "Ω",
    "K",
    "ſ",
    "😀b",
    "%",
    "a_b",
    "NaN",
    "x" * 40,
]
NUMBERS = [None, 0.0, -0.0, 0.5, 2.5, -2.5, 3.5, 0.1, 2.675, 1e20, -1e300, 5e-324, INF, -INF, NAN, 1.0, -7.0, 3.0]
WHOLES = [None, 0, 1, -1, 2, 3, -7, 7, 10, 1000]
DAYS = [
    None,
    *map(dt.date.fromisoformat, ["2021-01-03", "2020-12-31", "2024-02-29", "1900-01-01", "0001-01-01", "9999-12-31"]),
]
MOMENTS = [
    None,
    *map(dt.datetime.fromisoformat, ["2021-01-03 00:00:00", "2020-12-31 23:59:59.999999", "1969-12-31 12:30:15.5"]),
]
FLAGS = [None, True, False]
KINDS: dict[str, tuple[list[Any], Any]] = {
    "s": (TEXTS, pl.String), "t": (["b", "", None, ":", "B", "Ä", "a"], pl.String), "x": (NUMBERS, pl.Float64), "y": ([None, 2.0, -2.0, 0.0, 0.5, INF, NAN], pl.Float64),
    "i": (WHOLES, pl.Int64), "j": ([None, 0, 1, 2, -1, -2, -10, 3], pl.Int64), "d": (DAYS, pl.Date), "m": (MOMENTS, pl.Datetime("us")), "p": (FLAGS, pl.Boolean), "q": (FLAGS, pl.Boolean),
}  # fmt: skip
FIXED = """
abs(x);abs(i);ceil(x);ceil(i);ceiling(x);floor(x);floor(2.5);ceil(-2.5);round(x);round(x, 2);round(i, 1);round(2.5);round(-2.5);round(2.675, 2);sign(x);sign(i);sqrt(x);sqrt(i)
mod(i, 3);mod(i, -3);mod(x, 2);mod(x, y);pow(x, 2);power(i, 2);i % j;x % y;x / y;i / j;i / 2;-x;-i;i - j;i * j;i * 0.1;i + 0.5;x * 0.1;0.1 + 0.2;i * 0.1 + 0.2;x - y;x + i
coalesce(s, t);coalesce(i, 2.5);coalesce(i, x);ifnull(s, 'z');nullif(s, t);nullif(i, 1);greatest(x, y);least(x, y);greatest(i, j, 2);least(s, t);greatest(i, 0.5);greatest(NULL, i);if(p, s, t);if(p, i, 2.5)
length(s);char_length(s);lower(s);upper(s);trim(s);ltrim(s);rtrim(s);left(s, 2);left(s, 0);left(s, j);right(s, 2);right(s, j);substr(s, 2);substr(s, 0, 2);substr(s, 1, 1);substr(s, j);substr(s, j, 2);substr(s, 2, j);substr(s, j, j);substring(s, -2, 1);substr(s, i, 0)
split_part(s, ':', 1);split_part(s, ':', 3);split_part(s, ':', -1);split_part(s, ':', -9);split_part(s, 'b', 2);starts_with(s, t);ends_with(s, t);strpos(s, t);strpos(s, 'b');instr(s, t);s || t;s || 'x' || t;s || NULL
extract(year FROM d);extract(week FROM d);date_part('quarter', d);year(d);quarter(d);month(d);day(d);hour(d);extract(hour FROM m);minute(m);second(m);extract(second FROM m);extract(week FROM m);year(m);d - DATE '2021-01-01'
s = t;s < t;s >= t;x = y;x < y;x <= y;x > 1;i = 1;i < 2.5;i > x;x = 0.1;p = q;p < q;d < DATE '2021-01-01';d = '2021-01-03';d < m;m > TIMESTAMP '2021-01-01 00:00:00';i <> j;i != 1
p AND q;p OR q;NOT p;p AND NULL;s IS NULL;p IS TRUE;p IS NOT TRUE;p IS FALSE;p IS NOT FALSE;x IS DISTINCT FROM y;s IS NOT DISTINCT FROM t;i IS DISTINCT FROM NULL
i IN (1, 2);i IN (1, NULL);i NOT IN (1, NULL);s IN ('b', 'Äb');s NOT IN (t, 'b');x IN (1, 2.5);i BETWEEN 1 AND 3;i NOT BETWEEN j AND 3;x BETWEEN -1 AND 1;i BETWEEN 3 AND NULL;s IN ('a','b','c','d','e','f','g','h','i','j','k','l','m','Äb')
s LIKE '%b';s LIKE 'a_c';s LIKE '%';s LIKE '';s NOT LIKE '%b%';s LIKE '!%' ESCAPE '!';s LIKE '_b';s ILIKE 'ÄB';s ILIKE 'i';s ILIKE 's';s ILIKE 'k';s ILIKE '%A%';s LIKE '%b_'
CASE WHEN p THEN s WHEN q THEN t ELSE 'z' END;CASE i WHEN 1 THEN 'one' WHEN j THEN 'j' END;CASE WHEN p THEN 1 ELSE 2.5 END;CASE WHEN p THEN i ELSE x END
CAST(i AS STRING);CAST(d AS VARCHAR);CAST(p AS STRING);CAST(i AS DOUBLE);CAST(d AS TIMESTAMP);CAST(m AS DATE);CAST(p AS BIGINT);i::double;TRY_CAST(s AS BIGINT);TRY_CAST(s AS DATE);TRY_CAST('12' || s AS BIGINT);CAST(i AS INTEGER);CAST('2021-01-03' AS DATE)
1 + 2 * 3 - 4 % 3;-2 * -3;NOT p AND q;p OR q AND p;NOT i = 1;(i + 1) * 2;1 - -i;i = 1 IS NULL;- -i;s || t = 'bb';i + 1 IN (2, 3);9007199254740993 + i;x = 1e0;.5 + i;'it''s'
""".replace("\n", ";").split(";")  # fmt: skip


def table(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series(values, dtype=KINDS[name][1]) for name, values in columns.items()})


def rows_for(expression: str) -> pl.DataFrame:
    """Every combination of the special values of the columns that the expression names."""
    names = row_rule(f"({expression}) IS NULL", list(KINDS)).columns
    combined = list(itertools.product(*(KINDS[name][0] for name in names))) or [()]
    return table(**{name: [row[at] for row in combined] for at, name in enumerate(names)} or {"p": [True]})


def in_duckdb(expression: str, rows: pl.DataFrame) -> pl.Series:
    """What DuckDB makes of the text as it stands; null where it raises an error."""
    found = duckdb.sql(f"SELECT TRY({expression}) AS z FROM rows").to_arrow_table()
    series = pl.Series("z", pl.from_arrow(found)["z"])  # type: ignore[call-overload,index]
    if series.dtype.is_decimal() or series.dtype == pl.Int128:
        # Polars' own cast of decimals is off in the last digit
        return pl.Series("z", [None if value is None else float(value) for value in series], dtype=pl.Float64)
    return series


def differing(expression: str, rows: pl.DataFrame) -> list[Any]:
    given = rows.with_columns(in_duckdb(expression, rows))
    rule = row_rule(f"({expression}) IS NOT DISTINCT FROM z", given.columns)
    return given.filter(holds(rule, given.schema).not_().fill_null(True)).rows()


@pytest.mark.parametrize("expression", list(filter(None, FIXED)))
def test_every_construct_means_the_same_in_duckdb(expression: str) -> None:
    assert differing(expression, rows_for(expression)) == []


def test_every_function_is_compared() -> None:
    text = " ".join(FIXED)
    assert set(FUNCTIONS) == set(STEPS) == {name for name in FUNCTIONS if f"{name}(" in text}


texts, numbers, wholes = st.sampled_from(["s", "t", "'b'", "'a:b'", "''", "NULL"]), st.sampled_from(["x", "y", "0.5", "-2"]), st.sampled_from(["i", "j", "1", "3", "-1"])  # fmt: skip
expressions = st.recursive(
    st.tuples(texts, numbers, wholes, st.sampled_from(["p", "q", "TRUE", "NULL"]), st.sampled_from(["d", "DATE '2021-01-03'"])),
    lambda inner: st.tuples(
        st.builds(lambda f, a, b: f.format(a=a[0], b=b[0], p=b[3], i=a[2]), st.sampled_from(["upper({a})", "lower({a})", "trim({a})", "({a} || {b})", "substr({a}, {i})", "left({a}, 2)", "coalesce({a}, {b})", "if({p}, {a}, {b})", "split_part({a}, ':', 2)", "nullif({a}, {b})"]), inner, inner),
        st.builds(lambda f, a, b: f.format(a=a[1], b=b[1], p=b[3], i=a[2]), st.sampled_from(["({a} + {b})", "({a} - {i})", "abs({a})", "-{a}", "round({a})", "floor({a})", "greatest({a}, {b})", "CASE WHEN {p} THEN {a} ELSE {b} END", "({a} / {b})"]), inner, inner),
        st.builds(lambda f, a, b: f.format(a=a[2], b=b[2], s=a[0], t=b[0], d=a[4]), st.sampled_from(["({a} + {b})", "({a} - {b})", "length({s})", "strpos({s}, {t})", "abs({a})", "least({a}, {b})", "year({d})", "coalesce({a}, {b})"]), inner, inner),
        st.builds(lambda f, a, b: f.format(p=a[3], q=b[3], s=a[0], t=b[0], x=a[1], i=b[2], d=a[4]), st.sampled_from(["({p} AND {q})", "({p} OR {q})", "(NOT {p})", "({s} = {t})", "({s} < {t})", "({x} <= {i})", "({s} IS NULL)", "({i} IN (1, 2, {x}))", "({s} LIKE '%b')", "({d} < '2021-01-03')", "({p} IS TRUE)", "({i} BETWEEN {x} AND 3)", "starts_with({s}, {t})"]), inner, inner),
        st.builds(lambda a, b: f"if({a[3]}, {a[4]}, {b[4]})", inner, inner),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(expressions, st.data())
def test_what_they_make_together_means_the_same_in_duckdb(made: tuple[str, ...], data: st.DataObject) -> None:
    rows = table(**{name: data.draw(st.lists(st.sampled_from(values), min_size=4, max_size=4)) for name, (values, _) in KINDS.items()})  # fmt: skip
    assert differing(made[3], rows) == []


def test_whole_numbers_do_not_overflow() -> None:
    rows = pl.DataFrame({"i": [2**63 - 1, -(2**63)]})
    for text, expected in (
        ("i + 1 > i", [True, True]), ("i * 3 > i", [True, False]), ("-i > 0", [False, True]), ("abs(i) > 0", [True, True]), ("i * i * i * i > 1", [True, True]), ("i * 0.1 < i", [True, False]),
    ):  # fmt: skip
        assert rows.select(holds(row_rule(text, ["i"]), rows.schema)).to_series().to_list() == expected, text


@pytest.mark.parametrize("text", ["i % 0 = 1", "CAST(s AS BIGINT) > 1", "CAST(s AS DATE) > '2021-01-01'", "CASE WHEN p THEN CAST(s AS DOUBLE) > 1 ELSE TRUE END", "CAST(1000 * i AS INTEGER) > 0"])  # fmt: skip
def test_a_row_that_cannot_be_worked_out_breaks_the_rule_where_sql_refuses_it(text: str) -> None:
    rows = pl.DataFrame({"i": [10**9, None], "s": ["abc", None], "p": [True, False]})
    assert rows.select(holds(row_rule(text, rows.columns), rows.schema)).to_series().to_list()[0] is False
    with pytest.raises(duckdb.Error):
        duckdb.sql(f"SELECT {text} FROM rows").fetchall()
    assert rows.tail(1).select(holds(row_rule(text, rows.columns), rows.schema)).item() in (None, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("concat(s, t) = 'a'", "a row rule has no function “concat”: engines differ on whether it is null when a part is: write ||, which is"),
        ("ln(x) > 0", "a row rule has no function “ln”: engines differ on what it is below zero: compare the number itself"),
        ("uper(s) = 'A'", "a row rule has no function “uper” (did you mean “upper”?)"),
        ("s > 1", "a number can't be compared with a text"),
        ("x", "it is a number, neither true nor false"),
        ("upper(i) = 'A'", "upper(s): a text is expected where a number stands"),
        ("CAST(x AS BIGINT) = 1", "a number can't be cast to BIGINT: use floor or round"),
        ("split_part(s, ':', 0) = ''", "split_part(s, by, n): the number of a part (not 0) is expected where a number stands"),
        ("s LIKE 'a\\b'", "engines differ on backslashes in a pattern of LIKE: name a sign by ESCAPE"),
        ("s LIKE t", "LIKE compares a text with a pattern that stands in the rule"),
        ("i = 1 = p", "brackets are needed around what stands before “=”"),
        ("i >", "a value is missing at its end"),
        ("i = 1 AND", "a value is missing at its end"),
        ("i = 1 2", "“2” is not expected after “1”"),
        ("CASE WHEN p THEN 1", "END is missing at its end"),
        ("CAST(s AS BLOB) = 1", "there is no type “blob” (known: bigint, int, integer, double, string, text, varchar, date, timestamp)"),
        ("round(x, 2, 3) = 1", "it is round(x, n), and has 3 values here"),
        ("d = DATE '2021-13-01'", "“2021-13-01” is no date: write DATE '2021-04-13'"),
        ("d + 1 > d", "“+” is for numbers, not for a date"),
    ],
)  # fmt: skip
def test_what_has_no_one_meaning_is_refused_in_words(text: str, why: str) -> None:
    types = {name: kind() if isinstance(kind, type) else kind for name, (_, kind) in KINDS.items()}
    with pytest.raises(ValueError) as found:
        holds(row_rule(text, list(types)), types)
    assert str(found.value) == why


def test_columns_are_quoted_as_the_engine_quotes_them() -> None:
    rule = row_rule('start < "end" AND length(start_text) = 2', ["start", "end", "start_text"])
    assert rule.sql(quote="`") == "`start` < `end` AND length ( `start_text` ) = 2"
    assert rule.sql(str.upper) == '"START" < "END" AND length ( "START_TEXT" ) = 2'
    assert rule.reserved == ("end",)


def test_the_page_lists_what_the_code_knows() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "row-rules.md"
    assert page.read_text(encoding="utf-8") == row_rules_page(), "docs/row-rules.md isn't what the code says"


def test_a_missing_text_and_characters_of_several_bytes_are_as_in_sql(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("s,x\n,2.5\nÄb,2.5\n", encoding="utf-8")
    checks = [{"name": f"c{n}", "expression": text, "message": "m"} for n, text in enumerate(["strpos(s, 'b') >= 1", "strpos(s, 'b') = 2", "round(x) = 3"])]  # fmt: skip
    schema = {"fields": [{"name": "s"}, {"name": "x", "type": "number"}], "checks": checks}
    assert onrecord.verify(tmp_path / "t.csv", schema=schema).findings == []
