"""Which rows of two coders of one document are about the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.records.format.layout import Layout
from onrecord.records.record import Record
from onrecord.text.document import Span

#: rows match when they share this part of the words of the one that has fewer
ENOUGH = 0.5


@dataclass(frozen=True)
class Unit:
    """A row with the spans of its main part. Of actors and places every anchored form is a unit of its own."""

    id: str
    spans: tuple[Span, ...]
    row: Mapping[str, Any]


def units(record: Record, layout: Layout) -> dict[str, list[Unit]]:
    """The rows of each section (by its name) that have words, in the order of the text."""
    mentions: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for mention in record.rows.get("mentions", ()):
        mentions[mention["field"], mention["subject_id"]].append(Span(mention["char_start"], mention["char_end"]))
    found: dict[str, list[Unit]] = {}
    for name, section in layout.sections.items():
        code = section.parts[section.main]
        made: list[Unit] = []
        if section.registry:
            for (field, row_id), spans in mentions.items():
                made += [Unit(row_id, (span,), {}) for span in spans if field == code]
        elif section.table is not None:
            key = section.id_field.name
            rows = record.rows.get(section.table.name, ())
            made = [Unit(row[key], tuple(mentions.get((code, row[key]), ())), row) for row in rows]
        found[name] = sorted((unit for unit in made if unit.spans), key=lambda unit: unit.spans[0])
    return found


def pairs(ours: Iterable[Unit], theirs: Iterable[Unit]) -> list[tuple[Unit, Unit]]:
    """Units of the one and the other that match, each once; those that share most are taken first.

    Of rows about the same words those of one claimant belong together: a claim is what somebody says of an event.
    """
    left, right = list(ours), list(theirs)
    scored = []
    at = 0
    for i, one in enumerate(left):
        end = max(span.end for span in one.spans)
        while at < len(right) and len(right[at].spans) == 1 and right[at].spans[0].end <= one.spans[0].start:
            at += 1
        for j in range(at, len(right)):
            other = right[j]
            if other.spans[0].start >= end:
                break
            part, whole = _shared(one.spans, other.spans)
            if part >= ENOUGH:
                other_claimant = one.row.get("claimant_id") != other.row.get("claimant_id")
                scored.append((other_claimant, -whole, -part, i, j))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    made = []
    for *_, i, j in sorted(scored):
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            made.append((i, j))
    return [(left[i], right[j]) for i, j in sorted(made)]


def _shared(one: tuple[Span, ...], other: tuple[Span, ...]) -> tuple[float, float]:
    """The characters that both have, as a part of those of the smaller and of those of both together."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    sizes = [sum(span.end - span.start for span in spans) for spans in (one, other)]
    smaller, together = min(sizes), sum(sizes) - shared
    return (shared / smaller if smaller else 0.0), (shared / together if together > 0 else 0.0)


def same_ids(ours: Mapping[str, list[Unit]], theirs: Mapping[str, list[Unit]]) -> dict[str, str]:
    """Ids of ours to those of theirs that are about the same words, for every section."""
    same: dict[str, str] = {}
    for name, left in ours.items():
        for one, other in pairs(left, theirs.get(name, [])):
            same.setdefault(one.id, other.id)
    return same
