"""How two contracts differ: tables, columns, constraints, keys, rules, vocabularies, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.contract import Contract, Field, Table
from onrecord.history.difference import Change
from onrecord.history.release_files import belongs_to_release

#: properties of a package that differ between any two, and say nothing of its contents
_PASSING = {"created", "id", "profile", "resources", "version", "$schema"}


def compare_contracts(a: Contract, b: Contract) -> list[Change]:
    """Everything in which `b` differs from `a`, in the order of the contract. Equal contracts give an empty list."""
    return list(_walk((), nested_contract(a), nested_contract(b)))


def nested_contract(contract: Contract) -> dict[str, Any]:
    """A contract as nested mappings in which each thing stands under its name, and nothing stands twice."""
    return {
        "package": {key: value for key, value in contract.properties.items() if key not in _PASSING},
        "tables": {
            name: _table(table, contract) for name, table in contract.tables.items() if not belongs_to_release(table)
        },
        "vocabularies": {
            name: {
                "title": vocabulary.title,
                "description": vocabulary.description,
                "ordered": vocabulary.ordered,
                **({"order": list(vocabulary.codes)} if vocabulary.ordered else {}),
                "codes": {code: dict(meaning) for code, meaning in vocabulary.codes.items()},
            }
            for name, vocabulary in contract.vocabularies.items()
        },
    }


def _table(table: Table, contract: Contract) -> dict[str, Any]:
    return {
        "title": table.title,
        "description": table.description,
        "primaryKey": list(table.primary_key),
        "uniqueKeys": {" ".join(key): list(key) for key in table.unique_keys},
        "foreignKeys": {
            " ".join(key.fields): {"table": key.table, "fields": list(key.table_fields)} for key in table.foreign_keys
        },
        "checks": {check.name: {"expression": check.expression, "message": check.message} for check in table.checks},
        "missingValues": list(table.missing_values),
        "fieldsMatch": table.fields_match,
        "custom": dict(table.custom),
        "order": [field.name for field in table.fields],
        "fields": {field.name: _field(field, contract) for field in table.fields},
    }


def _field(field: Field, contract: Contract) -> dict[str, Any]:
    constraints = dict(field.constraints)
    if field.vocabulary in contract.vocabularies:
        constraints.pop("enum", None)
    if field.id_template:
        constraints.pop("pattern", None)
    return {
        "type": field.type,
        "format": field.format,
        "title": field.title,
        "description": field.description,
        "example": field.example,
        "vocabulary": field.vocabulary,
        "idTemplate": field.id_template,
        "immutable": field.immutable,
        "constraints": constraints,
        "categories": None if field.categories is None else list(field.categories),
        **({"order": list(field.categories)} if field.categories and field.categories_ordered else {}),
        "categoriesOrdered": field.categories_ordered,
        "missingValues": None if field.missing_values is None else list(field.missing_values),
        "counterpart": dict(field.counterpart),
        "options": dict(field.options),
        "custom": dict(field.custom),
    }


def _walk(path: tuple[str, ...], a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*a, *(name for name in b if name not in a)]:
        old, new, here = a.get(name), b.get(name), (*path, name)
        if name == "order":
            if isinstance(old, list) and isinstance(new, list) and is_reordered(old, new):
                yield Change(here, "changed", old, new)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _walk(here, old, new)
        elif old != new or type(old) is not type(new):
            kind = "added" if old is None else "removed" if new is None else "changed"
            yield Change(here, kind, old, new)  # type: ignore[arg-type]


def is_reordered(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether what stays is in another order, or something new stands before the end."""
    staying = [name for name in old if name in set(new)]
    return list(new[: len(staying)]) != staying
