"""Folders that say what their rows hold: `year=2021/part-0.parquet`, as Apache Hive names them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from onrecord.contract import Table
from onrecord.reading.formats import TableFiles

#: how Hive names the folder of rows whose value is missing
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


class Partition(NamedTuple):
    """Files that follow each other and the values that their folders give to columns."""

    values: Mapping[str, str | None]
    paths: tuple[Path, ...]


def partitions_of(table: Table, files: TableFiles) -> list[Partition]:
    """The partitions of a table in order; none when its folders give no column of the contract a value."""
    if files.folder is None:
        return []
    folder, names = files.folder, {field.name for field in table.fields}

    def values(path: Path) -> tuple[tuple[str, str | None], ...]:
        return tuple((name, value) for name, value in partition_values(path, folder).items() if name in names)

    grouped = [Partition(dict(found), tuple(paths)) for found, paths in groupby(files.paths, values)]
    return grouped if any(each.values for each in grouped) else []


def partition_values(path: Path, folder: Path) -> dict[str, str | None]:
    """What the folders that a file lies in say of its rows, `year=2021`; None where the value is missing.

    >>> partition_values(Path("/p/t/year=2021/part-0.csv"), Path("/p"))
    {'year': '2021'}
    """
    parts = path.relative_to(folder).parts[:-1] if path.is_relative_to(folder) else ()
    named = (part.partition("=") for part in parts if "=" in part.strip("="))
    return {unquote(name): None if value == _NO_VALUE else unquote(value) for name, _, value in named}
