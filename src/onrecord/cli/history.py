"""Commands that look back: diff, log."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen

_DIFF = """\
examples:
  onrecord diff 1.0.0 1.1.0                      two releases
  onrecord diff 1.1.1 build/package              what the next release would change
  onrecord diff A B --key ports=id --tolerance 0.01 --ignore updated
  onrecord diff A B --format markdown            for a pull request
  onrecord diff A B --format html > diff.html    for people
  onrecord diff A B --format json --limit 100000 for programs (docs/diff.schema.json)
  onrecord diff A B --output changes.parquet     every cell, for programs

exit codes: 0 the same · 1 they differ · 2 could not be compared. What was skipped counts as not the same."""
_LOG = """\
examples:
  onrecord log figure:nationalworld-2021-04-border:units-stationed
  onrecord log actor:russia --json"""


def add_commands(commands: Any) -> None:
    """Add `diff` and `log` to the command line."""
    what = "compare two data packages, cell by cell: releases, folders, ours or anyone's"
    diff = command.add(commands, "diff", what, _DIFF, _diff)
    diff.add_argument("a", metavar="A", help="a version, a folder with a datapackage.json, a zip archive or an address")
    diff.add_argument("b", metavar="B", help="the one to compare it with")
    diff.add_argument("--table", action="append", metavar="TABLE", help="only this table (may be repeated)")
    diff.add_argument(
        "--key", action="append", default=[], metavar="TABLE=COLUMN", help="tell rows apart by this column (or a,b)"
    )
    diff.add_argument(
        "--ignore", action="append", default=[], metavar="COLUMN", help="leave this column out (TABLE.COLUMN, too)"
    )
    diff.add_argument("--where", metavar="SQL", help='compare only rows that fulfil this, such as "year >= 2020"')
    diff.add_argument("--tolerance", type=float, default=0.0, metavar="X", help="numbers no further apart are the same")
    diff.add_argument(
        "--relative-tolerance", type=float, default=0.0, metavar="X", help="the same, as a part of the larger number"
    )
    diff.add_argument(
        "--renamed", action="append", default=[], metavar="OLD=NEW", help="a TABLE or TABLE.COLUMN has another name now"
    )
    diff.add_argument("--format", choices=("text", "json", "markdown", "html"), default="text", help="default: text")
    diff.add_argument(
        "--limit", type=int, default=20, metavar="N", help="name N rows and cells per table (default: 20)"
    )
    diff.add_argument("--output", metavar="FILE", help="write every change into this Parquet file, too")
    diff.add_argument("--memory", type=_bytes, default="2GB", metavar="SIZE", help="use about this much (default: 2GB)")
    what = "the history of a row: in which releases it appeared, changed and was retired"
    log = command.add(commands, "log", what, _LOG, _log)
    log.add_argument("id", metavar="ID", help="the id of a row, of any table")
    log.add_argument("--json", action="store_true", help="as JSON, for programs")
    log.add_argument("--catalogue", type=Path, metavar="DIR", help="a catalogue other than the one that came along")


def _bytes(told: str) -> int:
    """`500MB`, `2GB` or a number of bytes."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("", 1)):
        number = told.upper().removesuffix(unit) if unit else told
        if told.upper().endswith(unit) and number.strip().isdigit() and int(number) > 0:
            return int(number) * size
    raise argparse.ArgumentTypeError(f"“{told}” is no size: write 500MB or 2GB")


def _diff(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.history.diff import diff
    from onrecord.history.diff_options import keys_of, pairs_of
    from onrecord.history.render import render

    with screen.progress("tables") as tell:
        difference = diff(
            chosen.a,
            chosen.b,
            tables=chosen.table,
            key=keys_of(chosen.key),
            ignore=chosen.ignore,
            where=chosen.where,
            tolerance=chosen.tolerance,
            relative_tolerance=chosen.relative_tolerance,
            renamed=pairs_of(chosen.renamed, "new name", "--renamed ports.name=title"),
            memory=chosen.memory,
            progress=tell,
        )
    if chosen.output:
        from onrecord.history.difference import write_changes

        write_changes(difference, Path(chosen.output))
    screen.show(render(difference, chosen.format, chosen.limit))
    return 2 if difference.skipped else 0 if difference.same else 1


def _log(chosen: argparse.Namespace, screen: Screen) -> int:
    from dataclasses import asdict

    from onrecord.history.log import log

    told = log(chosen.id, catalogue=chosen.catalogue)
    if chosen.json:
        screen.json(asdict(told))
    else:
        screen.show(str(told))
    return 0
