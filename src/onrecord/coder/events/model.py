"""What the finder of events gives back."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.coder.actors import Entity, Mention
from onrecord.coder.dates import DateExpression
from onrecord.text.document import Span


@dataclass(frozen=True, slots=True)
class Taking:
    """An actor that takes part, with a code of `actor_role`, and the words that say so."""

    role: str
    entity: Entity
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the text tells to have happened, to go on, to be planned, denied or possible.

    `triggers` are the words that tell it, one span for each place. `event_type`, `status`, `place_precision` and
    `factuality` (the text's own, of the first trigger) are codes of the codebook. `quote` is the number of the quote
    in whose content the first trigger stands, `said` the factuality that its speaker gives it, `clause` the clause around it, which shows the text's stance.
    """

    triggers: tuple[Span, ...]
    event_type: str
    status: str
    factuality: str
    takes_part: tuple[Taking, ...]
    date: DateExpression | None
    place: Mention | None
    place_precision: str
    clause: Span
    quote: int | None
    rule: str
    confidence: float
    said: str | None = None
