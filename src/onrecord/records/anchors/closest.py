"""What to tell when an anchor has no one place: the nearest words, what differs, where else they stand.

Nothing here decides anything; it only finds good words for a finding.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from typing import Any, NamedTuple

from onrecord.findings import Note, printable
from onrecord.records.anchors.anchor import Lost, Words, anchor_for, occurrences, write_anchor
from onrecord.text.document import Document, Span

#: places shown for words that occur several times
LIMIT_SHOWN = 5
#: words of an anchor, and places of one word, that the search for something close looks at
LIMIT_WORDS, LIMIT_PLACES = 200, 200
#: characters of a text in which something close is looked for
LIMIT_TEXT = 500_000

_QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›`´ʼ′″")
_DASHES = frozenset("-‐‑‒–—―−")


class Complaint(NamedTuple):
    """Code, message, notes and help for a finding on an anchor."""

    code: str
    message: str
    notes: tuple[Note, ...] = ()
    help: str | None = None
    #: the places that were probably meant
    spans: tuple[Span, ...] = ()


def complain(document: Document, words: Words, lost: Lost) -> Complaint:
    """Why the words have no one place in the text (A010 to A013), with the nearest words or all places."""
    if lost.spans:
        return _several(document, lost.spans)
    squeezed = document.squeezed
    inside = occurrences(squeezed.text, words.text, 0, len(squeezed.text))
    if inside:
        return _inside_words(document, words, inside[0])
    if len(document.text) > LIMIT_TEXT:
        return Complaint("A010", "these words are not in the article")
    return _other_signs(document, words) or _nearest(document, words)


def _several(document: Document, spans: tuple[Span, ...]) -> Complaint:
    count = f"{len(spans)}" if len(spans) < 1000 else "1000 or more"
    notes = [_show(document, span) for span in spans[:LIMIT_SHOWN]]
    if len(spans) > LIMIT_SHOWN:
        notes.append(Note(f"and {len(spans) - LIMIT_SHOWN} more"))
    example = anchor_for(document, spans[0])
    help_ = f"add context and brackets:  {example}" if example else "add context and put [[ ]] around the words"
    return Complaint(
        "A012", f"these words occur {count} times in the article: which one is meant?", tuple(notes), help_, spans
    )


def _inside_words(document: Document, words: Words, at: int) -> Complaint:
    start = document.squeezed.original(at + words.start)
    span = Span(start, document.squeezed.original(at + words.end - 1) + 1)
    example = anchor_for(document, span)
    return Complaint(
        "A013", "these words stand in the article only inside longer words or numbers", (_show(document, span),),
        f"take the whole word, or mark the part of it:  {example}" if example else "take the whole word", (span,),
    )  # fmt: skip


# -- only other signs -----------------------------------------------------------------------------


def _other_signs(document: Document, words: Words) -> Complaint | None:
    """The words are there but for quotation marks, dashes, capitals or accents."""
    text = document.squeezed.text
    at = _folded(text).find(_folded(words.text))
    if at < 0:
        return None
    there = text[at : at + len(words.text)]
    kinds = dict.fromkeys(_difference(a, b) for a, b in zip(words.text, there, strict=True) if a != b)
    original = document.squeezed.original
    span = Span(original(at + words.start), original(at + words.end - 1) + 1)
    written = ", ".join(list(kinds)[:-1]) + (" and " if len(kinds) > 1 else "") + list(kinds)[-1]
    return Complaint(
        "A011", f"these words are in the article, but with other {written}", (_show(document, span),),
        f"write them as the article has them:  {write_anchor(Words(there, words.start, words.end))}", (span,),
    )  # fmt: skip


def _difference(here: str, there: str) -> str:
    if here in _QUOTES and there in _QUOTES:
        return "quotation marks"
    if here in _DASHES and there in _DASHES:
        return "dashes"
    return "capital letters" if here.lower() == there.lower() else "accents"


def _folded(text: str) -> str:
    return "".join(map(_fold, text))


@cache
def _fold(character: str) -> str:
    """One character for all of its look-alikes, so that offsets stay."""
    if character in _QUOTES:
        return '"'
    if character in _DASHES:
        return "-"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


# -- something close ------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class _Token(NamedTuple):
    start: int
    end: int
    folded: str


def _tokens(text: str) -> list[_Token]:
    folded = _folded(text)
    return [_Token(match.start(), match.end(), match[0]) for match in _WORD.finditer(folded)]


def _nearest(document: Document, words: Words) -> Complaint:
    there = _tokens(document.squeezed.text)
    here = _tokens(words.text)[:LIMIT_WORDS]
    message = "these words are not in the article"
    window = _window(here, there)
    if window is None:
        return Complaint("A010", message, help="copy the words from the text; nothing in it is close to them")
    first, last = window
    shown, differs = _compare(document.squeezed.text, words.text, here, there[first:last])
    line, column = document.place(document.squeezed.original(there[first].start))
    notes = [Note(f"closest: {shown}", document.name, line, column)]
    if differs:
        notes.append(Note(differs))
    original = document.squeezed.original
    span = Span(original(there[first].start), original(there[last - 1].end - 1) + 1)
    example = anchor_for(document, span)
    help_ = "copy the words from the text as they stand there, misprints included"
    if example and not words.marked and len(example) < 160:
        help_ = f"if that is what you mean, copy its words:  {example}"
    return Complaint("A010", message, tuple(notes), help_, (span,))


def _window(here: list[_Token], there: list[_Token]) -> tuple[int, int] | None:
    """The stretch of words that shares most words with the anchor at the same distance from each other."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, token in enumerate(there):
        places[token.folded].append(position)
    votes: Counter[int] = Counter()
    for position, token in enumerate(here):
        for word in _similar(token.folded, places, guess=len(here) <= 12):
            votes.update(found - position for found in places[word][:LIMIT_PLACES])
    if not votes:
        return None
    best = max(votes, key=lambda shift: (votes[shift - 1] + 2 * votes[shift] + votes[shift + 1], -shift))
    if votes[best - 1] + votes[best] + votes[best + 1] < 0.4 * len(here):
        return None
    first = max(0, best)
    return first, max(first + 1, min(len(there), best + len(here)))


def _similar(word: str, places: dict[str, list[int]], *, guess: bool) -> list[str]:
    if word in places:
        return [word]
    return difflib.get_close_matches(word, places, 1, 0.75) if guess else []


def _compare(text: str, words: str, here: list[_Token], there: list[_Token]) -> tuple[str, str]:
    """The passage with the words that differ in [ ], and the differences in words."""
    ours = [words[token.start : token.end] for token in here]
    theirs = [text[token.start : token.end] for token in there]
    marked, differences, at = "", [], there[0].start
    for kind, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        differences.append((" ".join(ours[a:b]), " ".join(theirs[c:d])))
        if c < d:
            marked += text[at : there[c].start] + f"[{text[there[c].start : there[d - 1].end]}]"
            at = there[d - 1].end
    marked += text[at : there[-1].end]
    told = "; ".join(_told(*pair) for pair in differences[:3])
    return printable(f"…{marked}…", 180), printable(told, 200)


def _told(ours: str, theirs: str) -> str:
    if not theirs:
        return f"the article does not have “{ours}”"
    return f"the article has “{theirs}”" + (f", the anchor “{ours}”" if ours else " besides")


def _show(document: Document, span: Span) -> Note:
    """A place with three words before it, the span opened by [ and cut when it is long."""
    line, column = document.place(span.start)
    start = document.line_starts[line - 1]
    before = document.text[start : span.start]
    lead = re.search(r"(?:\S+\s+){0,3}\S*$", before)
    shown = before[lead.start() :] if lead else ""
    text = document.text[span.start : span.end]
    several = re.match(r"\S+(?:\s+\S+){2}(?=\s)", text)
    if several:
        tail = f"[{several[0]}…"
    else:
        rest = document.text[span.end : span.end + 200].split("\n", 1)[0]
        after = re.match(r"\S*(?:\s+\S+){0,2}", rest)
        tail = f"[{text}]{after[0] if after else ''}" + ("…" if after and after.end() < len(rest) else "")
    dots = "…" if lead and lead.start() > 0 else ""
    return Note(" ".join(f"{dots}{shown}{tail}".split()), document.name, line, column)


def show(document: Document, span: Span) -> Any:
    """A note that shows a place of the text."""
    return _show(document, span)
