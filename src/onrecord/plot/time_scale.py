"""A scale of time on which stretches without any date are cut short, so that both years and days can be seen."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any


class TimeScale:
    """Maps days to 0…1. Between days on which something begins or ends, no stretch counts as more than `longest` days.

    >>> scale = TimeScale([dt.date(2014, 1, 1), dt.date(2021, 4, 1), dt.date(2021, 4, 30)])
    >>> [round(scale.x(day), 2) for day in (dt.date(2014, 1, 1), dt.date(2021, 4, 1), dt.date(2021, 4, 30))]
    [0.06, 0.43, 0.87]
    """

    def __init__(self, days: Iterable[dt.date], longest: int = 24, margin: float = 0.06) -> None:
        marks = sorted({*days}) or [dt.date(2000, 1, 1)]
        self._days = [marks[0].toordinal(), *(day.toordinal() for day in marks[1:])]
        self._at = [0.0]
        for before, after in zip(self._days, self._days[1:], strict=False):
            self._at.append(self._at[-1] + min(after - before, longest))
        self._margin = margin
        self._length = max(self._at[-1], 1.0)

    def x(self, day: dt.date) -> float:
        """The place of a day, from 0 to 1; days beyond the scale at its ends."""
        number = day.toordinal()
        place = bisect_right(self._days, number) - 1
        if place < 0:
            return self._margin / 2
        if place >= len(self._days) - 1:
            beyond = min(number - self._days[-1], 3) / 3 * self._margin / 4
            return self._placed(self._at[-1]) + beyond
        share = (number - self._days[place]) / (self._days[place + 1] - self._days[place])
        return self._placed(self._at[place] + share * (self._at[place + 1] - self._at[place]))

    def _placed(self, at: float) -> float:
        return self._margin + (1 - 2 * self._margin - 0.05) * at / self._length

    def ticks(self, apart: float = 0.075) -> list[dict[str, Any]]:
        """Marks for people: the beginnings of years and months, and days where there is room, none too near another."""
        first, last = dt.date.fromordinal(self._days[0]), dt.date.fromordinal(self._days[-1])
        wanted = [(0, first, _named(first))]
        wanted += [(1, dt.date(year, 1, 1), str(year)) for year in range(first.year + 1, last.year + 1)]
        wanted += [(2, day, f"{day:%b} {day.year}") for day in _months(first, last)]
        wanted += [(3, dt.date.fromordinal(day), f"{dt.date.fromordinal(day):%-d %b}") for day in self._days]
        taken: list[tuple[float, str]] = []
        for _, day, label in sorted(wanted, key=lambda one: (one[0], one[1])):
            at = self.x(day)
            if all(abs(at - other) >= apart for other, _ in taken):
                taken.append((at, label))
        return [{"x": at, "label": label} for at, label in sorted(taken)]


def _named(day: dt.date) -> str:
    return str(day.year) if (day.month, day.day) == (1, 1) else f"{day:%b} {day.year}"


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The beginnings of the months of the last two years."""
    from_ = max(first.year * 12 + first.month, last.year * 12 + last.month - 24)
    return [dt.date((at - 1) // 12, (at - 1) % 12 + 1, 1) for at in range(from_, last.year * 12 + last.month + 1)]
