"""Where the files that people write name a row of another section, and how it is given another name there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import yaml

from onrecord.records.format import yaml_nodes
from onrecord.records.format.layout import Key, Layout, Section
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node, Scalar, Sequence


class Named(NamedTuple):
    """A place that names a row: the section that the row is in, its slug, and the node that says it."""

    section: str
    slug: str
    node: Scalar
    #: whether it is the key of a row (its slug), and not a reference to one
    is_key: bool
    #: section and slug of the row that names it
    by_section: str
    by_slug: str


def names_in_record(root: Node | None, layout: Layout) -> Iterator[Named]:
    """Every slug of a record: those of its rows, and those that its rows name."""
    if not isinstance(root, Map):
        return
    for name, section in layout.sections.items():
        yield from _of_rows(name, section, root.values.get(name), layout)
    for name, registry in layout.proposals.new.items():
        yield from _of_rows(registry, layout.registries[registry], root.values.get(name), layout)


def names_in_registry(root: Node | None, name: str, layout: Layout) -> Iterator[Named]:
    """Every slug of a registry: those of its rows, and those that its rows name."""
    yield from _of_rows(name, layout.registries[name], root, layout)


def renamed(text: str, names: Iterable[Named], new: Mapping[tuple[str, str], str]) -> str:
    """The text with other slugs in these places: (section, slug) → the new slug. All else stays as it is."""
    edits = [
        (named.node.start_mark.index, named.node.end_mark.index, new[named.section, named.slug])
        for named in names
        if (named.section, named.slug) in new
    ]
    for start, end, slug in sorted(edits, reverse=True):
        text = text[:start] + slug + text[end:]
    return text


def read(text: str) -> Node | None:
    """The root of a file that is known to be readable."""
    return yaml_nodes.read_yaml("", text.encode()).root


def _of_rows(name: str, section: Section, rows: Node | None, layout: Layout) -> Iterator[Named]:
    if not isinstance(rows, Map):
        return
    for slug, key, row in rows.items():
        yield Named(name, slug, key, True, name, slug)
        for spec, value in _keys(section, row):
            target = layout.target_of(spec)
            for node in _scalars(value) if target else ():
                yield Named(target or "", node.value.strip(), node, False, name, slug)


def _keys(section: Section, row: Node) -> Iterator[tuple[Key, Node]]:
    if isinstance(row, Map):
        yield from ((section.keys[name], value) for name, value in row.values.items() if name in section.keys)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for value in node.values.values():
            yield from _scalars(value)
