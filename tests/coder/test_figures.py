"""Figures: what is counted, in which unit, and which numbers are none."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from timing import grows_with_length

from onrecord.coder.dates import find_dates
from onrecord.coder.figures import Figure, find_figures
from onrecord.numbers import parse


def one(text: str) -> Figure:
    figures = find_figures(text)
    assert len(figures) == 1, [text[slice(*f.span)] for f in figures]
    return figures[0]


@pytest.mark.parametrize(
    ("text", "phrase", "counted"),
    [
        ("They massed tens of thousands of soldiers on the border.", "tens of thousands of soldiers", "soldiers"),
        ("The blast killed 12 people in the city.", "12 people", "people"),
        ("As many as 80,000 units are stationed there.", "As many as 80,000 units", "units"),
        ("It bought seven used fishing boats last year.", "seven used fishing boats", "boats"),
        ("Two of the mayor's closest aides resigned.", "Two of the mayor's closest aides", "aides"),
        ("One student died.", "One student", "student"),
        ("a two-bedroom flat", "two-bedroom", "bedroom"),
        ("five members of parliament left", "five members of parliament", "members"),
    ],
)
def test_a_count_has_the_words_of_its_phrase_and_its_head_noun(text: str, phrase: str, counted: str) -> None:
    figure = one(text)
    assert text[slice(*figure.span)] == phrase
    assert figure.counted is not None
    assert text[slice(*figure.counted)] == counted
    assert figure.unit == "1"


@pytest.mark.parametrize(
    ("text", "value", "unit", "measure"),
    [
        ("It cost $3bn to build.", 3e9, "USD", "money"),
        ("It cost A$ 40 million to build.", 40e6, "AUD", "money"),
        ("It cost $US160 million to build.", 160e6, "USD", "money"),
        ("a fine of 2.5 million euros", 2.5e6, "EUR", "money"),
        ("wages of £12 an hour", 12, "GBP/h", "money"),
        ("some 40 per cent of voters", 40, "%", "share"),
        ("a third of voters", 1 / 3, "1", "share"),
        ("30 km from the front", 30, "km", "distance"),
        ("a 45-acre farm", 45, "[acr_us]", "territory"),
        ("a speed of 90 km/h", 90, "km/h", "other"),
        ("for 18 months", 18, "mo", "duration"),
        ("the 87-year-old actor", 87, "a", "duration"),
        ("Maria Lopez, 66, said so", 66, "a", "duration"),
        ("it was 40 degrees Celsius", 40, "Cel", "other"),
        ("20 attacks a day", 20, "1/d", "other"),
    ],
)
def test_units_have_their_ucum_or_currency_code(text: str, value: float, unit: str, measure: str) -> None:
    figure = one(text)
    assert figure.value == pytest.approx(value)
    assert (figure.unit, figure.measure) == (unit, measure)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("killed 12 soldiers", "killed"),
        ("12 people were wounded", "wounded"),
        ("captured 40 fighters", "captured"),
        ("4,000 residents fled", "displaced"),
        ("3,000 troops took part", "forces_present"),
        ("destroyed nine tanks", "equipment_lost"),
        ("sent two warships", "equipment_deployed"),
        ("won 217 votes", "votes"),
        ("sold 40 paintings", "other"),
    ],
)
def test_the_measure_is_guessed_from_noun_and_clause(text: str, measure: str) -> None:
    assert one(text).measure == measure


@pytest.mark.parametrize(
    "text",
    [
        "on April 12 they met",
        "on 12 April they met",
        "in 2014 they met",
        "the 2020 election",
        "at 10:30 they met",
        "at 5pm they met",
        "the 22nd amendment",
        "Rangers beat Celtic 2-1 at home",
        "Covid-19 spread",
        "channel Russia-1 said",
        "section 5 of the law",
        "their Boeing 737 landed",
        "version 1.2.3 is out",
        "call 555-1234 now",
        "No one said so",
        "a new one, one of which broke",
        "in the first half of the match",
        "the third quarter was weak",
        "the Big Ten played",
        "in the 1990s",
        "open 24/7 since",
        "after 9/11 they",
        "a 50/50 split",
        "outnumbered 3 to 1 by",
        "at one point they met",
        "nineteen eighty-four was published",
        "a six figure sum",
        "the Group of 77 said",
        "on pages 3,4 of it",
        "call (555) 123-4567",
        "an hour and a half later",
    ],
)
def test_dates_times_scores_labels_and_pronouns_are_no_figures(text: str) -> None:
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("22,24,26,31", [22, 24, 26, 31]),
        ("one, two and three", [1, 2, 3]),
        ("another hundred people", [100]),
        ("a hundred percent", [100]),
        ("a 10 k run", [10]),
        ("a 10t lorry", [10]),
        ("one third-party app", [1]),
        ("or one per cent of them", [1]),
    ],
)
def test_lists_scales_and_letters_are_what_they_are(text: str, values: list[float]) -> None:
    assert [figure.value for figure in find_figures(text)] == values


def test_of_a_row_of_numbers_as_in_a_table_only_the_first_are_figures() -> None:
    figures = find_figures("12 " * 500 + "\n80,000 troops were there.")
    assert len(figures) < 50
    assert figures[-1].value == 80_000


def test_a_change_is_told_by_the_verb_right_before_and_not_by_a_level() -> None:
    figures = find_figures("Shares rose 5% to 30 dollars, then fell by 2%.")
    assert [(f.value, f.change) for f in figures] == [(5, "up"), (30, None), (2, "down")]


def test_the_same_quantity_in_another_unit_keeps_its_bound() -> None:
    figures = find_figures("It gave under 296 hp (224 kW).")
    assert [f.qualifier for f in figures] == ["less_than", "less_than"]


def test_a_unit_told_once_is_of_both_numbers() -> None:
    assert [f.unit for f in find_figures("screens of 6.1 and 6.7 inches")] == ["[in_i]", "[in_i]"]


def test_the_date_beside_a_figure_becomes_its_period() -> None:
    text = "Dozens of soldiers have been killed so far this year. It rained."
    figure = find_figures(text, [(d.start, d.end) for d in find_dates(text)])[0]
    assert figure.period is not None
    assert text[slice(*figure.period)] == "so far this year"


WORDS = (
    "one two 12 80,000 $ 5% km miles people of the killed rose fell Smith , . ( ) - – between and to per a year-old "
    "dozens thousands April 2014 half third 10:30 2-1 No. section İ ½ \u202e \x00 \n"
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split(" ")), max_size=16).map(" ".join)))
@example("İ killed 12 people")
@example("$")
@example("between one")
@settings(max_examples=300, deadline=None)
def test_spans_are_in_the_text_and_the_number_words_tell_the_value(text: str) -> None:
    for figure in find_figures(text):
        spans = [figure.span, figure.number, figure.counted, figure.unit_words]
        assert all(0 <= s.start < s.end <= len(text) for s in spans if s)
        assert figure.span.start <= figure.number.start
        assert figure.number.end <= figure.span.end
        number = parse(text[slice(*figure.number)])
        assert number is not None
        assert (number.value, number.low, number.high) == (figure.value, figure.low, figure.high)


@pytest.mark.parametrize(
    "piece", ["9", "1,", "11,", "1/", "1-", "5 of the ", "one hundred and ", "X, 12, ", "a", " ", "\x00\x1f", "½", "5'"]
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert grows_with_length(find_figures, piece, 3_000, 24_000)
