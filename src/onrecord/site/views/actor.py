"""An actor: what they said, what they hold of events, what they took part in, which figures they claim."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.site.places import address, page_of
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.event import stance_code
from onrecord.site.views.parts import Code, Figure, Link, Quote, code, figure_of, link, quote_of
from onrecord.site.wording import many


@dataclass(frozen=True)
class Held:
    """A stance towards an event, and whom the event is about."""

    stance: Code
    degree: int | None
    event: Link
    about: tuple[Link, ...]
    source: Link
    row: str


@dataclass(frozen=True)
class ActorPage:
    """All that the page of an actor shows."""

    id: str
    name: str
    path: str
    kind: Code
    is_named: bool
    country: str | None
    part_of: Link | None
    members: tuple[Link, ...]
    perhaps: Link | None
    note: str | None
    direct: tuple[Quote, ...]
    indirect: tuple[Quote, ...]
    addressed: tuple[Quote, ...]
    ascribed: tuple[Quote, ...]
    held: tuple[Held, ...]
    events: tuple[tuple[Code, Link], ...]
    figures: tuple[Figure, ...]
    row: str
    elsewhere: tuple[tuple[str, Link], ...] = ()

    @property
    def summary(self) -> str:
        """What is recorded of the actor, counted."""
        said = many(len(self.direct) + len(self.indirect), "statement")
        quoted = f" ({len(self.direct)} in quotation marks)" if self.direct else ""
        more = [many(len(self.held), "stance"), many(len(self.events), "event"), many(len(self.figures), "figure")]
        return f"{said}{quoted}, {', '.join(more)}."


def actor_page(release: Release, row: Row) -> ActorPage:
    """What the page of an actor shows."""
    row_id = row["actor_id"]
    rows = release.rows
    said = [rows.row("quotes", one["quote_id"]) for one in rows.by("quote_speakers", "actor_id", row_id)]
    quotes = [quote_of(release, quote) for quote in said if quote]
    parent, perhaps = row.get("part_of_id"), row.get("possibly_same_as_id") or row.get("possibly_same_as")
    return ActorPage(
        id=row_id,
        name=str(row.get("name") or row_id),
        path=page_of("actors", row_id) or "",
        kind=code(release, "actors", "actor_type", row.get("actor_type")),
        is_named=bool(row.get("is_named")),
        country=row.get("country_code"),
        part_of=link(release, "actors", parent) if parent else None,
        members=tuple(link(release, "actors", one["actor_id"]) for one in rows.by("actors", "part_of_id", row_id)),
        perhaps=link(release, "actors", perhaps) if perhaps else None,
        note=row.get("note"),
        direct=tuple(quote for quote in quotes if quote.is_direct),
        indirect=tuple(quote for quote in quotes if not quote.is_direct),
        ascribed=tuple(quote_of(release, one) for one in rows.by("quotes", "attributed_to_id", row_id)),
        addressed=tuple(quote_of(release, one) for one in rows.by("quotes", "addressee_id", row_id)),
        held=tuple(_held(release, one) for one in rows.by("event_claims", "claimant_id", row_id)),
        events=tuple(
            (code(release, "event_actors", "role", one.get("role")), link(release, "events", one["event_id"]))
            for one in rows.by("event_actors", "actor_id", row_id)
        ),
        figures=tuple(figure_of(release, one) for one in rows.by("figures", "claimant_id", row_id)),
        row=release.row_link("actors", row_id),
        elsewhere=tuple(known_elsewhere(release, row_id)),
    )


#: where an identifier leads, by its scheme
_ADDRESSES = {"wikidata": "https://www.wikidata.org/wiki/{}", "geonames": "https://www.geonames.org/{}"}


def known_elsewhere(release: Release, row_id: str) -> list[tuple[str, Link]]:
    """Identifiers in other collections, each with the day on which it was checked."""
    found = []
    for row in release.rows.by("identifiers", "subject_id", row_id):
        scheme, day = code(release, "identifiers", "scheme", row["scheme"]), row.get("checked_on")
        pattern, checked = _ADDRESSES.get(row["scheme"]), f" (checked on {day.isoformat()})" if day else ""
        found.append(
            (
                scheme.label + checked,
                Link(row["identifier"], address(pattern.format(row["identifier"])) if pattern else None),
            )
        )
    return found


def _held(release: Release, row: Row) -> Held:
    about = [one["actor_id"] for one in release.rows.by("event_actors", "event_id", row["event_id"])]
    return Held(
        stance=stance_code(release, row.get("factuality")),
        degree=release.codes.degree(row.get("factuality")),
        event=link(release, "events", row["event_id"]),
        about=tuple(link(release, "actors", one) for one in dict.fromkeys(about)),
        source=link(release, "sources", row["source_id"]),
        row=release.row_link("event_claims", row["claim_id"]),
    )
