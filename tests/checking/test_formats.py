"""Every way in which a resource can hold a table: JSON, JSON Lines, inline, compressed, in parts, alone with a schema."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import onrecord
from onrecord.checking import Report, verify_package
from onrecord.cli import main
from onrecord.findings import Finding
from onrecord.reading import compression

AB = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
CSV = b"a,b\n1,x\n2,y\nz,z\n"


def verified(folder: Path, fields: list[dict[str, Any]], **resource: Any) -> Report:
    schema = {"fields": fields, **resource.pop("schema", {})}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [{"name": "t", "schema": schema, **resource}]}))
    return verify_package(folder)


def cells(report: Report) -> set[tuple[str, str | None, int | None]]:
    return {(finding.code, finding.field, finding.row) for finding in report.findings}


def one(report: Report) -> Finding:
    (finding,) = report.findings
    return finding


def zipped(raw: bytes, *names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names or ["t.csv"]:
            archive.writestr(name, raw)
    return file.getvalue()


def zst(raw: bytes) -> bytes:
    return pa.compress(raw, codec="zstd", asbytes=True)


@pytest.mark.parametrize(
    ("name", "pack", "told"),
    [
        ("t.csv.gz", gzip.compress, {}),
        ("t.csv.bz2", bz2.compress, {}),
        ("t.csv.xz", lzma.compress, {}),
        ("t.csv.zip", zipped, {}),
        ("t.csv.zst", zst, {}),
        ("t", gzip.compress, {"compression": "gz", "format": "csv"}),
        ("t.csv", gzip.compress, {"compression": "gzip"}),
    ],
)
def test_compressed_tables_are_read(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes], told: dict[str, str]
) -> None:
    (tmp_path / name).write_bytes(pack(CSV))
    assert cells(verified(tmp_path, AB, path=name, **told)) == {("T007", "a", 3)}


def test_what_cannot_be_unpacked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, raw in {
        "t.csv.gz": gzip.compress(CSV)[:-9],
        "t.csv.bz2": b"BZh9 no",
        "t.csv.zst": zst(CSV)[:-3],
        "t.csv.zip": zipped(CSV, "a.csv", "b.csv"),
    }.items():
        (tmp_path / name).write_bytes(raw)
        assert one(verified(tmp_path, AB, path=name)).code == "T027", name
    monkeypatch.setattr(compression, "LARGE", 100_000)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(CSV + bytes(10_000_000)))
    assert "when it is unpacked" in one(verified(tmp_path, AB, path="t.csv.gz")).message


def test_a_table_may_stand_in_several_files(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_bytes(b"a,b\n1,x\n2,y\n")
    (tmp_path / "2.csv").write_bytes(b"a,b\nz,x\n")
    (tmp_path / "3.csv").write_bytes(b"2,x\n")
    fields = [{**AB[0], "constraints": {"unique": True}}, AB[1]]
    report = verified(tmp_path, fields, path=["1.csv", "2.csv", "3.csv"])
    assert cells(report) == {("T007", "a", 3), ("T012", "a", 4)}
    assert report.checked == {"files": 3, "rows": 4, "tables": 1}
    for part, values in {"1": [1, 2], "2": [2]}.items():
        pl.DataFrame({"a": values, "b": ["x"] * len(values)}).write_parquet(tmp_path / f"{part}.parquet")
    assert cells(verified(tmp_path, fields, path=["1.parquet", "2.parquet"])) == {("T012", "a", 3)}


def test_large_parts_are_read_like_small_ones(tmp_path: Path) -> None:
    for part in range(3):
        lines = [f"{part * 50_000 + n},x" for n in range(50_000)]
        lines[0] = "z,x" if part else lines[0]
        (tmp_path / f"{part}.csv").write_text("\n".join(["a,b", *lines]))
    report = verified(tmp_path, AB, path=["0.csv", "1.csv", "2.csv"])
    assert cells(report) == {("T007", "a", 50_001), ("T007", "a", 100_001)}


ROWS: list[dict[str, Any]] = [{"a": 1, "b": "x"}, {"b": "y"}, {"a": "7", "b": None}, {"a": 1.5, "b": 5}]


@pytest.mark.parametrize("way", ["json", "property", "lines", "inline", "lists", "list lines", "keys", "text"])
def test_rows_may_stand_as_json(tmp_path: Path, way: str) -> None:
    lists = [["a", "b"], *([row.get("a"), row.get("b")] for row in ROWS)]
    path = tmp_path / ("t.jsonl" if "lines" in way else "t.json")
    told: dict[str, Any] = {"path": path.name}
    if way == "inline":
        told = {"data": ROWS}
    elif way == "text":
        told = {"data": "a,b\n1,x\n,y\n7,\n1.5,5\n", "format": "csv"}
    elif way == "property":
        path.write_text(json.dumps({"x": {"rows": ROWS}}))
        told["dialect"] = {"property": "x.rows"}
    elif way == "keys":
        path.write_text(json.dumps([{**row, "c": 1} for row in ROWS]))
        told["dialect"] = {"itemType": "object", "itemKeys": ["a", "b"]}
    elif "lines" in way:
        path.write_text("\n".join(json.dumps(row) for row in (lists if "list" in way else ROWS)))
    else:
        path.write_text(json.dumps(lists if way == "lists" else ROWS))
    wrong = {("T007", "a", 4)} | ({("T007", "b", 4)} if way != "text" else set())
    assert cells(verified(tmp_path, AB, **told)) == wrong


def test_json_has_types_of_its_own(tmp_path: Path) -> None:
    fields = [
        {"name": "n", "type": "number", "constraints": {"maximum": 2}},
        {"name": "t", "type": "boolean", "trueValues": ["yes"]},
        {"name": "l", "type": "list", "itemType": "date", "constraints": {"maxLength": 1}},
        {"name": "o", "type": "object"},
        {"name": "y", "type": "year"},
        {"name": "x"},
    ]
    good = {"n": 1.5, "t": True, "l": ["2021-04-13"], "o": {"a": [1]}, "y": 2021, "x": [1]}
    wrong = {"n": True, "t": 1, "l": [5], "o": [1], "y": 20.5, "x": {}}
    more = {"n": 3, "t": "yes", "l": "2021-04-13,2021-04-14", "o": "{}", "y": "2021", "x": 1}
    report = verified(tmp_path, fields, data=[good, wrong, more, {"n": -99}], schema={"missingValues": ["-99"]})
    assert cells(report) == {*(("T007", name, 2) for name in "ntloy"), ("T005", "n", 3), ("T004", "l", 3)}


def test_json_rows_need_the_names_of_the_contract(tmp_path: Path) -> None:
    assert cells(verified(tmp_path, AB, data=[{"a": 1, "c": 1}])) == {("T020", "b", None), ("T022", "c", None)}
    assert cells(verified(tmp_path, AB, data=[["a", "b"], [1, "x", 2], [1]])) == {("T024", None, 1), ("T024", None, 2)}
    assert cells(verified(tmp_path, AB, data=[[1, "x"]], dialect={"header": False})) == set()
    assert cells(verified(tmp_path, AB, data=[])) == set()


@pytest.mark.parametrize("text", ["{", "5", '{"a":1}', "[1]", '[{"a":1,"b":"x"},5]', "[" * 100_000])
def test_what_is_no_list_of_rows_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.json").write_text(text)
    assert "T027" in {finding.code for finding in verified(tmp_path, AB, path="t.json").findings}


def test_a_line_that_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"a": 1, "b": "x"}\n\n{"a":\n')
    assert "line 3" in one(verified(tmp_path, AB, path="t.jsonl")).message


def test_a_format_that_is_not_known_is_said_to_be_not_verified(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_bytes(b"PK")
    assert one(verified(tmp_path, AB, path="t.docx")).code == "P010"


def test_one_table_is_checked_against_a_schema_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / "schema.json").write_text(json.dumps({"fields": AB}))
    (tmp_path / "schema.yaml").write_text("fields:\n- {name: a, type: integer}\n- {name: b, type: string}\n")
    table = tmp_path / "my.csv.gz"
    for schema in (tmp_path / "schema.json", tmp_path / "schema.yaml", {"fields": AB}):
        assert cells(onrecord.verify(table, schema=schema)) == {("T007", "a", 3)}
    assert main(["verify", str(table), "--schema", str(tmp_path / "schema.yaml")]) == 1
    assert "my.a · row 3" in capsys.readouterr().out
    assert one(onrecord.verify(table)).code == "P010"
    assert main(["verify", "--schema", "schema.json"]) == 2


@pytest.mark.parametrize("schema", ["{", "[1]", "a: &a [*a]", "fields: 5", "", "\x00"])
def test_a_schema_that_is_none_is_told(tmp_path: Path, schema: str) -> None:
    (tmp_path / "t.csv").write_bytes(CSV)
    (tmp_path / "schema.yaml").write_text(schema)
    assert not onrecord.verify(tmp_path / "t.csv", schema=tmp_path / "schema.yaml").ok


def test_keys_hold_across_formats(tmp_path: Path) -> None:
    pl.DataFrame({"n": [1, 2], "day": ["x", "y"]}).write_parquet(tmp_path / "there.parquet")
    (tmp_path / "here.tsv").write_text("id\tparent\tn\n1\t\t1\n2\t1\t3\n3\t9\t02\n4\tx\t\n")
    there = {"fields": [{"name": "n", "type": "integer"}, {"name": "day", "type": "string"}], "primaryKey": ["n"]}
    here = {
        "fields": [{"name": name, "type": "integer"} for name in ("id", "parent", "n")],
        "primaryKey": ["id"],
        "foreignKeys": [
            {"fields": "parent", "reference": {"resource": "", "fields": "id"}},
            {"fields": ["n"], "reference": {"resource": "there", "fields": ["n"]}},
        ],
    }
    resources = [
        {"name": "here", "path": "here.tsv", "schema": here, "rows": 5},
        {"name": "there", "path": "there.parquet", "schema": there},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}))
    report = verify_package(tmp_path)
    assert cells(report) == {("T013", "n", 2), ("T013", "parent", 3), ("T007", "parent", 4), ("P014", None, None)}
    assert report.checked == {"files": 2, "rows": 6, "tables": 2}


def test_a_schema_and_a_dialect_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a;b\nz;x\n")
    (tmp_path / "dialect.json").write_text('{"delimiter": ";"}')
    (tmp_path / "schema.json").write_text(json.dumps({"fields": AB}))
    resource = {"name": "t", "path": "t.csv", "schema": "schema.json", "dialect": "dialect.json"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    assert cells(verify_package(tmp_path)) == {("T007", "a", 1)}
