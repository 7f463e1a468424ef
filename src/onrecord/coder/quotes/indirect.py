"""Attributions that a cue verb (or "according to") makes in its own sentence.

Each has a named form; `Attribution.rule` tells which.

| rule | form |
|---|---|
| `words_verb_name` | `“…,” said the mayor` |
| `verb_name_words` | `Said the mayor: “…”` |
| `words_name_verb` | `“…,” the mayor said, “…”` |
| `as_said` | `as the mayor put it, …` |
| `according_to` | `…, according to the mayor` |
| `name_verb_words` | `the mayor said that …` |
| `name_verb_addressee_words` | `the mayor told reporters that …` |
| `name_verb_preposition_words` | `the mayor called for …` |
| `name_noun_words` | `the mayor's claim that …` |
| `without_source` | `the bill is expected to …` |
"""

from __future__ import annotations

from onrecord.coder.quotes.attribution import Attribution, weigh
from onrecord.coder.quotes.content import (
    clause_start,
    continued,
    end_before,
    holds_clause,
    stop_at_next,
    stop_with_clause,
    trim_right,
    words_after,
    words_until_stop,
)
from onrecord.coder.quotes.lexicon import CUES, NOUN_CUES, Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.coder.quotes.subject import subject_of

_ACCORDING = Cue("according to", "speech", "state", "c", frozenset(), "base")
_OTHER_CUES = frozenset(("according", *NOUN_CUES))
CALL = "call_object"
"""The rule of `called the minister`: by telephone, or nothing said; of `called him a liar` it is another."""
_SAYING = frozenset(("say", "write", "add", "report"))
"""Verbs that may stand before their subject even without quotation marks: `The talks failed, said Ruiz`."""


def attributions(sentence: Sentence) -> list[Attribution]:
    """All attributions of a sentence, in the order of their cues."""
    found: list[Attribution] = []
    tags, words = sentence.tags, sentence.tokens.words
    cues = [i for i in range(sentence.low, sentence.high) if tags[i] in "CKbcG" or words[i] in _OTHER_CUES]
    aside = {at: beside for at in cues if tags[at] in "CKb" and (beside := _parenthetical(sentence, at)) is not None}
    for at in cues:
        made: Attribution | None
        if at in aside:
            made = aside[at]
        elif words[at] == "according":
            made = _according_to(sentence, at)
        elif tags[at] not in "CKbcG":
            made = _from_noun(sentence, at)
        else:
            made = _from_cue(sentence, at, found)
            if made is not None and aside:
                end_before(sentence, made, [other.subject[0] for other in aside.values() if other.subject])
        if made is not None and made.content:
            found.append(made)
    for index, made in enumerate(found):
        stop_at_next(sentence, made, found[index + 1 :])
    return weigh(sentence, found)


def _from_cue(sentence: Sentence, at: int, earlier: list[Attribution]) -> Attribution | None:
    info = CUES[sentence.word(at)]
    if info.frames in ("-", ""):
        return None
    inverted = _inverted(sentence, at, info)
    if inverted is not None and not _taken(inverted, earlier):
        return inverted
    subject = subject_of(sentence, at, info, earlier)
    if subject is None:
        return _without_source(sentence, at, info)
    if (
        sentence.low <= subject[0] - 2 <= sentence.low + 1
        and sentence.tag(subject[0] - 1) in ",?-"
        and sentence.tag(subject[0] - 2) in "Qq"
    ):
        return _before(sentence, at, info, subject)
    relative = _relative_words(sentence, at, info, subject)
    if relative is not None:
        return relative
    parenthetical = _as_said(sentence, at, info, subject)
    if parenthetical is not None:
        return parenthetical
    made = words_after(sentence, at, info)
    if made is not None:
        if (
            info.lemma == "call"
            and made.opening == "phrase"
            and made.rule == "name_verb_words"
            and not _names(sentence, made)
        ):
            made.rule = CALL
        made.subject = subject
        made.relative = sentence.tag(subject[0] - 1) == "W"
        stop_with_clause(sentence, made)
        return made
    made = _before(sentence, at, info, subject)
    return None if made is None or _taken(made, earlier) else made


def _parenthetical(sentence: Sentence, at: int) -> Attribution | None:
    """`WORDS, NAME VERB.` and `WORDS, NAME VERB, WORDS`: an attribution between commas, or one that ends its sentence."""
    info = CUES[sentence.word(at)]
    if info.tier != "speech" or "q" not in info.frames or "c" not in info.frames:
        return None
    start, passive = sentence.verb_group(at)
    subject = None if passive or start < at - 1 else sentence.subject_before(start)
    if subject is None or sentence.tag(subject[0]) == "W" or sentence.tag(subject[0] - 1) not in ",-":
        return None
    behind = _behind_verb(sentence, at, info)
    ends = behind >= sentence.high or sentence.tag(behind) in ".?"
    if not ends and sentence.tag(behind) != ",":
        return None
    end = trim_right(sentence, subject[0])
    if end <= sentence.low:
        return None
    content = [(clause_start(sentence, end), end)]
    rest = (behind + 1, trim_right(sentence, sentence.high))
    more = not ends and rest[1] > rest[0] and sentence.tag(rest[0]) in _GOES_ON and holds_clause(sentence, *rest)
    if more:
        content.append(rest)
    if not holds_clause(sentence, *content[0]) and not more:
        return None  # Iran, Russia and China said
    made = Attribution("words_name_verb", (at, at + 1), info, subject, content)
    if "a" in info.frames and at + 1 in sentence.ends:
        made.addressee = (at + 1, sentence.grow_right(sentence.ends[at + 1]))
    return made


_GOES_ON = "DPnHhT#XVCKISdRvQq"
"""Letters with which the words said may go on behind `, NAME VERB,`."""


def _behind_verb(sentence: Sentence, at: int, info: Cue) -> int:
    """The first token behind a verb, to whom, when and where it was said."""
    behind = at + 1
    if "a" in info.frames and behind in sentence.ends and sentence.tag(behind) not in "QqW":
        behind = sentence.grow_right(sentence.ends[behind])
    for _ in range(4):
        if sentence.tag(behind) in "It" and behind + 1 in sentence.ends and sentence.tag(behind + 1) not in "QqW":
            behind = sentence.grow_right(sentence.ends[behind + 1])
        elif sentence.tag(behind) in "dR":
            behind += 1
        else:
            break
    return behind


def _names(sentence: Sentence, made: Attribution) -> bool:
    """`called him a liar`, `called the deal “mad”`: an object, and what it is called right behind it."""
    start, end = made.content[0]
    behind = sentence.grow_right(sentence.ends.get(start, start + 1))
    quoted = any(sentence.tag(i) in "Qq" for i in range(start, end))
    return quoted or (behind < end and sentence.tag(behind) in "DvngP")


def _taken(made: Attribution, earlier: list[Attribution]) -> bool:
    """Whether the words before the verb are already those of a verb before them."""
    last = made.content[0][1] - 1
    return any(other.covers(last) and other.cue[0] > made.content[0][0] for other in earlier)


def _inverted(sentence: Sentence, at: int, info: Cue) -> Attribution | None:
    """`"…," SAID the mayor` and `The talks failed, SAID the mayor`."""
    if "q" not in info.frames or info.form not in ("past", "s"):
        return None
    start = at
    while sentence.tag(start - 1) == "R":
        start -= 1
    end = start - 1 if sentence.tag(start - 1) in ",-?" else start
    after_quote = sentence.tag(end - 1) == "Q" or (sentence.tag(end - 1) == "q" and "c" in info.frames)
    leading = None if sentence.tag(end - 1) in "Qq" else _leading(sentence, at, start, info)
    if leading is not None:
        return leading
    if not after_quote and (sentence.tag(start - 1) != "," or info.lemma not in _SAYING):
        return None
    subject = sentence.phrase_after(at + 1)
    if (
        subject is None
        or sentence.tag(subject[1]) in "XVCKA"
        or not (after_quote or sentence.tag(subject[1]) in ",.Id")
    ):
        return None
    content = [(clause_start(sentence, end), end)]
    if not after_quote and not holds_clause(sentence, *content[0]):
        return None  # Police in Manchester, England, said a man …
    rest = continued(sentence, subject[1])
    if rest is not None:
        content.append(rest)
    return Attribution("words_verb_name", (at, at + 1), info, subject, content)


def _leading(sentence: Sentence, at: int, start: int, info: Cue) -> Attribution | None:
    """`SAID the mayor: "…"`, `In short, SAID the mayor: "…"`; not `but TOLD reporters, "…"`."""
    if "a" in info.frames and sentence.tag(start - 1) in "A,":
        return None
    subject = sentence.phrase_after(at + 1) if sentence.tag(start - 1) in ".,A" else None
    if subject is None or sentence.tag(subject[1]) not in ",:" or sentence.tag(subject[1] + 1) not in "Qq":
        return None
    content = [(subject[1] + 1, trim_right(sentence, sentence.high))]
    return Attribution("verb_name_words", (at, at + 1), info, subject, content)


def _before(sentence: Sentence, at: int, info: Cue, subject: Range) -> Attribution | None:
    """`WORDS, NAME VERB` and `WORDS, NAME VERB, WORDS`."""
    if "q" not in info.frames and "c" not in info.frames:
        return None
    end = subject[0]
    if end <= sentence.low or sentence.tag(end - 1) not in ",-?Qq" or sentence.tag(end) == "W":
        return None
    end = trim_right(sentence, end)
    if end <= sentence.low:
        return None
    content = [(clause_start(sentence, end), end)]
    rest = _rest(sentence, at + 1)
    if rest is not None and rest[1] > rest[0]:
        content.append(rest)
    if not any(holds_clause(sentence, *part) for part in content):
        return None
    made = Attribution("words_name_verb", (at, at + 1), info, subject, content)
    if "a" in info.frames and sentence.tag(at + 1) in "DPnh#" and at + 1 in sentence.ends:
        made.addressee = (at + 1, sentence.grow_right(sentence.ends[at + 1]))
    return made


def _rest(sentence: Sentence, after: int) -> Range | None:
    """The words that go on after `WORDS, NAME VERB,`."""
    rest = continued(sentence, after)
    if rest is None and sentence.tag(after) == "," and sentence.tag(after + 1) in "XVCKRI":
        return (after + 1, trim_right(sentence, sentence.high))
    return rest


def _without_source(sentence: Sentence, at: int, info: Cue) -> Attribution | None:
    """`The bill is EXPECTED to pass`, `It was REPORTED that …`, `He was ASKED: “…”`: nobody is named who says so."""
    start, passive = sentence.verb_group(at)
    if not passive or info.form != "past" or sentence.word(at + 1) == "by":
        return None
    quoted = words_after(sentence, at, info) if "q" in info.frames else None
    if quoted is not None and quoted.opening == "quoted":
        quoted.rule = "without_source"
        return quoted
    if "c" not in info.frames or sentence.tag(at + 1) not in "tT":
        return None
    about = sentence.subject_before(start)
    if about is None or sentence.tag(about[0]) in "WT":
        return None
    made = Attribution("without_source", (at, at + 1), info, None)
    if words_until_stop(sentence, made, at + 1) is None:
        return None
    made.opening = "clause"
    if sentence.tag(at + 1) == "t":
        made.content.insert(0, about)
    return made


def _relative_words(sentence: Sentence, at: int, info: Cue, subject: Range) -> Attribution | None:
    """`a plan that he SAID would fail`: the relative pronoun and what stands behind the cue are what he said."""
    pronoun = subject[0] - 1
    if "c" not in info.frames or sentence.tag(pronoun) not in "WT" or sentence.tag(subject[0]) in "WT":
        return None
    if sentence.tag(at + 1) not in "XVvCb" or sentence.tag(pronoun - 1) not in "nPqQ,#)d":
        return None
    made = Attribution("name_verb_words", (at, at + 1), info, subject, [])
    if words_until_stop(sentence, made, at + 1) is None:
        return None
    made.opening = "clause"
    made.content.insert(0, (pronoun, pronoun + 1))
    return made


def _as_said(sentence: Sentence, at: int, info: Cue, subject: Range) -> Attribution | None:
    """`AS the mayor put it, WORDS` and `WORDS, AS the mayor said`."""
    start = subject[0] - 1
    if (
        sentence.word(start) != "as"
        or sentence.tag(at) not in "Cbc"
        or not (("q" in info.frames and "c" in info.frames) or info.lemma == "put")
    ):
        return None
    comma = sentence.tags.find(",", at, sentence.high)
    if start <= sentence.low + 1 and comma > 0:
        content = (comma + 1, trim_right(sentence, sentence.high))
    elif start > sentence.low and "Q" in sentence.tags[start - 2 : start]:
        content = (sentence.low, trim_right(sentence, start))
    else:
        return None
    return Attribution("as_said", (at, at + 1), info, subject, [content], 0.8) if content[1] > content[0] else None


def _from_noun(sentence: Sentence, at: int) -> Attribution | None:
    """`the mayor's CLAIM that WORDS`, `his CLAIM that WORDS`."""
    if sentence.tag(at + 1) != "T" and not (sentence.tag(at + 1) in ",:" and sentence.tag(at + 2) in "Qq"):
        return None
    owner = sentence.owner_of(at)
    if owner is None:
        return None
    info = Cue(sentence.word(at), "speech", NOUN_CUES[sentence.word(at)], "c", frozenset(), "base")
    made = Attribution("name_noun_words", (at, at + 1), info, owner)
    made.opening = "that"
    return words_until_stop(sentence, made, at + 1)


def _according_to(sentence: Sentence, at: int) -> Attribution | None:
    """`WORDS, according to NAME`, `According to NAME, WORDS` and `WORDS, according to NAME, WORDS`."""
    if sentence.word(at + 1) != "to":
        return None
    subject = _named_after(sentence, at + 2)
    if subject is None:
        return None
    content: list[Range] = []
    before = trim_right(sentence, at)
    if before > sentence.low:
        content.append((clause_start(sentence, before), before))
    if sentence.tag(subject[1]) in ",:" and (not content or not holds_clause(sentence, *content[0])):
        after = trim_right(sentence, sentence.high)
        if after > subject[1] + 1:
            content.append((subject[1] + 1, after))
    return Attribution("according_to", (at, at + 2), _ACCORDING, subject, content)


_LONGEST_SOURCE = 14
"""A source named behind "according to" has no more tokens than this before its comma."""


def _named_after(sentence: Sentence, at: int) -> Range | None:
    """`the agency`, `recent polling`, `a report the ministry published`: to the next comma where a sentence begins so."""
    subject = sentence.phrase_after(at)
    if at - 2 > sentence.low + 1 or (subject is not None and sentence.tag(subject[1]) in ",:."):
        return subject
    comma = sentence.tags.find(",", at, min(sentence.high, at + _LONGEST_SOURCE))
    return (at, comma) if comma > at else subject
