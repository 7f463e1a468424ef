"""What the finder of actors and places is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.text.document import Span


@dataclass(frozen=True, slots=True)
class Known:
    """An actor or place that somebody has recorded already, with every form in which texts write it.

    `key` is its slug in the registry, `kind` a code of `actor_type` or `place_type`.
    """

    key: str
    name: str
    kind: str
    country: str | None = None
    forms: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or place: one that is recorded (`key`), or one proposed from the words alone.

    `kind` is a code of `actor_type` or `place_type`, `country` an ISO 3166-1 alpha-2 code where the words tell one.
    """

    name: str
    kind: str
    is_named: bool
    country: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or describe an actor or place.

    `span` is the noun phrase, `head` its name, or the head noun of a description (what a record anchors).
    `confidence` is the share of such proposals of the rule that we expect to be right, 0 to 1.
    """

    span: Span
    head: Span
    entity: Entity
    rule: str
    confidence: float
