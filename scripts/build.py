"""Make the data package from the records in seeds/.

examples:
  python scripts/build.py
  python scripts/build.py --to /tmp/package --version 1.1.0
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from onrecord.build import UNRELEASED, Built, build
from onrecord.checkout import Checkout
from onrecord.cli.output import Screen
from onrecord.findings import Problem
from onrecord.findings.render import render


def main() -> int:
    """Build; 0 done, 1 the records have errors (all are shown), 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    arguments.add_argument("--to", type=Path, help="where the package goes (default: build/package)")
    arguments.add_argument("--version", default=UNRELEASED, help="the version that it carries")
    chosen = arguments.parse_args()
    checkout = Checkout(chosen.root.resolve())
    try:
        with screen.progress("records") as tell:
            built = build(checkout, chosen.to or checkout.package, chosen.version, tell)
    except Problem as problem:
        screen.problem(problem)
        return 2
    if built.findings:
        screen.show(render(built.findings, colour=screen.colour))
    if built.folder is None:
        screen.say(f"\nnothing was written: {len(built.findings)} findings in {built.documents:,} documents")
        return 1
    summary(built, screen)
    return 0


def summary(built: Built, screen: Screen) -> None:
    """Say what came out and what to type next."""
    assert built.folder is not None
    folder = built.folder.relative_to(Path.cwd()) if built.folder.is_relative_to(Path.cwd()) else built.folder
    screen.table(((name, f"{count:,}") for name, count in built.rows.items()), ["table", "rows"])
    again = f", {built.unchanged:,} of them unchanged" if built.unchanged else ""
    screen.show(f"\n{built.documents:,} documents{again} → {folder}\n")
    screen.show("next:")
    if shutil.which("onrecord") is None:
        screen.show(f"  . {os.path.relpath(sys.prefix)}/bin/activate")
    screen.show(f'  python -c \'import onrecord; print(onrecord.load("quotes", package="{folder}", expand=True))\'')
    screen.show("  onrecord show actor:russia")
    screen.show(f"  less {folder}/codebook.md")


if __name__ == "__main__":
    sys.exit(main())
