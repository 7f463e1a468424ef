"""A package that one command reads, all read: whatever the format, the compression and the number of files."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import onrecord
from onrecord.findings import Problem

ROWS = [
    {"id": "a", "n": 1, "day": "2021-04-13"},
    {"id": "b", "n": 2, "day": "2021-04-14"},
    {"id": "c", "n": 3, "day": None},
]
FIELDS = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}, {"name": "day", "type": "date"}]
CSV = "id,n,day\na,1,2021-04-13\nb,2,2021-04-14\nc,3,\n"


def _parquet(path: Path, rows: list[dict[str, Any]] = ROWS) -> None:
    pl.DataFrame(rows, schema_overrides={"day": pl.String}).with_columns(pl.col("day").str.to_date()).write_parquet(
        path
    )


def _zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.csv", CSV)


#: file -> how it is written, and what else its resource says
WRITTEN: dict[str, tuple[Callable[[Path], Any], dict[str, Any]]] = {
    "t.parquet": (_parquet, {}),
    "t.csv": (lambda path: path.write_text(CSV), {}),
    "t.tab": (lambda path: path.write_text(CSV.replace(",", "\t")), {}),
    "semicolons.csv": (lambda path: path.write_text(CSV.replace(",", ";")), {"dialect": {"delimiter": ";"}}),
    "utf16.csv": (lambda path: path.write_text(CSV, encoding="utf-16"), {}),
    "t.csv.gz": (lambda path: path.write_bytes(gzip.compress(CSV.encode())), {}),
    "t.csv.bz2": (lambda path: path.write_bytes(bz2.compress(CSV.encode())), {}),
    "t.csv.xz": (lambda path: path.write_bytes(lzma.compress(CSV.encode())), {}),
    "t.csv.zip": (_zipped, {}),
    "t.json": (lambda path: path.write_text(json.dumps(ROWS)), {}),
    "t.jsonl": (lambda path: path.write_text("".join(json.dumps(row) + "\n" for row in ROWS)), {}),
}


def package(folder: Path, **resource: Any) -> Path:
    """A package with one table of that resource."""
    folder.mkdir(exist_ok=True)
    schema = {"fields": FIELDS, "primaryKey": "id"}
    described = {"name": "p", "resources": [{"name": "t", "schema": schema, **resource}]}
    (folder / "datapackage.json").write_text(json.dumps(described))
    return folder


def expected() -> pd.DataFrame:
    rows = pd.DataFrame(ROWS)
    return rows.assign(id=rows["id"].astype("str"), day=pd.to_datetime(rows["day"]).astype("datetime64[s]"))


def all_read(folder: Path, tmp_path: Path) -> None:
    """All commands read the package, and give the same rows."""
    report = onrecord.verify(folder)
    assert report.ok, report.findings
    assert report.checked["rows"] == 3
    pd.testing.assert_frame_equal(onrecord.load("t", package=folder), expected(), check_dtype=False)
    assert onrecord.tables(package=folder).loc["t", "rows"] == 3
    assert onrecord.show("b", package=folder).row["n"] == 2
    other = tmp_path / "as parquet"
    package(other, path="t.parquet")
    _parquet(other / "t.parquet")
    assert onrecord.diff(other, folder).same
    _parquet(other / "t.parquet", [ROWS[0] | {"n": 7}, *ROWS[1:]])
    assert onrecord.diff(folder, other).tables["t"].cells["n"].to_pylist()[0]["new"] == 7


@pytest.mark.parametrize("file", WRITTEN)
def test_a_package_that_verify_reads_all_commands_read(file: str, tmp_path: Path) -> None:
    write, resource = WRITTEN[file]
    folder = package(tmp_path / "p", path=file, **resource)
    write(folder / file)
    all_read(folder, tmp_path)


def test_rows_in_the_descriptor_are_read_by_all_commands(tmp_path: Path) -> None:
    all_read(package(tmp_path / "p", data=ROWS), tmp_path)


def test_a_descriptor_in_yaml_with_a_schema_of_its_own_is_read_by_all_commands(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "datapackage.yaml").write_text("name: p\nresources: [{name: t, path: t.csv, schema: schema.json}]\n")
    (folder / "schema.json").write_text(json.dumps({"fields": FIELDS, "primaryKey": "id"}))
    (folder / "t.csv").write_text(CSV)
    all_read(folder, tmp_path)


# -- tables in several files ----------------------------------------------------------------------


def _split(folder: Path, names: list[str]) -> None:
    for name, row in zip(names, ROWS, strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _parquet(folder / name, [row])


@pytest.mark.parametrize(
    "path", [["t/0.parquet", "t/1.parquet", "t/2.parquet"], "t", "t/", "t/*.parquet", "**/*.parquet"], ids=str
)
def test_a_list_a_folder_and_a_pattern_are_a_table_everywhere(path: Any, tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path=path, format="parquet")
    _split(folder, ["t/0.parquet", "t/1.parquet", "t/2.parquet"])
    (folder / "t" / "_SUCCESS").touch()
    all_read(folder, tmp_path)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_folders_named_after_a_value_give_their_rows_the_value(kind: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t", format=kind)
    for row in ROWS:
        part = folder / "t" / f"day={row['day'] or '__HIVE_DEFAULT_PARTITION__'}"
        part.mkdir(parents=True)
        frame = pl.DataFrame({"id": [row["id"]], "n": [row["n"]]})
        frame.write_parquet(part / "0.parquet") if kind == "parquet" else frame.write_csv(part / "0.csv")
    assert onrecord.verify(folder).findings == []
    rows = onrecord.load("t", package=folder).sort_values("id", ignore_index=True)
    pd.testing.assert_frame_equal(rows, expected(), check_dtype=False)


def test_a_folder_whose_name_is_no_value_is_told_with_its_row(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t", format="csv")
    for day in ("2021-04-13", "someday"):
        (folder / "t" / f"day={day}").mkdir(parents=True)
        (folder / "t" / f"day={day}" / "0.csv").write_text(f"id,n\n{day},1\n")
    [finding] = onrecord.verify(folder).findings
    assert (finding.code, finding.field, finding.row) == ("T007", "day", 2)
    assert finding.file == "t/day=someday/0.csv"


def test_a_column_in_the_file_and_in_the_names_of_its_folders_is_told(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t", format="csv")
    (folder / "t" / "day=2021-04-13").mkdir(parents=True)
    (folder / "t" / "day=2021-04-13" / "0.csv").write_text("id,n,day\na,1,2021-04-14\n")
    [finding] = onrecord.verify(folder).findings
    assert (finding.code, finding.severity, finding.field) == ("T033", "warning", "day")
    assert finding.message == (
        "not verified: it stands in the file and in the names of its folders; the folders' values are taken"
    )


def test_a_pattern_that_nothing_fits_is_told(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t/*.csv")
    [finding] = onrecord.verify(folder).findings
    assert (finding.code, finding.message) == ("P023", "no file of a table fits “t/*.csv”")
    assert finding.help == "put the files there, or correct the path"


def test_files_of_another_format_in_a_folder_are_told(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t")
    _split(folder, ["t/0.parquet", "t/1.parquet", "t/2.parquet"])
    (folder / "t" / "notes.md").write_text("…")
    [finding] = onrecord.verify(folder).findings
    assert (finding.code, finding.severity) == ("P024", "warning")
    assert finding.message == "not read, being of another format: t/notes.md"


def test_a_pattern_leads_out_of_no_package(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CSV)
    for path in ("../*.csv", "/etc/*", "link/*.csv"):
        folder = package(tmp_path / "p", path=path)
        if not (folder / "link").is_symlink():
            (folder / "link").symlink_to(tmp_path)
        report = onrecord.verify(folder)
        assert not report.ok
        assert report.checked.get("rows", 0) == 0
        with pytest.raises(Problem):
            onrecord.load("t", package=folder)


# -- rows that can't be had -----------------------------------------------------------------------


def test_who_loads_rows_is_given_all_of_them_or_told_why_not(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t.csv")
    (folder / "t.csv").write_text(CSV.replace("b,2", "b,two"))
    with pytest.raises(Problem) as wrong:
        onrecord.load("t", package=folder)
    [finding] = wrong.value.findings
    assert (finding.code, finding.field, finding.row) == ("T007", "n", 2)
    assert finding.help == "`onrecord verify` says all that is wrong with the table"
    (folder / "t.csv").write_text(CSV.replace("b,2", "b,2,3"))
    with pytest.raises(Problem) as wrong:
        onrecord.load("t", package=folder)
    assert [finding.code for finding in wrong.value.findings] == ["T024"]
    [skipped] = onrecord.diff(folder, folder / "datapackage.json").skipped or [None]
    assert skipped is None or skipped.code == "H030"


# -- files inside of archives ---------------------------------------------------------------------


def _archive(folder: Path, **files: str) -> None:
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)


def test_one_file_of_an_archive_is_read_by_its_inner_path(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="d.zip", format="csv", innerpath="t.csv")
    _archive(folder, t=CSV, other="x\n1\n")
    all_read(folder, tmp_path)


def test_an_archive_of_several_files_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="d.zip", format="csv")
    _archive(folder, t=CSV, other="x\n1\n")
    [finding] = onrecord.verify(folder).findings
    assert finding.code == "T027"
    assert finding.message == (
        "d.zip can't be read: the archive holds 2 files; one is expected, or one is named as “innerpath” of the resource"
    )
    package(folder, path="d.zip", format="csv", innerpath="u.csv")
    [finding] = onrecord.verify(folder).findings
    assert finding.message == "d.zip can't be read: the archive holds no file “u.csv”"


# -- files without a descriptor -------------------------------------------------------------------


def test_a_delimiter_that_nobody_tells_is_seen_and_named(tmp_path: Path) -> None:
    (tmp_path / "spenden.csv").write_text('Ort;Betrag\nBerlin;"1,5"\nKöln;2,25\n')
    fields = [{"name": "Ort", "type": "string"}, {"name": "Betrag", "type": "number", "decimalChar": ","}]
    report = onrecord.verify(tmp_path / "spenden.csv", schema={"fields": fields})
    [note] = report.findings
    assert report.ok
    assert (note.code, note.severity) == ("P025", "note")
    assert note.message == "spenden.csv is cut by “;”, as it seems to be; nothing says so"
    assert note.help == "say --delimiter ';', or write a descriptor with `onrecord describe spenden.csv`"


# -- each file of a table by itself ---------------------------------------------------------------


def _listed(folder: Path, **changed: Any) -> list[Any]:
    """What is found in a table of two CSV files when the first is told of otherwise."""
    parts = ["id,n,day\na,1,2021-04-13\n", "id,n,day\nb,2,2021-04-14\nc,3,\n"]
    files = []
    for at, text in enumerate(parts):
        (folder / f"{at}.csv").write_text(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        files.append({"path": f"{at}.csv", "bytes": len(text), "hash": f"sha256:{digest}", "rows": at + 1})
    files[0] |= changed
    package(folder, path=["0.csv", "1.csv"], files=files)
    return onrecord.verify(folder).findings


def test_each_file_of_a_table_is_checked_by_itself(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t.csv")
    assert _listed(folder) == []
    assert [finding.code for finding in _listed(folder, bytes=7)] == ["P008", "P010"]
    assert [finding.code for finding in _listed(folder, hash="sha256:" + "0" * 64)] == ["P009", "P010"]
    [finding] = _listed(folder, rows=7)
    assert (finding.code, finding.message) == ("P014", "0.csv has 1 rows; `files` of the resource says 7")
    assert [finding.code for finding in _listed(folder, path="2.csv")] == ["P028", "P028", "P010"]
    package(folder, path=["0.csv", "1.csv"], files="files.json")
    (folder / "files.json").write_text('[{"path": "0.csv", "rows": 1}, {"path": "1.csv", "rows": 3}]')
    [finding] = onrecord.verify(folder).findings
    assert finding.message == "1.csv has 2 rows; `files` of the resource says 3"
    package(folder, path=["0.csv", "1.csv"], files=[{"name": "0.csv"}])
    [finding] = onrecord.verify(folder).findings
    assert (finding.code, finding.message) == ("P027", "`files` of the resource is no list of maps with a path")


def test_a_part_that_stands_elsewhere_is_told_as_not_followed(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", path="t.csv")
    (folder / "t.csv").write_text(CSV)
    described = json.loads((folder / "datapackage.json").read_text())
    described["resources"][0]["schema"]["fields"][1]["constraints"] = {"$ref": "#/definitions/positive"}
    described["resources"][0]["schema"]["extends"] = "base.json"
    (folder / "datapackage.json").write_text(json.dumps(described))
    told = [finding for finding in onrecord.verify(folder).findings if finding.code == "P029"]
    assert [(finding.severity, finding.message) for finding in told] == [
        ("warning", "not verified: schema.fields.n.constraints has $ref #/definitions/positive, which is not followed"),
        ("warning", "not verified: schema has extends base.json, which is not followed"),
    ]


# -- what people are told -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("2022-10-18T12:35:49+0000", 'write the zone with a colon, +00:00; or, if all are written so, say "format": "%Y-%m-%dT%H:%M:%S%z"'),
        ("2022-10-18T12:35", 'write the seconds too, 12:35:00; or, if all are written so, say "format": "%Y-%m-%dT%H:%M"'),
        ("2022-10-18T12:35:49+00", "write the zone with a colon, +00:00"),
        ("18/10/2022 12:35", 'write 2022-10-18T12:35:00; or, if all are written so, say "format": "%d/%m/%Y %H:%M"'),
        ("2022-10-18 12:35:49", 'put a T between date and time; or, if all are written so, say "format": "%Y-%m-%d %H:%M:%S"'),
        ("2022-10-18", "write the time too, 2021-04-13T00:00:00"),
        ("then", "write it as 2021-04-13T15:00:00"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_moment_is_said_of_each(text: str, help_: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"at\n{text}\n")
    fields = {"fields": [{"name": "at", "type": "datetime"}]}
    [finding] = onrecord.verify(tmp_path / "t.csv", schema=fields).findings
    assert (finding.code, finding.help) == ("T007", help_)


@pytest.mark.parametrize("rows", [1, 30_000])
@pytest.mark.parametrize("blank", [1, 2])
def test_blank_lines_at_the_end_are_no_rows(rows: int, blank: int, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,v\n" + "".join(f"{at},xxxxx\n" for at in range(rows)) + "\n" * blank)
    fields = {"fields": [{"name": "id", "type": "integer"}, {"name": "v", "type": "string"}], "primaryKey": "id"}
    report = onrecord.verify(tmp_path / "t.csv", schema=fields)
    lines = "one blank line at the end is left out" if blank == 1 else "2 blank lines at the end are left out"
    assert [(finding.code, finding.severity, finding.message) for finding in report.findings] == [
        ("T037", "note", lines)
    ]
    assert report.ok
    assert report.checked["rows"] == rows
    (tmp_path / "t.csv").write_text("id,v\n1,x\n\n2,y\n")
    report = onrecord.verify(tmp_path / "t.csv", schema=fields)
    assert [finding.code for finding in report.findings] == ["T024", "T001"]


def test_a_space_behind_a_name_is_to_be_removed(tmp_path: Path) -> None:
    fields = {"fields": [{"name": "id", "type": "integer"}, {"name": "v", "type": "string"}], "fieldsMatch": "equal"}
    (tmp_path / "t.csv").write_text("id,v \n1,x\n")
    [missing] = [one for one in onrecord.verify(tmp_path / "t.csv", schema=fields).findings if one.code == "T020"]
    assert missing.help == "there is a space beside its name in the file: remove it"
    (tmp_path / "t.csv").write_text("id, v\n1,x\n")
    [missing] = [one for one in onrecord.verify(tmp_path / "t.csv", schema=fields).findings if one.code == "T020"]
    assert missing.help == (
        "there is a space beside its name in the file: remove it, or say “skipInitialSpace”: true in the dialect"
    )
