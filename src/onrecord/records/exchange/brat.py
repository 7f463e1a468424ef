"""brat standoff (https://brat.nlplab.org/standoff.html): a `.txt` and an `.ann` file.

Each anchor is a text-bound annotation of type `section-part`; a relation `of` leads from it to the first one of its
row, and a note on that holds what brat has no place for: the slug and the values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from onrecord.records.exchange.annotations import Anchored, AnnotatedRow, Annotations, row_from, told_row
from onrecord.text.document import Span

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)\t(.*)")
_RELATION = re.compile(r"R\d+\t(\S+) Arg1:(T\d+) Arg2:(T\d+)")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)")


def write(annotations: Annotations) -> dict[str, bytes]:
    """File name → bytes: the text, and the annotations beside it."""
    lines: list[str] = []
    number = relation = 0
    for row in annotations.rows:
        first = number + 1
        for anchor in row.anchors:
            number += 1
            pieces = list(_pieces(annotations.text, anchor.span))
            where = ";".join(f"{start} {end}" for start, end in pieces)
            words = " ".join(annotations.text[start:end] for start, end in pieces)
            lines.append(f"T{number}\t{row.section}-{anchor.part or 'words'} {where}\t{words}")
            if number > first:
                relation += 1
                lines.append(f"R{relation}\tof Arg1:T{number} Arg2:T{first}")
        if row.anchors:
            lines.append(f"#{first}\tAnnotatorNotes T{first}\t{json.dumps(told_row(row), ensure_ascii=True)}")
    name = annotations.document
    return {f"{name}.txt": annotations.text.encode(), f"{name}.ann": "".join(f"{line}\n" for line in lines).encode()}


def read(files: Mapping[str, bytes], text: str) -> Annotations:
    """The annotations of `.ann` files."""
    made = Annotations("", text)
    for name, raw in files.items():
        if not name.endswith(".txt"):
            made.rows += _rows(raw.decode("utf-8"), text, made.notes)
    return made


def _rows(told: str, text: str, notes: list[str]) -> list[AnnotatedRow]:
    bound: dict[str, tuple[str, Anchored]] = {}
    into: dict[str, str] = {}
    rows: dict[str, AnnotatedRow] = {}
    for line in told.split("\n"):
        if found := _TEXT_BOUND.fullmatch(line.rstrip("\r")):
            section, _, part = found[2].partition("-")
            spans = [tuple(map(int, piece.split())) for piece in found[3].split(";")]
            span = Span(spans[0][0], spans[-1][-1])
            words = text[span.start : span.end] if " ".join(text[a:b] for a, b in spans) == found[4] else found[4]
            bound[found[1]] = (section, Anchored("" if part == "words" else part, span, words))
        elif found := _RELATION.fullmatch(line.rstrip("\r")):
            if found[1] == "of":
                into[found[2]] = found[3]
            else:
                notes.append(f"relation {found[1]} between {found[2]} and {found[3]} has no place in a record")
        elif found := _NOTE.fullmatch(line.rstrip("\r")):
            row = row_from(found[2])
            if row is not None:
                rows[found[1]] = row
            else:
                rows[found[1]] = AnnotatedRow("", keys={"note": found[2]})
        elif line.strip():
            notes.append(f"“{line.strip()[:60]}” has no place in a record")
    for name, (section, anchor) in bound.items():
        home = into.get(name, name)
        row = rows.setdefault(home, AnnotatedRow(section))
        row.section = row.section or section
        row.anchors.append(anchor)
    return [rows[name] for name in bound if name in rows]


def _pieces(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """The span line by line, as brat has it: no piece may hold a line feed."""
    start = span.start
    while start < span.end:
        feed = text.find("\n", start, span.end)
        end = feed if feed >= 0 else span.end
        if end > start:
            yield start, end
        start = end + 1
