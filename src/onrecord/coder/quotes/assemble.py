"""From tokens to quotes: sentences in order, their attributions, the runs left over, and the names behind them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.indirect import attributions
from onrecord.coder.quotes.model import ActorName, Kind, Quote
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.coder.quotes.polarity import is_nobody, polarity_of
from onrecord.coder.quotes.rules import WEAK, Last, Scene, Situation, first_answer, is_name
from onrecord.coder.quotes.speakers import Directory
from onrecord.coder.quotes.tokens import Tokens
from onrecord.text.document import Span
from onrecord.word_lists import groups

_ATTRIBUTION_FOLLOWS = r"\?(?!R?C|[PHDn#][PHDn#O]{0,9}[RX]{0,2}C)"
_SENTENCE_END = re.compile(rf"[.~]|{_ATTRIBUTION_FOLLOWS}")
_LONGEST_SENTENCE = 250
"""In tokens; what is longer is cut, so that no text takes more than linear time."""
_LOOK_BACK = 3
"""How many sentences back a rule may look."""
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’]+(?:[ -][A-Z][A-Z.'’]*){0,4}(?:, [A-Z][\w.]{1,20}(?: [A-Z]\w{1,20})?){0,2}"
    r"(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?\s?(?:\([^)\n]{2,40}\))?\s?[-–—]{1,2}\s"
)
"""A town in capitals, perhaps its state or country, the day, the agency, and a dash."""
_BARE = re.compile(r"[^(,\d]*")
_SECOND_DASH = re.compile(r"[^.\n]{0,200}? [-–—]{1,2} ")
"""`NATO — the alliance — is dead` has no dateline."""


def quotes_of(tokens: Tokens, actors: Sequence[ActorName]) -> list[Quote]:
    """The quotes of a tokenised text."""
    directory = Directory(tokens, actors)
    quotes: list[Quote] = []
    scenes = list(_scenes(tokens))
    last = Last(None, -9, False)
    for index, scene in enumerate(scenes):
        scene.attributions = _inner_first(attributions(scene.sentence))
        after = scenes[index + 1] if index + 1 < len(scenes) else None
        found, last = _with_left_over_runs(tokens, scene, scenes[max(0, index - _LOOK_BACK) : index], after, last)
        directory.meet(scene.sentence)
        made_of = (_quote(tokens, made, directory, scene.sentence) for made in found)
        quotes += [quote for quote in made_of if quote is not None]
    return quotes


def _scenes(tokens: Tokens) -> Iterator[Scene]:
    tags = tokens.tags
    low = _behind_dateline(tokens, 0)
    paragraph = 0
    while low < len(tags):
        end = _SENTENCE_END.search(tags, low, low + _LONGEST_SENTENCE + 1)
        high = end.start() if end else len(tags)
        if high - low > _LONGEST_SENTENCE:
            high, end = low + _LONGEST_SENTENCE, None
        if high > low:
            yield Scene(Sentence(tokens, low, high), paragraph, [])
        if end and end.group() == "~":
            paragraph += 1
        low = high + 1 if end else high
        if end and end.group() == "~":
            low = _behind_dateline(tokens, low)


def _behind_dateline(tokens: Tokens, at: int) -> int:
    """The first token of a paragraph behind `DALLAS, Dec. 14 (UPI) —`, which nobody says."""
    line = _DATELINE.match(tokens.text, tokens.starts[at]) if tokens.tags[at : at + 1] == "P" else None
    if line is None or (_BARE.fullmatch(line[0]) and _SECOND_DASH.match(tokens.text, line.end())):
        return at
    return bisect_left(tokens.starts, line.end())


def _with_left_over_runs(
    tokens: Tokens, scene: Scene, before: list[Scene], after: Scene | None, last: Last
) -> tuple[list[Attribution], Last]:
    """Attributions of a sentence with those of its runs that no cue covers, and the last speaker after it."""
    found = list(scene.attributions)
    for at in range(scene.sentence.low, scene.sentence.high):
        if tokens.tags[at] not in "Qq":
            continue
        made = next((m for m in reversed(scene.attributions) if m.covers(at)), None)
        if made is None and not is_name(tokens, at):
            made = first_answer(Situation(tokens, at, scene, before, after, last))
            found += [made] if made is not None else []
        if made is not None and (tokens.tags[at] == "Q" or made.rule not in WEAK):
            last = Last(made, scene.paragraph, not tokens.runs[at].closed)
    return found, last


def _inner_first(made: list[Attribution]) -> list[Attribution]:
    """What is said inside what another says comes before it, so that the outermost speaker has the last word.

    A relative clause tells of words of its own: in `… a plan, which she called “mad”` she speaks.
    """
    if len(made) < 2:
        return made
    return sorted(made, key=lambda m: 0 if m.relative else -sum(other.covers(m.cue[0]) for other in made))


# -- from tokens to characters ------------------------------------------------------------------------------------------


def _quote(tokens: Tokens, made: Attribution, directory: Directory, sentence: Sentence) -> Quote | None:
    content: list[Span] = []
    quoted: list[Span] = []
    plain = False
    for start, end in made.content:
        runs = [tokens.runs[i] for i in range(start, end) if i in tokens.runs]
        quoted += [_stripped(tokens.text, Span(r.inner_start, r.inner_end)) for r in runs]
        if len(runs) == 1 and all(tokens.tags[i] in "Qq,.?" for i in range(start, end)):
            content.append(quoted[-1])
        elif end > start:
            plain = True
            content.append(Span(tokens.starts[start], tokens.ends[end - 1]))
    content = [span for span in content if span.end > span.start]
    if not content:
        return None
    kind: Kind = "indirect" if not quoted else "mixed" if plain else "direct"
    subject = None if made.subject is None or not may_speak(sentence, made) else made.subject
    return Quote(
        content=tuple(content),
        quoted=tuple(span for span in quoted if span.end > span.start),
        speaker=_span(tokens, subject and sentence.without_apposition(subject)),
        speaker_name=directory.name(subject) if subject is not None else None,
        cue=_span(tokens, made.cue),
        cue_lemma=made.info.lemma or None,
        addressee=_span(tokens, made.addressee),
        kind=kind,
        act=made.info.act,
        rule=made.rule,
        confidence=made.confidence,
        polarity=polarity_of(sentence, made),
    )


_NO_SPEAKERS = groups("person_words")["cannot speak"]


def may_speak(sentence: Sentence, made: Attribution) -> bool:
    """Whether the subject is somebody or something that speaks: not nobody, a time or a measure."""
    assert made.subject is not None  # noqa: S101 - the caller looked
    first, last = made.subject
    head = sentence.ends.get(first, last) - 1
    if is_nobody(sentence, made):
        return False
    return sentence.word(head) not in _NO_SPEAKERS or sentence.tag(head) == "P"


def _span(tokens: Tokens, part: Range | None) -> Span | None:
    if part is None or part[1] <= part[0]:
        return None
    return Span(tokens.starts[part[0]], tokens.ends[part[1] - 1])


def _stripped(text: str, span: Span) -> Span:
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip())
    return Span(start, max(start, span.start + len(inner.rstrip())))
