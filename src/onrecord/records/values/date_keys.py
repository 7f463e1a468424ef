"""A date found in words as the keys of a record."""

from __future__ import annotations

from typing import Any

from onrecord.coder.dates import DateExpression
from onrecord.records.values.edtf_dates import Dates, read_edtf


def date_keys(date: DateExpression) -> dict[str, Any]:
    """`when`, `basis` and, where the EDTF can't show it, `precision`; nothing for words that give no date."""
    read = read_edtf(date.edtf or "")
    if not isinstance(read, Dates):
        return {}
    is_open = read.start is None or read.end is None
    other = date.precision != read.precision and not is_open and read.start != read.end and date.precision != "day"
    return {"when": date.edtf, "basis": date.basis, "precision": date.precision if other else None}
