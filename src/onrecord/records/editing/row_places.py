"""Where the rows of a record stand in its file, so that a finding leads to the row, key and anchor that it is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from onrecord.records.format.layout import Layout, Section
from onrecord.records.format.yaml_nodes import File, Node, Scalar, Sequence
from onrecord.records.format.yaml_nodes import Mapping as Map


class Place(NamedTuple):
    """A row by section and slug (of a list, its index), and the key, part and number of the anchor, where it is one."""

    section: str
    slug: str
    key: str = ""
    part: str = ""
    number: int = 0


class AnchorNode(NamedTuple):
    """An anchor as it is written, and where it stands in its row."""

    part: str
    number: int
    node: Scalar


@dataclass
class RowPlaces:
    """Lines of a record (from 1) to what stands there."""

    starts: list[int]
    places: list[Place]

    @classmethod
    def of(cls, file: File, layout: Layout) -> RowPlaces:
        """The places of a record that was read."""
        found = sorted(_places(file, layout), key=lambda pair: pair[0])
        return cls([line for line, _ in found], [place for _, place in found])

    def at(self, line: int) -> Place | None:
        """What stands on a line: the last key, anchor or row that begins there or before."""
        at = bisect_right(self.starts, line) - 1
        place = self.places[at] if at >= 0 else None
        return place if place is not None and place.section else None


def anchors_of(section: Section, at: Node | None) -> Iterator[AnchorNode]:
    """The anchors below an `at`, each with its part and its number there."""
    if at is None:
        return
    parts = at.values if isinstance(at, Map) else {section.main: at}
    for part, held in parts.items():
        items = held.items if isinstance(held, Sequence) else [held]
        for index, node in enumerate(items):
            if isinstance(node, yaml.ScalarNode):
                yield AnchorNode(part, index, node)


def _places(file: File, layout: Layout) -> Iterator[tuple[int, Place]]:
    root = file.root
    if not isinstance(root, Map):
        return
    for name, key, held in root.items():
        yield file.place(key)[0], Place("", "")
        section = layout.sections.get(name) or (layout.left_out if name == layout.left_out.name else None)
        if section is None:
            continue
        if isinstance(held, Map):
            for slug, slug_node, row in held.items():
                yield file.place(slug_node)[0], Place(name, slug)
                yield from _of_row(file, section, name, slug, row)
        elif isinstance(held, Sequence):
            for index, row in enumerate(held.items):
                yield row.start_mark.line + 1, Place(name, str(index))
                yield from _of_row(file, section, name, str(index), row)


def _of_row(file: File, section: Section, name: str, slug: str, row: Node) -> Iterator[tuple[int, Place]]:
    if not isinstance(row, Map):
        return
    for key, key_node, value in row.items():
        yield file.place(key_node)[0], Place(name, slug, key)
        spec = section.keys.get(key)
        for anchor in anchors_of(section, value) if spec is not None and spec.kind == "anchor" else ():
            yield file.place(anchor.node)[0], Place(name, slug, key, anchor.part, anchor.number)
