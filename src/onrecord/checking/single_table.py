"""A table that stands alone, without a package: its file, and a schema beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from onrecord.checking.descriptor_files import read_map
from onrecord.checking.options import Options
from onrecord.checking.package import verify_descriptor
from onrecord.checking.report import Report
from onrecord.reading.bare_files import NO_HINTS, FileHints, bare_resource, with_delimiter
from onrecord.reading.formats import table_files


def is_table(path: Path) -> bool:
    """Whether a file holds rows, by its name; `.json` is a descriptor unless a schema is told."""
    source = table_files({}, [path])
    return path.is_file() and source is not None and source.format != "json"


def verify_table(
    path: Path,
    schema: Path | Mapping[str, Any] | None = None,
    tables: Iterable[str] | None = None,
    options: Options | None = None,
    hints: FileHints = NO_HINTS,
) -> Report:
    """Check a table's file against a Table Schema (a JSON or YAML file, or what stands in one).

    Without a schema the rows are said to be not verified. `hints` say how the file is written, where a person knows;
    a delimiter that nobody tells is the one that the file seems to have, and a note says which.
    """
    report = Report()
    resource = bare_resource(path, hints)
    files = table_files(resource, [path])
    if files is not None:
        files, notes = with_delimiter(files, hints)
        resource, report.findings = dict(files.resource), notes
    if schema is not None:
        described = _read(schema, report) if isinstance(schema, Path) else schema
        if described is None:
            return report
        resource["schema"] = dict(described)
    file = schema.name if isinstance(schema, Path) else path.name
    return verify_descriptor({"resources": [resource]}, path.resolve().parent, file, tables, report, options)


def _read(path: Path, report: Report) -> Mapping[str, Any] | None:
    return read_map(path, str(path), "schema", report, yaml=path.suffix.lower() != ".json")
