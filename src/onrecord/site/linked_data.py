"""What pages tell programs: schema.org `Claim` for events, `Quotation` for quotes (schema.org, pending terms among them)."""

from __future__ import annotations

from typing import Any

from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.event import EventPage
from onrecord.site.views.parts import Quote

_CONTEXT = "https://schema.org/"


def event_claims(page: EventPage) -> dict[str, Any]:
    """The claims of an event, each with who makes it, where it appears, and what it is about."""
    about = {"@type": "Event", "@id": page.id, "name": page.label}
    if page.dates.start:
        about["startDate"] = page.dates.start.isoformat()
    claims = [
        {
            "@type": "Claim",
            "name": f"{claim.stance.label}: {page.label}",
            "claimInterpreter": None if claim.is_source else {"@type": "Thing", "name": claim.claimant.text},
            "text": next((words.text for words in claim.words if words.is_shown), None),
            "appearance": {"@type": "CreativeWork", "name": claim.source.text},
            "about": {"@id": page.id},
        }
        for claim in page.claims
    ]
    return {"@context": _CONTEXT, "@graph": [about, *(_bare(claim) for claim in claims)]}


def quotation(release: Release, quote: Quote, row: Row) -> dict[str, Any]:
    """A quote as a `Quotation`: its words as far as they are published, who speaks, where it stands."""
    source = release.rows.row("sources", row["source_id"]) or {}
    return _bare(
        {
            "@context": _CONTEXT,
            "@type": "Quotation",
            "@id": quote.id,
            "text": next((words.text for words in quote.words if words.is_shown), None),
            "spokenByCharacter": [{"@type": "Thing", "name": speaker.text} for speaker in quote.speakers] or None,
            "isPartOf": _bare(
                {
                    "@type": "NewsArticle",
                    "headline": source.get("title"),
                    "url": release.source_address(source),
                    "publisher": {"@type": "Organization", "name": source["publisher"]}
                    if source.get("publisher")
                    else None,
                }
            ),
        }
    )


def _bare(value: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in value.items() if one is not None}
