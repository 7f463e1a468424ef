"""A source text: bytes to text, offsets to lines, lines to zones, sentences and paragraphs.

Offsets count code points in the text as received; nothing is normalised. White space is what Python's
`str.isspace` says it is.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

from onrecord.findings import Finding

#: bytes of one file that people write or of one text; more is refused, before it is read where that is possible
LIMIT_BYTES = 10_000_000
#: the bytes of a file, or only its size when it is too large to be read
Raw: TypeAlias = bytes | int
#: the zone of every line that no other zone names
DEFAULT_ZONE = "body"
#: the zone in which no row is anchored and no sentence need be
BOILERPLATE = "boilerplate"


class Span(NamedTuple):
    """A stretch of a text: code point offsets, `end` exclusive."""

    start: int
    end: int


class Squeezed(NamedTuple):
    """A text with every run of white space made one blank, and the way back to the offsets of the original."""

    text: str
    #: where pieces begin in `text`, and where the same pieces begin in the original
    starts: list[int]
    originals: list[int]

    def original(self, offset: int) -> int:
        """The offset in the original of a character of the squeezed text."""
        piece = bisect_right(self.starts, offset) - 1
        return self.originals[piece] + offset - self.starts[piece]

    def squeezed(self, offset: int) -> int:
        """The offset in the squeezed text of a character of the original (that is no left-out white space)."""
        piece = bisect_right(self.originals, offset) - 1
        return self.starts[piece] + offset - self.originals[piece]


_IRREGULAR = re.compile(r"\s{2,}|[^\S ]")


def squeeze(text: str) -> Squeezed:
    """The text with each run of white space as one blank, in one pass over its irregular runs."""
    pieces, starts, originals = [], [0], [0]
    at = length = 0
    for match in _IRREGULAR.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        length += start - at + 1
        at = end
        starts.append(length)
        originals.append(end)
    pieces.append(text[at:])
    return Squeezed(" ".join(pieces), starts, originals)


class Document:
    """A text as received, with what is known of its layout."""

    def __init__(self, text: str, name: str = "text.txt", zones: Mapping[int, str] | None = None) -> None:
        self.text = text
        self.name = name
        #: line number -> zone, for the lines that are not body
        self.zones: Mapping[int, str] = zones or {}
        #: where words were found (in `squeezed`): kept by whoever looks for them, since a text never changes
        self.places: dict[str, list[int]] = {}

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins; lines end with a line feed."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @property
    def line_count(self) -> int:
        """Lines that hold something; a line feed at the end of the text begins no line."""
        return len(self.line_starts) - (self.line_starts[-1] == len(self.text) and len(self.line_starts) > 1)

    def line_of(self, offset: int) -> int:
        """The 1-based number of the line that holds the character."""
        return bisect_right(self.line_starts, offset)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = self.line_of(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """A line by its number, without its end."""
        starts = self.line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].removesuffix("\r")

    def zone(self, offset: int) -> str:
        """The zone of the line that holds the character."""
        return self.zones.get(self.line_of(offset), DEFAULT_ZONE)

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text without irregular white space, for search."""
        return squeeze(self.text)

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Blocks of lines between blank lines or changes of zone, without the white space around them."""
        found: list[Span] = []
        start: int | None = None
        zone, end = "", 0
        for number, line_start in enumerate(self.line_starts, 1):
            line = self.line(number)
            here = self.zones.get(number, DEFAULT_ZONE)
            if start is not None and (not line.strip() or here != zone):
                found.append(Span(start, end))
                start = None
            if line.strip():
                if start is None:
                    start, zone = line_start + len(line) - len(line.lstrip()), here
                end = line_start + len(line.rstrip())
        if start is not None:
            found.append(Span(start, end))
        return found

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of all paragraphs, in order. A paragraph's last sentence needs no full stop."""
        return [sentence for paragraph in self.paragraphs for sentence in _sentences(self.text, paragraph)]

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds the character (or the nearest before it)."""
        position = bisect_right(self.sentences, (offset, len(self.text))) - 1
        return self.sentences[max(0, position)] if self.sentences else Span(0, len(self.text))


# -- sentences ------------------------------------------------------------------------------------

#: an end mark, what may close behind it, white space, and the beginning of what follows
_END = re.compile(r"[.!?…][.!?…]*[\"'”’»)\]]*(\s+)(?=([\"'“‘«(\[–—-]*\s*)(\S))")
_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.[\"'”’»)\]]*$")
#: words that end with a full stop in the middle of a sentence
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "rev",
        "hon",
        "st",
        "gen",
        "lt",
        "col",
        "sgt",
        "capt",
        "cmdr",
        "cpl",
        "maj",
        "adm",
        "brig",
        "sen",
        "rep",
        "gov",
        "pres",
        "supt",
        "insp",
        "messrs",
        "jr",
        "sr",
        "co",
        "corp",
        "inc",
        "ltd",
        "vs",
        "etc",
        "eg",
        "ie",
        "cf",
        "al",
        "ca",
        "approx",
        "est",
        "dept",
        "no",
        "nos",
        "vol",
        "fig",
        "art",
        "sec",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)
#: of these, those that also end sentences: a capital after them begins a new one unless a number or name may follow
_ALSO_AT_THE_END = frozenset(["etc", "al", "co", "corp", "inc", "ltd", "jr", "sr", "no"])


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        if _goes_on(text, match, start):
            continue
        yield Span(start, match.start(1))
        start = match.end(1)
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _goes_on(text: str, match: re.Match[str], start: int) -> bool:
    """Whether the sentence goes on behind this end mark."""
    following = match[3]
    if following.islower():
        return True
    before = _WORD_BEFORE.search(text, max(start, match.start() - 20), match.start(1))
    if not before:
        return False
    word = before[1]
    if len(word) == 1 and word.isupper() and word != "I":
        return True  # an initial: J. Biden
    if "." in word:
        return not following.isupper() or word.lower() in ("e.g", "i.e")  # U.S., p.m.
    lower = word.lower()
    if lower in _ALSO_AT_THE_END:
        return following.isdigit()
    return lower in _ABBREVIATIONS


# -- reading --------------------------------------------------------------------------------------


def sha256(raw: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def decode_text(name: str, raw: Raw) -> tuple[str | None, list[Finding]]:
    """The text of a source, or None with findings (S001 to S004) when the bytes are no usable text."""
    if isinstance(raw, int) or len(raw) > LIMIT_BYTES:
        return None, [too_large(name, raw, "S002")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [not_utf8(name, raw, error, "S001")]
    if not text.strip("\ufeff \t\r\n"):
        return None, [
            Finding(code="S003", file=name, message="the text is empty", help="put the words of the article into it")
        ]
    if "\x00" in text:
        start = Document(text).place(text.index("\x00"))
        return None, [Finding(code="S004", file=name, line=start[0], column=start[1],
                              message="the text holds a zero byte, which no text does",
                              help="save it as UTF-8 (it may be UTF-16 now)")]  # fmt: skip
    if text.startswith("\ufeff"):
        help_ = "save it as UTF-8 without one: it would be counted in every offset"
        return None, [Finding(code="S004", file=name, line=1, column=1, snippet=text.split("\n", 1)[0],
                              message="the text begins with a byte order mark, which no reader sees", help=help_)]  # fmt: skip
    return text, []


def too_large(name: str, raw: Raw, code: str) -> Finding:
    """The finding for a file that is not read because of its size."""
    size = raw if isinstance(raw, int) else len(raw)
    return Finding(
        code=code, file=name, message=f"the file has {size / 1e6:,.1f} MB; at most {LIMIT_BYTES / 1e6:,.0f} MB are read",
        help="is it the right file? One document is one article",
    )  # fmt: skip


def not_utf8(name: str, raw: bytes, error: UnicodeDecodeError, code: str) -> Finding:
    """The finding for bytes that are no UTF-8: which byte, on which line."""
    line_start = raw.rfind(b"\n", 0, error.start) + 1
    line_end = raw.find(b"\n", error.start)
    whole = raw[line_start : line_end if line_end >= 0 else len(raw)][:1000]
    guess = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "Windows-1252 or Latin-1"
    return Finding(
        code=code, file=name, line=raw.count(b"\n", 0, error.start) + 1,
        column=len(raw[line_start : error.start].decode("utf-8")) + 1, snippet=whole.decode("utf-8", "replace"),
        message=f"the file is not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start:,} fits no character",
        help=f"save it as UTF-8 (it may be {guess} now)",
    )  # fmt: skip


# -- zones ----------------------------------------------------------------------------------------

_LINES = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")


def line_range(words: str) -> range | None:
    """`7` or `7-9` as line numbers; None when it is neither or runs backwards."""
    match = _LINES.fullmatch(words.strip())
    if not match:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return range(first, last + 1) if first <= last else None


def touched(spans: Iterable[Span], sentences: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    """Each sentence with whether any of the spans has a character in it. Both are sorted here first."""
    waiting = sorted(spans)
    reach = at = 0
    for sentence in sorted(sentences):
        while at < len(waiting) and waiting[at].start < sentence.end:
            reach = max(reach, waiting[at].end)
            at += 1
        yield sentence, reach > sentence.start
