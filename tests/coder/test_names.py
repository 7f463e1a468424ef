"""Who and where: actors and places that a text names or describes, exact to the character."""

from __future__ import annotations

import pytest

from onrecord.coder.actors import Known, Mention, find_names

KNOWN = [
    Known("ana-ruiz", "Ana Ruiz", "person", "ES", ("Ruiz",)),
    Known("government-of-ukraine", "Government of Ukraine", "government", "UA", ("Kiev", "Kyiv")),
    Known("ukraine", "Ukraine", "state", "UA", ("the Ukraine",)),
]
PLACES = [Known("ukraine", "Ukraine", "country", "UA")]


def actors(text: str) -> list[tuple[str, str, str]]:
    return [_told(text, mention) for mention in find_names(text, KNOWN, PLACES).actors]


def places(text: str) -> list[tuple[str, str, str]]:
    return [_told(text, mention) for mention in find_names(text, KNOWN, PLACES).places]


def _told(text: str, mention: Mention) -> tuple[str, str, str]:
    return text[slice(*mention.span)], mention.entity.key or mention.entity.name, mention.entity.kind


def test_a_recorded_name_is_that_actor() -> None:
    assert actors("Ruiz met nobody.") == [("Ruiz", "ana-ruiz", "person")]


def test_a_country_acts_or_is_where_something_happens() -> None:
    text = "Ukraine protested, and in Ukraine people marched."
    assert actors(text) == [("Ukraine", "ukraine", "state")]
    assert places(text) == [("Ukraine", "ukraine", "country")]


def test_a_capital_that_acts_is_the_government() -> None:
    assert actors("Berlin accused Ankara of delay.") == [
        ("Berlin", "Government of Germany", "government"),
        ("Ankara", "Government of Turkey", "government"),
    ]
    assert actors("It happened in Berlin.") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Syrian rebels fled.", ("Syrian rebels", "[Syrian rebels]", "armed_group")),
        ("The Polish parliament voted.", ("Polish parliament", "Polish parliament", "legislature")),
        ("Chile's foreign ministry replied.", ("Chile's foreign ministry", "[Chile's foreign ministry]", "government")),
        ("The Palestinians refused.", ("Palestinians", "[Palestinians]", "civilians")),
    ],
)
def test_a_people_with_a_noun_is_an_actor(text: str, told: tuple[str, str, str]) -> None:
    assert actors(text) == [told]


def test_titles_and_last_names_lead_to_one_person() -> None:
    text = "President Maria Sandoval spoke. Sandoval left. Later Mr Sandoval returned."
    assert {name for _, name, _ in actors(text)} == {"Maria Sandoval"}
    assert [words for words, _, _ in actors(text)] == ["President Maria Sandoval", "Sandoval", "Mr Sandoval"]


def test_organisations_are_told_by_their_head_noun_and_by_their_letters() -> None:
    text = "The Global Health Council (GHC) met. The GHC agreed."
    assert actors(text) == [
        ("Global Health Council", "Global Health Council", "legislature"),
        ("GHC", "Global Health Council", "legislature"),
        ("GHC", "Global Health Council", "legislature"),
    ]


def test_places_are_told_by_a_noun_or_a_preposition() -> None:
    assert places("It began in the Donbas region.") == [("Donbas region", "Donbas region", "region")]
    assert places("Shells fell near Hranitne.") == [("Hranitne", "Hranitne", "populated_place")]


def test_whose_head_it_is_is_not_told_of() -> None:
    assert actors("the president of Chile") == []


def test_a_recorded_name_behind_a_title_is_that_actor() -> None:
    assert actors("Mayor Ana Ruiz met nobody.") == [("Mayor Ana Ruiz", "ana-ruiz", "person")]


def test_a_verb_before_a_number_describes_nobody() -> None:
    text = "Prosecutors detained two officers."
    assert [text[slice(*mention.span)] for mention in find_names(text).described] == ["Prosecutors", "two officers"]


def test_two_capitals_that_something_happens_in_are_no_person() -> None:
    text = "They met Jon Okafor in New Hampshire ahead of the vote."
    assert [name for _, name, _ in actors(text)] == ["Jon Okafor"]
    assert places(text) == [("New Hampshire", "New Hampshire", "admin1")]


def test_what_is_joined_to_a_place_is_a_place() -> None:
    assert [name for _, name, _ in places("Boats from Sweden and Finland joined the search.")] == ["Sweden", "Finland"]
    assert [name for _, name, _ in actors("They flew to Sweden, and Finland said nothing.")] == ["Finland"]
