"""The data behind the page of an event: its rows as JSON, and its claims as CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from onrecord.site.places import anchor_of
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.event import EventPage
from onrecord.site.views.table import value_text

_COLUMNS = ("factuality", "claimant", "words", "source", "event", "claim_id", "event_id", "claimant_id", "source_id")


def claims_csv(release: Release, page: EventPage) -> str:
    """The claims of an event with names and published words, one line each (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    words = {claim.anchor: claim for claim in page.claims}
    for row in release.rows.by("event_claims", "event_id", page.id):
        claim = words[anchor_of(row["claim_id"])]
        shown = " … ".join(one.text.strip(" …") for one in claim.words if one.is_shown)
        cells = [row.get("factuality"), claim.claimant.text, shown, claim.source.text, page.label,
                 *(row.get(name) for name in _COLUMNS[5:])]  # fmt: skip
        writer.writerow(["" if cell is None else value_text(cell) for cell in cells])
    return buffer.getvalue()


def event_json(release: Release, page: EventPage, row: Row) -> str:
    """All rows about an event, as the tables hold them, with the mentions that state each."""
    rows: dict[str, list[Row]] = {"events": [row]}
    for table in release.rows.contract.tables:
        keys = [name for name in release.rows.fields(table) if name == "event_id"]
        if table != "events" and keys:
            rows[table] = release.rows.by(table, "event_id", page.id)
    stated = [page.id, *(claim["claim_id"] for claim in rows.get("event_claims", []))]
    rows["mentions"] = [mention for one in stated for mention in release.rows.by("mentions", "subject_id", one)]
    content: dict[str, Any] = {
        "release": release.version,
        "package": release.name,
        "tables": {k: v for k, v in rows.items() if v},
    }
    return json.dumps(content, indent=1, ensure_ascii=False, default=value_text) + "\n"
