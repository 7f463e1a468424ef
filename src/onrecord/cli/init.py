"""The command that begins a dataset of one's own."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen

_EXAMPLES = """\
examples:
  onrecord init my-dataset                    asks for what it needs to know
  onrecord init my-dataset --kind tables      CSV, Parquet and other tables with schemas and releases
  onrecord init council --kind news --title "What the council said" --author "A. Reporter" --codebook own

exit codes: 0 done · 2 could not run"""
_KINDS = "news: records of what texts say; tables: tables of your own (default: news)"


def add_command(commands: Any) -> None:
    """Add `init` to the command line."""
    what = "begin a dataset of your own: contract, seeds, releases, checks"
    init = command.add(commands, "init", what, _EXAMPLES, run)
    init.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    init.add_argument("--kind", choices=("news", "tables"), help=_KINDS)
    init.add_argument("--name", help="the name of the data package (default: that of the folder)")
    init.add_argument("--title", help="what people read (default: the name)")
    init.add_argument("--author", metavar="WHO", help="who makes it, for citations")
    init.add_argument("--licence", metavar="NAME", help="of the data, such as CC0-1.0 (default: CC-BY-4.0)")
    init.add_argument(
        "--codebook",
        choices=("ours", "own"),
        default="ours",
        help="news: all vocabularies, or event types and measures of your own",
    )


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Begin it."""
    from onrecord.new_dataset import NewDataset, lay_out

    name = chosen.name or re.sub("[^a-z0-9._-]+", "-", chosen.folder.resolve().name.lower()).strip("-")
    kind = chosen.kind or _asked(screen, "kind: news or tables", "news", ("news", "tables"))
    dataset = NewDataset(
        name=name,
        title=chosen.title or _asked(screen, "title", name),
        author=chosen.author or _asked(screen, "who makes it, for citations", f"makers of {name}"),
        licence=chosen.licence or _asked(screen, "licence of the data", "CC-BY-4.0"),
        kind=kind,
        own_codebook=chosen.codebook == "own",
    )
    files = lay_out(chosen.folder, dataset)
    screen.show(f"{chosen.folder}: {len(files)} files\n\nnext:\n  cd {chosen.folder}\n  git init && git add -A")
    screen.show("  onrecord records --new a-document article.txt" if kind == "news" else "  onrecord build")
    screen.show("  onrecord verify\nthe rest stands in README.md")
    return 0


def _asked(screen: Screen, question: str, default: str, allowed: tuple[str, ...] = ()) -> str:
    """What a person at a terminal answers; elsewhere the default."""
    if not (screen.on_terminal and sys.stdin is not None and sys.stdin.isatty()):
        return default
    while True:
        answer = input(f"{question} [{default}]: ").strip() or default
        if not allowed or answer in allowed:
            return answer
