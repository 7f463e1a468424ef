"""Bounds of a date drawn as bounds: a bar on a scale of years or months, open where nothing bounds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from onrecord.site.rows import Row

#: width of the drawing in its own units, and the room at each side where an open end fades
_WIDTH, _MARGIN = 1000, 60
#: days shown at the least, so that one day does not fill the width
_LEAST = 90


class Tick(NamedTuple):
    """A mark of the scale."""

    x: float
    label: str


class DateBar(NamedTuple):
    """The bar between the bounds, in units of a drawing 1000 wide; `open_*` where there is no bound.

    `is_within` says that it is a point somewhere within the bounds. Of what lasts, `sure_*` is the stretch for which it
    surely did.
    """

    x: float
    width: float
    open_start: bool
    open_end: bool
    is_point: bool
    is_within: bool
    sure_x: float
    sure_width: float
    ticks: tuple[Tick, ...]


def date_bar(row: Row) -> DateBar | None:
    """The bar of an event's date; None where there is no bound at all.

    >>> date_bar({"date_start": dt.date(2014, 1, 1), "date_end": dt.date(2014, 12, 31)}).is_point
    False
    >>> date_bar({}) is None
    True
    """
    start, end = row.get("date_start"), row.get("date_end")
    first, last = start or end, end or start
    if first is None or last is None or last < first:
        return None
    spare = max(_LEAST - (last - first).days, (last - first).days) // 2 + 1
    low, high = _shifted(first, -spare), _shifted(last, spare)
    days = max(1, (high - low).days)

    def x(day: dt.date) -> float:
        return round(_MARGIN + (_WIDTH - 2 * _MARGIN) * (day - low).days / days, 1)

    left = x(first) if start else 0.0
    right = max(x(last), x(first) + 8) if end else float(_WIDTH)
    sure = _sure(row, x)
    is_within = row.get("date_extent") == "within" and start != end
    return DateBar(left, round(right - left, 1), start is None, end is None, start == end, is_within,
                   *sure, tuple(_ticks(low, high, x)))  # fmt: skip


def _sure(row: Row, x: Callable[[dt.date], float]) -> tuple[float, float]:
    """Where the stretch begins during which an event that lasts surely did, and how wide it is."""
    begun, not_ended = row.get("date_start_latest"), row.get("date_end_earliest")
    if row.get("date_extent") != "throughout" or begun is None:
        return 0.0, 0.0
    left = min(max(x(begun), 0.0), float(_WIDTH))
    right = float(_WIDTH) if not_ended is None and row.get("date_end") is None else x(not_ended or begun)
    return left, round(max(0.0, min(right, float(_WIDTH)) - left), 1)


def _shifted(day: dt.date, days: int) -> dt.date:
    at = day.toordinal() + days
    return dt.date.fromordinal(min(max(at, 1), dt.date.max.toordinal()))


def _ticks(low: dt.date, high: dt.date, x: Callable[[dt.date], float]) -> list[Tick]:
    if (high - low).days > 365 * 2:
        step = max(1, (high.year - low.year) // 6)
        years = range(low.year + 1, high.year + 1)
        return [Tick(x(dt.date(year, 1, 1)), str(year)) for year in years if year % step == 0]
    months = (high.year - low.year) * 12 + high.month - low.month
    step = max(1, months // 6)
    found = []
    for at in range(1, months + 1, step):
        year, month = divmod(low.year * 12 + low.month - 1 + at, 12)
        day = dt.date(year, month + 1, 1)
        found.append(Tick(x(day), f"{day:%b} {year}" if at == 1 or month == 0 or step > 1 else f"{day:%b}"))
    return found
