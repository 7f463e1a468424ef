"""Speech that wasn't: what a text says was not said, or only asked for."""

from __future__ import annotations

import pytest

from onrecord.coder.extraction import extract
from onrecord.coder.quotes import find_quotes


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Ana Ruiz said the dam would hold.", "said"),
        ("Ana Ruiz has always said that the dam would hold.", "said"),
        ("Ana Ruiz never said the dam would hold.", "not_said"),
        ("Ana Ruiz did not say that the dam would hold.", "not_said"),
        ("Ana Ruiz hasn't said whether the dam would hold.", "not_said"),
        ("Nobody claimed that the dam would hold.", "not_said"),
        ("No engineer said the dam would hold.", "not_said"),
        ("Ana Ruiz declined to say whether the dam would hold.", "not_said"),
        ("Did Ana Ruiz say the dam would hold?", "asked"),
        ("Ana Ruiz was asked to say that the dam would hold.", "asked"),
        ("Ana Ruiz will announce that the dam is safe.", "asked"),
        ("Ana Ruiz must admit that the dam leaks.", "asked"),
        ("Ana Ruiz would not be drawn but said the dam would hold.", "said"),
    ],
)
def test_what_was_not_said_is_told_from_what_was(text: str, polarity: str) -> None:
    assert [quote.polarity for quote in find_quotes(text)] == [polarity]


def test_a_denial_is_said_and_what_it_denies_is_not() -> None:
    quotes = find_quotes("Ana Ruiz denied saying that the dam would hold.")
    assert {quote.cue_lemma: quote.polarity for quote in quotes} == {"deny": "said", "say": "not_said"}


def test_nobody_is_no_speaker() -> None:
    (quote,) = find_quotes("Nobody said the dam would hold.")
    assert quote.speaker is None
    assert quote.speaker_name is None


def test_what_was_not_said_is_no_statement() -> None:
    assert extract("Ana Ruiz never said that the dam would hold.").events == ()
    assert [event.event_type for event in extract("Ana Ruiz said that the dam would hold.").events] == ["statement"]
