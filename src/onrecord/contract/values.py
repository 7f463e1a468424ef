"""Values in a contract (bounds, codes) as values of their column: in JSON and YAML a date is text.

Constraints are tested on logical values, and may be written as text: Data Package v2, "Field Constraints"
(https://datapackage.org/standard/table-schema/#field-constraints).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

from onrecord.contract.model import Field, Table


def logical(field: Field, value: Any) -> Any:
    """A bound or code as a value of the field's type. Raises `ValueError` when it is none.

    number -> float or int, integer and year -> int (64 bits), boolean -> bool, date, time and datetime -> those of
    `datetime` (a datetime without zone, in UTC); all other types keep their text, or their JSON value.
    """
    read = _READERS.get(field.type)
    if field.type in ("object", "array", "geojson", "any", "list", "geopoint"):
        return value
    if read is None:
        return _text(value)
    return read(field, value)


def missing_texts(field: Field, table: Table) -> tuple[str, ...]:
    """The texts that stand for a missing value in this column; the field's own list replaces the table's."""
    listed = table.missing_values if field.missing_values is None else field.missing_values
    return tuple(str(item["value"] if isinstance(item, dict) else item) for item in listed)


def allowed(field: Field) -> list[Any] | None:
    """The values that the column may have (`enum`, else `categories`), or None when any will do."""
    listed: Sequence[Any] | None = field.constraints.get("enum")
    if listed is None and field.categories is not None:
        listed = [item["value"] if isinstance(item, dict) else item for item in field.categories]
    return None if listed is None else [logical(field, value) for value in listed if value is not None]


def required(field: Field, table: Table) -> bool:
    """Whether a null is an error: the column says so, or is part of the primary key."""
    return field.required or field.name in table.primary_key


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")
    return value


def _number(field: Field, value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number")
    number = float(_bare(field, value))
    if math.isnan(number):
        raise ValueError("not a number")
    return number if isinstance(value, str) else value


def _bare(field: Field, value: float | str) -> float | str:
    """A number that is written as the field writes numbers."""
    if not isinstance(value, str):
        return value
    group, decimal = (str(field.options.get(name) or "") for name in ("groupChar", "decimalChar"))
    digits = value.replace(group, "") if group else value
    return digits.replace(decimal, ".") if decimal else digits


def _integer(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a whole number")
    number = int(_bare(field, value))
    if abs(number) >= 2**63:
        raise ValueError("more than 64 bits")
    return number


def _boolean(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in field.options.get("trueValues", ("true", "True", "TRUE", "1")):
        return True
    if value in field.options.get("falseValues", ("false", "False", "FALSE", "0")):
        return False
    raise ValueError("neither true nor false")


def _date(field: Field, value: Any) -> dt.date:
    if _is_pattern(field):
        return dt.datetime.strptime(_text(value), str(field.format)).date()  # noqa: DTZ007 - a day has no zone
    return dt.date.fromisoformat(_text(value))


def _time(field: Field, value: Any) -> dt.time:
    if _is_pattern(field):
        return dt.datetime.strptime(_text(value), str(field.format)).time()  # noqa: DTZ007 - as it is written
    return dt.time.fromisoformat(_text(value))


def _datetime(field: Field, value: Any) -> dt.datetime:
    text = _text(value)
    moment = dt.datetime.strptime(text, str(field.format)) if _is_pattern(field) else dt.datetime.fromisoformat(text)  # noqa: DTZ007
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _is_pattern(field: Field) -> bool:
    return "%" in (field.format or "")


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "number": _number,
    "integer": _integer,
    "year": _integer,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
}
