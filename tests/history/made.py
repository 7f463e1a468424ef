"""Small packages and catalogues to compare: a contract of three tables, rows as lists of dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from onrecord.contract import Contract, arrow_schema, from_descriptor
from onrecord.history.release_files import as_json, index_entry, no_changes, stamp_release
from onrecord.package.write import write_package

Rows = Sequence[Mapping[str, Any]]

RETIRED = {
    "name": "retired",
    "schema": {
        "fields": [
            {"name": "id", "type": "string", "constraints": {"required": True}},
            {"name": "retired_in", "type": "string", "immutable": True},
            {"name": "reason", "type": "string"},
            {"name": "replaced_by", "type": "string"},
            {"name": "note", "type": "string"},
        ],
        "primaryKey": ["id"],
    },
}
THINGS = {
    "name": "things",
    "schema": {
        "fields": [
            {"name": "thing_id", "type": "string", "idTemplate": "thing:{slug}", "constraints": {"required": True}},
            {"name": "kind", "type": "string", "immutable": True},
            {"name": "size", "type": "number"},
            {"name": "colour", "type": "string", "constraints": {"enum": ["red", "green"]}},
        ],
        "primaryKey": ["thing_id"],
    },
}
WORDS = {
    "name": "words",
    "schema": {
        "fields": [
            {"name": "word_id", "type": "string", "idTemplate": "word:{slug}", "constraints": {"required": True}},
            {"name": "thing_id", "type": "string", "immutable": True},
            {"name": "text", "type": "string"},
        ],
        "primaryKey": ["word_id"],
    },
}


def contract(*tables: Mapping[str, Any], **package: Any) -> Contract:
    described = {"name": "made", "contractVersion": "1.0.0", **package}
    return from_descriptor({**described, "resources": list(tables or (THINGS, WORDS, RETIRED))})


def package(
    folder: Path, rows: Mapping[str, Rows], version: str = "0.0.0-unreleased", of: Contract | None = None
) -> Path:
    of = of or contract()
    tables = {}
    for name, table in of.tables.items():
        made = pa.Table.from_pylist(list(rows.get(name, [])), schema=arrow_schema(table))
        tables[name] = made.sort_by([(key, "ascending") for key in table.primary_key])
    write_package(tables, of, folder, version)
    return folder


def catalogue(dataset: Path, releases: Iterable[tuple[str, Mapping[str, Rows]]], of: Contract | None = None) -> Path:
    """A catalogue with these releases, put there without any check."""
    entries: list[dict[str, Any]] = []
    for version, rows in releases:
        folder = package(dataset / version, rows, version, of)
        described = stamp_release(folder, version, no_changes(), date(2026, 1, 1))
        entries.insert(0, index_entry(folder, described, date(2026, 1, 1)))
    dataset.mkdir(exist_ok=True)
    (dataset / "index.json").write_text(as_json({"releases": entries}), encoding="utf-8")
    return dataset


def thing(name: str, **cells: Any) -> dict[str, Any]:
    return {"thing_id": f"thing:{name}", "kind": "tool", "size": 1.0, "colour": "red"} | cells


def retired(id_: str, version: str, **cells: Any) -> dict[str, Any]:
    return {"id": id_, "retired_in": version, "reason": "error", "replaced_by": None, "note": None} | cells
