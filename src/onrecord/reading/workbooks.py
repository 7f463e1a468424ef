"""Sheets of workbooks: Excel's and OpenDocument's. Read by calamine (`pip install onrecord[spreadsheets]`).

Cells have types: numbers, dates, text, yes or no. A number in a column of texts is none of its type: what it looked like
when it was typed, leading zeros above all, is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.contract import Table
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import OpenTable, broken
from onrecord.reading.json_tables import open_lists
from onrecord.reading.temporary_files import Scratch

#: a workbook is read whole; it may have so many bytes
LARGEST = 250_000_000
#: and a sheet so many cells
_MOST_CELLS = 50_000_000
_NAMED = 12


class SheetError(ValueError):
    """A workbook can't be read, or has no such sheet. `hint` is what to do."""

    def __init__(self, why: str, hint: str | None = None, code: str = "T027") -> None:
        super().__init__(why)
        self.hint, self.code = hint, code


class Sheet(NamedTuple):
    """The rows of a sheet, and the names of all sheets of its workbook."""

    name: str
    rows: list[list[Any]]
    sheets: list[str]
    #: rows of the sheet above the first one that holds anything
    above: int


def open_workbook(
    table: Table, _files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a sheet: the one that the dialect names (`sheetName`, `sheetNumber`), else the first."""
    rows: list[list[Any]] = []
    findings: list[Finding] = []
    for number, path in enumerate(paths):
        try:
            sheet = read_sheet(path, dialect)
        except SheetError as error:
            finding = broken(table, path, str(error))
            return OpenTable(
                None, [Finding(code=error.code, message=finding.message, table=table.name, help=error.hint)]
            )
        if not number:
            findings += _other_sheets(table, sheet, dialect, path)
            rows = sheet.rows
        else:
            # each file has the header again, as files of CSV do
            heads = int(dialect.header and sheet.rows[:1] == rows[:1])
            rows = rows + sheet.rows[heads:]
    opened = open_lists(table, iter(rows), dialect, paths[0].name, scratch)
    return OpenTable(opened.frame, [*findings, *opened.findings], opened.rows)


def _other_sheets(table: Table, sheet: Sheet, dialect: Dialect, path: Path) -> list[Finding]:
    if len(sheet.sheets) == 1 or dialect.sheet_name is not None or dialect.sheet_number is not None:
        return []
    others = [name for name in sheet.sheets if name != sheet.name]
    message = f"the sheet “{printable(sheet.name, 60)}” of {path.name} is read; others: {_listed(others)}"
    help_ = 'name the one that is meant in the dialect: {"sheetName": "…"}'
    return [Finding(code="T034", severity="note", message=message, table=table.name, help=help_)]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return printable(", ".join(names[:_NAMED]), 300) + more


def read_sheet(path: Path, dialect: Dialect, most: int | None = None) -> Sheet:
    """A sheet of a workbook: its rows (or the first of them), blanks as None. Raises `SheetError`, and `OSError`."""
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        why = "workbooks need the package python-calamine"
        raise SheetError(why, "pip install onrecord[spreadsheets], or save the sheet as CSV", "T035") from None
    if path.stat().st_size > LARGEST:
        raise SheetError(f"it is larger than {LARGEST // 1_000_000} MB, and a workbook is read whole", "save it as CSV")
    with _readable():
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        names = list(workbook.sheet_names)
    name = _chosen(names, dialect)
    with _readable():
        found = workbook.get_sheet_by_name(name)
        if found.height * found.width > _MOST_CELLS:
            raise SheetError(f"the sheet has {found.height * found.width:,} cells", "save it as CSV")
        cells = found.to_python(skip_empty_area=True) if most is None else found.to_python(True, most)
        above = found.start[0] if found.start else 0
    # workbooks have no whole numbers: they write them as floats
    rows = [
        [None if cell == "" else int(cell) if cell.__class__ is float and cell.is_integer() else cell for cell in row]
        for row in cells
    ]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return Sheet(name, rows, names, above)


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever the library raises says that the workbook can't be read; a panic of Rust is no ordinary exception."""
    try:
        yield
    except (SheetError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        why = printable(str(error).split("\n")[0], 200) or type(error).__name__
        hint = "open it, and save it anew; or save the sheet as CSV"
        raise SheetError("a password protects it" if "assword" in why else why, hint) from None


def _chosen(names: list[str], dialect: Dialect) -> str:
    if dialect.sheet_name is not None:
        if dialect.sheet_name in names:
            return dialect.sheet_name
        hint = did_you_mean(dialect.sheet_name, names) or f"sheets: {_listed(names)}"
        raise SheetError(f"there is no sheet “{printable(dialect.sheet_name, 60)}”", hint)
    number = dialect.sheet_number or 1
    if number > len(names):
        raise SheetError(f"there is no sheet {number}", f"sheets: {_listed(names)}")
    return names[number - 1]
