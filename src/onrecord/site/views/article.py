"""An article: its text as far as it may be shown, with marks by kind, and the rows that it states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from onrecord.site.places import anchor_of, page_of
from onrecord.site.release import OPEN, Release
from onrecord.site.rows import Row
from onrecord.site.views.event import stance_code
from onrecord.site.views.lists import EventLine, event_line
from onrecord.site.views.parts import Code, Figure, Quote, code, figure_of, place_of, quote_of
from onrecord.site.wording import period
from onrecord.text.document import Document
from onrecord.text.masked import Piece, cut

#: kinds of marks, in the order in which they can be switched; and the parts of rows that are marked as each
KINDS: dict[str, tuple[str, ...]] = {
    "quotes": ("quotes.content",),
    "speakers": ("quotes.speaker", "quotes.cue"),
    "claims": ("event_claims.claim", "event_relations.relation"),
    "events": ("events.trigger",),
    "dates": ("events.date",),
    "figures": ("figures.figure", "figures.number", "figures.claim"),
    "actors": ("actors.name",),
    "places": ("places.name", "events.place"),
}
_KIND_OF = {part: kind for kind, parts in KINDS.items() for part in parts}


class Mark(NamedTuple):
    """What a stretch of the text states: a kind, the row in words, and what leads to it."""

    kind: str
    title: str
    href: str


class Segment(NamedTuple):
    """A stretch without a boundary of a mark within: what is shown of it, its marks, what leads to the closest."""

    anchor: str
    pieces: tuple[Piece, ...]
    kinds: tuple[str, ...]
    title: str
    href: str | None


class Paragraph(NamedTuple):
    """A block of the text in one zone."""

    zone: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class ArticlePage:
    """All that the page of an article shows."""

    id: str
    title: str
    path: str
    publisher: str | None
    author: str | None
    address: str | None
    published: str
    published_note: str | None
    genre: Code
    rights: Code
    licence: str | None
    language: str
    is_open: bool
    is_at_hand: bool
    share_shown: float
    text_chars: int
    sha256: str
    kinds: tuple[tuple[str, int], ...]
    paragraphs: tuple[Paragraph, ...]
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    events: tuple[EventLine, ...]
    row: str


def article_page(release: Release, source: Row) -> ArticlePage:
    """What the page of an article shows."""
    source_id = source["source_id"]
    mentions = release.mentions_in(source_id)
    text = release.text(source_id)
    is_open = source.get("rights_status") in OPEN and text.text is not None
    counts = {kind: len({m["subject_id"] for m in mentions if _KIND_OF.get(m["field"]) == kind}) for kind in KINDS}
    shown = sum(end - start for start, end in text.shown)
    return ArticlePage(
        id=source_id,
        title=str(source.get("title") or source_id),
        path=page_of("sources", source_id) or "",
        publisher=source.get("publisher"),
        author=source.get("author"),
        address=release.source_address(source),
        published=_published(source),
        published_note=source.get("date_published_note"),
        genre=code(release, "sources", "genre", source.get("genre")),
        rights=code(release, "sources", "rights_status", source.get("rights_status")),
        licence=source.get("licence"),
        language=str(source.get("language") or "en"),
        is_open=is_open,
        is_at_hand=text.text is not None,
        share_shown=shown / max(1, text.length),
        text_chars=text.length,
        sha256=str(source.get("text_sha256") or ""),
        kinds=tuple((kind, count) for kind, count in counts.items() if count),
        paragraphs=tuple(_paragraphs(release, source, mentions)),
        quotes=tuple(quote_of(release, row) for row in _in_order(release, "quotes", source_id, mentions)),
        figures=tuple(figure_of(release, row) for row in _in_order(release, "figures", source_id, mentions)),
        events=tuple(event_line(release, row) for row in _events(release, mentions)),
        row=release.row_link("sources", source_id),
    )


def _published(source: Row) -> str:
    day: dt.date | None = source.get("date_published")
    when = period(day or source.get("date_published_earliest"), day or source.get("date_published_latest"))
    return when if when != "no date" else "date of publication not known"


def _in_order(release: Release, table: str, source_id: str, mentions: list[Row]) -> list[Row]:
    """The rows of a table in a source, in the order in which the text states them."""
    first: dict[str, int] = {}
    for mention in mentions:
        first.setdefault(mention["subject_id"], mention["char_start"])
    key = str(release.rows.key_of(table))
    rows = release.rows.by(table, "source_id", source_id)
    return sorted(rows, key=lambda row: (first.get(row[key], 0), row[key]))


def _events(release: Release, mentions: list[Row]) -> Iterator[Row]:
    for row_id in dict.fromkeys(m["subject_id"] for m in mentions if m["subject_table"] == "events"):
        row = release.rows.row("events", row_id)
        if row:
            yield row


def _paragraphs(release: Release, source: Row, mentions: list[Row]) -> Iterator[Paragraph]:
    text = release.text(source["source_id"])
    marks = [_placed(release, m) for m in mentions if m["field"] in _KIND_OF]
    at = [m["char_start"] for m in mentions]
    spans = Document(text.text).paragraphs if text.text is not None else [(0, text.length)]
    for start, end in spans:
        segments = tuple(
            Segment(
                place_of(left),
                tuple(text.pieces(left, right)),
                tuple(dict.fromkeys(mark.kind for mark in over)),
                " · ".join(dict.fromkeys(mark.title for mark in reversed(over))),
                over[-1].href if over else None,
            )
            for left, right, over in cut(start, end, marks, at)
        )
        yield Paragraph(_zone(source, mentions, start, end, text.text), segments)


def _zone(source: Row, mentions: list[Row], start: int, end: int, text: str | None) -> str:
    """The zone of a paragraph, as the mentions in it tell."""
    if text is not None and text[start:end].strip() == source.get("title"):
        return "headline"
    return next((str(m["zone"]) for m in mentions if start <= m["char_start"] < end), "body")


def _placed(release: Release, mention: Row) -> tuple[int, int, Mark]:
    kind = _KIND_OF[mention["field"]]
    table, row_id = mention["subject_table"], mention["subject_id"]
    return mention["char_start"], mention["char_end"], Mark(kind, *_titled(release, table, row_id, mention["field"]))


def _titled(release: Release, table: str, row_id: Any, part: str) -> tuple[str, str]:
    """A row in a few words, and what leads to it."""
    row = release.rows.row(table, row_id) or {}
    if table == "event_claims":
        stance = stance_code(release, row.get("factuality")).label
        who = release.label("actors", row["claimant_id"]) if row.get("claimant_id") else "the article"
        what = release.label("events", row.get("event_id"))
        return (
            f"Claim: {stance.lower()} to {who}: {what}",
            f"{page_of('events', row.get('event_id'))}#{anchor_of(row_id)}",
        )
    if table == "quotes":
        speakers = [
            release.label("actors", q["actor_id"]) for q in release.rows.by("quote_speakers", "quote_id", row_id)
        ]
        return f"Quote: {', '.join(speakers) or 'speaker not told'}", f"#{anchor_of(row_id)}"
    if table == "figures":
        return f"Figure: {row.get('counted') or 'number'}", f"#{anchor_of(row_id)}"
    name = {"events": "Event", "actors": "Actor", "places": "Place"}.get(table, table)
    title = f"{name}: {release.label(table, row_id)}"
    return (f"Date of {title}" if part == "events.date" else title), release.link(table, row_id)
