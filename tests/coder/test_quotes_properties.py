"""What holds for any text at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import DOCUMENT, ROOT
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_with_length

from onrecord.coder.quotes import Quote, find_quotes

_PIECES = st.sampled_from(
    "“ ” \" ' ’ ‘ « » „ '' `` , . ? ! : ; - — ( ) [ ] ~ said says told Ana Ruiz she who that the a of and to not "
    "according called claim's claim mayor's \n \n\n \u202e \u200f \x00 é 𝒳 5\" U.S. Mr. WEBER: if while".split(" ")
)
_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(_PIECES, max_size=120).map(" ".join),
    st.lists(_PIECES, max_size=120).map("".join),
)


def _spans(quote: Quote) -> list[tuple[int, int]]:
    single = [span for span in (quote.speaker, quote.cue, quote.addressee) if span is not None]
    return [*quote.content, *quote.quoted, *single]


@given(_TEXTS)
def test_every_span_lies_in_the_text_and_is_not_empty(text: str) -> None:
    for quote in find_quotes(text):
        assert quote.content
        assert 0 < quote.confidence <= 1
        assert all(0 <= start < end <= len(text) for start, end in _spans(quote))


def test_another_process_finds_the_same_quotes() -> None:
    """Sets of words have another order in each process: nothing may depend on it."""
    code = "import onrecord, sys; print(onrecord.extract(sys.stdin.read()))"
    text = (ROOT / "seeds" / DOCUMENT / "text.txt").read_bytes()
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert b"Quote(" in said.pop()


def test_offsets_count_code_points() -> None:
    text = "🙂🙂 “The dam — naïve — will hold,” said Zoë Łuczak. 🙂"
    (quote,) = find_quotes(text)
    assert text[slice(*quote.content[0])] == "The dam — naïve — will hold,"
    assert quote.speaker is not None
    assert text[slice(*quote.speaker)] == "Zoë Łuczak"


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        "“",
        '"',
        "“a ",
        "a,",
        "said ",
        "Ana and ",
        "Ana, who said, ",
        "man of ",
        "'a ",
        "\u202eab“c”\u200f ",
        "\x00 ",
        "-",
        "the “a” ",
    ],
)
def test_time_grows_with_length_alone(piece: str) -> None:
    assert grows_with_length(find_quotes, piece, 20_000, 160_000)
