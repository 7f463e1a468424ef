"""Who takes part: the mentions of actors before and behind a trigger, read as subject, object or complement."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.coder.actors import Mention
from onrecord.coder.events.lexicon import MUTUAL
from onrecord.coder.events.model import Taking
from onrecord.coder.events.triggers import Hit
from onrecord.coder.quotes.tokens import Tokens
from onrecord.text.document import Span
from onrecord.word_lists import groups

_BE = groups("sentence_words")["passive auxiliary"]
_CLAUSE = frozenset(";:.~?S")
_FAR = 14
_BETWEEN = frozenset(["at", "least", "most", "about", "around", "some", "more", "than", "nearly", "over", "up", "to"])
_VERBS = frozenset("CXKbV")


class Parts:
    """The actors of one text by the tokens that they cover, in order."""

    def __init__(self, tokens: Tokens, mentions: Sequence[Mention]) -> None:
        self.tokens = tokens
        self.mentions = sorted(mentions, key=lambda mention: mention.span.start)
        self.first = [bisect_left(tokens.starts, mention.span.start) for mention in self.mentions]
        self.last = [bisect_left(tokens.starts, mention.span.end) for mention in self.mentions]

    def taking_part(self, hit: Hit, low: int, high: int) -> tuple[Taking, ...]:
        """The actors with their roles in what a trigger tells, sentence tokens `low` up to `high`."""
        made = self._of_noun(hit, low, high) if hit.trigger.part == "noun" else self._of_verb(hit, low, high)
        unique: dict[tuple[str, str], Taking] = {}
        for role, mention in made:
            taking = Taking(role, mention.entity, mention.span)
            unique.setdefault((mention.entity.key or mention.entity.name, ""), taking)
        return tuple(unique.values())

    def _of_verb(self, hit: Hit, low: int, high: int) -> list[tuple[str, Mention]]:
        passive = self._is_passive(hit, low)
        subjects = self._before(hit.first, low)
        objects = [] if passive else self._after(hit.last, high)
        struck = "affected" if hit.trigger.frame == "a" else "target"
        if hit.trigger.frame == "r":
            return [("participant", mention) for mention in (*subjects, *objects)]
        if passive:
            by = self._with_word(hit.last, high, "by")
            doers = [] if hit.trigger.frame == "s" else [("initiator", mention) for mention in by]
            role = "initiator" if hit.trigger.frame == "s" else struck
            return [*doers, *((role, mention) for mention in subjects)]
        doers = [("initiator", mention) for mention in subjects]
        if hit.trigger.frame == "s":
            return doers or [("initiator", mention) for mention in objects[:1]]
        return [*doers, *((struck, mention) for mention in objects)]

    def _of_noun(self, hit: Hit, low: int, high: int) -> list[tuple[str, Mention]]:
        mutual = hit.trigger.event_type in MUTUAL
        before = self._touching(hit.first, low)
        made: list[tuple[str, Mention]] = []
        for word, role in (("between", "participant"), ("with", "participant"), ("by", "initiator"), ("against", "target"),
                           ("on", "target"), ("of", "initiator" if hit.trigger.event_type.startswith(("military", "deploy")) else "target")):  # fmt: skip
            made += [("participant" if mutual else role, mention) for mention in self._with_word(hit.last, high, word)]
        first = "participant" if mutual else "initiator"
        return [*((first, mention) for mention in before), *made]

    def _is_passive(self, hit: Hit, low: int) -> bool:
        if hit.trigger.form != "past":
            return False
        words = self.tokens.words[max(low, hit.first - 3) : hit.first]
        if any(word in _BE for word in words):
            return True
        # `troops stationed in Crimea`, `fighters killed by`: a participle behind its noun
        return self.tokens.words[hit.last : hit.last + 1] == ["by"]

    def _before(self, at: int, low: int) -> list[Mention]:
        """The subject: the mention that ends nearest before the verb in its clause, and what is joined to it by "and"."""
        for i in range(self._before_token(at), -1, -1):
            if self.first[i] < low or at - self.last[i] > _FAR or self._parted(self.last[i], at):
                return []
            if self._before_is_preposition(self.first[i]) and at - self.last[i] > 1:
                continue
            if self.tokens.tags[at - 1 : at] == "A" and self._is_object(i, low):
                continue  # killed 19 people and injured 140
            return self._joined(i)
        return []

    def _before_token(self, at: int) -> int:
        """The number of the last mention that ends at a token or before it, or -1."""
        i = bisect_left(self.first, at) - 1
        while i >= 0 and self.last[i] > at:
            i -= 1
        return i

    def _after(self, at: int, high: int) -> list[Mention]:
        i = bisect_left(self.first, at)
        if (
            i < len(self.first)
            and self.first[i] < min(high, at + 6)
            and not self._parted(at, self.first[i], also="XCV,")
        ):
            return self._joined_after(i)
        return []

    def _with_word(self, at: int, high: int, word: str) -> list[Mention]:
        """The mention behind a preposition near behind the trigger: `invasion of X`, `clashes with X and Y`."""
        words = self.tokens.words
        for place in range(at, min(high, at + 8)):
            if self.tokens.tags[place] in "CXKbV.;:~":
                return []
            if words[place] == word:
                i = bisect_left(self.first, place)
                if i < len(self.first) and self.first[i] <= place + 3:
                    return self._joined_after(i)
        return []

    def _touching(self, at: int, low: int) -> list[Mention]:
        """`Russia's invasion`, `Russian invasion`: the mention that ends right before the noun or its adjective."""
        i = self._before_token(at)
        near = i >= 0 and self.first[i] >= low and at - self.last[i] <= 3
        fits = near and all(tag in "'ngvP" for tag in self.tokens.tags[self.last[i] : at])
        return [self.mentions[i]] if fits else []

    def _joined(self, i: int) -> list[Mention]:
        found = [self.mentions[i]]
        while i > 0 and self.tokens.words[self.last[i - 1] : self.first[i]] in (["and"], ["and", "the"], [","], ["or"]):
            i -= 1
            found.insert(0, self.mentions[i])
        return found

    def _joined_after(self, i: int) -> list[Mention]:
        found = [self.mentions[i]]
        while i + 1 < len(self.first) and self.tokens.words[self.last[i] : self.first[i + 1]] in (
            ["and"],
            ["and", "the"],
        ):
            i += 1
            found.append(self.mentions[i])
        return found

    def _is_object(self, i: int, low: int) -> bool:
        """Whether a verb stands right before a mention, an article or a qualifier aside."""
        at = self.first[i]
        while at > low and (self.tokens.tags[at - 1] in "D#" or self.tokens.words[at - 1] in _BETWEEN):
            at -= 1
        return at > low and self.tokens.tags[at - 1] in "CVKbv"

    def _before_is_preposition(self, at: int) -> bool:
        while at > 0 and self.tokens.tags[at - 1] == "D":
            at -= 1
        return self.tokens.tags[at - 1 : at] in ("I", "O") if at else False

    def _parted(self, start: int, end: int, also: str = "") -> bool:
        """Whether a clause ends between two tokens."""
        return any(tag in _CLAUSE or tag in also for tag in self.tokens.tags[start:end])


def clause_around(tokens: Tokens, first: int, last: int, low: int, high: int) -> Span:
    """The clause that holds the tokens `first` up to `last`: to the next comma or sentence end on each side."""
    start, end = first, last
    while start > low and not _ends_clause(tokens, start - 1, ",;:("):
        start -= 1
    while end < high and not _ends_clause(tokens, end, ",;:)"):
        end += 1
    return Span(tokens.starts[start], tokens.ends[end - 1])


def _ends_clause(tokens: Tokens, at: int, signs: str) -> bool:
    """Whether a token is one of the signs; that of a number (80,000, 7:30) is none."""
    return tokens.tags[at] in signs and not tokens.text[tokens.ends[at] : tokens.ends[at] + 1].isdigit()
