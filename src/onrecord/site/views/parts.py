"""What several pages show alike: links, codes with their meaning, words of a text, dates, quotes, figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onrecord.site.places import anchor_of, card_of, page_of
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.wording import bounds, period
from onrecord.text.masked import Piece

#: stretches of words that are shown for one row
_STRETCHES = 6


class Link(NamedTuple):
    """Words that lead somewhere, or nowhere where `href` is None. `href` begins at the folder of the release."""

    text: str
    href: str | None = None


class Code(NamedTuple):
    """A code in words, with what it means."""

    label: str
    definition: str = ""
    code: str = ""


class Words(NamedTuple):
    """A stretch of a text, as far as it may be shown, and where it stands on the article's page."""

    pieces: tuple[Piece, ...]
    href: str | None
    sha256: str
    start: int
    end: int

    @property
    def is_shown(self) -> bool:
        """Whether at least one of the words is shown."""
        return any(piece.text for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words in plain text; what is not shown as an ellipsis."""
        return " ".join("".join(piece.text or " … " for piece in self.pieces).split())


class Dates(NamedTuple):
    """Bounds of a date in words, how fine it is, how it was got, and how it was coded."""

    text: str
    start: dt.date | None
    end: dt.date | None
    precision: Code
    basis: Code
    edtf: str | None
    extent: Code = Code("")
    rule: Code = Code("")

    @property
    def sentence(self) -> str:
        """The bounds in words, saying when it is only some time within them."""
        is_within = self.extent.code == "within" and self.start != self.end
        return f"Some time within {self.text}" if is_within else self.text[:1].upper() + self.text[1:]


@dataclass(frozen=True)
class Quote:
    """What somebody said, as told."""

    id: str
    speakers: tuple[Link, ...]
    kind: Code
    act: Code
    cue: str | None
    words: tuple[Words, ...]
    source: Link
    row: str
    card: str
    polarity: Code
    addressee: Link | None = None
    medium: Link | None = None
    attributed_to: Link | None = None
    notes: tuple[str, ...] = ()
    anchor: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether words stand in quotation marks."""
        return self.kind.code != "indirect"

    @property
    def is_said(self) -> bool:
        """Whether the words were said: not asked for, not denied to have been said."""
        return self.polarity.code in ("", "said")


@dataclass(frozen=True)
class Figure:
    """A number that somebody told: what it counts, its bounds, who says so."""

    id: str
    amount: str
    printed: str | None
    qualifier: Code
    counted: str
    measure: Code
    claimant: Link | None
    voice: str
    whose: Link | None
    places: tuple[Link, ...]
    source: Link
    event: Link | None
    words: tuple[Words, ...]
    row: str
    card: str
    low: float | None
    high: float | None
    rule: str | None = None
    note: str | None = None
    anchor: str = ""


@dataclass(frozen=True)
class Facts:
    """Titles with values: what is known of a row beside what the page shows at large."""

    lines: tuple[tuple[str, tuple[Link, ...]], ...] = field(default_factory=tuple)


def code(release: Release, table: str, column: str, value: Any) -> Code:
    """A code in words."""
    label, definition = release.code(table, column, value)
    return Code(label, definition, "" if value is None else str(value))


def link(release: Release, table: str, row_id: Any) -> Link:
    """A link to a row by its label."""
    return Link(release.label(table, row_id), release.link(table, row_id))


def words_of(release: Release, mentions: Sequence[Row]) -> tuple[Words, ...]:
    """The words of some mentions as far as they may be shown; those that stand within others are left out."""
    found: list[Words] = []
    for mention in mentions:
        start, end = mention["char_start"], mention["char_end"]
        if found and found[-1].start <= start and end <= found[-1].end:
            continue
        pieces = tuple(release.text(mention["source_id"]).pieces(start, end))
        page = page_of("sources", mention["source_id"])
        found.append(Words(pieces, f"{page}#{place_of(start)}", str(mention.get("exact_sha256") or ""), start, end))
    return tuple(found[:_STRETCHES])


def place_of(start: int) -> str:
    """The anchor of a character on the page of its article."""
    return f"c{start}"


def dates(release: Release, row: Row) -> Dates:
    """The date of an event."""
    start, end = row.get("date_start"), row.get("date_end")

    def coded(column: str) -> Code:
        return code(release, "events", column, row.get(column))

    return Dates(
        text=period(start, end),
        start=start,
        end=end,
        precision=coded("date_precision"),
        basis=coded("date_basis"),
        edtf=row.get("date_edtf"),
        extent=coded("date_extent"),
        rule=coded("date_rule"),
    )


def quote_of(release: Release, row: Row) -> Quote:
    """A row of `quotes` with its speakers and words."""
    row_id = row["quote_id"]
    speakers = [
        link(release, "actors", one["actor_id"]) for one in release.rows.by("quote_speakers", "quote_id", row_id)
    ]
    cues = [m["exact"] for m in release.mentions_of(row_id, "quotes.cue") if m.get("exact")]

    def actor(column: str) -> Link | None:
        return link(release, "actors", row[column]) if row.get(column) else None

    return Quote(
        id=row_id,
        speakers=tuple(speakers),
        kind=code(release, "quotes", "quote_type", row.get("quote_type")),
        act=code(release, "quotes", "speech_act", row.get("speech_act")),
        cue=cues[0] if cues else row.get("cue_lemma"),
        words=words_of(release, release.mentions_of(row_id, "quotes.content")),
        source=link(release, "sources", row["source_id"]),
        row=release.row_link("quotes", row_id),
        card=card_of("quotes", row_id),
        polarity=code(release, "quotes", "polarity", row.get("polarity")),
        addressee=actor("addressee_id"),
        medium=actor("medium_id"),
        attributed_to=actor("attributed_to_id"),
        notes=tuple(note for note in (row.get("note"),) if note),
        anchor=anchor_of(row_id),
    )


def figure_of(release: Release, row: Row) -> Figure:
    """A row of `figures` with its bounds and words."""
    row_id, claimant, event = row["figure_id"], row.get("claimant_id"), row.get("event_id")
    value, low, high = row.get("value"), row.get("value_low"), row.get("value_high")
    low, high = figure_bounds(row.get("qualifier"), value, low, high)
    printed = [m["exact"] for m in release.mentions_of(row_id, "figures.number") if m.get("exact")]
    unit = row.get("unit")
    counted = row.get("counted") or ("" if unit in (None, "1") else str(unit))
    return Figure(
        id=row_id,
        amount=bounds(low, high, value),
        printed=row.get("words") or (printed[0] if printed else None),
        qualifier=code(release, "figures", "qualifier", row.get("qualifier")),
        counted=str(counted),
        measure=code(release, "figures", "measure", row.get("measure")),
        claimant=link(release, "actors", claimant) if claimant else None,
        voice="the article itself" if row.get("voice") in (None, "source") else "somebody of whom nothing is told",
        whose=link(release, "actors", row["counted_actor_id"]) if row.get("counted_actor_id") else None,
        places=tuple(
            link(release, "places", p["place_id"]) for p in release.rows.by("figure_places", "figure_id", row_id)
        ),
        source=link(release, "sources", row["source_id"]),
        event=link(release, "events", event) if event else None,
        words=words_of(release, release.mentions_of(row_id, "figures.figure", "figures.claim")),
        row=release.row_link("figures", row_id),
        card=card_of("figures", row_id),
        low=low,
        high=high,
        rule=row.get("quantity_rule"),
        note=row.get("note"),
        anchor=anchor_of(row_id),
    )


def figure_bounds(
    qualifier: Any, value: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """The bounds of a figure; releases of contract 1 left those of exact and bounded figures to the qualifier."""
    if low is not None or high is not None or value is None:
        return low, high
    if qualifier in ("up_to", "less_than", "at_most"):
        return None, value
    if qualifier in ("at_least", "more_than"):
        return value, None
    return value, value
