"""Forms of attribution that news writes: who speaks, and which words are theirs."""

from __future__ import annotations

import pytest

from onrecord.coder.quotes import find_quotes


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        # between commas, and at the end
        ("If the dam breaks, Ana Ruiz said, the town must leave.", "Ana Ruiz", "If the dam breaks … the town must leave"),
        ("In any case, Mr. Weber said, the dam was old.", "Mr. Weber", "In any case … the dam was old"),
        ("The town kept the dam open this month, spokesman Tom Lee said.", "spokesman Tom Lee", "The town kept the dam open this month"),
        ("The dam will be closed, a spokeswoman told reporters on Friday.", "a spokeswoman", "The dam will be closed"),
        # before the verb, across what is told of the speaker
        ("Engineers in Leeds, England, said a dam near Bath, Somerset, had been closed.", "Engineers in Leeds, England", "a dam near Bath, Somerset, had been closed"),
        ("Gov. John Kern (R-OH) said the dam was safe.", "Gov. John Kern (R-OH)", "the dam was safe"),
        ("Ruiz did not name the owner, but told her followers, “The dam is ours.”", "Ruiz", "The dam is ours."),
        # nobody, a poll, a report
        ("According to recent polling, the town wants the dam.", "recent polling", "the town wants the dam"),
        ("Mr. Weber said there was no proof.", "Mr. Weber", "there was no proof"),
        ("The council issued a statement saying the dam was safe.", "The council", "the dam was safe"),
        ("Aides continue to warn that the dam leaks.", "Aides", "that the dam leaks"),
        ("It was a wall that Ruiz said would fall.", "Ruiz", "that … would fall"),
        ("The dam is expected to fall.", None, "The dam … to fall"),
    ],
)  # fmt: skip
def test_form(text: str, speaker: str | None, words: str) -> None:
    quotes = [
        (text[slice(*q.speaker)] if q.speaker else None, " … ".join(text[slice(*span)] for span in q.content))
        for q in find_quotes(text)
    ]
    assert (speaker, words) in quotes


def test_a_pronoun_is_a_person_and_never_a_plural() -> None:
    text = "Unions have called a strike. Philippe Morel, the head of the federation, spoke. “They err,” he told Radio Nord."
    assert [q.speaker_name for q in find_quotes(text) if q.kind == "direct"] == ["Philippe Morel"]


@pytest.mark.parametrize("speaker", ["the past", "2.9 percentage points", "this week"])
def test_times_and_measures_do_not_speak(speaker: str) -> None:
    assert all(quote.speaker is None for quote in find_quotes(f"In {speaker} said that the dam fell."))
