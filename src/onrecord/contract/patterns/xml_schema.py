r"""Regular expressions of XML Schema, read whole and written for other engines.

Source: XML Schema Definition Language 1.1, Part 2, Appendix G “Regular Expressions”. They match whole values, have no
look-around, and know what others don't: classes less other classes (`[a-z-[aeiou]]`), `\i` and `\c` (what begins and
continues a name in XML), `\p{IsGreek}` (a block of Unicode). Their `\w` takes no underscore, their `.` no end of line.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: characters that a backslash takes their meaning from
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in r"\|.?*+(){}-[]^"}
#: letters after a backslash that stand for many characters
_MANY = "sSiIcCdDwW"
#: signs that stand for themselves nowhere but in a class, or after a backslash
_META = r".\?*+()|[]{}"
_CATEGORIES = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn".split()  # noqa: SIM905
)
#: brackets may stand in each other so deep
_DEEPEST = 50


class Range(NamedTuple):
    """Characters from one to another."""

    first: str
    last: str


class Property(NamedTuple):
    """Characters that have a category or stand in a block; `negated`: those that don't. `name` may be one of `_MANY`."""

    name: str
    negated: bool = False


class CharacterClass(NamedTuple):
    """Characters among these parts (or not, if `negated`), less those of another class."""

    parts: tuple[Range | Property, ...]
    negated: bool = False
    less: CharacterClass | None = None


class Repeated(NamedTuple):
    """Something so often, as the quantifier says (`*`, `{2,3}` …)."""

    item: Item
    quantifier: str


class Anchor(NamedTuple):
    """`^` or `$` where others anchor a pattern; XML Schema has none, since its patterns match whole values."""

    sign: str


class Branches(NamedTuple):
    """One of several sequences."""

    branches: tuple[tuple[Item, ...], ...]


Item = CharacterClass | Repeated | Anchor | Branches

WILDCARD = CharacterClass((Range("\n", "\n"), Range("\r", "\r")), negated=True)


class XmlSchemaPattern(NamedTuple):
    """A pattern that was read. `is_special` when it says what only XML Schema can say; `has_anchors` as others have."""

    tree: Branches
    is_special: bool
    has_anchors: bool


def read_xml_schema(pattern: str) -> XmlSchemaPattern:
    """Read a pattern. Raises `ValueError` when it is none of XML Schema."""
    reader = _Reader(pattern)
    tree = reader.branches()
    if reader.at < len(pattern):
        raise ValueError(f"“{pattern[reader.at]}” stands alone at position {reader.at + 1}")
    return XmlSchemaPattern(tree, reader.is_special, reader.has_anchors)


@cache
def blocks() -> dict[str, Range]:
    """Unicode's blocks by the names that XML Schema gives them."""
    text = files("onrecord.contract.patterns").joinpath("unicode_blocks.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: Range(chr(int(first, 16)), chr(int(last, 16))) for name, first, last in rows}


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self._depth = pattern, 0, 0
        self.is_special = self.has_anchors = False

    def _next(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def _take(self, sign: str) -> bool:
        found = self.pattern.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def branches(self) -> Branches:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("its brackets are nested too deeply")
        found = [self._branch()]
        while self._take("|"):
            found.append(self._branch())
        self._depth -= 1
        return Branches(tuple(found))

    def _branch(self) -> tuple[Item, ...]:
        items: list[Item] = []
        while (sign := self._next()) and sign not in "|)":
            after = self.pattern[self.at + 1 : self.at + 2]
            is_anchor = (sign == "^" and not items) or (sign == "$" and after in ("", "|", ")"))
            if is_anchor:
                self.at += 1
                self.has_anchors = True
                items.append(Anchor(sign))
                continue
            item = self._atom()
            quantifier = self._quantifier()
            items.append(Repeated(item, quantifier) if quantifier else item)
        return tuple(items)

    def _atom(self) -> Item:
        sign = self._next()
        if self._take("("):
            inner = self.branches()
            if not self._take(")"):
                raise ValueError("a bracket is not closed")
            return inner
        if self._take("["):
            return self._class()
        if self._take("."):
            return WILDCARD
        if self._take("\\"):
            return CharacterClass((self._escape(),))
        if sign in _META:
            raise ValueError(f"“{sign}” stands alone at position {self.at + 1}")
        self.at += 1
        return CharacterClass((Range(sign, sign),))

    def _quantifier(self) -> str:
        for sign in "?*+":
            if self._take(sign):
                return sign
        if self._next() != "{":
            return ""
        end = self.pattern.find("}", self.at)
        least, comma, most = self.pattern[self.at + 1 : end].partition(",")
        if end < 0 or not _is_count(least) or (most and not _is_count(most)) or (most and int(most) < int(least)):
            raise ValueError("a quantity in braces is none")
        self.at = end + 1
        return f"{{{int(least)}{comma}{int(most) if most else ''}}}"

    def _escape(self) -> Range | Property:
        sign = self._next()
        self.at += 1
        if sign and sign in _SINGLE:
            return Range(_SINGLE[sign], _SINGLE[sign])
        if sign and sign in _MANY:
            self.is_special = self.is_special or sign in "iIcC"
            return Property(sign.lower(), sign.isupper())
        if sign in ("p", "P") and self._take("{"):
            name, brace, _ = self.pattern[self.at :].partition("}")
            self.at += len(name) + 1
            if not brace or not (name in _CATEGORIES or name.removeprefix("Is") in blocks()):
                raise ValueError(f"there is no property “{name[:40]}” of characters")
            self.is_special = self.is_special or name not in _CATEGORIES
            return Property(name, sign == "P")
        raise ValueError(f"a backslash has no meaning before “{sign}”")

    def _class(self) -> CharacterClass:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("its classes are nested too deeply")
        negated, parts = self._take("^"), list[Range | Property]()
        less = None
        while not self._take("]"):
            if parts and self._take("-["):
                less, self.is_special = self._class(), True
                if not self._take("]"):
                    raise ValueError("behind a class that is taken away, the class ends")
                break
            parts.append(self._part(first=not parts))
        if not parts:
            raise ValueError("a class is empty")
        self._depth -= 1
        return CharacterClass(tuple(parts), negated, less)

    def _part(self, *, first: bool) -> Range | Property:
        start = self._single(first=first)
        after = self.pattern[self.at + 1 : self.at + 2]
        if isinstance(start, Property) or self._next() != "-" or after in ("]", "["):
            return start
        self.at += 1
        end = self._single(first=False, ends_range=True)
        if isinstance(end, Property) or end.first < start.first:
            raise ValueError("a range in a class doesn't rise")
        return Range(start.first, end.first)

    def _single(self, *, first: bool, ends_range: bool = False) -> Range | Property:
        sign = self._next()
        if self._take("\\"):
            return self._escape()
        if not sign or sign in "[]":
            raise ValueError("a class is not closed, or holds a bracket without a backslash")
        hyphen = sign == "-" and not first and self.pattern[self.at + 1 : self.at + 2] != "]"
        if hyphen and not ends_range:
            raise ValueError("a hyphen in a class stands first or last")
        self.at += 1
        return Range(sign, sign)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
