"""What every format of annotations tells: rows with words of a text, and values. Offsets count code points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onrecord.text.document import Span

#: what stands between section and part in a label: quotes.content
_DOT = "."


class Anchored(NamedTuple):
    """Words that state a part of a row: where they stand, and which words they are (empty where a format doesn't tell)."""

    part: str
    span: Span
    words: str = ""


@dataclass
class AnnotatedRow:
    """A row: its section (or whatever label another program has), its slug where one is known, its values, its words."""

    section: str
    slug: str = ""
    keys: Mapping[str, Any] = field(default_factory=dict)
    anchors: list[Anchored] = field(default_factory=list)


@dataclass
class Annotations:
    """The annotations of one text. `notes` tell what could not be read of them."""

    document: str
    text: str
    rows: list[AnnotatedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def label_of(section: str, part: str) -> str:
    """The label of an anchor: section and part."""
    return f"{section}{_DOT}{part}" if part else section


def of_label(label: str) -> tuple[str, str]:
    """Section and part of a label; no part where it tells none."""
    section, _, part = label.partition(_DOT)
    return section, part


def told_row(row: AnnotatedRow) -> dict[str, Any]:
    """What a format holds of a row beside its words, for places that take any JSON."""
    return {"section": row.section, "slug": row.slug, "keys": dict(row.keys)}


def row_from(told: Any) -> AnnotatedRow | None:
    """A row as `told_row` gives it, or its JSON; None for anything else."""
    if isinstance(told, str):
        try:
            told = json.loads(told)
        except ValueError:
            return None
    if not isinstance(told, dict) or not isinstance(told.get("section"), str):
        return None
    keys = told.get("keys")
    return AnnotatedRow(told["section"], str(told.get("slug") or ""), keys if isinstance(keys, dict) else {})


def in_code_points(text: str, start: int, end: int, words: str) -> Span:
    """The span of these words: offsets that count UTF-16 code units, as browsers and Java do, are recognised by the words."""
    if not words or text[start:end] == words:
        return Span(start, end)
    raw = text.encode("utf-16-le")
    before, inside = raw[: 2 * start], raw[2 * start : 2 * end]
    if inside.decode("utf-16-le", "replace") == words:
        first = len(before.decode("utf-16-le", "replace"))
        return Span(first, first + len(words))
    return Span(start, end)
