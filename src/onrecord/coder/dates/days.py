"""Arithmetic of days, weeks, months and years, and their EDTF (ISO 8601-2).

A reference is always a pair of days here; what is worked out from a pair that differs has bounds of both.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from onrecord.word_lists import listed, rows

from .model import Bounds, Reference


def _named(kind: str) -> dict[str, int]:
    found = [row for row in rows("months") if row["kind"] == kind]
    return {name: int(row["number"]) for row in found for name in (row["name"], *listed(row["short"]))}


MONTHS = _named("month")
WEEKDAYS = _named("weekday")

UNPLACED = Bounds(None, None, None, "unknown", "relative")
"""A relative expression without a reference."""


def pair(reference: Reference) -> tuple[date, date] | None:
    """The reference as its earliest and latest day."""
    if reference is None or isinstance(reference, tuple):
        return reference
    return reference, reference


def day(year: int, month: int, number: int, basis: str = "stated") -> Bounds | None:
    """One day; None when the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= year <= 9999 and 1 <= number <= calendar.monthrange(year, month)[1]):
        return None
    at = date(year, month, number)
    return Bounds(at, at, at.isoformat(), "day", basis)


def month(year: int, number: int, basis: str = "stated") -> Bounds | None:
    """One month."""
    if not (1 <= number <= 12 and 1 <= year <= 9999):
        return None
    last = calendar.monthrange(year, number)[1]
    return Bounds(date(year, number, 1), date(year, number, last), f"{year:04d}-{number:02d}", "month", basis)


def year_of(number: int, basis: str = "stated") -> Bounds | None:
    """One year."""
    if not 1 <= number <= 9999:
        return None
    return Bounds(date(number, 1, 1), date(number, 12, 31), f"{number:04d}", "year", basis)


def decade(first: int, basis: str = "stated") -> Bounds:
    """Ten years, written 199X."""
    if first < 10:
        return stretch(date(1, 1, 1), date(9, 12, 31), "period", basis)
    return Bounds(date(first, 1, 1), date(first + 9, 12, 31), f"{first // 10:03d}X", "period", basis)


def hundred(first: int) -> Bounds:
    """The years told by their first two digits, the 1800s, written 18XX."""
    return Bounds(date(first, 1, 1), date(first + 99, 12, 31), f"{first // 100:02d}XX", "period", "stated")


def century(number: int) -> Bounds | None:
    """The century of that ordinal: the 19th is 18XX."""
    if not 1 < number <= 30:
        return None
    first = (number - 1) * 100
    return Bounds(date(first + 1, 1, 1), date(first + 100, 12, 31), f"{first // 100:02d}XX", "period", "stated")


def stretch(start: date | None, end: date | None, precision: str = "period", basis: str = "relative") -> Bounds:
    """From one day to another, both in it; None is an open end."""
    if start and end and start > end:
        start, end = end, start
    written = f"{start.isoformat() if start else '..'}/{end.isoformat() if end else '..'}"
    if start and start == end:
        written = start.isoformat()
    return Bounds(start, end, written if start or end else None, precision, basis)


def quarter(year: int, number: int, basis: str = "stated") -> Bounds:
    """A quarter of a calendar year."""
    last = calendar.monthrange(year, number * 3)[1]
    return stretch(date(year, number * 3 - 2, 1), date(year, number * 3, last), "period", basis)


def season(year: int, name: str, basis: str) -> Bounds:
    """A season of the northern year, EDTF 2021-21 (spring) to 2021-24 (winter, ending in the next year)."""
    index = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}[name]
    first = date(year, 3 + 3 * index, 1)
    last_year, last_month = (year, 5 + 3 * index) if index < 3 else (year + 1, 2)
    last = date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
    return Bounds(first, last, f"{year:04d}-{21 + index}", "period", basis)


def add_months(start: date, months: int) -> date:
    """The same day that many months on, or the month's last."""
    total = start.year * 12 + start.month - 1 + months
    year, index = divmod(total, 12)
    year = min(max(year, 1), 9999)
    return date(year, index + 1, min(start.day, calendar.monthrange(year, index + 1)[1]))


def add_days(start: date, days: int) -> date:
    """The day that many days on, held within the years 1 to 9999."""
    ordinal = min(max(start.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def shift(start: date, amount: int, unit: str) -> date:
    """The day that many units on."""
    if unit in ("day", "week", "fortnight"):
        return add_days(start, amount * {"day": 1, "week": 7, "fortnight": 14}[unit])
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit, 0)
    return add_months(start, max(min(amount, 9999), -9999) * months)


def unit_around(at: date, unit: str, basis: str = "relative") -> Bounds:
    """The calendar unit that holds the day: its week (Monday to Sunday), month, quarter, year, decade."""
    if unit == "day":
        return Bounds(at, at, at.isoformat(), "day", basis)
    if unit in ("week", "fortnight"):
        monday = add_days(at, -at.weekday())
        return stretch(
            monday, add_days(monday, 6 if unit == "week" else 13), "week" if unit == "week" else "period", basis
        )
    if unit == "weekend":
        saturday = add_days(at, 5 - at.weekday())
        return stretch(saturday, add_days(saturday, 1), "period", basis)
    if unit == "month":
        return month(at.year, at.month, basis) or UNPLACED
    if unit == "quarter":
        return quarter(at.year, (at.month + 2) // 3, basis)
    if unit == "year":
        return year_of(at.year, basis) or UNPLACED
    if unit == "decade":
        return decade(at.year // 10 * 10, basis)
    if unit == "century":
        return (century((at.year - 1) // 100 + 1) or UNPLACED)._replace(basis=basis)
    return Bounds(at, at, at.isoformat(), "day", basis)


def relative(reference: Reference, work_out: Callable[..., Bounds | None], *arguments: Any) -> Bounds:
    """What a relative expression comes to from both ends of the reference; without one, unplaced."""
    ends = pair(reference)
    if ends is None:
        return UNPLACED
    low, high = (work_out(end, *arguments) for end in ends)
    if low is None or high is None:
        return UNPLACED
    if low == high:
        return low
    return hull(low, high)


def hull(low: Bounds, high: Bounds) -> Bounds:
    """The stretch from the start of one to the end of the other."""
    basis = low.basis if low.basis == high.basis else "relative"
    if low.earliest is None and high.latest is None:
        return UNPLACED._replace(basis=basis)
    return stretch(low.earliest, high.latest, "period", basis)


def nearest(at: date, number_of_month: int, number_of_day: int | None, *, future: bool) -> Bounds | None:
    """A month (and day) told without its year: the nearest one (see `away`), for a bare month the latest begun; in `future`
    the next."""
    years = [y for y in (at.year - 1, at.year, at.year + 1) if 1 <= y <= 9999]
    made = [
        b
        for y in years
        if (
            b := month(y, number_of_month, "relative")
            if number_of_day is None
            else day(y, number_of_month, number_of_day, "relative")
        )
    ]
    if future:
        made = [b for b in made if b.latest and b.latest >= at] or made
        return made[0] if made else None
    if number_of_day is None:
        made = [b for b in made if b.earliest and b.earliest <= at] or made
        return made[-1] if made else None
    return min(made, key=lambda b: away(at, b.earliest or at), default=None)


def away(at: date, other: date) -> int:
    """How far off a day is, in days; those to come count double, as news tell of what has been."""
    days = (other - at).days
    return 2 * days if days > 0 else -days


def month_beside(at: date, number: int, *, ahead: bool) -> Bounds | None:
    """The month of that number before ("last April") or after ("next April") the one we are in."""
    year = at.year + (number <= at.month) if ahead else at.year - (number >= at.month)
    return month(year, number, "relative")


def weekday(at: date, number: int, which: str) -> Bounds:
    """A weekday: `last` before, `next` after the day, `recent` the day itself or the last one, `coming` itself or the next,
    `this` that of the same week (Monday to Sunday)."""
    if which == "this":
        return unit_around(add_days(at, number - at.weekday()), "day")
    back = (at.weekday() - number) % 7
    ahead = (number - at.weekday()) % 7
    days = {"recent": -back, "coming": ahead, "last": -(back or 7), "next": ahead or 7}[which]
    return unit_around(add_days(at, days), "day")


def part_of(bounds: Bounds, part: str) -> Bounds:
    """The early, middle or late third of a stretch, or a half of it; EDTF has no word for it and keeps the whole. Other words change nothing."""
    if not bounds.earliest or not bounds.latest:
        return bounds
    size = (bounds.latest - bounds.earliest).days + 1
    third = timedelta(days=max(size // 3, 1) - 1)
    if part in ("early", "earlier", "beginning", "start"):
        return bounds._replace(latest=bounds.earliest + third)
    if part in ("late", "later", "end", "close"):
        return bounds._replace(earliest=bounds.latest - third)
    if part in ("first", "second", "latter"):
        half = timedelta(days=max(size // 2, 1) - 1)
        return (
            bounds._replace(latest=bounds.earliest + half)
            if part == "first"
            else bounds._replace(earliest=bounds.latest - half)
        )
    if part not in ("mid", "middle") or size <= 3:
        return bounds
    step = timedelta(days=size // 3)
    return bounds._replace(earliest=bounds.earliest + step, latest=bounds.latest - step)


def open_end(bounds: Bounds, word: str) -> Bounds:
    """since X is X/.., before or until X is ../X."""
    if bounds.edtf is None or ("/" in bounds.edtf and ".." in bounds.edtf):
        return bounds
    first, _, last = bounds.edtf.partition("/")
    if word in ("since", "after", "from", "starting", "later"):
        return Bounds(bounds.earliest, None, f"{first}/..", "period", bounds.basis)
    return Bounds(None, bounds.latest, f"../{last or first}", "period", bounds.basis)
