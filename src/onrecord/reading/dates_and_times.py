"""Dates and times as they are written: the standard's own form, a pattern of strptime, or any form.

Source: Data Package v2, "Field Types"; XML Schema 1.1 part 2 for dateTime. Patterns mean what Python's `strptime`
makes of them, which the standard names; columns written as most are don't go through it text by text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import polars as pl

from onrecord.contract import Field
from onrecord.findings import printable

_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
#: directives of strptime that mean the same to Polars, when they are written with all their digits
_DIGITS = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}", "%H": "[0-9]{2}", "%M": "[0-9]{2}", "%S": "[0-5][0-9]"}
_MICROSECONDS = pl.Datetime("us")
#: what a text doesn't say, in the form `any`, is taken from here: the same text always is the same moment
_UNSAID = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - no zone is known
#: Python, and so everything that shows a value, knows these years
_FIRST, _LAST = dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001 - nor here

#: values, what is said of a text that is none, and what to do about it
_ReadDates = tuple[pl.Expr, str, str | Callable[[str], str]]
#: what is wrong with a moment, by its form, and what to do
_MOMENTS = (
    (rf"{_DAY}T{_TIME}(?:\.[0-9]+)?[+-][0-9]{{2}}(?:[0-9]{{2}})?", "write the zone with a colon, +00:00"),
    (rf"{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?:{_ZONE})?", "write the seconds too, 12:35:00"),
    (rf"{_DAY} {_TIME}.*", "put a T between date and time"),
    (rf"{_DAY}", "write the time too, 2021-04-13T00:00:00"),
)
#: patterns that are offered for texts in another form
_OFFERED = (
    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S%z", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y%m%d",
)  # fmt: skip


def date_hint(text: str) -> str:
    """What to do about a text that is no date in the standard's own form.

    >>> date_hint("24.12.2025")
    'write 2025-12-24; or, if all are written so, say "format": "%d.%m.%Y"'
    """
    return _offered(text, lambda moment: moment.date().isoformat()) or "write year-month-day, 2021-04-13"


def moment_hint(text: str) -> str:
    """What to do about a text that is no date and time in the standard's own form.

    >>> moment_hint("2022-10-18T12:35:49+0000")
    'write the zone with a colon, +00:00; or, if all are written so, say "format": "%Y-%m-%dT%H:%M:%S%z"'
    """
    found = next((words for form, words in _MOMENTS if re.fullmatch(form, text.strip())), "")
    offered = _offered(text, lambda moment: moment.replace(tzinfo=None).isoformat(), found)
    return offered or found or "write it as 2021-04-13T15:00:00"


def _offered(text: str, written: Callable[[dt.datetime], str], words: str = "") -> str:
    for form in _OFFERED:
        moment = _read(_pattern(form), lambda moment: moment, text.strip())
        if moment is not None:
            return f'{words or f"write {written(moment)}"}; or, if all are written so, say "format": "{form}"'
    return ""


def known_pattern(field: Field) -> bool:
    """Whether the field's `format` is `default`, `any` or a pattern of `strptime`."""
    if field.format in (None, "default", "any"):
        return True
    form = str(field.format)
    try:
        dt.datetime.strptime("", form)  # noqa: DTZ007 - nothing is read
    except ValueError as error:
        # a pattern that makes sense fails on the text, not on itself
        return "%" in form and "does not match format" in str(error)
    except (re.error, IndexError, KeyError):
        return False
    return "%" in form


def as_date(field: Field, text: pl.Expr) -> _ReadDates:
    """Dates, with what is said of a text that is none, and what to do about it."""
    if field.format in (None, "default"):
        # chrono takes more, and remembers texts where most are new
        day = text.str.to_date("%Y-%m-%d", strict=False, cache=False)
        # asked of the text: asked of the day, it would be read twice
        value = pl.when(text.str.contains(f"^{_DAY}$") & (text >= "0001")).then(day)
        return value, "no date, such as 2021-04-13", date_hint
    return (*_written(field, text, pl.Date(), lambda moment: moment.date()), "")


def as_time(field: Field, text: pl.Expr) -> _ReadDates:
    """Times of day, likewise."""
    if field.format in (None, "default"):
        time = pl.when(text.str.contains(f"^{_TIME}$")).then(text).str.to_time("%H:%M:%S", strict=False, cache=False)
        return time, "no time, such as 15:00:00", "write hours:minutes:seconds"
    return (*_written(field, text, pl.Time(), lambda moment: moment.time()), "")


def as_datetime(field: Field, text: pl.Expr) -> _ReadDates:
    """Moments, likewise: those with a zone in UTC."""
    if field.format in (None, "default"):
        return _xml(text), "no date and time, such as 2021-04-13T15:00:00", moment_hint
    return (*_written(field, text, _MICROSECONDS, _utc), "")


def _xml(text: pl.Expr) -> pl.Expr:
    """XML Schema's dateTime, for years of four digits."""
    noon = rf"^{_DAY}T{_TIME}(?:\.[0-9]+)?"
    near = pl.when(text.str.contains(f"{noon}$")).then(text)
    far = pl.when(text.str.contains(f"{noon}{_ZONE}$")).then(text)
    moment = near.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, cache=False, time_unit="us")
    zoned = far.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, cache=False, time_unit="us"
    ).dt.replace_time_zone(None)
    # the end of a day is the start of the next one
    last = rf"^({_DAY})T24:00:00(?:\.0+)?$"
    midnight = text.str.extract(last, 1).str.to_date("%Y-%m-%d", strict=False).cast(_MICROSECONDS) + pl.duration(days=1)
    return _in_our_era(pl.coalesce(moment, zoned, midnight))


def _in_our_era(moment: pl.Expr) -> pl.Expr:
    return pl.when(moment.is_between(_FIRST, _LAST)).then(moment)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _written(field: Field, text: pl.Expr, kind: Any, part: Callable[[dt.datetime], Any]) -> tuple[pl.Expr, str]:
    read = _any if field.format == "any" else _pattern(str(field.format))
    quick = _quick(str(field.format), kind)

    def parsed(texts: pl.Series) -> pl.Series:
        values = quick(texts) if quick else pl.Series(texts.name, [None], dtype=kind).new_from_index(0, len(texts))
        left = texts.filter(values.is_null() & texts.is_not_null()).unique()
        if left.is_empty():
            return values
        found = pl.Series([_read(read, part, one) for one in left], dtype=kind)
        slow = texts.replace_strict(left, found, default=None, return_dtype=kind)
        return values.fill_null(slow)

    words = f"no {field.type}" + ("" if field.format == "any" else f" of the form {printable(str(field.format), 60)}")
    return text.map_batches(parsed, return_dtype=kind, is_elementwise=True), words


def _read(read: Callable[[str], dt.datetime], part: Callable[[dt.datetime], Any], text: str) -> Any:
    try:
        return part(read(text[:200])) if len(text) <= 200 else None
    except (
        ValueError,
        OverflowError,
        TypeError,
        AttributeError,
        IndexError,
        ArithmeticError,
        RecursionError,
        re.error,
    ):
        return None


def _pattern(form: str) -> Callable[[str], dt.datetime]:
    return lambda text: dt.datetime.strptime(text, form)  # noqa: DTZ007 - as it is written


def _any(text: str) -> dt.datetime:
    from dateutil import parser

    found = parser.parse(text, default=_UNSAID)
    if not isinstance(found, dt.datetime):
        raise ValueError("no date")
    return found


def _quick(form: str, kind: Any) -> Callable[[pl.Series], pl.Series] | None:
    """How Polars itself reads texts of a pattern that holds nothing but digits at fixed places, or None."""
    parts = re.split("(%.)", form)
    directives = parts[1::2]
    if len(set(directives)) != len(directives) or not set(directives) <= set(_DIGITS):
        return None
    if kind != pl.Time() and not {"%Y", "%m", "%d"} <= set(directives):
        return None
    if kind == pl.Time() and ({"%Y", "%m", "%d"} & set(directives) or not {"%H", "%M"} <= set(directives)):
        return None
    if any(not re.fullmatch(r"[-/.:T, ]*", literal) for literal in parts[::2]):
        return None
    if kind == _MICROSECONDS and {"%H", "%M"} - set(directives):
        return None
    exact = "^" + "".join(_DIGITS.get(part, re.escape(part)) for part in parts) + "$"

    def read(texts: pl.Series) -> pl.Series:
        own = texts.to_frame("t").select(pl.when(pl.col("t").str.contains(exact)).then(pl.col("t")))["t"]
        if kind == pl.Time():
            return own.str.to_time(form, strict=False)
        if kind == pl.Date():
            # hours are read for their sense, then left away
            moments = (
                own.str.to_datetime(form, strict=False, cache=False, time_unit="us") if len(directives) > 3 else None
            )
            days = own.str.to_date(form, strict=False) if moments is None else moments.dt.date()
            return days.to_frame("t").select(_in_our_era(pl.col("t")))["t"]
        moments = own.str.to_datetime(form, strict=False, cache=False, time_unit="us")
        return moments.to_frame("t").select(_in_our_era(pl.col("t")))["t"]

    return read
