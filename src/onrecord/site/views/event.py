"""An event: everybody's stance from denied to certain, when, where, who takes part, what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from onrecord.site.places import anchor_of, card_of, page_of
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.history import Step, history_of
from onrecord.site.views.parts import Code, Dates, Figure, Link, Words, code, dates, figure_of, link, words_of
from onrecord.site.views.span import DateBar, date_bar

#: tables that contract 2 has and contract 1 doesn't
_RELATIONS = "event_relations"
_PLACES = "event_places"
_ARTICLE = "The article itself"
#: the role of a place that goes without saying
_PLAIN_ROLE = "location"


@dataclass(frozen=True)
class Claim:
    """One stance: who takes it, in which words, in which source."""

    anchor: str
    claimant: Link
    is_source: bool
    words: tuple[Words, ...]
    is_quoted: bool
    cue: str | None
    source: Link
    row: str
    note: str | None
    stance: Code


@dataclass(frozen=True)
class Stance:
    """One degree of factuality with the claims that have it. `degree` is its place among five, None for no stance."""

    code: Code
    degree: int | None
    claims: tuple[Claim, ...]


class Relation(NamedTuple):
    """A relation to another event, as somebody states it; `is_first` where this event is the one that comes first."""

    kind: Code
    other: Link
    is_first: bool
    who: Link
    stance: Code
    words: tuple[Words, ...]
    row: str


@dataclass(frozen=True)
class EventPage:
    """All that the page of an event shows."""

    id: str
    label: str
    path: str
    kind: Code
    status: Code
    dates: Dates
    date_words: tuple[Words, ...]
    bar: DateBar | None
    places: tuple[tuple[str, Link], ...]
    place_precision: Code
    scale: tuple[Stance, ...]
    aside: tuple[Stance, ...]
    participants: tuple[tuple[Code, tuple[Link, ...]], ...]
    part_of: Link | None
    parts: tuple[Link, ...]
    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]
    sources: tuple[Link, ...]
    note: str | None
    row: str
    card: str
    history: tuple[Step, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, from denied to certain, then those that take no stance."""
        return tuple(claim for stance in (*self.scale, *self.aside) for claim in stance.claims)

    @property
    def has_hidden(self) -> bool:
        """Whether words of a claim are not shown."""
        return any(
            piece.text is None and any(piece.hidden) for one in self.claims for w in one.words for piece in w.pieces
        )

    @property
    def summary(self) -> str:
        """Who says what, in one sentence: for social previews and readers of screens."""
        stances = [
            f"{stance.code.label.lower()}: {', '.join(dict.fromkeys(c.claimant.text for c in stance.claims))}"
            for stance in (*self.scale, *self.aside)
            if stance.claims
        ]
        return f"{self.label}. {'; '.join(stances)}." if stances else self.label


def event_page(release: Release, row: Row) -> EventPage:
    """What the page of an event shows."""
    row_id = row["event_id"]
    claims = release.rows.by("event_claims", "event_id", row_id)
    parent = row.get("part_of_id")
    scale, aside = _stances(release, claims)
    when = dates(release, row)
    return EventPage(
        id=row_id,
        label=str(row.get("label") or row_id),
        path=page_of("events", row_id) or "",
        kind=code(release, "events", "event_type", row.get("event_type")),
        status=code(release, "events", "event_status", row.get("event_status")),
        dates=when,
        date_words=words_of(release, release.mentions_of(row_id, "events.date")),
        bar=date_bar(row),
        places=tuple(_places(release, row)),
        place_precision=code(release, "events", "place_precision", row.get("place_precision")),
        scale=scale,
        aside=aside,
        participants=tuple(_participants(release, row_id)),
        part_of=link(release, "events", parent) if parent else None,
        parts=tuple(link(release, "events", e["event_id"]) for e in release.rows.by("events", "part_of_id", row_id)),
        relations=tuple(_relations(release, row_id)),
        figures=tuple(figure_of(release, f) for f in release.rows.by("figures", "event_id", row_id)),
        sources=tuple(_sources(release, row_id, claims)),
        note=row.get("note"),
        row=release.row_link("events", row_id),
        card=card_of("events", row_id),
        history=history_of(release, row_id),
    )


#: who reports, asks, hopes or wants without taking a stance (FactBank's Uu)
_NO_STANCE = Code("Takes no stance", "In reporting others, asking, hoping or wanting.", "none")


def _stances(release: Release, claims: list[Row]) -> tuple[tuple[Stance, ...], tuple[Stance, ...]]:
    """The scale of all degrees, and what takes no stance; each with its claims, the article's own voice last."""
    by_code: dict[Any, list[Claim]] = {}
    for row in claims:
        by_code.setdefault(row.get("factuality"), []).append(_claim(release, row))
    for found in by_code.values():
        found.sort(key=lambda claim: (claim.is_source, not claim.is_quoted, claim.claimant.text, claim.anchor))
    order = release.codes.stances()
    scale = [Stance(stance_code(release, one), release.codes.degree(one), tuple(by_code.get(one, ()))) for one in order]
    rest = [one for one in by_code if one not in order]
    return tuple(scale), tuple(Stance(stance_code(release, one), None, tuple(by_code[one])) for one in rest)


def stance_code(release: Release, factuality: Any) -> Code:
    """A degree of factuality in words; without one no stance is taken."""
    return _NO_STANCE if factuality is None else code(release, "event_claims", "factuality", factuality)


def voice_of(release: Release, table: str, row: Row) -> Link:
    """Who says it: a claimant, the article in its own voice, or somebody of whom it says nothing."""
    claimant, voice = row.get("claimant_id"), row.get("voice")
    if claimant:
        return link(release, "actors", claimant)
    unstated = voice not in (None, "source")
    return Link(f"Somebody ({code(release, table, 'voice', voice).label.lower()})" if unstated else _ARTICLE)


def _claim(release: Release, row: Row) -> Claim:
    quote_id = row.get("quote_id")
    quote = release.rows.row("quotes", quote_id) if quote_id else None
    quoted = [m for m in release.mentions_of(quote_id, "quotes.quoted") if m.get("exact")] if quote else []
    own = release.mentions_of(row["claim_id"])
    mentions = release.mentions_of(quote_id, "quotes.content") if quote else own
    cues = [m["exact"] for m in release.mentions_of(quote_id, "quotes.cue") if m.get("exact")] if quote else []
    return Claim(
        anchor=anchor_of(row["claim_id"]),
        claimant=voice_of(release, "event_claims", row),
        is_source=row.get("voice") == "source",
        words=words_of(release, mentions or own),
        is_quoted=bool(quoted),
        cue=cues[0] if cues else None,
        source=Link(release.short_source(row["source_id"]), page_of("sources", row["source_id"])),
        row=release.row_link("event_claims", row["claim_id"]),
        note=row.get("note"),
        stance=stance_code(release, row.get("factuality")),
    )


def _places(release: Release, row: Row) -> list[tuple[str, Link]]:
    rows = release.rows.by(_PLACES, "event_id", row["event_id"])
    role = next((n for n, f in release.rows.fields(_PLACES).items() if f.vocabulary), None) if rows else None
    found = [
        (
            code(release, _PLACES, role, one[role]).label if role and one[role] != _PLAIN_ROLE else "",
            link(release, "places", one["place_id"]),
        )
        for one in rows
    ]
    place = row.get("place_id")
    return found or ([("", link(release, "places", place))] if place else [])


def _participants(release: Release, row_id: str) -> list[tuple[Code, tuple[Link, ...]]]:
    rows = release.rows.by("event_actors", "event_id", row_id)
    role = next((n for n, f in release.rows.fields("event_actors").items() if f.vocabulary), None) if rows else None
    order = release.codes.codes(str(release.rows.fields("event_actors")[role].vocabulary)) if role else []
    rows.sort(key=lambda one: (order.index(one[role]) if role and one[role] in order else len(order), one["actor_id"]))
    return [
        (
            code(release, "event_actors", role or "", value),
            tuple(link(release, "actors", one["actor_id"]) for one in same),
        )
        for value, same in groupby(rows, key=lambda one: one.get(str(role)))
    ]


def _relations(release: Release, row_id: str) -> list[Relation]:
    """What it led to, what it answers and the like, where the release has relations between events."""

    def relation(row: Row, other: str) -> Relation:
        return Relation(
            kind=code(release, _RELATIONS, "relation_type", row.get("relation_type")),
            other=link(release, "events", row[other]),
            is_first=other == "other_event_id",
            who=voice_of(release, _RELATIONS, row),
            stance=stance_code(release, row.get("factuality")),
            words=words_of(release, release.mentions_of(row["relation_id"])),
            row=release.row_link(_RELATIONS, row["relation_id"]),
        )

    first = [relation(row, "other_event_id") for row in release.rows.by(_RELATIONS, "event_id", row_id)]
    return [*first, *(relation(row, "event_id") for row in release.rows.by(_RELATIONS, "other_event_id", row_id))]


def _sources(release: Release, row_id: str, claims: list[Row]) -> list[Link]:
    ids = [m["source_id"] for m in release.mentions_of(row_id)] + [claim["source_id"] for claim in claims]
    return [link(release, "sources", source) for source in dict.fromkeys(ids)]
