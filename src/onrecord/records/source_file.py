"""`source.yaml`: what is known of a document, and which lines of its text are headline, caption or boilerplate."""

from __future__ import annotations

from collections.abc import Mapping as Mapping_
from datetime import date
from typing import Any, NamedTuple

import yaml

from onrecord.contract import Contract
from onrecord.findings import printable
from onrecord.records.format import yaml_nodes
from onrecord.records.format.key_findings import check_sha256, missing_keys, unknown_keys
from onrecord.records.format.layout import Key, Layout
from onrecord.records.format.typed_values import scalar, suggest, typed
from onrecord.records.format.yaml_nodes import File, Mapping, Node, Sequence
from onrecord.records.values.edtf_dates import Dates, read_edtf
from onrecord.text.document import Document, Raw, line_range


class Source(NamedTuple):
    """A row of `sources`, the zone of each line that is not body, and the file with what is wrong."""

    row: dict[str, Any]
    zones: dict[int, str]
    file: File


def read_source(
    name: str, raw: Raw, slug: str, text: str | None, sha256: str | None, contract: Contract, layout: Layout
) -> Source:
    """The row and zones of a `source.yaml` (path `name`) beside a text. Raises nothing."""
    file = yaml_nodes.read_yaml(name, raw)
    row: dict[str, Any] = {"source_id": contract.tables["sources"].field("source_id").make_id(document=slug)}
    zones: dict[int, str] = {}
    if isinstance(file.root, Sequence):
        file.report("R012", "source.yaml is a map of keys, and this is a list", file.root, help="begin with  title: …")
    if not isinstance(file.root, Mapping):
        return Source(row, zones, file)
    section = layout.source
    unknown_keys(file, file.root, section.keys, "source.yaml")
    missing_keys(file, file.root, section.required, "source.yaml", None)
    for key, node in file.root.values.items():
        spec = section.keys.get(key)
        if spec is None:
            continue
        if spec.kind == "edtf":
            _published(file, spec, node, row)
        elif spec.kind == "lines":
            zones = _zones(file, spec, node, Document(text) if text is not None else None, contract)
        else:
            row[spec.column or key] = typed(file, key, node, spec.described, contract)
    told = file.root.values.get("sha256")
    if isinstance(told, yaml.ScalarNode):
        check_sha256(file, told, told.value, sha256)
    if text is not None:
        row |= {"text_sha256": sha256, "text_chars": len(text)}
    _basis(file, file.root, row)
    return Source(row, zones, file)


def is_open(row: Mapping_[str, Any]) -> bool:
    """Whether the rights in a text allow to publish its words in full; told by its row of `sources`."""
    return row.get("rights_status") in ("open_licence", "public_domain")


def published_of(row: Mapping_[str, Any]) -> date | tuple[date, date] | None:
    """The day of publication of a row of `sources`, its bounds, or nothing."""
    day = row.get("date_published")
    first, last = row.get("date_published_earliest"), row.get("date_published_latest")
    if day is not None:
        return day  # type: ignore[no-any-return]
    return (first, last) if first is not None and last is not None else None


def _published(file: File, spec: Key, node: Node, row: dict[str, Any]) -> None:
    text = scalar(file, spec.name, node)
    if text is None:
        return
    dates = read_edtf(text)
    if not isinstance(dates, Dates):
        file.report("R017", dates.message, node, help=dates.help)
    elif dates.start is not None and dates.start == dates.end:
        row[spec.fills["day"]] = dates.start
    else:
        row[spec.fills["start"]], row[spec.fills["end"]] = dates.start, dates.end


def _basis(file: File, root: Mapping, row: dict[str, Any]) -> None:
    if "published" in root.values:
        if "published_basis" not in root.values:
            file.report("R011", "source.yaml lacks the key published_basis: a date needs one", root.keys["published"],
                        help="add  published_basis: stated, relative or inferred")  # fmt: skip
        return
    if "published_basis" in root.values and row.get("date_published_basis") not in (None, "none"):
        file.report("R021", "published_basis stands without a date (published)", root.keys["published_basis"],
                    help="add published, or remove it")  # fmt: skip
    row["date_published_basis"] = "none"


def _zones(file: File, spec: Key, node: Node, document: Document | None, contract: Contract) -> dict[int, str]:
    zones: dict[int, str] = {}
    if not isinstance(node, Mapping):
        file.report("R012", f"zones is a map of line numbers, and this is {yaml_nodes.kind(node)}", node,
                    help="write\nzones:\n  headline: [1]\n  boilerplate: [11, 13-15]")  # fmt: skip
        return zones
    codes = contract.vocabularies[spec.described.vocabulary or ""].codes
    for zone, key, lines in node.items():
        if zone not in codes:
            file.report(
                "R013",
                f"“{printable(zone, 60)}” is no code of {spec.described.vocabulary}",
                key,
                help=suggest(zone, codes),
            )
            continue
        for item in lines.items if isinstance(lines, Sequence) else [lines]:
            _lines(file, zone, item, document, zones)
    return zones


def _lines(file: File, zone: str, item: Node, document: Document | None, zones: dict[int, str]) -> None:
    words = item.value if isinstance(item, yaml.ScalarNode) else ""
    numbers = line_range(words)
    if numbers is None:
        file.report(
            "S005",
            f"“{printable(words, 40)}” is no line number",
            item,
            help="write a number (7) or a range (7-9), counted from 1",
        )
        return
    if document is not None and numbers[-1] > document.line_count:
        file.report("S005", f"the text has {document.line_count} lines, there is no line {numbers[-1]}", item,
                    help="lines are counted from 1, blank ones too")  # fmt: skip
        return
    for number in numbers[:100_000]:
        if zones.setdefault(number, zone) != zone:
            file.report(
                "S006",
                f"line {number} is {zone} here and {zones[number]} above",
                item,
                help="a line belongs to one zone",
            )
            return
