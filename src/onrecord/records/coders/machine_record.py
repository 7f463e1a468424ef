"""The machine's record of a document: what it proposes, as a file like any other coder's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.coder.extraction import Coder, Published
from onrecord.contract import Contract
from onrecord.findings import Finding
from onrecord.records.coders.proposed_rows import proposals
from onrecord.records.format import yaml_nodes
from onrecord.records.format.layout import Layout
from onrecord.records.format.writer import write_record
from onrecord.records.record import MACHINE, Record, read_record
from onrecord.text.document import Document

_TRIES = 5


@dataclass(frozen=True)
class Proposed:
    """The machine's record: as YAML, as rows, how many of each section, and those that its own words don't bear out."""

    text: str
    record: Record
    rows: Mapping[str, int]
    #: slugs of rows that were made and left out again, with why
    dropped: Mapping[str, Finding]


def machine_record(
    coder: Coder, slug: str, document: Document, sha256: str, contract: Contract, layout: Layout,
    known: Mapping[str, Mapping[str, bool]], published: Published = None, rejected: Iterable[str] = (),
    *, is_open: bool = False,
) -> Proposed:  # fmt: skip
    """What the machine coder proposes for a document, as a record that reads without an error.

    `known` are the slugs of the registries, `rejected` the slugs that a person turned down and that stay listed.
    `is_open` tells whether the rights in the text allow its words to be published.
    The same text, registries and version of the program give the same record.
    """
    found = coder.extract(document.text, published)
    sections = proposals(found, document, slug, known)
    header = {"document": slug, "sha256": sha256, "coder": MACHINE}
    turned_down = sorted(set(rejected))
    dropped: dict[str, Finding] = {}
    text, record = "", Record()
    for _ in range(_TRIES):
        text = write_record(header, sections, layout, turned_down)
        record = read_record(
            "machine.yaml", text.encode(), slug, document, sha256, contract, layout, known, is_open=is_open
        )
        wrong = [finding for finding in record.findings if finding.severity == "error"]
        if not wrong:
            break
        for (section, row), finding in rows_with_findings(sections, text, wrong).items():
            dropped[row] = finding
            del sections[section][row]
    return Proposed(text, record, {name: len(rows) for name, rows in sections.items()}, dropped)


def rows_with_findings(
    sections: Mapping[str, Mapping[str, Any]], text: str, wrong: list[Finding]
) -> dict[tuple[str, str], Finding]:
    """The rows that findings of a written record point at, as section and slug, each with the first of its findings."""
    root = yaml_nodes.read_yaml("machine.yaml", text.encode()).root
    found: dict[tuple[str, str], Finding] = {}
    assert isinstance(root, yaml_nodes.Mapping)  # noqa: S101 - it was written here
    for name, section in root.values.items():
        if name not in sections or not isinstance(section, yaml_nodes.Mapping):
            continue
        starts = [(section.keys[slug].start_mark.line + 1, slug) for slug in section.values]
        for finding in wrong:
            before = [slug for line, slug in starts if line <= (finding.line or 0)]
            inside = before and (finding.line or 0) <= section.end_mark.line + 1
            if inside and before[-1] in sections[name]:
                found.setdefault((name, before[-1]), finding)
    return found
