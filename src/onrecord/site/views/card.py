"""Cards: what a newsroom puts into an article; an event, a quote or a figure in a few lines with a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from onrecord.site.views.event import EventPage
from onrecord.site.views.parts import Figure, Quote, Words
from onrecord.text.masked import Piece

#: claims that a card shows
_CLAIMS = 7
#: height of the frame that is proposed, by kind (pixels)
_HEIGHTS = {"event": 420, "quote": 220, "figure": 220}


class CardLine(NamedTuple):
    """One stance on a card."""

    degree: int | None
    label: str
    who: str
    words: str | None


@dataclass(frozen=True)
class Card:
    """All that a card shows. `href` and `path` begin at the folder of the release."""

    kind: str
    path: str
    title: str
    kicker: str
    source: str
    href: str
    stances: tuple[CardLine, ...] = ()
    pieces: tuple[Piece, ...] = ()
    by: str = ""

    @property
    def description(self) -> str:
        """The card in one sentence."""
        lines = [f"{one.label}: {one.who}" for one in self.stances]
        return "; ".join([*lines, self.by, self.source]).strip("; ")


class Embedding(NamedTuple):
    """What is pasted into another page: a frame that shows the card, or plain HTML with the words."""

    frame: str
    html: str


def event_card(page: EventPage) -> Card:
    """The card of an event: who holds what, from denied to certain."""
    lines = [
        CardLine(stance.degree, stance.code.label, claim.claimant.text, _published(claim.words) if claim.is_quoted else None)
        for stance in (*page.scale, *page.aside)
        for claim in stance.claims
    ]  # fmt: skip
    source = ", ".join(one.text for one in page.sources[:2])
    kicker = f"{page.kind.label} · {page.dates.text}"
    return Card("event", page.card, page.label, kicker, source, page.path, tuple(lines[:_CLAIMS]))


def quote_card(quote: Quote, article: str) -> Card:
    """The card of a quote: its words, who speaks, where."""
    speakers = ", ".join(one.text for one in quote.speakers) or "Speaker not told"
    pieces = quote.words[0].pieces if quote.words else ()
    by = f"{speakers}, {quote.kind.label.lower()} speech"
    return Card("quote", quote.card, speakers, quote.act.label, quote.source.text, article, (), pieces, by)


def figure_card(figure: Figure, article: str) -> Card:
    """The card of a figure: the number with its bounds, what it counts, who says so."""
    title = f"{figure.amount} {figure.counted}".strip()
    by = f"says {figure.claimant.text}" if figure.claimant else "says the article itself"
    pieces = figure.words[0].pieces if figure.words else ()
    kicker = f"{figure.measure.label} · {figure.qualifier.label.lower()}"
    return Card("figure", figure.card, title, kicker, figure.source.text, article, (), pieces, by)


def embedding(card: Card, address: str) -> Embedding:
    """The code that embeds a card. `address` is that of the folder of the release, ending in a slash."""
    frame = Markup(
        '<iframe src="{}{}" title="{}" width="640" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
    lines = Markup("").join(
        Markup("<li><b>{}</b> {}{}</li>").format(one.label, one.who, f": “{one.words}”" if one.words else "")
        for one in card.stances
    )
    words = " ".join("".join(piece.text or " … " for piece in card.pieces).split())
    body = Markup("<ul>{}</ul>").format(lines) if card.stances else Markup("<p>{}</p>").format(words)
    html = Markup('<blockquote cite="{}{}"><p><b>{}</b></p>{}<p>{} <a href="{}{}">{}</a></p></blockquote>')
    return Embedding(
        str(frame.format(address, card.path, card.title, _HEIGHTS[card.kind])),
        str(html.format(address, card.href, card.title, body, card.by, address, card.href, card.source or "source")),
    )


def _published(words: tuple[Words, ...]) -> str | None:
    """The words of a claim that are published, in one line."""
    found = next((one.text for one in words if one.is_shown), "")
    return found.strip(" …") or None
