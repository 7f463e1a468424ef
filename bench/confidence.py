"""How often each rule of the machine coder is right, on texts annotated by hand: writes `coder/confidence.tsv`.

python bench/confidence.py --quotes a.jsonl --figures b.jsonl c.jsonl --dates d.jsonl

Each line of a file is a text with its gold: `quotes` with `content` and `source` spans, `quantities` with `value`, or
`timexes` with `start` and `end`. Use texts whose licence lets data be made from them. A quote is right when its words
overlap those of a gold quote by half and its speaker lies on the gold one; a figure when its value is in the text's
gold; a date when it overlaps a gold expression. Direct quotes that no gold quote touches are not counted: gold data
have rows for attributed words only. Texts are dealt into five parts, so that a test can hold out each in turn.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.coder.confidence import FILE, first_rule, level_of
from onrecord.coder.dates import find_dates
from onrecord.coder.figures import find_figures
from onrecord.coder.quotes import find_quotes

PARTS = 5
Outcome = tuple[str, float, bool]
HEAD = """\
# How many proposals of each rule were right, of how many (right/made), in each of five parts of the annotated texts.
# level: how sure the rule was by itself. Made by bench/confidence.py; the texts and their licences: docs/extract.md.
"""


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def quotes(told: dict[str, Any]) -> Iterator[Outcome]:
    """Outcomes of all quotes of a text."""
    gold = [((start, end), quote) for quote in told["quotes"] for start, end in quote["content"]]
    for quote in find_quotes(told["text"]):
        for span in quote.content:
            near = [one for one in gold if overlap(span, one[0])]
            if not near and quote.kind == "direct":
                continue
            half = [q for s, q in near if overlap(span, s) / (max(span[1], s[1]) - min(span[0], s[0])) >= 0.5]
            sources = [tuple(source) for q in half for source in q["source"]]
            speaks = not sources if quote.speaker is None else any(overlap(quote.speaker, s) for s in sources)
            yield quote.rule, quote.confidence, bool(half) and speaks


def figures(told: dict[str, Any]) -> Iterator[Outcome]:
    """Outcomes of all figures of a text."""
    gold = [value for q in told["quantities"] for value in (q.get("value"), q.get("value2")) if value is not None]
    for figure in find_figures(told["text"]):
        values = [value for value in (figure.value, figure.low, figure.high) if value is not None]
        right = any(abs(value - float(other)) <= 1e-5 * max(1, abs(value)) for value in values for other in gold)
        yield figure.rule, figure.confidence, right


def dates(told: dict[str, Any]) -> Iterator[Outcome]:
    """Outcomes of all dates of a text."""
    gold = [(time["start"], time["end"]) for time in told["timexes"]]
    for date in find_dates(told["text"]):
        yield first_rule(date.rule), date.confidence, any(overlap((date.start, date.end), one) for one in gold)


def main(files: dict[str, list[Path]]) -> None:
    """Count and write."""
    found: dict[tuple[str, str, str], list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(PARTS)])
    for kind, outcomes in (("quotes", quotes), ("figures", figures), ("dates", dates)):
        number = 0
        for path in files[kind]:
            for line in path.read_text(encoding="utf-8").splitlines():
                for rule, strength, right in outcomes(json.loads(line)):
                    fold = found[kind, rule, level_of(strength)][number % PARTS]
                    fold[0] += right
                    fold[1] += 1
                number += 1
    columns = "\t".join(["kind", "rule", "level", *(f"part_{part}" for part in range(1, PARTS + 1))])
    rows = ["\t".join([*key, *(f"{right}/{made}" for right, made in folds)]) for key, folds in sorted(found.items())]
    FILE.write_text(HEAD + "\n".join([columns, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("quotes", "figures", "dates"):
        arguments.add_argument(f"--{name}", type=Path, nargs="+", metavar="FILE", required=True)
    main(vars(arguments.parse_args()))
