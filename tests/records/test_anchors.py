"""An anchor finds the words that it was made from, or says loudly that it can't; never other words."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.records.anchors.anchor import Found, anchor_for, parse_anchor, resolve, write_anchor
from onrecord.text.document import Document, Span

WORDS = st.sampled_from(
    ["the", "army", "said", "it", "“no", "threat”", "80,000", "units", "Kiev", "–", "élan", "\u202e", "𝟙", "don’t"]
)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", "\u00a0", "\t "])
TEXTS = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=30).map(lambda parts: "".join(w + g for w, g in parts))


def found(text: str, written: str) -> Span | None:
    words = parse_anchor(written)
    assert not isinstance(words, str), words
    result = resolve(Document(text), words)
    return result.span if isinstance(result, Found) else None


def spans(data: st.DataObject, text: str) -> Span:
    """A stretch that begins and ends with a word."""
    words = [(at, at + len(word)) for at, word in _words(text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    return Span(words[first][0], words[last][1])


def _words(text: str) -> list[tuple[int, str]]:
    import re

    return [(match.start(), match[0]) for match in re.finditer(r"\S+", text)]


@given(text=TEXTS, data=st.data())
def test_an_anchor_made_from_a_span_finds_that_span(text: str, data: st.DataObject) -> None:
    span = spans(data, text)
    written = anchor_for(Document(text), span)
    assume(written is not None)
    assert found(text, written or "") == span


@given(text=st.text(alphabet="ab A[]\\ \n\u00a0é“”1,.2\u0301中𝟙-", min_size=1, max_size=40), data=st.data())
def test_any_stretch_can_be_anchored_even_inside_words_and_beside_brackets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    written = anchor_for(Document(text), Span(start, end))
    words = text[start:end]
    if not words.strip():
        assert written is None
    elif written is not None:
        assert found(text, written) == Span(end - len(words.lstrip()), start + len(words.rstrip()))


MARKS = "e\u0301\u0302\u0327"


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        (f"caf{MARKS}s and bars", f"caf{MARKS}", False),
        (f"caf{MARKS} and bars", f"caf{MARKS}", True),
        (f"{MARKS}tat and bars", "tat", False),
        (f"{MARKS[1:]}tat and bars", "tat", True),
        ("\u0301" * 2_000 + "a bar", "a bar", True),
        ("中\u0301\u0302国 and bars", "国", True),
    ],
)
def test_marks_belong_to_the_letter_that_they_stand_on(text: str, words: str, there: bool) -> None:
    assert (found(text, words) is not None) is there


@given(before=TEXTS, text=TEXTS, after=TEXTS, data=st.data())
def test_edits_elsewhere_leave_an_anchor_where_it_was_or_make_it_fail(
    before: str, text: str, after: str, data: st.DataObject
) -> None:
    """Whatever is put before and after, the anchor finds its own words or nothing."""
    span = spans(data, text)
    written = anchor_for(Document(text), span)
    assume(written is not None)
    edited = before + "\n" + text + after
    moved = Span(span.start + len(before) + 1, span.end + len(before) + 1)
    assert found(edited, written or "") in (moved, None)


@given(text=TEXTS, data=st.data())
def test_any_run_of_white_space_matches_any_other(text: str, data: st.DataObject) -> None:
    span = spans(data, text)
    written = anchor_for(Document(text), span)
    assume(written is not None)
    spread = " \n ".join((written or "").split(" "))
    assert found(text, spread) == span


@given(st.text(max_size=40))
def test_no_anchor_crashes(written: str) -> None:
    words = parse_anchor(written)
    if not isinstance(words, str):
        again = parse_anchor(write_anchor(words))
        assert again == words
        resolve(Document("Some text, with some words."), words)


def test_words_that_differ_only_in_quotes_are_not_accepted() -> None:
    assert found("it “does not” pose", 'it "does not" pose') is None


def test_parts_of_words_are_not_accepted() -> None:
    assert found("the Ukrainian army", "Ukraine") is None
    assert found("180,000 units", "80,000") is None


def test_a_part_is_first_looked_for_in_its_row() -> None:
    text = "two men and two dogs"
    words = parse_anchor("two")
    assert not isinstance(words, str)
    result = resolve(Document(text), words, [Span(12, 20)])
    assert isinstance(result, Found)
    assert (result.span, result.by) == (Span(12, 15), "within")


def test_offsets_count_code_points_of_the_text_as_received() -> None:
    text = "𝟙 e\u0301lan\r\nand Kiev"
    assert found(text, "Kiev") == Span(text.index("Kiev"), text.index("Kiev") + 4)
