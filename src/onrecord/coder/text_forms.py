"""What form a text has: English or not, HTML, a table, a transcript, a live blog, noise of a scanner.

What the rules can't read is blanked out, character by character, so that offsets stay those of the text; what was done
is told in notes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple

from onrecord.word_lists import listings

Code = Literal["not_english", "html", "table", "transcript", "live_blog", "scanned"]


class Note(NamedTuple):
    """Something about the form of a text that whoever reads its proposals should know."""

    code: Code
    message: str


# -- language -------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 8
"""Of fewer words no language is guessed."""
_MOST_WORDS = 400
"""So many words from the beginning are looked at."""
_LEAST_SHARE = 0.08
"""Of English news two words in five are small words of English; a text with fewer than this is none."""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in listings("languages").items()}


def language_of(text: str) -> str | None:
    """The language of a text as ISO 639-1 code, `und` for one that is not known, None where too few words tell.

    >>> language_of("Rund 1,5 Millionen Menschen sind auf der Flucht und die Kosten sind hoch.")
    'de'
    """
    words = [word[0].lower() for word in islice(_WORD.finditer(text), _MOST_WORDS)]
    if len(words) < _FEWEST_WORDS:
        return None
    counts = Counter(words)
    known = {name: sum(counts[word] for word in small) for name, small in _small_words().items()}
    best = max(known, key=lambda name: (known[name], name == "en"))
    if known[best] < _LEAST_SHARE * len(words):
        return "und" if len(words) >= 2 * _FEWEST_WORDS or not text.isascii() else None
    return best


# -- HTML -----------------------------------------------------------------------------------------

_TAGS = (
    "a|abbr|article|aside|b|blockquote|body|br|button|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]"
    "|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|ol|p|picture|script|section|small|source|span"
    "|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|title|tr|u|ul|video"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>|<!(?:doctype|--)[^>]{{0,2000}}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|noscript|svg|head)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|table|section|article|blockquote|ul|ol|header|footer|title)\b", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6});")
_FEWEST_TAGS = 2
_OPENS = frozenset("“‘«„(")


def without_markup(text: str) -> str:
    """The text of HTML, as long as before: tags become spaces, ends of blocks line ends, entities their character."""
    text = _HIDDEN.sub(lambda match: "\n".ljust(len(match[0])), text)
    text = _TAG.sub(lambda match: ("\n" if _BLOCK.match(match[0]) else " ").ljust(len(match[0])), text)
    return _ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    """The character of an entity, filled up to its length on the side where words are parted anyway."""
    character = html.unescape(entity[0])
    if len(character) != 1 or character == "&":
        return entity[0]
    character = " " if character.isspace() else character
    return character.rjust(len(entity[0])) if character in _OPENS else character.ljust(len(entity[0]))


# -- tables ---------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n]+")
_CELLS = re.compile(r"\t+|\s*\|\s*| {2,}")
_NUMBER = re.compile(r"[-+]?[$£€]?\d[\d.,:%/-]*[%a-zA-Z]?")
_FEWEST_CELLS, _FEWEST_ROWS = 3, 2


def _table_rows(text: str) -> Iterator[re.Match[str]]:
    """Lines of tables: at least three cells, half of them numbers, two such lines in a row."""
    run: list[re.Match[str]] = []
    for line in _LINE.finditer(text):
        cells = [cell for cell in _CELLS.split(line[0].strip(" |\t")) if cell]
        numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if len(cells) >= _FEWEST_CELLS and 2 * numbers >= len(cells):
            run.append(line)
            continue
        if len(run) >= _FEWEST_ROWS:
            yield from run
        run = []
    if len(run) >= _FEWEST_ROWS:
        yield from run


# -- others ---------------------------------------------------------------------------------------

_NOISE = re.compile(
    r"(?<=[a-z])[0-9|~^\\{}<>§¬¦]{1,9}[a-z]|(?<!\S)[|~^\\{}¬¦§_]{1,9}(?!\S)|\ufffd|(?<=[a-z])[A-Z](?=[a-z]{0,20}[A-Z][a-z])"
)
_NOISY = 0.04
"""A text with noise in so many of its words came from a scanner."""
_STAMP = re.compile(r"\n[ \t]*(?:[01]?\d|2[0-3])[:.][0-5]\d ?(?:[ap]\.?m\.?|GMT|BST|ET|CET|UTC)?\b")
_FEWEST_STAMPS = 3


def readable(text: str, *, any_language: bool = False) -> tuple[str, tuple[Note, ...]]:
    """The text as the rules may read it, as long as the text, and notes on its form. Of what is not English nothing."""
    notes: list[Note] = []
    plain = text
    if "<" in text and len(list(islice(_TAG.finditer(text), _FEWEST_TAGS))) == _FEWEST_TAGS:
        plain = without_markup(text)
        notes.append(Note("html", "the text is HTML: its markup is skipped"))
    language = None if any_language else language_of(plain)
    if language not in (None, "en"):
        name = f"looks like {language!r}" if language != "und" else "is in no language that is known here"
        return "", (*notes, Note("not_english", f"the text is not English ({name}): nothing is proposed"))
    rows = list(_table_rows(plain)) if "\t" in plain or "|" in plain or "  " in plain else []
    if rows:
        notes.append(Note("table", f"{len(rows):,} lines are rows of a table: they are skipped"))
        for row in rows:
            plain = plain[: row.start()] + " " * (row.end() - row.start()) + plain[row.end() :]
    words = plain.count(" ") + 1
    if len(list(islice(_NOISE.finditer(plain), words))) > _NOISY * words:
        notes.append(Note("scanned", "the text has noise of a scanner in it: check what is proposed letter by letter"))
    if len(list(islice(_STAMP.finditer("\n" + plain), _FEWEST_STAMPS))) == _FEWEST_STAMPS:
        notes.append(Note("live_blog", "the text is a live blog: entries stand in no order of events"))
    return plain, tuple(notes)
