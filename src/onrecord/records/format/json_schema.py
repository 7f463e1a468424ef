"""JSON Schemas of what people write, made from the contract: editors complete and check as one types.

JSON Schema 2020-12. YAML's own typing applies in editors, so a value that the contract types as text may also
be written as a number or a yes/no; `onrecord verify` is what decides.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from onrecord.contract import Contract, Field
from onrecord.contract.model import SLUG
from onrecord.records.format.layout import Key, Layout, Section

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, Any] = {"number": "number", "integer": "integer", "boolean": "boolean"}
_WORDS = {"type": "string", "description": "The article's own words; [[ ]] marks the ones that are meant."}
_ANCHOR = {"anyOf": [_WORDS, {"type": "array", "items": _WORDS, "minItems": 1}]}
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}


def json_schemas(contract: Contract, layout: Layout) -> dict[str, dict[str, Any]]:
    """File name → schema: `record`, `proposals` (records of the machine coder), `source` and one for each registry."""
    record = _record(contract, layout)
    schemas = {
        "record": record,
        "proposals": _proposals(record, contract, layout),
        "source": _map(layout.source, contract),
    }
    for name, section in layout.registries.items():
        rows = _map(section, contract)
        schemas[name] = {"type": "array", "items": rows} if section.is_list else _rows(rows)
    return {f"{name}.schema.json": {"$schema": _DRAFT, **schema} for name, schema in schemas.items()}


def _record(contract: Contract, layout: Layout) -> dict[str, Any]:
    header = {name: {"type": "string", "description": key.described.description} for name, key in layout.header.items()}
    sections = {
        name: {"title": section.title, "description": section.description, **_rows(_map(section, contract))}
        for name, section in layout.sections.items()
    }
    left_out = {"type": "array", "description": layout.left_out.description, "items": _map(layout.left_out, contract)}
    return {
        "title": "A record of onrecord",
        "type": "object",
        "properties": {**header, **sections, "left_out": left_out},
        "required": [name for name, key in layout.header.items() if key.required],
        "additionalProperties": False,
    }


def _proposals(record: Mapping[str, Any], contract: Contract, layout: Layout) -> dict[str, Any]:
    """Of a record of the machine coder: the same, with what its proposals have beside."""
    told = layout.proposals
    schema = copy.deepcopy(dict(record)) | {"title": "Proposals of the machine coder of onrecord"}
    for name in layout.sections:
        row = schema["properties"][name]["additionalProperties"]
        row["properties"] |= {key: _key(spec, layout.left_out, contract) for key, spec in told.keys.items()}
        row["required"] = [*row["required"], *told.keys]
    new = {name: _rows(_map(layout.registries[registry], contract)) for name, registry in told.new.items()}
    schema["properties"] |= {**new, told.rejected: {"type": "array", "items": {"type": "string"}}}
    return schema


def _rows(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "propertyNames": {"pattern": f"^{SLUG}$"}, "additionalProperties": row}


def _map(section: Section, contract: Contract) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _key(key, section, contract) for name, key in section.keys.items()},
        "required": list(section.required),
        "additionalProperties": False,
    }


def _key(key: Key, section: Section, contract: Contract) -> dict[str, Any]:
    told = {"description": key.described.description} if key.described.description else {}
    if key.kind == "anchor":
        parts = dict.fromkeys(section.parts, _ANCHOR)
        whole = {"type": "object", "properties": parts, "required": [section.main], "additionalProperties": False}
        return {"anyOf": [*_ANCHOR["anyOf"], *([whole] if section.parts else [])]}
    if key.kind == "links":
        return told | _links(key)
    if key.kind == "words":
        return told | _ONE_OR_MORE
    if key.kind == "exceptions":
        return told | {"type": "object", "additionalProperties": {"type": "string"}}
    if key.kind == "lines":
        return told | {"type": "object"}
    if key.kind == "edtf":
        return {
            "type": ["string", "integer", "number"],
            "description": "A date in EDTF: 2021-04-13, 2021-04, [2021-04-12..2021-04-30], 2021-03/..",
        }
    if key.kind == "reference":
        return told | {"type": "string"}
    described = _field(key.described, contract)
    if key.none is not None:
        described = {"anyOf": [*described["anyOf"], {"const": key.none}]}
    return told | described


def _links(key: Key) -> dict[str, Any]:
    by_role = {"type": "object", "properties": dict.fromkeys(key.roles, _ONE_OR_MORE), "additionalProperties": False}
    if not key.roles:
        return _ONE_OR_MORE
    return {"anyOf": [*_ONE_OR_MORE["anyOf"], by_role]} if key.role else by_role


def _field(field: Field, contract: Contract) -> dict[str, Any]:
    vocabulary = contract.vocabularies.get(field.vocabulary or "")
    if vocabulary:
        return {
            "anyOf": [
                {"const": code, "title": told["label"], "description": told["definition"]}
                for code, told in vocabulary.codes.items()
            ]
        }
    if field.type in _TYPES:
        return {"type": _TYPES[field.type]}
    limits = {name: field.constraints[name] for name in ("minLength", "maxLength") if name in field.constraints}
    pattern = field.constraints.get("pattern")
    return {"type": ["string", "number"], **limits, **({"pattern": f"^(?:{pattern})$"} if pattern else {})}
