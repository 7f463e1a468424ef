"""Anchors: the article's own words that state a row, and the one place in the text that they stand for.

An anchor is exact: any run of white space matches any other, and nothing else gives way. `[[ ]]` marks the
span when context is needed to make the words unique. Words count only where they are whole: `two` is not
found in `network`, nor `80` in `80,000` (the marked span itself may end inside a word). A bracket that is
part of the article is written `\\[` or `\\]` where it would read as a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from onrecord.text.document import Document, Span, Squeezed

#: occurrences that are looked for before a search gives up counting
LIMIT_OCCURRENCES = 1000


class Words(NamedTuple):
    """The words of an anchor, white space squeezed, and which of them are marked (`start`..`end`)."""

    text: str
    start: int
    end: int

    @property
    def marked(self) -> bool:
        """Whether there is context around the span."""
        return self.end - self.start < len(self.text)


class Found(NamedTuple):
    """The place of an anchor. `by` is a code of the vocabulary `resolved_by`; `span` has code point offsets."""

    span: Span
    by: str


class Lost(NamedTuple):
    """An anchor without a place: the spans that it could mean, none or several."""

    spans: tuple[Span, ...]


_MARKS = re.compile(r"(\\+)(?=[\[\]])|\[\[|\]\]")


def parse_anchor(written: str) -> Words | str:
    """The words of an anchor as written, or what is wrong with it (in words)."""
    if "[" not in written and "]" not in written:
        text = " ".join(written.split())
        return Words(text, 0, len(text)) if text else "the anchor has no words"
    parts, at, marks = [""], 0, ""
    while match := _MARKS.search(written, at):
        parts[-1] += written[at : match.start()]
        at = match.end()
        if not match[1]:
            marks += match[0]
            parts.append("")
            continue
        # as on command lines: before a bracket two backslashes are one, and an odd one makes the bracket a letter
        parts[-1] += "\\" * (len(match[1]) // 2)
        if len(match[1]) % 2:
            parts[-1] += written[at]
            at += 1
    parts[-1] += written[at:]
    if marks not in ("", "[[]]"):
        return _bad_marks(marks)
    if marks and not parts[1].strip():
        return "there are no words between [[ and ]]"
    return _join(parts) if any(part.strip() for part in parts) else "the anchor has no words"


def _bad_marks(marks: str) -> str:
    opened, closed = marks.count("[["), marks.count("]]")
    if opened > closed:
        return "[[ is opened and not closed"
    if closed > opened:
        return "]] closes what no [[ opened"
    return "more than one pair of [[ ]] in one anchor" if opened > 1 else "]] stands before [["


def _join(parts: list[str]) -> Words:
    if len(parts) == 1:
        text = " ".join(parts[0].split())
        return Words(text, 0, len(text))
    before, marked, after = parts
    span = " ".join(marked.split())
    lead = " ".join(before.split())
    if lead and (before[-1].isspace() or marked[0].isspace()):
        lead += " "
    tail = " ".join(after.split())
    if tail and (after[0].isspace() or marked[-1].isspace()):
        tail = " " + tail
    return Words(lead + span + tail, len(lead), len(lead) + len(span))


def write_anchor(words: Words) -> str:
    """The anchor as a person writes it. `parse_anchor` gives the same words back."""
    before, span, after = words.text[: words.start], words.text[words.start : words.end], words.text[words.end :]
    plain = f"{before}[[{span}]]{after}" if words.marked else words.text
    if parse_anchor(plain) == words:
        return plain
    before, span, after = (re.sub(r"(\\*)([\[\]])", r"\1\1\\\2", part) for part in (before, span, after))
    return f"{_doubled(before)}[[{_doubled(span)}]]{after}" if words.marked else span


def _doubled(part: str) -> str:
    """The part with the backslashes at its end doubled, since a mark follows."""
    return part + "\\" * (len(part) - len(part.rstrip("\\")))


def resolve(document: Document, words: Words, within: Iterable[Span] = ()) -> Found | Lost:
    """The one place of the words in the text, or all that could be meant. Never a near match.

    `within` are the spans of the row's main words: where the words stand several times in the text, they are
    taken when they stand in these exactly once.
    """
    places = _first_places(document, words.text)
    if len(places) == 1:
        return Found(_span(document, words, places[0]), "context" if words.marked else "unique")
    if places and within:
        inside = _inside(document.squeezed, words.text, within)
        if len(inside) == 1:
            return Found(_span(document, words, inside.pop()), "within")
    everywhere = _places(document.squeezed.text, words.text, LIMIT_OCCURRENCES)
    return Lost(tuple(_span(document, words, at) for at in everywhere))


def _first_places(document: Document, words: str) -> list[int]:
    """The first place of the words in a text and the second, if there are; looked for once in a document's life."""
    places = document.places.get(words)
    if places is None:
        places = document.places[words] = _places(document.squeezed.text, words, 2)
    return places


def _inside(squeezed: Squeezed, words: str, within: Iterable[Span]) -> set[int]:
    inside: set[int] = set()
    for span in within:
        first, last = squeezed.squeezed(span.start), squeezed.squeezed(span.end - 1) + 1
        inside |= {
            at for at in occurrences(squeezed.text, words, first, last) if whole(squeezed.text, at, at + len(words))
        }
    return inside


def _span(document: Document, words: Words, at: int) -> Span:
    original = document.squeezed.original
    return Span(original(at + words.start), original(at + words.end - 1) + 1)


def _places(text: str, words: str, limit: int) -> list[int]:
    places = []
    for at in occurrences(text, words, 0, len(text)):
        if whole(text, at, at + len(words)):
            places.append(at)
            if len(places) == limit:
                break
    return places


def occurrences(text: str, words: str, start: int, end: int) -> list[int]:
    """Every offset at which the words begin between `start` and `end`, overlapping ones too (bounded)."""
    found: list[int] = []
    at = text.find(words, start, end)
    while at >= 0 and len(found) < LIMIT_OCCURRENCES:
        found.append(at)
        at = text.find(words, at + 1, end)
    return found


def whole(text: str, start: int, end: int) -> bool:
    """Whether neither edge of the stretch cuts a word or a number in two."""
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, at: int) -> bool:
    """Whether a word or number goes on across the offset.

    Only in scripts with letter case are words told apart by what stands between them; elsewhere (Chinese,
    Thai, Arabic with its joined particles) any edge will do.
    """
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left == " " or right == " ":
        return False
    if left.isdigit():
        return right.isdigit() or (right in ".,’'" and text[at + 1 : at + 2].isdigit())
    if right.isdigit():
        return left in ".,’'" and text[at - 2 : at - 1].isdigit()
    if unicodedata.category(right)[0] == "M":
        return True
    return _cased(left, text, at) and _cased(right, text, at + 1)


def _cased(character: str, text: str, end: int) -> bool:
    """Whether the character (that ends at `end`) is a letter of a script with case, or a mark on one."""
    kind = unicodedata.category(character)
    while kind[0] == "M" and end > 1:
        end -= 1
        kind = unicodedata.category(text[end - 1])
    return kind[0] == "L" and kind != "Lo"


def anchor_for(document: Document, span: Span, within: Iterable[Span] = ()) -> str | None:
    """A short anchor that resolves to the span, or None when there is none (only white space, say).

    The words alone when they are unique (in the text, or in the spans of a row's main words), else with as many whole
    words around them as it takes.
    """
    squeezed = document.squeezed
    words = document.text[span.start : span.end]
    if not words.strip():
        return None
    start = squeezed.squeezed(span.start + len(words) - len(words.lstrip()))
    end = squeezed.squeezed(span.end - 1 - (len(words) - len(words.rstrip()))) + 1
    text = squeezed.text
    left, right = _to_edges(text, start, end)
    alone = Words(text[start:end], 0, end - start)
    if within and (left, right) == (start, end) and resolve(document, alone, within) == Found(span, "within"):
        return write_anchor(alone)
    grow_left = False
    while len(_places(text, text[left:right].strip(" "), 2)) != 1:
        if left == 0 and right == len(text):
            return None
        grow_left = not grow_left
        left, right = _wider(text, left, right, grow_left)
    if right < len(text) and text[right] in _CLOSING and _CLOSING[text[right]] in text[left:start]:
        right += 1
    left += len(text[left:right]) - len(text[left:right].lstrip(" "))
    return write_anchor(Words(text[left:right].rstrip(" "), start - left, end - left))


_CLOSING = {"”": "“", "’": "‘", "»": "«", '"': '"', ")": "("}


def _to_edges(text: str, start: int, end: int) -> tuple[int, int]:
    while _cuts(text, start):
        start -= 1
    while _cuts(text, end):
        end += 1
    return start, end


def _wider(text: str, left: int, right: int, grow_left: bool) -> tuple[int, int]:
    """One word more on one side (on the other when that side is at its end)."""
    if (grow_left and left > 0) or right == len(text):
        start = left
        while start > 0 and not _has_letters(text[start:left]):
            start = text.rfind(" ", 0, max(0, start - 1)) + 1
        return _to_edges(text, start, right)
    end = right
    while end < len(text) and not _has_letters(text[right:end]):
        following = text.find(" ", end + 1)
        end = following if following >= 0 else len(text)
    return _to_edges(text, left, end)


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))
