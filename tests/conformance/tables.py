"""Random schemas and tables as CSV, and what two programs say of every cell."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from onrecord.checking import verify_package

#: of a cell: row, column, what is wrong with it
Verdict = tuple[int, str, str]

#: type -> ways to describe it
FIELDS: dict[str, list[dict[str, Any]]] = {
    "string": [{}, {"format": "email"}, {"format": "uri"}, {"format": "uuid"}, {"format": "binary"}],
    "number": [{}, {"decimalChar": ","}, {"groupChar": ","}, {"decimalChar": ",", "groupChar": "."}, {"bareNumber": False}],
    "integer": [{}, {"bareNumber": False}, {"groupChar": ","}],
    "boolean": [{}, {"trueValues": ["yes", "1"]}, {"falseValues": ["no"]}, {"trueValues": ["T"], "falseValues": ["F"]}],
    "date": [{}, {"format": "%d/%m/%Y"}, {"format": "%Y%m%d"}, {"format": "%d %b %y"}, {"format": "any"}],
    "time": [{}, {"format": "%H:%M"}, {"format": "%I.%M %p"}, {"format": "any"}],
    "datetime": [{}, {"format": "%d/%m/%Y %H:%M"}, {"format": "%Y-%m-%d %H:%M:%S"}, {"format": "any"}],
    "year": [{}],
    "yearmonth": [{}],
    "duration": [{}],
    "list": [{}, {"itemType": "integer"}, {"itemType": "number"}, {"itemType": "boolean", "delimiter": ";"}, {"itemType": "date"}],
    "array": [{}],
    "object": [{}],
    "geopoint": [{}, {"format": "array"}, {"format": "object"}],
    "geojson": [{}, {"format": "topojson"}],
    "any": [{}],
}  # fmt: skip

#: texts near to what the types are written like
TEXTS = [
    "", " ", "-", "NA", "x", "abc", "äöü", "a b", "0", "1", "-1", "+1", "007", "12", "1e3", "-1.5E-2", "1.", ".5", "1,5",
    "1.5", "1,000", "1.000,5", "1,000.5", "$5", "5%", "€ 7.5", "Rs. 95", "-$5", "NaN", "nan", "INF", "-inf", "Infinity",
    "1_0", "٣", " 5 ", "true", "True", "TRUE", "false", "yes", "no", "T", "F", "tRUE", "2021-04-13", "2021-4-3",
    "2021-02-30", "13/04/2021", "3/4/2021", "20210413", "13 Apr 21", "April 13, 2021", "0001-01-01", "9999-12-31",
    "15:00:00", "15:00", "24:00:00", "15:00:60", "3.30 PM", "15:00:00.5", "15:00:00Z", "2021-04-13T15:00:00",
    "2021-04-13T15:00:00Z", "2021-04-13T15:00:00.123456+05:30", "2021-04-13 15:00:00", "13/04/2021 15:00",
    "2021-04-13T15:00", "2021", "21", "-2021", "12021", "0021", "2021-04", "2021-13", "2021-4", "P1Y", "P1DT2H", "PT0.5S",
    "P1W", "P", "PT", "-P1D", "1 day", "1,2,3", "1;2", "true;false", "2021-04-13,2021-04-14", "[]", "[1, 2]", '["a"]',
    "{}", '{"a": 1}', "null", "[", "1,2", "90.5, 45.5", "181,0", "[1, 2]", "[1]", '{"lon": 1, "lat": 2}', '{"lon": 1}',
    '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Point"}', '{"type": "Feature", "geometry": null, "properties": {}}',
    '{"type": "LineString", "coordinates": [[1, 2]]}', '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}',
    '{"type": "FeatureCollection", "features": []}', '{"type": "GeometryCollection", "geometries": []}', '{"type": "Topology", "objects": {}, "arcs": []}',
    "a@b.org", "a@b", "http://example.org/x", "example.org", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "YWJj", "YWJ",
    'say "x"', "a\nb", "a\r\nb", "'", "#x", "\\N", "\ufeffx",
]  # fmt: skip

#: type -> constraints that any program can make sense of
CONSTRAINTS: dict[str, list[dict[str, Any]]] = {
    "string": [{"minLength": 2}, {"maxLength": 3}, {"pattern": "[a-z]+"}, {"enum": ["x", "abc", "NA"]}],
    "number": [{"minimum": 1}, {"maximum": 5}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 1.5}, {"enum": [1, 5, -1.5]}],
    "integer": [{"minimum": 1}, {"maximum": 7}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 12}, {"enum": [1, 7]}],
    "boolean": [{"enum": [True]}],
    "year": [{"minimum": 2000}, {"maximum": 2020}, {"enum": [2021]}],
    "list": [{"minLength": 2}, {"maxLength": 1}],
    "array": [{"minLength": 1}, {"maxLength": 1}],
    "object": [{"minLength": 1}, {"maxLength": 0}],
    "any": [{"enum": ["x", "1"]}],
}  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A column: its type, how it is written, what it may be."""
    kind = draw(st.sampled_from(sorted(FIELDS)))
    told = {"name": name, "type": kind, **draw(st.sampled_from(FIELDS[kind]))}
    constraints = {"required": True} if draw(st.booleans()) else {}
    if kind in CONSTRAINTS and draw(st.booleans()):
        constraints |= draw(st.sampled_from(CONSTRAINTS[kind]))
    if kind in ("string", "integer", "boolean", "date", "any") and draw(st.integers(0, 3)) == 0:
        constraints["unique"] = True
    if constraints:
        told["constraints"] = constraints
    if draw(st.integers(0, 4)) == 0:
        told["missingValues"] = draw(st.sampled_from([["NA"], ["-", ""], []]))
    return told


def _spoilt(text: str, at: int, letter: str) -> str:
    return text[: at % (len(text) + 1)] + letter + text[at % (len(text) + 1) + at % 2 :]


def texts() -> st.SearchStrategy[str]:
    """What may stand in a cell."""
    return st.one_of(
        st.sampled_from(TEXTS),
        st.builds(_spoilt, st.sampled_from(TEXTS), st.integers(0, 20), st.sampled_from("0123456789-+.,:/ TZeEPx%\n")),
        st.text(st.sampled_from("0123456789-+.,:/ TZeE%"), max_size=8),
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6),
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    """A schema, and rows of a table. The first column makes sure that no row is blank."""
    columns = [{"name": "id", "type": "string"}]
    columns += [draw(fields(f"f{at}")) for at in range(draw(st.integers(1, 3)))]
    schema: dict[str, Any] = {"fields": columns}
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.sampled_from([["", "NA"], ["-"], []]))
    rows = [[f"r{at}", *(draw(texts()) for _ in columns[1:])] for at in range(draw(st.integers(1, 5)))]
    return schema, rows


def written(folder: Path, schema: dict[str, Any], rows: list[list[str]], **resource: Any) -> Path:
    """The table as a package: `t.csv` and its descriptor."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[field["name"] for field in schema["fields"]], *rows])
    (folder / "t.csv").write_bytes(text.getvalue().encode())
    # all that frictionless would otherwise guess
    dialect = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
    told = {"name": "t", "type": "table", "path": "t.csv", "format": "csv", "encoding": "utf-8", "schema": schema}
    # version 1 has no exclusive bounds
    profile = "https://datapackage.org/profiles/2.0/{}.json"
    told["schema"] = {"$schema": profile.format("tableschema"), **schema}
    descriptor = {
        "$schema": profile.format("datapackage"),
        "name": "p",
        "resources": [told | {"dialect": dialect} | resource],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor))
    return path


_CONSTRAINT = re.compile('constraint "([a-zA-Z]+)"')


def theirs(path: Path) -> set[Verdict]:
    """What frictionless says. Its rows are numbered as lines, with the header."""
    from frictionless import Package

    report = Package(str(path)).validate(limit_errors=10_000)
    found: set[Verdict] = set()
    for row, column, kind, note in report.flatten(["rowNumber", "fieldName", "type", "note"]):
        said = _CONSTRAINT.match(note or "")
        words = {"type-error": "type", "unique-error": "unique", "primary-key": "key"}.get(kind, kind)
        found.add(((row or 1) - 1, column or "", said[1] if said else words))
    return found


_WORDS = {
    "does not match": "pattern", "shorter": "minLength", "longer": "maxLength", "below the minimum": "minimum",
    "above the maximum": "maximum", "not above": "exclusiveMinimum", "not below": "exclusiveMaximum",
}  # fmt: skip
_KINDS = {"T001": "required", "T002": "enum", "T007": "type", "T011": "key", "T012": "unique"}


def ours(path: Path) -> set[Verdict]:
    """What onrecord says, in the same words. A value that doesn't have its `format` is none of its type."""
    found: set[Verdict] = set()
    for finding in verify_package(path).findings:
        kind = _KINDS.get(finding.code, finding.code)
        if finding.code in ("T003", "T004", "T005"):
            kind = next((told for words, told in _WORDS.items() if f": {words}" in finding.message), "type")
        rows = [finding.row or 0]
        if finding.code in ("T011", "T012"):
            rows = [int(row) for row in finding.message.rpartition("in rows ")[2].split(", ")][1:]
        found |= {(row, finding.field or "", kind) for row in rows}
    wrong = {verdict[:2] for verdict in found if verdict[2] == "type"}
    return {verdict for verdict in found if verdict[2] == "type" or verdict[:2] not in wrong}
