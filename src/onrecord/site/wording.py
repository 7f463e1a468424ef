"""Values in words: dates with their bounds, numbers as they were told, codes by their labels."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from onrecord.contract import Contract, Vocabulary

_MONTHS = [*calendar.month_name]


def day(date: dt.date) -> str:
    """A day in words.

    >>> day(dt.date(2021, 4, 12))
    '12 April 2021'
    """
    return f"{date.day} {_MONTHS[date.month]} {date.year}"


def period(start: dt.date | None, end: dt.date | None) -> str:
    """Bounds of a date in words. A whole month or year is named as one.

    >>> period(dt.date(2014, 1, 1), dt.date(2014, 12, 31)), period(dt.date(2021, 4, 12), dt.date(2021, 4, 30))
    ('2014', '12–30 April 2021')
    >>> period(dt.date(2021, 3, 1), None), period(None, dt.date(2021, 4, 12)), period(None, None)
    ('from 1 March 2021', 'by 12 April 2021', 'no date')
    """
    if start is None and end is None:
        return "no date"
    if start is None or end is None:
        return f"from {day(start)}" if start else f"by {day(end)}"  # type: ignore[arg-type]
    if start == end:
        return day(start)
    whole_years = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_years:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        return _months(start, end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def _months(start: dt.date, end: dt.date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{_MONTHS[end.month]} {end.year}"
    first = _MONTHS[start.month] + (f" {start.year}" if start.year != end.year else "")
    return f"{first}–{_MONTHS[end.month]} {end.year}"


def month(first: dt.date | None, last: dt.date | None) -> str:
    """The month in which both days lie, or the year; nothing where they are further apart or missing.

    >>> month(dt.date(2021, 4, 12), dt.date(2021, 4, 30)), month(dt.date(2021, 4, 1), None)
    ('April 2021', '')
    """
    if first is None or last is None or first.year != last.year:
        return ""
    return f"{_MONTHS[first.month]} {first.year}" if first.month == last.month else str(first.year)


def number(value: float | int | None) -> str:
    """A number as people write it.

    >>> number(80000.0), number(2.5), number(None)
    ('80,000', '2.5', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return f"{int(value):,}"


def bounds(low: float | None, high: float | None, value: float | None) -> str:
    """A number with its bounds.

    >>> bounds(24, 99, None), bounds(None, 80000, 80000), bounds(2, 2, 2), bounds(500, None, None)
    ('24–99', 'at most 80,000', '2', 'at least 500')
    """
    if low is not None and high is not None:
        return number(low) if low == high else f"{number(low)}–{number(high)}"
    if high is not None:
        return f"at most {number(high)}"
    if low is not None:
        return f"at least {number(low)}"
    return number(value)


def many(count: int, one: str, more: str | None = None) -> str:
    """A count with its noun.

    >>> many(1, "quote"), many(2000, "quote")
    ('1 quote', '2,000 quotes')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


class Codes:
    """The labels and definitions of a contract's codes."""

    def __init__(self, contract: Contract) -> None:
        self._vocabularies: Mapping[str, Vocabulary] = contract.vocabularies

    def label(self, vocabulary: str, code: Any) -> str:
        """The label of a code; of an unknown one the code itself in words."""
        meaning = self._meaning(vocabulary, code)
        return str(meaning.get("label") or str(code).replace("_", " ").capitalize()) if code is not None else ""

    def definition(self, vocabulary: str, code: Any) -> str:
        """The definition of a code; nothing for an unknown one."""
        return str(self._meaning(vocabulary, code).get("definition") or "")

    def codes(self, vocabulary: str) -> list[str]:
        """The codes of a vocabulary in its order."""
        return list(self._vocabularies[vocabulary].codes) if vocabulary in self._vocabularies else []

    def stances(self) -> list[str]:
        """The degrees of factuality from denied to certain; contract 1 had a code for no stance among them."""
        return [code for code in self.codes("factuality") if code != "uncommitted"]

    def degree(self, code: Any) -> int | None:
        """The place of a stance among five, 0 for denied and 4 for certain; None where no stance is taken."""
        order = self.stances()
        return round(order.index(code) * 4 / max(1, len(order) - 1)) if code in order else None

    def _meaning(self, vocabulary: str, code: Any) -> Mapping[str, Any]:
        found = self._vocabularies.get(vocabulary)
        return found.codes.get(code, {}) if found and code is not None else {}
