"""Whatever a stranger's package says ends in findings: no traceback, no hang, nothing read outside of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
import onrecord.reading.parquet_tables as open_
from onrecord.checking import verify_package
from onrecord.contract.row_rules import FUNCTIONS, row_rule


def package(folder: Path, **resource: Any) -> Path:
    pq.write_table(pa.table({"a": [1, 2]}), folder / "t.parquet")
    described = {"name": "t", "path": "t.parquet", "schema": {"fields": [{"name": "a", "type": "integer"}]}} | resource
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    return folder


def checked(folder: Path, expression: str) -> list[str]:
    check = {"name": "c", "expression": expression, "message": "m"}
    schema = {"fields": [{"name": "a", "type": "integer"}], "checks": [check]}
    return [finding.code for finding in verify_package(package(folder, schema=schema)).findings]


@pytest.mark.parametrize(
    "expression",
    [
        "(SELECT 1) = 1", "a IN (SELECT a FROM self)", "read_csv('/etc/passwd') IS NULL", "a > 0; DROP TABLE x",
        "sum(a) > 3", "count(*) > 3", "rank() OVER (ORDER BY a) = 1", "first(a) = 1", "random() > 2", "a > 0 -- x",
        "lpad(CAST(a AS varchar), 2000000000, 'x') = 'y'", "repeat('x', 1000000000) = 'x'", "COLUMNS('.*') > 0", "*",
        '"^.*$" > 0', "unnest([true])", "a.b", "a[1]", "$1", "1", "'x'", "a", "NULL", " ", "(", "a >", "a > 'x'",
        "a > 0 AND " * 3000 + "true", "(" * 5000 + "a > 0" + ")" * 5000, "nosuch > 1",
        "'" + "''" * 5000,
    ],
)  # fmt: skip
def test_only_pure_rules_on_a_row_are_run(tmp_path: Path, expression: str) -> None:
    assert checked(tmp_path, expression) == ["T015"]


@pytest.mark.parametrize(
    "expression",
    [
        "a > 0", "a + 1 <= 9 AND NOT a % 2 = 5", "a BETWEEN 1 AND 2", "a IN (1, 2) OR a IS NULL", "coalesce(a, 0) >= 0",
        "CASE WHEN a > 1 THEN TRUE ELSE a = 1 END", "CAST(a AS varchar) LIKE '_'", "a::double precision > 0.5e0",
        "a IS NOT DISTINCT FROM a", "length('ä' || CAST(a AS text)) = 2", "NOT " * 150 + "a > 0", "a / 0 > 1 OR TRUE", "- -a > 0",
        "DATE '2021-01-01' < CAST('2021-02-01' AS date)", "extract(year FROM DATE '2021-01-01') = 2021",
    ],
)  # fmt: skip
def test_rules_of_all_kinds_hold(tmp_path: Path, expression: str) -> None:
    assert checked(tmp_path, expression) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*sorted(FUNCTIONS), "a", "(", ")", "1", "'x'", ",", "=", "and", "not", "case", "from", "select", "-", "*", '"a"', "is", "null", "::", "as", "date"]), max_size=12)
)  # fmt: skip
def test_no_rule_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    checked(tmp_path_factory.mktemp("any"), " ".join(words))


@given(st.text(max_size=30))
def test_any_text_is_a_rule_or_told_why_not(text: str) -> None:
    try:
        row_rule(text, ["a"])
    except ValueError as error:
        assert str(error)


ODD = [None, "x", "", 5, -1, True, 1e300, 10**400, [], ["x"], [[]], {}, {"x": []}, "\ud800", "\x00", "a" * 5000, "../x"]


@pytest.mark.parametrize("key", ["name", "path", "bytes", "hash", "rows", "schema", "format", "data"])
def test_no_property_of_a_resource_ends_in_a_traceback(tmp_path: Path, key: str) -> None:
    for odd in ODD:
        verify_package(package(tmp_path, **{key: odd}))


FIELD = """name type format constraints categories categoriesOrdered missingValues trueValues decimalChar itemType vocabulary
idTemplate example""".split()  # fmt: skip
CONSTRAINTS = "required unique enum pattern minLength maxLength minimum exclusiveMaximum jsonSchema".split()
TYPES = ["string", "integer", "number", "boolean", "date", "datetime", "time", "list", "object", "duration", "any"]


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_field_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    odd = st.sampled_from([*ODD, "(", "P1D", "2021-04-12", ["a", 1], [{"value": 1}], {"value": "x"}, "12:00"])
    field = {"name": "a", "type": data.draw(st.sampled_from(TYPES))}
    field |= data.draw(st.dictionaries(st.sampled_from(FIELD), odd, max_size=1))
    if "constraints" not in field:
        field["constraints"] = data.draw(st.dictionaries(st.sampled_from(CONSTRAINTS), odd, max_size=2))
    schema = {"fields": [field], **data.draw(st.dictionaries(st.sampled_from(["primaryKey", "uniqueKeys", "missingValues", "fieldsMatch", "checks"]), odd, max_size=1))}  # fmt: skip
    folder = package(tmp_path_factory.mktemp("any"), schema=schema)
    columns = {
        "string": pa.array(["x", "", None]), "number": pa.array([1.5, None, float("nan")]), "boolean": pa.array([True, None, False]),
        "date": pa.array([0, 1, None], pa.date32()), "datetime": pa.array([0, 1, None], pa.timestamp("ns", "UTC")),
        "time": pa.array([0, 1, None], pa.time64("us")), "list": pa.array([["x"], [], None]), "object": pa.array(["{}", "[" * 9000, None]),
        "duration": pa.array([0, 1, None], pa.duration("s")), "any": pa.array([b"\xff", b"", None]),
    }  # fmt: skip
    pq.write_table(pa.table({"a": columns.get(str(field["type"]), pa.array([1, 2, None]))}), folder / "t.parquet")
    verify_package(folder)


@pytest.mark.parametrize("stored", [True, False])
def test_a_long_text_that_all_rows_share_is_not_looked_at_again_and_again(tmp_path: Path, stored: bool) -> None:
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"s": shared}), tmp_path / "t.parquet", compression="zstd", store_schema=stored)
    assert (tmp_path / "t.parquet").stat().st_size < 2_000
    field = {"name": "s", "type": "string", "constraints": {"pattern": "(x+)+", "unique": True}}
    report = onrecord.verify(tmp_path / "t.parquet", schema={"fields": [field]})
    assert [finding.code for finding in report.findings] == ["P010"]
    assert "have 20,000,000,000 bytes" in report.findings[0].message


def test_rows_that_take_no_room_in_the_file_take_it_in_memory(tmp_path: Path) -> None:
    rows = pa.table({"s": pa.nulls(65_000_000, pa.string())})
    pq.write_table(rows, tmp_path / "t.parquet", compression="zstd", row_group_size=65_000_000)
    report = onrecord.verify(tmp_path / "t.parquet", schema={"fields": [{"name": "s", "type": "string"}]})
    assert [finding.code for finding in report.findings] == ["P010"]
    assert "takes 1,040,000,000 bytes at once" in report.findings[0].message


def test_a_column_that_swells_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_, "AT_ONCE", 1_000_000)
    text = pa.table({"s": ["x" * 900_000 + "".join(map(chr, range(33, 120))) * 3_000]})
    pq.write_table(text, tmp_path / "t.parquet", compression="snappy", use_dictionary=False)
    report = onrecord.verify(tmp_path / "t.parquet", schema={"fields": [{"name": "s", "type": "string"}]})
    assert [finding.code for finding in report.findings] == ["P010"]
    assert "takes 1,161," in report.findings[0].message
