"""Where the standard and frictionless disagree about a cell; `docs/conformance.md` tells them to people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

Field = dict[str, Any]


class Difference(NamedTuple):
    """A cell that is a value to one program and none to the other; `sentence` decides."""

    name: str
    sentence: str
    #: a column and a text with which it is seen, and whether the text is a value to us
    field: Field
    text: str
    ours: bool
    #: whether it can be that which is seen in a cell
    applies: Callable[[Field, str], bool]


def _items(field: Field) -> set[str]:
    return {field["type"], *([field.get("itemType", "string")] if field["type"] == "list" else [])}


def _is(*types: str) -> Callable[[Field], bool]:
    return lambda field: bool(_items(field) & set(types))


_number = _is("number", "integer")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"
)
_DURATION = re.compile(r"-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?")
_BASE64 = re.compile("[A-Za-z0-9+/]*={0,2}")


def _default(field: Field, kind: str) -> bool:
    return kind in _items(field) and field.get("format", "default") == "default"


NUMBER = (
    "The lexical formatting follows that of decimal in XMLSchema: a non-empty finite-length sequence of decimal digits"
)

DIFFERENCES = [
    Difference(
        "Python's own ways to write a number",
        NUMBER,
        {"type": "integer"},
        "1_000",
        False,
        lambda f, t: _number(f) and bool(re.search(r"_|[^\x00-\x7f]", t)),
    ),
    Difference(
        "other words for special numbers",
        "The following special string values are permitted (case need not be respected): NaN, INF, -INF",
        {"type": "number"},
        "Infinity",
        False,
        lambda f, t: "number" in _items(f) and bool(re.search(r"(?i)infinity|nan|inf", t)),
    ),
    Difference(
        "special numbers among numbers that aren't bare",
        "The following special string values are permitted (case need not be respected): NaN, INF, -INF",
        {"type": "number", "bareNumber": False},
        "NaN",
        True,
        lambda f, t: "number" in _items(f) and bool(re.search(r"(?i)nan|inf", t)),
    ),
    Difference(
        "a decimal point before the first digit of a number that isn't bare",
        "Leading and trailing zeroes are optional",
        {"type": "number", "bareNumber": False, "constraints": {"maximum": 1}},
        ".5",
        True,
        lambda f, t: f["type"] == "number" and f.get("bareNumber") is False and bool(re.search(r"\.\d", t)),
    ),
    Difference(
        "groups of digits in a whole number",
        "groupChar: A string whose value is used to group digits within the integer",
        {"type": "integer", "groupChar": ","},
        "1,000",
        True,
        lambda f, t: f["type"] == "integer" and f.get("groupChar", "\0") in t,
    ),
    Difference(
        "dates without leading zeroes",
        "The lexical representation MUST be yyyy-mm-dd",
        {"type": "date"},
        "2021-4-3",
        False,
        lambda f, t: _default(f, "date") and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", t),
    ),
    Difference(
        "times with fractions or zones",
        "The lexical representation MUST be hh:mm:ss",
        {"type": "time"},
        "15:00:00Z",
        False,
        lambda f, t: _default(f, "time") and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}", t),
    ),
    Difference(
        "a date and a time without a T between them",
        "The lexical representation MUST be in a form defined by XML Schema",
        {"type": "datetime"},
        "2021-04-13 15:00:00",
        False,
        lambda f, t: _default(f, "datetime") and not _DATETIME.fullmatch(t),
    ),
    Difference(
        "years of other than four digits",
        "A calendar year as per XMLSchema gYear",
        {"type": "year"},
        "-0044",
        True,
        lambda f, t: f["type"] == "year" and not re.fullmatch("[0-9]{4}", t),
    ),
    Difference(
        "months without a leading zero",
        "A specific month in a specific year as per XMLSchema gYearMonth",
        {"type": "yearmonth"},
        "2021-4",
        False,
        lambda f, t: f["type"] == "yearmonth" and not re.fullmatch("[0-9]{4}-[0-9]{2}", t),
    ),
    Difference(
        "weeks, and what else ISO 8601 has for durations",
        "We follow the definition of XML Schema duration datatype directly",
        {"type": "duration"},
        "P1W",
        False,
        lambda f, t: f["type"] == "duration" and (not _DURATION.fullmatch(t) or t[-1] in "PT"),
    ),
    Difference(
        "what is no base64",
        "binary: A base64 encoded string representing binary data",
        {"type": "string", "format": "binary"},
        "no base64!!",
        False,
        lambda f, t: f.get("format") == "binary" and (len(t) % 4 != 0 or not _BASE64.fullmatch(t)),
    ),
    Difference(
        "points with a height",
        "A geojson object as per the GeoJSON spec",
        {"type": "geojson"},
        '{"type": "Point", "coordinates": [1, 2, 3]}',
        True,
        lambda f, t: f["type"] == "geojson" and bool(re.search(r"\[[^][]*,[^][]*,", t)),
    ),
]  # fmt: skip


def explained(field: Field, text: str) -> bool:
    """Whether the two may disagree about a text in a column."""
    return any(difference.applies(field, text) for difference in DIFFERENCES)
