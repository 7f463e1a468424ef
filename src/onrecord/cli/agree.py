"""The command that compares two coders."""

from __future__ import annotations

import argparse
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

_EXAMPLES = """\
onrecord agree nationalworld-2021-04-border              the machine against the record
onrecord agree                                           the same, all documents together
onrecord agree --coders ab cd --kind quotes              two people, one kind of row
onrecord agree --format json"""
_KINDS = ("actors", "places", "events", "claims", "quotes", "figures")


def add_command(commands: Any) -> None:
    """Add `agree` to the command line."""
    what = "how far two coders of a document agree: precision, recall, F1, Krippendorff's alpha, and what differs"
    agree = command.add(commands, "agree", what, _EXAMPLES, run)
    agree.add_argument("documents", nargs="*", metavar="DOCUMENT", help="folders of seeds/ (default: all)")
    agree.add_argument(
        "--coders", nargs=2, default=("machine", "record"), metavar=("FIRST", "SECOND"),
        help="files of coders/, or `record` for the adjudicated one (default: machine record)",
    )  # fmt: skip
    agree.add_argument("--kind", action="append", choices=_KINDS, help="only this kind (may be repeated)")
    agree.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    agree.add_argument("--summary", action="store_true", help="the figures only, not what differs")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Compare and show."""
    from onrecord.checkout import Checkout
    from onrecord.records.coders import agreement_report
    from onrecord.records.coders.agreement import agreement
    from onrecord.records.coders.coder_records import Desk

    checkout = Checkout.find()
    if checkout is None:
        raise Problem(Finding(code="P013", message="this is no checkout, so there are no records to compare",
                              help="run it in a folder that holds schemas/ and seeds/"))  # fmt: skip
    desk = Desk.open(checkout)
    first, second = chosen.coders
    ours, theirs = desk.pairs(chosen.documents, first, second)
    if not ours:
        raise Problem(Finding(code="A022", message=f"no document has records of both {first} and {second}",
                              help="python scripts/extract.py makes those of the machine"))  # fmt: skip
    made = {
        name: told for name, told in agreement(ours, theirs, desk.layout).items() if name in (chosen.kind or _KINDS)
    }
    if chosen.format == "json":
        screen.json(agreement_report.as_json(made, (first, second)))
    elif chosen.format == "markdown":
        screen.show(agreement_report.as_markdown(made, (first, second), _KINDS))
    else:
        _show(made, first, second, screen, summary=chosen.summary)
    return 0


def _show(made: Any, first: str, second: str, screen: Screen, *, summary: bool) -> None:
    from onrecord.records.coders import agreement_report

    header, rows = agreement_report.table(made)
    screen.table(rows, [first if name == "first" else second if name == "second" else name for name in header])
    screen.show("")
    header, rows = agreement_report.columns_table(made)
    screen.table(rows, header)
    for name, told in made.items() if not summary else ():
        differs = list(agreement_report.differences(told))
        if differs:
            screen.show(f"\n{name}: {len(differs)} differences")
            screen.table([(ours, theirs, one.words) for one, ours, theirs in differs], (first, second, "words"))
