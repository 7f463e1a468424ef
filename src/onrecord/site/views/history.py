"""What became of a row through the releases: cell by cell, with reasons."""

from __future__ import annotations

from typing import Any, NamedTuple

from onrecord.site.release import Release
from onrecord.site.rows import Row


class Cell(NamedTuple):
    """A cell that a release changed, as text; None where there was or is no value."""

    column: str
    old: str | None
    new: str | None
    reason: str | None


class Step(NamedTuple):
    """What a release did to a row."""

    version: str
    cells: tuple[Cell, ...]


def history_of(release: Release, row_id: Any) -> tuple[Step, ...]:
    """The releases that changed the row, oldest first, as `release.changes` tells them."""
    return tuple(
        Step(version, tuple(_cell(row) for row in rows))
        for version, rows in ((v, rows.by("changes", "id", row_id)) for v, rows in release.changes)
        if rows
    )


def _cell(row: Row) -> Cell:
    return Cell(str(row["column"]), row.get("old"), row.get("new"), row.get("reason"))
