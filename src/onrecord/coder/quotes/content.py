"""Which words a cue attributes: where reported words begin and end in their sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.lexicon import Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.word_lists import groups

_QUESTION_WORDS = groups("sentence_words")["question word"]
_PARTICLES = groups("sentence_words")["particle"]
_FINITE_OR_QUOTED = re.compile(r"[XVCKvbQq]")
_CUE_OR_AND = re.compile(r"[CKbcGA]")
_SECOND_VERB = re.compile(r",R?[CKVXv]")
_SHORT = frozenset({"infinitive", "phrase", "gerund"})
"""What opens so seldom goes on behind a comma: `vowed to leave, the first to do so`."""
_COMMA = re.compile(r",(?![AnPQq#])")
_OPENINGS = {
    "T": "that",
    "S": "question",
    "t": "infinitive",
    "Q": "quoted",
    "q": "quoted",
    "g": "gerund",
    "G": "gerund",
    "h": "phrase",
}
_ENDS = {
    "participle of saying": r",A?R?G",  # said A, adding …
    "semicolon": r";",
    "relative clause": r",W",  # said A, which …
    "dash and conjunction": r"-A",  # said A — but …
    "verb after a comma": r",R?[CKV]",  # called A mad, said …
    "second cue with words": r",A?R?[CK](?=[TQ:])|AR?C(?=[TQ:])",  # said A and added that …
    "second verb": r",?A[CKV]",  # said A and left
    "second clause": r",A(?=[HDPn][nPO#]{0,6}[XRCKVv])",  # said A, but they …
}
_STOP = re.compile("|".join(_ENDS.values()))
"""Where reported words end inside a sentence."""


def words_after(sentence: Sentence, at: int, info: Cue) -> Attribution | None:
    """`NAME VERB [to whom] [when, where] WORDS`."""
    made = Attribution("name_verb_words", (at, at + 1), info, None)
    j = _skip_adverbs(sentence, at + 1)
    if sentence.tag(j) in "OIt" and "p" in info.frames and sentence.word(j) in info.prepositions:
        following = j + 1
        if sentence.word(j) in _PARTICLES:
            start = _content_start(sentence, following, info, False)
            if start is not None:
                made.cue = (at, j + 1)
                return words_until_stop(sentence, made, start)
        if sentence.tag(following) in "DnPq#QhgGSHW":
            made.cue = (at, j + 1)
            made.rule = "name_verb_preposition_words"
            return words_until_stop(sentence, made, following)
    if "a" in info.frames and j in sentence.ends and sentence.tag(j) != "W":
        end = sentence.grow_right(sentence.ends[j])
        start = _content_start(sentence, end, info, True)
        if start is not None:
            made.addressee = (j, end)
            made.rule = "name_verb_addressee_words"
            return words_until_stop(sentence, made, start)
        if "n" not in info.frames and "m" not in info.frames:
            return None
    start = _content_start(sentence, j, info, False)
    return None if start is None else words_until_stop(sentence, made, start)


def _skip_adverbs(sentence: Sentence, j: int) -> int:
    while sentence.tag(j) in "Rd" or (
        sentence.tag(j) == "I" and sentence.tag(j + 1) == "d" and sentence.word(j) == "on"
    ):
        j += 1
    return j


def _content_start(sentence: Sentence, j: int, info: Cue, addressed: bool) -> int | None:
    j = _skip_adverbs(sentence, j)
    direct = _opening(sentence, j, info, addressed)
    if direct is not None:
        return direct
    moved = False
    for _ in range(4):  # "in a statement on Monday", "to reporters"
        if sentence.tag(j) in "It" and j + 1 in sentence.ends:
            j = sentence.grow_right(sentence.ends[j + 1])
        elif sentence.tag(j) in "dR#":
            j += 1
        else:
            break
        moved = True
    if not moved and sentence.tag(j) != ",":
        return None
    if sentence.tag(j) in "TQ:" or (sentence.tag(j) == "," and sentence.tag(j + 1) in "QqT"):
        return _opening(sentence, j, info, addressed)
    return None


_WAYS_TO_OPEN: tuple[tuple[str, str, frozenset[str], int], ...] = (
    # letters, any of these frames, any of these words, tokens to skip
    (":", "q", frozenset(), 1),  # she said: “…”
    ("Qq", "", frozenset(), 0),  # she said “…”
    ("T", "cw", frozenset(), 0),  # she said that …
    ("S", "cw", _QUESTION_WORDS, 0),  # she explained how …
    ("S", "n", frozenset(("what",)), 0),  # she denounced what …
    ("t", "i", frozenset(), 0),  # she vowed to …
    ("S", "nm", frozenset(("as",)), 1),  # which she described as …
    ("gG", "nmc", frozenset(), 0),  # she suggested leaving …
)


def _opening(sentence: Sentence, j: int, info: Cue, addressed: bool) -> int | None:
    """Where the words begin if token `j` may open them in one of the frames of the cue."""
    letter, word, frames = sentence.tag(j), sentence.word(j), info.frames
    if letter == "," and sentence.tag(j + 1) in "Qq" and "q" in frames:
        return j + 1
    if addressed and word in ("of", "about"):
        return j + 1
    for letters, needed, among, skipped in _WAYS_TO_OPEN:
        fits = not needed or any(frame in frames for frame in needed)
        if letter in letters and fits and (not among or word in among):
            return j + skipped
    if j not in sentence.ends or letter == "W":
        return None
    clause = letter != "h" and _FINITE_OR_QUOTED.search(sentence.tags, sentence.ends[j], sentence.high) is not None
    return j if "n" in frames or "m" in frames or ("c" in frames and clause) else None


def words_until_stop(sentence: Sentence, made: Attribution, start: int) -> Attribution | None:
    """The attribution with the words from token `start` to their end as its content; none if there are none."""
    end = trim_right(sentence, sentence.high)
    made.opening = _kind_of_opening(sentence, start)
    stop = _STOP.search(sentence.tags, start + 1, end)
    if stop is not None and made.opening in ("that", "clause"):
        verb = _FINITE_OR_QUOTED.search(sentence.tags, start, end)
        while stop is not None and verb is not None and stop.start() <= verb.start():
            stop = _STOP.search(sentence.tags, stop.start() + 1, end)  # that these accounts, left untouched, may …
            verb = (
                _FINITE_OR_QUOTED.search(sentence.tags, verb.end(), end)
                if _is_apposed(sentence, verb.start())
                else verb
            )
    if stop is not None:
        end = trim_right(sentence, stop.start())
    if made.opening in _SHORT:
        comma = _COMMA.search(sentence.tags, start + 1, end)
        end = comma.start() if comma is not None else end
    if end <= start:
        return None
    made.content = [(start, end)]
    return made


def _is_apposed(sentence: Sentence, verb: int) -> bool:
    """Whether a verb form begins what stands between commas: `the program, RUN by the ministry, has …`."""
    return sentence.tag(verb - 1) == "," and sentence.tags.find(",", verb, sentence.high) > 0


def _kind_of_opening(sentence: Sentence, start: int) -> str:
    letter = sentence.tag(start)
    if letter in _OPENINGS:
        return _OPENINGS[letter]
    return "clause" if _is_clause(sentence, start) else "phrase"


def _is_clause(sentence: Sentence, start: int) -> bool:
    """A noun phrase (not an object pronoun) right before a finite verb."""
    if start not in sentence.ends or sentence.tag(start) in "hW":
        return False
    end = sentence.grow_right(sentence.ends[start])
    if sentence.tag(end) == ",":
        closing = sentence.tags.find(",", end + 1, sentence.high)
        end = closing + 1 if closing > 0 else end
    while sentence.tag(end) == "R":
        end += 1
    return sentence.tag(end) in "XVCKvb"


def trim_right(sentence: Sentence, end: int) -> int:
    while end > sentence.low and sentence.tags[end - 1] in ",;:-A.?":
        end -= 1
    return end


def clause_start(sentence: Sentence, end: int) -> int:
    """Where the words before an attribution begin: after a colon or semicolon, else with the sentence; signs skipped."""
    tags = sentence.tags
    start = max(sentence.low, tags.rfind(":", sentence.low, end) + 1, tags.rfind(";", sentence.low, end) + 1)
    while start < end - 1 and tags[start] in "*-,)":
        start += 1
    return start


def continued(sentence: Sentence, at: int) -> Range | None:
    """`"…," he said, "…"`: the words after the attribution."""
    while sentence.tag(at) in "dR":
        at += 1
    quote = sentence.tags.find("Q", at, sentence.high)
    if quote < 0:
        quote = sentence.tags.find("q", at, sentence.high)
    if quote < 0 or _CUE_OR_AND.search(sentence.tags, at, quote):
        return None
    return (quote, trim_right(sentence, sentence.high))


def stop_with_clause(sentence: Sentence, made: Attribution) -> None:
    """Words told in a leading or relative clause end with it: `WHO thinks A, called …`, `After she said A, he …`."""
    start, end = made.content[0]
    stop: int | None = None
    if made.subject is not None and sentence.tag(made.subject[0]) == "W":
        following = _SECOND_VERB.search(sentence.tags, start + 1, end)
        stop = following.start() if following else _main_clause_comma(sentence, start, end)
    elif sentence.tag(sentence.low) in "SIgGv" and sentence.tags.find(",", sentence.low, made.cue[0]) < 0:
        stop = _main_clause_comma(sentence, start, end)
    if stop is not None and stop > start:
        made.content[0] = (start, stop)


def _main_clause_comma(sentence: Sentence, start: int, end: int) -> int | None:
    comma = sentence.tags.find(",", start + 1, end)
    while comma >= 0 and not _opens_main_clause(sentence, comma + 1):
        comma = sentence.tags.find(",", comma + 1, end)
    return comma if comma >= 0 else None


def _opens_main_clause(sentence: Sentence, at: int) -> bool:
    while sentence.tag(at) in "Rd":
        at += 1
    if at not in sentence.ends or sentence.tag(at) in "hW":
        return False
    end = sentence.grow_right(sentence.ends[at])
    return sentence.tag(end) in "RXVCKv"


def end_before(sentence: Sentence, made: Attribution, places: Sequence[int]) -> None:
    """The words end before an attribution between commas that stands behind their beginning."""
    for index, (start, end) in enumerate(made.content):
        stop = min((trim_right(sentence, at) for at in places if start < at < end), default=end)
        made.content[index] = (start, max(start, stop))
    made.content = [part for part in made.content if part[1] > part[0]]


def stop_at_next(sentence: Sentence, made: Attribution, later: list[Attribution]) -> None:
    """`A said …, and B said …`: the words of A end where B's own clause begins."""
    starts = [other.subject[0] for other in later if other.subject is not None and other.info.tier == "speech"]
    clauses = [at for at in starts if sentence.tag(at - 1) in "AS" and sentence.tag(at - 2) == ","]
    for index, (start, end) in enumerate(made.content):
        stop = min((trim_right(sentence, at - 1) for at in clauses if start < at < end), default=end)
        if stop > start:
            made.content[index] = (start, stop)


def holds_clause(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch has a finite verb or quoted words in it."""
    return _FINITE_OR_QUOTED.search(sentence.tags, start, end) is not None
