"""Packages as people give them: what is plain to a reader is read, and all else is said to be not verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import onrecord
from onrecord.checking import Report
from onrecord.findings import Finding

SCHEMA = {"fields": [{"name": "a", "type": "integer"}]}


def verified(folder: Path, *resources: Any, descriptor: Any = None) -> Report:
    (folder / "t.csv").write_text("a\nx\n")
    told = {"resources": list(resources)} if descriptor is None else descriptor
    (folder / "datapackage.json").write_text(json.dumps(told))
    return onrecord.verify(folder)


def codes(report: Report) -> list[str]:
    return sorted(finding.code for finding in report.findings)


def one(report: Report, code: str) -> Finding:
    (finding,) = [finding for finding in report.findings if finding.code == code]
    return finding


def test_a_descriptor_and_its_schemas_may_be_yaml(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a;b\n1;x\n")
    (tmp_path / "s.yaml").write_text("fields:\n- {name: a, type: integer}\n- {name: b, type: integer}\n")
    (tmp_path / "d.yml").write_text("delimiter: ;\n")
    text = "resources:\n- {name: t, path: t.csv, schema: s.yaml, dialect: d.yml}\n"
    (tmp_path / "datapackage.yaml").write_text(text)
    for path in (tmp_path, tmp_path / "datapackage.yaml"):
        (finding,) = onrecord.verify(path).findings
        assert (finding.code, finding.field) == ("T007", "b")


def test_the_descriptor_of_a_resource_is_enough(tmp_path: Path) -> None:
    assert codes(verified(tmp_path, descriptor={"name": "t", "path": "t.csv", "schema": SCHEMA})) == ["T007"]
    finding = one(verified(tmp_path, descriptor=SCHEMA), "P004")
    assert "--schema" in str(finding.help)


def test_a_resource_without_a_name_is_verified_all_the_same(tmp_path: Path) -> None:
    report = verified(
        tmp_path, {"path": "t.csv", "schema": SCHEMA}, 5, {"name": "u", "path": "t.csv", "schema": SCHEMA}
    )
    assert [(f.code, f.table) for f in report.findings] == [
        ("C007", None),
        ("C007", None),
        ("T007", "t"),
        ("T007", "u"),
    ]


@pytest.mark.parametrize("path", ["https://example.org/t.csv", ["t.csv", "http://example.org/u.csv"]])
def test_a_file_at_an_address_is_not_verified_and_no_error(tmp_path: Path, path: Any) -> None:
    finding = verified(tmp_path, {"name": "t", "path": path, "schema": SCHEMA}).findings[0]
    assert finding.severity == "warning" and "example.org" in finding.message and finding.help


def test_files_that_are_no_tables_are_no_reason_to_fail(tmp_path: Path) -> None:
    names = ["logo.png", "map.geojson", "conf.json", "docs/paper.pdf"]
    (tmp_path / "docs").mkdir()
    for name in names:
        (tmp_path / name).write_bytes(b"?")
    others = [{"name": name.partition(".")[0], "path": name} for name in names]
    report = verified(tmp_path, *others, {"name": "o", "data": {"a": 1}})
    assert report.ok and codes(report) == ["P022"]
    assert "logo.png, map.geojson, conf.json, paper.pdf, o" in report.findings[0].message
    assert codes(verified(tmp_path, others[0] | {"schema": SCHEMA})) == ["P010"]
    assert codes(verified(tmp_path, others[0] | {"bytes": 7})) == ["P008", "P010"]


def test_of_a_table_without_a_schema_the_shape_is_checked(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text('a,\n1,2\n3\n4,"')
    report = verified(tmp_path, {"name": "u", "path": "u.csv"})
    assert codes(report) == ["P010", "T024", "T025", "T027"]
    assert "schema" in str(one(report, "P010").help)
    assert codes(verified(tmp_path, {"name": "u", "path": "u.csv", "dialect": {"header": False}})) == ["P010"]


def test_a_table_whose_dialect_is_not_there_is_not_read(tmp_path: Path) -> None:
    assert codes(verified(tmp_path, {"name": "t", "path": "t.csv", "schema": SCHEMA, "dialect": "d.json"})) == [
        "P007",
        "P010",
    ]


def test_a_file_of_a_tabular_resource_may_be_called_txt(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("a\nx\n")
    told = {"name": "t", "path": "t.txt", "schema": SCHEMA}
    for kind in ({"profile": "tabular-data-resource"}, {"type": "table"}, {"format": "csv"}):
        assert codes(verified(tmp_path, told | kind)) == ["T007"]
    assert "“format”" in str(one(verified(tmp_path, told), "P010").help)


@pytest.mark.parametrize(("told", "help_"), [("T.CSV", "t.csv"), ("tt.csv", "did you mean “t.csv”"), ("x", "put the")])
def test_what_to_do_about_a_missing_file_is_told(tmp_path: Path, told: str, help_: str) -> None:
    assert help_ in str(one(verified(tmp_path, {"name": "t", "path": told, "schema": SCHEMA}), "P007").help)


def test_json_that_is_broken_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{\n"resources": [\n]]')
    finding = one(onrecord.verify(tmp_path), "P003")
    assert (finding.line, str(finding.file).rpartition("/")[2]) == (3, "datapackage.json")
    (tmp_path / "datapackage.json").unlink()
    (tmp_path / "t.csv").write_text("a\n")
    assert "onrecord verify t.csv --schema" in str(one(onrecord.verify(tmp_path), "P001").help)


def test_a_delimiter_that_is_another_one_is_told_once(tmp_path: Path) -> None:
    fields = [{"name": name, "type": "number"} for name in "abc"]
    for mark, shown in ((";", ";"), ("\t", "\\t"), ("|", "|")):
        (tmp_path / "u.csv").write_text(mark.join("abc") + "\n" + mark.join("123") + "\n")
        (finding,) = verified(tmp_path, {"name": "u", "path": "u.csv", "schema": {"fields": fields}}).findings
        assert (finding.code, finding.file) == ("T020", "u.csv")
        assert f'"delimiter": "{shown}"' in str(finding.help)


@pytest.mark.parametrize("text", ["", "\n1,2\n"])
def test_a_file_without_a_header_is_told_once(tmp_path: Path, text: str) -> None:
    fields = [{"name": name, "type": "number"} for name in "ab"]
    (tmp_path / "u.csv").write_text(text)
    found = verified(tmp_path, {"name": "u", "path": "u.csv", "schema": {"fields": fields}}).findings
    assert [finding.message for finding in found if finding.code == "T020"] == [
        "there is no header: the file is empty, or its first row is blank"
    ]


def test_what_has_no_meaning_does_not_hide_the_rest_of_its_table(tmp_path: Path) -> None:
    fields = [
        {"name": "a", "type": "int", "constraints": {"required": True, "minimum": 3}},
        {"name": "b", "type": "integer", "constraints": {"minLength": 2, "minimum": "x", "maximum": 3}},
        {"name": "c", "type": "string", "constraints": {"min": 2, "enum": ["x"]}},
        {"name": "d", "type": "list", "itemType": "text"},
    ]
    keys = [{"fields": "z", "reference": {"resource": "u", "fields": "a"}}]
    keys += [{"fields": "c", "reference": {"resource": "u", "fields": "b"}}]
    (tmp_path / "u.csv").write_text("a,b,c,d\n,4,x,1\nq,1,y,2\n")
    schema = {"fields": fields, "primaryKey": "z", "uniqueKeys": [["c"]], "foreignKeys": keys}
    report = verified(tmp_path, {"name": "u", "path": "u.csv", "schema": schema})
    assert [f.code for f in report.findings if f.code[0] == "C"] == ["C003", "C004", "C004", "C003"] + ["C008"] + 3 * [
        "C009"
    ]
    rows = {(finding.code, finding.field, finding.row) for finding in report.findings if finding.code[0] == "T"}
    assert rows == {("T001", "a", 1), ("T005", "b", 1), ("T002", "c", 2)}


def test_a_key_to_another_package_is_not_looked_up_in_this_one(tmp_path: Path) -> None:
    reference = {"package": "https://example.org/datapackage.json", "resource": "t", "fields": "a"}
    schema = {"fields": [{"name": "a"}], "foreignKeys": [{"fields": "a", "reference": reference}]}
    (tmp_path / "u.csv").write_text("a\nlost\n")
    found = verified(tmp_path, {"name": "t", "path": "u.csv", "schema": schema}).findings
    assert [(finding.code, finding.severity) for finding in found] == [("T014", "warning")]


def test_version_0_says_url(tmp_path: Path) -> None:
    assert codes(verified(tmp_path, {"name": "t", "url": "t.csv", "schema": SCHEMA})) == ["T007"]


def test_a_mark_of_utf_16_is_enough_to_read_it(tmp_path: Path) -> None:
    told = {"name": "u", "path": "u.csv", "schema": SCHEMA}
    for encoding in ("utf-16", "utf-8-sig"):
        (tmp_path / "u.csv").write_bytes("a\n1\nx\n".encode(encoding))
        (finding,) = verified(tmp_path, told).findings
        assert (finding.code, finding.line) == ("T007", 3)
    (tmp_path / "u.jsonl").write_bytes('{"a": 1}\n{"a": "x"}\n'.encode("utf-16"))
    assert codes(verified(tmp_path, told | {"path": "u.jsonl"})) == ["T007"]


def test_why_a_pattern_can_t_be_run_is_told(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "string", "constraints": {"pattern": "(x"}}]
    finding = one(verified(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": fields}}), "T015")
    assert finding.message.endswith("can't be run: unclosed group")
    assert "without it" in str(finding.help)


def test_text_may_point_to_a_column_without_a_type(tmp_path: Path) -> None:
    keys = [{"fields": "b", "reference": {"resource": "", "fields": "a"}}]
    (tmp_path / "u.csv").write_text("a,b\nx,\ny,x\nz,q\n")
    schema = {"fields": [{"name": "a"}, {"name": "b", "type": "string"}], "foreignKeys": keys}
    found = verified(tmp_path, {"name": "u", "path": "u.csv", "schema": schema}).findings
    assert [(finding.code, finding.row) for finding in found] == [("T013", 3)]


@pytest.mark.parametrize(
    ("begin", "what"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"<!DOCTYPE html>\n<html>", "a web page"),
        (b"PK\x03\x04\x14\x00", "a workbook"),
        (b"\x1f\x8b\x08\x00\x00", "gzip"),
        (b"PAR1", "Parquet"),
    ],
)
@pytest.mark.parametrize("name", ["u.csv", "u.jsonl", "u.parquet"])
def test_a_file_that_is_something_else_is_told_once(tmp_path: Path, begin: bytes, what: str, name: str) -> None:
    (tmp_path / name).write_bytes(begin)
    report = verified(tmp_path, {"name": "u", "path": name, "schema": SCHEMA})
    if (name, what) == ("u.parquet", "Parquet"):
        assert codes(report) == ["P012"]
    else:
        finding = one(report, "T027")
        assert what in finding.message and finding.help


def test_nulls_and_odd_constraints_of_a_field_do_not_hide_its_table(tmp_path: Path) -> None:
    field = {"name": "a", "type": "integer", "format": None, "constraints": {"required": "true", "maximum": 3}}
    assert codes(verified(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": [field]}})) == [
        "C007",
        "C007",
        "T007",
    ]
    schema = {"fields": [field | {"missingValues": "x"}]}
    assert "P010" in codes(verified(tmp_path, {"name": "t", "path": "t.csv", "schema": schema}))


def test_a_null_in_an_enum_says_nothing(tmp_path: Path) -> None:
    field = {"name": "a", "type": "string", "constraints": {"enum": [None, "y"]}}
    assert codes(verified(tmp_path, {"name": "t", "path": "t.csv", "schema": {"fields": [field]}})) == ["T002"]


def test_why_a_column_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(",Identifier, b,C\n1,2,3,4\n")
    fields = [{"name": "a", "title": "Identifier"}, {"name": "b"}, {"name": "c"}]
    report = verified(tmp_path, {"name": "u", "path": "u.csv", "schema": {"fields": fields}})
    told = {finding.field: str(finding.help) for finding in report.findings}
    assert (
        "title" in told["a"] and "skipInitialSpace" in told["b"] and "“C”" in told["c"] and "index=False" in told[None]
    )


def test_a_package_without_resources_is_nothing_verified(tmp_path: Path) -> None:
    assert not verified(tmp_path).ok


def test_where_a_quotation_mark_is_never_closed_is_told(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text('a\n1\n"2\n3\n')
    finding = one(verified(tmp_path, {"name": "u", "path": "u.csv", "schema": SCHEMA}), "T027")
    assert (finding.file, finding.line) == ("u.csv", 3)


def test_what_a_path_is_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    assert (
        one(verified(tmp_path, {"name": "t", "path": "d", "schema": SCHEMA}), "P023").message
        == "no file of a table fits “d”"
    )
    (tmp_path / "datapackage.json").write_bytes('{"title": "ü"}'.encode("latin-1"))
    assert one(onrecord.verify(tmp_path), "P003").message == "the descriptor is not UTF-8"


@pytest.mark.parametrize("rows", [1, 6_000])
def test_rows_that_are_wrong_as_such_are_among_the_failing_ones(tmp_path: Path, rows: int) -> None:
    text = ("1,x\n2\n\n3,x,y\n" + "4,yyyyyy\n" * 3) * rows
    for end in (b"", b"5,\xff\n"):
        (tmp_path / "u.csv").write_bytes(b"a,b\n" + text.encode() + end)
        fields = [{"name": "a", "type": "integer"}, {"name": "b"}]
        for schema in ({"schema": {"fields": fields}}, {}):
            (tmp_path / "datapackage.json").write_text(
                json.dumps({"resources": [{"name": "u", "path": "u.csv", **schema}]})
            )
            report = onrecord.verify(tmp_path, output=tmp_path / "failing.parquet")
            failing = pl.read_parquet(tmp_path / "failing.parquet")
            assert failing.filter(code="T024")["row"].to_list() == [7 * n + at for n in range(rows) for at in (2, 3, 4)]
            assert failing.filter(code="T026")["row"].to_list() == ([7 * rows + 1] if end else [])
            assert "P021" not in codes(report)


def test_one_file_is_what_people_say_it_is(tmp_path: Path) -> None:
    (tmp_path / "u.txt").write_text("a\nx\n")
    assert codes(onrecord.verify(tmp_path / "u.txt", schema=SCHEMA)) == ["T007"]
    (tmp_path / "u.docx").write_bytes(b"PK\x03\x04\xff")
    assert "no table that is read here" in one(onrecord.verify(tmp_path / "u.docx"), "P004").message
    assert codes(onrecord.verify(tmp_path / "u.docx", schema=SCHEMA)) == ["P010"]
