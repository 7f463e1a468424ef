r"""Patterns of columns: which language they are written in, and what they are for the engines that run them.

The standard says that a pattern is a regular expression of XML Schema. Many are written for Python or JavaScript all the
same: what XML Schema doesn't know (`^`, `$`, `(?:`, `\b`, look-around) shows it, and then they mean what they mean there.
Source: Data Package v2, “Table Schema”, constraint `pattern`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from onrecord.contract.patterns.engines import for_python, for_rust
from onrecord.contract.patterns.xml_schema import read_xml_schema

__all__ = ["Pattern", "read_pattern"]


#: stands for Python's `\\Z` until it is known for which engine the pattern is
_END = "\0"


class Pattern(NamedTuple):
    """A pattern, anchored, for Polars (`rust`) and for Python's `re` (`python`)."""

    text: str
    is_xml_schema: bool
    rust: str
    python: str

    @property
    def hint(self) -> str:
        r"""What one may not expect of it, if there is something.

        >>> read_pattern(r"\w+").hint
        'in patterns of XML Schema, which the standard means, \\w takes no “_” and no other punctuation: write [\\w_]'
        """
        if self.is_xml_schema and r"\w" in self.text and r"[\w_]" not in self.text:
            return (
                r"in patterns of XML Schema, which the standard means, \w takes no “_” and no other punctuation: "
                r"write [\w_]"
            )
        return ""


@lru_cache(maxsize=1000)
def read_pattern(text: str) -> Pattern:
    r"""The pattern for the engines that run it. Whether an engine takes it shows when it is run.

    >>> read_pattern("[a-z-[aeiou]]+").rust
    '^(?:(?:[[a-z]--[aeiou]]+))$'
    >>> read_pattern("^(?!x)[a&&b]+$").rust
    '^(?:^(?!x)[a\\&\\&b]+$)$'
    """
    try:
        read = read_xml_schema(text)
    except ValueError:
        read = None
    if read is not None and (read.is_special or not read.has_anchors):
        return Pattern(text, True, f"^(?:{for_rust(read.tree)})$", rf"(?:{for_python(read.tree)})\Z")
    plain = _without_set_signs(text)
    return Pattern(
        text, False, f"^(?:{plain.replace(_END, chr(92) + 'z')})$", rf"(?:{plain.replace(_END, chr(92) + 'Z')})\Z"
    )


def _without_set_signs(text: str) -> str:
    """A pattern of Python with backslashes before what are signs in a class to Rust's engine: `[`, `&&`, `--`, `~~`."""
    parts, at, inside, first = list[str](), 0, False, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            pair = text[at : at + 2]
            parts.append(_END if pair == r"\Z" and not inside else pair)
            at += 2
            continue
        if not inside and sign == "[":
            inside, first = True, at + (2 if text.startswith("[^", at) else 1)
        elif inside and sign == "]" and at != first:
            inside = False
        elif inside and (sign in "[&~]" or (sign == "-" and text[at - 1 : at] == "-")):
            sign = "\\" + sign
        parts.append(sign)
        at += 1
    return "".join(parts)
