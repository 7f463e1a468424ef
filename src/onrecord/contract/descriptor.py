"""A contract as `datapackage.json`: everything a stranger needs to check the tables, without this program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.contract.model import Contract, Field, Table

_SCHEMA = "https://datapackage.org/profiles/2.0"


def descriptor(contract: Contract, resources: Mapping[str, Mapping[str, Any]], version: str) -> dict[str, Any]:
    """The descriptor as plain data. `resources` tells of each table's file: path, rows, hash.

    Vocabularies are inlined as `enum` and `categories` and kept whole under the custom property `codebook`;
    reading the descriptor gives the same contract back.
    """
    return {
        "$schema": f"{_SCHEMA}/datapackage.json",
        **contract.properties,
        "version": version,
        "resources": [_resource(contract, table, resources.get(name, {})) for name, table in contract.tables.items()],
        "codebook": {name: _filled(_vocabulary(listed)) for name, listed in contract.vocabularies.items()},
    }


def _resource(contract: Contract, table: Table, file: Mapping[str, Any]) -> dict[str, Any]:
    return _filled(
        {
            "name": table.name,
            "type": "table",
            "title": table.title,
            "description": table.description,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            **file,
            "schema": table_schema(table, contract),
        }
    )


def table_schema(table: Table, contract: Contract) -> dict[str, Any]:
    """A table as a Table Schema (Data Package v2) with our `checks` as a custom property."""
    return {
        "$schema": f"{_SCHEMA}/tableschema.json",
        "fields": [_field(field, contract) for field in table.fields],
        **_filled(
            {
                "primaryKey": list(table.primary_key),
                "uniqueKeys": [list(key) for key in table.unique_keys],
                "foreignKeys": [
                    {
                        "fields": list(key.fields),
                        "reference": {
                            **({"package": key.package} if key.package else {}),
                            "resource": "" if key.table == table.name else key.table,
                            "fields": list(key.table_fields),
                        },
                    }
                    for key in table.foreign_keys
                ],
                "checks": [
                    {"name": check.name, "expression": check.expression, "message": check.message}
                    for check in table.checks
                ],
            }
        ),
        **({"missingValues": list(table.missing_values)} if table.missing_values != ("",) else {}),
        **({"fieldsMatch": table.fields_match} if table.fields_match != "exact" else {}),
        **table.custom,
    }


def _field(field: Field, contract: Contract) -> dict[str, Any]:
    vocabulary = contract.vocabularies.get(field.vocabulary or "")
    categories: Any = list(field.categories) if field.categories is not None else None
    if vocabulary:
        categories = [
            {"value": code, "label": meaning.get("label", code)} for code, meaning in vocabulary.codes.items()
        ]
    return _filled(
        {
            "name": field.name,
            "type": field.type,
            "format": field.format,
            "title": field.title,
            "description": field.description,
            "example": field.example,
            "vocabulary": field.vocabulary,
            "idTemplate": field.id_template,
            "immutable": field.immutable,
            "constraints": dict(field.constraints),
            "categories": categories,
            "categoriesOrdered": vocabulary.ordered if vocabulary else field.categories_ordered,
            "missingValues": None if field.missing_values is None else list(field.missing_values),
            "counterpart": dict(field.counterpart),
            **field.options,
            **field.custom,
        }
    )


def _vocabulary(listed: Any) -> dict[str, Any]:
    return {
        "title": listed.title,
        "description": listed.description,
        "ordered": listed.ordered,
        "codes": {code: dict(meaning) for code, meaning in listed.codes.items()},
    }


def _filled(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in properties.items()
        if value is not None and value is not False and value not in ([], {}, ())
    }
