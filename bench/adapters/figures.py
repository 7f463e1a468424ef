"""Adapter of `onrecord.coder.figures` for a scorer of quantities: plain dictionaries with English unit names.

The scorer names units in English words and bounds by signs, writes a vague plural as the power of ten that it
spans, and takes alternatives ("eight or nine") as two quantities; everything else is as the library gives it.
"""

from __future__ import annotations

import re
from typing import Any

from onrecord.coder.figures import Figure, find_figures
from onrecord.coder.figures.units import MONEY_BEFORE, SYMBOL_UNITS, WORD_UNITS
from onrecord.numbers import parse

NAMES = {u.code: u.name for table in (MONEY_BEFORE, SYMBOL_UNITS, WORD_UNITS) for u in table.values()}
BOUNDS = {"about": "~", "at_least": ">", "more_than": ">", "up_to": "<", "less_than": "<"}


def extract(text: str) -> list[dict[str, Any]]:
    """Quantities with start, end, value, value2, unit and change."""
    return [item for figure in find_figures(text) for item in _items(text, figure)]


def _items(text: str, figure: Figure) -> list[dict[str, Any]]:
    change = BOUNDS.get(figure.qualifier) or figure.change or "="
    item = {"start": figure.span.start, "end": figure.span.end, "unit": _unit(text, figure), "change": change}
    words = text[slice(*figure.number)]
    if figure.value is not None:
        return [item | {"value": figure.value, "value2": None}]
    low, high = figure.low or 0.0, figure.high or 0.0
    if figure.qualifier == "vague":
        power = high + 1
        return [item | {"value": low / 2, "value2": None if low == 24 else power}]
    if " or " in words:
        return [item | {"value": v, "value2": None} for v in (low, high)]
    first = parse(re.split(r"-? to[ -]|-", words, maxsplit=1)[0])
    turned = first is not None and first.value is not None and abs(first.value - high) < 1e-9 < high - low
    return [item | {"value": high if turned else low, "value2": low if turned else high}]


def _unit(text: str, figure: Figure) -> str:
    words = text[slice(*figure.unit_words)] if figure.unit_words else ""
    if figure.rule == "age":
        return "year of age"
    if figure.unit.startswith("1"):
        rate = figure.unit.partition("/")[2].strip("{}")
        words = "count" if words.lower() in ("times", "time") else words
        noun = " ".join(words.split())
        if figure.rule == "share":
            return f"% {noun or '-'}"
        return f"{noun.split(' per ')[0]}" + (f" per {NAMES.get(rate, rate)}" if rate else "") if noun or rate else "-"
    top, _, below = figure.unit.partition("/")
    if figure.unit in NAMES:
        return NAMES[figure.unit]
    return f"{NAMES.get(top, top)} per {NAMES.get(below, below.strip('{}'))}" if below else NAMES.get(top, words)
