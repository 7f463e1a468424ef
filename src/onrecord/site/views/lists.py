"""Pages that list rows of all articles: events in time, figures, changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from onrecord.site.places import name_of, page_of
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.history import Cell
from onrecord.site.views.parts import Code, Figure, Link, code, dates, figure_of

#: events, figures and changed rows on a page
EVENTS, FIGURES, CHANGES = 300, 120, 400


class EventLine(NamedTuple):
    """An event in one line: its name, when, and how many claims have which degree."""

    event: Link
    when: str
    precision: Code
    status: Code
    degrees: tuple[int, ...]


class Group(NamedTuple):
    """Events of a year, or without a date."""

    title: str
    events: tuple[EventLine, ...]


@dataclass(frozen=True)
class TimelinePage:
    """A page of the timeline."""

    groups: tuple[Group, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class FiguresPage:
    """A page of figures."""

    figures: tuple[Figure, ...]
    page: int
    pages: int


class ChangedRow(NamedTuple):
    """A row that a release changed."""

    link: Link
    table: str
    kind: str
    cells: tuple[Cell, ...]
    reason: str | None


class Changes(NamedTuple):
    """What a release changed."""

    version: str
    anchor: str
    rows: tuple[ChangedRow, ...]
    more: int


def event_line(release: Release, row: Row) -> EventLine:
    """An event in one line."""
    counts = [0] * 5
    for claim in release.rows.by("event_claims", "event_id", row["event_id"]):
        degree = release.codes.degree(claim.get("factuality"))
        if degree is not None:
            counts[degree] += 1
    when = dates(release, row)
    status = code(release, "events", "event_status", row.get("event_status"))
    link = Link(str(row.get("label") or row["event_id"]), page_of("events", row["event_id"]))
    return EventLine(link, when.text, when.precision, status, tuple(counts))


def timeline_pages(release: Release) -> Iterator[TimelinePage]:
    """All events by the first year in which they can lie, those without a date last."""

    def year(row: Row) -> int:
        day: dt.date | None = row.get("date_start") or row.get("date_end")
        return day.year if day else 9999

    def order(row: Row) -> tuple[Any, ...]:
        day = row.get("date_start") or row.get("date_end") or dt.date.max
        return year(row), day, row.get("date_end") or dt.date.max, str(row.get("label"))

    rows = sorted(release.rows.all("events"), key=order)
    pages = max(1, -(-len(rows) // EVENTS))
    for page in range(1, pages + 1):
        part = rows[(page - 1) * EVENTS : page * EVENTS]
        groups = [
            Group(str(first) if first != 9999 else "Without a date", tuple(event_line(release, row) for row in same))
            for first, same in groupby(part, key=year)
        ]
        yield TimelinePage(tuple(groups), page, pages)


def figures_pages(release: Release) -> Iterator[FiguresPage]:
    """All figures in the order of their table."""
    rows = list(release.rows.all("figures"))
    pages = max(1, -(-len(rows) // FIGURES))
    for page in range(1, pages + 1):
        part = rows[(page - 1) * FIGURES : page * FIGURES]
        yield FiguresPage(tuple(figure_of(release, row) for row in part), page, pages)


def changes(release: Release) -> tuple[Changes, ...]:
    """What each release up to this one changed, the newest first."""
    found = []
    for version, rows in reversed(release.changes):
        if not rows.has("changes"):
            continue
        grouped: dict[tuple[str, Any], list[Row]] = {}
        for row in rows.all("changes"):
            grouped.setdefault((str(row["table"]), row["id"]), []).append(row)
        changed = [
            _changed(release, table, row_id, cells) for (table, row_id), cells in list(grouped.items())[:CHANGES]
        ]
        found.append(
            Changes(version, name_of(f"v{version.replace('.', '-')}"), tuple(changed), max(0, len(grouped) - CHANGES))
        )
    return tuple(found)


def _changed(release: Release, table: str, row_id: Any, rows: Sequence[Row]) -> ChangedRow:
    whole = [row for row in rows if str(row_id) in (row.get("old"), row.get("new"))]
    kind = "changed" if not whole else ("added" if whole[0].get("new") is not None else "removed")
    key = release.rows.key_of(table) if release.rows.has(table) else None
    known = key is not None and release.rows.row(table, row_id) is not None
    link = Link(release.label(table, row_id) if known else str(row_id), release.link(table, row_id) if known else None)
    cells = () if whole else tuple(Cell(str(r["column"]), r.get("old"), r.get("new"), r.get("reason")) for r in rows)
    return ChangedRow(link, table, kind, cells, next((row["reason"] for row in rows if row.get("reason")), None))
