"""The days of holidays: fixed ones, those on the nth weekday of a month, and those that move with Easter."""

from __future__ import annotations

from datetime import date

from onrecord.word_lists import Row, rows

from .days import WEEKDAYS, add_days

_HOLIDAYS: dict[str, Row] = {row["name"]: row for row in rows("holidays")}


def feast(name: str, year: int) -> date | None:
    """The day of a holiday in a year (American where countries differ), None for one that is not known."""
    if not 1583 <= year <= 4099:
        return None
    holiday = _HOLIDAYS.get(name.replace("st. ", "st "))
    if holiday is None or holiday["rule"] == "not worked out":
        return None
    if holiday["rule"] == "easter":
        return add_days(_easter(year), int(holiday["days_added"]))
    month = int(holiday["month"])
    if holiday["rule"] == "fixed":
        return date(year, month, int(holiday["day"]))
    return _nth(year, month, WEEKDAYS[holiday["day"]], int(holiday["nth"]), int(holiday["days_added"] or 0))


def _nth(year: int, month: int, weekday: int, which: int, on: int) -> date:
    first = date(year, month, 1)
    day = add_days(first, (weekday - first.weekday()) % 7 + 7 * (which - 1 if which > 0 else 4))
    return add_days(day if day.month == month else add_days(day, -7), on)


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones, Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
