"""What Table Schema v2 knows: types, their properties, constraints. And what we add.

Source: Data Package v2, "Table Schema" (https://datapackage.org/standard/table-schema/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.findings import Finding, did_you_mean

_COMMON = {"required", "unique", "enum"}
_ORDER = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_LENGTH = {"minLength", "maxLength"}

#: type -> properties that belong to it
TYPES: dict[str, set[str]] = {
    "string": set(),
    "number": {"decimalChar", "groupChar", "bareNumber"},
    "integer": {"groupChar", "bareNumber"},
    "boolean": {"trueValues", "falseValues"},
    "object": set(),
    "array": set(),
    "list": {"delimiter", "itemType"},
    "date": set(),
    "time": set(),
    "datetime": set(),
    "year": set(),
    "yearmonth": set(),
    "duration": set(),
    "geopoint": set(),
    "geojson": set(),
    "any": set(),
}

#: what the items of a list can be
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")

#: type -> constraints that make sense for it
CONSTRAINTS: dict[str, set[str]] = {
    "string": _COMMON | _LENGTH | {"pattern"},
    "number": _COMMON | _ORDER,
    "integer": _COMMON | _ORDER,
    "boolean": _COMMON,
    "object": _COMMON | _LENGTH | {"jsonSchema"},
    "array": _COMMON | _LENGTH | {"jsonSchema"},
    "list": _COMMON | _LENGTH,
    "date": _COMMON | _ORDER,
    "time": _COMMON | _ORDER,
    "datetime": _COMMON | _ORDER,
    "year": _COMMON | _ORDER,
    "yearmonth": _COMMON | _ORDER,
    "duration": _COMMON | _ORDER,
    "geopoint": _COMMON,
    "geojson": _COMMON | _LENGTH | {"jsonSchema"},
    "any": _COMMON,
}

#: how the columns of a file and those of the contract are matched
MATCHES = ("exact", "equal", "subset", "superset", "partial")

#: properties of a field, the standard's and ours
FIELD = {
    "name", "type", "format", "title", "description", "example", "constraints", "missingValues", "categories",
    "categoriesOrdered", "rdfType",
    "vocabulary", "idTemplate", "immutable", "counterpart",
}  # fmt: skip

#: properties of a table's schema, the standard's and ours
TABLE = {
    "name", "title", "description", "fields", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues", "fieldsMatch",
    "$schema", "checks",
}  # fmt: skip


def problems_of_field(
    described: Mapping[str, Any], table: str, file: str, vocabularies: Mapping[str, Any], *, strict: bool
) -> Iterator[Finding]:
    """Everything in a field's description that has no meaning here; nothing is dropped in silence."""

    def problem(code: str, message: str, help_: str | None = None) -> Finding:
        return Finding(code=code, message=message, file=file, table=table, field=described.get("name"), help=help_)

    type_ = described.get("type", "any")
    if type_ not in TYPES:
        yield problem(
            "C003", f"there is no type “{type_}”", did_you_mean(str(type_), TYPES) or f"known: {', '.join(TYPES)}"
        )
        return
    if "itemType" in described and type_ == "list" and described["itemType"] not in ITEM_TYPES:
        yield problem(
            "C003",
            f"a list has no items of the type “{described['itemType']}”",
            did_you_mean(described["itemType"], ITEM_TYPES),
        )
    for name in described.get("constraints", {}):
        if name not in CONSTRAINTS[type_]:
            hint = (
                did_you_mean(name, CONSTRAINTS[type_]) or f"known for {type_}: {', '.join(sorted(CONSTRAINTS[type_]))}"
            )
            yield problem("C004", f"the type {type_} has no constraint “{name}”", hint)
    if "vocabulary" in described and described["vocabulary"] not in vocabularies:
        yield problem(
            "C005",
            f"there is no vocabulary “{described['vocabulary']}”",
            did_you_mean(str(described["vocabulary"]), vocabularies),
        )
    for name in described:
        if strict and name not in FIELD | TYPES[type_]:
            yield problem("C006", f"a field has no property “{name}”", did_you_mean(name, FIELD | TYPES[type_]))
