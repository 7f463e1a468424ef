"""Beginning a document or a coder's record of it: what the files say before anybody has recorded anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord.checkout import Checkout
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, Problem, printable
from onrecord.package.write import replacing
from onrecord.records.format.layout import Layout
from onrecord.records.format.writer import write_key
from onrecord.text.document import LIMIT_BYTES, Raw, decode_text, sha256

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
coder: {coder}

actors: {{}}

places: {{}}

events: {{}}

claims: {{}}

quotes: {{}}

figures: {{}}

left_out: []
"""
#: who coded the record that is built
ADJUDICATED = "adjudicated"


def start_document(document: str, raw: bytes) -> dict[str, bytes]:
    """The files of a new document: the text as received, and beginnings of `source.yaml` and `record.yaml`."""
    told = {"sha256": sha256(raw), "title": json.dumps(first_line(raw) or document, ensure_ascii=False)}
    return {
        "text.txt": raw,
        "source.yaml": _SOURCE.format(**told).encode(),
        "record.yaml": start_record(document, told["sha256"]).encode(),
    }


def start_record(document: str, hashed: str, coder: str = ADJUDICATED) -> str:
    """A record in which nothing is recorded yet."""
    return _RECORD.format(document=document, sha256=hashed, coder=coder)


def begin_document(checkout: Checkout, layout: Layout, slug: str, raw: bytes, values: Mapping[str, Any]) -> None:
    """Put a new document into the seeds, whole or not at all: its text, what is told of it, an empty record.

    `values` are those of `source.yaml` by key. Raises `Problem` (R015, R016) when there can be no document of that name.
    """
    folder = free_folder(checkout, slug)
    lines = ["# What is known of the text. Keys and codes: docs/records.md"]
    known = {**values, "sha256": sha256(raw)}
    for key in layout.source.keys:
        if known.get(key) not in (None, "", {}):
            lines += write_key(key, known[key], 0)
    with replacing(folder) as made:
        (made / "text.txt").write_bytes(raw)
        (made / "source.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (made / "record.yaml").write_text(start_record(slug, sha256(raw)), encoding="utf-8")


def free_folder(checkout: Checkout, slug: str) -> Path:
    """Where a document of this name would lie. Raises `Problem`: R015 for no slug, R016 for one that is there already."""
    if not re.fullmatch(SLUG, slug):
        message = f"“{printable(slug, 80)}” is no slug"
        raise Problem(Finding(code="R015", message=message, help="small letters, digits and hyphens"))
    folder = checkout.seeds / slug
    if folder.exists():
        raise Problem(Finding(code="R016", message=f"seeds/{slug} is there already", help="choose another name"))
    return folder


def read_article(path: Path) -> bytes:
    """The bytes of a text that is to become a document. Raises `Problem`: R008 when it can't be read, S001 to S004."""
    try:
        size = path.stat().st_size
        raw: Raw = path.read_bytes() if size <= LIMIT_BYTES else size
    except OSError as error:
        raise Problem(Finding(code="R008", message=f"can't be read: {error.strerror}", file=str(path))) from None
    _, findings = decode_text(str(path), raw)
    if findings or isinstance(raw, int):
        raise Problem(*findings)
    return raw


def first_line(raw: bytes) -> str:
    """The first line of a text that holds words: most often its headline."""
    return next((line.strip() for line in raw.decode("utf-8", "replace").splitlines() if line.strip()), "")
