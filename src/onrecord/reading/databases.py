"""Tables of SQLite databases, and the attribute tables of GeoPackages, which are such databases.

Source: OGC GeoPackage 1.3, https://www.geopackage.org/spec130/: `gpkg_contents` lists the tables of users,
`gpkg_geometry_columns` the columns that hold geometries. A stranger's database is opened to be read only; only its
tables are, no views, whose SQL would be run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord.contract import Table
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import OpenTable, broken
from onrecord.reading.json_tables import NotRowsError, open_lists
from onrecord.reading.temporary_files import Scratch

_BATCH = 10_000
_NAMED = 12
#: tables that databases have for themselves
_OWN = ("sqlite_", "gpkg_", "rtree_")


def open_database(
    table: Table, _files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table of a database: the one that the dialect names (`table`), that is called so, or the only one."""
    try:
        names = [name for path in paths[:1] for name in columns_of(path, dialect, table.name)]
        rows = chain([names], *(rows_of(path, dialect, table.name, names) for path in paths))
        opened = open_lists(table, rows, Dialect(), paths[0].name, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, paths[0], str(error))])
    kept = set(names)
    geometries = [field for field in table.fields if field.name not in kept and field.type in ("geojson", "any")]
    findings = [_as_geometry(finding, [field.name for field in geometries]) for finding in opened.findings]
    return OpenTable(opened.frame, findings, opened.rows)


def _as_geometry(finding: Finding, names: Sequence[str]) -> Finding:
    if finding.code != "T020" or finding.field not in names:
        return finding
    message = "not verified: a geometry of a GeoPackage is not looked at"
    return Finding(code="T015", severity="warning", message=message, table=finding.table, field=finding.field)


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, to be read only. Raises `NotRowsError` for all that is wrong with it."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield connection
    except sqlite3.Error as error:
        raise NotRowsError(printable(str(error), 200)) from None


def table_of(path: Path, dialect: Dialect, name: str) -> str:
    """The table of a database that is meant. Raises `NotRowsError` when that can't be said."""
    with _database(path) as database:
        listed = [
            str(row[0]) for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        tables = [each for each in listed if not each.startswith(_OWN)]
        if "gpkg_contents" in listed:
            users = {str(row[0]) for row in database.execute("SELECT table_name FROM gpkg_contents")}
            tables = [each for each in tables if each in users]
    shown = printable(", ".join(tables[:_NAMED]), 300) or "none"
    if dialect.table is not None:
        if dialect.table in tables:
            return dialect.table
        hint = did_you_mean(dialect.table, tables)
        raise NotRowsError(f"there is no table “{printable(dialect.table, 60)}” in it: {hint or f'tables: {shown}'}")
    if name in tables or len(tables) == 1:
        return name if name in tables else tables[0]
    raise NotRowsError(f'which table is meant? Name it in the dialect, {{"table": "…"}}; tables: {shown}')


def columns_of(path: Path, dialect: Dialect, name: str) -> list[str]:
    """The columns of a table, but for geometries. Raises `NotRowsError`."""
    table = table_of(path, dialect, name)
    with _database(path) as database:
        names = [str(row[1]) for row in database.execute("SELECT * FROM pragma_table_info(?)", (table,))]
        listed = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'gpkg_geometry_columns'")
        if not listed.fetchone()[0]:
            return names
        asked = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
        geometries = {str(row[0]) for row in database.execute(asked, (table,))}
    return [each for each in names if each not in geometries]


def rows_of(path: Path, dialect: Dialect, name: str, columns: Sequence[str]) -> Iterator[list[Any]]:
    """The rows of a table in the order of their ids: these columns. Raises `NotRowsError` where it can't be read."""
    table = table_of(path, dialect, name)
    with _database(path) as database:
        asked = "SELECT * FROM pragma_table_info(?)"
        kinds = {str(row[1]): str(row[2]).upper() for row in database.execute(asked, (table,))}
        flags = [at for at, column in enumerate(columns) if "BOOL" in kinds.get(column, "")]
        chosen = ", ".join(_quoted(column) for column in columns)
        cursor = database.execute(f"SELECT {chosen} FROM {_quoted(table)}")  # noqa: S608 - names are quoted
        while batch := cursor.fetchmany(_BATCH):
            for row in batch:
                cells = list(row)
                for at in flags:
                    # SQLite has no type for yes and no: it writes them as 1 and 0
                    cells[at] = bool(cells[at]) if cells[at] in (0, 1) else cells[at]
                yield cells


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
