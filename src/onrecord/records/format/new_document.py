"""Beginning a document: what its files say before anybody has recorded anything."""

from __future__ import annotations

import json

from onrecord.text.document import sha256

_SOURCE = """\
# What is known of the text. Keys and codes: docs/records.md
title: {title}
language: en
genre: news
published: 2000-01-01/2000-12-31
published_basis: inferred
published_note: How the bounds were got.
rights_status: in_copyright
sha256: {sha256}
zones:
  headline: [1]
"""

_RECORD = """\
document: {document}
sha256: {sha256}
coder: adjudicated

actors: {{}}

places: {{}}

events: {{}}

claims: {{}}

quotes: {{}}

figures: {{}}

left_out: []
"""


def start_document(document: str, raw: bytes) -> dict[str, bytes]:
    """The files of a new document: the text as received, and beginnings of `source.yaml` and `record.yaml`."""
    first = next((line.strip() for line in raw.decode("utf-8", "replace").splitlines() if line.strip()), document)
    told = {"document": document, "sha256": sha256(raw), "title": json.dumps(first, ensure_ascii=False)}
    return {
        "text.txt": raw,
        "source.yaml": _SOURCE.format(**told).encode(),
        "record.yaml": _RECORD.format(**told).encode(),
    }
