"""The same rows written in every format that is read: by other libraries where there is one, else from its standard."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import pyarrow as pa

Rows = Sequence[dict[str, Any]]


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def csv(path: Path, rows: Rows, delimiter: str = ",") -> None:
    lines = [list(rows[0]), *([as_text(value) for value in row.values()] for row in rows)]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in line] for line in lines]
    path.write_text("".join(delimiter.join(line) + "\n" for line in quoted))


def tsv(path: Path, rows: Rows) -> None:
    csv(path, rows, "\t")


def fixed_width(path: Path, rows: Rows) -> None:
    lines = [list(rows[0]), *([as_text(value) for value in row.values()] for row in rows)]
    path.write_text("".join("".join(cell.ljust(60) for cell in line) + "\n" for line in lines))


def json_objects(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps(rows))


def json_lists(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps([list(rows[0]), *(list(row.values()) for row in rows)]))


def json_lines(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def geojson(path: Path, rows: Rows) -> None:
    point = {"type": "Point", "coordinates": [1, 2]}
    features = [{"type": "Feature", "geometry": point, "properties": row} for row in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def parquet(path: Path, rows: Rows) -> None:
    pl.DataFrame(rows, infer_schema_length=None, strict=False).write_parquet(path)


def arrow(path: Path, rows: Rows) -> None:
    pl.DataFrame(rows, infer_schema_length=None, strict=False).write_ipc(path)


def arrow_stream(path: Path, rows: Rows) -> None:
    table = pa.Table.from_pylist(list(rows))
    with pa.ipc.new_stream(str(path), table.schema) as out:
        out.write_table(table)


def sqlite(path: Path, rows: Rows) -> None:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        names = ", ".join(f'"{name}"{" BOOLEAN" if _flags(rows, name) else ""}' for name in rows[0])
        database.execute(f"CREATE TABLE t ({names})")
        marks = ", ".join("?" for _ in rows[0])
        database.executemany(
            f"INSERT INTO t VALUES ({marks})", [[_plain(cell) for cell in row.values()] for row in rows]
        )
    database.close()


def geopackage(path: Path, rows: Rows) -> None:
    sqlite(path, rows)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        database.execute("INSERT INTO gpkg_contents VALUES ('t', 'attributes')")
    database.close()


def _flags(rows: Rows, name: str) -> bool:
    return any(isinstance(row[name], bool) for row in rows)


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def xlsx(path: Path, rows: Rows, sheets: Sequence[str] = ("t",)) -> None:
    """ECMA-376, part 1: a workbook with a sheet (the first holds the rows, others “other”), texts in their cells."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, 1))
    with zipfile.ZipFile(path, "w") as archive:
        parts = "".join(
            f'<Override PartName="/xl/s{at}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.worksheet+xml"/>' for at in range(1, len(sheets) + 1)
        )  # fmt: skip
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/w.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{parts}</Types>",
        )
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook {space} xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="r{at}" Type="{relations}/worksheet" Target="s{at}.xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{targets}</Relationships>')
        for at in range(1, len(sheets) + 1):
            cells = lines if at == 1 else [["other"], ["1"]]
            body = "".join(
                f'<row r="{row}">{"".join(_xlsx_cell(value, row, column) for column, value in enumerate(line))}</row>'
                for row, line in enumerate(cells, 1)
            )
            archive.writestr(f"xl/s{at}.xml", f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>")


def _xlsx_cell(value: Any, row: int, column: int) -> str:
    at = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {at}><v>{value!r}</v></c>"
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(as_text(value))}</t></is></c>'


def ods(path: Path, rows: Rows) -> None:
    """OpenDocument 1.3, part 3: a spreadsheet with a table."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{urn}manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{urn}office:1.0" xmlns:table="{urn}table:1.0" '
            f'xmlns:text="{urn}text:1.0"><office:body><office:spreadsheet><table:table table:name="t">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{as_text(value)}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    text = escape(as_text(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


#: file -> how it is written; those whose columns have types come last
WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "t.csv": csv,
    "t.tsv": tsv,
    "t.fwf": fixed_width,
    "t.json": json_objects,
    "lists.json": json_lists,
    "t.jsonl": json_lines,
    "t.geojson": geojson,
    "t.xlsx": xlsx,
    "t.ods": ods,
    "t.sqlite": sqlite,
    "t.gpkg": geopackage,
    "t.parquet": parquet,
    "t.arrow": arrow,
    "t.arrows": arrow_stream,
}
TYPED = ("t.parquet", "t.arrow", "t.arrows")
