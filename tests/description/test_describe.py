"""`onrecord describe` writes a first contract that its own files keep, and says how sure it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.cli import main
from onrecord.reading.type_inference import infer_field
from reading.writers import WRITERS, xlsx

DONATIONS = """\
Spende;Datum;Betrag;Ort;Bar;Mail;PLZ
1;24.12.2025;1.234,50;Köln;ja;a@b.de;01067
2;26.12.2025;12,00;Bonn;nein;c@d.de;10115
3;27.12.2025;n/a;Köln;ja;;53111
"""


def described(folder: Path, *arguments: str) -> dict[str, Any]:
    assert main(["describe", *arguments]) == 0
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text())
    return found


def fields(descriptor: dict[str, Any], at: int = 0) -> dict[str, dict[str, Any]]:
    listed = descriptor["resources"][at]["schema"]["fields"]
    return {field["name"]: {key: value for key, value in field.items() if key != "name"} for field in listed}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_semicolon_csv_gets_a_contract_that_it_keeps(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "spenden.csv").write_text(DONATIONS, encoding=encoding)
    found = described(tmp_path, str(tmp_path / "spenden.csv"))
    [resource] = found["resources"]
    assert (resource["name"], resource["path"], resource["dialect"]) == ("spenden", "spenden.csv", {"delimiter": ";"})
    assert resource.get("encoding", "utf-8") == encoding
    assert fields(found) == {
        "Spende": {"type": "integer"},
        "Datum": {"type": "date", "format": "%d.%m.%Y"},
        "Betrag": {"type": "number", "decimalChar": ",", "groupChar": ".", "missingValues": ["", "n/a"]},
        "Ort": {"type": "string"},
        "Bar": {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
        "Mail": {"type": "string", "format": "email"},
        "PLZ": {"type": "string"},
    }
    report = onrecord.verify(tmp_path)
    assert report.ok
    assert report.checked["rows"] == 3


def test_how_sure_it_is_and_why_not_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{at},{at}.5,{at % 12 + 1:02}/{at % 12 + 1:02}/2024" for at in range(1, 60)]
    (tmp_path / "t.csv").write_text("\n".join(["id,price,day", *lines, "60,unknown price,01/02/2024"]) + "\n")
    described(tmp_path, str(tmp_path / "t.csv"))
    shown = capsys.readouterr().out
    assert (
        shown
        == f"""\
t.csv: 60 rows
  id     integer         sure
  price  number          likely
      98.33% of its cells are of this type; others: “unknown price”
  day    date, %d/%m/%Y  guess
      days and months could be the other way round: no day is above 12
  primary key: id (all there and different in 60 rows)

written: {tmp_path}/datapackage.json — a guess to be edited; then: onrecord verify {tmp_path}
"""
    )
    assert [(finding.code, finding.row) for finding in onrecord.verify(tmp_path).findings] == [("T007", 60)]


def test_tables_of_a_folder_point_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "ships.csv").write_text("ship_id,name,state\n" + "".join(f"s{at},Ship {at},open\n" for at in range(30)))
    calls = "".join(f"{at},s{at % 30},{'in' if at % 2 else 'out'}\n" for at in range(200))
    (tmp_path / "calls.csv").write_text("call_id,ship_id,direction\n" + calls)
    found = described(tmp_path, str(tmp_path))
    calls_schema, ships_schema = (resource["schema"] for resource in found["resources"])
    assert ships_schema["primaryKey"] == ["ship_id"]
    assert calls_schema["primaryKey"] == ["call_id"]
    assert calls_schema["foreignKeys"] == [
        {"fields": ["ship_id"], "reference": {"resource": "ships", "fields": ["ship_id"]}}
    ]
    assert fields(found)["direction"] == {"type": "string", "constraints": {"enum": ["in", "out"]}}
    report = onrecord.verify(tmp_path)
    assert report.ok, report.findings


@pytest.mark.parametrize("file", WRITERS)
def test_a_table_of_any_format_gets_a_contract_that_it_keeps(tmp_path: Path, file: str) -> None:
    rows = [{"id": f"a{at}", "n": at, "half": at + 0.5, "good": at % 2 == 0} for at in range(12)]
    WRITERS[file](tmp_path / file, rows)
    found = described(tmp_path, str(tmp_path / file))
    assert {name: field["type"] for name, field in fields(found).items()} == {
        "id": "string",
        "n": "integer",
        "half": "number",
        "good": "boolean",
    }
    assert found["resources"][0]["schema"]["primaryKey"] == ["id"]
    report = onrecord.verify(tmp_path)
    assert report.ok, report.findings
    assert report.checked["rows"] == 12


def test_a_sheet_is_described_by_its_name(tmp_path: Path) -> None:
    xlsx(tmp_path / "t.xlsx", [{"a": 1}], ["2023", "2024"])
    found = described(
        tmp_path, str(tmp_path / "t.xlsx"), "--sheet", "2024", "--out", str(tmp_path / "datapackage.json")
    )
    assert found["resources"][0]["dialect"] == {"sheetName": "2024"}
    assert list(fields(found)) == ["other"]
    found = described(tmp_path, str(tmp_path / "t.xlsx"), "--sheet", "2", "--force")
    assert found["resources"][0]["dialect"] == {"sheetNumber": 2}


def test_a_file_without_a_header_is_seen(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("1,a\n2,b\n3,c\n")
    found = described(tmp_path, str(tmp_path / "t.csv"))
    assert found["resources"][0]["dialect"] == {"header": False}
    assert fields(found) == {"column1": {"type": "integer"}, "column2": {"type": "string"}}
    assert onrecord.verify(tmp_path).ok


def test_no_descriptor_is_replaced_unless_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("id\n1\n")
    (tmp_path / "datapackage.json").write_text("{}")
    assert main(["describe", str(tmp_path / "t.csv")]) == 2
    assert capsys.readouterr().err == (
        f"error[P026] there is a descriptor already\n  --> {tmp_path}/datapackage.json\n"
        "  = help: name another file with --out, print it with --out -, or replace it with --force\n"
    )
    assert (tmp_path / "datapackage.json").read_text() == "{}"
    assert main(["describe", str(tmp_path / "t.csv"), "--out", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["resources"][0]["name"] == "t"
    assert "resources" in described(tmp_path, str(tmp_path / "t.csv"), "--force")


def test_all_that_keeps_files_from_being_described_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    assert main(["describe", *(str(tmp_path / name) for name in ("a.docx", "b.parquet", "none.csv"))]) == 2
    told = capsys.readouterr().err
    assert [line[6:10] for line in told.splitlines() if line.startswith("error")] == ["P001", "P010", "T027"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2", ""], {"type": "integer"}),
        (["1.234,50", "12,00"], {"type": "number", "decimalChar": ",", "groupChar": "."}),
        (["1,234.50", "12.00"], {"type": "number", "groupChar": ","}),
        (["12 %", "5 %"], {"type": "integer", "bareNumber": False}),
        (["01067", "10115"], {"type": "string"}),
        (["01.02.2024", "2/3/2024", "01.02.2024"], {"type": "string"}),
        (["2021-04-13 15:00:00"], {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"}),
        (["2022-10-18T12:35:49+0000"], {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"}),
        (["2021-04", "2021-05"], {"type": "yearmonth"}),
        (['{"type": "Point", "coordinates": [1, 2]}'], {"type": "geojson"}),
        (["12345678901234567890"], {"type": "string"}),
        (["a", "NA"], {"type": "string"}),
        ([True, None], {"type": "boolean"}),
        ([1.0, 2.0, "n/a"], {"type": "integer", "missingValues": ["", "n/a"]}),
    ],
)
def test_cells_tell_their_type(cells: list[Any], expected: dict[str, Any]) -> None:
    found = infer_field("x", cells).properties
    assert {key: value for key, value in found.items() if key != "name"} == expected


def test_hints_are_for_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("a|b\n1|x\n")
    schema = tmp_path / "s.json"
    schema.write_text('{"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}')
    assert main(["verify", str(tmp_path / "t.csv"), "--schema", str(schema), "--delimiter", "|"]) == 0
    (tmp_path / "t.csv").write_bytes("a,b\n1,Müller\n".encode("cp1252"))
    assert main(["verify", str(tmp_path / "t.csv"), "--schema", str(schema), "--encoding", "cp1252"]) == 0
    assert main(["verify", str(tmp_path / "t.csv"), "--schema", str(schema)]) == 1
    capsys.readouterr()
    assert main(["verify", str(tmp_path), "--delimiter", ";"]) == 2
    assert "--delimiter is for the file of one table; a package says it in its descriptor" in capsys.readouterr().err
