"""Names are taken whole: organisations, people with titles and nicknames, acronyms, states and regions."""

from __future__ import annotations

import pytest

from onrecord.coder.actors import find_names


def names(text: str) -> dict[str, str]:
    found = find_names(text)
    return {mention.entity.name: mention.entity.kind for mention in (*found.actors, *found.places)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("according to the Office for Budget Analysis.", "Office for Budget Analysis", "government"),
        ("The U.S. Hydrological Survey said so.", "U.S. Hydrological Survey", "government"),
        ("The Centers for Flood Control and Prevention warned us.", "Centers for Flood Control and Prevention", "civil_society"),
        ("The union Solid rejected it.", "Solid", "civil_society"),
        ("RiverGroup's offer was low.", "RiverGroup", "company"),
        ("FIFA declined to comment.", "FIFA", "international_organisation"),
        ("The ABTA said so.", "ABTA", "civil_society"),
        ("Chief Executive Ana Ruiz spoke.", "Ana Ruiz", "person"),
        ("Thomas \"Tom\" Lee was freed.", "Thomas Lee", "person"),
        ("Peruvian Foreign Minister Ana Ruiz spoke.", "Ana Ruiz", "person"),
        ("Neighbouring Ecuador sent aid.", "Ecuador", "state"),
        ("He lives in Springfield, Illinois, with her.", "Illinois", "admin1"),
        ("It rained across Scotland on Monday.", "Scotland", "admin1"),
        ("They fled to Lyon, France, in May.", "Lyon", "populated_place"),
        ("Ships left the Black Sea.", "Black Sea", "water"),
    ],
)  # fmt: skip
def test_name(text: str, name: str, kind: str) -> None:
    assert names(text).get(name) == kind, names(text)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("The Office for Budget Analysis met.", "Office"),
        ("The U.S. Hydrological Survey met.", "Hydrological Survey"),
        ("DeShawn McDonald-Smith said so.", "McDonald-Smith"),
        ("Paris Hilton said so.", "Paris"),
    ],
)
def test_no_piece_of_a_name_is_another(text: str, piece: str) -> None:
    assert piece not in names(text)


def test_a_state_that_is_a_country_too_is_told_by_what_stands_beside_it() -> None:
    assert names("He fled from Ohio to Georgia.")["Georgia"] == "admin1"
    assert names("He fled from Armenia to Georgia.")["Georgia"] == "country"


def test_an_acronym_keeps_its_last_full_stop() -> None:
    text = "The U.N. met."
    assert [text[slice(*mention.span)] for mention in find_names(text).actors] == ["U.N."]
