"""What a date expression is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Reference = date | tuple[date, date] | None
"""When the text was published: a day, the earliest and latest day it can be, or not known."""


class Bounds(NamedTuple):
    """A stretch of days, and how it is written and known.

    `edtf` is None where no date can be given (no reference, a duration); `precision` and `basis` are codes of
    `date_precision` and `date_basis`.
    """

    earliest: date | None
    latest: date | None
    edtf: str | None
    precision: str
    basis: str


NOWHEN = Bounds(None, None, None, "unknown", "none")
"""No place in time: a duration, a clock time, a set."""


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that tell a time, and what they come to.

    `start`..`end` are code points, end exclusive. `kind` is `date` (days or longer, placed in time, perhaps with a
    clock time), `time` (a time of day only), `duration` or `set` (every Monday). `edtf` is ISO 8601-2 of level 0 or 1;
    `earliest` and `latest` may be tighter than it where words such as "mid" or "earlier" say more than EDTF can.
    """

    start: int
    end: int
    kind: str
    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: str
    basis: str
    rule: str
    confidence: float


class Atom(NamedTuple):
    """One piece of an expression before the pieces are joined."""

    start: int
    end: int
    kind: str
    bounds: Bounds
    rule: str
    confidence: float
