"""The machine coder: quotes, figures, dates, actors, places and events proposed from any news text, exact to the
character.

No model, no network: ordered rules with names. Each proposal names its rule and how often such proposals of the
rule are right. It proposes; a person accepts, corrects or rejects.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.coder.actors import Known, Mention, find_names
from onrecord.coder.actors.names import Lookup
from onrecord.coder.confidence import with_measured
from onrecord.coder.dates import DateExpression, find_dates
from onrecord.coder.events import Event, find_events, telephone_calls
from onrecord.coder.figures import Figure, find_figures
from onrecord.coder.quotes import CALL, ActorName, Quote, quotes_and_calls
from onrecord.coder.quotes.tokens import tokenise
from onrecord.coder.text_forms import Note, readable
from onrecord.coder.wrapped_lines import unwrapped
from onrecord.text.marked import Mark, marked_html

if TYPE_CHECKING:
    import pandas as pd

#: when the text was published: a day, the first and last possible day, or not known
Published = dt.date | tuple[dt.date, dt.date] | None


@dataclass(frozen=True)
class Extraction:
    """What was found in a text. Offsets are code points of `text`, end exclusive.

    `described` are actors told of without a name ("some analysts"); they become rows only where they speak or take
    part. `notes` say what is special about the form of the text, such as that it is HTML, or not English.
    """

    text: str
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateExpression, ...]
    actors: tuple[Mention, ...] = ()
    places: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    described: tuple[Mention, ...] = ()
    notes: tuple[Note, ...] = ()

    def words(self, span: tuple[int, int] | None) -> str | None:
        """The words of a span, or None for none."""
        return self.text[span[0] : span[1]] if span is not None else None

    def _repr_html_(self) -> str:
        """The text with all proposals marked, as notebooks show it."""
        return marked_html(self.text, _marks(self))

    def frames(self) -> dict[str, pd.DataFrame]:
        """A DataFrame for each kind of proposal (`quotes`, `figures`, `dates`, `actors`, `places`, `events`).

        One row per proposal, with its words, its offsets, the rule that made it and its confidence.
        """
        from onrecord.coder.proposal_frames import frames

        kinds = ("quotes", "figures", "dates", "actors", "places", "events")
        return frames(self.text, {kind: getattr(self, kind) for kind in kinds})


def _marks(found: Extraction) -> list[Mark]:
    """The proposals as marks in the text: each kind's words, with what a reader is told of them."""
    marks = [
        Mark(span[0], span[1], "quotes", quote.speaker_name or "speaker not told")
        for quote in found.quotes
        for span in quote.content
    ]
    marks += [Mark(figure.span[0], figure.span[1], "figures", figure.qualifier) for figure in found.figures]
    marks += [Mark(date.start, date.end, "dates", date.edtf or date.kind) for date in found.dates]
    marks += [Mark(actor.span[0], actor.span[1], "actors", actor.entity.name) for actor in found.actors]
    marks += [Mark(place.span[0], place.span[1], "places", place.entity.name) for place in found.places]
    marks += [Mark(span[0], span[1], "events", event.event_type) for event in found.events for span in event.triggers]
    return marks


class Coder:
    """A machine coder that knows some actors and places; to be made once and used on many texts."""

    def __init__(
        self, actors: Sequence[Known] = (), places: Sequence[Known] = (), *, any_language: bool = False
    ) -> None:
        self._any_language = any_language
        self._names = [ActorName(actor.name, tuple(actor.forms)) for actor in actors]
        self._lookup = Lookup(actors, places)

    def extract(self, text: str, published: Published | str = None, *, any_language: bool = False) -> Extraction:
        """All proposals for a text. Raises nothing for any text; takes time in proportion to its length.

        Of a text that is not English nothing is proposed, unless `any_language` asks for it. `ValueError` when
        `published` is a text that is no date.
        """
        whole = text
        if isinstance(published, str):
            published = dt.date.fromisoformat(published)
        text, notes = readable(text, any_language=any_language or self._any_language)
        text = unwrapped(text)
        tokens = tokenise(text, [])
        dates = find_dates(text, published)
        names = find_names(text, tokens=tokens, lookup=self._lookup)
        quotes = quotes_and_calls(text, self._names)
        calls = telephone_calls(quotes, names, dates)
        quotes = [quote for i, quote in enumerate(quotes) if i not in calls and quote.rule != CALL]
        figures = _no_dates(find_figures(text, [(date.start, date.end) for date in dates]), dates)
        return Extraction(
            text=whole,
            quotes=tuple(with_measured("quotes", quotes)),
            figures=tuple(with_measured("figures", _claimed(figures, quotes))),
            dates=tuple(with_measured("dates", dates)),
            actors=names.actors,
            places=names.places,
            events=tuple(find_events(tokens, names, quotes, dates, calls.values())),
            described=names.described,
            notes=(*notes, *_turn_notes(quotes)),
        )


def extract(
    text: str,
    actors: Mapping[str, Sequence[str]] | Iterable[str | Known] | None = None,
    published: Published | str = None,
    places: Iterable[Known] = (),
    any_language: bool = False,
) -> Extraction:
    """Quotes with their speakers, figures with their bounds, dates in EDTF, actors, places and events, from any text.

    Takes time in proportion to the length of the text. For many texts with the same actors make a `Coder` once.

    Parameters
    ----------
    text
        Any text, in English.
    actors
        Names to which speakers and mentions are resolved beside those that the text itself gives: a map of a name to the
        other names it goes by, just names, or `Known`.
    published
        The day or days that relative dates ("last week") are worked out from: a date ("2021-04-13" as text, too), or the
        first and the last.
    places
        Recorded places.
    any_language
        Whether to propose something of a text that isn't English, too; of such a one nothing is otherwise.

    Returns
    -------
    Extraction
        `quotes`, `figures`, `dates`, `actors`, `places` and `events`, each with its span (offsets in code points), the rule
        that proposed it and how often such proposals are right (0 to 1); `words(span)` gives the words, `frames()` one
        DataFrame a kind.

    Raises
    ------
    ValueError
        When `published` is a text that is no date; nothing otherwise, whatever the text is.

    Examples
    --------
    >>> import onrecord
    >>> found = onrecord.extract("Mayor Ana Ruiz said that 1,500 people had left.")
    >>> [(figure.value, found.words(figure.counted)) for figure in found.figures]
    [(1500.0, 'people')]
    """
    forms_by_name = actors.items() if isinstance(actors, Mapping) else ((name, ()) for name in actors or ())
    known = [
        name if isinstance(name, Known) else Known(key=name, name=name, kind="person", forms=tuple(forms))
        for name, forms in forms_by_name
    ]
    return Coder(known, list(places)).extract(text, published, any_language=any_language)


def _turn_notes(quotes: Sequence[Quote]) -> Iterator[Note]:
    turns = sum(quote.rule == "turn" for quote in quotes)
    if turns:
        yield Note("transcript", f"the text is a transcript: {turns:,} turns are taken as what their speakers said")


def _no_dates(figures: Sequence[Figure], dates: Sequence[DateExpression]) -> Iterator[Figure]:
    """The figures whose numbers are no part of a date or clock time. Both stand in the order of the text."""
    placed = [date for date in dates if date.kind in ("date", "time")]
    starts = [date.start for date in placed]
    for figure in figures:
        place = bisect_right(starts, figure.number[0]) - 1
        if place < 0 or placed[place].end <= figure.number[0]:
            yield figure


def _claimed(figures: Iterable[Figure], quotes: Sequence[Quote]) -> Iterator[Figure]:
    """The figures, those in what somebody says with the words for who says it."""
    contents = sorted((span.start, span.end, i) for i, quote in enumerate(quotes) for span in quote.content)
    starts = [start for start, _, _ in contents]
    for figure in figures:
        place = bisect_right(starts, figure.number[0]) - 1
        if place >= 0 and contents[place][1] >= figure.number[1]:
            yield replace(figure, claimant=quotes[contents[place][2]].speaker)
        else:
            yield figure
