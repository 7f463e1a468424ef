"""Rows of built tables, led back to the files that people wrote: an id names its document, and its slug a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.findings import Finding

#: bytes; larger files are not searched
_LIMIT = 5_000_000
_ID = re.compile(r"([a-z]+):([a-z0-9-]+)(?::([a-z0-9-]+))?")
_LINE = re.compile(r"(?P<top>[a-z0-9_-]+):|  (?P<key>[a-z0-9-]+):|\s*- \{?\s*id: *\"?(?P<id>[a-z0-9:-]+)")
#: the part of a record that holds rows of a kind
_PARTS = {"actor": "actors", "claim": "claims", "event": "events", "figure": "figures", "place": "places"}
_PARTS |= {"quote": "quotes", "relation": "relations"}

#: (part, name) -> the line on which it stands
Index = Mapping[tuple[str, str], int]


def in_seeds(findings: Iterable[Finding], checkout: Checkout) -> list[Finding]:
    """The findings; those on a row of a built table are given the file in `seeds/` that says it, and the line.

    A row that is gone leads to the file in which it would stand.
    """
    indexes: dict[str, Index | None] = {}
    led = []
    for finding in findings:
        file, part, names = _place(finding)
        if file and file not in indexes:
            indexes[file] = _index(checkout.root / file)
        index = indexes.get(file)
        led.append(finding if index is None else replace(finding, file=file, line=_line(index, part, names)))
    return led


def _place(finding: Finding) -> tuple[str, str, list[str]]:
    """File, part and the names to look for, best first; no file when nothing tells it."""
    found = _ID.search(finding.row_id) if finding.row_id and finding.file is None else None
    if not found:
        return "", "", []
    kind, name, slug = found.groups()
    if finding.table == "retired":
        return "seeds/retired.yaml", "id", [found[0]]
    if slug is None and kind in ("actor", "place"):
        return f"seeds/{kind}s.yaml", "", [name]
    if slug is None:
        return f"seeds/{name}/source.yaml", "", []
    names = [slug]
    if kind == "mention":
        # what is mentioned, its name, and the part of it that the words state: event-crimea-2014-date
        kind, *words = slug.split("-")
        names = ["-".join(words[:end]) for end in range(len(words), 0, -1)]
    return f"seeds/{name}/record.yaml", _PARTS.get(kind, ""), names


def _index(path: Path) -> Index | None:
    try:
        if path.stat().st_size > _LIMIT:
            return {}
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    index: dict[tuple[str, str], int] = {}
    part = ""
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        if not found:
            continue
        if found["id"]:
            index[("id", found["id"])] = number
        elif found["top"]:
            part = found["top"]
            index[("", part)] = number
        else:
            index.setdefault((part, found["key"]), number)
    return index


def _line(index: Index, part: str, names: Iterable[str]) -> int | None:
    return next((index[part, name] for name in names if (part, name) in index), None)
