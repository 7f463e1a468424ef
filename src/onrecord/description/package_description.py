"""Files without a descriptor: a first `datapackage.json` for them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.description.keys import add_foreign_keys, add_keys
from onrecord.description.table_description import TableDescription, describe_table
from onrecord.findings import Finding, Problem, printable
from onrecord.reading.bare_files import FileHints, bare_resource
from onrecord.reading.formats import WRITE_AS, format_of_name, table_files
from onrecord.reading.temporary_files import Scratch

_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True)
class PackageDescription:
    """What files seem to hold. `descriptor` is a data package (Data Package v2) that can be edited."""

    folder: Path
    tables: tuple[TableDescription, ...]

    @property
    def descriptor(self) -> dict[str, Any]:
        """The content of a `datapackage.json`."""
        name = _slug(self.folder.resolve().name) or "data"
        return {"$schema": _SCHEMA, "name": name, "resources": [table.descriptor for table in self.tables]}

    def lines(self) -> list[str]:
        """What was found, for a person: each table with its columns, how sure their types are, and why not."""
        return [line for table in self.tables for line in [*_lines(table), ""]][:-1]


def describe_files(sources: Sequence[Path], folder: Path, hints: FileHints, scratch: Scratch) -> PackageDescription:
    """Describe each file (and each file of a format that is read in each folder) as a table of a package in `folder`.

    Raises `Problem` with all that keeps files from being read: P001 one isn't there, P006 one lies outside of the
    folder, P010 its format isn't read, and T025 to T027, T035.
    """
    wrong: list[Finding] = []
    tables: list[TableDescription] = []
    for path in _files(sources, wrong):
        try:
            relative = path.resolve().relative_to(folder.resolve()).as_posix()
        except ValueError:
            message = f"{printable(str(path), 120)} lies outside of the folder of the descriptor"
            help_ = "write the descriptor into a folder that holds all files: --out FOLDER/datapackage.json"
            wrong.append(Finding(code="P006", message=message, help=help_))
            continue
        resource = bare_resource(path, hints)
        files = table_files(resource, [path])
        if files is None:
            message = f"the format of {printable(path.name, 80)} is not known"
            wrong.append(Finding(code="P010", message=message, file=str(path), help=WRITE_AS))
            continue
        taken = {table.name for table in tables}
        resource |= {"path": relative, "name": _free(_slug(str(resource["name"])) or "table", taken)}
        try:
            tables.append(describe_table(files._replace(resource=resource), hints, scratch))
        except Problem as problem:
            wrong += problem.findings
    if wrong:
        raise Problem(*wrong)
    for table in tables:
        add_keys(table)
    add_foreign_keys(tables)
    return PackageDescription(folder, tuple(tables))


def write_descriptor(description: PackageDescription, path: Path, *, force: bool = False) -> None:
    """Write the `datapackage.json`, whole or not at all. Raises `Problem` (P026) when there is one, unless forced."""
    if path.exists() and not force:
        message = "there is a descriptor already"
        help_ = "name another file with --out, print it with --out -, or replace it with --force"
        raise Problem(Finding(code="P026", message=message, file=str(path), help=help_))
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(json.dumps(description.descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(path)


def _files(sources: Sequence[Path], wrong: list[Finding]) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if path.is_file() and format_of_name(path.name))
            inside = [
                path for path in inside if path.name != "datapackage.json" and not path.name.startswith((".", "_"))
            ]
            if not inside:
                message = "there is no file of a table in this folder"
                wrong.append(Finding(code="P001", message=message, file=str(source), help=WRITE_AS))
            found += inside
        elif source.is_file():
            found.append(source)
        else:
            wrong.append(Finding(code="P001", message="there is no such file", file=str(source), help="name a file"))
    return found


def _slug(name: str) -> str:
    """A name as the standard wants it: lower case letters, digits, `.`, `_`, `-`."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    candidate = name
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _lines(table: TableDescription) -> list[str]:
    dialect = table.resource.get("dialect", {})
    how = [f"{table.rows:,} rows"]
    how += [f"cut by “{dialect['delimiter']}”".replace("\t", "\\t")] if "delimiter" in dialect else []
    how += [f"encoding {table.resource['encoding']}"] if "encoding" in table.resource else []
    lines = [f"{printable(str(table.resource['path']), 100)}: {', '.join(how)}"]
    lines += [f"  ! {printable(note, 300)}" for note in table.notes]
    width = max((len(printable(column.name, 40)) for column in table.columns), default=0)
    kinds = [_kind(column.properties) for column in table.columns]
    wide = max(map(len, kinds), default=0)
    for column, kind in zip(table.columns, kinds, strict=True):
        lines.append(f"  {printable(column.name, 40):<{width}}  {kind:<{wide}}  {column.confidence}")
        lines += [f"      {printable(note, 300)}" for note in column.notes]
    if table.primary_key:
        lines.append(f"  primary key: {', '.join(table.primary_key)} (all there and different in {table.rows:,} rows)")
    if table.candidate_keys:
        lines.append(f"  could be keys: {printable(', '.join(table.candidate_keys), 300)}")
    for key in table.foreign_keys:
        reference = key["reference"]
        target = f"{reference['resource'] or table.name}.{reference['fields'][0]}"
        lines.append(f"  {key['fields'][0]} points to {target} (all of its values are there)")
    return lines


def _kind(properties: dict[str, Any]) -> str:
    """The type of a field in a few words: `number, decimalChar “,”`."""
    parts = [str(properties["type"])]
    for name, value in properties.items():
        if name in ("name", "type"):
            continue
        if name == "constraints":
            parts.append(f"{len(value['enum'])} codes")
        elif name == "format":
            parts.append(str(value))
        elif name == "missingValues":
            parts.append("missing " + " ".join(f"“{text}”" for text in value if text))
        else:
            shown = (
                ", ".join(map(str, value))
                if isinstance(value, list)
                else str(value).lower()
                if value is False
                else value
            )
            parts.append(f"{name} {shown}")
    return printable(", ".join(parts), 80)
