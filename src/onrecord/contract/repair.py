"""What is left of a contract when all that has no meaning is taken out, so that the rest can be verified.

`standard` and `sense` tell what has none; nothing is taken out that they don't tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onrecord.contract.consistency import ORDERED, comparable, fits
from onrecord.contract.model import Field, ForeignKey, Table
from onrecord.contract.table_schema import CONSTRAINTS, ITEM_TYPES, TYPES


def repaired(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables without types, constraints and keys that have no meaning."""
    return {name: _table(table, tables) for name, table in tables.items()}


def _table(table: Table, tables: Mapping[str, Table]) -> Table:
    known = {field.name for field in table.fields}
    return replace(
        table,
        fields=tuple(map(_field, table.fields)),
        primary_key=table.primary_key if known.issuperset(table.primary_key) else (),
        unique_keys=tuple(key for key in table.unique_keys if known.issuperset(key)),
        foreign_keys=tuple(key for key in table.foreign_keys if _is_usable(key, table, tables.get(key.table))),
    )


def _is_usable(key: ForeignKey, table: Table, target: Table | None) -> bool:
    if not {field.name for field in table.fields}.issuperset(key.fields):
        return False
    return key.package is not None or target is None or comparable(key, table, target)


def _field(field: Field) -> Field:
    item = field.options.get("itemType", "string")
    if field.type not in TYPES or (field.type == "list" and item not in ITEM_TYPES):
        kept = {name: bound for name, bound in field.constraints.items() if name in ("required", "unique")}
        return replace(field, type="any", format=None, constraints=kept, categories=None, options={})
    constraints = {
        name: bound
        for name, bound in field.constraints.items()
        if name in CONSTRAINTS[field.type]
        and (name not in ORDERED or fits(field, bound))
        and (name != "enum" or all(value is None or fits(field, value) for value in bound))
    }
    categories = field.categories or ()
    bound = [item.get("value") if isinstance(item, dict) else item for item in categories]
    return replace(
        field,
        constraints=constraints,
        categories=field.categories if all(fits(field, value) for value in bound) else None,
    )
