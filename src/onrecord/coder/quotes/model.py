"""What the quote extractor gives back and what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.text.document import Span

Kind = Literal["direct", "mixed", "indirect"]
Act = Literal[
    "state",
    "report",
    "insist",
    "accuse",
    "deny",
    "support",
    "demand",
    "threaten",
    "promise",
    "concern",
    "believe",
]
#: whether the words were said: a code of the vocabulary `polarity`
Polarity = Literal["said", "not_said", "asked"]


@dataclass(frozen=True, slots=True)
class ActorName:
    """A known actor: the full name, and the other names it goes by."""

    name: str
    aliases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """One attributed statement or thought.

    `content` has one span per sentence of quoted words, or one per stretch of reported words;
    `quoted` has the runs inside quotation marks (without the marks); `confidence` lies in (0, 1]. `polarity` tells
    what the text says was not said, or only asked for.
    """

    content: tuple[Span, ...]
    quoted: tuple[Span, ...]
    speaker: Span | None
    speaker_name: str | None
    cue: Span | None
    cue_lemma: str | None
    addressee: Span | None
    kind: Kind
    act: Act
    rule: str
    confidence: float
    polarity: Polarity = "said"
