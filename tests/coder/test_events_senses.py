"""Events by sense: a trigger word is no event where it means something else, and the verb behind a noun says when."""

from __future__ import annotations

import pytest

from onrecord.coder.events import Event
from onrecord.coder.extraction import extract


def events(text: str) -> list[Event]:
    return [event for event in extract(text).events if event.event_type != "statement"]


@pytest.mark.parametrize(
    "text",
    [
        "A cyclone struck Chile on Monday.",
        "Hurricane Ada battered Cuba.",
        "She died of a heart attack in Lyon.",
        "The film Star Battle opened in Lyon.",
        "Crews fought a wildfire in Crete.",
        "He battled cancer for years.",
        "The Met Office said rain was likely.",
        "Tom Lee took over as chairman in 2020.",
        "Stocks rallied in Tokyo on Tuesday.",
        "The striker shot wide and the visitors attacked again in the league.",
        "The union's drivers struck on Friday.",
        "The city won a legal battle over the bridge.",
        "The law was attacked as an invasion of privacy.",
        "They met the deadline in May.",
        "He suffered a cardiac arrest in Lyon.",
        "The firm seized the chance.",
        "A price war broke out in France.",
    ],
)
def test_other_senses_tell_of_no_event(text: str) -> None:
    violent = {"attack", "armed_clash", "armed_conflict", "invasion", "annexation", "meeting", "coercion"}
    assert [event.event_type for event in events(text) if event.event_type in violent] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rebels attacked Aleppo on Monday.", "attack"),
        ("Russian troops invaded Ukraine.", "invasion"),
        ("Police arrested Tom Lee in Lyon.", "coercion"),
        ("The army took over the town of Kita in Mali.", "annexation"),
        ("Soldiers fought rebels in Mali.", "armed_clash"),
        ("The minister met Ana Ruiz in Lyon.", "meeting"),
    ],
)
def test_the_sense_that_is_meant_is_found(text: str, kind: str) -> None:
    assert kind in [event.event_type for event in events(text)]


def test_a_disaster_has_casualties_and_nobody_who_did_it() -> None:
    (event,) = events("The quake killed at least 19 people and injured more than 140.")[:1]
    assert event.event_type == "casualties"
    assert [taking.role for taking in event.takes_part] == ["affected"]
    assert event.takes_part[0].entity.name == "[at least 19 people]"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The summit will be held in Lyon next month.", "planned"),
        ("The summit is due to begin on Friday.", "planned"),
        ("The summit was cancelled on Friday.", "denied"),
        ("She ruled out a referendum.", "denied"),
        ("The summit was held in Lyon.", "occurred"),
        ("The attack will be investigated.", "occurred"),
    ],
)
def test_what_follows_a_noun_tells_its_status(text: str, status: str) -> None:
    assert events(text)[0].status == status


def test_a_noun_has_the_place_where_it_is_held() -> None:
    place = events("The summit will be held in Lyon next month.")[0].place
    assert place is not None
    assert place.entity.name == "Lyon"


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("The quake killed 19 people and injured 140.", ["killed", "wounded"]),
        ("The blast left 19 dead and 140 wounded.", ["killed", "wounded"]),
        ("At least 19 people were killed and 140 injured.", ["killed", "wounded"]),
        ("The flood injured 140 people and killed 19.", ["wounded", "killed"]),
    ],
)
def test_each_figure_has_the_measure_of_the_word_nearest_to_it(text: str, measures: list[str]) -> None:
    assert [figure.measure for figure in extract(text).figures] == measures
