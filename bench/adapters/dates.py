"""Adapter of `onrecord.coder.dates` for a scorer of time expressions: spans only."""

from __future__ import annotations

from onrecord.coder.dates import find_dates


def extract(text: str) -> list[tuple[int, int]]:
    """Spans of all date, time, duration and set expressions."""
    return [(d.start, d.end) for d in find_dates(text)]
