"""Which actor a speaker phrase means: full names, short names and pronouns, on the words of the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.coder.quotes.lexicon import FEMALE, MALE, TITLES
from onrecord.coder.quotes.model import ActorName
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import groups

_FULL_NAME = re.compile(r"PP+")
_HEAD = re.compile(r"(?:[Dn#v]|P+n|P+'){0,12}(P+)(?![Pn'])")
_APPOSED = re.compile(r"(?:P+'?)?[Dn#v]{1,6},(P+)(?![Pn'])")
_LONGEST_NAME = 6
_NOT_PERSONS = groups("person_words")["no person"]


class Directory:
    """The names of a text and the given actors; sentences are met in the order of the text."""

    def __init__(self, tokens: Tokens, actors: Sequence[ActorName]) -> None:
        self._tokens = tokens
        self._known: dict[str, str] = {}
        self._by_last: dict[str, str] | None = None
        self._gender: dict[str, str] = {}
        self._last: dict[str, str] = {}
        for actor in actors:
            for name in (actor.name, *actor.aliases):
                self._known[name.casefold()] = actor.name

    def meet(self, sentence: Sentence) -> None:
        """Remembers the subject of a sentence, if it is a person's name, for the pronouns after it."""
        subject = sentence.main_subject()
        if subject is not None and sentence.tags[subject[0]] == "P":
            self._note(subject)

    def name(self, phrase: Range) -> str | None:
        """The full name of the actor that a phrase, a pronoun or "who" stands for, or nothing."""
        word = self._tokens.words[phrase[0]]
        if phrase[1] - phrase[0] == 1 and self._tokens.tags[phrase[0]] != "P":
            if self._tokens.tags[phrase[0]] == "W":
                return self._note(self._antecedent(phrase[0]))
            return self._confirmed("f") if word in FEMALE else self._confirmed("m") if word in MALE else None
        return self._note(phrase)

    def _antecedent(self, at: int) -> Range:
        """The words before "who", a comma skipped."""
        tags = self._tokens.tags
        end = at - 1 if tags[at - 1 : at] == "," else at
        start = end
        while start > 0 and tags[start - 1] in "PnD#" and end - start < _LONGEST_NAME:
            start -= 1
        return (start, end)

    def _note(self, phrase: Range) -> str | None:
        name = self._full_name(phrase)
        if name is None:
            return None
        head = self._named_head(phrase) or phrase
        words = set(self._tokens.words[phrase[0] : head[1]])
        gender = "f" if words & FEMALE else "m" if words & MALE else self._gender.get(name, "")
        if gender:
            self._gender[name] = gender
        if words.isdisjoint(_NOT_PERSONS) and (" " in name or gender or self._is_last_name(name)):
            for kind in (gender,) if gender else ("f", "m"):
                self._last[kind] = name
        return name

    def _is_last_name(self, name: str) -> bool:
        """Whether one word alone may name a person: a known actor, or the last name of a full one in the text."""
        return name.casefold() in self._known or name.casefold() in self._full_names() or name in self._known.values()

    def _confirmed(self, gender: str) -> str | None:
        """The last name that the pronoun may mean; it is of that gender from now on."""
        name = self._last.get(gender)
        if name is not None:
            self._gender[name] = gender
            other = "m" if gender == "f" else "f"
            if self._last.get(other) == name:
                del self._last[other]
        return name

    def _full_name(self, phrase: Range) -> str | None:
        exact = self._known.get(self._text(phrase).casefold())
        if exact is not None:
            return exact
        named = self._named_head(phrase)
        if named is None:
            return None
        name = self._without_titles(named)
        known = self._known.get(name.casefold())
        if known is not None or not name or " " in name:
            return known or name or None
        return self._full_names().get(name.casefold(), name)

    def _named_head(self, phrase: Range) -> Range | None:
        """The name a phrase ends in, before or right after its first comma; none in `the mayor's office`."""
        head = _HEAD.match(self._tokens.tags, *phrase)
        if head is not None:
            return head.span(1)
        apposed = _APPOSED.match(self._tokens.tags, *phrase)
        return apposed.span(1) if apposed is not None else None

    def _full_names(self) -> dict[str, str]:
        """First full name in the text for each last name."""
        if self._by_last is None:
            self._by_last = {}
            for match in _FULL_NAME.finditer(self._tokens.tags):
                if match.end() - match.start() > _LONGEST_NAME:
                    continue
                name = self._without_titles(match.span())
                if " " in name:
                    self._by_last.setdefault(name.rsplit(" ", 1)[1].casefold(), self._known.get(name.casefold(), name))
        return self._by_last

    def _without_titles(self, span: Range) -> str:
        start, end = span
        start = max((i + 1 for i in range(start, end) if self._tokens.words[i] in TITLES), default=start)
        return self._text((start, end)) if start < end else ""

    def _text(self, span: Range) -> str:
        tokens = self._tokens
        return " ".join(tokens.text[tokens.starts[i] : tokens.ends[i]] for i in range(*span))
