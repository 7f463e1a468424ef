"""What happened: triggers with type, status, who takes part, when and where."""

from __future__ import annotations

import datetime as dt

import pytest

from onrecord import extract
from onrecord.coder.events import Event
from onrecord.records.coders.event_labels import label_of

DAY = dt.date(2021, 4, 15)


def events(text: str) -> list[Event]:
    return list(extract(text, published=DAY).events)


def only(text: str, kind: str) -> Event:
    (found,) = [event for event in events(text) if event.event_type == kind]
    return found


def roles(event: Event) -> dict[str, str]:
    return {taking.role: taking.entity.name for taking in event.takes_part}


@pytest.mark.parametrize(
    ("text", "status", "factuality"),
    [
        ("Turkish forces invaded Cyprus in 1974.", "occurred", "certain"),
        ("Turkish forces could invade Cyprus.", "hypothetical", "possible"),
        ("Turkish forces did not invade Cyprus.", "denied", "denied"),
        ("Will Turkish forces invade Cyprus?", "hypothetical", "uncommitted"),
        ("Turkish forces plan to invade Cyprus.", "planned", "uncommitted"),
        ("Turkish forces allegedly invaded Cyprus.", "alleged", "uncommitted"),
        ("Turkish forces are invading Cyprus.", "ongoing", "certain"),
        ("Why have Turkish forces invaded Cyprus?", "occurred", "certain"),
        ("Greece fears an invasion of Cyprus.", "hypothetical", "uncommitted"),
        ("Greece voiced concern at the invasion of Cyprus.", "occurred", "certain"),
        ("Greece told of the invasion and of possible provocations.", "occurred", "certain"),
    ],
)
def test_the_sentence_tells_how_sure_it_is(text: str, status: str, factuality: str) -> None:
    event = only(text, "invasion")
    assert (event.status, event.factuality) == (status, factuality)


def test_who_does_it_and_to_whom_is_read_from_active_and_passive() -> None:
    assert roles(only("Serbian police arrested Croatian activists.", "coercion")) == {
        "initiator": "Serbian police",
        "target": "[Croatian activists]",
    }
    assert roles(only("Croatian activists were arrested by Serbian police.", "coercion")) == {
        "initiator": "Serbian police",
        "target": "[Croatian activists]",
    }


def test_people_killed_without_a_doer_are_casualties() -> None:
    assert roles(only("Three Syrian soldiers were killed.", "casualties")) == {"affected": "[Syrian soldiers]"}


def test_date_and_place_stand_beside_the_trigger() -> None:
    event = only("Russia annexed the peninsula in 2014, and the talks go on.", "annexation")
    assert event.date is not None
    assert event.date.edtf == "2014"
    clash = only("Syrian rebels clashed with Syrian troops near Hranitne.", "armed_clash")
    assert (clash.place and clash.place.entity.name, clash.place_precision) == ("Hranitne", "near")


def test_a_call_on_the_telephone_is_no_quote() -> None:
    found = extract("President Joe Biden called Vladimir Putin this week.", published=DAY)
    assert not found.quotes
    assert roles(only("President Joe Biden called Vladimir Putin this week.", "call")) == {
        "initiator": "Joe Biden",
        "target": "Vladimir Putin",
    }


def test_what_somebody_only_says_is_alleged() -> None:
    text = "Turkey annexed the island, Greek officials said."
    assert only(text, "annexation").status == "alleged"
    assert any(event.event_type == "statement" for event in events(text))


def test_words_that_tell_the_same_are_one_event() -> None:
    text = "Turkey annexed the island in 1974. The annexation was condemned."
    assert len(only(text, "annexation").triggers) == 2


def test_a_noun_before_another_is_no_trigger() -> None:
    assert not [event for event in events("The war crimes tribunal sat.") if event.event_type == "armed_conflict"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“Turkish forces invaded Cyprus,” Ana Ruiz said.", "certain"),
        ("Ana Ruiz believes that Turkish forces invaded Cyprus.", "probable"),
        ("Ana Ruiz denied that Turkish forces invaded Cyprus.", "denied"),
        ("Ana Ruiz said that Turkish forces may invade Cyprus.", "possible"),
    ],
)
def test_who_is_quoted_holds_it_as_firmly_as_the_words_do(text: str, said: str) -> None:
    assert only(text, "invasion").said == said


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Turkish forces invaded Cyprus in 1974.", "Turkish forces invaded Cyprus"),
        ("Turkish forces could invade Cyprus.", "Turkish forces to invade Cyprus"),
        ("Two journalists were arrested by Turkish police.", "Arrested by Turkish police"),
        ("The activists were arrested by Turkish police.", "The activists arrested by Turkish police"),
        ("Greece accused Turkey of lies.", "Greece accused Turkey"),
        ("Ana Ruiz said: “Go home.”", "Statement by Ana Ruiz"),
        ("The investigation goes on.", "Investigation"),
    ],
)
def test_an_event_is_called_by_the_words_that_tell_it(text: str, label: str) -> None:
    (event,) = events(text)
    assert label_of(event, text) == label


def test_figures_of_speech_are_no_violence() -> None:
    for text in (
        "Ana Ruiz struck a chord with voters.",
        "The army struck a careful balance.",
        "Okafor shot the last scene.",
    ):
        assert [event for event in events(text) if event.event_type == "attack"] == [], text
