"""The days of holidays: fixed ones, those on the nth weekday of a month, and those that move with Easter."""

from __future__ import annotations

from datetime import date

from .days import add_days

_FIXED = {
    "christmas eve": (12, 24), "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "new year's eve": (12, 31), "new year's day": (1, 1),
    "new year's": (1, 1), "halloween": (10, 31), "boxing day": (12, 26), "valentine's day": (2, 14), "may day": (5, 1), "independence day": (7, 4),
    "fourth of july": (7, 4), "veterans day": (11, 11), "armistice day": (11, 11), "remembrance day": (11, 11), "earth day": (4, 22), "groundhog day": (2, 2),
    "all saints' day": (11, 1), "all souls' day": (11, 2), "anzac day": (4, 25), "australia day": (1, 26), "bastille day": (7, 14), "bonfire night": (11, 5),
    "burns night": (1, 25), "canada day": (7, 1), "cinco de mayo": (5, 5), "flag day": (6, 14), "guy fawkes night": (11, 5),
    "human rights day": (12, 10), "international women's day": (3, 8), "juneteenth": (6, 19), "world aids day": (12, 1), "new year day": (1, 1),
    "new years day": (1, 1), "new year eve": (12, 31), "new years eve": (12, 31), "st andrew's day": (11, 30), "st david's day": (3, 1),
    "st george's day": (4, 23), "st patrick's day": (3, 17),
}  # fmt: skip
#: month, weekday (Monday is 0), which one of the month (-1 the last), days on
_NTH = {
    "martin luther king day": (1, 0, 3, 0), "martin luther king jr day": (1, 0, 3, 0), "martin luther king jr. day": (1, 0, 3, 0), "mlk day": (1, 0, 3, 0),
    "presidents day": (2, 0, 3, 0), "president's day": (2, 0, 3, 0), "presidents' day": (2, 0, 3, 0), "memorial day": (5, 0, -1, 0), "father's day": (6, 6, 3, 0),
    "labor day": (9, 0, 1, 0), "columbus day": (10, 0, 2, 0), "thanksgiving": (11, 3, 4, 0), "thanksgiving day": (11, 3, 4, 0),
    "indigenous peoples' day": (10, 0, 2, 0), "black friday": (11, 3, 4, 1), "cyber monday": (11, 3, 4, 4),
}  # fmt: skip
_BY_EASTER = {
    "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "palm sunday": -7, "ash wednesday": -46,
    "maundy thursday": -3, "shrove tuesday": -47, "mardi gras": -47, "ascension day": 39, "pentecost": 49, "whit monday": 50,
}  # fmt: skip


def feast(name: str, year: int) -> date | None:
    """The day of a holiday in a year (American where countries differ), None for one that is not known."""
    if not 1583 <= year <= 4099:
        return None
    name = name.replace("st. ", "st ")
    if name.startswith("april fool"):
        return date(year, 4, 1)
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _NTH:
        return _nth(year, *_NTH[name])
    return add_days(_easter(year), _BY_EASTER[name]) if name in _BY_EASTER else None


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
