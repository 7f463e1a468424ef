"""What a catalogue on disk has published: ids, and the version that comes next."""

from __future__ import annotations

from pathlib import Path

from onrecord.findings import Problem
from onrecord.package.index import parse_index, version_numbers


def released_ids(dataset: Path) -> frozenset[str]:
    """The primary keys of all rows of the newest release in a folder of releases; none where there is no release."""
    from onrecord.package.read import open_package

    index = dataset / "index.json"
    try:
        newest = parse_index(index.read_bytes(), str(index))[0]["version"]
        package = open_package(dataset / newest)
        ids: set[str] = set()
        for name, table in package.contract.tables.items():
            if len(table.primary_key) == 1:
                ids.update(map(str, package.read(name, table.primary_key).column(0).to_pylist()))
    except (OSError, Problem):
        return frozenset()
    return frozenset(ids)


def version_after(dataset: Path) -> str:
    """The smallest version of a release that retires rows of the newest one; 0.1.0 where there is no release."""
    index = dataset / "index.json"
    try:
        major, minor, _ = version_numbers(parse_index(index.read_bytes(), str(index))[0]["version"])
    except (OSError, Problem):
        return "0.1.0"
    return f"{major}.{minor + 1}.0"
