"""The JSON of Label Studio, doccano and spaCy: spans with labels `section.part`, and the rest of a row in their free places."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping
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

_WORD = re.compile(r"\w+|[^\w\s]")

# -- Label Studio (https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks) ---


def write_labelstudio(annotations: Annotations) -> dict[str, bytes]:
    """One task with one annotation; parts of a row are joined by relations, and the rest of it is in `meta`."""
    results: list[dict[str, Any]] = []
    for number, row in enumerate(annotations.rows):
        for place, anchor in enumerate(row.anchors):
            start, end = anchor.span
            value = {
                "start": start,
                "end": end,
                "text": annotations.text[start:end],
                "labels": [label_of(row.section, anchor.part)],
            }
            meta = {"meta": {"text": [json.dumps(told_row(row), ensure_ascii=False)]}} if place == 0 else {}
            results.append(
                {
                    "id": f"r{number}-{place}",
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": value,
                    **meta,
                }
            )
            if place:
                results.append(
                    {
                        "type": "relation",
                        "from_id": f"r{number}-{place}",
                        "to_id": f"r{number}-0",
                        "direction": "right",
                        "labels": ["of"],
                    }
                )
    task = [
        {"data": {"text": annotations.text, "document": annotations.document}, "annotations": [{"result": results}]}
    ]
    return {f"{annotations.document}.labelstudio.json": _json(task)}


def read_labelstudio(files: Mapping[str, bytes], text: str) -> Annotations:
    """All annotations of all tasks."""
    made = Annotations("", text)
    for raw in files.values():
        told = json.loads(raw)
        for task in told if isinstance(told, list) else [told]:
            for annotation in task.get("annotations", task.get("completions", [])):
                results = annotation.get("result", [])
                into = {one["from_id"]: one["to_id"] for one in results if one.get("type") == "relation"}
                spans = [one for one in results if "value" in one and "start" in one["value"]]
                made.notes += [
                    f"a result of type {one.get('type')} has no place in a record"
                    for one in results
                    if one not in spans and one.get("type") != "relation"
                ]
                made.rows += _grouped(text, [
                    (str(one.get("id")), into.get(one.get("id")), next(iter(one["value"].get("labels", [""]))), one["value"]["start"], one["value"]["end"],
                     str(one["value"].get("text", "")), next(iter(one.get("meta", {}).get("text", [])), None))
                    for one in spans
                ])  # fmt: skip
    return made


# -- doccano (https://doccano.github.io/doccano/) --------------------------------------------------


def write_doccano(annotations: Annotations) -> dict[str, bytes]:
    """One line of JSON: entities, relations between the parts of a row, and the rest of the rows as metadata."""
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    rows: dict[str, Any] = {}
    for row in annotations.rows:
        first = len(entities) + 1
        for anchor in row.anchors:
            entities.append(
                {
                    "id": len(entities) + 1,
                    "label": label_of(row.section, anchor.part),
                    "start_offset": anchor.span.start,
                    "end_offset": anchor.span.end,
                }
            )
            if len(entities) > first:
                relations.append({"id": len(relations) + 1, "from_id": len(entities), "to_id": first, "type": "of"})
        if row.anchors:
            rows[str(first)] = told_row(row)
    line = {
        "id": 1,
        "text": annotations.text,
        "document": annotations.document,
        "entities": entities,
        "relations": relations,
        "onrecord": rows,
    }
    return {f"{annotations.document}.doccano.jsonl": (json.dumps(line, ensure_ascii=False) + "\n").encode()}


def read_doccano(files: Mapping[str, bytes], text: str) -> Annotations:
    """The annotations of the lines whose text is this one; `entities` of newer versions, `label` or `labels` of older ones."""
    made = Annotations("", text)
    for raw in files.values():
        for line in raw.decode("utf-8").split("\n"):
            if not line.strip():
                continue
            told = json.loads(line)
            if told.get("text", told.get("data")) != text:
                made.notes.append("a line has another text, so it was left")
                continue
            into = {one["from_id"]: one["to_id"] for one in told.get("relations", [])}
            old = [
                {"id": None, "label": label, "start_offset": start, "end_offset": end}
                for start, end, label in told.get("label", told.get("labels", []))
            ]
            rows = told.get("onrecord", {})
            made.rows += _grouped(text, [
                (str(one["id"]) if one["id"] is not None else f"old-{number}", str(into[one["id"]]) if one["id"] in into else None, one["label"], one["start_offset"], one["end_offset"], "", rows.get(str(one["id"])))
                for number, one in enumerate(told.get("entities", old))
            ])  # fmt: skip
    return made


# -- spaCy (https://spacy.io/api/doc#to_json) ------------------------------------------------------


def write_spacy(annotations: Annotations) -> dict[str, bytes]:
    """What `Doc.from_json` reads: tokens whose edges are those of the spans, span groups by section, rows as an extension."""
    edges = {edge for row in annotations.rows for anchor in row.anchors for edge in anchor.span}
    tokens = [
        {"id": number, "start": start, "end": end}
        for number, (start, end) in enumerate(_tokens(annotations.text, edges))
    ]
    spans: dict[str, list[dict[str, Any]]] = {}
    rows: dict[str, Any] = {}
    for number, row in enumerate(annotations.rows):
        rows[str(number)] = told_row(row)
        for anchor in row.anchors:
            spans.setdefault(row.section, []).append(
                {
                    "start": anchor.span.start,
                    "end": anchor.span.end,
                    "label": label_of(row.section, anchor.part),
                    "id": str(number),
                }
            )
    told = {"text": annotations.text, "tokens": tokens, "ents": [], "spans": spans, "_": {"onrecord": rows}}
    return {f"{annotations.document}.spacy.json": _json(told)}


def read_spacy(files: Mapping[str, bytes], text: str) -> Annotations:
    """The span groups and entities of documents with this text."""
    made = Annotations("", text)
    for raw in files.values():
        told = json.loads(raw)
        for one in told if isinstance(told, list) else [told]:
            if one.get("text") != text:
                made.notes.append("a document has another text, so it was left")
                continue
            rows = one.get("_", {}).get("onrecord", {})
            spans = [*one.get("ents", []), *(span for group in one.get("spans", {}).values() for span in group)]
            seen: set[str] = set()
            items = []
            for number, span in enumerate(spans):
                group = str(span.get("id", "")) if str(span.get("id", "")) in rows else ""
                name = f"s{number}"
                first = f"row-{group}" if group else name
                items.append(
                    (
                        first if group and group not in seen else name,
                        first if group and group in seen else None,
                        span["label"],
                        span["start"],
                        span["end"],
                        "",
                        rows.get(group) if group not in seen else None,
                    )
                )
                seen.add(group)
            made.rows += _grouped(text, items)
    return made


# -- parts ----------------------------------------------------------------------------------------


def _grouped(text: str, items: Iterable[tuple[str, str | None, str, int, int, str, Any]]) -> list[AnnotatedRow]:
    """Rows of (id, id of the first anchor of its row, label, start, end, words, what is told of the row)."""
    rows: dict[str, AnnotatedRow] = {}
    later = []
    for name, home, label, start, end, words, told in items:
        section, part = of_label(label)
        anchor = Anchored(part, in_code_points(text, start, end, words), words)
        if home is not None and home != name:
            later.append((home, section, anchor))
            continue
        row = row_from(told) or AnnotatedRow(section)
        row.anchors.append(anchor)
        rows[name] = row
    for home, section, anchor in later:
        rows.setdefault(home, AnnotatedRow(section)).anchors.append(anchor)
    return list(rows.values())


def _tokens(text: str, edges: set[int]) -> list[Span]:
    """Words and signs, cut where a span begins or ends."""
    found: list[Span] = []
    for match in _WORD.finditer(text):
        cuts = [match.start(), *sorted(edge for edge in edges if match.start() < edge < match.end()), match.end()]
        found += [Span(a, b) for a, b in itertools.pairwise(cuts)]
    return found


def _json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
