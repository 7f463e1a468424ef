"""A text is cut into sentences and quotations as its readers would cut it, and no offset is off by one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.document import Document, Span, line_range, touched
from onrecord.text.quotation import inside, quoted


def sentences(text: str) -> list[str]:
    document = Document(text)
    return [text[start:end] for start, end in document.sentences]


def quotations(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted(Document(text))]


@pytest.mark.parametrize(
    "told",
    [
        ["He came.", "She left."],
        ["President J. Biden met Mr. Putin at 5 p.m. on Jan. 12.", "They talked."],
        ["The U.S. troops came.", "“We stay,” he said."],
        ["“We stay!”", "Nobody asked “why?” or when."],
        ["Is it war?", "(Photo by AFP)"],
        ["A headline without a full stop"],
    ],
)
def test_sentences_end_where_readers_end_them(told: list[str]) -> None:
    assert sentences(" ".join(told)) == told


def test_lines_of_one_paragraph_share_sentences_and_blank_lines_part_them() -> None:
    assert sentences("One goes\nover lines.\n\nTwo") == ["One goes\nover lines.", "Two"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("it “does not” and “will not”", ["“does not”", "“will not”"]),
        ("He said: 'We don't know', then \"that is 'it'\".", ["'We don't know'", "\"that is 'it'\""]),
        ("the soldiers’ war and Putin’s troops", []),
        ("“One paragraph\n\n“and another” end", ["“One paragraph", "“and another”"]),
        ("«Non», dit-il, „nein“", ["«Non»", "„nein“"]),
    ],
)
def test_quotation_marks_are_paired_and_apostrophes_are_none(text: str, told: list[str]) -> None:
    assert quotations(text) == told


def test_words_stand_inside_a_quotation_with_or_without_its_marks() -> None:
    marks = quoted(Document("he said “no war” now"))
    assert inside(Span(8, 16), marks)
    assert inside(Span(9, 15), marks)
    assert not inside(Span(3, 15), marks)


@given(st.text(alphabet="ab \n\r\u00a0é𝟙.“”'", max_size=60))
def test_every_character_is_found_again_by_line_and_column(text: str) -> None:
    document = Document(text)
    for offset in range(len(text)):
        line, column = document.place(offset)
        assert document.line_starts[line - 1] + column - 1 == offset


@given(st.text(alphabet="ab \n\r\u00a0é𝟙.“”'", max_size=60))
def test_squeezing_white_space_loses_no_character(text: str) -> None:
    squeezed = Document(text).squeezed
    for offset, character in enumerate(squeezed.text):
        original = text[squeezed.original(offset)] if not character.isspace() else " "
        assert original == character
    for offset, character in enumerate(text):
        if not character.isspace():
            assert squeezed.text[squeezed.squeezed(offset)] == character


@given(st.text(alphabet="Ab .?“”\n", max_size=80))
def test_sentences_hold_all_words_and_do_not_overlap(text: str) -> None:
    spans = Document(text).sentences
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_sentence_is_touched_by_any_character_of_it() -> None:
    told = [hit for _, hit in touched([Span(3, 4), Span(9, 30)], [Span(0, 3), Span(4, 8), Span(9, 12), Span(20, 40)])]
    assert told == [False, False, True, True]


@pytest.mark.parametrize(("words", "lines"), [("7", [7]), ("7-9", [7, 8, 9]), ("9-7", None), ("0", None), ("x", None)])
def test_lines_are_numbers_or_ranges(words: str, lines: list[int] | None) -> None:
    told = line_range(words)
    assert (list(told) if told is not None else None) == lines
