"""Actors and places that the machine proposed as new and that the registries have by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from onrecord.records.coders.slugs import Slugs
from onrecord.records.format.layout import Layout
from onrecord.records.format.references import names_in_record, read, renamed
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node
from onrecord.records.registry import Registries


def with_registered(text: str, registries: Registries, layout: Layout) -> str:
    """The machine's record in which rows that the registries have by now are no longer new.

    A new row is one of a registry when one row there, and no other, has its name or writes it so. What names the
    new row names that one then. A new row of another name whose slug is taken gets a slug of its own.
    """
    root = read(text)
    if not isinstance(root, Map):
        return text
    new: dict[tuple[str, str], str] = {}
    gone: list[tuple[int, int]] = []
    for section, registry in layout.proposals.new.items():
        rows = root.values.get(section)
        if not isinstance(rows, Map):
            continue
        known = _forms(registry, registries, layout)
        taken = registries.known.get(registry, {})
        slugs = Slugs([*taken, *rows.values])
        kept = []
        for slug, _, row in rows.items():
            there = _same(row, known)
            if there is None and slug in taken:
                new[registry, slug] = slugs.new(slug)
            elif there is not None and there != slug:
                new[registry, slug] = there
            if there is None:
                kept.append(slug)
        gone += _lines_of(rows, kept)
        if not kept:
            gone.append((root.keys[section].start_mark.line, rows.start_mark.line))
    if not new and not gone:
        return text
    gone += _twice(root, new, layout)
    lines: list[str | None] = list(renamed(text, names_in_record(root, layout), new).splitlines(keepends=True))
    for start, end in gone:
        lines[start:end] = [None] * (end - start)
    return "".join(line for line in lines if line is not None)


def _twice(root: Map, new: Mapping[tuple[str, str], str], layout: Layout) -> list[tuple[int, int]]:
    """The lines of rows whose slug another row of their section has after the change: one row is enough."""
    gone: list[tuple[int, int]] = []
    for name in layout.proposals.new.values():
        rows = root.values.get(name)
        if isinstance(rows, Map):
            last = {new.get((name, slug), slug): slug for slug in reversed(rows.values)}
            gone += _lines_of(rows, list(last.values()))
    return gone


def _lines_of(rows: Map, kept: Sequence[str]) -> list[tuple[int, int]]:
    """The lines of the rows that are not kept."""
    starts = [key.start_mark.line for key in rows.keys.values()]
    ends = [*starts[1:], rows.end_mark.line]
    return [(start, end) for slug, start, end in zip(rows.values, starts, ends, strict=True) if slug not in kept]


def _forms(registry: str, registries: Registries, layout: Layout) -> Mapping[str, set[str]]:
    """Written form → the slugs of the rows of a registry that are called so."""
    forms: dict[str, set[str]] = {}
    section = layout.registries[registry]
    columns = registries.rows.get(registry, {})
    for row_id, name in zip(columns.get(section.id_field.name, ()), columns.get("name", ()), strict=True):
        slug = str(row_id).rsplit(":", 1)[-1]
        for form in (name, *registries.aliases.get(registry, {}).get(slug, ())):
            if form and not form.startswith("["):
                forms.setdefault(_plain(form), set()).add(slug)
    return forms


def _same(row: Node, known: Mapping[str, set[str]]) -> str | None:
    """The one row of a registry that has the name of a new row, or None."""
    name: Any = row.values.get("name") if isinstance(row, Map) else None
    if not isinstance(name, yaml.ScalarNode):
        return None
    there = known.get(_plain(name.value), set())
    return next(iter(there)) if len(there) == 1 else None


def _plain(form: str) -> str:
    return " ".join(form.split()).casefold()
