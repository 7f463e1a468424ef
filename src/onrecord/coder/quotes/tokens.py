"""A text as one letter per word, so that rules are short regular expressions over letters.

| letter | word | letter | word |
|---|---|---|---|
| `P` | capitalised word | `C` | cue verb: past form, or an -s form that is never a noun |
| `n` | any other word | `K` | cue verb: -s form that may be a plural noun (claims) |
| `#` | number | `b` | cue verb: plain form, never a noun (say) |
| `D` | determiner, possessive | `c` | cue verb: plain form that may be a noun (claim) |
| `H` | subject pronoun | `G` | cue verb: -ing form |
| `h` | object pronoun | `X` | auxiliary |
| `v` | unknown -ed form | `V` | other finite verb |
| `g` | unknown -ing form | `R` | adverb |
| `O` | of | `I` | other preposition |
| `A` | and, or, but | `S` | subordinator, question word |
| `W` | who, which | `T` | that |
| `t` | to | `d` | day, month, other time word |
| `Q` | quoted run | `q` | quoted run of few words |
| `'` | possessive mark | `, : ; - ( )` | themselves (`-` is a dash) |
| `.` | end of a sentence | `?` | end of a sentence unless an attribution follows |
| `~` | end of a paragraph | `*` | any other sign |

A quoted run is one token: what is inside it is never searched for attributions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onrecord.coder.quotes.lexicon import ABBREVIATIONS, CUES, VERB_LETTER, WORD_CLASS
from onrecord.coder.quotes.marks import Run
from onrecord.word_lists import groups

FEW_WORDS = 4
"""A run of at most this many words may stand for a noun in its sentence."""

_TOKEN = re.compile(r"\w+(?:[-/&.@]\w+|['’](?=[A-Z])\w+)*|['’](?:s|re|ve|ll|d|m|t)\b|\n|[^\w\s]")
_TRANSCRIPT = re.compile(r"([^\W\d_a-z][^\W\d_a-z .'’-]{1,30}):\s+(?=\S)")
"""`RUIZ: We never agreed`: the name in capitals that opens a turn of a transcript."""
_GROUPS = groups("sentence_words")
_TIME_NOUNS = _GROUPS["time noun"]
_WHICH_TIME = _GROUPS["which time"]
_BEFORE_TIME = _GROUPS["before time"]
_VERB_AFTER_NAME = re.compile(r"(?<=P)c(?=[DhHTQq])")
_DASHES = "-–—―"
_PLURALS = _GROUPS["plural subject"]
_GERUND_SUBJECTS = _GROUPS["gerund subject"]
_POSSIBLE_NAMES = _GROUPS["possible name"]


def _cue_letter(word: str) -> str:
    cue = CUES[word]
    noun = "." in cue.frames
    if cue.form == "s":
        return "K" if noun else "C"
    if cue.form == "base":
        return "c" if noun else "b"
    return VERB_LETTER[cue.form]


_LETTERS: dict[str, str] = {**{word: _cue_letter(word) for word in CUES}, **WORD_CLASS}


@dataclass(slots=True)
class Tokens:
    """Tokens of one text in parallel lists; `tags` has one letter per token."""

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    runs: dict[int, Run] = field(default_factory=dict)
    tags: str = ""


def tokenise(text: str, runs: list[Run]) -> Tokens:
    """Tokens of `text` with each of `runs` as one token."""
    tokens = Tokens(text)
    letters: list[str] = []
    position = 0
    for run in runs:
        _words(tokens, letters, position, run.start)
        _quoted(tokens, letters, run)
        position = run.end
    _words(tokens, letters, position, len(text))
    tokens.tags = _VERB_AFTER_NAME.sub("b", "".join(letters))
    return tokens


def _words(tokens: Tokens, letters: list[str], low: int, high: int) -> None:
    text, starts, ends, words = tokens.text, tokens.starts, tokens.ends, tokens.words
    lookup = _LETTERS.get
    for match in _TOKEN.finditer(text, low, high):
        start, end = match.span()
        shape = match.group()
        word = shape.lower()
        letter = lookup(word)
        if letter is None:
            letter = _letter(text, shape, word, start, end, letters, words)
            if not letter:
                continue
        elif word in _POSSIBLE_NAMES and shape != word and letters and letters[-1] not in ".~":
            letter = "P"
        elif letter in "cbKG" and letters:
            named = letter == "c" and shape != word and letters[-1] == "P"
            letter = "P" if named else _noun_or_verb(letter, letters[-1], words[-1])
        elif letter == "h" and shape.isupper():
            letter = "P"
        if letter == "n" and word in _TIME_NOUNS and words and (words[-1] in _WHICH_TIME or letters[-1] == "d"):
            letters[-1] = letter = "d"  # last week, Wednesday morning
        elif letter == "d" and words and words[-1] in _BEFORE_TIME:
            letters[-1] = "d"
        elif letter == "X" and words and words[-1] == "there":
            letters[-1] = "H"  # said there was no evidence
        starts.append(start)
        ends.append(end)
        words.append(word)
        letters.append(letter)


def _noun_or_verb(letter: str, before: str, word: str) -> str:
    """What a cue form that may be a noun is after `before`: the claim, his warning; aides claim, to claim."""
    if letter == "b":
        return "b"
    if letter == "G":
        return "n" if before in "D'" and word not in _GERUND_SUBJECTS else "G"
    if before in "D'OvIg#":
        return "n"
    if letter == "K":
        return "K"
    if before in "tXHR":
        return "b"
    if before == "n":
        return "b" if word.endswith("s") and not word.endswith("ss") else "n"
    return "c"


def _letter(text: str, shape: str, word: str, start: int, end: int, letters: list[str], words: list[str]) -> str:
    first = shape[0]
    if first.isalpha():
        if first.isupper():
            return "P"
        if word.endswith("ly") and len(word) > 4:
            return "R"
        if word.endswith("ed") and len(word) > 4:
            return "v"
        return "g" if word.endswith("ing") and len(word) > 5 else "n"
    if first.isdigit():
        return "d" if letters and letters[-1] == "d" else "#"
    if first == ".":
        return _full_stop(text, end, letters, words)
    return _sign(text, shape, word, start, end, letters, words)


def _sign(text: str, shape: str, word: str, start: int, end: int, letters: list[str], words: list[str]) -> str:
    first = shape[0]
    if first in ",:;()":
        return first
    if first == "\n":
        return "~"
    if first in "?!…":
        return "." if not text[end : end + 1].strip() else "*"
    if first in _DASHES:
        return "-" if first != "-" or not text[end : end + 1].strip() or text[end] == "-" else ""
    if first in "'’":
        if word[1:] == "s":
            return "X" if letters and letters[-1] in "HWTRS" else "'"
        return "'" if words and words[-1].endswith("s") and text[start - 1 : start].isalpha() else ""
    if first in "$£€#@%&":
        return ""
    if first in "[":
        return "("
    return ")" if first == "]" else "*"


def _full_stop(text: str, end: int, letters: list[str], words: list[str]) -> str:
    following = text[end : end + 2].strip()
    if following[:1] == ")":
        return ""
    if text[end : end + 1].strip() and following[:1] not in "\"”’')]":
        return ""
    if words and text[end - 2 : end - 1].isalnum():
        last = words[-1]
        if last in ABBREVIATIONS or (letters[-1] == "P" and (len(last) == 1 or "." in last)):
            return "." if text[end : end + 1] in ("", "\n") else ""
    return "." if not following[:1].islower() else ""


def _quoted(tokens: Tokens, letters: list[str], run: Run) -> None:
    text = tokens.text
    label = _TRANSCRIPT.match(text, run.inner_start, run.inner_end)
    if label is not None:
        _add(tokens, letters, run.inner_start, label.end(1), label.group(1).lower(), "P")
        _add(tokens, letters, label.end(1), label.end(1) + 1, ":", ":")
        run = run._replace(start=label.end(), inner_start=label.end())
    inner = text[run.inner_start : run.inner_end].rstrip()
    count = inner.count(" ") + 1
    last = inner[-1:]
    tokens.runs[len(letters)] = run
    _add(tokens, letters, run.start, run.end, "", "q" if count <= FEW_WORDS and last not in ".?!" else "Q")
    if last in (",", ".", "?", "!", "…") or inner.endswith(("--", "—")):
        at = run.inner_start + len(inner) - 1
        letter = "," if last == "," else "." if last == "." else "?"
        _add(tokens, letters, at, at + 1, last, letter)


def _add(tokens: Tokens, letters: list[str], start: int, end: int, word: str, letter: str) -> None:
    tokens.starts.append(start)
    tokens.ends.append(end)
    tokens.words.append(word)
    letters.append(letter)
