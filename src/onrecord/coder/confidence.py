"""How often proposals of a rule are right: measured on texts that were annotated by hand, not set by whoever wrote it.

`confidence.tsv` holds the counts, by rule and by how strong the rule itself thought a proposal was; `bench/confidence.py`
makes it. Kinds and rules without a count there keep the strength.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from onrecord.coder.dates import DateExpression
from onrecord.coder.figures import Figure
from onrecord.coder.quotes import Quote

Kind = Literal["quotes", "figures", "dates"]
Proposal = TypeVar("Proposal", Quote, Figure, DateExpression)

FILE = Path(__file__).with_name("confidence.tsv")
#: the strength of a rule below which a proposal is weak, and from which on it is strong
_WEAK, _STRONG = 0.5, 0.75
#: proposals of a rule weigh as much as so many of its level, of all rules, do before them
PRIOR = 20


def level_of(strength: float) -> str:
    """`weak`, `middle` or `strong`: how sure a rule is of a proposal by itself."""
    return "weak" if strength < _WEAK else "middle" if strength < _STRONG else "strong"


def first_rule(rule: str) -> str:
    """Of a date that several rules joined the first one."""
    return rule.split("+", maxsplit=1)[0]


Key = tuple[str, str, str]
#: how many proposals were made, and how many of them right, for each part of the annotated texts
Parts = list[tuple[int, int]]


@cache
def counts() -> dict[Key, Parts]:
    """Kind, rule and level -> for each part of the annotated texts how many proposals were made and how many right."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return {
        (kind, rule, level): [(int(made), int(right)) for made, right in (fold.split("/")[::-1] for fold in folds)]
        for kind, rule, level, *folds in rows
    }


def measured(without: int | None = None) -> dict[Key, float]:
    """The share of proposals that are right, by kind, rule and level; without one part of the texts if asked.

    Where a rule made few, the share is drawn towards that of its level, and that towards its kind's.
    """
    totals: dict[tuple[str, ...], list[int]] = {}
    for key, parts in counts().items():
        for made, right in (part for number, part in enumerate(parts) if number != without):
            for group in (key, (key[0], key[2]), (key[0],)):
                total = totals.setdefault(group, [0, 0])
                total[0], total[1] = total[0] + made, total[1] + right
    shares = {}
    for key in counts():
        prior = _drawn(totals.get((key[0],), [0, 0]), 1.0)
        for group in ((key[0], key[2]), key):
            prior = _drawn(totals.get(group, [0, 0]), prior)
        shares[key] = round(prior, 2)
    return shares


def _drawn(total: list[int], prior: float) -> float:
    return (total[1] + PRIOR * prior) / (total[0] + PRIOR)


def calibration_error(kind: Kind, bins: int = 4) -> float:
    """How far confidence is from the truth on texts that it was not measured on: expected calibration error, 0 to 1.

    Each part of the texts is held out once; its proposals are put into bins of like confidence (Naeini et al. 2015).
    """
    made, right, told = [0] * (bins + 1), [0] * (bins + 1), [0.0] * (bins + 1)
    for held in range(max(map(len, counts().values()))):
        shares = measured(held)
        for key, parts in counts().items():
            if key[0] == kind:
                at = int(shares[key] * bins)
                made[at] += parts[held][0]
                right[at] += parts[held][1]
                told[at] += parts[held][0] * shares[key]
    return sum(abs(r - t) for r, t in zip(right, told, strict=True)) / max(1, sum(made))


def table() -> str:
    """The measured rules as Markdown: how many proposals were looked at, how many right, and the confidence they get."""
    lines = ["| kind | rule | how sure by itself | looked at | right | confidence |", "|---|---|---|---|---|---|"]
    shares = measured()
    for key, parts in counts().items():
        made, right = sum(part[0] for part in parts), sum(part[1] for part in parts)
        lines.append(f"| {key[0]} | `{key[1]}` | {key[2]} | {made} | {right} | {shares[key]:.2f} |")
    return "\n".join(lines)


_of_all_parts = cache(measured)


def with_measured(kind: Kind, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """The proposals with the share of such proposals that was right in place of the strength of their rule."""
    known = _of_all_parts()
    for one in proposals:
        confidence = known.get((kind, first_rule(one.rule), level_of(one.confidence)))
        yield one if confidence is None or confidence == one.confidence else replace(one, confidence=confidence)
