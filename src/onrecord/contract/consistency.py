"""Whether what a contract says fits together: bounds of the column's type, keys made of columns that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.contract.model import Field, ForeignKey, Table
from onrecord.contract.row_rules import row_rule
from onrecord.contract.table_schema import TYPES
from onrecord.contract.values import logical
from onrecord.findings import Finding, did_you_mean, printable

#: constraints whose values are values of the column
ORDERED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def problems_of_consistency(tables: Mapping[str, Table], file: str, *, strict: bool) -> Iterator[Finding]:
    """Values that fit no column (C008) and keys of columns that don't exist or can't be compared (C009).

    Only our own patterns and row rules are read here (C010). Those of strangers, whose patterns follow XML Schema,
    which Python doesn't know, may not run here at all: then the verifier says so.
    """
    for table in tables.values():
        for field in table.fields:
            yield from _field(field, table, file)
            if strict:
                yield from _pattern(field, table, file)
        if strict:
            yield from _checks(table, file)
        for key in (table.primary_key, *table.unique_keys, *(foreign.fields for foreign in table.foreign_keys)):
            yield from _columns(key, table, table, file)
        for foreign in table.foreign_keys:
            if foreign.table in tables and foreign.package is None:
                yield from _foreign(foreign, table, tables[foreign.table], file)


def _field(field: Field, table: Table, file: str) -> Iterator[Finding]:
    if field.type not in TYPES:
        return
    constraints = field.constraints
    values = [(name, constraints[name]) for name in ORDERED if name in constraints]
    # null is told by `required`; among the values of an enum it says nothing more
    values += [("enum", value) for value in constraints.get("enum", []) if value is not None]
    values += [("a category", item.get("value") if isinstance(item, dict) else item) for item in field.categories or ()]
    for name, value in values:
        if not fits(field, value):
            yield Finding(
                code="C008",
                message=f"{name} is {printable(repr(value), 60)}, which no {field.type} can be",
                file=file,
                table=table.name,
                field=field.name,
            )


def _checks(table: Table, file: str) -> Iterator[Finding]:
    for check in table.checks:
        try:
            row_rule(check.expression, [field.name for field in table.fields])
        except ValueError as error:
            yield Finding(
                code="C010", message=f"the rule {check.name} can't be run: {error}", file=file, table=table.name
            )


def _pattern(field: Field, table: Table, file: str) -> Iterator[Finding]:
    if "pattern" in field.constraints:
        try:
            re.compile(field.constraints["pattern"])
        except (re.error, RecursionError, OverflowError) as error:
            message = f"the pattern is no regular expression: {error}"
            yield Finding(code="C008", message=message, file=file, table=table.name, field=field.name)


def fits(field: Field, value: Any) -> bool:
    """Whether a value in a contract is one that the column can hold."""
    try:
        logical(field, value)
    except (ValueError, OverflowError):
        return False
    return True


def _columns(key: tuple[str, ...], table: Table, owner: Table, file: str) -> Iterator[Finding]:
    known = [field.name for field in owner.fields]
    for name in key:
        if name not in known:
            yield Finding(
                code="C009",
                message=f"a key names the column “{printable(name, 60)}”, which {owner.name} doesn't have",
                file=file,
                table=table.name,
                help=did_you_mean(name, known),
            )


def _alike(kind: str) -> str:
    """Types whose values are the same have one name."""
    return {"any": "string", "year": "integer"}.get(kind, kind)


def comparable(key: ForeignKey, table: Table, target: Table) -> bool:
    """Whether the values of a foreign key can be looked up in its target."""
    return not any(_foreign(key, table, target, ""))


def _foreign(key: ForeignKey, table: Table, target: Table, file: str) -> Iterator[Finding]:
    yield from _columns(key.table_fields, table, target, file)
    if len(key.fields) != len(key.table_fields):
        message = f"{len(key.fields)} columns can't point to {len(key.table_fields)}"
        yield Finding(code="C009", message=message, file=file, table=table.name, field=key.fields[0])
        return
    types = {field.name: field.type for field in table.fields}
    theirs = {field.name: field.type for field in target.fields}
    for here, there in zip(key.fields, key.table_fields, strict=True):
        if here in types and there in theirs and _alike(types[here]) != _alike(theirs[there]):
            message = f"{types[here]} can't point to {target.name}.{there}, which is {theirs[there]}"
            yield Finding(code="C009", message=message, file=file, table=table.name, field=here)
