"""A release as files for others: the package as one archive, its tables as CSV and as an SQLite file for Datasette."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, printable
from onrecord.history.difference import as_text
from onrecord.package.read import Package
from onrecord.package.write import sha256_file

#: the day that files in an archive bear, so that the same release gives the same bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BATCH = 20_000


def archive_release(package: Package, to: Path) -> list[Path]:
    """Write the files of a release for others into a folder, each whole or not at all; gives their paths.

    `«name»-«version».zip` is the data package, `…-csv.zip` its tables as CSV (RFC 4180), `….sqlite` its tables with keys
    and indexes, `…-metadata.json` what Datasette shows of them (`datasette «….sqlite» -m «…-metadata.json»`), and
    `SHA256SUMS` the check sums of all. Raises `Problem` (H057) when the folder can't be written to, and what keeps a
    table from being read.
    """
    stem = f"{package.descriptor.get('name') or 'data'}-{package.version}"
    made = {
        f"{stem}.zip": _package,
        f"{stem}-csv.zip": _tables_as_csv,
        f"{stem}.sqlite": _sqlite,
        f"{stem}-metadata.json": _datasette,
    }
    try:
        to.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".archive-", dir=to) as scratch:
            for name, write in made.items():
                write(package, Path(scratch) / name)
            sums = "".join(f"{sha256_file(Path(scratch) / name)}  {name}\n" for name in sorted(made))
            (Path(scratch) / "SHA256SUMS").write_text(sums, encoding="utf-8")
            return [(Path(scratch) / name).replace(to / name) for name in [*made, "SHA256SUMS"]]
    except OSError as error:
        message = f"{printable(str(to))} can't be written to: {error.strerror or error}"
        raise Problem(Finding(code="H057", message=message, help="make room, or name another folder")) from None


def _zip(path: Path, files: Iterator[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, raw)


def _package(package: Package, path: Path) -> None:
    files = sorted(file for file in package.folder.rglob("*") if file.is_file())
    _zip(path, ((file.relative_to(package.folder).as_posix(), file.read_bytes()) for file in files))


def _tables_as_csv(package: Package, path: Path) -> None:
    _zip(path, ((f"{name}.csv", _csv(package.read(name))) for name in package.contract.tables))


def _csv(rows: pa.Table) -> bytes:
    """Rows as CSV: a missing value is empty, all else is written as `as_text` has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows.column_names)
    columns = [as_text(rows[name]).to_pylist() for name in rows.column_names]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def _sqlite(package: Package, path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        for name, table in package.contract.tables.items():
            rows = package.read(name, [field.name for field in table.fields])
            connection.execute(_create(table, rows.schema, package.contract.tables))
            slots = ", ".join("?" * rows.num_columns)
            for at in range(0, rows.num_rows, _BATCH):
                part = [_stored(column) for column in rows.slice(at, _BATCH).columns]
                connection.executemany(f"INSERT INTO {_quoted(name)} VALUES ({slots})", zip(*part, strict=True))  # noqa: S608 - names are quoted
            for key in table.foreign_keys:
                index = _quoted(f"{name}_{'_'.join(key.fields)}")
                connection.execute(f"CREATE INDEX {index} ON {_quoted(name)} ({_columns(key.fields)})")
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _create(table: Table, schema: pa.Schema, known: Mapping[str, Table]) -> str:
    columns = [f"{_quoted(field.name)} {_kind(schema.field(field.name).type)}" for field in table.fields]
    if table.primary_key:
        columns.append(f"PRIMARY KEY ({_columns(table.primary_key)})")
    for key in table.foreign_keys:
        if key.package is None and key.table in known:
            target = f"{_quoted(key.table)} ({_columns(key.table_fields)})"
            columns.append(f"FOREIGN KEY ({_columns(key.fields)}) REFERENCES {target}")
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(columns)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _stored(column: pa.ChunkedArray) -> list[Any]:
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return list(column.to_pylist())
    if pa.types.is_boolean(kind):
        return [None if value is None else int(value) for value in column.to_pylist()]
    return list(as_text(column).to_pylist())


def _datasette(package: Package, path: Path) -> None:
    """What Datasette shows: titles, descriptions, units of columns, licence (its metadata reference)."""
    licence: Mapping[str, Any] = next(iter(package.descriptor.get("licenses", [])), {})
    tables = {
        name: {
            "title": table.title,
            "description": table.description,
            "columns": {field.name: field.description for field in table.fields if field.description},
            "label_column": table.custom.get("labelField"),
        }
        for name, table in package.contract.tables.items()
    }
    about = {
        "title": package.descriptor.get("title"),
        "description": package.descriptor.get("description"),
        "license": licence.get("title") or licence.get("name"),
        "license_url": licence.get("path"),
        "source_url": package.descriptor.get("homepage"),
    }
    stem = path.name.removesuffix("-metadata.json")
    told = {**_said(about), "databases": {stem: {"tables": {name: _said(table) for name, table in tables.items()}}}}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value}
