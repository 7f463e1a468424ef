"""Which resources are tables whose rows can be read, and what is said of all others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.checking.files import not_verified
from onrecord.contract import Contract
from onrecord.findings import Finding, printable
from onrecord.reading.dialect import dialect_of
from onrecord.reading.formats import WRITE_AS, TableFiles, table_files

#: the files of each resource, with its description
ResourceFiles = Mapping[str, tuple[Mapping[str, Any], list[Path]]]

#: formats of files that need not be tables: without a schema nothing says that they are
_PERHAPS_NO_TABLE = ("json", "geojson")
#: files that are named in the note on those that are no tables
_NAMED = 8


def readable_tables(
    files: ResourceFiles, folder: Path, contract: Contract, lost: Collection[str], wanted: Collection[str] | None
) -> tuple[dict[str, TableFiles], list[Finding]]:
    """The sources of tables, those without a schema among them, and findings on what is not verified.

    lost: resources whose schema or dialect could not be had. Files that nothing says to be tables are told in a note.
    """
    sources: dict[str, TableFiles] = {}
    findings: list[Finding] = []
    aside: list[str] = []
    for name, (resource, paths) in files.items():
        source = table_files(resource, paths, folder)
        shown = printable(paths[0].name if paths else name)
        if source is not None and name in contract.tables and name not in lost:
            sources[name] = source
        elif wanted is not None and name not in wanted:
            continue
        elif "schema" not in resource and name not in lost and (source is None or source.format in _PERHAPS_NO_TABLE):
            aside.append(shown)
        elif source is None:
            findings.append(replace(not_verified(name, f"the format of {shown} is not known"), help=WRITE_AS))
        elif name in lost:
            findings.append(not_verified(name, f"the rows of {shown}, whose schema or dialect can't be had"))
        elif "schema" in resource:
            findings.append(not_verified(name, f"the rows of {shown}, which has no sound schema"))
        else:
            help_ = "`onrecord describe` writes a first schema, to be edited; for a single table: --schema FILE"
            findings.append(replace(not_verified(name, f"the values of {shown}, which has no schema"), help=help_))
            dialect, _ = dialect_of(resource, name, ",")
            if dialect.header and dialect.header_rows != ():
                sources[name] = source
    return sources, [*findings, *_note(aside)]


def _note(aside: list[str]) -> list[Finding]:
    if not aside:
        return []
    more = f" and {len(aside) - _NAMED:,} more" if len(aside) > _NAMED else ""
    message = f"no schema says what is in {', '.join(aside[:_NAMED])}{more}: looked at as files only"
    return [Finding(code="P022", severity="note", message=message)]
