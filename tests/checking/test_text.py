"""Tables that stand as text are checked like any other: header, rows, types, rules and keys."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.checking import Report, verify_package
from onrecord.findings import Finding
from onrecord.reading.delimited import UnclosedError, _split, rows_of
from onrecord.reading.dialect import Dialect
from onrecord.reading.plain_csv import plain_shape

AB = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]


def package(folder: Path, fields: list[dict[str, Any]], text: str | bytes = "", **resource: Any) -> Path:
    schema = {"fields": fields, **resource.pop("schema", {})}
    resource = {"name": "t", "path": "t.csv"} | resource | {"schema": schema}
    if isinstance(resource["path"], str):
        (folder / resource["path"]).write_bytes(text if isinstance(text, bytes) else text.encode())
    told = {key: value for key, value in resource.items() if value is not None}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [told]}))
    return folder


def verified(folder: Path, fields: list[dict[str, Any]], text: str | bytes = "", **resource: Any) -> Report:
    return verify_package(package(folder, fields, text, **resource))


def cells(report: Report) -> set[tuple[str, str | None, int | None]]:
    return {(finding.code, finding.field, finding.row) for finding in report.findings}


def one(report: Report) -> Finding:
    (finding,) = report.findings
    return finding


def test_a_sound_table_is_verified_whole(tmp_path: Path) -> None:
    report = verified(tmp_path, AB, 'a,b\r\n1,x\r\n,\r\n3,"q""x,\ny"\r\n')
    assert report.findings == []
    assert report.checked == {"files": 1, "rows": 3, "tables": 1}


def test_text_that_is_no_value_is_told_with_its_row_its_id_and_what_to_do(tmp_path: Path) -> None:
    fields = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer", "constraints": {"required": True}}]
    found = one(verified(tmp_path, fields, 'id,n\nx,1\ny,"1,000"\n', schema={"primaryKey": "id"}))
    assert (found.code, found.field, found.row, found.row_id) == ("T007", "n", 2, "y")
    assert "1,000" in found.message
    assert found.help is not None and "groupChar" in found.help


def test_all_rules_run_on_the_values_that_text_stands_for(tmp_path: Path) -> None:
    fields = [
        {"name": "a", "type": "number", "decimalChar": ",", "constraints": {"minimum": 2, "unique": True}},
        {"name": "b", "type": "date", "format": "%d.%m.%Y", "constraints": {"maximum": "31.12.2020"}},
        {"name": "c", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    ]
    checks = [{"name": "c", "expression": "c OR a > 3", "message": "small ones are marked"}]
    rows = "a;b;c\n1,5;01.02.2020;yes\n2,50;01.02.2021;no\n2,5;;yes\n"
    report = verified(tmp_path, fields, rows, dialect={"delimiter": ";"}, schema={"checks": checks})
    assert cells(report) == {("T005", "a", 1), ("T005", "b", 2), ("T010", None, 2), ("T012", "a", 3)}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "integer"}, ["1", "+1", "-01", " 1 "], ["1.0", "x", "1_0", "٣", "9223372036854775808"]),
        ({"type": "integer", "groupChar": "."}, ["1.000"], ["1,000"]),
        ({"type": "integer", "bareNumber": False}, ["€5", "5 %", "EUR -5"], ["1.5 x", "x"]),
        ({"type": "number"}, ["1", "1.", ".5", "-1e-5", "NaN", "inf", "-INF"], [".", "1,5", "Infinity", "+inf"]),
        ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1.000,5", "1e5"], ["1,0,5"]),
        ({"type": "number", "bareNumber": False}, ["$1.5", "Rs. 95", "95%", ".5"], ["x", "-$5"]),
        ({"type": "boolean"}, ["true", "True", "1", "FALSE"], ["yes", "tRUE", " true"]),
        ({"type": "boolean", "trueValues": ["y"]}, ["y", "0"], ["true"]),
        ({"type": "date"}, ["2021-04-13"], ["2021-4-13", "2021-02-30", "2021-04-13T00:00:00", "0000-01-01"]),
        ({"type": "date", "format": "%d/%m/%y"}, ["13/04/21", "1/2/21"], ["2021-04-13", "31/02/21"]),
        ({"type": "date", "format": "%d %B %Y"}, ["13 April 2021", "1 may 2021"], ["13 Mai 2021"]),
        ({"type": "date", "format": "any"}, ["13 April 2021", "2021-04-13"], ["nobody knows"]),
        ({"type": "time"}, ["15:00:00"], ["15:00", "24:00:00", "15:00:60"]),
        ({"type": "time", "format": "%H:%M"}, ["15:00", "1:5"], ["15:00:00"]),
        ({"type": "datetime"}, ["2021-04-13T15:00:00", "2021-04-13T15:00:00.3-05:00", "2021-04-13T24:00:00"],
         ["2021-04-13 15:00:00", "2021-04-13T15:00", "2021-04-13T15:00:00+15:00"]),
        ({"type": "datetime", "format": "%d/%m/%Y %H:%M"}, ["13/04/2021 15:00"], ["13/04/2021"]),
        ({"type": "year"}, ["2021", "0021", "-0021", "12021", "2021Z"], ["21", "+2021", "20x1"]),
        ({"type": "yearmonth"}, ["2021-04"], ["2021-13", "2021-4"]),
        ({"type": "duration"}, ["P1Y2M3DT4H5M6.7S", "-P1D"], ["1 day", "P", "P1W"]),
        ({"type": "list", "itemType": "integer"}, ["1,2", "1"], ["1,x", "1,,2"]),
        ({"type": "list", "itemType": "date", "delimiter": ";"}, ["2021-04-13;2021-04-14"], ["2021-04-13,2021-04-14"]),
        ({"type": "array"}, ["[1]"], ["{}", "x"]),
        ({"type": "object"}, ['{"a":1}'], ["[]", "x"]),
        ({"type": "geojson"}, ['{"type":"Point","coordinates":[1,2]}'], ["{}"]),
        ({"type": "geopoint"}, ["90.50, 45.50", "1,2"], ["1", "181,0"]),
        ({"type": "geopoint", "format": "array"}, ["[90.5, 45.5]"], ["[1]"]),
        ({"type": "geopoint", "format": "object"}, ['{"lon":1,"lat":2}'], ['{"lon":1}']),
        ({"type": "any"}, ["x", "1"], []),
        ({}, ["x"], []),
    ],
)  # fmt: skip
def test_types_are_read_as_the_standard_writes_them(
    tmp_path: Path, field: dict[str, Any], good: list[str], bad: list[str]
) -> None:
    lines = io.StringIO()
    csv.writer(lines).writerows([["a", "b"], *([text, "x"] for text in [*good, *bad])])
    report = verified(tmp_path, [{"name": "a", **field}, {"name": "b"}], lines.getvalue())
    told = {(finding.code, finding.row) for finding in report.findings}
    assert told == {("T007", row) for row in range(len(good) + 1, len(good) + len(bad) + 1)}


def test_missing_values_are_those_of_the_field_or_else_of_the_table(tmp_path: Path) -> None:
    fields = [
        {"name": "a", "type": "integer", "constraints": {"required": True}},
        {"name": "b", "type": "integer", "missingValues": [{"value": "-99", "label": "REFUSED"}, "-"]},
    ]
    report = verified(tmp_path, fields, "a,b\nNA,1\n1,-99\n-,-\n3,\n", schema={"missingValues": ["NA", ""]})
    assert cells(report) == {("T001", "a", 1), ("T007", "a", 3), ("T007", "b", 4)}


def test_bounds_may_be_written_like_the_values(tmp_path: Path) -> None:
    number = {"decimalChar": ",", "groupChar": ".", "constraints": {"minimum": "1.000,5"}}
    fields = [{"name": "a", "type": "number", **number}, {"name": "b", "type": "integer", "groupChar": "."}]
    fields[1]["constraints"] = {"enum": ["1.000"]}
    report = verified(tmp_path, fields, "a;b\n1.000,4;1000\n1000,5;100\n", dialect={"delimiter": ";"})
    assert cells(report) == {("T005", "a", 1), ("T002", "b", 2)}


def test_a_format_that_no_pattern_has_is_said_to_be_not_verified(tmp_path: Path) -> None:
    report = verified(tmp_path, [{"name": "a", "type": "date", "format": "YYYY-MM-DD"}], "a\n2021-04-13\n")
    assert cells(report) == {("T015", "a", None)}


def test_rows_of_another_length_are_told(tmp_path: Path) -> None:
    report = verified(tmp_path, AB, "a,b\n1\n2,x,y\n\n4,x\n")
    assert {(finding.code, finding.row) for finding in report.findings} == {("T024", 1), ("T024", 2), ("T024", 3)}


def test_the_header_has_to_be_that_of_the_contract(tmp_path: Path) -> None:
    assert cells(verified(tmp_path, AB, "a,c\n1,x\n")) == {("T020", "b", None), ("T022", "c", None)}
    assert cells(verified(tmp_path, AB, "b,a\nx,1\n")) == {("T023", "b", None)}
    assert cells(verified(tmp_path, AB, "b,a\nx,1\n", schema={"fieldsMatch": "equal"})) == set()
    assert cells(verified(tmp_path, AB, "a,b,\n1,x,\n", schema={"fieldsMatch": "subset"})) == {("T025", None, None)}
    assert cells(verified(tmp_path, AB, "a,b,a\n1,x,2\n")) == {("T025", "a", None)}
    assert cells(verified(tmp_path, AB, "")) == {("T020", None, None)}


def test_a_column_under_a_misspelt_name_is_checked_all_the_same(tmp_path: Path) -> None:
    report = verified(tmp_path, AB, "A,b\nx,x\n")
    assert cells(report) == {("T020", "a", None), ("T022", "A", None), ("T007", "a", 1)}
    told = verified(tmp_path, AB, "A,b\nx,x\n", dialect={"caseSensitiveHeader": False, "csvddfVersion": 1.2})
    assert cells(told) == {("T007", "a", 1)}


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    found = one(verified(tmp_path, AB, 'a,b\n1,x\n2,"y\n'))
    assert found.code == "T027"
    assert "only 1 rows" in found.message


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ({"delimiter": "\t"}, "a\tb\n1\tx,\n"),
        ({"delimiter": "::"}, "a::b\n1::x:\n2::\"x::\"\n"),
        ({"lineTerminator": ";"}, "a,b;1,x\n;2,y;"),
        ({"lineTerminator": "\r"}, "a,b\r1,x\r"),
        ({"quoteChar": "'"}, "a,b\n1,'x,''\n'\n"),
        ({"escapeChar": "|"}, "a,b\n1,x|,y\n"),
        ({"escapeChar": "\\", "doubleQuote": False}, 'a,b\n1,"x\\"y,"\n'),
        ({"skipInitialSpace": True}, "a, b\n1, x\n"),
        ({"commentChar": "#"}, "#\"\na,b\n#x\n1,x\n"),
        ({"commentRows": [1, 3]}, "what\na,b\nthat,,\n1,x\n"),
        ({"header": False}, "1,x\n2,y\n"),
        ({"headerRows": [2]}, "what\na,b\n1,x\n"),
        ({"csv": {"delimiter": ";"}}, "a;b\n1;x\n"),
        ({"$schema": "https://datapackage.org/profiles/2.0/tabledialect.json"}, "a,b\n1,x\n"),
    ],
)  # fmt: skip
def test_every_dialect_is_read(tmp_path: Path, dialect: dict[str, Any], text: str) -> None:
    assert verified(tmp_path, AB, text, dialect=dialect).findings == []


def test_header_rows_are_joined_as_the_standard_shows(tmp_path: Path) -> None:
    fields = [{"name": "fruit-id", "type": "integer"}, {"name": "fruit-name"}]
    text = "fruit\nid,name\n1,apple\n2,orange\n"
    assert verified(tmp_path, fields, text, dialect={"headerRows": [1, 2], "headerJoin": "-"}).findings == []


def test_the_null_sequence_is_null(tmp_path: Path) -> None:
    assert verified(tmp_path, AB, "a,b\n\\N,x\n", dialect={"nullSequence": "\\N"}).findings == []


def test_a_dialect_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    report = verified(tmp_path, AB, "a,b\n1,x\n", dialect={"delimiter": "", "quoteChar": "ab", "colour": 1})
    assert sorted(finding.code for finding in report.findings) == ["C007", "C007", "P010"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    fields = [{"name": "é", "type": "string", "constraints": {"pattern": "ü"}}]
    assert verified(tmp_path, fields, "é\nü\n".encode(encoding), encoding=encoding).findings == []


def test_bytes_that_the_encoding_lacks_are_told_with_their_row(tmp_path: Path) -> None:
    report = verified(tmp_path, AB, "a,b\n1,x\n2,é\n".encode("latin-1"))
    assert cells(report) == {("T026", None, 2)}
    told = verified(tmp_path, AB, "a,b\n1,x\n".encode("utf-16"), encoding="utf-8").findings
    assert any("utf-16" in (finding.help or "") for finding in told)
    assert cells(verified(tmp_path, AB, "a,b\n", encoding="klingon")) == {("T026", None, None)}


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from('a1,"\n\ré'), max_size=20), bom=st.booleans(), step=st.integers(1, 5))
def test_all_readers_agree_on_what_is_plain(
    tmp_path_factory: pytest.TempPathFactory, text: str, bom: bool, step: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"\xef\xbb\xbf" * bom + text.encode())

    def read(rows: Any) -> list[list[str]] | None:
        try:
            return list(rows)
        except UnclosedError:
            return None

    rows = read(rows_of(io.StringIO(text, newline=""), Dialect()))
    assert read(_split(iter([text[at : at + step] for at in range(0, len(text), step)]), Dialect())) == rows
    shape = plain_shape(path, Dialect())
    if shape is not None:
        assert rows is not None
        assert shape[:2] == (len(rows), len(rows[0]))
        lengths = [(number, len(row)) for number, row in enumerate(rows, 1) if len(row) != shape.columns]
        assert shape.uneven == [(number, cells) for number, cells in lengths if cells or shape.columns > 1]


@pytest.mark.parametrize("missing", [["NA", ""], ["NA"], [""], []])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_large_tables_are_read_like_small_ones(tmp_path: Path, missing: list[str], encoding: str) -> None:
    fields = [AB[0], {**AB[1], "constraints": {"required": True, "minLength": 1}}]
    rows = ["no,x", "NA,é", ' 5 ,"é, ""x"""', ',""', "1,NA", '"2",', '+1,"a\r\nb"']
    told = {"encoding": encoding, "schema": {"missingValues": missing}}
    small = cells(verified(tmp_path, fields, "\n".join(["a,b", *rows, ""]).encode(encoding), **told))
    more = [f"{n},x" for n in range(40_000)]
    large = cells(verified(tmp_path, fields, "\n".join(["a,b", *rows, *more]).encode(encoding), **told))
    assert ("T007", "a", 1) in small
    assert large == small


def test_rows_that_no_plain_file_has_are_found_in_large_ones(tmp_path: Path) -> None:
    lines = [f'{n},"x ""{n}"""' for n in range(30_000)]
    lines[20_000] = "no number,x"
    plain = "\n".join(["a,b", *lines, ""])
    found = one(verified(tmp_path, AB, plain))
    assert (found.code, found.row) == ("T007", 20_001)
    assert one(verified(tmp_path, AB, plain.replace(",", "::"), dialect={"delimiter": "::"})).row == 20_001
    lines[25_000:25_004] = ["1,2,3", "", "1", '2,"x,\n",,']
    uneven = verified(tmp_path, AB, gzip.compress("\n".join(["a,b", *lines]).encode()), path="t.csv.gz")
    assert cells(uneven) == {("T007", "a", 20_001), *(("T024", None, row) for row in range(25_001, 25_005))}


def test_values_are_told_as_they_stand_in_the_file(tmp_path: Path) -> None:
    field = {"name": "n", "type": "number", "decimalChar": ",", "constraints": {"maximum": 1, "enum": [0.5, 1]}}
    folder = package(tmp_path, [field], 'n\n"0,5"\n"1,00"\n"2,50"\n')
    report = onrecord.verify(folder, output=tmp_path / "failing.parquet")
    assert [(found.code, found.message[:6]) for found in report.findings] == [("T002", "“2,50”"), ("T005", "“2,50”")]
    assert pl.read_parquet(tmp_path / "failing.parquet")["value"].to_list() == ["2,50", "2,50"]
