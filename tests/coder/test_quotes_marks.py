"""Which stretches of a text stand in quotation marks."""

from __future__ import annotations

import pytest

from onrecord.coder.quotes.marks import find_runs


def runs(text: str) -> list[str]:
    return [text[run.inner_start : run.inner_end] for run in find_runs(text)]


@pytest.mark.parametrize(
    "text",
    [
        'She said, "the dam will hold."',
        "She said, “the dam will hold.”",
        "She said, «the dam will hold.»",
        "She said, »the dam will hold.«",
        "She said, „the dam will hold.“",
        "She said, „the dam will hold.”",
        "She said, ‘the dam will hold.’",
        "She said, 'the dam will hold.'",
        "She said, ''the dam will hold.''",
        "She said, ``the dam will hold.''",
        "She said, “the dam will hold.“",
    ],
)
def test_every_kind_of_mark_makes_a_pair(text: str) -> None:
    assert runs(text) == ["the dam will hold."]


@pytest.mark.parametrize(
    "text",
    [
        "It isn't the miners' fault; they don't know what they're owed.",
        "It isn’t the miners’ fault; they don’t know what they’re owed.",
        "Rock ’n’ roll of the ’70s, give ’em credit.",
        'A 5" pipe burst beside a 12" one.',
        "The ship is 30' long and the other 20' long.",
    ],
)
def test_apostrophes_and_inches_open_nothing(text: str) -> None:
    assert runs(text) == []


def test_an_apostrophe_does_not_close_single_marks() -> None:
    assert runs("He called it ‘the workers’ last hope’ and left.") == ["the workers’ last hope"]
    assert runs("He said 'it won't work' twice.") == ["it won't work"]


def test_a_quote_inside_a_quote_stays_inside() -> None:
    assert runs("“He told me ‘never’ and hung up,” she said.") == ["He told me ‘never’ and hung up,"]
    assert runs("«On a lu «Le Monde» hier», dit-il.") == ["On a lu «Le Monde» hier"]


def test_marks_pair_within_their_paragraph() -> None:
    assert runs('An unclosed " mark.\n"Next one," she said.') == ["Next one,"]


def test_a_paragraph_opened_by_a_mark_and_never_closed_is_quoted_to_its_end() -> None:
    text = "“The first part of the answer was long.\n“The second part was not,” she said."
    assert runs(text) == ["The first part of the answer was long.", "The second part was not,"]
    assert [run.closed for run in find_runs(text)] == [False, True]
