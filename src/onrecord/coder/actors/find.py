"""Mentions of actors and places in the order of the text: fixed forms first, then patterns; one reading for each word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from onrecord.coder.actors.lexicon import (
    BODIES,
    DEALS_WITH,
    EITHER,
    HEADS,
    LOCATIVE,
    NO_NAMES,
    NOT_ONLY_LOCATIVE,
    PARTS_OF,
    PLACE_HEADS,
    SIDES,
    TITLES,
)
from onrecord.coder.actors.model import Entity, Known, Mention
from onrecord.coder.actors.names import Lookup, Match
from onrecord.coder.actors.phrases import (
    Description,
    Name,
    description_after,
    description_before,
    name_at,
    place_head_after,
)
from onrecord.coder.quotes.tokens import Tokens, tokenise
from onrecord.text.document import Span

_ACTS = frozenset("CXKbVvc")
#: between a country and the name of who holds an office in it stand at most so many words
_LONGEST_OFFICE = 5
#: how sure a name with a title is
_TITLED = 0.9
_NICKNAME = re.compile(' [“"‘\'][^“”"]{1,20}[”"’\'] ')


@dataclass(frozen=True)
class Found:
    """Mentions in the order of the text. `described` are actors that have no name and nothing that says whose."""

    actors: tuple[Mention, ...]
    places: tuple[Mention, ...]
    described: tuple[Mention, ...]


def find_names(
    text: str, actors: Sequence[Known] = (), places: Sequence[Known] = (), tokens: Tokens | None = None,
    lookup: Lookup | None = None,
) -> Found:  # fmt: skip
    """The actors and places that a text names or describes.

    `tokens` are those of the text without runs, `lookup` that of the recorded actors and places, where they are
    there already. Raises nothing for any text; time grows linearly with its length.
    """
    finder = _Finder(tokens or tokenise(text, []), lookup or Lookup(actors, places))
    finder.walk()
    named = tuple(finder.with_full_name(mention) for mention in finder.actors)
    return Found(named, tuple(finder.places), tuple(finder.described))


@dataclass
class _Finder:
    tokens: Tokens
    lookup: Lookup
    actors: list[Mention] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    described: list[Mention] = field(default_factory=list)
    #: last word of a person's name, and acronym of a body -> who it is
    short: dict[str, Entity] = field(default_factory=dict)
    #: who was met by a last name before the full one was
    full: dict[Entity, Entity] = field(default_factory=dict)
    #: the first token that no mention covers
    free: int = 0

    def walk(self) -> None:
        tags, words = self.tokens.tags, self.tokens.words
        at = 0
        while at < len(tags):
            if at >= self.free and (match := self.lookup.at(self.tokens, at)) is not None:
                self._fixed(match)
            elif at >= self.free and self._is_first_word(at):
                self._head(at)
            elif at >= self.free and tags[at] == "P":
                self._capital(at)
            elif at >= self.free and words[at] in HEADS and tags[at] in "nK":
                self._head(at)
            elif at >= self.free and words[at] in PLACE_HEADS and tags[at] == "n":
                self._place_head(at)
            at = max(at + 1, self.free)

    def _is_first_word(self, at: int) -> bool:
        """`Prosecutors detained …`: a capital only because a sentence begins."""
        tags, word = self.tokens.tags, self.tokens.words[at]
        begins = tags[at] == "P" and (at == 0 or tags[at - 1] in ".~")
        return begins and word in HEADS and word.endswith("s") and tags[at + 1 : at + 2] not in ("P", "'")

    # -- fixed forms ------------------------------------------------------------------------------

    def _fixed(self, match: Match) -> None:
        """The first reading of a fixed form that takes it; a form that none takes may still be a name in capitals."""
        if not any(take(self, match) for _, take in _READINGS):
            self._capital(match.first)

    def _recorded_as_both(self, match: Match) -> bool:
        """`in Donetsk` the place, `Donetsk said` the actor, where both are recorded."""
        actor, place = match.of("actor"), match.of("place")
        if actor is None or place is None:
            return False
        locative = self._is_place(match)
        self._mention(match.first, match.last, place if locative else actor, "registry", 0.85, place=locative)
        return True

    def _recorded_as_one(self, match: Match) -> bool:
        """`the Kremlin`, recorded as an actor."""
        actor, place = match.of("actor"), match.of("place")
        if actor is None and place is None:
            return False
        self._recorded(match, actor, place)
        return True

    def _as_people(self, match: Match) -> bool:
        """`Russian troops`, `the Palestinians`."""
        people = match.of("people")
        return people is not None and self._people(match, people)

    def _as_body(self, match: Match) -> bool:
        """`NATO`."""
        body = match.of("body")
        if body is not None:
            self._mention(match.first, match.last, body, "body", 0.9)
        return body is not None

    def _as_country(self, match: Match) -> bool:
        """`Peru`."""
        country = match.of("country")
        if country is not None:
            self._country(match, country)
        return country is not None

    def _as_government(self, match: Match) -> bool:
        """`Moscow warned`: the capital that acts stands for its government."""
        capital = match.of("capital")
        if capital is None or not self._acts(match):
            return False
        entity = Entity(f"Government of {self._country_name(capital)}", "government", True, capital.country)
        self._mention(match.first, match.last, entity, "metonym", 0.75)
        return True

    def _as_ambiguous_region(self, match: Match) -> bool:
        """`Georgia` beside Illinois and Ohio is the state of the United States, not the country."""
        region, country = match.of("region"), match.of("country")
        if region is None or country is None or region.country not in {place.entity.country for place in self.places}:
            return False
        if country.country in {mention.entity.country for mention in (*self.places, *self.actors)}:
            return False
        self._mention(match.first, match.last, region, "region", 0.6, place=True)
        return True

    def _as_region(self, match: Match) -> bool:
        """`Illinois`, `the Black Sea`; not `Virginia Woolf`."""
        region = match.of("region")
        if region is None or self._is_name(match):
            return False
        near = place_head_after(self.tokens, match.last)
        if near is not None:
            self._described_place(match.first, near, region.country)
            return True
        self._mention(match.first, match.last, region, "region", 0.8 if self._is_place(match) else 0.65, place=True)
        return True

    def _as_city(self, match: Match) -> bool:
        """`in Geneva`, `Lyon, France`; not `Paris Hilton`, nor `Hamilton said`."""
        city = match.of("city")
        if city is None or self._is_name(match):
            return False
        sure = self._is_place(match) or self._is_before_its_country(match)
        if not sure and match.of("capital") is None and (self._acts_at(match.last) or match.last - match.first < 2):
            return False
        confidence = 0.7 if sure else 0.5
        self._mention(match.first, match.last, city, "city", confidence, place=True)
        return True

    def _recorded(self, match: Match, actor: Entity | None, place: Entity | None) -> None:
        if actor is not None and match.of("capital") is not None and self._is_place(match):
            city = match.of("city")
            if city is not None:
                self._mention(match.first, match.last, city, "city", 0.7, place=True)
            return
        if actor is not None and actor.kind == "person":
            self._remember(actor, self.tokens.words[match.last - 1])
        entity = actor or place
        assert entity is not None  # noqa: S101 - one of the two is there
        head = self._recorded_head(match, entity)
        self._mention(match.first, match.last, entity, "registry", 0.9, place=actor is None, head=head)

    def _recorded_head(self, match: Match, entity: Entity) -> int | None:
        """Of a description its head noun is what counts; of a name all of it."""
        if entity.is_named:
            return None
        words = self.tokens.words
        return next((i for i in range(match.first, match.last) if words[i] in HEADS or words[i] in PLACE_HEADS), None)

    def _with_name(self, match: Match, country: Entity) -> bool:
        """`British Defence Secretary Tom King`, `the U.S. Geological Survey`: one name with its country before it."""
        tokens, at = self.tokens, match.last
        if tokens.tags[at : at + 1] == "'":
            at += 1
        limit = at + _LONGEST_OFFICE
        while at < limit and tokens.tags[at : at + 1] not in ("P", "") and tokens.words[at] in TITLES:
            at += 1
        if tokens.tags[at : at + 1] != "P" or (at > match.last and tokens.words[at - 1] not in TITLES):
            return False
        name = name_at(tokens, at, match.last)
        if name is None or (name.kind == "person" and name.bare == at == match.last) or name.kind is None:
            return False
        if name.kind != "person" and tokens.tags[match.last] == "'":
            return False
        person = name.kind == "person"
        if person and name.confidence < _TITLED:
            return False
        words = self._words(name.bare if person else match.first, name.last)
        entity = Entity(words, name.kind, True, country.country)
        if person:
            entity = self._remember(self.short.get(tokens.words[name.last - 1], entity), tokens.words[name.last - 1])
        rule = "titled" if person else "capitals"
        self._mention(match.first, name.last, entity, rule, name.confidence)
        self._acronym(entity, name.last)
        return True

    def _people(self, match: Match, people: Entity) -> bool:
        """`Russian troops`, `the Palestinians`, `Ukrainian president Ana Ruiz`."""
        tokens = self.tokens
        if self._with_name(match, people):
            return True
        near = place_head_after(tokens, match.last)
        if near is not None:
            self._described_place(match.first, near, people.country)
            return True
        description = description_after(tokens, match.last)
        if description is not None and not self._named_after(description.last):
            self._describe(description._replace(first=match.first), people, "demonym", 0.8)
            return True
        word = tokens.words[match.last - 1]
        if word.endswith("s") and len(word) > 4 and match.of("country") is None:
            entity = Entity(f"[{self._words(match.first, match.last)}]", "civilians", False, people.country)
            self._mention(match.first, match.last, entity, "people", 0.6)
            return True
        return match.of("country") is None

    def _named_after(self, at: int) -> bool:
        return self.tokens.tags[at : at + 1] == "P" and self.tokens.words[at - 1] not in BODIES

    def _country(self, match: Match, country: Entity) -> None:
        tokens = self.tokens
        if self._with_name(match, country):
            return
        if tokens.tags[match.last : match.last + 1] == "'":
            description = description_after(tokens, match.last + 1)
            if description is not None and not self._named_after(description.last):
                self._describe(description._replace(first=match.first), country, "possessive", 0.75)
                return
        near = place_head_after(tokens, match.last)
        if near is not None:
            self._described_place(match.first, near, country.country)
        elif self._is_place(match) or self._is_behind_its_city(match):
            self._mention(match.first, match.last, country, "country", 0.8, place=True)
        elif self._is_of_a_thing(match):
            self._mention(match.first, match.last, country, "country", 0.6, place=True)
        elif not self._is_attribute(match):
            state = Entity(country.name, "state", True, country.country)
            self._mention(match.first, match.last, state, "country", 0.8)

    # -- patterns ---------------------------------------------------------------------------------

    def _capital(self, at: int) -> None:
        name = name_at(self.tokens, at, self.free)
        if name is None:
            return
        near = place_head_after(self.tokens, name.last)
        word = self.tokens.words[name.last - 1]
        if name.kind != "person" and near is not None and name.confidence < 0.8:
            self._described_place(name.first, near, None)
        elif word in PLACE_HEADS and name.last - name.bare > 1 and name.kind in (None, "person"):
            entity = Entity(self._words(name.first, name.last), PLACE_HEADS[word], True)
            self._mention(name.first, name.last, entity, "named place", 0.7, place=True)
        elif name.last - name.bare == 1 and (known := self.short.get(word)) is not None:
            self._mention(name.first, name.last, known, "short name", 0.85)
        elif self._before(name.first) in LOCATIVE and self._may_be_place(name):
            entity = Entity(self._words(name.bare, name.last), "populated_place", True)
            self._mention(name.bare, name.last, entity, "after preposition", 0.45, place=True)
        elif name.kind is not None:
            self._named(name)

    def _may_be_place(self, name: Name) -> bool:
        """Nothing tells what it is (`in New Hampshire`): two capitals alone make a person only where none stands in."""
        if self._acts_at(name.last):
            return False
        inside = self.tokens.words[name.first - 1 : name.first] in (["in"], ["near"], ["across"])
        guessed = name.kind == "person" and name.confidence <= 0.5 and inside and name.bare == name.first
        return name.kind is None or (guessed and self.tokens.tags[name.last : name.last + 1] != "'")

    def _named(self, name: Name) -> None:
        words = self.tokens.words[name.last - 1]
        full = _NICKNAME.sub(" ", self._words(name.bare if name.kind == "person" else name.first, name.last))
        match = self.lookup.at(self.tokens, name.bare)
        recorded = match.of("actor") if match is not None and match.last == name.last else None
        entity = recorded or Entity(full, name.kind or "person", True)
        if recorded is None and name.kind == "person" and name.last - name.bare == 1:
            entity = self.short.get(words, entity)
        entity = self._remember(entity, words) if name.kind == "person" else entity
        self._mention(
            name.first, name.last, entity, "titled" if name.confidence == 0.9 else "capitals", name.confidence
        )
        self._acronym(entity, name.last)

    def _acronym(self, entity: Entity, after: int) -> None:
        """`Global Health Council (GHC)`: the short form means the same."""
        tokens = self.tokens
        if entity.kind != "person" and tokens.tags[after : after + 3] == "(P)":
            short = tokens.text[tokens.starts[after + 1] : tokens.ends[after + 1]]
            if short.isupper():
                self.short[short.lower()] = entity

    def _head(self, at: int) -> None:
        description = description_before(self.tokens, at, self.free)
        words = self._words(description.first, description.last)
        entity = Entity(f"[{words}]", HEADS[self.tokens.words[at]], False)
        self.described.append(
            Mention(self._span(description.first, description.last), self._span(at, at + 1), entity, "head noun", 0.4)
        )

    def _place_head(self, at: int) -> None:
        description = description_before(self.tokens, at, self.free)
        if self._before(description.first) not in LOCATIVE | EITHER:
            return
        kind = PLACE_HEADS[self.tokens.words[at]]
        bare = (
            description.last - description.first == 1 or self.tokens.tags[description.first : description.last] == "Dn"
        )
        entity = Entity(f"[{self._words(description.first, description.last)}]", "unspecified" if bare else kind, False)
        self._mention(description.first, description.last, entity, "place noun", 0.45, place=True, head=at)

    # -- context ----------------------------------------------------------------------------------

    def _before(self, at: int) -> str:
        at -= 1
        while at > 0 and (self.tokens.tags[at] == "D" or self.tokens.words[at] in SIDES):
            at -= 1
        return self.tokens.words[at] if at >= 0 else ""

    def _is_place(self, match: Match) -> bool:
        before = self._before(match.first)
        joined = before in ("and", "or") and self._ends_place(match.first - 1)
        beside = before == "("
        if before in LOCATIVE and before not in NOT_ONLY_LOCATIVE:
            return True  # officials in Peru said
        return (joined or beside or before in LOCATIVE) and not self._acts_at(match.last, only="CKb")

    def _is_before_its_country(self, match: Match) -> bool:
        """`Lyon, France`: a comma, and a country or region behind it."""
        if self.tokens.tags[match.last : match.last + 1] != "," or match.last + 1 >= len(self.tokens.tags):
            return False
        behind = self.lookup.at(self.tokens, match.last + 1)
        return behind is not None and (behind.of("country") is not None or behind.of("region") is not None)

    def _is_behind_its_city(self, match: Match) -> bool:
        """`Springfield, Illinois`: a place ends right before the comma."""
        before = match.first - 1
        return self.tokens.tags[before : before + 1] == "," and before > 0 and self._ends_place(before)

    def _ends_place(self, at: int) -> bool:
        """`from Sweden and Finland`: what is joined to a place is one."""
        return bool(self.places) and self.places[-1].span.end == self.tokens.ends[at - 1]

    def _is_attribute(self, match: Match) -> bool:
        """`president of Ukraine`: the country says who is meant, and is not itself told of."""
        at = match.first - 1
        while at > 0 and self.tokens.tags[at] == "D":
            at -= 1
        return self.tokens.words[at : at + 1] == ["of"] and self.tokens.words[at - 1] in HEADS

    def _is_of_a_thing(self, match: Match) -> bool:
        """`an outbreak of cholera in parts of Peru`, `north of Peru`: of no act that could strike it, and no office."""
        at = match.first - 1
        while at > 0 and self.tokens.tags[at] == "D":
            at -= 1
        if self.tokens.words[at : at + 1] != ["of"] or self._acts_at(match.last):
            return False
        return self.tokens.words[at - 1] in PARTS_OF

    def _acts(self, match: Match) -> bool:
        return (self._acts_at(match.last) or self._before(match.first) in DEALS_WITH) and not self._is_place(match)

    def _acts_at(self, at: int, only: str = "") -> bool:
        while at < len(self.tokens.tags) and self.tokens.tags[at] == "R":
            at += 1
        return self.tokens.tags[at : at + 1] in (frozenset(only) if only else _ACTS)

    def _is_name(self, match: Match) -> bool:
        """Whether a city's name stands within a longer name ("Paris Hilton")."""
        tags = self.tokens.tags
        following = self.tokens.words[match.last : match.last + 1]
        return (tags[match.last : match.last + 1] == "P" and following[0] not in NO_NAMES) or (
            match.first > self.free and tags[match.first - 1] == "P"
        )

    def _country_name(self, entity: Entity) -> str:
        from onrecord.coder.actors.gazetteer import gazetteer

        return gazetteer().name_of.get(entity.country or "", entity.name)

    # -- mentions ---------------------------------------------------------------------------------

    def _describe(self, description: Description, whose: Entity, rule: str, confidence: float) -> None:
        head = self.tokens.words[description.head]
        words = self._words(description.first, description.last)
        body = head in BODIES and description.last - description.first <= 3
        entity = Entity(words if body else f"[{words}]", HEADS[head], body, whose.country)
        self._mention(
            description.first, description.last, entity, rule, confidence, head=None if body else description.head
        )

    def _described_place(self, first: int, head: int, country: str | None) -> None:
        kind = PLACE_HEADS[self.tokens.words[head]]
        words = self._words(first, head + 1)
        named = kind not in ("border_area", "line")
        entity = Entity(words if named else f"[{words}]", kind, named, country)
        self._mention(first, head + 1, entity, "place noun", 0.7, place=True, head=None if named else head)

    def _remember(self, entity: Entity, last_word: str) -> Entity:
        """Who a last name stands for: the first full name that ends in it."""
        known = self.short.get(last_word)
        if known is None or (" " not in known.name and " " in entity.name):
            if known is not None:
                self.full[known] = entity
            self.short[last_word] = entity
        return entity if " " in entity.name else self.short[last_word]

    def with_full_name(self, mention: Mention) -> Mention:
        """A mention by a last name, of the one whose full name came later."""
        full = self.full.get(mention.entity)
        return replace(mention, entity=full) if full is not None else mention

    def _mention(
        self, first: int, last: int, entity: Entity, rule: str, confidence: float, *, place: bool = False,
        head: int | None = None,
    ) -> None:  # fmt: skip
        span = self._span(first, last)
        into = self.places if place else self.actors
        into.append(Mention(span, span if head is None else self._span(head, head + 1), entity, rule, confidence))
        self.free = max(self.free, last)

    def _span(self, first: int, last: int) -> Span:
        """The characters of tokens, with the last full stop of `U.N.`."""
        end = self.tokens.ends[last - 1]
        dotted = "." in self.tokens.words[last - 1] and self.tokens.text[end : end + 1] == "."
        return Span(self.tokens.starts[first], end + dotted)

    def _words(self, first: int, last: int) -> str:
        span = self._span(first, last)
        return " ".join(self.tokens.text[span.start : span.end].split())


#: what a fixed form may be, by the name of the reading, in the order in which they are tried
_READINGS: tuple[tuple[str, Callable[[_Finder, Match], bool]], ...] = (
    ("recorded as actor and place", _Finder._recorded_as_both),
    ("recorded", _Finder._recorded_as_one),
    ("people of a country", _Finder._as_people),
    ("known organisation", _Finder._as_body),
    ("state of a country that has names beside it", _Finder._as_ambiguous_region),
    ("country", _Finder._as_country),
    ("capital for its government", _Finder._as_government),
    ("region", _Finder._as_region),
    ("city", _Finder._as_city),
)
