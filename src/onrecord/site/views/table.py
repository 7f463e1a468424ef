"""A table page by page: cells with what leads on, columns as the contract explains them."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from onrecord.contract import Table
from onrecord.contract.codebook import DATASETS
from onrecord.site.places import address, anchor_of, name_of, page_of, table_page
from onrecord.site.release import Release
from onrecord.site.rows import Row

#: rows on a page
PAGE = 500
#: rows that a reader's browser can sort and filter at once
SORTABLE = 25_000
_NUMBERS = ("integer", "number", "year")


class Cell(NamedTuple):
    """A value as text, what people read in its place, and what leads on."""

    text: str
    label: str | None = None
    href: str | None = None


class Column(NamedTuple):
    """A column with what the contract says of it."""

    name: str
    title: str
    type: str
    description: str
    vocabulary: str | None
    points_to: str | None
    counterparts: tuple[tuple[str, str], ...]
    is_number: bool
    is_required: bool


class Line(NamedTuple):
    """A row of a table."""

    anchor: str
    page: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TablePage:
    """A page of a table."""

    name: str
    file: str
    title: str
    description: str
    rows: int
    columns: tuple[Column, ...]
    rules: tuple[str, ...]
    lines: tuple[Line, ...]
    page: int
    pages: int
    first: int
    is_sortable: bool

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return self.first + len(self.lines) - 1

    @property
    def neighbours(self) -> tuple[str | None, str | None]:
        """The pages before and after."""
        before = table_page(self.name, self.page - 1) if self.page > 1 else None
        return before, table_page(self.name, self.page + 1) if self.page < self.pages else None


def columns_of(release: Release, table: Table) -> tuple[Column, ...]:
    """The columns of a table with what the contract says of them."""
    targets = {key.fields[0]: key.table or table.name for key in table.foreign_keys if len(key.fields) == 1}
    return tuple(
        Column(
            name=field.name,
            title=field.title or field.name,
            type=field.type,
            description=field.description or "",
            vocabulary=field.vocabulary if field.vocabulary in release.rows.contract.vocabularies else None,
            points_to=targets.get(field.name),
            counterparts=tuple((DATASETS.get(name, name), str(other)) for name, other in field.counterpart.items()),
            is_number=field.type in _NUMBERS,
            is_required=field.required,
        )
        for field in table.fields
    )


def page_count(release: Release, name: str) -> int:
    """How many pages a table has; one of a table without rows, too."""
    return max(1, math.ceil(release.rows.count(name) / PAGE))


def table_pages(release: Release, name: str, wanted: Sequence[int]) -> Iterator[TablePage]:
    """Pages of a table by their numbers, from 1."""
    table = release.rows.contract.tables[name]
    columns = columns_of(release, table)
    rows = release.rows.as_released(name)
    pages = page_count(release, name)
    for page in wanted:
        part = rows.slice((page - 1) * PAGE, PAGE).to_pylist()
        yield TablePage(
            name=name,
            file=name_of(name),
            title=table.title or name,
            description=table.description or "",
            rows=rows.num_rows,
            columns=columns,
            rules=tuple(check.message for check in table.checks),
            lines=tuple(_line(release, table, columns, row) for row in part),
            page=page,
            pages=pages,
            first=(page - 1) * PAGE + 1,
            is_sortable=rows.num_rows <= SORTABLE,
        )


def _line(release: Release, table: Table, columns: Sequence[Column], row: Row) -> Line:
    values = list(row.values())
    key = [values[at] for at, field in enumerate(table.fields) if field.name in table.primary_key and at < len(values)]
    row_id = key[0] if len(key) == 1 else " ".join(map(str, key))
    return Line(
        anchor=anchor_of(row_id) if key else "",
        page=page_of(table.name, row_id) if release.is_news else None,
        cells=tuple(_cell(release, column, value) for column, value in zip(columns, values, strict=False)),
    )


def _cell(release: Release, column: Column, value: Any) -> Cell:
    if value is None:
        return Cell("")
    text = value_text(value)
    if column.points_to:
        return Cell(text, *release.reference(column.points_to, value))
    if column.vocabulary:
        return Cell(text, release.codes.label(column.vocabulary, value))
    return Cell(text, None, address(text) if isinstance(value, str) and "://" in text else None)


def value_text(value: Any) -> str:
    """A value as it stands in CSV and on pages.

    >>> value_text(80000.0), value_text(True), value_text(dt.date(2021, 4, 12)), value_text(["a", 1])
    ('80000', 'true', '2021-04-12', '["a", 1]')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def rows_script(name: str, pages: Sequence[TablePage]) -> str:
    """All rows of a table as a script that a page without a server can load: it hands them to the sorter.

    Values are JSON within JavaScript; what could end the script or a line is written as an escape.
    """
    columns = pages[0].columns
    refs: list[dict[str, tuple[str | None, str | None]]] = [{} for _ in columns]
    lines = []
    for page in pages:
        for line in page.lines:
            for known, cell in zip(refs, line.cells, strict=False):
                if cell.label is not None or cell.href is not None:
                    known[cell.text] = (cell.label, cell.href)
            lines.append([line.anchor, line.page, *(cell.text for cell in line.cells)])
    content = json.dumps({"rows": lines, "refs": refs}, ensure_ascii=False, separators=(",", ":"))
    return f"onrecordRows({json.dumps(name)},{_in_script(content)});\n"


def _in_script(text: str) -> str:
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
