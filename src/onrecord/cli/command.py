"""How a command is added to the command line: with what it does in one line, and examples that can be pasted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from onrecord.cli.output import Screen

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
