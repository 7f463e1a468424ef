"""Words that a label attributes: transcripts, questions and answers, headlines."""

from __future__ import annotations

import pytest

from onrecord.coder.quotes import Quote, find_quotes

DEBATE = """\
TOM LEE, HOST: Minister, will the dam hold?
MIN. ANA RUIZ (GREEN): It will. It has held
for forty years.
LEE: Others say it leaks.
RUIZ: They are wrong.
"""


def turns(text: str) -> list[tuple[str | None, str]]:
    return [(quote.speaker_name, text[slice(*quote.content[0])]) for quote in find_quotes(text) if quote.rule == "turn"]


def test_each_turn_of_a_transcript_has_its_speaker() -> None:
    assert turns(DEBATE) == [
        ("TOM LEE", "Minister, will the dam hold?"),
        ("ANA RUIZ", "It will. It has held\nfor forty years."),
        ("TOM LEE", "Others say it leaks."),
        ("ANA RUIZ", "They are wrong."),
    ]


def test_questions_and_answers_are_turns_of_nobody_named() -> None:
    text = "Q: Will the dam hold?\nA: It will.\nQ: Are you sure?\nA: I am."
    assert turns(text) == [(None, "Will the dam hold?"), (None, "It will."), (None, "Are you sure?"), (None, "I am.")]


@pytest.mark.parametrize(
    "text",
    [
        "Where: the town hall\nWhen: Monday\nCost: none",
        "Ingredients: flour.\nMethod: mix the flour.\nTime: an hour.",
        "The minister listed three points: the dam, the road, the bridge. Then she left. Nobody asked.",
    ],
)
def test_lists_are_no_transcripts(text: str) -> None:
    assert turns(text) == []


def headlines(text: str) -> list[Quote]:
    return [quote for quote in find_quotes(text) if quote.rule == "headline"]


def test_a_headline_with_a_name_and_a_colon_says_whose_words_they_are() -> None:
    text = "Ruiz: the dam will hold for years\n\nAna Ruiz opened the dam on Monday."
    (quote,) = headlines(text)
    assert (quote.speaker_name, text[slice(*quote.content[0])]) == ("Ruiz", "the dam will hold for years")


@pytest.mark.parametrize("label", ["Watch", "Live updates", "The Latest", "Exclusive", "Bombshell"])
def test_other_labels_of_headlines_speak_not(label: str) -> None:
    assert headlines(f"{label}: the dam will hold for years\n\nAna Ruiz opened the dam on Monday.") == []
