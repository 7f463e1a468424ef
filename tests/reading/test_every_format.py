"""Every type, format and constraint means the same in every format that a table can stand in."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import onrecord
from onrecord.reading.formats import FORMATS, formats_page
from reading.writers import TYPED, WRITERS, xlsx

#: what a field is, a value that it has, one that it doesn't, and the code of that
CASES: list[tuple[dict[str, Any], Any, Any, str]] = [
    ({"type": "string", "format": "email"}, "a@b.de", "nobody", "T003"),
    ({"type": "string", "format": "uri"}, "https://a.de/b", "no address", "T003"),
    ({"type": "string", "format": "uuid"}, "123e4567-e89b-12d3-a456-426614174000", "7", "T003"),
    ({"type": "string", "format": "binary"}, "aGVsbG8=", "no base64!!", "T003"),
    ({"type": "string", "constraints": {"pattern": "[a-z]+"}}, "ab", "A1", "T003"),
    ({"type": "string", "constraints": {"minLength": 2}}, "ab", "a", "T004"),
    ({"type": "string", "constraints": {"maxLength": 2}}, "ab", "abc", "T004"),
    ({"type": "string", "constraints": {"enum": ["ab", "cd"]}}, "ab", "ef", "T002"),
    ({"type": "string", "categories": ["ab", "cd"]}, "ab", "ef", "T002"),
    ({"type": "string", "constraints": {"required": True}}, "ab", None, "T001"),
    ({"type": "string", "missingValues": ["-"], "constraints": {"required": True}}, "ab", "-", "T001"),
    ({"type": "integer"}, 1, "one", "T007"),
    ({"type": "integer"}, 1, 1.5, "T007"),
    ({"type": "integer", "constraints": {"minimum": 0}}, 1, -1, "T005"),
    ({"type": "integer", "constraints": {"maximum": 3}}, 1, 4, "T005"),
    ({"type": "integer", "constraints": {"exclusiveMinimum": 0}}, 1, 0, "T005"),
    ({"type": "integer", "constraints": {"exclusiveMaximum": 3}}, 1, 3, "T005"),
    ({"type": "integer", "constraints": {"enum": [1, 2]}}, 1, 3, "T002"),
    ({"type": "integer", "constraints": {"required": True}}, 1, None, "T001"),
    ({"type": "integer", "missingValues": ["-99"], "constraints": {"required": True}}, 1, -99, "T001"),
    ({"type": "number"}, 1.5, "a half", "T007"),
    ({"type": "number", "constraints": {"minimum": 0.5}}, 1.5, 0.25, "T005"),
    ({"type": "number", "constraints": {"enum": [1.5, 2]}}, 1.5, 3.5, "T002"),
    ({"type": "boolean"}, True, "perhaps", "T007"),
    ({"type": "boolean", "constraints": {"enum": [True]}}, True, False, "T002"),
    ({"type": "boolean", "constraints": {"required": True}}, True, None, "T001"),
    ({"type": "date"}, "2021-04-13", "13.4.2021", "T007"),
    ({"type": "date", "format": "%d.%m.%Y"}, "13.04.2021", "2021-04-13", "T007"),
    ({"type": "date", "constraints": {"minimum": "2021-01-01"}}, "2021-04-13", "2020-04-13", "T005"),
    ({"type": "date", "constraints": {"enum": ["2021-04-13"]}}, "2021-04-13", "2021-04-14", "T002"),
    ({"type": "time"}, "15:00:00", "25:00:00", "T007"),
    ({"type": "time", "constraints": {"maximum": "16:00:00"}}, "15:00:00", "17:00:00", "T005"),
    ({"type": "datetime"}, "2021-04-13T15:00:00", "2021-04-13T25:00:00", "T007"),
    ({"type": "datetime", "constraints": {"maximum": "2021-12-31T00:00:00"}}, "2021-04-13T15:00:00", "2022-04-13T15:00:00",
     "T005"),
    ({"type": "year"}, 2021, "last year", "T007"),
    ({"type": "year", "constraints": {"minimum": 2000}}, 2021, 1999, "T005"),
    ({"type": "yearmonth"}, "2021-04", "2021-13", "T007"),
    ({"type": "duration"}, "P1DT12H", "1 day", "T007"),
    ({"type": "list", "itemType": "integer"}, "1,2", "1,b", "T007"),
    ({"type": "object"}, '{"a": 1}', "[1]", "T007"),
    ({"type": "object", "constraints": {"minLength": 1}}, '{"a": 1}', "{}", "T004"),
    ({"type": "array"}, "[1]", '{"a": 1}', "T007"),
    ({"type": "geopoint"}, "13.4, 52.5", "52.5", "T007"),
    ({"type": "geojson"}, '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Point"}', "T007"),
]  # fmt: skip


def _fits(file: str, field: dict[str, Any], values: Sequence[Any]) -> bool:
    """Whether a format can hold the two values of a case: columns with types hold one type, and no text for another."""
    if file in TYPED:
        numbers = all(isinstance(value, int | float) or value is None for value in values)
        texts = field["type"] in ("string", "yearmonth", "duration", "geopoint", "geojson", "object", "array")
        return texts or (numbers and 1.5 not in values[1:])
    return not (file == "t.fwf" and "\n" in str(values))


@pytest.mark.parametrize("file", WRITERS)
def test_every_type_format_and_constraint_means_the_same(file: str, tmp_path: Path) -> None:
    resources, expected = [], {}
    for at, (field, good, bad, code) in enumerate(CASES):
        if not _fits(file, field, [good, bad]):
            continue
        WRITERS[file](tmp_path / f"{at}-{file}", [{"id": "a", "v": good}, {"id": "b", "v": bad}])
        schema = {"fields": [{"name": "id", "type": "string"}, {"name": "v", **field}]}
        dialect = {"columnWidths": [60, 60]} if file == "t.fwf" else {}
        resources.append({"name": f"t{at}", "path": f"{at}-{file}", "schema": schema, "dialect": dialect})
        expected[f"t{at}"] = (field, code, 2)
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    report = onrecord.verify(tmp_path)
    fields = {name: field for name, (field, _, _) in expected.items()}
    found = {
        name: [(finding.code, finding.row) for finding in report.findings if finding.table == name] for name in fields
    }
    assert {name: (fields[name], *places) for name, places in found.items()} == {
        name: (field, (code, row)) for name, (field, code, row) in expected.items()
    }
    assert report.checked["rows"] == 2 * len(expected)


@pytest.mark.parametrize("listed", [False, True])
def test_the_same_holds_for_rows_in_the_descriptor(listed: bool, tmp_path: Path) -> None:
    resources = []
    for at, (field, good, bad, _) in enumerate(CASES):
        rows = [["id", "v"], ["a", good], ["b", bad]] if listed else [{"id": "a", "v": good}, {"id": "b", "v": bad}]
        schema = {"fields": [{"name": "id", "type": "string"}, {"name": "v", **field}]}
        resources.append({"name": f"t{at}", "data": rows, "schema": schema})
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    found = {finding.table: (finding.code, finding.row) for finding in onrecord.verify(tmp_path).findings}
    assert found == {f"t{at}": (code, 2) for at, (_, _, _, code) in enumerate(CASES)}


def test_every_format_is_among_those_that_are_tried() -> None:
    assert {each.name for each in FORMATS} == {Path(file).suffix[1:].replace("arrows", "arrow") for file in WRITERS}


def test_the_page_of_formats_is_made_from_their_list() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert page == formats_page()


ROWS = [{"id": "a", "n": 1, "day": "2021-04-13"}, {"id": "b", "n": 2, "day": None}]


@pytest.mark.parametrize("file", [file for file in WRITERS if file not in TYPED])
def test_a_package_of_any_format_is_loaded_and_compared(file: str, tmp_path: Path) -> None:
    WRITERS[file](tmp_path / file, ROWS)
    fields = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}, {"name": "day", "type": "date"}]
    schema = {"fields": fields, "primaryKey": "id"}
    resource = {"name": "t", "path": file, "schema": schema}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    assert [finding.code for finding in onrecord.verify(tmp_path).findings if finding.severity != "note"] == []
    rows = onrecord.load("t", package=tmp_path)
    assert [(row.id, row.n, str(row.day)[:10]) for row in rows.itertuples()] == [
        ("a", 1, "2021-04-13"),
        ("b", 2, "NaT"),
    ]
    other = tmp_path / "other"
    other.mkdir()
    WRITERS["t.csv"](other / "t.csv", [ROWS[0] | {"n": 7}, ROWS[1]])
    (other / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource | {"path": "t.csv"}]}))
    assert onrecord.diff(tmp_path, other).tables["t"].counts["changed"] == 1


# -- workbooks ------------------------------------------------------------------------------------


def _workbook(tmp_path: Path, rows: Any = ROWS, sheets: Sequence[str] = ("t",), **resource: Any) -> list[Any]:
    xlsx(tmp_path / "t.xlsx", rows, sheets)
    fields = [{"name": name, "type": "integer" if name == "n" else "string"} for name in rows[0]]
    described = {"name": "t", "path": "t.xlsx", "schema": {"fields": fields}, **resource}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [described]}))
    return onrecord.verify(tmp_path).findings


def test_which_sheet_is_read_is_told_where_there_are_several(tmp_path: Path) -> None:
    [note] = _workbook(tmp_path, sheets=["2021", "2022"])
    assert (note.code, note.severity) == ("T034", "note")
    assert note.message == "the sheet “2021” of t.xlsx is read; others: 2022"
    assert note.help == 'name the one that is meant in the dialect: {"sheetName": "…"}'
    assert _workbook(tmp_path, sheets=["2021", "2022"], dialect={"sheetName": "2021"}) == []
    assert _workbook(tmp_path, sheets=["2021", "2022"], dialect={"sheetNumber": 1}) == []
    assert "T020" in {
        finding.code for finding in _workbook(tmp_path, sheets=["2021", "2022"], dialect={"sheetNumber": 2})
    }


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    [finding] = _workbook(tmp_path, sheets=["Spenden", "Orte"], dialect={"sheetName": "Spende"})
    assert finding.code == "T027"
    assert finding.message == "t.xlsx can't be read: there is no sheet “Spende”"
    assert finding.help == "did you mean “Spenden”?"


def test_a_number_in_a_column_of_texts_is_told(tmp_path: Path) -> None:
    [finding] = _workbook(tmp_path, [{"postcode": "01067"}, {"postcode": 1067}])
    assert (finding.code, finding.row) == ("T007", 2)


def test_a_workbook_that_is_damaged_is_told(tmp_path: Path) -> None:
    _workbook(tmp_path)
    whole = (tmp_path / "t.xlsx").read_bytes()
    for at in range(4, len(whole), 97):
        (tmp_path / "t.xlsx").write_bytes(whole[:at] + b"\xff" * 9 + whole[at + 9 :])
        assert {finding.code for finding in onrecord.verify(tmp_path).findings} <= {
            "T027",
            "T007",
            "T020",
            "T022",
            "T025",
        }
    (tmp_path / "t.xlsx").write_bytes(whole[:200])
    [finding] = onrecord.verify(tmp_path).findings
    assert finding.code == "T027"


def test_a_library_that_is_missing_is_told_with_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    [finding] = _workbook(tmp_path)
    assert (finding.code, finding.message) == (
        "T035",
        "t.xlsx can't be read: workbooks need the package python-calamine",
    )
    assert finding.help == "pip install onrecord[spreadsheets], or save the sheet as CSV"


# -- databases ------------------------------------------------------------------------------------


def test_which_table_of_a_database_is_meant_has_to_be_told(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "two.sqlite") as database:
        database.execute("CREATE TABLE ships (name)")
        database.execute("CREATE TABLE ports (name)")
        database.execute("INSERT INTO ports VALUES ('Odesa')")
        database.execute("CREATE VIEW all_ports AS SELECT * FROM ports")
    database.close()

    def found(**dialect: Any) -> Any:
        schema = {"fields": [{"name": "name", "type": "string"}]}
        resource = {"name": "t", "path": "two.sqlite", "schema": schema, "dialect": dialect}
        (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
        return onrecord.verify(tmp_path)

    [finding] = found().findings
    assert finding.message == (
        'two.sqlite can\'t be read: which table is meant? Name it in the dialect, {"table": "…"}; tables: ports, ships'
    )
    assert found(table="ports").checked["rows"] == 1
    [finding] = found(table="all_ports").findings
    assert finding.code == "T027"
    assert "there is no table “all_ports” in it" in finding.message


# -- text of fixed widths -------------------------------------------------------------------------


def test_columns_of_fixed_width_are_cut_where_all_lines_are_blank_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.fwf").write_text("id  name\n 1  Anna\n12  Bo Li\n")
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}], "primaryKey": "id"}
    resource = {"name": "t", "path": "t.fwf", "schema": schema}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    [note] = onrecord.verify(tmp_path).findings
    assert (note.code, note.severity) == ("T036", "note")
    assert note.message == "columns are cut where all of the first lines are blank: widths 4, 5"
    assert onrecord.load("t", package=tmp_path)["name"].to_list() == ["Anna", "Bo Li"]
