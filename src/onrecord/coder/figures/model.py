"""What a reported figure is."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.text.document import Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that counts or measures something, as printed.

    `span` is the whole phrase (qualifier, currency, number, unit, what is counted), `number` the number's own
    words, `counted` the head noun as printed. `value`, `low`, `high`, `qualifier` are those of
    `onrecord.numbers.Number`. `unit` is a UCUM code (1 for a count, % for a share) or an ISO 4217 code, and
    `unit_words` where it is printed; of a count, the words from the first that describes it to its noun.
    `measure` is a code of the vocabulary `measure`, `change` is `up` or `down` where the figure is the size of a
    rise or a fall. `period` is the date expression beside it, if dates were given. `confidence` is the share of
    such proposals of the rule that we expect to be right, 0 to 1.
    """

    span: Span
    number: Span
    counted: Span | None
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str
    unit_words: Span | None
    measure: str
    change: str | None
    period: Span | None
    claimant: Span | None
    rule: str
    confidence: float
