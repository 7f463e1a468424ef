"""Text as values of its type: Data Package v2, "Field Types", as Polars expressions.

Source: https://datapackage.org/standard/table-schema/#field-types. A text that is none of its type becomes null; the
verifier keeps such texts beside their column and tells them (T007). `docs/conformance.md` lists what others take.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Field
from onrecord.reading.dates_and_times import as_date, as_datetime, as_time, known_pattern
from onrecord.reading.string_formats import known_format, misformed

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")


class Reading(NamedTuple):
    """How texts become values: `value` is null where one can't be read. Then `what` says why, `hint` what to do."""

    value: pl.Expr
    what: str
    #: the same for all texts, or as it follows from the text
    hint: str | Callable[[str], str] = ""


def knows(field: Field) -> bool:
    """Whether it is known here how the field's `format` writes values."""
    return known_pattern(field) if field.type in ("date", "time", "datetime") else known_format(field)


def reading(field: Field, text: pl.Expr) -> Reading | None:
    """How a column of texts is read as the field's type; None when any text is a value of it.

    Gives Int64, Float64, Boolean, Date, Time, Datetime (without zone, in UTC) and lists of these; all other types keep
    their text.
    """
    if field.type in ("string", "any") or not knows(field):
        return None
    read = _READERS.get(field.type)
    if read is not None:
        return read(field, text)
    form = misformed(field, text)
    if form is None:
        return None
    # null is no text, so it is neither well nor badly formed
    return Reading(pl.when(~form[0]).then(text), form[1])


def _quickly(kind: Any, text: pl.Expr, slow: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Texts as Polars reads numbers; those among others that it can't read (all of them, if it can't read one) slowly.

    Of finite numbers, Polars reads what the standard describes and nothing else: a test holds it to that.
    """

    def read(texts: pl.Series) -> pl.Series:
        values = texts.cast(kind, strict=False)
        if values.null_count() == texts.null_count() and (kind == pl.Int64 or values.is_finite().all()):
            return values
        return texts.to_frame("t").select(slow(pl.col("t")).alias(texts.name)).to_series()

    return text.map_batches(read, return_dtype=kind, is_elementwise=True)


def _integer(field: Field, text: pl.Expr) -> Reading:
    def slow(text: pl.Expr) -> pl.Expr:
        digits = _bare(field, text, "")
        return pl.when(digits.str.contains(r"^[+-]?[0-9]+$")).then(digits.cast(pl.Int64, strict=False))

    value = _quickly(pl.Int64(), text, slow)
    return Reading(value, "no whole number of at most 64 bits", _number_hint(field, "1234"))


def _number(field: Field, text: pl.Expr) -> Reading:
    decimal = str(field.options.get("decimalChar") or ".")
    point = re.escape(decimal)
    # XML Schema's decimal, with an exponent
    form = rf"^[+-]?(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?$"

    def slow(text: pl.Expr) -> pl.Expr:
        digits = _bare(field, text, decimal)
        plain = digits if decimal == "." else digits.str.replace(decimal, ".", literal=True)
        special = text.str.strip_chars().str.to_lowercase()
        return (
            pl.when(digits.str.contains(form))
            .then(plain.cast(pl.Float64, strict=False))
            .when(special.is_in(["nan", "inf", "-inf"]))
            .then(special.cast(pl.Float64, strict=False))
        )

    value = slow(text) if field.options else _quickly(pl.Float64(), text, slow)
    return Reading(value, "no number", _number_hint(field, "-1234.5".replace(".", decimal)))


def _number_hint(field: Field, example: str) -> str:
    ways = ["groupChar"] if "groupChar" not in field.options else []
    ways += ["decimalChar"] if field.type == "number" and "decimalChar" not in field.options else []
    ways += ["bareNumber"] if field.options.get("bareNumber", True) else []
    return f"write it as {example}" + (f", or describe how it is written: {', '.join(ways)}" if ways else "")


def _bare(field: Field, text: pl.Expr, decimal: str) -> pl.Expr:
    """The digits without what stands around them (`bareNumber`) and between them (`groupChar`)."""
    digits = text.str.strip_chars()
    if field.options.get("bareNumber", True) is False:
        point = f"(?:{re.escape(decimal)})?" if decimal else ""
        digits = digits.str.extract(rf"^[^-+0-9]*?([+-]?{point}[0-9](?:.*[0-9])?)[^0-9]*$", 1)
    group = field.options.get("groupChar")
    return digits.str.replace_all(str(group), "", literal=True) if group else digits


def _boolean(field: Field, text: pl.Expr) -> Reading:
    true = list(field.options.get("trueValues", TRUE))
    false = list(field.options.get("falseValues", FALSE))
    value = pl.when(text.is_in(true)).then(True).when(text.is_in(false)).then(False)
    shown = ", ".join(true[:6]), ", ".join(false[:6])
    return Reading(value, "neither true nor false", f"true is written {shown[0]}; false {shown[1]}")


def _year(_: Field, text: pl.Expr) -> Reading:
    # XML Schema's gYear: four digits or more, perhaps before our era, perhaps with a zone
    form = r"^(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?$"
    return Reading(text.str.extract(form, 1).cast(pl.Int64, strict=False), "no year, such as 2021")


def _list(field: Field, text: pl.Expr) -> Reading:
    item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
    items = text.str.split(str(field.options.get("delimiter", ",")))
    read = reading(item, pl.element())
    if read is None:
        return Reading(items, "no list")
    values = items.list.eval(read.value)
    whole = values.list.eval(pl.element().is_null()).list.any().not_()
    return Reading(pl.when(whole).then(values), f"one of its items: {read.what}", read.hint)


_READERS: dict[str, Callable[[Field, pl.Expr], Reading]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "year": _year,
    "date": lambda field, text: Reading(*as_date(field, text)),
    "time": lambda field, text: Reading(*as_time(field, text)),
    "datetime": lambda field, text: Reading(*as_datetime(field, text)),
    "list": _list,
}
