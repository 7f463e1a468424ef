"""A record as annotations that any format can hold."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.records.coders.coder_records import Desk
from onrecord.records.editing.row_places import anchors_of
from onrecord.records.exchange.annotations import Anchored, AnnotatedRow, Annotations
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.layout import Section
from onrecord.records.format.written_rows import row_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node, Sequence
from onrecord.records.record import Record
from onrecord.text.document import Document


def annotations_of(desk: Desk, slug: str, coder: str) -> Annotations:
    """All rows of a coder's record that have words, and the passages that are left out.

    Raises `Problem` when there is no such record, or with all that is wrong with it.
    """
    coded = desk.read(slug, coder)
    file, _ = read_usable(slug, desk.file(slug, coder).read_text(encoding="utf-8"))
    made = Annotations(slug, coded.document.text)
    for name, section in [*desk.layout.sections.items(), (desk.layout.left_out.name, desk.layout.left_out)]:
        rows = file.root.values.get(name) if isinstance(file.root, Map) else None
        made.rows += _rows(name, section, rows, coded.record, coded.document)
    return made


def _rows(name: str, section: Section, rows: Node | None, record: Record, document: Document) -> Iterator[AnnotatedRow]:
    items = (
        rows.values.items()
        if isinstance(rows, Map)
        else (("", item) for item in rows.items)
        if isinstance(rows, Sequence)
        else ()
    )
    for slug, row in items:
        if not isinstance(row, Map):
            continue
        keys = {key: value for key, value in row_as_written(row).items() if key != "at" and key in section.keys}
        anchors = [
            Anchored(anchor.part, span, document.text[span.start : span.end])
            for anchor in anchors_of(section, row.values.get("at"))
            if (span := record.placed.get(anchor.node.start_mark.index)) is not None
        ]
        if anchors:
            yield AnnotatedRow(name, slug, keys, anchors)
