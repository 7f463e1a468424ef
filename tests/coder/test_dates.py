"""Date expressions: found whole, and worked out without a false day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from timing import grows_with_length

from onrecord.coder.dates import DateExpression, find_dates
from onrecord.records.values.edtf_dates import Dates, read_edtf

REFERENCE = date(2021, 4, 14)  # a Wednesday


def one(text: str, reference: date | tuple[date, date] | None = REFERENCE) -> DateExpression:
    found = find_dates(text, reference)
    assert len(found) == 1, [text[d.start : d.end] for d in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("It said on April 12, 2021 that", "April 12, 2021", "2021-04-12"),
        ("on 12 April 2021 they", "12 April 2021", "2021-04-12"),
        ("on Monday, April 12, they", "Monday, April 12", "2021-04-12"),
        ("dated 2021-04-12.", "2021-04-12", "2021-04-12"),
        ("on 13/04/2021 they", "13/04/2021", "2021-04-13"),
        ("in 2014 they", "2014", "2014"),
        ("in March 2014 they", "March 2014", "2014-03"),
        ("in March they", "March", "2021-03"),
        ("last week he said", "last week", "2021-04-05/2021-04-11"),
        ("last month he said", "last month", "2021-03"),
        ("last year he said", "last year", "2020"),
        ("yesterday he said", "yesterday", "2021-04-13"),
        ("on Monday he said", "Monday", "2021-04-12"),
        ("they will meet on Monday", "Monday", "2021-04-19"),
        ("two days ago he said", "two days ago", "2021-04-12"),
        ("three years ago he said", "three years ago", "2018"),
        ("the past two months were", "the past two months", "2021-02-14/2021-04-14"),
        ("killed so far this year.", "so far this year", "2021-01-01/2021-04-14"),
        ("Since mid-March they", "Since mid-March", "2021-03/.."),
        ("before 2014 they", "before 2014", "../2014"),
        ("between 2014 and 2018 they", "between 2014 and 2018", "2014/2018"),
        ("from May to October 2020 they", "from May to October 2020", "2020-05/2020-10"),
        ("in the 1990s they", "the 1990s", "199X"),
        ("in the 19th century they", "the 19th century", "18XX"),
        ("in the third quarter of 2019", "the third quarter of 2019", "2019-07-01/2019-09-30"),
        ("in the summer of 2013 they", "summer of 2013", "2013-22"),
        ("on Christmas Eve they", "Christmas Eve", "2020-12-24"),
        ("on the 14th of February they", "the 14th of February", "2021-02-14"),
        ("on the 3rd and 4th of April they", "the 3rd and 4th of April", "2021-04-03/2021-04-04"),
        ("the day before yesterday they", "the day before yesterday", "2021-04-12"),
        ("this Friday they", "this Friday", "2021-04-16"),
        ("from Monday to Friday they", "from Monday to Friday", "2021-04-05/2021-04-09"),
        ("last April they", "last April", "2020-04"),
        ("October last year was", "October last year", "2020-10"),
        ("the past decade was", "the past decade", "2011-04-14/2021-04-14"),
        ("a year and a half ago they", "a year and a half ago", "2019-07-14/2020-01-14"),
        ("the first quarter was", "the first quarter", "2021-01-01/2021-03-31"),
        ("the week of April 5 was", "the week of April 5", "2021-04-05/2021-04-11"),
        ("in the year to March 2020 they", "the year to March 2020", "2019-04-01/2020-03-31"),
        ("in 2012/13 they", "2012/13", "2012/2013"),
        ("in the 1800s they", "the 1800s", "18XX"),
        ("in 2020's vote", "2020", "2020"),
        ("on Good Friday they", "Good Friday", "2021-04-02"),
        ("on Thanksgiving 2020 they", "Thanksgiving 2020", "2020-11-26"),
        ("Labor Day 2020 weekend was", "Labor Day 2020 weekend", "2020-09-05/2020-09-07"),
    ],
)
def test_an_expression_is_found_and_normalised(text: str, words: str, edtf: str) -> None:
    found = one(text)
    assert text[found.start : found.end] == words
    assert (found.kind, found.edtf) == ("date", edtf)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("early in the week. earlier this month he", date(2021, 4, 1), date(2021, 4, 14), "month"),
        ("mid-March was", date(2021, 3, 11), date(2021, 3, 21), "month"),
        ("late 2020 was", date(2020, 9, 1), date(2020, 12, 31), "year"),
        ("two weeks ago he", date(2021, 3, 28), date(2021, 4, 3), "week"),
    ],
)
def test_bounds_say_no_more_than_the_words(text: str, earliest: date, latest: date, precision: str) -> None:
    found = find_dates(text, REFERENCE)[-1]
    assert (found.earliest, found.latest, found.precision) == (earliest, latest, precision)


def test_a_reference_that_is_not_known_to_the_day_gives_wider_bounds() -> None:
    found = one("he said yesterday", (date(2021, 4, 13), date(2021, 4, 16)))
    assert (found.earliest, found.latest, found.edtf) == (date(2021, 4, 12), date(2021, 4, 15), "2021-04-12/2021-04-15")


def test_any_run_of_white_space_matches_one_space() -> None:
    text = "he said  last  \tweek"
    found = one(text)
    assert (text[found.start : found.end], found.edtf) == ("last  \tweek", "2021-04-05/2021-04-11")


def test_without_a_reference_only_stated_dates_are_placed() -> None:
    assert one("he said last week", None).edtf is None
    stated = one("he said on April 12, 2021", None)
    assert (stated.edtf, stated.basis) == ("2021-04-12", "stated")


def test_what_depends_on_another_event_is_not_placed() -> None:
    assert one("he died four years later").edtf is None
    assert one("in the three years since the war").edtf is None
    assert one("on Election Day").edtf is None


def test_a_day_and_month_that_can_be_told_apart_two_ways_have_bounds_of_both() -> None:
    found = one("on 04/05/2021 they")
    assert (found.earliest, found.latest) == (date(2021, 4, 5), date(2021, 5, 4))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("it lasted three hours", "duration"),
        ("at 10:30 a.m. it", "time"),
        ("they meet every Monday", "set"),
        ("the annual report", "set"),
        ("tomorrow at 5pm it", "date"),
    ],
)
def test_the_kind_is_told(text: str, kind: str) -> None:
    assert one(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May said so",
        "they may march on",
        "2,014 people came",
        "it cost $2014 in all",
        "a 4:3 aspect ratio",
        "the second man fell",
        "the sun set",
        "up to date equipment",
        "prices fall in the shops",
        "the 65-year-old said",
        "the Sunday Times said",
        "the Daily News said",
        "The Sun said",
        "Thus far it is calm",
        "June Brown said",
        "on 9/11 they",
        "it is open 24/7",
        "Easter Island",
    ],
)
def test_words_and_numbers_that_only_look_like_dates_are_none(text: str) -> None:
    assert find_dates(text, REFERENCE) == []


WORDS = (
    "April May March Monday 12 12th 2014 2021-04-12 12/04/2021 , . - – of the last next this week weeks year ago in on "
    "since before between and from to early mid late 10:30 5pm morning summer quarter third every day two 1990s '90s İ"
)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=16).map(" ".join)),
    st.one_of(st.none(), st.dates(), st.tuples(st.dates(), st.dates()).map(sorted).map(tuple)),
)
@example("two weeks ago next year 9999 years from now", date.max)
@example("last decade, 4000 years ago", date.min)
@settings(max_examples=300, deadline=None)
def test_spans_are_in_order_and_the_edtf_is_one(text: str, reference: date | tuple[date, date] | None) -> None:
    end = 0
    for found in find_dates(text, reference):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        if found.earliest and found.latest:
            assert found.earliest <= found.latest
        if found.edtf:
            assert isinstance(read_edtf(found.edtf), Dates), found.edtf


@pytest.mark.parametrize("piece", ["1", "1/", "2014-", "may ", "monday, ", "April 12, ", "last week of ", "q1 ", "İ"])
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert grows_with_length(lambda text: find_dates(text, REFERENCE), piece, 3_000, 24_000)
