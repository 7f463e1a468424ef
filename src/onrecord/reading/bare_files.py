"""Files that a person names, without a descriptor: which they are, and how they seem to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, printable
from onrecord.reading.compression import NotUnpackedError, first_bytes
from onrecord.reading.dialect_detection import detect_in
from onrecord.reading.formats import WRITE_AS, TableFiles, compression_of, table_files
from onrecord.reading.resource_files import paths_named

#: how delimiters are shown
_SHOWN = {"\t": "\\t"}
#: bytes of a file that are looked at to see its delimiter
_LOOKED_AT = 1 << 18


@dataclass(frozen=True, slots=True)
class FileHints:
    """What a person says of a file that has no descriptor; None where they say nothing."""

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is said."""
        return any(value is not None for value in (self.delimiter, self.encoding, self.sheet))


#: nothing is said
NO_HINTS = FileHints()


class BareTable(NamedTuple):
    """The files of a table that a person named, and notes on what was guessed of them."""

    files: TableFiles
    findings: list[Finding]


def bare_table(source: str | PathLike[str] | Sequence[str | PathLike[str]], hints: FileHints = NO_HINTS) -> BareTable:
    """The table in a file, several files, a folder or a pattern of names.

    Its delimiter is the one that is told, else the one that it seems to have; a note (P025) says so when that is none
    that its format has. Raises `Problem`: P001 when a file isn't there, P010 when its format is none that is read.
    """
    paths, folder = paths_named(source)
    if not paths:
        raise Problem(Finding(code="P001", message="there is no file", help="name one, or more"))
    for path in paths:
        if not path.is_file():
            help_ = "name a file, a list of them or a plan"
            raise Problem(Finding(code="P001", message="there is no such file", file=str(path), help=help_))
    resource = bare_resource(paths[0], hints)
    files = table_files(resource, paths, folder)
    if files is None:
        suffix = printable("".join(paths[0].suffixes[-2:]), 20)
        message = f"files ending in “{suffix}” are not read here"
        raise Problem(Finding(code="P010", message=message, file=str(paths[0]), help=WRITE_AS))
    return BareTable(*with_delimiter(files, hints))


def bare_resource(path: Path, hints: FileHints = NO_HINTS) -> dict[str, Any]:
    """What a descriptor would say of a file, as far as a person says it."""
    name = path.name.partition(".")[0] or path.name
    resource: dict[str, Any] = {"name": name, "path": path.name, "type": "table"}
    dialect: dict[str, Any] = {}
    if hints.delimiter is not None:
        dialect["delimiter"] = {"\\t": "\t", "tab": "\t"}.get(hints.delimiter, hints.delimiter)
    if hints.sheet is not None:
        number = hints.sheet.isascii() and hints.sheet.isdigit() and int(hints.sheet) > 0
        named = not number or hints.sheet in _sheets(path)
        dialect |= {"sheetName": hints.sheet} if named else {"sheetNumber": int(hints.sheet)}
    resource |= {"dialect": dialect} if dialect else {}
    return resource | ({"encoding": hints.encoding} if hints.encoding else {})


def _sheets(path: Path) -> list[str]:
    """The sheets of a workbook; none when it can't be read, which is told when its rows are."""
    from onrecord.reading.dialect import Dialect
    from onrecord.reading.workbooks import SheetError, read_sheet

    try:
        return read_sheet(path, Dialect(), 1).sheets
    except (OSError, SheetError):
        return []


def with_delimiter(files: TableFiles, hints: FileHints = NO_HINTS) -> tuple[TableFiles, list[Finding]]:
    """The files, with the delimiter that they seem to have where nobody says which; a note (P025) says so."""
    described = files.resource.get("dialect")
    if (
        not files.is_delimited
        or not files.paths
        or hints.delimiter is not None
        or (described and "delimiter" in described)
    ):
        return files, []
    seen = _delimiter(files)
    if seen is None or seen == files.kind.delimiter:
        return files, []
    shown = _SHOWN.get(seen, seen)
    message = f"{printable(files.shown)} is cut by “{shown}”, as it seems to be; nothing says so"
    help_ = f"say --delimiter '{shown}', or write a descriptor with `onrecord describe {printable(files.shown)}`"
    note = Finding(code="P025", severity="note", message=message, help=help_)
    dialect: Mapping[str, Any] = {**(described or {}), "delimiter": seen}
    return files._replace(resource={**files.resource, "dialect": dialect}), [note]


def _delimiter(files: TableFiles) -> str | None:
    path = files.paths[0]
    try:
        raw = first_bytes(path, compression_of(files.resource, path), _LOOKED_AT)
        return detect_in(raw, encoding=files.resource.get("encoding")).delimiter
    except (OSError, LookupError, ValueError, NotUnpackedError):
        # what is wrong with the file is told when it is read
        return None
