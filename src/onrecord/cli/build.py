"""The command that makes the data package from what lies in seeds/."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings.render import render

if TYPE_CHECKING:
    from onrecord.build import Built
    from onrecord.checkout import Checkout

_EXAMPLES = """\
examples:
  onrecord build
  onrecord build --to /tmp/package --as 1.1.0

exit codes: 0 built · 1 the records or tables have errors, all of which are shown · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `build` to the command line."""
    build = command.add(commands, "build", "make the data package from what lies in seeds/", _EXAMPLES, run)
    command.add_root(build)
    build.add_argument("--to", type=Path, metavar="DIR", help="where the package goes (default: build/package)")
    build.add_argument("--as", dest="carried", metavar="VERSION", help="the version that it carries")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Build."""
    from onrecord.build import UNRELEASED, build

    checkout = command.checkout(chosen)
    with screen.progress("records") as tell:
        built = build(checkout, chosen.to or checkout.package, chosen.carried or UNRELEASED, tell)
    if built.findings:
        screen.show(render(built.findings, colour=screen.colour))
    if built.folder is None:
        screen.say(f"\nnothing was written: {len(built.findings)} findings")
        return 1
    _summary(built, checkout, screen)
    return 0


def _summary(built: Built, checkout: Checkout, screen: Screen) -> None:
    """Say what came out and what to type next."""
    assert built.folder is not None  # noqa: S101 - something was built
    folder = built.folder.relative_to(Path.cwd()) if built.folder.is_relative_to(Path.cwd()) else built.folder
    screen.table(((name, f"{count:,}") for name, count in built.rows.items()), ["table", "rows"])
    again = f", {built.unchanged:,} of them unchanged" if built.unchanged else ""
    what = f"{built.documents:,} documents{again}" if checkout.holds_records else f"{len(built.rows)} tables"
    screen.show(f"\n{what} → {folder}\n")
    screen.show("next:")
    if shutil.which("onrecord") is None:
        screen.show(f"  . {os.path.relpath(sys.prefix)}/bin/activate")
    first = "quotes" if "quotes" in built.rows else next(iter(built.rows))
    expand = ", expand=True" if checkout.holds_records else ""
    screen.show(f'  python -c \'import onrecord; print(onrecord.load("{first}", package="{folder}"{expand}))\'')
    screen.show(f"  onrecord tables --package {folder}")
    screen.show(f"  less {folder}/codebook.md")
