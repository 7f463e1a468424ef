"""The state of a session as plain data: what a page shows of it. Offsets are code points of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.findings import Finding, ordered
from onrecord.records.coders.adopted_rows import Proposal
from onrecord.records.editing.offered_claims import OfferedClaims
from onrecord.records.editing.quick_fixes import quick_fixes
from onrecord.records.editing.row_places import Place, RowPlaces, anchors_of
from onrecord.records.editing.session import Session, State
from onrecord.records.format.layout import Section
from onrecord.records.format.references import read
from onrecord.records.format.written_rows import row_as_written, value_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node
from onrecord.records.format.yaml_nodes import Sequence as List
from onrecord.text.document import BOILERPLATE, Document, touched

Shown = dict[str, Any]
_LACKS = re.compile(r"add  ([a-z_]+): …")


def shown_document(document: Document) -> Shown:
    """The text that never changes: its lines with their zones, its sentences."""
    starts = document.line_starts
    return {
        "text": document.text,
        "lines": [[start, document.zones.get(number, "")] for number, start in enumerate(starts, 1)],
        "sentences": [list(sentence) for sentence in document.sentences],
    }


def shown_state(session: Session, state: State) -> Shown:
    """All that may change: rows, what is left out, findings, proposals, registries, coverage, what can be undone."""
    return {
        "version": state.version,
        "rows": list(_rows(session, state)),
        "left_out": list(_left_out(session, state)),
        "broken": [
            {"start": part.start, "end": part.end, "text": (state.texts[session.record_file] or "")[part.start : part.end],
             "message": part.finding.message, "line": part.finding.line}
            for part in state.broken
        ],
        "findings": shown_findings(session, state, state.findings),
        "source": _source(state),
        "coverage": _coverage(state),
        "registries": {name: list(_registry(session, state, name)) for name in session.layout.registries if not session.layout.registries[name].is_list},
        "proposals": [_proposal(proposal) for proposal in in_reading_order(state.proposals.open, state.document)],
        "undo": session.edits.done[-1].what if session.edits.done else None,
        "redo": session.edits.undone[-1].what if session.edits.undone else None,
    }  # fmt: skip


def in_reading_order(proposals: Iterable[Proposal], document: Document) -> list[Proposal]:
    """Proposals sentence by sentence; in a sentence first who acts where, then what happens, is said and counted."""
    order = ("actors", "places", "events", "claims", "quotes", "figures")

    def place(proposal: Proposal) -> tuple[int, int, int]:
        start = proposal.spans[0].start if proposal.spans else 0
        rank = order.index(proposal.section) if proposal.section in order else len(order)
        return document.sentence_at(start).start, rank, start

    return sorted(proposals, key=place)


def _rows(session: Session, state: State) -> Iterator[Shown]:
    root, taken = state.file.root, session.taken()
    offered = OfferedClaims(session.slug, state.record, root, session.layout)
    for name, section in session.layout.sections.items():
        rows = root.values.get(name) if isinstance(root, Map) else None
        if not isinstance(rows, Map):
            continue
        for slug, key, node in rows.items():
            row = node if isinstance(node, Map) else None
            keys = row_as_written(row) if row is not None else {}
            keys.pop("at", None)
            row_id = section.id_field.make_id(document=session.slug, slug=slug)
            yield {
                "section": name, "slug": slug, "id": row_id, "keys": keys, "line": key.start_mark.line + 1,
                "at": list(_anchors(section, row.values.get("at") if row is not None else None, state)),
                "fixed": section.registry or slug in taken.get(name, ()),
                "offers": offered.of(name, slug, keys) if row is not None else [],
            }  # fmt: skip


def _anchors(section: Section, at: Node | None, state: State) -> Iterator[Shown]:
    for part, index, node in anchors_of(section, at):
        span = state.record.placed.get(node.start_mark.index)
        yield {
            "part": part,
            "index": index,
            "words": node.value.strip(),
            "span": list(span) if span is not None else None,
        }


def _left_out(session: Session, state: State) -> Iterator[Shown]:
    section, root = session.layout.left_out, state.file.root
    items = root.values.get(section.name) if isinstance(root, Map) else None
    for index, item in enumerate(items.items if isinstance(items, List) else ()):
        if not isinstance(item, Map):
            continue
        keys = {key: value_as_written(value) for key, value in item.values.items() if key != "at"}
        yield {"section": section.name, "slug": str(index), "keys": keys, "line": item.start_mark.line + 1,
               "at": list(_anchors(section, item.values.get("at"), state)), "fixed": True, "offers": []}  # fmt: skip


def _registry(session: Session, state: State, name: str) -> Iterator[Shown]:
    section = session.layout.registries[name]
    root = _root_of_registry(session, state, name)
    for slug, _, node in root.items() if isinstance(root, Map) else ():
        keys = row_as_written(node) if isinstance(node, Map) else {}
        yield {"slug": slug, "keys": keys, "fixed": section.id_field.make_id(slug=slug) in session.released}


def _root_of_registry(session: Session, state: State, name: str) -> Node | None:
    return read(state.texts[session.registry_files[name]] or "")


def _coverage(state: State) -> Shown:
    """How many sentences a row touches, of those that it should, and those that none does."""
    counted = untouched = 0
    left: list[list[int]] = []
    document = state.document
    for sentence, hit in touched(state.record.covered, document.sentences):
        words = document.text[sentence.start : sentence.end]
        if document.zone(sentence.start) == BOILERPLATE or not any(map(str.isalnum, words)):
            continue
        counted += 1
        if not hit:
            untouched += 1
            left.append(list(sentence))
    return {"sentences": counted, "touched": counted - untouched, "untouched": left}


def _source(state: State) -> Shown:
    root = state.source.file.root
    return row_as_written(root) if isinstance(root, Map) else {}


def shown_findings(session: Session, state: State, findings: Sequence[Finding]) -> list[Shown]:
    """Findings with the row, the key or the words that each is about, and what can be done about it."""
    return list(_findings(session, state, findings))


def _findings(session: Session, state: State, findings: Sequence[Finding]) -> Iterator[Shown]:
    if not findings:
        return
    places = RowPlaces.of(state.file, session.layout)
    record = session.record_file.relative_to(session.checkout.root).as_posix()
    for finding in ordered(findings):
        place, span = _place(finding, places, record, session, state)
        lacks = _LACKS.search(finding.help or "")
        if place is not None and lacks:
            place = place._replace(key=lacks[1])
        yield {
            "code": finding.code, "severity": finding.severity, "message": finding.message, "help": finding.help or "",
            "where": finding.place, "line": finding.line if finding.file == record else None,
            "notes": [note.text for note in finding.notes],
            "place": place._asdict() if place is not None else None,
            "span": span, "fixes": [dict(fix) for fix in quick_fixes(finding, place, state.document, session.layout)],
        }  # fmt: skip


def _place(
    finding: Finding, places: RowPlaces, record: str, session: Session, state: State
) -> tuple[Place | None, list[int] | None]:
    if finding.file == record and finding.line:
        return places.at(finding.line), None
    if finding.file is not None and finding.file.endswith(f"{session.slug}/text.txt") and finding.line:
        start = state.document.line_starts[finding.line - 1] + (finding.column or 1) - 1
        return None, [start, min(len(state.document.text), start + max(1, finding.length))]
    if finding.row_id:
        kind, _, rest = finding.row_id.partition(":")
        for name, section in session.layout.sections.items():
            if (section.id_field.id_template or "").startswith(f"{kind}:"):
                return Place(name, rest.rsplit(":", 1)[-1]), None
    return None, None


def _proposal(proposal: Proposal) -> Shown:
    told = proposal.keys
    return {
        "section": proposal.section, "slug": proposal.slug, "confidence": proposal.confidence, "rule": proposal.by_rule,
        "keys": told, "at": [{"part": part, "index": i, "words": "", "span": list(span)} for i, (part, span) in enumerate(proposal.parts)],
    }  # fmt: skip
