"""From what was found in a text to rows as people write them: a record of the coder `machine`.

Slugs come from words, so the same text gives the same record. A proposal that its own words do not bear out is
left out by whoever reads the record (`machine_record`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.coder.actors import Entity, Known, Mention
from onrecord.coder.events import Event, actor_in
from onrecord.coder.extraction import Extraction
from onrecord.coder.figures import Figure
from onrecord.coder.quotes import Quote
from onrecord.records.anchors.anchor import anchor_for
from onrecord.records.coders.event_labels import label_of
from onrecord.records.coders.slugs import Slugs, slug_of
from onrecord.records.values.date_keys import date_keys
from onrecord.text.document import BOILERPLATE, Document, Span

Row = dict[str, Any]
Sections = dict[str, dict[str, Row]]
_OPEN, _CLOSE = "“\"‘«„'", "”\"’»“'"
#: a figure of this measure in a sentence with an event of these kinds is a figure of that event
_FITS: dict[str, frozenset[str]] = {
    "killed": frozenset({"casualties", "attack", "armed_clash"}),
    "wounded": frozenset({"casualties", "attack", "armed_clash"}),
    "casualties": frozenset({"casualties", "attack", "armed_clash"}),
    "captured": frozenset({"coercion", "armed_clash"}),
    "forces_present": frozenset({"military_buildup", "deployment"}),
    "equipment_present": frozenset({"military_buildup", "deployment"}),
    "equipment_deployed": frozenset({"deployment", "military_buildup"}),
    "votes": frozenset({"election"}),
}
#: the code of a country that ISO 3166-1 no longer has
_GONE = "SU"


def proposals(found: Extraction, document: Document, slug: str, known: Mapping[str, Iterable[str]]) -> Sections:
    """The rows of each section: what is new for the registries, actors, places, events, claims, quotes, figures.

    `known` are the slugs that the registries have.
    """
    proposer = _Proposer(found, document, slug)
    proposer.slugs = {f"new_{name}": Slugs(slugs) for name, slugs in known.items()}
    proposer.quotes()
    proposer.events()
    proposer.figures()
    proposer.names()
    order = ("new_actors", "new_places", "actors", "places", "events", "claims", "quotes", "figures")
    return {name: proposer.sections[name] for name in order if proposer.sections.get(name)}


@dataclass
class _Proposer:
    found: Extraction
    document: Document
    slug: str
    sections: Sections = field(default_factory=dict)
    slugs: dict[str, Slugs] = field(default_factory=dict)
    #: slug of each quote and event that became a row
    quote_slugs: dict[int, str] = field(default_factory=dict)
    #: slug of who speaks, by the words for the speaker
    speakers: dict[Span, str] = field(default_factory=dict)
    event_slugs: list[tuple[Event, str]] = field(default_factory=list)
    entities: dict[Entity, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.found
        self.mentions = sorted((*found.actors, *found.described), key=lambda mention: mention.span.start)
        self.starts = [mention.span.start for mention in self.mentions]
        self.by_name = {mention.entity.name: mention for mention in reversed(found.actors)}

    def _add(self, section: str, words: str, row: Row) -> str:
        slug = self.slugs.setdefault(section, Slugs()).new(words)
        self.sections.setdefault(section, {})[slug] = row
        return slug

    def _told(self, rule: str, confidence: float) -> Row:
        return {"by_rule": rule, "confidence": round(confidence, 2)}

    def _anchor(self, span: Span | None) -> str | None:
        if span is None or self.document.zone(span.start) == BOILERPLATE:
            return None
        return anchor_for(self.document, span)

    # -- actors and places ------------------------------------------------------------------------

    def actor(self, mention: Mention) -> str:
        """The slug of an actor; one that is not registered is proposed."""
        return self._entity(mention.entity, mention, "new_actors")

    def _entity(self, entity: Entity, mention: Mention, section: str) -> str:
        if entity.key is not None:
            return entity.key
        if entity not in self.entities:
            words = entity.name.strip("[]")
            row: Row = {"name": entity.name}
            if section == "new_actors":
                words = words if entity.is_named else f"{slug_of(words, 4)}-{self.slug}"
                row |= {"actor_type": entity.kind, "is_named": entity.is_named}
            else:
                row |= {"place_type": entity.kind if entity.country != _GONE else "region"}
            row["country_code"] = entity.country if entity.country != _GONE else None
            row["country_basis"] = "machine" if row["country_code"] is not None else None
            form = self.found.words(mention.span)
            row["aliases"] = [form] if entity.is_named and form and form != entity.name else None
            self.entities[entity] = self._add(section, words, row)
        return self.entities[entity]

    def names(self) -> None:
        """Rows of `actors` and `places`: each form of words once, of actors with a name and of those that take part."""
        for section, mentions in (
            ("actors", (*self.found.actors, *self.found.described)),
            ("places", self.found.places),
        ):
            rows: dict[str, Row] = {}
            seen: set[tuple[str, str]] = set()
            for mention in sorted(mentions, key=lambda mention: mention.span.start):
                entity = mention.entity
                wanted = entity.key is not None or entity in self.entities
                wanted = wanted or (entity.is_named and mention.confidence >= 0.5)
                words = self.found.words(mention.head) or ""
                anchor = self._anchor(mention.head) if wanted else None
                if anchor is None:
                    continue
                slug = self._entity(entity, mention, f"new_{section}")
                if (slug, words) not in seen:
                    seen.add((slug, words))
                    row = rows.setdefault(slug, {**self._told(mention.rule, mention.confidence), "at": []})
                    row["at"].append(anchor)
            self.sections[section] = rows

    def _in(self, span: Span | None) -> Mention | None:
        return actor_in(self.mentions, self.starts, span, self.found.text) if span is not None else None

    def _speaker(self, quote: Quote) -> str | None:
        """Who speaks: the actor in the words for the speaker, whom a pronoun stands for, or the words themselves."""
        mention = self._in(quote.speaker)
        if mention is not None:
            return self.actor(mention)
        if quote.speaker_name is not None:
            named = self.by_name.get(quote.speaker_name)
            if named is not None:
                return self.actor(named)
        words = self.found.words(quote.speaker)
        if quote.speaker is None or not words or words.lower() in _PRONOUNS:
            return None
        entity = Entity(f"[{' '.join(words.split())}]", "unnamed_source", False)
        return self.actor(Mention(quote.speaker, quote.speaker, entity, "speaker", 0.4))

    # -- quotes -----------------------------------------------------------------------------------

    def quotes(self) -> None:
        """Rows of `quotes`."""
        for number, quote in enumerate(self.found.quotes):
            contents = [self._content(span, quote) for span in quote.content]
            anchors = [self._anchor(span) for span in contents]
            if not all(anchors):
                continue
            quoted = [a for a in (self._anchor(span) for span in quote.quoted) if a]
            parts: Row = {"content": anchors, "quoted": quoted or None, "cue": self._anchor(quote.cue),
                          "speaker": self._anchor(quote.speaker)}  # fmt: skip
            speaker = self._speaker(quote)
            if speaker is not None and quote.speaker is not None:
                self.speakers[quote.speaker] = speaker
            addressee = self._in(quote.addressee)
            kind = "direct" if quote.kind == "mixed" and self._all_quoted(contents, quote.quoted) else quote.kind
            words = f"{(speaker or 'unknown').removesuffix(f'-{self.slug}')} {self.found.words(contents[0])}"
            row = {
                "speaker": speaker,
                "type": kind,
                "act": quote.act,
                "cue": quote.cue_lemma,
                "polarity": quote.polarity if quote.polarity != "said" else None,
                "addressee": self.actor(addressee) if addressee is not None else None,
                **self._told(quote.rule, quote.confidence),
                "at": {name: told for name, told in parts.items() if told},
            }
            self.quote_slugs[number] = self._add("quotes", words, row)

    def _content(self, span: Span, quote: Quote) -> Span:
        """The words said, without "that" before them, with the marks around them."""
        text = self.found.text
        start, end = span
        if text[start : start + 5].lower() == "that ":
            start += 5
        while start < end and text[start].isspace():
            start += 1
        if quote.quoted and start > 0 and text[start - 1] in _OPEN and end < len(text) and text[end] in _CLOSE:
            start, end = start - 1, end + 1
        return Span(start, end)

    def _all_quoted(self, contents: Sequence[Span], quoted: Sequence[Span]) -> bool:
        return len(contents) == len(quoted) == 1 and (
            contents[0].end - contents[0].start <= quoted[0].end - quoted[0].start + 2
        )

    # -- events -----------------------------------------------------------------------------------

    def events(self) -> None:
        """Rows of `events`, and of `claims`: one in the text's own voice, one of whoever is quoted with it."""
        for event in self.found.events:
            triggers = [a for a in (self._anchor(span) for span in event.triggers) if a]
            if not triggers:
                continue
            who: dict[str, list[str]] = {}
            for taking in event.takes_part:
                actor = self.actor(Mention(taking.span, taking.span, taking.entity, event.rule, event.confidence))
                if all(actor not in actors for actors in who.values()):
                    who.setdefault(taking.role, []).append(actor)
            place = self._place(event)
            names = [taking.entity.name.strip("[]") for taking in event.takes_part]
            parts: Row = {"trigger": triggers}
            row: Row = {
                "type": event.event_type,
                "label": label_of(event, self.found.text),
                "status": event.status,
            }
            if event.date is not None:
                row |= date_keys(event.date)
                if (dated := self._anchor(Span(event.date.start, event.date.end))) is not None:
                    parts["date"] = dated
            if place is not None and event.place is not None:
                row["where"] = place
                parts["place"] = self._anchor(event.place.span)
            row["place_precision"] = (
                event.place_precision if place or event.place_precision == "not_applicable" else "unspecified"
            )
            row["who"] = {role: actors if len(actors) > 1 else actors[0] for role, actors in who.items()} or None
            row |= {**self._told(event.rule, event.confidence), "at": parts if len(parts) > 1 else triggers}
            first = names[0] if names else ""
            slug = self._add("events", f"{first} {event.event_type} {self.found.words(event.triggers[0])}", row)
            self.event_slugs.append((event, slug))
            self._claims(event, slug)

    def _place(self, event: Event) -> str | None:
        if event.place is None or (event.place.entity.key is None and event.place.entity.kind == "unspecified"):
            return None
        return self._entity(event.place.entity, event.place, "new_places") if self._anchor(event.place.span) else None

    def _claims(self, event: Event, slug: str) -> None:
        anchor = self._anchor(event.clause)
        if anchor is not None:
            told = self._told(event.rule, event.confidence * 0.9)
            self._add("claims", f"{slug}-source", {"event": slug, "factuality": event.factuality, **told, "at": anchor})
        quote = self.quote_slugs.get(event.quote) if event.quote is not None else None
        if quote is None or anchor is None:
            return
        said = self.sections["quotes"][quote]
        if said["speaker"] is not None:
            told = self._told("quoted", event.confidence * 0.8)
            row = {
                "event": slug,
                "claimant": said["speaker"],
                "factuality": event.said or "certain",
                "quote": quote,
                **told,
                "at": anchor,
            }
            self._add("claims", f"{slug}-{said['speaker'].removesuffix(f'-{self.slug}')}", row)

    # -- figures ----------------------------------------------------------------------------------

    def figures(self) -> None:
        """Rows of `figures`."""
        dates = {(date.start, date.end): date for date in self.found.dates}
        for figure in self.found.figures:
            number, whole = self._anchor(figure.number), self._anchor(figure.span)
            counted = self.found.words(figure.counted or figure.unit_words)
            if number is None or not counted:
                continue
            row: Row = {"value": figure.value}
            if figure.qualifier == "range":
                row |= {"low": figure.low, "high": figure.high}
            row |= {"qualifier": figure.qualifier}
            period = dates.get((figure.period.start, figure.period.end)) if figure.period else None
            row |= {
                "measure": _measure(figure),
                "counted": " ".join(counted.split()),
                "unit": figure.unit,
                "event": self._event_of(figure),
                "claimant": self._claimant(figure),
                "period": period.edtf if period is not None else None,
                **self._told(figure.rule, figure.confidence),
            }
            row["at"] = {"number": number, "figure": whole} if whole and figure.span != figure.number else number
            self._add("figures", f"{counted} {self.found.words(figure.number)}", row)

    def _claimant(self, figure: Figure) -> str | None:
        if figure.claimant in self.speakers:
            return self.speakers[figure.claimant]
        mention = self._in(figure.claimant)
        return self.actor(mention) if mention is not None else None

    def _event_of(self, figure: Figure) -> str | None:
        fits = _FITS.get(figure.measure, frozenset())
        sentence = self.document.sentence_at(figure.number.start)
        near = [
            (abs(span.start - figure.number.start), slug)
            for event, slug in self.event_slugs
            if event.event_type in fits
            for span in event.triggers
            if sentence.start <= span.start < sentence.end
        ]
        return min(near)[1] if near else None


def _measure(figure: Figure) -> str:
    """Money is a sum in a currency and a share a part of a whole: rates and percentage points are neither."""
    is_sum = len(figure.unit) == 3 and figure.unit.isalpha() and figure.unit.isupper()
    if (figure.measure == "money" and not is_sum) or (figure.measure == "share" and figure.unit not in ("%", "1")):
        return "other"
    return figure.measure


_PRONOUNS = frozenset(["he", "she", "they", "it", "we", "i", "you", "who", "which", "that", "this"])


def known_of(
    rows: Mapping[str, Mapping[str, Sequence[Any]]], aliases: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[list[Known], list[Known]]:
    """The recorded actors and places, of the registries' rows (columns as lists) and written forms."""
    made: list[list[Known]] = []
    for table, kind in (("actors", "actor_type"), ("places", "place_type")):
        columns = rows.get(table, {})
        ids = next(iter(columns.values()), [])
        made.append(
            [
                Known(
                    slug := str(row_id).rsplit(":", 1)[-1],
                    name,
                    what,
                    country,
                    tuple(aliases.get(table, {}).get(slug, ())),
                )
                for row_id, name, what, country in zip(
                    ids, columns.get("name", []), columns.get(kind, []), columns.get("country_code", []), strict=True
                )
                if name and what
            ]
        )
    return made[0], made[1]
