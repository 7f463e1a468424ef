"""W3C Web Annotation (https://www.w3.org/TR/annotation-model/): one annotation a row, with quote and position selectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.records.exchange.annotations import (
    Anchored,
    AnnotatedRow,
    Annotations,
    in_code_points,
    label_of,
    of_label,
    row_from,
    told_row,
)
from onrecord.text.document import Span

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "https://w3id.org/onrecord/"}]
#: characters of context around the words
_AROUND = 32


def write(annotations: Annotations) -> dict[str, bytes]:
    """File name → bytes: an annotation collection in JSON-LD."""
    source = f"urn:onrecord:source:{annotations.document}"
    items = [_annotation(row, annotations.text, source, number) for number, row in enumerate(annotations.rows, 1)]
    told = {
        "@context": _CONTEXT, "id": f"urn:onrecord:annotations:{annotations.document}", "type": "AnnotationCollection",
        "total": len(items), "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }  # fmt: skip
    return {f"{annotations.document}.jsonld": (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()}


def read(files: Mapping[str, bytes], text: str) -> Annotations:
    """The annotations of a collection, a page, a list or a single one. Raises `ValueError` for anything else."""
    made = Annotations("", text)
    for raw in files.values():
        for item in _items(json.loads(raw)):
            row = _row(item, text)
            if row is None:
                made.notes.append(f"annotation {item.get('id', '')} has no selector of text")
            else:
                made.rows.append(row)
    return made


def _annotation(row: AnnotatedRow, text: str, source: str, number: int) -> dict[str, Any]:
    targets = [
        {
            "type": "SpecificResource", "source": source, "onrecord:part": anchor.part,
            "selector": [
                {"type": "TextQuoteSelector", "exact": text[anchor.span.start : anchor.span.end],
                 "prefix": text[max(0, anchor.span.start - _AROUND) : anchor.span.start],
                 "suffix": text[anchor.span.end : anchor.span.end + _AROUND]},
                {"type": "TextPositionSelector", "start": anchor.span.start, "end": anchor.span.end},
            ],
        }
        for anchor in row.anchors
    ]  # fmt: skip
    labels = list(dict.fromkeys(label_of(row.section, anchor.part) for anchor in row.anchors)) or [row.section]
    body = [{"type": "TextualBody", "purpose": "classifying", "value": label} for label in labels]
    return {"id": f"urn:onrecord:annotation:{number}", "type": "Annotation", "motivation": "classifying",
            "body": body, "target": targets, "onrecord:row": told_row(row)}  # fmt: skip


def _items(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, list):
        for one in told:
            yield from _items(one)
    elif isinstance(told, dict) and "target" in told:
        yield told
    elif isinstance(told, dict):
        inner = told.get("items", told.get("first"))
        if inner is None:
            raise ValueError("it holds no annotations")
        yield from _items(inner)
    else:
        raise ValueError("it holds no annotations")


def _row(item: Mapping[str, Any], text: str) -> AnnotatedRow | None:
    bodies = item.get("body", [])
    labels = [_label(body) for body in (bodies if isinstance(bodies, list) else [bodies])]
    section, part = of_label(next(filter(None, labels), ""))
    row = row_from(item.get("onrecord:row")) or AnnotatedRow(section)
    targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
    for target in targets:
        found = _anchor(target, text, part) if isinstance(target, dict) else None
        if found is not None:
            row.anchors.append(found)
    return row if row.anchors else None


def _label(body: Any) -> str:
    if isinstance(body, str):
        return body.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return (
        str(body.get("value", ""))
        if isinstance(body, dict) and body.get("purpose", "classifying") in ("classifying", "tagging")
        else ""
    )


def _anchor(target: Mapping[str, Any], text: str, part: str) -> Anchored | None:
    selectors = target.get("selector", [])
    by_type = {
        one.get("type"): one
        for one in (selectors if isinstance(selectors, list) else [selectors])
        if isinstance(one, dict)
    }
    quote, position = by_type.get("TextQuoteSelector", {}), by_type.get("TextPositionSelector", {})
    words = str(quote.get("exact", ""))
    told = str(target.get("onrecord:part", part))
    if isinstance(position.get("start"), int) and isinstance(position.get("end"), int):
        return Anchored(told, in_code_points(text, position["start"], position["end"], words), words)
    if not words:
        return None
    whole = f"{quote.get('prefix', '')}{words}{quote.get('suffix', '')}"
    at = text.find(whole)
    start = at + len(str(quote.get("prefix", ""))) if at >= 0 else text.find(words)
    return Anchored(told, Span(max(0, start), max(0, start) + len(words)), words)
