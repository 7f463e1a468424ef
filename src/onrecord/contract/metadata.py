"""Whether a descriptor says what it says of packages and resources as the standard has it.

Source: Data Package v2 and v1, “Data Package”, “Data Resource” (https://datapackage.org/standard/data-package/,
https://specs.frictionlessdata.io/data-package/). What columns are is checked by `descriptor_shape` and `table_schema`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from onrecord.findings import Finding, printable

_NAME_V1 = re.compile(r"[-a-z0-9._/]+")
_LICENCE = re.compile(r"[-a-zA-Z0-9._]+")
_ADDRESS = re.compile(r"(http|ftp)s?://.*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MEDIA = re.compile(r".+/.+")
_CREATED = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


class Kind(NamedTuple):
    """What a property has to be, in words."""

    words: str
    fits: Callable[[Any], bool]


def _text(words: str = "text", pattern: re.Pattern[str] | None = None) -> Kind:
    return Kind(words, lambda value: isinstance(value, str) and (pattern is None or bool(pattern.fullmatch(value))))


def _list(item: Kind, words: str, least: int = 1) -> Kind:
    return Kind(words, lambda value: isinstance(value, list) and len(value) >= least and all(map(item.fits, value)))


def _path_fits(value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    return bool(_ADDRESS.fullmatch(value)) or not (
        value[0] in "./~" or "\\" in value or "/../" in value or "://" in value
    )


TEXT = _text()
ANY = Kind("anything", lambda _: True)
PATH = Kind("a path inside the package, or an address", _path_fits)
URI = _text("an address, such as https://example.org", _URI)
EMAIL = _text("an address for mail", _EMAIL)
CREATED = _text("a moment, such as 2021-04-13T15:00:00Z", _CREATED)
TEXTS = _list(TEXT, "a list of texts")
PEOPLE = Kind("a list of maps, of which there is one", lambda value: isinstance(value, list) and bool(value))
SOURCES = Kind("a list of maps", lambda value: isinstance(value, list))

_SHARED = {"title": TEXT, "description": TEXT, "homepage": URI, "sources": SOURCES, "licenses": PEOPLE}
#: part of a descriptor -> property -> what it has to be
PROPERTIES: dict[str, dict[str, Kind]] = {
    "package": {
        **_SHARED, "$schema": TEXT, "profile": TEXT, "name": TEXT, "id": TEXT, "version": TEXT, "created": CREATED,
        "contributors": PEOPLE, "keywords": TEXTS, "image": TEXT, "resources": ANY,
    },
    # its name, title, path, bytes, hash, schema and dialect are checked where they are used
    "resource": {
        "homepage": URI, "sources": SOURCES, "licenses": PEOPLE, "$schema": TEXT, "profile": TEXT,
        "type": Kind("table, or left out", lambda value: value == "table"), "format": TEXT, "encoding": TEXT,
        "mediatype": _text("a kind of media, such as text/csv", _MEDIA),
    },
    "contributor": {
        **dict.fromkeys(("title", "givenName", "familyName", "organization", "role"), TEXT), "path": PATH,
        "email": EMAIL, "roles": TEXTS,
    },
    "licence": {"name": _text("a short name, such as CC-BY-4.0", _LICENCE), "path": PATH, "title": TEXT},
    "source": {"title": TEXT, "path": PATH, "email": EMAIL, "version": TEXT},
}  # fmt: skip

#: part -> the parts in it, by the property that lists them
_INNER = {
    "package": {"contributors": "contributor", "licenses": "licence", "sources": "source"},
    "resource": {"licenses": "licence", "sources": "source"},
}
_SCHEMA = (
    "$schema fields fieldsMatch primaryKey uniqueKeys foreignKeys missingValues checks name title description".split()  # noqa: SIM905
)
_CONSTRAINTS = (
    "required unique enum pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum jsonSchema".split()  # noqa: SIM905
)
_FIELD = (
    "name type format title description example constraints missingValues categories categoriesOrdered rdfType decimalChar "  # noqa: SIM905
    "groupChar bareNumber trueValues falseValues delimiter itemType vocabulary idTemplate immutable counterpart".split()
)
_READER = "compression innerpath extrapaths rows files control layout scheme profile hashing url".split()  # noqa: SIM905
#: part -> property that stands there by mistake -> where it belongs
_ELSEWHERE: dict[str, dict[str, str]] = {
    "field": dict.fromkeys(_CONSTRAINTS, "the field's `constraints`")
    | dict.fromkeys(("primaryKey", "foreignKeys", "uniqueKeys"), "the schema, beside `fields`"),
    "resource": dict.fromkeys(
        ("fields", "fieldsMatch", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues"), "the resource's `schema`"
    )
    | dict.fromkeys(
        ("delimiter", "quoteChar", "doubleQuote", "escapeChar", "header", "headerRows", "commentChar", "lineTerminator", "sheetName", "sheetNumber"),
        "the resource's `dialect`",
    ),
    "package": dict.fromkeys(("schema", "path", "data", "dialect"), "a resource"),
    "schema": dict.fromkeys(("delimiter", "header", "encoding"), "the resource, or its `dialect`")
    | dict.fromkeys(_CONSTRAINTS, "a field's `constraints`"),
    "constraints": dict.fromkeys(("missingValues", "type", "format", "categories"), "the field, beside `constraints`"),
}  # fmt: skip
_KNOWN: dict[str, list[str]] = {
    **{part: list(kinds) for part, kinds in PROPERTIES.items()},
    "field": _FIELD,
    "schema": _SCHEMA,
    "constraints": _CONSTRAINTS,
}
_KNOWN["resource"] += [*"name title description path data bytes hash dialect schema".split(), *_READER]  # noqa: SIM905
_KNOWN["package"] += ["codebook", "contractVersion", "accepted"]


def is_version_1(descriptor: Mapping[str, Any]) -> bool:
    """Whether a descriptor says that it follows version 1 of the standard.

    >>> is_version_1({"profile": "tabular-data-package"}), is_version_1({"resources": []})
    (True, False)
    """
    schema = descriptor.get("$schema")
    if isinstance(schema, str):
        return "/profiles/1." in schema
    return isinstance(descriptor.get("profile"), str)


def with_types(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """A descriptor of version 1, in which fields without a type are strings, with these types in it."""

    def typed(resource: Any) -> Any:
        schema = resource.get("schema") if isinstance(resource, dict) else None
        if not isinstance(schema, dict) or not isinstance(fields := schema.get("fields"), list):
            return resource
        named = [{"type": "string"} | field if isinstance(field, dict) else field for field in fields]
        return resource | {"schema": schema | {"fields": named}}

    return {**descriptor, "resources": [typed(resource) for resource in descriptor["resources"]]}


def problems_of_metadata(descriptor: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Properties of the package, and its resources that the standard has otherwise (C011)."""
    old = is_version_1(descriptor)
    yield from _part("package", "the package", descriptor, file, None, old=old)
    for resource in descriptor["resources"]:
        name = str(resource.get("name"))
        yield from _part("resource", "the resource", resource, file, name, old=old)
        if "path" in resource and "data" in resource:
            yield _problem("the resource has both `path` and `data`", "a resource has one of the two", file, name)


def misplaced_properties(descriptor: Mapping[str, Any], file: str) -> Iterator[Finding]:
    """Properties that are misspelt or stand in another place than the standard knows them in (C012).

    What is like no property of the standard is one's own, and is left alone.
    """
    yield from _misplaced("package", "package", descriptor, file, None)
    for resource in descriptor["resources"]:
        name = str(resource.get("name"))
        yield from _misplaced("resource", "resource", resource, file, name)
        schema = resource.get("schema")
        if isinstance(schema, dict):
            yield from _misplaced("schema", "schema", schema, file, name)
        fields = schema.get("fields") if isinstance(schema, dict) else None
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, dict):
                where = f"field {printable(str(field.get('name')), 60)}"
                yield from _misplaced("field", where, field, file, name)
                if isinstance(field.get("constraints"), dict):
                    yield from _misplaced("constraints", f"constraints of {where}", field["constraints"], file, name)


def _misplaced(part: str, where: str, described: Mapping[str, Any], file: str, table: str | None) -> Iterator[Finding]:
    known, elsewhere = _KNOWN[part], _ELSEWHERE.get(part, {})
    for name in described:
        if name in known or not isinstance(name, str):
            continue
        near = _near(name, [*known, *elsewhere])
        meant = near if near in elsewhere else name if name in elsewhere else None
        if meant is not None:
            help_ = f"it belongs into {elsewhere[meant]}" + ("" if meant == name else f", as `{meant}`")
        elif near is not None:
            help_ = f"did you mean “{near}”?"
        else:
            continue
        message = f"the standard knows no property “{printable(name, 60)}” here, in the {where}: it has no effect"
        yield Finding(code="C012", severity="warning", message=message, file=file, table=table, help=help_)


def _near(name: str, known: list[str]) -> str | None:
    """The property that a name seems to be a misspelling of."""
    plain = {re.sub("[^a-z]", "", one.lower()): one for one in known}
    word = re.sub("[^a-z]", "", name.lower())
    if len(word) < 4:
        return plain.get(word)
    for form in (word, f"{word}s", word.removesuffix("s")):
        if form in plain:
            return plain[form]
    close = difflib.get_close_matches(word, plain, n=1, cutoff=0.86)
    return plain[close[0]] if close else None


def _part(
    part: str, where: str, described: Mapping[str, Any], file: str, table: str | None, *, old: bool
) -> Iterator[Finding]:
    for name, kind in PROPERTIES[part].items():
        if name not in described:
            continue
        value = described[name]
        if old and name == "name" and part == "package" and isinstance(value, str) and not _NAME_V1.fullmatch(value):
            words = "in version 1, small letters, digits and “. _ - /”"
            yield _problem(f"{name} of {where} is {printable(repr(value), 60)}", words, file, table)
        elif not kind.fits(value):
            yield _problem(
                f"{name} of {where} is {printable(repr(value), 60)}", f"it has to be {kind.words}", file, table
            )
        elif inner := _INNER.get(part, {}).get(name):
            for item in value:
                yield from _item(inner, item, file, table, old=old)


def _item(part: str, item: Any, file: str, table: str | None, *, old: bool) -> Iterator[Finding]:
    where = f"a {part}"
    if not isinstance(item, dict):
        yield _problem(f"{where} is {printable(repr(item), 60)}", "it has to be a map", file, table)
        return
    if part == "licence" and not {"name", "path"} & item.keys():
        yield _problem("a licence has neither name nor path", "name it (CC-BY-4.0), or say where it is", file, table)
    elif part != "licence" and old and "title" not in item:
        yield _problem(f"{where} has no title", "in version 1 each has one", file, table)
    elif not item:
        yield _problem(f"{where} says nothing", "give it a title", file, table)
    yield from _part(part, where, item, file, table, old=old)


def _problem(message: str, help_: str, file: str, table: str | None) -> Finding:
    return Finding(code="C011", message=message, file=file, table=table, help=help_)


#: what begins the names and addresses of the standard's own profiles
_STANDARD = re.compile(
    r"(tabular-|)data-(package|resource)|https?://(datapackage\.org/profiles|specs\.frictionlessdata\.io|"
    r"frictionlessdata\.io/schemas)/.*|https://raw\.githubusercontent\.com/frictionlessdata/.*|default|"
)


def own_profile(descriptor: Mapping[str, Any]) -> str | None:
    """A profile that a descriptor follows beside the standard's: its address or name."""
    for name in ("$schema", "profile"):
        named = descriptor.get(name)
        if isinstance(named, str) and not _STANDARD.fullmatch(named):
            return named
    return None
