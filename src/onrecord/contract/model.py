"""The contract as plain data: tables, fields, keys, row rules and vocabularies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.findings import Problem

#: what stands for `{…}` in an id: words in lower case, joined by hyphens
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


class ContractError(Problem):
    """A contract is broken; `findings` say where and how, all of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: what it means, its type and what its values must be."""

    name: str
    type: str = "string"
    format: str | None = None
    title: str | None = None
    description: str | None = None
    example: Any = None
    constraints: Mapping[str, Any] = field(default_factory=dict)
    vocabulary: str | None = None
    id_template: str | None = None
    immutable: bool = False
    counterpart: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[Any, ...] | None = None
    categories_ordered: bool = False
    missing_values: tuple[Any, ...] | None = None
    #: properties of the type: trueValues, groupChar, decimalChar, bareNumber, delimiter, itemType …
    options: Mapping[str, Any] = field(default_factory=dict)
    #: properties that the standard does not know, kept as they are
    custom: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether a null is an error."""
        return bool(self.constraints.get("required"))

    def make_id(self, **parts: str) -> str:
        """An id after the template: `event:{document}:{slug}`."""
        return (self.id_template or "").format(**parts)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """These fields point to those fields of a table (which may be the same one), perhaps in another package."""

    fields: tuple[str, ...]
    table: str
    table_fields: tuple[str, ...]
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A rule on each row: an SQL expression that must not be false (null passes, as in SQL's CHECK)."""

    name: str
    expression: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its fields in order, its keys and its row rules."""

    name: str
    fields: tuple[Field, ...]
    title: str | None = None
    description: str | None = None
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    missing_values: tuple[Any, ...] = ("",)
    fields_match: str = "exact"
    custom: Mapping[str, Any] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        """The field of that name. Raises `KeyError`."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes that a column may hold. `codes` maps each to its label, definition and counterparts."""

    name: str
    codes: Mapping[str, Mapping[str, Any]]
    title: str | None = None
    description: str | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """All tables of a package, with the vocabularies they use. `properties` are those of the package."""

    properties: Mapping[str, Any]
    tables: Mapping[str, Table]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)


def id_pattern(template: str) -> str:
    """The pattern of the ids that a template makes."""
    return re.sub(r"\\\{[a-z_]+\\\}", lambda _: SLUG, re.escape(template)).replace(r"\:", ":").replace(r"\-", "-")
