"""Dates keep to what is told: bounds and precision from EDTF, and a spelling to copy where it is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records.values.edtf_dates import Dates, NoDate, read_edtf


@pytest.mark.parametrize(
    ("written", "start", "end", "precision"),
    [
        ("2014", "2014-01-01", "2014-12-31", "year"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2021-04-13", "2021-04-13", "2021-04-13", "day"),
        ("2021-03-XX", "2021-03-01", "2021-03-31", "month"),
        ("202X", "2020-01-01", "2029-12-31", "period"),
        ("2021-21", "2021-03-01", "2021-05-31", "period"),
        ("2021?", "2021-01-01", "2021-12-31", "year"),
        # nothing tells how far off an approximate date may be
        ("2021-03~", None, None, "period"),
        ("2014~/2014", None, "2014-12-31", "period"),
        ("2021-03/..", "2021-03-01", None, "period"),
        ("[2021-04-12..2021-04-30]", "2021-04-12", "2021-04-30", "period"),
        ("[2021-04..2021-05]", "2021-04-01", "2021-05-31", "period"),
        ("[..2021-04-12]", None, "2021-04-12", "period"),
        ("[2021-04-12..]", "2021-04-12", None, "period"),
        ("[2021-04-12..2021-04-12]", "2021-04-12", "2021-04-12", "day"),
        ("[..2021-04-30]/..", None, None, "period"),
        ("../2021-04-12", None, "2021-04-12", "period"),
        ("2021-04-12/2021-04-30", "2021-04-12", "2021-04-30", "period"),
        ("2021-04-12/2021-04-12", "2021-04-12", "2021-04-12", "day"),
        ("0001-01-01", "0001-01-01", "0001-01-01", "day"),
    ],
)
def test_bounds_and_precision_follow_from_the_edtf(written: str, start: str, end: str, precision: str) -> None:
    expected = (start and date.fromisoformat(start), end and date.fromisoformat(end), precision)
    dates = read_edtf(written)
    assert isinstance(dates, Dates)
    assert dates[:3] == expected


@pytest.mark.parametrize(
    ("written", "start_latest", "end_earliest", "extent"),
    [
        ("[2021-04-12..2021-04-30]", "2021-04-30", "2021-04-12", "within"),
        ("2014", "2014-12-31", "2014-01-01", "within"),
        ("2021-04-12/2021-04-30", "2021-04-12", "2021-04-30", "throughout"),
        ("2014/..", "2014-12-31", None, "throughout"),
        ("[..2021-04-30]/..", "2021-04-30", None, "throughout"),
    ],
)
def test_a_point_within_bounds_is_told_from_what_lasts(
    written: str, start_latest: str, end_earliest: str, extent: str
) -> None:
    dates = read_edtf(written)
    assert isinstance(dates, Dates)
    expected = (start_latest and date.fromisoformat(start_latest), end_earliest and date.fromisoformat(end_earliest))
    assert (dates.start_latest, dates.end_earliest, dates.extent) == (*expected, extent)


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ("April 12, 2021", "did you mean 2021-04-12?"),
        ("12/04/2021", "write 2021-04-12 or 2021-12-04"),
        ("13/04/2021", "did you mean 2021-04-13?"),
        ("2021-4-12", "did you mean 2021-04-12? Year, month and day have 4, 2 and 2 digits"),
        ("since March 2021", "did you mean 2021-03/..?"),
        ("2021-03-??", "did you mean 2021-03-XX?"),
        ("2021-03-01 to 2021-03-05", "did you mean 2021-03-01/2021-03-05?"),
        ("2021-05/2021-04", "turn it round:  2021-04/2021-05"),
        ("[2021-05..2021-04]", "turn it round:  [2021-04..2021-05]"),
        ("../..", "leave the key out when no date is told"),
        ("unknown", "leave the key out when no date is told"),
    ],
)
def test_what_is_no_edtf_is_refused_with_the_right_spelling(written: str, help_: str) -> None:
    told = read_edtf(written)
    assert isinstance(told, NoDate)
    assert told.help == help_


@pytest.mark.parametrize(
    "written", ["2021-02-30", "2021-13", "0000", "[2021,2022]", "[..]", "last week", "٢٠٢١", "2021-04-1X"]
)
def test_no_day_is_made_up(written: str) -> None:
    assert isinstance(read_edtf(written), NoDate)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20) | st.text(alphabet="0123456789-/X~?%.T ", max_size=20))
def test_any_text_is_a_date_in_order_or_told_to_be_none(written: str) -> None:
    told = read_edtf(written)
    if isinstance(told, Dates) and told.start and told.end:
        assert told.start <= told.end


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_read_as_itself(day: date) -> None:
    assert read_edtf(day.isoformat()) == Dates(day, day, "day", day, day)
