"""What has a fixed form: recorded actors and places, countries, their people, capitals, cities, well-known bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.coder.actors.gazetteer import gazetteer
from onrecord.coder.actors.lexicon import BODIES_BY_NAME
from onrecord.coder.actors.model import Entity, Known
from onrecord.coder.quotes.tokens import Tokens, tokenise


class Reading(NamedTuple):
    """What a form may mean. `role` is actor, place, country, people, capital, city, region or body."""

    role: str
    entity: Entity


class Match(NamedTuple):
    """A form in the text: tokens from the first to before the last, and its readings, recorded ones first."""

    first: int
    last: int
    readings: tuple[Reading, ...]

    def of(self, role: str) -> Entity | None:
        """The entity of a reading."""
        return next((reading.entity for reading in self.readings if reading.role == role), None)


class Lookup:
    """Forms by their first word, so that looking one up takes the same time however many are known."""

    def __init__(self, actors: Sequence[Known], places: Sequence[Known]) -> None:
        self._forms: dict[str, dict[str, list[Reading]]] = {}
        for role, known in (("actor", actors), ("place", places)):
            for one in known:
                entity = Entity(one.name, one.kind, not one.name.startswith("["), one.country, one.key)
                self._add((one.name, *one.forms), Reading(role, entity))
        self._add_gazetteer()
        self._by_length = {
            word: sorted(forms.items(), key=lambda item: -len(item[0])) for word, forms in self._forms.items()
        }
        self._initials = {word: frozenset(form[0] for form in forms) for word, forms in self._forms.items()}

    def _add_gazetteer(self) -> None:
        known = gazetteer()
        name: str
        for role, forms, kind in (
            ("country", known.countries, "country"),
            ("people", known.people, "country"),
            ("capital", known.capitals, "government"),
            ("city", known.cities, "populated_place"),
        ):
            for form, code in forms.items():
                name = form if role in ("capital", "city") else known.name_of.get(code, form)
                self._add((form,), Reading(role, Entity(name, kind, True, code)))
        for form, (where, place_type) in known.regions.items():
            self._add((form,), Reading("region", Entity(form, place_type, True, where)))
        for form, (organisation, kind, country) in BODIES_BY_NAME.items():
            self._add((form,), Reading("body", Entity(organisation, kind, True, country)))

    def _add(self, forms: Iterable[str], reading: Reading) -> None:
        for form in forms:
            words = _first_word(form)
            if words is not None:
                readings = self._forms.setdefault(words, {}).setdefault(form, [])
                if all(there.role != reading.role for there in readings):
                    readings.append(reading)

    def at(self, tokens: Tokens, place: int) -> Match | None:
        """The longest form that begins at a token and ends where a word does."""
        forms = self._by_length.get(tokens.words[place])
        if forms is None:
            return None
        text, start = tokens.text, tokens.starts[place]
        if text[start] not in self._initials[tokens.words[place]]:
            return None  # a small letter: nearly all forms begin with a capital
        for form, readings in forms:
            end = start + len(form)
            if text.startswith(form, start) and not text[end : end + 1].isalnum() and text[end : end + 1] not in "-_":
                last = place + 1
                while last < len(tokens.starts) and tokens.starts[last] < end:
                    last += 1
                return Match(place, last, tuple(readings))
            if not text[end : end + 1] and text.startswith(form, start):
                return Match(place, len(tokens.starts), tuple(readings))
        return None


def _first_word(form: str) -> str | None:
    if form.isascii() and form.isalpha():
        return form.lower()
    words = tokenise(form, []).words
    return words[0] if words else None
