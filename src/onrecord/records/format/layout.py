"""The layout of what people write, as data: which key that a person writes fills which column (`schemas/record.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import yaml

from onrecord.contract import Contract, ContractError, Field, Table
from onrecord.findings import Finding

#: what a key may be beside a plain value
KINDS = frozenset({"value", "edtf", "reference", "links", "anchor", "lines", "words", "exceptions"})


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: what it holds and which columns it fills."""

    name: str
    kind: str = "value"
    required: bool = False
    #: the column that it fills, described by the contract (or by the format itself where there is no column)
    described: Field = field(default_factory=lambda: Field(""))
    column: str | None = None
    #: the table that a reference or links point to
    to: str | None = None
    #: the table whose rows `links` fill
    table: str | None = None
    #: the columns of that table: the id of this row, the id of the other one, the role of the link
    link_columns: tuple[str, str, str | None] = ("", "", None)
    #: the codes that a role may have, and the one of links that are written without
    roles: Mapping[str, Any] = field(default_factory=dict)
    role: str | None = None
    #: what an EDTF fills besides: start, end, precision, day … -> column
    fills: Mapping[str, str] = field(default_factory=dict)
    #: the word by which a person says that the column has no value, and the column that tells whether it has
    none: str | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record (or one of the other files): its keys in canonical order and the table that they fill."""

    name: str
    keys: Mapping[str, Key]
    table: Table | None = None
    title: str = ""
    description: str = ""
    registry: bool = False
    main: str = ""
    #: part of a row -> code of `mention_field`
    parts: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False
    #: whether its file may be missing
    optional: bool = False
    #: the keys that every row has
    required: tuple[str, ...] = ()
    #: whether its rows say which source they are from
    has_source: bool = False

    @property
    def one(self) -> str:
        """What one row of it is called: event, claim, quote."""
        return self.name.removesuffix("s")

    @property
    def id_field(self) -> Field:
        """The column that holds the id which is made from the slug."""
        assert self.table is not None  # noqa: S101 - sections without ids are not asked
        return self.table.field(self.table.primary_key[0])


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a record of the machine coder has beside: keys of every row, sections of new rows of the registries."""

    keys: Mapping[str, Key]
    #: section -> registry whose rows it proposes
    new: Mapping[str, str]
    #: the list of slugs that were turned down
    rejected: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that people write in `seeds/`."""

    header: Mapping[str, Key]
    sections: Mapping[str, Section]
    left_out: Section
    source: Section
    registries: Mapping[str, Section]
    proposals: Proposals

    def target_of(self, key: Key) -> str | None:
        """The section or registry whose rows a key names; None for one that names no row."""
        if key.to is None or key.to in self.registries:
            return key.to
        return next((s.name for s in self.sections.values() if s.table is not None and s.table.name == key.to), None)


def read_layout(raw: bytes, contract: Contract) -> Layout:
    """The format in the bytes of `schemas/record.yaml`. Raises `ContractError` when it fits no contract."""
    try:
        told = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        every_row = told["every_row"]
        return Layout(
            header={name: _key(name, spec, None, contract) for name, spec in told["header"].items()},
            sections={name: _section(name, spec, contract, every_row) for name, spec in told["sections"].items()},
            left_out=_section("left_out", told["left_out"] | {"list": True}, contract),
            source=_section("source", told["source"], contract),
            registries={name: _section(name, spec, contract) for name, spec in told["registries"].items()},
            proposals=_proposals(told["proposals"], contract),
        )
    except yaml.YAMLError as error:
        raise _broken(f"not YAML: {error}".replace("\n", " ")) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise _broken(f"the format of records lacks or misuses {error}") from None


def _broken(message: str) -> ContractError:
    return ContractError(Finding(code="C002", file="schemas/record.yaml", message=message))


def _proposals(spec: Mapping[str, Any], contract: Contract) -> Proposals:
    keys = {name: _key(name, told, None, contract) for name, told in spec["keys"].items()}
    return Proposals(keys, spec["new"], spec["rejected"], spec.get("title", ""), spec.get("description", ""))


def _section(
    name: str, spec: Mapping[str, Any], contract: Contract, every_row: Mapping[str, Any] = MappingProxyType({})
) -> Section:
    known = spec.get("table") or spec.get("registry")
    table = contract.tables[known] if known else None
    # words come last: they are what a reader of a record compares the values with
    own = {key: told for key, told in spec["keys"].items() if every_row and key != "at"}
    ordered = {**own, **every_row, "at": spec["keys"]["at"]} if every_row else spec["keys"]
    keys = {key: _key(key, told, table, contract) for key, told in ordered.items()}
    return Section(
        name=name,
        keys=keys,
        required=tuple(key for key, told in keys.items() if told.required),
        has_source=table is not None and any(described.name == "source_id" for described in table.fields),
        table=table,
        title=spec.get("title", ""),
        description=spec.get("description", ""),
        registry="registry" in spec,
        main=spec.get("main", ""),
        parts=spec.get("parts", {}),
        is_list=bool(spec.get("list")),
        optional=bool(spec.get("optional")),
    )


def _key(name: str, spec: Mapping[str, Any], table: Table | None, contract: Contract) -> Key:
    kind, column, vocabulary = spec.get("kind", "value"), spec.get("column"), spec.get("vocabulary")
    if kind not in KINDS:
        raise KeyError(kind)
    if vocabulary and vocabulary not in contract.vocabularies:
        raise KeyError(vocabulary)
    if column and table is not None:
        described = table.field(column)
        if spec.get("description"):
            described = replace(described, description=f"{described.description} {spec['description']}")
    else:
        described = Field(
            name, type=spec.get("type", "string"), vocabulary=vocabulary, description=spec.get("description")
        )
    links = _links(spec, contract) if kind == "links" else {"table": spec.get("table")}
    return Key(
        name=name, kind=kind, required=bool(spec.get("required")), described=described, column=column,
        to=spec.get("to"), fills=spec.get("fills", {}), none=spec.get("none"), flag=spec.get("flag"), **links,
    )  # fmt: skip


def _links(spec: Mapping[str, Any], contract: Contract) -> dict[str, Any]:
    """What the table between two others says of the links that a key writes."""
    table = contract.tables[spec["table"]]
    there = next(key.fields[0] for key in table.foreign_keys if key.table == spec["to"])
    here = next(key.fields[0] for key in table.foreign_keys if key.table != spec["to"])
    role = next((described for described in table.fields if described.vocabulary), None)
    codes = contract.vocabularies[role.vocabulary or ""].codes if role else {}
    if spec.get("role") and spec["role"] not in codes:
        raise KeyError(spec["role"])
    columns = (here, there, role.name if role else None)
    return {"table": table.name, "link_columns": columns, "roles": codes, "role": spec.get("role")}
