"""Texts broken at a width say the same as the texts before they were."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import extract
from onrecord.coder.wrapped_lines import unwrapped

ONE = (
    "Two cranes were destroyed in Odesa, its mayor said. “We lost our grain, and nobody has told us when the ships come,” "
    "Olena Bondar told reporters from three newspapers. Mayor Ana Ruiz of the neighbouring town expects peace by May."
)
PARAGRAPHS = [
    ONE,
    "“Nobody asked us whether the harbour should stay closed until the end of the war,” Jon Okafor said.",
]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_that_keep_a_width_are_spaces(width: int, end: str) -> None:
    wrapped = (2 * end).join(end.join(textwrap.wrap(paragraph, width)) for paragraph in PARAGRAPHS)
    assert extract(wrapped).text == wrapped
    assert speakers(wrapped) == speakers("\n\n".join(PARAGRAPHS))


def speakers(text: str) -> list[str]:
    found = extract(text)
    return [" ".join((found.words(quote.speaker) or "").split()) for quote in found.quotes]


@pytest.mark.parametrize(
    "text",
    [
        "A headline about a harbour that is quite long as headlines go\nThe mayor said so.",
        "Ships in port:\n- the Anna, with some grain in her hold, and nobody aboard\n- the Berta\n- the Clara",
        "\n".join(PARAGRAPHS),
    ],
)
def test_line_ends_that_mean_something_stay(text: str) -> None:
    assert unwrapped(text) == text


@given(st.text(alphabet="aB .\n\r\t“", max_size=400))
def test_offsets_stay(text: str) -> None:
    told = unwrapped(text)
    assert len(told) == len(text)
    assert all(a == b or (a in "\r\n\t" and b == " ") for a, b in zip(text, told, strict=True))
