"""What a finding's help says to do, as changes that one key makes: where the help is a value, it can be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.findings import Finding
from onrecord.records.anchors.anchor import Found, parse_anchor, resolve
from onrecord.records.editing.row_places import Place
from onrecord.records.format.layout import Layout
from onrecord.text.document import Document

#: the forms in which help says a value: `write  key: value`, `did you mean “value”?`, `leave value out`
_WRITE = re.compile(r"write  ([a-z_]+): (.+)")
_MEANT = re.compile(r"did you mean “([^”]+)”\?")
_LEAVE = re.compile(r"leave ([a-z_]+) out")
#: `…:  an anchor` at the end of a line
_ANCHOR = re.compile(r":  (.+)$")

Fix = Mapping[str, Any]


def quick_fixes(finding: Finding, place: Place | None, document: Document, layout: Layout) -> list[Fix]:
    """Each a label and the change that it stands for (`do` with its arguments), the likeliest first; often none."""
    if place is None:
        return []
    if place.part:
        return [*_of_anchor(finding, place, document)]
    return [*_of_key(finding, place, layout)]


def _of_key(finding: Finding, place: Place, layout: Layout) -> Iterator[Fix]:
    section = layout.sections.get(place.section)
    keys = section.keys if section is not None else {}
    help_ = finding.help or ""
    row = {"section": place.section, "slug": place.slug}
    for key, value in _WRITE.findall(help_.split("\n", 1)[0]):
        if key in keys and value != "…":
            yield {"label": f"{key}: {value}", "do": "set", **row, "key": key, "value": value.strip()}
    meant = _MEANT.match(help_)
    if meant and place.key in keys and keys[place.key].kind not in ("links", "anchor"):
        yield {"label": f"{place.key}: {meant[1]}", "do": "set", **row, "key": place.key, "value": meant[1]}
    for key in _LEAVE.findall(help_):
        if key in keys:
            yield {"label": f"no {key}", "do": "set", **row, "key": key, "value": None}


def _of_anchor(finding: Finding, place: Place, document: Document) -> Iterator[Fix]:
    anchor = {"section": place.section, "slug": place.slug, "part": place.part, "index": place.number}
    for found in _ANCHOR.findall(finding.help or ""):
        words = parse_anchor(found)
        held = resolve(document, words) if not isinstance(words, str) else None
        if isinstance(held, Found):
            yield {"label": found, "do": "reanchor", **anchor, "start": held.span.start, "end": held.span.end}
