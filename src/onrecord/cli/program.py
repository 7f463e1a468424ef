"""The command line: which commands there are, and the one that was chosen run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from onrecord.cli import (
    agree,
    annotate,
    build,
    data,
    describe,
    exchange,
    extract,
    history,
    init,
    publish,
    records,
    releases,
    site,
    verify,
)
from onrecord.cli.output import Screen
from onrecord.findings import Problem

_DESCRIPTION = """\
News reports as tables that anyone can check: against a contract, against the
words of the source, and against the history of all earlier releases."""

_EXAMPLES = """\
examples:
  onrecord tables                         the tables of the newest release
  onrecord show figure:nationalworld-2021-04-border:units-stationed
  onrecord codebook event_type            what the codes mean
  onrecord verify                         check this checkout: records, tables, sources
  onrecord verify path/to/datapackage.json
  onrecord describe donations.csv         a first contract for a table that has none
  onrecord diff 1.0.0 1.1.0               what changed, cell by cell
  onrecord annotate article.txt           record what it says, in the browser
  onrecord extract article.txt            quotes, figures and dates of any text
  onrecord extract articles/ --out coded  a folder of them as tables

exit codes: 0 all verified or shown · 1 findings · 2 could not run"""


def parser() -> argparse.ArgumentParser:
    """The command line: one sub-command per verb of the library."""
    top = argparse.ArgumentParser(
        prog="onrecord",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--version", action="store_true", dest="show_version", help="the version of the program and of its data"
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    data.add_commands(commands)
    verify.add_command(commands)
    describe.add_command(commands)
    history.add_commands(commands)
    releases.add_commands(commands)
    extract.add_command(commands)
    annotate.add_command(commands)
    records.add_command(commands)
    build.add_command(commands)
    publish.add_command(commands)
    init.add_command(commands)
    agree.add_command(commands)
    exchange.add_commands(commands)
    site.add_commands(commands)
    return top


def run(arguments: Sequence[str] | None) -> int:
    """Run the command; gives back the exit code (0 fine, 1 findings, 2 could not run)."""
    top = parser()
    chosen = top.parse_args(arguments)
    screen = Screen()
    try:
        if chosen.show_version:
            return data.show_version(screen)
        if not hasattr(chosen, "run"):
            top.print_help()
            return 2
        return int(chosen.run(chosen, screen))
    except Problem as problem:
        screen.problem(problem)
        return 2
