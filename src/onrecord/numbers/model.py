"""What a number is: a value, or the bounds that its words allow, and a qualifier of the codebook."""

from __future__ import annotations

from dataclasses import dataclass, replace

VAGUE_RULE = "vague-plural-v1"
"""Name and version of the rule that bounds "dozens" and its like (codebook, `vague_quantity_rule`)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as told.

    `value` is the number printed, whatever the qualifier says about it ("up to 300" has value 300
    and qualifier `up_to`); it is None for a range and for a vague number, which have `low` and
    `high` instead. `qualifier` is a code of `figure_qualifier`. `rule` names the rule that made
    the bounds of a vague number, else None.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    qualifier: str = "exact"
    rule: str | None = None

    def qualified(self, qualifier: str) -> Number:
        """The same number under another qualifier; ranges and vague numbers keep their own."""
        if self.value is None or qualifier == "exact":
            return self
        return replace(self, qualifier=qualifier)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in a text. `start`..`end` is the number itself, `phrase_start`..`phrase_end` has its
    qualifier words too; both are code point offsets, end exclusive."""

    start: int
    end: int
    phrase_start: int
    phrase_end: int
    number: Number


def plain(value: float) -> Number:
    """A number told without qualifier."""
    return Number(tidy(value))


def between(low: float, high: float) -> Number:
    """A range of two numbers, smaller one first."""
    low, high = tidy(low), tidy(high)
    return Number(None, min(low, high), max(low, high), "range")


def vague(unit: float) -> Number:
    """The bounds of the plural of a counting unit: at least two of it, below the next power of ten.

    Rule `vague-plural-v1` of the codebook: dozens is 24..99, tens of thousands 20000..99999.
    """
    power = 10.0
    while power <= unit:
        power *= 10
    return Number(None, tidy(2 * unit), tidy(power - 1), "vague", VAGUE_RULE)


def tidy(value: float) -> float:
    """The value without the noise of binary fractions: 1.1 * 1e6 is 1100000."""
    return float(f"{value:.15g}")
