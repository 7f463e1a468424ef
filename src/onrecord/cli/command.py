"""How a command is added to the command line: with what it does in one line, and examples that can be pasted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

if TYPE_CHECKING:
    from onrecord.checkout import Checkout

Run = Callable[[argparse.Namespace, Screen], int]


def add(commands: Any, name: str, what: str, epilog: str, run: Run) -> argparse.ArgumentParser:
    """A new command. `epilog` is its examples line by line, or a whole text that begins with “examples:”."""
    if not epilog.startswith("examples:"):
        epilog = "examples:\n" + "\n".join(f"  {line}" for line in epilog.splitlines())
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=what, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.set_defaults(run=run)
    return command


def add_root(command: argparse.ArgumentParser) -> None:
    """Add `--root`, the checkout that a command works in."""
    command.add_argument("--root", type=Path, metavar="DIR", help="the checkout (default: the one around this folder)")


def checkout(chosen: argparse.Namespace) -> Checkout:
    """The checkout that was named, or the one around the current folder. Raises `Problem` (P013) when there is none."""
    from onrecord.checkout import Checkout

    found = Checkout(chosen.root.resolve()) if chosen.root else Checkout.find()
    if found is None:
        message = "this is no checkout: there are no schemas/ and seeds/ here"
        help_ = "run it inside of one, or begin one:  onrecord init my-dataset"
        raise Problem(Finding(code="P013", message=message, help=help_))
    return found
