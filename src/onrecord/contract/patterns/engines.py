"""Patterns of XML Schema, written for the engine that Polars has (Rust's `regex`) and for Python's `re`."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.contract.patterns.characters import ALL, Ranges, complement, difference, of_category, united
from onrecord.contract.patterns.xml_schema import (
    Anchor,
    Branches,
    CharacterClass,
    Item,
    Property,
    Range,
    Repeated,
    blocks,
)

#: what begins a name in XML, and what goes on with it (XML 1.0, fifth edition, NameStartChar and NameChar)
_NAME_START: Ranges = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME = united([*_NAME_START, (0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)])
_SPACE: Ranges = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
_NOT_IN_WORDS = ("P", "Z", "C")


def for_rust(tree: Branches) -> str:
    """The pattern in the syntax of Rust's `regex`, not anchored."""
    return _written(tree, _rust_class)


def for_python(tree: Branches) -> str:
    """The pattern in the syntax of Python's `re`, not anchored."""
    return _written(tree, _python_class)


def _written(item: Item, write_class: Callable[[CharacterClass], str]) -> str:
    if isinstance(item, CharacterClass):
        return write_class(item)
    if isinstance(item, Repeated):
        return _written(item.item, write_class) + item.quantifier
    if isinstance(item, Anchor):
        return item.sign
    inner = ("".join(_written(one, write_class) for one in branch) for branch in item.branches)
    return f"(?:{'|'.join(inner)})"


def _rust_class(item: CharacterClass) -> str:
    inner = "".join(map(_rust_part, item.parts))
    if len(inner) == 1 and not item.negated and item.less is None:
        return inner
    found = f"[^{inner}]" if item.negated else f"[{inner}]"
    return f"[{found}--{_rust_class(item.less)}]" if item.less is not None else found


def _rust_part(part: Range | Property) -> str:
    if isinstance(part, Range):
        first, last = ord(part.first), ord(part.last)
        return _rust_range(first, last)
    named = {"i": _NAME_START, "c": _NAME, "s": _SPACE}.get(part.name)
    if named is None and part.name.startswith("Is"):
        named = _points(blocks()[part.name[2:]])
    if named is not None:
        inner = "".join(_rust_range(first, last) for first, last in named)
        return f"[^{inner}]" if part.negated else inner
    if part.name == "w":
        return rf"[{'' if part.negated else '^'}\p{{P}}\p{{Z}}\p{{C}}]"
    name = "Nd" if part.name == "d" else part.name
    return rf"\{'P' if part.negated else 'p'}{{{name}}}"


def _rust_range(first: int, last: int) -> str:
    return _point(first) if first == last else f"{_point(first)}-{_point(last)}"


def _point(point: int) -> str:
    """A character as it stands in a class: Python's `re` understands the same."""
    character = chr(point)
    if character.isascii() and character.isalnum():
        return character
    return rf"\x{point:02x}" if point < 0x80 else rf"\u{point:04x}" if point < 0x10000 else rf"\U{point:08x}"


def _python_class(item: CharacterClass) -> str:
    ranges = _ranges(item)
    if not ranges:
        return "(?!)"
    inner = "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges)
    return f"[{inner}]"


def _ranges(item: CharacterClass) -> Ranges:
    found = united(pair for part in item.parts for pair in _part_ranges(part))
    found = complement(found) if item.negated else found
    return difference(found, _ranges(item.less)) if item.less is not None else found


def _part_ranges(part: Range | Property) -> Ranges:
    if isinstance(part, Range):
        return _points(part)
    if part.name == "w":
        found = difference(ALL, united(pair for name in _NOT_IN_WORDS for pair in of_category(name)))
    elif part.name.startswith("Is"):
        found = _points(blocks()[part.name[2:]])
    else:
        named = {"i": _NAME_START, "c": _NAME, "s": _SPACE}.get(part.name)
        found = named if named is not None else of_category("Nd" if part.name == "d" else part.name)
    return complement(found) if part.negated else found


def _points(part: Range) -> Ranges:
    return ((ord(part.first), ord(part.last)),)
