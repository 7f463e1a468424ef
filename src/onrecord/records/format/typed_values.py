"""Text to typed values after the contract: what a field allows, and what to say when a value is not allowed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

import yaml

from onrecord.contract import Contract, Field
from onrecord.findings import did_you_mean, printable
from onrecord.records.format.yaml_nodes import File, Node, kind

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_BOOLEAN = {"true": True, "false": False}

#: what is said of a value of the wrong type, and an example of a right one
_EXPECTED = {
    "number": ("a number", "80000 or 2.5, without a thousands separator"),
    "integer": ("a whole number", "80000, without a thousands separator"),
    "boolean": ("true or false", "true"),
    "date": ("a date", "2021-04-13"),
}


def scalar(file: File, key: str, node: Node) -> str | None:
    """The text of a value, or None after a finding when it is a map, a list or nothing."""
    if node.__class__ is not yaml.ScalarNode:
        file.report("R012", f"{key} is text, and this is {kind(node)}", node, help=f"write  {key}: value")
        return None
    text: str = node.value
    if not text.strip():
        file.report("R012", f"{key} has no value", node, help="write a value, or leave the key out")
        return None
    return text


def typed(file: File, key: str, node: Node, field: Field, contract: Contract) -> Any:
    """The value as the field has it (str, float, int, bool, date), or None after a finding (R012, R013, R018)."""
    text = scalar(file, key, node)
    if text is None:
        return None
    if field.vocabulary:
        codes = contract.vocabularies[field.vocabulary].codes
        if text in codes:
            return text
        file.report(
            "R013", f"“{printable(text, 60)}” is no code of {field.vocabulary}", node, help=suggest(text, codes)
        )
        return None
    value = text.strip() if field.type == "string" else _parse(field.type, text.strip())
    if value is None:
        expected, example = _EXPECTED.get(field.type, (field.type, ""))
        file.report(
            "R012",
            f"{key} is {expected}, and “{printable(text, 60)}” is none",
            node,
            help=f"write for example  {key}: {example}",
        )
        return None
    if field.constraints:
        broken = _rule(field)(value)
        if broken:
            file.report("R018", f"{key} {broken[0]}", node, help=broken[1])
            return None
    return value


def _parse(type_: str, text: str) -> Any:
    if type_ == "number":
        number = float(text) if _NUMBER.fullmatch(text) else math.inf
        return number if math.isfinite(number) else None
    if type_ == "integer":
        # Python refuses to read integers of thousands of digits
        return int(text) if _INTEGER.fullmatch(text) and len(text) < 20 else None
    if type_ == "boolean":
        return _BOOLEAN.get(text)
    if type_ == "date":
        try:
            return date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            return None
    return text


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean “annexation”? It is one of: …`."""
    listed = list(known)
    meant = did_you_mean(word, listed)
    shown = ", ".join(listed[:40]) + (f" and {len(listed) - 40} more" if len(listed) > 40 else "")
    return f"{meant}\nit is one of: {shown}" if meant else f"it is one of: {shown}"


def _rule(field: Field) -> Callable[[Any], tuple[str, str] | None]:
    return _compiled(
        field.constraints.get("pattern"), field.constraints.get("minLength"), field.constraints.get("maxLength"),
        field.constraints.get("minimum"), field.constraints.get("maximum"), str(field.description or ""),
    )  # fmt: skip


@cache
def _compiled(
    pattern: str | None,
    shortest: int | None,
    longest: int | None,
    least: float | None,
    most: float | None,
    description: str,
) -> Callable[[Any], tuple[str, str] | None]:
    """A function that says what a value breaks and what to do, or None when it breaks nothing."""
    matcher = re.compile(pattern) if pattern else None

    def broken(value: Any) -> tuple[str, str] | None:
        if isinstance(value, str):
            if longest is not None and len(value) > longest:
                return f"has {len(value)} characters, at most {longest} are allowed", "say it shorter"
            if shortest is not None and len(value) < shortest:
                return f"has {len(value)} characters, at least {shortest} are needed", "say more"
            if matcher and not matcher.fullmatch(value):
                return f"“{printable(value, 60)}” does not look as it should", description
        elif isinstance(value, int | float) and not isinstance(value, bool):
            if least is not None and value < least:
                return f"is {value:g}, at least {least:g} is allowed", "correct the number"
            if most is not None and value > most:
                return f"is {value:g}, at most {most:g} is allowed", "correct the number"
        return None

    return broken
