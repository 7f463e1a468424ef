"""Parts of a descriptor that stand elsewhere in ways that are not followed here: said, since they may hold rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.findings import Finding, printable

#: `$ref` is JSON Schema's, `extends` that of profiles and of some tools; Data Package v2 has neither
_NOT_FOLLOWED = ("$ref", "extends")
_DEEPEST = 6


def not_followed(resource: Mapping[str, Any]) -> Iterator[Finding]:
    """A warning (P029) for each part of a resource that is said to stand elsewhere."""
    seen: set[tuple[str, str]] = set()
    for place, name, target in _references({key: value for key, value in resource.items() if key != "data"}, "", 0):
        if (name, str(target)) not in seen:
            seen.add((name, str(target)))
            message = f"not verified: {place or 'the resource'} has {name} {printable(str(target), 120)}, which is not followed"
            help_ = "write here what stands there"
            yield Finding(code="P029", severity="warning", message=message, table=str(resource["name"]), help=help_)


def _references(value: Any, place: str, depth: int) -> Iterator[tuple[str, str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _NOT_FOLLOWED and isinstance(inner, str | list):
                yield place, key, inner
            elif key not in ("enum", "missingValues", "categories", "jsonSchema"):
                yield from _references(inner, f"{place}.{key}".strip("."), depth + 1)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            named = inner.get("name") if isinstance(inner, dict) else None
            yield from _references(inner, f"{place}.{named or at + 1}".strip("."), depth + 1)
