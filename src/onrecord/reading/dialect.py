"""How a table is written: the `dialect` of a resource, in any version of the standard.

Source: Data Package v2, "Table Dialect" (https://datapackage.org/standard/table-dialect/). Version 1 ("CSV Dialect")
says the same with fewer words; frictionless nests them by format, `{"csv": {"delimiter": ";"}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from onrecord.findings import Finding, printable

_NEWLINES = ("\r\n", "\n", "\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The properties of a dialect that have to do with files of text, by the standard's defaults."""

    delimiter: str = ","
    line_terminator: str = "\r\n"
    #: empty: nothing is quoted
    quote_char: str = '"'
    double_quote: bool = True
    escape_char: str | None = None
    null_sequence: str | None = None
    skip_initial_space: bool = False
    header: bool = True
    #: None: the first row that is no comment
    header_rows: tuple[int, ...] | None = None
    header_join: str = " "
    comment_rows: tuple[int, ...] = ()
    comment_char: str | None = None
    case_sensitive_header: bool = True
    #: where in a JSON file the rows stand (`property`)
    within: str | None = None
    item_type: str | None = None
    item_keys: tuple[str, ...] | None = None
    #: of a workbook: which sheet, by its name or its number from 1
    sheet_name: str | None = None
    sheet_number: int | None = None
    #: of a database: which table
    table: str | None = None
    #: of text in columns of fixed widths: how many characters each has
    column_widths: tuple[int, ...] | None = None

    @property
    def plain(self) -> bool:
        """Whether any reader of CSV reads it alike: RFC 4180, but for the delimiter and the quotation mark."""
        marks = self.delimiter + self.quote_char
        return (
            self.standard_rows
            and marks.isascii()
            and len(set(marks)) == len(marks)
            and self.double_quote
            and self.escape_char is None
            and not self.skip_initial_space
            and self.column_widths is None
            and not self.comment_rows
            and not self.comment_char
            and (not self.header or self.header_rows in (None, (1,)))
        )

    @property
    def standard_rows(self) -> bool:
        """Whether Python's `csv` can split it: one character between cells, a line break between rows."""
        marks = self.delimiter + self.quote_char + (self.escape_char or "")
        if self.column_widths is not None:
            return False
        return self.line_terminator in _NEWLINES and len(self.delimiter) == 1 and not set(marks) & set("\r\n\0")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _some(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _one(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 1


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item > 0 for item in value)


def _number(value: Any) -> bool:
    return type(value) is int and value > 0


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


#: property -> what it has to be, in words, and how that is told
_PROPERTIES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "delimiter": ("text that is not empty", _some),
    "lineTerminator": ("text that is not empty", _some),
    "quoteChar": ("one character", _one),
    "doubleQuote": ("true or false", _flag),
    "escapeChar": ("one character", _one),
    "nullSequence": ("text", _text),
    "skipInitialSpace": ("true or false", _flag),
    "header": ("true or false", _flag),
    "headerRows": ("a list of row numbers", _numbers),
    "headerJoin": ("text", _text),
    "commentRows": ("a list of row numbers", _numbers),
    "commentChar": ("text", _text),
    "caseSensitiveHeader": ("true or false", _flag),
    "property": ("text that is not empty", _some),
    "itemType": ("array or object", lambda value: value in ("array", "object")),
    "itemKeys": ("a list of texts", _texts),
    "sheetName": ("text that is not empty", _some),
    "sheetNumber": ("a number from 1", _number),
    "table": ("text that is not empty", _some),
    "columnWidths": ("a list of numbers of characters", _numbers),
}
#: properties that say nothing about files of text
_OTHERS = {"$schema", "csvddfVersion", "name", "type", "title", "description"}


def dialect_of(resource: Mapping[str, Any], table: str, delimiter: str) -> tuple[Dialect, list[Finding]]:
    """The dialect of a resource, with the delimiter that its format has if none is told, and what is wrong with it."""
    described = resource.get("dialect")
    dialect = Dialect(delimiter=delimiter)
    if described is None:
        return dialect, []
    if not isinstance(described, dict):
        message = f"the dialect is {printable(repr(described), 60)}"
        return dialect, [Finding(code="C007", message=message, table=table, help="it has to be a map")]
    for nested in ("csv", "json", "tsv"):
        if isinstance(described.get(nested), dict):
            described = described | described[nested]
    values: dict[str, Any] = {}
    findings = list(_read(described, values, table))
    known = {field.name for field in fields(Dialect)}
    return replace(dialect, **{name: value for name, value in values.items() if name in known}), findings


def _read(described: Mapping[str, Any], values: dict[str, Any], table: str) -> Iterator[Finding]:
    for name, value in described.items():
        if name in _OTHERS or value is None or (isinstance(value, dict) and name in ("csv", "json", "tsv")):
            continue
        if name not in _PROPERTIES:
            message = f"not verified: a dialect has no property “{printable(str(name), 60)}”"
            yield Finding(code="P010", severity="warning", message=message, table=table)
            continue
        words, fits = _PROPERTIES[name]
        if not fits(value):
            message = f"{name} of the dialect is {printable(repr(value), 60)}"
            yield Finding(code="C007", message=message, table=table, help=f"it has to be {words}")
            continue
        snake = (
            "within"
            if name == "property"
            else "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
        )
        kept = tuple(value) if isinstance(value, list) else value
        values[snake] = kept or None if name in ("escapeChar", "commentChar") else kept
