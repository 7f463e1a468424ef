"""Events of a text, in the order of their first triggers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.coder.actors import Found, Mention
from onrecord.coder.dates import DateExpression
from onrecord.coder.events.lexicon import NOWHERE, OF_SPEECH
from onrecord.coder.events.markers import HOLDING, OF_ACT, Stance, stance
from onrecord.coder.events.model import Event, Taking
from onrecord.coder.events.roles import Parts, clause_around
from onrecord.coder.events.senses import is_accident
from onrecord.coder.events.triggers import Hit, hits
from onrecord.coder.quotes import Quote
from onrecord.coder.quotes.tokens import Tokens
from onrecord.text.document import Span

_LONGEST_SENTENCE = 250
#: what may stand between an office and the name of its holder: `the chief (executive,) Ana Ruiz`
_APPOSED = re.compile(r",?|[a-z-]{3,}(?: [a-z-]{3,})?,")
_END = re.compile(r"[.~?]")
#: kind of place -> how near it is to where the event happened
_PRECISION = {
    "populated_place": "exact", "facility": "exact", "admin1": "region", "region": "region", "admin2": "district",
    "country": "country", "border_area": "area", "line": "area", "water": "area", "unspecified": "unspecified",
}  # fmt: skip
_FAR = 12
_FAR_IN_TEXT = 120
#: a speaker's next cue of the same kind within so many characters is the same statement
_NEAR_SPEECH = 300
#: quotes below this confidence make no statement: their speaker is too often wrong
_SURE_QUOTE = 0.5
#: verbs by which whoever speaks keeps it from happening
_RULES_OUT = frozenset({"rule", "reject", "deny", "refuse", "dismiss"})
#: a statement is right less often than the quote that it is made of
_STATEMENT_OF_QUOTE = 0.8
#: statements whose addressee is their target
_ADDRESSED = frozenset({"accusation", "support", "demand", "threat"})
#: characters behind a cue in which its date may stand: `said in Kyiv on Monday`
_DATE_BEHIND_CUE = 30
#: a speaker and cue further apart than so many characters are shown by the tokens before the cue alone
_LONGEST_CLAUSE = 200
_TOKENS_BEFORE = 40


def find_events(
    tokens: Tokens, names: Found, quotes: Sequence[Quote] = (), dates: Sequence[DateExpression] = (),
    calls: Iterable[Quote] = (),
) -> list[Event]:  # fmt: skip
    """The events that a text tells, each with all of its triggers.

    `tokens` are those of the text without runs, `names`, `quotes` and `dates` what was found in it, `calls` what
    `telephone_calls` gave. Raises nothing for any text; time grows linearly with its length.
    """
    finder = _Finder(tokens, names, quotes, dates)
    return _merged([*finder.by_triggers(), *finder.by_speech(), *finder.by_calls(calls)])


def telephone_calls(quotes: Sequence[Quote], names: Found, dates: Sequence[DateExpression]) -> dict[int, Quote]:
    """Of the quotes those that are none: `she called the minister this week` tells of a call, by number in `quotes`."""
    starts = [mention.span.start for mention in names.actors]
    date_starts = [date.start for date in dates]
    calls = {}
    for i, quote in enumerate(quotes):
        if quote.cue_lemma != "call" or quote.quoted or quote.speaker is None or len(quote.content) != 1:
            continue
        content = quote.content[0]
        at = bisect_left(starts, content.start)
        if at == len(starts) or starts[at] > content.start + 4:
            continue
        end = names.actors[at].span.end
        when = bisect_left(date_starts, end)
        if when < len(dates) and date_starts[when] <= end + 4:
            end = dates[when].end
        if end >= content.end:
            calls[i] = quote
    return calls


def actor_in(mentions: Sequence[Mention], starts: Sequence[int], span: Span, text: str) -> Mention | None:
    """The actor that the words of a span name first; of an office with its holder's name the holder.

    `mentions` are in the order of the text, `starts` where they begin.
    """
    at, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
    if at == end:
        return None
    first = mentions[at]
    if at + 1 < end and not first.entity.is_named:
        holder = mentions[at + 1]
        between = text[first.span.end : holder.span.start].strip()
        if holder.entity.kind == "person" and holder.entity.is_named and _APPOSED.fullmatch(between):
            return holder
    return first


@dataclass
class _Finder:
    tokens: Tokens
    names: Found
    quotes: Sequence[Quote]
    dates: Sequence[DateExpression]

    def __post_init__(self) -> None:
        self.parts = Parts(self.tokens, [*self.names.actors, *self.names.described])
        self.starts = [mention.span.start for mention in self.parts.mentions]
        self.dated = [date for date in self.dates if date.kind == "date" and date.edtf is not None]
        self.date_starts = [date.start for date in self.dated]
        self.place_starts = [place.span.start for place in self.names.places]
        self.cues = {quote.cue.start for quote in self.quotes if quote.cue is not None}
        contents = [(span.start, span.end, i) for i, quote in enumerate(self.quotes) for span in quote.content]
        self.contents = sorted(contents)
        self.content_starts = [start for start, _, _ in self.contents]

    # -- by the lexicon ---------------------------------------------------------------------------

    def by_triggers(self) -> Iterator[Event]:
        """Events by triggers of the lexicon; the verbs that report speech are left to `by_speech`."""
        for low, high, asked in _sentences(self.tokens):
            found = [hit for hit in hits(self.tokens, low, high) if self.tokens.starts[hit.first] not in self.cues]
            dates = self._dates(found, low, high) if found and self.dated else {}
            for hit in found:
                yield self._event(hit, low, high, asked, dates.get(hit))

    def _event(self, hit: Hit, low: int, high: int, asked: bool, date: DateExpression | None) -> Event:
        tokens, trigger = self.tokens, hit.trigger
        span = Span(tokens.starts[hit.first], tokens.ends[hit.last - 1])
        takes_part = self.parts.taking_part(hit, low, high)
        kind = trigger.event_type
        if trigger.frame == "a" and is_accident(tokens, hit.first, low):
            takes_part = tuple(taking for taking in takes_part if taking.role != "initiator")
        if trigger.frame == "a" and not any(taking.role == "initiator" for taking in takes_part):
            kind = "casualties"
        quote = self._quote_of(span.start)
        text_stance = stance(tokens, hit.first, hit.last, low, high, form=trigger.form, asked=asked)
        said = self._said(text_stance, quote)
        text_stance = self._in_quote(text_stance, quote)
        place, precision = self._place(hit, high, kind)
        confidence = trigger.confidence + (0.1 if takes_part else -0.1)
        return Event(
            triggers=(span,),
            event_type=kind,
            status=text_stance.status,
            factuality=text_stance.factuality,
            takes_part=takes_part,
            date=date,
            place=place,
            place_precision=precision,
            clause=clause_around(tokens, hit.first, hit.last, low, high),
            quote=quote,
            rule=trigger.part,
            confidence=round(confidence, 2),
            said=said,
        )

    def _said(self, text_stance: Stance, quote: int | None) -> str | None:
        """How firmly the speaker of a quote holds what is told in it."""
        if quote is None:
            return None
        by_act = OF_ACT.get(self.quotes[quote].act) if text_stance.factuality == "certain" else None
        return by_act or text_stance.factuality

    def _in_quote(self, text_stance: Stance, quote: int | None) -> Stance:
        """Told only as what somebody says, the text itself takes no stance."""
        if quote is None or text_stance.status in ("hypothetical", "planned"):
            return text_stance
        if text_stance.status == "denied" and self.quotes[quote].cue_lemma in _RULES_OUT:
            return text_stance  # ruled out a referendum
        belief = self.quotes[quote].act in ("believe", "concern", "demand", "threaten", "promise")
        return Stance("hypothetical" if belief else "alleged", "uncommitted")

    # -- by what is said --------------------------------------------------------------------------

    def by_speech(self) -> Iterator[Event]:
        """Statements as events: one for every cue of speech with a speaker."""
        for quote in self.quotes:
            kind = OF_SPEECH.get(quote.act)
            unsaid = quote.polarity != "said" or quote.confidence < _SURE_QUOTE
            if kind is None or quote.cue is None or quote.speaker is None or unsaid:
                continue
            speaker = self._actor_in(quote.speaker)
            if speaker is not None:
                yield self._statement(kind, quote, quote.cue, quote.speaker, speaker)

    def _statement(self, kind: str, quote: Quote, cue: Span, phrase: Span, speaker: Mention) -> Event:
        """`Russia accused Ukraine on Monday of …` as an event: who, whom, when."""
        takes_part = [Taking("initiator", speaker.entity, speaker.span)]
        if kind in _ADDRESSED and (target := self._target(quote)) is not None:
            takes_part.append(Taking("target", target.entity, target.span))
        clause = Span(min(phrase.start, cue.start), max(phrase.end, cue.end))
        if clause.end - clause.start >= _LONGEST_CLAUSE:
            first = bisect_left(self.tokens.starts, cue.start)
            clause = Span(self.tokens.starts[max(0, first - _TOKENS_BEFORE)], cue.end)
        return Event(
            triggers=(cue,),
            event_type=kind,
            status="occurred",
            factuality="certain",
            takes_part=tuple(takes_part),
            date=self._date_beside(phrase.start, cue.end + _DATE_BEHIND_CUE, cue.start),
            place=None,
            place_precision="not_applicable",
            clause=clause,
            quote=None,
            rule="speech",
            confidence=round(quote.confidence * _STATEMENT_OF_QUOTE, 2),
        )

    def _actor_in(self, span: Span) -> Mention | None:
        return actor_in(self.parts.mentions, self.starts, span, self.tokens.text)

    def by_calls(self, calls: Iterable[Quote]) -> Iterator[Event]:
        """Telephone calls that looked like speech."""
        for quote in calls:
            assert quote.cue is not None and quote.speaker is not None  # noqa: S101 - `telephone_calls` saw to it
            caller, whom = self._actor_in(quote.speaker), self._actor_in(quote.content[0])
            sides = (("initiator", caller), ("target", whom))
            yield Event(
                triggers=(quote.cue,),
                event_type="call",
                status="occurred",
                factuality="certain",
                takes_part=tuple(Taking(role, m.entity, m.span) for role, m in sides if m is not None),
                date=self._date_beside(quote.cue.start, quote.content[0].end, quote.cue.start),
                place=None,
                place_precision="not_applicable",
                clause=Span(quote.speaker.start, quote.content[0].end),
                quote=None,
                rule="call",
                confidence=0.7,
            )

    def _target(self, quote: Quote) -> Mention | None:
        if quote.addressee is not None:
            return self._actor_in(quote.addressee)
        first = quote.content[0]
        found = self._actor_in(Span(first.start, min(first.end, first.start + 40)))
        return found if found is not None and found.span.start - first.start < 12 else None

    # -- date and place ---------------------------------------------------------------------------

    def _dates(self, found: list[Hit], low: int, high: int) -> dict[Hit, DateExpression]:
        """The date of each trigger: one that opens the sentence dates all of it, any other the trigger next to it."""
        starts, ends = self.tokens.starts, self.tokens.ends
        first, last = bisect_left(self.date_starts, starts[low]), bisect_right(self.date_starts, ends[high - 1])
        near: dict[Hit, DateExpression] = {}
        for date in self.dated[first:last]:
            if date.start <= starts[min(low + 1, high - 1)]:
                near |= dict.fromkeys(found, date)
                continue
            # what a date says mostly stands before it
            closest = min(
                found, key=lambda hit: abs(starts[hit.first] - date.start) + 40 * (starts[hit.first] > date.start)
            )
            if abs(starts[closest.first] - date.start) < _FAR_IN_TEXT:
                near[closest] = date
        return near

    def _date_beside(self, start: int, end: int, at: int) -> DateExpression | None:
        first, last = bisect_left(self.date_starts, start), bisect_right(self.date_starts, end)
        return min(self.dated[first:last], key=lambda date: abs(date.start - at), default=None)

    def _place(self, hit: Hit, high: int, kind: str) -> tuple[Mention | None, str]:
        if kind in NOWHERE:
            return None, "not_applicable"
        start = self.tokens.ends[hit.last - 1]
        end = self.tokens.ends[min(high, hit.last + _FAR) - 1]
        i = bisect_left(self.place_starts, start)
        if i == len(self.place_starts) or self.place_starts[i] >= end:
            return None, "unspecified"
        place = self.names.places[i]
        first = bisect_left(self.tokens.starts, place.span.start)
        between = range(hit.last, first)
        if any(self.tokens.tags[i] in "CKbV;:~." and self.tokens.words[i] not in HOLDING for i in between):
            return None, "unspecified"
        near = "near" in self.tokens.words[max(0, first - 3) : first]
        precision = _PRECISION.get(place.entity.kind, "unspecified")
        return place, "near" if near and precision == "exact" else precision

    def _quote_of(self, at: int) -> int | None:
        i = bisect_right(self.content_starts, at) - 1
        return self.contents[i][2] if i >= 0 and self.contents[i][1] > at else None


def _sentences(tokens: Tokens) -> Iterator[tuple[int, int, bool]]:
    """First and last token of each sentence, and whether it asks."""
    low, count = 0, len(tokens.tags)
    while low < count:
        end = _END.search(tokens.tags, low, low + _LONGEST_SENTENCE)
        high = end.start() if end else min(count, low + _LONGEST_SENTENCE)
        if high > low:
            closing = tokens.text[tokens.starts[high] : tokens.ends[high]] if high < count else ""
            yield low, high, closing == "?"
        low = high + 1 if end else high


def _merged(events: list[Event]) -> list[Event]:
    """One event for triggers that tell the same: of one kind and status, with nobody and no date that differ."""
    made: list[Event] = []
    last: dict[tuple[str, bool], list[int]] = {}
    for event in sorted(events, key=lambda e: e.triggers[0].start):
        key = (event.event_type, event.status == "hypothetical")
        same = next((i for i in last.get(key, ()) if _is_same(made[i], event)), None)
        if same is None:
            last.setdefault(key, []).append(len(made))
            del last[key][:-8]
            made.append(event)
        else:
            made[same] = _joined(made[same], event)
    return made


def _is_same(one: Event, other: Event) -> bool:
    if "speech" in (one.rule, other.rule):
        far = other.triggers[0].start - one.triggers[-1].end > _NEAR_SPEECH
        return one.rule == other.rule and not far and one.takes_part[0].entity == other.takes_part[0].entity
    dates = {event.date.edtf for event in (one, other) if event.date is not None}
    mine = {taking.entity.key or taking.entity.name for taking in one.takes_part}
    theirs = {taking.entity.key or taking.entity.name for taking in other.takes_part}
    places = {event.place.entity.name for event in (one, other) if event.place is not None}
    bare = other.rule == "noun" and (not mine or not theirs)
    return len(dates) < 2 and len(places) < 2 and (bare or bool(mine & theirs))


def _joined(one: Event, other: Event) -> Event:
    known = {taking.entity.key or taking.entity.name for taking in one.takes_part}
    more = [taking for taking in other.takes_part if (taking.entity.key or taking.entity.name) not in known]
    return replace(
        one,
        triggers=(*one.triggers, *other.triggers),
        takes_part=(*one.takes_part, *(more if not one.takes_part else ())),
        date=one.date or other.date,
        place=one.place or other.place,
        place_precision=one.place_precision if one.place else other.place_precision,
        confidence=max(one.confidence, other.confidence),
    )
