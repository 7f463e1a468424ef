"""Reading a contract: from `schemas/` (YAML) or from the `datapackage.json` of any data package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.contract.consistency import problems_of_sense
from onrecord.contract.descriptor_shape import (
    problems_of_codebook,
    problems_of_head,
    problems_of_schema,
    problems_of_shape,
    shaped,
)
from onrecord.contract.model import Check, Contract, ContractError, Field, ForeignKey, Table, Vocabulary, id_pattern
from onrecord.contract.repair import mended
from onrecord.contract.table_schema import FIELD, TABLE, TYPES, problems_of_field
from onrecord.findings import Finding


def from_schemas(folder: Path, also: Sequence[str] = ()) -> Contract:
    """The contract in a folder of YAML files (`datapackage.yaml`, `codebook.yaml`, one file per table).

    `also` are tables that no release has.     Raises `ContractError` with all findings when a file is missing or says something unknown.
    """
    package, codebook = _yaml(folder / "datapackage.yaml"), _yaml(folder / "codebook.yaml")
    found = [
        *problems_of_head(package, f"{folder.name}/datapackage.yaml"),
        *problems_of_codebook(codebook, f"{folder.name}/codebook.yaml"),
    ]
    if found:
        raise ContractError(*found)
    vocabularies = _vocabularies(codebook["vocabularies"])
    tables = {}
    for name in [*package["tables"], *also]:
        told, file = _yaml(folder / f"{name}.yaml"), f"{folder.name}/{name}.yaml"
        wrong = list(problems_of_schema(told, file, name))
        found += wrong
        if not wrong:
            tables[name] = _table(name, told, vocabularies, file, found, strict=True)
    found += problems_of_sense(tables, folder.name, strict=True)
    if found:
        raise ContractError(*found)
    return Contract({key: told for key, told in package.items() if key != "tables"}, tables, vocabularies)


def from_descriptor(descriptor: Mapping[str, Any], file: str = "datapackage.json") -> Contract:
    """The contract that a data package carries (v1 or v2). Raises `ContractError` with all findings."""
    contract, found = read_descriptor(descriptor, file)
    if found:
        raise ContractError(*found)
    return contract


def read_descriptor(
    descriptor: Mapping[str, Any], file: str = "datapackage.json"
) -> tuple[Contract, tuple[Finding, ...]]:
    """The contract as far as it has a meaning, and findings on all that has none. Raises nothing.

    A table whose description hasn't the shape of one is left out; of others, what has no meaning is.
    """
    package = {
        key: value for key, value in descriptor.items() if key not in ("resources", "codebook", "version", "$schema")
    }
    found = list(problems_of_shape(descriptor, file))
    descriptor = shaped(descriptor) if found else descriptor
    if any(finding.table is None for finding in found):
        return Contract(package, {}), tuple(found)
    vocabularies = _vocabularies(descriptor.get("codebook", {}))
    broken, tables = {finding.table for finding in problems_of_shape(descriptor, file)}, {}
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource.get("schema")
        if isinstance(schema, dict) and name not in broken:
            told = {"title": resource.get("title"), "description": resource.get("description")} | schema
            tables[name] = _table(name, told, vocabularies, file, found, strict=False)
    found += problems_of_sense(tables, file, strict=False)
    return Contract(package, mended(tables) if found else tables, vocabularies), tuple(found)


def _yaml(path: Path) -> Any:
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError:
        raise ContractError(
            Finding(code="C001", message="this file of the contract is missing", file=f"schemas/{path.name}")
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ContractError(
            Finding(code="C002", message=f"not YAML: {error}".replace("\n", " "), file=f"schemas/{path.name}")
        ) from None


def _vocabularies(told: Mapping[str, Any]) -> dict[str, Vocabulary]:
    return {
        name: Vocabulary(
            name=name,
            codes=listed["codes"],
            title=listed.get("title"),
            description=listed.get("description"),
            ordered=bool(listed.get("ordered")),
        )
        for name, listed in told.items()
    }


def _table(
    name: str,
    told: Mapping[str, Any],
    vocabularies: Mapping[str, Vocabulary],
    file: str,
    found: list[Finding],
    *,
    strict: bool,
) -> Table:
    fields = []
    for described in told.get("fields", []):
        found += problems_of_field(described, name, file, vocabularies, strict=strict)
        fields.append(_field(described, vocabularies))
    custom = {key: value for key, value in told.items() if key not in TABLE}
    return Table(
        name=name,
        fields=tuple(fields),
        title=told.get("title"),
        description=told.get("description"),
        primary_key=_names(told.get("primaryKey")),
        unique_keys=tuple(_names(key) for key in told.get("uniqueKeys", [])),
        foreign_keys=tuple(_foreign_keys(told, name)),
        checks=tuple(Check(c["name"], c["expression"], c["message"]) for c in told.get("checks", [])),
        missing_values=tuple(told.get("missingValues", [""])),
        fields_match=_one(told.get("fieldsMatch", "exact")),
        custom=custom,
    )


def _foreign_keys(told: Mapping[str, Any], table: str) -> Iterator[ForeignKey]:
    for key in told.get("foreignKeys", []):
        reference = key["reference"]
        # the standard lets a table point to itself by leaving its name out
        package = reference.get("package")
        target = reference.get("resource") or table
        yield ForeignKey(_names(key["fields"]), target, _names(reference["fields"]), package or None)


def _one(told: Any) -> str:
    """Older descriptors write `fieldsMatch` as a list of one."""
    return str(told[0] if isinstance(told, list) else told)


def _names(told: Any) -> tuple[str, ...]:
    return () if told is None else (told,) if isinstance(told, str) else tuple(told)


def _field(told: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary]) -> Field:
    constraints = dict(told.get("constraints", {}))
    template, vocabulary = told.get("idTemplate"), told.get("vocabulary")
    if template:
        constraints.setdefault("pattern", id_pattern(template))
    if vocabulary is not None and vocabulary in vocabularies:
        constraints.setdefault("enum", list(vocabularies[vocabulary].codes))
    type_, format_ = told.get("type", "any"), told.get("format")
    options = {key: value for key, value in told.items() if key in TYPES.get(type_, ())}
    known = FIELD | set(options)
    return Field(
        name=told["name"],
        type=type_,
        # the prefix is that of the standard's version 0
        format=format_.removeprefix("fmt:") if format_ else None,
        title=told.get("title"),
        description=told.get("description"),
        example=told.get("example"),
        constraints=constraints,
        vocabulary=vocabulary,
        id_template=template,
        immutable=bool(told.get("immutable")),
        counterpart=told.get("counterpart", {}),
        categories=tuple(told["categories"]) if "categories" in told and not vocabulary else None,
        categories_ordered=bool(told.get("categoriesOrdered")) and not vocabulary,
        missing_values=tuple(told["missingValues"]) if "missingValues" in told else None,
        options=options,
        custom={key: value for key, value in told.items() if key not in known},
    )
