"""Noun phrases of a sentence, and which of them is the subject of a verb.

A chunk is a simple noun phrase ("the agency's former director", "Sen. Ana Ruiz (D-Ore.)").  A speaker is
a chunk grown by what belongs to it: "of …" and other prepositional phrases, "and …", and appositions or
relative clauses between commas.
"""

from __future__ import annotations

import re

from onrecord.coder.quotes.lexicon import POSSESSIVES
from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import groups

Range = tuple[int, int]
"""Tokens from the first to before the second."""

_CHUNK = re.compile(r"(?:D[RD]?d?[vgCG]?)?[nPq#]++(?:(?<=P)c(?![nP]))?(?:'[vg]?[nPq#]++)*+(?:\([nP#]{1,3}\))?|[HhWD]")
_GROUPS = groups("sentence_words")
_HEAD_PREPOSITIONS = _GROUPS["speaker preposition"]
_ADVERBIAL = _GROUPS["adverbial preposition"]
_BE = _GROUPS["form of be"]
_BEFORE_DATES = _GROUPS["before dates"]
_FLOATING = _GROUPS["floating"]
"""`The Post and the Times each said`: words between a subject and its verb."""
_FINITE = "XVCKvb"
_OPENERS = ".~,ASTWR:;-?()d"
"""What may stand before the subject of a clause."""
_LONGEST = 60
"""A speaker with more tokens than this is a sentence gone wrong."""


class Sentence:
    """Tokens `low` up to `high` with their chunks."""

    __slots__ = ("_main", "ends", "high", "low", "starts", "tags", "tokens")

    def __init__(self, tokens: Tokens, low: int, high: int) -> None:
        self.tokens = tokens
        self.tags = tokens.tags
        self.low = low
        self.high = high
        spans = [m.span() for m in _CHUNK.finditer(self.tags, low, high)]
        self.ends: dict[int, int] = dict(spans)
        self.starts: dict[int, int] = {end: start for start, end in spans}
        self._main: Range | bool | None = False

    def tag(self, at: int) -> str:
        """The letter at a token, or `.` outside the sentence."""
        return self.tags[at] if self.low <= at < self.high else "."

    def word(self, at: int) -> str:
        """The word at a token in lower case, or nothing outside the sentence."""
        return self.tokens.words[at] if self.low <= at < self.high else ""

    # -- leftwards: the subject before a verb ------------------------------------------------------------------------

    def subject_before(self, at: int) -> Range | None:
        """The noun phrase that ends right before token `at`; an apposition between commas is part of it."""
        if self.tag(at - 1) == ",":
            return self._apposed(at - 1)
        start = self.starts.get(at)
        if start is None and self.tag(at - 1) == ")":
            start = self._before_bracket(at - 1)
        if start is None:
            return None
        head = self._grow_left(start)
        return (head, self._before_adverbial(head, at))

    def _before_adverbial(self, head: int, at: int) -> int:
        """`Ruiz in a speech said`: the name alone speaks."""
        end = self.ends.get(head, at)
        named = self.tags[end - 1] in "PH"
        return end if end < at and named and self.word(end) in _ADVERBIAL else at

    def _before_bracket(self, at: int) -> int | None:
        opening = self.tags.rfind("(", max(self.low, at - _LONGEST), at)
        return self.starts.get(opening) if opening > 0 else None

    def _grow_left(self, start: int) -> int:
        """Over "of …", "for …" and "… and" to the head noun, unless that leads into an adverbial."""
        head = start
        for _ in range(6):
            before = self.tag(head - 1)
            linked = before == "O" or (before in "It" and self.word(head - 1) in _HEAD_PREPOSITIONS)
            if not linked and before != "A":
                break
            further = self.starts.get(head - 1)
            if further is None or self.tags[further] in "hW" or (self.tags[further] == "H" and before != "A"):
                break
            if before == "A" and not self._opens_clause(further):
                break
            head = further
        return head if self._opens_clause(head) or head == start else start

    def _opens_clause(self, start: int) -> bool:
        return self.tag(start - 1) in _OPENERS

    def _apposed(self, comma: int) -> Range | None:
        """`HEAD, apposition or relative clause,`: the range from the head on, or the head alone before an adverbial."""
        best: Range | None = None
        right = comma
        for _ in range(5):
            left = self.tags.rfind(",", max(self.low, comma - _LONGEST), right)
            if left < 0 or right - left < 2:
                break
            start = self.starts.get(left)
            if start is None and self.tag(left - 1) == ")":
                start = self._before_bracket(left - 1)
            first = self.tag(left + 1)
            if start is not None and first not in "AXVCKHT":
                head = self._grow_left(start)
                if self.tag(head - 1) not in "IOtVCKXGgv":
                    belongs = first in "DnP#h(" or (first == "W" and self.tags[left - 1] not in "P)")
                    best = (head, comma if belongs or (best is not None and best[1] == comma) else left)
                    if self.tag(head - 1) != ",":
                        return best
            right = left
        return best

    def verb_group(self, at: int) -> tuple[int, bool]:
        """First token of the verb group that ends in token `at`, and whether it holds a form of "be"."""
        passive = False
        while self.tag(at - 1) in "XRd":
            at -= 1
            passive = passive or self.word(at) in _BE
            if self.tag(at) == "d" and self.word(at - 1) in _BEFORE_DATES:
                at -= 1
        if self.word(at - 1) in _FLOATING and self.tag(at - 2) in "nP":
            at -= 1
        return at, passive

    def verb_after(self, at: int) -> int | None:
        """The finite verb of the noun phrase that starts at token `at`, an apposition skipped."""
        end = self.ends.get(at)
        if end is None or self.tag(at) in "hW":
            return None
        end = self.grow_right(end)
        if self.tag(end) == "(":
            end = self.tags.find(")", end, self.high) + 1 or end
        if self.tag(end) == ",":
            closing = self.tags.find(",", end + 1, self.high)
            end = closing + 1 if closing > 0 else end
        while self.tag(end) in "XR":
            end += 1
        return end if self.tag(end) in "VvCK" else None

    def owner_of(self, at: int) -> Range | None:
        """Whose the noun at token `at` is: `the mayor` in "the mayor's latest claim", `his` in "his claim"."""
        for before in range(at - 1, max(self.low - 1, at - 5), -1):
            if self.tags[before] == "'":
                start = next((s for s in range(before - 1, max(self.low - 1, before - 8), -1) if s in self.ends), None)
                return (start, before) if start is not None else None
            if self.word(before) in POSSESSIVES:
                return (before, before + 1)
            if self.tags[before] not in "n#":
                return None
        return None

    def without_apposition(self, phrase: Range) -> Range:
        """`Ana Ruiz, 63, who lives in Leeds` is Ana Ruiz; an office keeps its holder: `the mayor, Ana Ruiz`."""
        comma = self.tags.find(",", *phrase)
        if comma < 0 or phrase[1] - comma < 2:
            return (phrase[0], comma) if comma > phrase[0] else phrase
        if self.tags[phrase[0] : comma].strip("P") and self.tag(comma + 1) == "P" and comma + 1 in self.ends:
            end = self.ends[comma + 1]
            return (phrase[0], end) if end <= phrase[1] and self.tag(end) in ",.AXVCK" else (phrase[0], comma)
        return (phrase[0], comma)

    # -- rightwards: the subject after a verb ------------------------------------------------------------------------

    def phrase_after(self, at: int) -> Range | None:
        """The noun phrase that starts at token `at`, with what belongs to it."""
        end = self.ends.get(at)
        if end is None or self.tags[at] in "hW":
            return None
        end = self.grow_right(end)
        return (at, self._appositions_after(end))

    def grow_right(self, end: int) -> int:
        """Over "of …", "for …", "and …" that follow."""
        for _ in range(5):
            letter = self.tag(end)
            linked = letter == "O" or (letter in "It" and self.word(end) in _HEAD_PREPOSITIONS) or letter == "A"
            further = self.ends.get(end + 1) if linked else None
            if further is None or (letter == "A" and self.tag(further) in _FINITE + "G" and self.tag(further) != "."):
                break
            end = further
        return end

    def _appositions_after(self, end: int) -> int:
        named = self.tags[end - 1] in "P)"
        for _ in range(4):
            if self.tag(end) == "W":
                return end if named else self._segment_end(end, named)
            if self.tag(end) != "," or end + 1 >= self.high:
                break
            first = self.tag(end + 1)
            if (first == "W" and not named) or (first in "DnP#" and self._is_apposition(end + 1)):
                end = self._segment_end(end + 1, named)
            else:
                break
        return end

    def _is_apposition(self, at: int) -> bool:
        stop = self._segment_end(at, False)
        chunk_end = self.ends.get(at, at + 1)
        return self.tag(chunk_end) not in "XVCK" or chunk_end >= stop

    def _segment_end(self, at: int, named: bool) -> int:
        """End of an apposition; that of a name leaves out a relative clause, which tells no one apart."""
        for stop in range(at, min(self.high, at + _LONGEST)):
            if self.tags[stop] in (",;:-Q.W" if named else ",;:-Q."):
                return stop
        return min(self.high, at + _LONGEST)

    # -- the sentence's own subject -----------------------------------------------------------------------------------

    def main_subject(self) -> Range | None:
        """The first noun phrase that has a finite verb after it, leading adverbials aside."""
        if isinstance(self._main, bool):
            self._main = self._find_main()
        return self._main

    def _find_main(self) -> Range | None:
        low = self.low
        if self.tag(low) in "ISgGvt":
            comma = self.tags.find(",", low, self.high)
            low = comma + 1 if comma > 0 else low
        return self._first_subject(low) or (self._first_subject(self.low) if low > self.low else None)

    def _first_subject(self, low: int) -> Range | None:
        for start in sorted(self.ends):
            end = self.ends[start]
            if start < low or self.tags[start] in "hW" or self.tag(start - 1) in "IOt'":
                continue
            grown = self.grow_right(end)
            if self.tag(grown) == ",":
                closing = self.tags.find(",", grown + 1, self.high)
                if closing > 0 and self.tag(closing + 1) in _FINITE + "R":
                    return (start, closing if self.tag(grown + 1) in "DWnP#" else grown)
            if self.tag(grown) in _FINITE + "R" or self.tag(grown) == "W":
                return (start, grown)
        return None
