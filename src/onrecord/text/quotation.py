"""Which stretches of a text stand inside quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from onrecord.text.document import Document, Span

_MARK = re.compile("[“”„‟«»\"‘’'‹›]")
#: what closes a quotation, by what opened it; „ is closed by “ in German and by ” elsewhere
_CLOSES = {"“": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", '"': '"', "‘": "’", "'": "'", "‹": "›"}
_DOUBLE = frozenset("“„‟«")


def quoted(document: Document) -> list[Span]:
    """The outermost quotations of the text in order, with their marks.

    A quotation ends with its paragraph at the latest: where it goes on in the next, that one opens it anew.
    Double marks may stay open to the end of the paragraph; single ones may not, they can be apostrophes.
    """
    return [span for paragraph in document.paragraphs for span in _in_paragraph(document.text, paragraph)]


def _in_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    after = paragraph.start
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        if at < after or not _opens(text, at, paragraph):
            continue
        end = _close(text, at, paragraph)
        if end is not None:
            yield Span(at, end)
            after = end


def _opens(text: str, at: int, paragraph: Span) -> bool:
    mark = text[at]
    if mark in _DOUBLE or mark in "‘‹":
        return True
    if mark not in "\"'":
        return False
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    return not after.isspace() and (before.isspace() or before in "([{—–-/“‘\"'…")


def _close(text: str, at: int, paragraph: Span) -> int | None:
    """The end (mark included) of the quotation that opens here, or None when it never does."""
    opener, depth = text[at], 1
    closers = _CLOSES[opener]
    for match in _MARK.finditer(text, at + 1, paragraph.end):
        place, mark = match.start(), match[0]
        if mark in closers and _may_close(text, place, paragraph):
            depth -= 1
            if not depth:
                return place + 1
        elif mark == opener and opener not in "\"'":
            depth += 1
    return paragraph.end if opener in _DOUBLE or opener == '"' else None


def _may_close(text: str, at: int, paragraph: Span) -> bool:
    """Apostrophes look like single closing marks: don’t, the west’s."""
    if text[at] not in "’'":
        return True
    after = text[at + 1] if at + 1 < paragraph.end else " "
    return not after.isalnum() and not text[at - 1].isspace()


def inside(span: Span, quotations: list[Span]) -> bool:
    """Whether the span stands in one quotation, with or without its marks."""
    place = bisect_right(quotations, (span.start, 1 << 62)) - 1
    return place >= 0 and span.end <= quotations[place].end


def meets(spans: Iterable[Span], quotations: Iterable[Span]) -> bool:
    """Whether any of the spans shares a character with a quotation."""
    stretches = list(quotations)
    return any(span.start < other.end and other.start < span.end for span in spans for other in stretches)
