"""The files of a table in several: each with its own bytes, hash and rows, as `files` of the resource tells.

`files` is an addition of ours to Data Package v2, whose `bytes` and `hash` are those of a single file: a list of maps with
`path`, `bytes`, `hash` and `rows`, or the path of a JSON file in the package that holds such a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.checking.files import CHANGED, SMALL_FILE, Digests, changed_bytes, not_verified, unknown_hash
from onrecord.findings import Finding, printable
from onrecord.reading.formats import TableFiles
from onrecord.reading.line_numbers import rows_by_file
from onrecord.reading.resource_files import path_inside

Manifest = Mapping[str, Mapping[str, Any]]


def read_manifest(resource: Mapping[str, Any], folder: Path) -> tuple[Manifest | None, list[Finding]]:
    """What `files` of a resource tells of each file, by its path; None when nothing is told, or nothing sound (P027)."""
    name, listed = str(resource.get("name", "")), resource.get("files")
    if listed is None:
        return None, []
    if isinstance(listed, str):
        path = path_inside(folder, listed, name)
        if isinstance(path, Finding):
            return None, [path]
        try:
            if path.stat().st_size > SMALL_FILE:
                return None, [not_verified(name, f"{path.name}, which is larger than {SMALL_FILE // 1_000_000} MB")]
            listed = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            return None, [_unsound(name, f"{path.name} can't be read: {printable(str(error), 200)}")]
    if not isinstance(listed, list) or not all(
        isinstance(one, dict) and isinstance(one.get("path"), str) for one in listed
    ):
        return None, [_unsound(name, "`files` of the resource is no list of maps with a path")]
    return {one["path"]: one for one in listed}, []


def _unsound(table: str, why: str) -> Finding:
    help_ = 'write {"path": "…", "bytes": 0, "hash": "sha256:…", "rows": 0} for each file'
    return Finding(code="P027", message=why, table=table, help=help_)


def changed_files(
    manifest: Manifest, paths: Sequence[Path], folder: Path, table: str, digests: Digests
) -> Iterator[Finding]:
    """Which files have other bytes than they should, are not told of, or are told of and not there."""
    there = {path.relative_to(folder).as_posix(): path for path in paths}
    for name, path in there.items():
        if name in manifest:
            yield from changed_bytes(manifest[name], path, table, digests)
            yield from unknown_hash(manifest[name], table)
        else:
            message = f"`files` of the resource doesn't tell of {printable(name, 120)}"
            yield Finding(code="P028", message=message, table=table, help="add it there, or take the file away")
    for name in manifest:
        if name not in there:
            message = f"{printable(name, 120)}, of which `files` of the resource tells, is none of the table's files"
            yield Finding(code="P028", message=message, table=table, help="get it again, or correct `path` or `files`")


def rows_of_files(manifest: Manifest, files: TableFiles, folder: Path, table: str) -> Iterator[Finding]:
    """Which files have another number of rows than they should (P014); P010 where that can't be counted file by file."""
    listed = {name: one["rows"] for name, one in manifest.items() if isinstance(one.get("rows"), int)}
    if not listed:
        return
    counted = rows_by_file(files, table)
    if counted is None:
        yield not_verified(table, f"the rows of each file: in {files.kind.title} they are counted together only")
        return
    for path in files.paths:
        name, rows = path.relative_to(folder).as_posix(), counted.get(path, 0)
        if name in listed and listed[name] != rows:
            message = f"{printable(name, 120)} has {rows:,} rows; `files` of the resource says {listed[name]:,}"
            yield Finding(code="P014", message=message, table=table, help=CHANGED)
