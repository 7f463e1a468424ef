"""Whether a descriptor has the shape of one, before anything is read from it: strangers write them, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from onrecord.contract.table_schema import MATCHES
from onrecord.findings import Finding, printable


class _Kind(NamedTuple):
    """What a property has to be, in words, and how that is told."""

    words: str
    fits: Callable[[Any], bool]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _missing(value: Any) -> bool:
    texts = (
        [item.get("value") if isinstance(item, dict) else item for item in value] if isinstance(value, list) else [None]
    )
    return all(isinstance(item, str) for item in texts)


def _categories(value: Any) -> bool:
    return isinstance(value, list) and all(not isinstance(item, dict) or "value" in item for item in value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


_TEXT = _Kind("text", lambda value: isinstance(value, str))
_NAME = _Kind("text that is not empty", lambda value: isinstance(value, str) and bool(value))
_TEXT_OR_NONE = _Kind("text", lambda value: value is None or isinstance(value, str))
_FLAG = _Kind("true or false", lambda value: isinstance(value, bool))
_MAP = _Kind("a map", lambda value: isinstance(value, dict))
_MAPS = _Kind("a list of maps", lambda value: isinstance(value, list) and all(isinstance(i, dict) for i in value))
_NAMES = _Kind("a name or a list of names", lambda value: isinstance(value, str) or (_texts(value) and bool(value)))
_KEYS = _Kind("a list of lists of names", lambda value: isinstance(value, list) and all(_texts(i) and i for i in value))
_WHOLE = _Kind("a whole number", _whole)
_VALUES = _Kind("a list of values", lambda value: isinstance(value, list) and bool(value))
_CATEGORIES = _Kind("a list of values, or of maps with a value", _categories)
_MISSING = _Kind("a list of texts, or of maps with a text as value", _missing)
_MATCH = _Kind(f"one of {', '.join(MATCHES)}", lambda value: value in MATCHES or value in [[one] for one in MATCHES])
_TEXTS = _Kind("a list of texts", _texts)

#: part -> property -> what it has to be; a property behind "!" must be there
_SHAPES: dict[str, dict[str, _Kind]] = {
    "package": {"tables!": _TEXTS},
    "codebook": {"vocabularies!": _MAP},
    "resource": {"name!": _NAME, "title": _TEXT_OR_NONE, "description": _TEXT_OR_NONE, "schema": _MAP},
    "schema": {
        "fields!": _MAPS,
        "primaryKey": _NAMES,
        "uniqueKeys": _KEYS,
        "foreignKeys": _MAPS,
        "checks": _MAPS,
        "missingValues": _MISSING,
        "fieldsMatch": _MATCH,
    },
    "field": {
        "name!": _NAME,
        "type": _TEXT,
        "format": _TEXT,
        "title": _TEXT_OR_NONE,
        "description": _TEXT_OR_NONE,
        "constraints": _MAP,
        "vocabulary": _TEXT,
        "idTemplate": _TEXT,
        "immutable": _FLAG,
        "counterpart": _MAP,
        "categories": _CATEGORIES,
        "missingValues": _MISSING,
        "trueValues": _TEXTS,
        "falseValues": _TEXTS,
        "decimalChar": _TEXT,
        "groupChar": _TEXT,
        "bareNumber": _FLAG,
        "delimiter": _NAME,
        "itemType": _TEXT,
    },
    "constraints": {
        "required": _FLAG,
        "unique": _FLAG,
        "minLength": _WHOLE,
        "maxLength": _WHOLE,
        "pattern": _TEXT,
        "enum": _VALUES,
    },
    "foreign key": {"fields!": _NAMES, "reference!": _MAP},
    "reference": {"resource": _TEXT, "package": _TEXT, "fields!": _NAMES},
    "check": {"name!": _NAME, "expression!": _NAME, "message!": _TEXT},
    "vocabulary": {"codes!": _MAP, "title": _TEXT_OR_NONE, "description": _TEXT_OR_NONE, "ordered": _FLAG},
}


def problems_of_package(package: Any, file: str) -> Iterator[Finding]:
    """Whether `datapackage.yaml` lists the tables (C007)."""
    yield from _part("package", "the package", package, file, None)


def problems_of_codebook(codebook: Any, file: str) -> Iterator[Finding]:
    """Whether `codebook.yaml` is a map of vocabularies (C007)."""
    yield from _part("codebook", "the codebook", codebook, file, None)
    if isinstance(codebook, dict) and isinstance(codebook.get("vocabularies"), dict):
        yield from _vocabularies(codebook["vocabularies"], file)


def problems_of_shape(descriptor: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Everything in a descriptor that is not what it has to be (C007), so that reading it can't go wrong."""
    codebook = descriptor.get("codebook", {})
    if not isinstance(codebook, dict):
        yield _finding("codebook", codebook, _MAP, file, None)
        return
    yield from _vocabularies(codebook, file)
    for resource in descriptor["resources"]:
        yield from _resource(resource, file)


def without_misshapen(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor without those properties of fields that are null or constraints that can't be one.

    These can be left out without changing how values are read; of a field, all other properties decide on that.
    """

    def field(described: Any) -> Any:
        if not isinstance(described, dict):
            return described
        kept = {name: value for name, value in described.items() if value is not None}
        if isinstance(described.get("constraints"), dict):
            kinds = _SHAPES["constraints"]
            kept["constraints"] = {
                name: value
                for name, value in described["constraints"].items()
                if value is not None and (name not in kinds or kinds[name].fits(value))
            }
        return kept

    def resource(described: Any) -> Any:
        schema = described.get("schema") if isinstance(described, dict) else None
        if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
            return described
        return described | {"schema": schema | {"fields": [field(one) for one in schema["fields"]]}}

    return {**descriptor, "resources": [resource(one) for one in descriptor["resources"]]}


def _vocabularies(described: dict[str, Any], file: str) -> Iterator[Finding]:
    for name, listed in described.items():
        yield from _part("vocabulary", f"vocabulary {name}", listed, file, None)
        codes = listed.get("codes") if isinstance(listed, dict) else None
        for code, meaning in codes.items() if isinstance(codes, dict) else ():
            if not isinstance(meaning, dict):
                yield _finding(f"code {name}.{code}", meaning, _MAP, file, None)


def _resource(resource: Any, file: str) -> Iterator[Finding]:
    name = resource.get("name") if isinstance(resource, dict) else None
    yield from _part("resource", "resource", resource, file, name if isinstance(name, str) else None)
    schema = resource.get("schema") if isinstance(resource, dict) else None
    if isinstance(schema, dict):
        yield from problems_of_schema(schema, file, str(name))


def problems_of_schema(schema: Any, file: str, table: str) -> Iterator[Finding]:
    """The same for the schema of one table."""
    yield from _part("schema", "schema", schema, file, table)
    if not isinstance(schema, dict):
        return
    for field in _maps(schema, "fields"):
        where = f"field {field.get('name')}"
        yield from _part("field", where, field, file, table)
        if isinstance(field.get("constraints"), dict):
            yield from _part("constraints", where, field["constraints"], file, table)
    for key in _maps(schema, "foreignKeys"):
        yield from _part("foreign key", "foreign key", key, file, table)
        if isinstance(key.get("reference"), dict):
            yield from _part("reference", "reference of a foreign key", key["reference"], file, table)
    for check in _maps(schema, "checks"):
        yield from _part("check", f"check {check.get('name')}", check, file, table)


def _maps(schema: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    listed = schema.get(name)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _part(kind: str, where: str, described: Any, file: str, table: str | None) -> Iterator[Finding]:
    if not isinstance(described, dict):
        yield _finding(where, described, _MAP, file, table)
        return
    for name, wanted in _SHAPES[kind].items():
        property_ = name.rstrip("!")
        if property_ in described:
            if not wanted.fits(described[property_]):
                yield _finding(f"{property_} of {where}", described[property_], wanted, file, table)
        elif name.endswith("!"):
            message = f"{property_} of {printable(where, 80)} is missing"
            yield Finding(code="C007", message=message, file=file, table=table, help=f"it has to be {wanted.words}")


def _finding(where: str, value: Any, wanted: _Kind, file: str, table: str | None) -> Finding:
    return Finding(
        code="C007",
        message=f"{printable(where, 80)} is {printable(repr(value), 60)}",
        file=file,
        table=table,
        help=f"it has to be {wanted.words}",
    )
