"""The machine's records of the documents of a checkout, written beside those of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from onrecord.checkout import Checkout
from onrecord.coder.extraction import Coder
from onrecord.package.write import write_text
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.machine_record import machine_record
from onrecord.records.coders.proposed_rows import known_of
from onrecord.records.format import yaml_nodes
from onrecord.records.record import MACHINE
from onrecord.records.source_file import is_open, published_of


class Written(NamedTuple):
    """A record that was written, and how many rows of each section it has."""

    path: Path
    rows: Mapping[str, int]


def propose(checkout: Checkout, slugs: Sequence[str] = ()) -> Iterator[Written]:
    """Write the machine's record of each document (all, unless named). Raises `Problem` for one that can't be read."""
    desk = Desk.open(checkout)
    coder = Coder(*known_of(desk.registries.rows, desk.registries.aliases))
    for slug in slugs or desk.documents():
        document, hashed, source = desk.source(slug)
        path = desk.file(slug, MACHINE)
        made = machine_record(
            coder, slug, document, hashed, desk.contract, desk.layout, desk.registries.known,
            published_of(source.row), rejected_in(path, desk.layout.proposals.rejected), is_open=is_open(source.row),
        )  # fmt: skip
        path.parent.mkdir(exist_ok=True)
        write_text(path, made.text)
        yield Written(path, made.rows)


def rejected_in(path: Path, key: str) -> list[str]:
    """The slugs that a person turned down, as the machine's record keeps them; none when there is no record yet."""
    return list(_rejected(path.read_bytes(), key)) if path.is_file() else []


@lru_cache(maxsize=4)
def _rejected(raw: bytes, key: str) -> tuple[str, ...]:
    root = yaml_nodes.read_yaml("machine.yaml", raw).root
    told = root.values.get(key) if isinstance(root, yaml_nodes.Mapping) else None
    items = told.items if isinstance(told, yaml_nodes.Sequence) else []
    return tuple(item.value for item in items if isinstance(item, yaml.ScalarNode))
