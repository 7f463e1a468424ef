"""Findings on rows of files that people open, led to the file and the line on which the row begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.findings import Finding
from onrecord.reading.formats import TableFiles
from onrecord.reading.line_numbers import Place, places_of


def with_lines(findings: Sequence[Finding], sources: Mapping[str, TableFiles], folder: Path) -> list[Finding]:
    """The findings with their files, told from the folder on, and lines. A single Parquet file is its table."""
    rows: dict[str, set[int]] = {}
    for finding in findings:
        source = sources.get(finding.table or "")
        if source is not None and finding.table and finding.row is not None and not source.is_one_parquet:
            rows.setdefault(finding.table, set()).add(finding.row)
    places = {table: places_of(sources[table], table, wanted) for table, wanted in rows.items()}
    return [_with_line(finding, sources.get(finding.table or ""), places, folder) for finding in findings]


def _with_line(
    finding: Finding, source: TableFiles | None, places: Mapping[str, Mapping[int, Place]], folder: Path
) -> Finding:
    if source is None or not source.paths:
        return finding
    place = places.get(finding.table or "", {}).get(finding.row or 0)
    if place is not None and finding.file is None:
        return replace(finding, file=place.path.relative_to(folder).as_posix(), line=place.line)
    named = finding.file == source.paths[0].name
    alone = finding.file is None and len(source.paths) == 1 and not source.is_one_parquet
    return replace(finding, file=source.paths[0].relative_to(folder).as_posix()) if named or alone else finding
