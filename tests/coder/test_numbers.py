"""The number grammar: what the words of a number come to."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.numbers import VAGUE_RULE, Number, find_numbers, parse

WORDS = (
    "one two three twelve twenty thirty hundred thousand million billion and a half third quarter dozen dozens tens of "
    "thousands between from to or - , . 5 10 1,000 3.5 1/2 ½ $ £ % about at least up nearly minus k m bn per cent out in"
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("80,000", 80_000),
        ("two", 2),
        ("1.5 million", 1_500_000),
        ("$3bn", 3e9),
        ("35m", 35e6),
        ("12 per cent", 12),
        ("a third", 1 / 3),
        ("two-thirds", 2 / 3),
        ("two dozen", 24),
        ("half a million", 500_000),
        ("two and a half million", 2_500_000),
        ("seven-and-a-half", 7.5),
        ("one hundred and six", 106),
        ("two hundred and two thousand", 202_000),
        ("one thousand five hundred", 1500),
        ("4 thousand 3 hundred and 21", 4321),
        ("twenty-one", 21),
        ("2 1/2", 2.5),
        ("3½", 3.5),
        ("10 000", 10_000),
        ("12,34,567.89", 1_234_567.89),
        ("1.3e6", 1_300_000),
        ("-3.5", -3.5),
        ("minus two", -2),
        ("nine out of ten", 0.9),
        ("one in five", 0.2),
        ("two point zero three", 2.03),
        ("two crore", 2e7),
        ("two hundred and fifty-four hundredths", 200.54),
        ("five and 1/3", 5 + 1 / 3),
        ("1.234.567,8", 1_234_567.8),
        ("1'234'567", 1_234_567),
        ("1 234,5", 1234.5),
        ("0,75", 0.75),
        ("2 ½", 2.5),
        ("1⁄2", 0.5),
        ("2 × 10⁸", 2e8),
        ("2.5*10^-3", 0.0025),
        ("10T", 1e13),
        ("150 K", 150_000),
        ("-$5 million", -5e6),
        ("two lakh crore", 2e12),
        ("1.2 thousand million", 1.2e9),
        ("two thousand, three hundred and five", 2305),
        ("three quarters of a million", 750_000),
        ("one billion and a half million", 1_000_500_000),
        ("half-dozen", 6),
        ("six point oh two", 6.02),
        ("one hundred thirty-fifths", 100 / 35),
        ("one one hundred and fifth", 1 / 105),
        ("three one-hundredths", 0.03),
        ("one and three-quarter", 1.75),
        ("one in a million", 1e-6),
        ("one-in-five", 0.2),
        ("7 over 2", 3.5),
        ("sixfold", 6),
    ],
)
def test_a_number_in_any_notation_has_its_value(words: str, value: float) -> None:
    number = parse(words)
    assert number is not None
    assert number.value == pytest.approx(value)
    assert (number.low, number.high, number.qualifier, number.rule) == (None, None, "exact", None)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("dozens", 24, 99),
        ("tens of thousands", 20_000, 99_999),
        ("hundreds", 200, 999),
        ("hundreds of thousands", 200_000, 999_999),
        ("scores of", 40, 99),
        ("millions", 2e6, 9_999_999),
        ("several hundred", 200, 999),
        ("a few thousand", 2000, 9999),
    ],
)
def test_a_vague_plural_has_bounds_from_the_named_rule_and_no_value(words: str, low: float, high: float) -> None:
    assert parse(words) == Number(None, low, high, "vague", VAGUE_RULE)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("3-5", 3, 5),
        ("between 5 and 10 million", 5e6, 1e7),
        ("$10 to $15 billion", 1e10, 1.5e10),
        ("from 13.5 to 14", 13.5, 14),
        ("0-to-60", 0, 60),
        ("two or three", 2, 3),
        ("252 miles to 287 miles", 252, 287),
        ("-5 to -10", -10, -5),
        ("1,5-2,5%", 1.5, 2.5),
        ("5% to 6%", 5, 6),
    ],
)
def test_a_range_has_both_ends_and_a_scale_told_once_is_of_both(words: str, low: float, high: float) -> None:
    assert parse(words) == Number(None, low, high, "range")


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("as many as 80,000", "up_to"),
        ("nearly 80,000", "up_to"),
        ("no more than 80,000", "up_to"),
        ("about 80,000", "about"),
        ("some 80,000", "about"),
        ("at least 80,000", "at_least"),
        ("80,000 or more", "at_least"),
        ("80,000+", "at_least"),
        ("more than 80,000", "more_than"),
        ("well over 80,000", "more_than"),
        ("just under 80,000", "less_than"),
        ("80,000", "exact"),
    ],
)
def test_the_qualifier_bounds_the_number_told(words: str, qualifier: str) -> None:
    assert parse(words) == Number(80_000, qualifier=qualifier)


@pytest.mark.parametrize(
    "words",
    [
        "", "troops", "22nd", "twenty-first", "two of 300 men", "another", "9 per cent to $84", "the five hundredth visitor",
        "one hundred and twenty-fifth", "22,24,26", "one thousand, two hundred thousand", "one in 2019",
    ],
)  # fmt: skip
def test_what_tells_no_number_or_two_is_none(words: str) -> None:
    assert parse(words) is None


def test_any_run_of_white_space_matches_one_space_but_columns_are_no_groups_of_a_number() -> None:
    text = "over  half  a\tmillion, then 12  345"
    found = list(find_numbers(text))
    assert [(f.number.value, text[f.start : f.end]) for f in found] == [
        (500_000, "half  a\tmillion"),
        (12, "12"),
        (345, "345"),
    ]
    assert (found[0].number.qualifier, found[0].phrase_start) == ("more_than", 0)


def test_a_ratio_is_only_read_where_it_is_one() -> None:
    found = [(f.number.value, text) for text in ("two in 15 attacks", "three in 5 years") for f in find_numbers(text)]
    assert [v for v, _ in found] == [2, 15, 3, 5]


@given(TEXTS)
@example("one hundred and hundred")
@example("minus minus 5")
@example("1e309bn")
@example("İ 80,000 – 5")
@example("minus \t one  and\u00a0 a half")
@settings(max_examples=400, deadline=None)
def test_the_words_of_every_number_found_tell_that_number_again(text: str) -> None:
    end = 0
    for found in find_numbers(text):
        assert end <= found.start < found.end <= len(text)
        assert 0 <= found.phrase_start <= found.start
        assert found.end <= found.phrase_end <= len(text)
        end = found.end
        again = parse(text[found.start : found.end])
        assert again is not None
        assert (again.value, again.low, again.high) == (found.number.value, found.number.low, found.number.high)
        assert all(math.isfinite(v) for v in (again.value, again.low, again.high) if v is not None)
