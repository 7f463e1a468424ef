"""Packages of strangers: all that the standard lets them say is checked, or said to be not verified."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.checking import Report, verify_package
from onrecord.findings.terminal import as_text

DAY = dt.date(2021, 4, 12)
NOON = dt.datetime.combine(DAY, dt.time(12))


def package(folder: Path, schema: dict[str, Any], rows: pa.Table, **resource: Any) -> Path:
    pq.write_table(rows, folder / "t.parquet")
    described = {"name": "t", "path": "t.parquet", "schema": schema, **resource}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    return folder


def verified(folder: Path, field: dict[str, Any], values: Any, **schema: Any) -> Report:
    column = values if isinstance(values, pa.Array) else pa.array(values)
    return verify_package(package(folder, {"fields": [{"name": "a", **field}], **schema}, pa.table({"a": column})))


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("integer", pa.array([1, 2], pa.int32())),
        ("integer", pa.array([1, 2], pa.uint64())),
        ("string", pa.array(["x"]).dictionary_encode()),
        ("string", pa.array(["x"], pa.large_string())),
        ("string", pa.array(["x"], pa.string_view())),
        ("number", pa.array([1.5], pa.float32())),
        ("number", pa.array([1], pa.decimal128(9, 2))),
        ("number", pa.array([1])),
        ("date", pa.array([DAY], pa.date64())),
        ("datetime", pa.array([NOON], pa.timestamp("ms", "Europe/Kyiv"))),
        ("any", pa.array([{"x": 1}])),
        ("object", pa.array([{"x": 1}])),
        ("array", pa.array([[1]])),
        ("list", pa.array([["x"]])),
    ],
)  # fmt: skip
def test_every_way_to_write_a_type_in_parquet_is_read(tmp_path: Path, type_: str, values: pa.Array) -> None:
    assert verified(tmp_path, {"type": type_}, values).findings == []


def test_a_table_written_by_polars_is_read(tmp_path: Path) -> None:
    package(tmp_path, {"fields": [{"name": "a", "type": "string"}]}, pa.table({"a": ["x"]}))
    pl.DataFrame({"a": ["x"]}).write_parquet(tmp_path / "t.parquet")
    assert verify_package(tmp_path).ok


def test_text_is_no_number(tmp_path: Path) -> None:
    assert codes(verified(tmp_path, {"type": "integer"}, ["1"])) == ["T021"]


@pytest.mark.parametrize(
    ("field", "good", "bad", "code"),
    [
        ({"type": "string", "categories": ["x", "y"]}, "x", "z", "T002"),
        ({"type": "integer", "categories": [{"value": 1, "label": "one"}]}, 1, 2, "T002"),
        ({"type": "date", "constraints": {"enum": ["2021-04-12"]}}, DAY, dt.date(2021, 4, 13), "T002"),
        ({"type": "integer", "constraints": {"minimum": "3"}}, 3, 2, "T005"),
        ({"type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "12/04/2021"}}, DAY, dt.date(2021, 4, 13), "T005"),
        ({"type": "time", "constraints": {"minimum": "12:00:00"}}, dt.time(12), dt.time(1), "T005"),
        ({"type": "datetime", "constraints": {"minimum": "2021-04-12T12:00:00Z"}}, NOON, NOON - dt.timedelta(1), "T005"),
        ({"type": "year", "constraints": {"exclusiveMinimum": 2020}}, 2021, 2020, "T005"),
        ({"type": "yearmonth", "constraints": {"minimum": "2021-02"}}, "2021-02", "2021-01", "T005"),
        ({"type": "string", "format": "email"}, "a@b.org", "a@b", "T003"),
        ({"type": "string", "format": "uri"}, "https://example.org/a?b", "a b", "T003"),
        ({"type": "string", "format": "uuid"}, "0f0e0d0c-0b0a-0908-0706-050403020100", "0f0e", "T003"),
        ({"type": "string", "format": "binary"}, "YWI=", "YWI", "T003"),
        ({"type": "string", "constraints": {"pattern": r"\p{Lu}+|b"}}, "ÄB", "bb", "T003"),
        ({"type": "yearmonth"}, "2021-12", "2021-13", "T007"),
        ({"type": "duration"}, "P1Y2M3DT4H5M6.7S", "P1DT", "T007"),
        ({"type": "geopoint"}, "90.5, -45", "190, 0", "T007"),
        ({"type": "geopoint", "format": "array"}, "[1, 2]", "[1]", "T007"),
        ({"type": "geopoint", "format": "object"}, '{"lon": 1, "lat": 2}', '{"lon": 1}', "T007"),
        ({"type": "geojson"}, '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Pin"}', "T007"),
        ({"type": "object"}, "{}", "[", "T007"),
        ({"type": "array"}, "[]", "{}", "T007"),
        ({"type": "array", "constraints": {"maxLength": 1}}, "[1]", "[1, 2]", "T004"),
        ({"type": "list", "constraints": {"minLength": 2}}, ["x", "y"], ["x"], "T004"),
    ],
)  # fmt: skip
def test_what_the_standard_asks_of_a_value_is_checked(
    tmp_path: Path, field: dict[str, Any], good: Any, bad: Any, code: str
) -> None:
    report = verified(tmp_path, field, [good, None, bad])
    assert [(f.code, f.row) for f in report.findings] == [(code, 3)]


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string", "format": "weird"},
        {"type": "string", "constraints": {"pattern": "((a{1000}){1000}){1000}"}},
        {"type": "object", "constraints": {"jsonSchema": {"type": "object"}}},
        {"type": "duration", "constraints": {"minimum": "P1D"}},
    ],
)
def test_what_cannot_be_checked_is_said(tmp_path: Path, field: dict[str, Any]) -> None:
    report = verified(tmp_path, field, pa.array([None], pa.string()))
    assert codes(report) == ["T015"]
    assert not report.ok


@pytest.mark.parametrize(
    ("field", "values", "missing"),
    [
        ({"type": "string"}, ["NA", "", "x"], ["", "NA"]),
        ({"type": "string"}, ["NA", "", "x"], [{"value": "", "label": "omitted"}, {"value": "NA", "label": "refused"}]),
        ({"type": "integer"}, [-99, 5], ["", "-99"]),
        ({"type": "number"}, [float("nan"), 5.0], ["NaN"]),
    ],
)
def test_missing_values_are_missing(
    tmp_path: Path, field: dict[str, Any], values: list[Any], missing: list[Any]
) -> None:
    needed = field | {"constraints": {"required": True}}
    report = verified(tmp_path, needed, values, missingValues=missing)
    assert {finding.code for finding in report.findings} == {"T001"}
    assert report.findings[0].count == len(values) - 1
    own = verified(tmp_path, field | {"missingValues": missing}, values)
    assert own.ok


def test_a_primary_key_is_never_missing_and_may_be_one_name(tmp_path: Path) -> None:
    report = verified(tmp_path, {"type": "string"}, ["x", None, None], primaryKey="a")
    assert [(f.code, f.row, f.count) for f in report.findings] == [("T001", 2, 2), ("T001", 3, 2)]


@pytest.mark.parametrize(
    ("match", "names", "found"),
    [
        ("exact", "ab", []), ("exact", "ba", ["T023"]), ("exact", "a", ["T020"]), ("exact", "abc", ["T022"]),
        ("equal", "ba", []), ("equal", "a", ["T020"]), ("equal", "abc", ["T022"]),
        ("subset", "cab", []), ("subset", "a", ["T020"]),
        ("superset", "b", []), ("superset", "abc", ["T022"]),
        ("partial", "bc", []), ("partial", "c", ["T020"]), ("partail", "ab", ["C007", "P010"]),
    ],
)  # fmt: skip
def test_columns_match_as_fields_match_says(tmp_path: Path, match: str, names: str, found: list[str]) -> None:
    schema = {"fields": [{"name": n, "type": "string"} for n in "ab"], "fieldsMatch": match}
    rows = pa.table({name: pa.array(["x"]) for name in names})
    assert codes(verify_package(package(tmp_path, schema, rows))) == found


@pytest.mark.parametrize("name", ["*", "^.*$", "row", "c0", "hash", "m0", "a b", 'q"q', "", "k0"])
def test_a_column_may_have_any_name(tmp_path: Path, name: str) -> None:
    fields = [{"name": "z", "type": "integer"}, {"name": name or "-", "type": "integer", "constraints": {"maximum": 1}}]
    quoted = fields[1]["name"].replace('"', '""')  # type: ignore[attr-defined]
    schema = {
        "fields": fields,
        "primaryKey": [fields[1]["name"]],
        "foreignKeys": [{"fields": "z", "reference": {"resource": "", "fields": fields[1]["name"]}}],
        "checks": [{"name": "c", "expression": f'"{quoted}" <> 2', "message": "m"}],
    }
    rows = pa.table({"z": [7, 2], fields[1]["name"]: [2, 2]})
    assert set(codes(verify_package(package(tmp_path, schema, rows)))) == {"T005", "T010", "T011", "T013"}


def test_keys_of_several_columns_are_compared_as_a_whole(tmp_path: Path) -> None:
    schema = {"fields": [{"name": n, "type": "string"} for n in "ab"], "uniqueKeys": [["a", "b"]]}
    rows = pa.table({"a": ["x", "y", "x", "x", None, None], "b": ["y", "x", "z", "y", "q", "q"]})
    (finding,) = verify_package(package(tmp_path, schema, rows)).findings
    assert finding.message == "a = “x”, b = “y” occurs 2 times, in rows 1, 4"


def test_a_broken_table_does_not_hide_the_others(tmp_path: Path) -> None:
    package(tmp_path, {"fields": [{"name": "a", "type": "string"}]}, pa.table({"a": ["x"]}))
    described = json.loads((tmp_path / "datapackage.json").read_text())
    broken = {"name": "u", "path": "t.parquet", "schema": {"fields": [{"name": "a", "type": "strnig"}]}}
    good = described["resources"][0] | {"hash": "md5:0"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [broken, good]}))
    report = verify_package(tmp_path)
    assert sorted(codes(report)) == ["C003", "P009", "P010"]


def test_one_bad_column_does_not_hide_the_others(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer", "constraints": {"minimum": 3}}]
    report = verify_package(package(tmp_path, {"fields": fields}, pa.table({"a": ["x"], "b": [1]})))
    assert codes(report) == ["T021", "T005"]


def test_a_schema_may_stand_in_a_file_of_the_package(tmp_path: Path) -> None:
    package(tmp_path, "s.json", pa.table({"a": ["x"]}))  # type: ignore[arg-type]
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a", "type": "integer"}]}')
    assert codes(verify_package(tmp_path)) == ["T021"]
    for told, found in (("../s.json", "P006"), ("no.json", "P007"), ("https://example.org/s", "P010")):
        package(tmp_path, told, pa.table({"a": ["x"]}))  # type: ignore[arg-type]
        assert codes(verify_package(tmp_path)) == [found, "P010"]


def test_hashes_of_other_kinds_are_checked(tmp_path: Path) -> None:
    import hashlib

    schema, rows = {"fields": [{"name": "a", "type": "string"}]}, pa.table({"a": ["x"]})
    raw = (package(tmp_path, schema, rows) / "t.parquet").read_bytes()
    for told in (hashlib.md5(raw).hexdigest(), "sha512:" + hashlib.sha512(raw).hexdigest()):  # noqa: S324
        assert verify_package(package(tmp_path, schema, rows, hash=told)).ok
    assert codes(verify_package(package(tmp_path, schema, rows, hash="0" * 32))) == ["P009", "P010"]


def test_many_broken_rows_are_counted_without_being_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = verified(tmp_path, {"type": "integer", "constraints": {"minimum": 9}}, list(range(12)))
    assert [(f.row, f.count) for f in report.findings] == [(row, 9) for row in range(1, 6)]


def test_what_stands_where_a_column_was_counted_is_told_once(tmp_path: Path) -> None:
    schema = {"fields": [{"name": f"c{i}", "type": "string"} for i in range(500)]}
    found = verify_package(package(tmp_path, schema, pa.table({"c0": ["x"]}))).findings
    assert len(found) == 21
    assert as_text(found[-1]).startswith("error[T020] the same holds for 479 more columns")
