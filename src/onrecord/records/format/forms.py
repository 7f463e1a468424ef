"""Forms for what people write, made from the contract and the layout: what a page shows to fill in, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.contract import Contract, Field, Vocabulary
from onrecord.records.format.layout import Key, Layout, Section

Form = dict[str, Any]


def forms(contract: Contract, layout: Layout) -> dict[str, Any]:
    """A form for each section of a record, `left_out`, `source.yaml` and each registry, and the codes they choose from.

    Plain maps and lists, ready for JSON: `sections`, `left_out`, `source` and `registries` hold forms, each with its
    `keys` and `parts` in the order of the format; `vocabularies` holds label and definition of each code.
    """
    return {
        "sections": {name: _form(section, contract, layout) for name, section in layout.sections.items()},
        "left_out": _form(layout.left_out, contract, layout),
        "source": _form(layout.source, contract, layout),
        "registries": {
            name: _form(section, contract, layout) for name, section in layout.registries.items() if not section.is_list
        },
        "vocabularies": {name: _vocabulary(vocabulary) for name, vocabulary in contract.vocabularies.items()},
    }


def _form(section: Section, contract: Contract, layout: Layout) -> Form:
    return {
        "name": section.name,
        "one": section.one,
        "title": section.title,
        "description": section.description,
        "registry": section.registry,
        "main": section.main,
        "parts": [_part(part, code, contract) for part, code in section.parts.items()],
        "keys": [_key(key, layout) for key in section.keys.values()],
    }


def _part(part: str, code: str, contract: Contract) -> dict[str, Any]:
    told = contract.vocabularies["mention_field"].codes.get(code, {})
    return {"name": part, "label": told.get("label", part), "definition": told.get("definition", "")}


def _key(key: Key, layout: Layout) -> dict[str, Any]:
    described = key.described
    return {
        "name": key.name,
        "kind": key.kind,
        "required": key.required,
        "type": described.type,
        "title": described.title or key.name.replace("_", " "),
        "description": described.description or "",
        "example": _example(described),
        "vocabulary": described.vocabulary,
        "none": key.none,
        "roles": [_code(code, told) for code, told in key.roles.items()],
        "role": key.role,
        "to": layout.target_of(key),
        "limits": {name: described.constraints[name] for name in _LIMITS if name in described.constraints},
    }


_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "pattern")


def _example(described: Field) -> Any:
    return described.example if isinstance(described.example, str | int | float | bool) else None


def _code(code: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": code, "label": told.get("label", code), "definition": told.get("definition", "")}


def _vocabulary(vocabulary: Vocabulary) -> dict[str, Any]:
    codes = [_code(code, told) for code, told in vocabulary.codes.items()]
    return {"title": vocabulary.title or vocabulary.name, "codes": codes}
