"""Reading a contract: from `schemas/` (YAML) or from the `datapackage.json` of any data package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.contract.consistency import problems_of_consistency
from onrecord.contract.descriptor_shape import (
    problems_of_codebook,
    problems_of_package,
    problems_of_schema,
    problems_of_shape,
    without_misshapen,
)
from onrecord.contract.metadata import is_version_1, with_types
from onrecord.contract.model import Check, Contract, ContractError, Field, ForeignKey, Table, Vocabulary, id_pattern
from onrecord.contract.repair import repaired
from onrecord.contract.table_schema import FIELD, TABLE, TYPES, problems_of_field
from onrecord.findings import Finding


def from_schemas(folder: Path, also: Sequence[str] = ()) -> Contract:
    """The contract in a folder of YAML files (`datapackage.yaml`, `codebook.yaml`, one file per table).

    `also` are tables that no release has. Raises `ContractError` with all findings when a file is missing or says something unknown.
    """
    package, codebook = _yaml(folder / "datapackage.yaml"), _yaml(folder / "codebook.yaml")
    found = [
        *problems_of_package(package, f"{folder.name}/datapackage.yaml"),
        *problems_of_codebook(codebook, f"{folder.name}/codebook.yaml"),
    ]
    if found:
        raise ContractError(*found)
    vocabularies = _vocabularies(codebook["vocabularies"])
    tables = {}
    for name in [*package["tables"], *also]:
        described, file = _yaml(folder / f"{name}.yaml"), f"{folder.name}/{name}.yaml"
        wrong = list(problems_of_schema(described, file, name))
        found += wrong
        if not wrong:
            tables[name] = _table(name, described, vocabularies, file, found, strict=True)
    found += problems_of_consistency(tables, folder.name, strict=True)
    if found:
        raise ContractError(*found)
    return Contract({key: described for key, described in package.items() if key != "tables"}, tables, vocabularies)


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
    if is_version_1(descriptor):
        descriptor = with_types(descriptor)
    found = list(problems_of_shape(descriptor, file))
    descriptor = without_misshapen(descriptor) if found else descriptor
    if any(finding.table is None for finding in found):
        return Contract(package, {}), tuple(found)
    vocabularies = _vocabularies(descriptor.get("codebook", {}))
    broken, tables = {finding.table for finding in problems_of_shape(descriptor, file)}, {}
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource.get("schema")
        if isinstance(schema, dict) and name not in broken:
            described = {"title": resource.get("title"), "description": resource.get("description")} | schema
            tables[name] = _table(name, described, vocabularies, file, found, strict=False)
    found += problems_of_consistency(tables, file, strict=False)
    return Contract(package, repaired(tables) if found else tables, vocabularies), tuple(found)


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


def _vocabularies(described: Mapping[str, Any]) -> dict[str, Vocabulary]:
    return {
        name: Vocabulary(
            name=name,
            codes=listed["codes"],
            title=listed.get("title"),
            description=listed.get("description"),
            ordered=bool(listed.get("ordered")),
        )
        for name, listed in described.items()
    }


def _table(
    name: str,
    described: Mapping[str, Any],
    vocabularies: Mapping[str, Vocabulary],
    file: str,
    found: list[Finding],
    *,
    strict: bool,
) -> Table:
    fields = []
    for field in described.get("fields", []):
        found += problems_of_field(field, name, file, vocabularies, strict=strict)
        fields.append(_field(field, vocabularies))
    custom = {key: value for key, value in described.items() if key not in TABLE}
    return Table(
        name=name,
        fields=tuple(fields),
        title=described.get("title"),
        description=described.get("description"),
        primary_key=_names(described.get("primaryKey")),
        unique_keys=tuple(_names(key) for key in described.get("uniqueKeys", [])),
        foreign_keys=tuple(_foreign_keys(described, name)),
        checks=tuple(Check(c["name"], c["expression"], c["message"]) for c in described.get("checks", [])),
        missing_values=tuple(described.get("missingValues", [""])),
        fields_match=_one(described.get("fieldsMatch", "exact")),
        custom=custom,
    )


def _foreign_keys(described: Mapping[str, Any], table: str) -> Iterator[ForeignKey]:
    for key in described.get("foreignKeys", []):
        reference = key["reference"]
        # the standard lets a table point to itself by leaving its name out
        package = reference.get("package")
        target = reference.get("resource") or table
        yield ForeignKey(_names(key["fields"]), target, _names(reference["fields"]), package or None)


def _one(value: Any) -> str:
    """Older descriptors write `fieldsMatch` as a list of one."""
    return str(value[0] if isinstance(value, list) else value)


def _names(value: Any) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _field(described: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary]) -> Field:
    constraints = dict(described.get("constraints", {}))
    template, vocabulary = described.get("idTemplate"), described.get("vocabulary")
    if template:
        constraints.setdefault("pattern", id_pattern(template))
    listed = vocabularies.get(vocabulary) if vocabulary is not None else None
    if listed is not None:
        constraints.setdefault("enum", list(listed.codes))
    type_, format_ = described.get("type", "any"), described.get("format")
    options = {key: value for key, value in described.items() if key in TYPES.get(type_, ())}
    known = FIELD | set(options)
    return Field(
        name=described["name"],
        type=type_,
        # the prefix is that of the standard's version 0
        format=format_.removeprefix("fmt:") if format_ else None,
        title=described.get("title"),
        description=described.get("description"),
        example=described.get("example"),
        constraints=constraints,
        vocabulary=vocabulary,
        id_template=template,
        immutable=bool(described.get("immutable")),
        counterpart=described.get("counterpart", {}),
        categories=tuple(described["categories"]) if "categories" in described and not vocabulary else None,
        categories_ordered=listed.ordered if listed else bool(described.get("categoriesOrdered")) and not vocabulary,
        missing_values=tuple(described["missingValues"]) if "missingValues" in described else None,
        options=options,
        custom={key: value for key, value in described.items() if key not in known},
    )
