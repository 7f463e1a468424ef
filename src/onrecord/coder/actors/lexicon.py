"""Words for actors and places, in lower case, singular and plural, as the word lists give them."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.word_lists import groups, inverted, listed, rows

_GROUPS = groups("name_words")
#: head noun -> code of `actor_type`; a description that ends in it is an actor
HEADS: Mapping[str, str] = inverted("actor_nouns")
#: heads that name a body of a country when the country's adjective stands before them ("the Russian government")
BODIES = _GROUPS["body of a country"]
#: words that end the name of an organisation -> code of `actor_type`
ORGANISATIONS: Mapping[str, str] = inverted("organisation_nouns")
#: well-known names that are no country: form -> (name, code of `actor_type`, country)
BODIES_BY_NAME: dict[str, tuple[str, str, str | None]] = {
    form: (row["name"], row["actor_type"], row["country"] or None)
    for row in rows("known_organisations")
    for form in listed(row["forms"])
}
#: titles that stand before a person's name
TITLES = groups("titles")["title"] | groups("titles")["part of a title"]
#: words with a capital that begin sentences, name days and the like, and are no names by themselves
NO_NAMES = _GROUPS["no name"]
#: words in the names of things that are neither person nor body: a name with one of them is not proposed
THINGS = _GROUPS["thing"]
#: nouns that make an adjective or a name before them a place ("the Donbas region", "the Syrian border")
PLACE_HEADS: Mapping[str, str] = inverted("place_nouns")
#: prepositions after which a name is a place
LOCATIVE = _GROUPS["locative"]
#: prepositions after which a name may be either
EITHER = _GROUPS["either"]
#: words after which a capital is spoken to or acted upon, and so stands for a government
DEALS_WITH = _GROUPS["deals with"]
#: numbers before people
COUNTING = _GROUPS["counting"]
#: small words inside names
PARTICLES = groups("person_words")["particle"]
#: nouns before "of" behind which a country is a place
PARTS_OF = _GROUPS["part of"]
#: nouns of organisations that go on with "for": Office for National Statistics
FOR_WHAT = _GROUPS["for what"]
#: nouns behind which one capital names what they are: the union Unite
NAMED_BY_NOUN: Mapping[str, str] = inverted("named_by_noun")
#: adjectives between a preposition and a place
SIDES = _GROUPS["side"]
#: prepositions behind which a place may still act
NOT_ONLY_LOCATIVE = _GROUPS["not only locative"]
