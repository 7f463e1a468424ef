"""The command that writes a first descriptor for files that have none."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen

_EXAMPLES = """\
examples:
  onrecord describe donations.csv             writes datapackage.json beside it
  onrecord describe data/                     every table in a folder, and which point to which
  onrecord describe t.csv --delimiter ';' --encoding cp1252
  onrecord describe budget.xlsx --sheet 2024 --out -     shows the descriptor

What is written is a guess to be edited: types, formats, missing values, codes, keys. How sure it is, is said of each
column. Then: onrecord verify FOLDER

exit codes: 0 described · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `describe` to the command line."""
    what = "write a datapackage.json for files that have none: how they are written, types, keys, and how sure that is"
    describe = command.add(commands, "describe", what, _EXAMPLES, run)
    describe.add_argument("files", nargs="+", metavar="FILE", type=Path, help="files of tables, or folders of them")
    describe.add_argument(
        "--out",
        metavar="FILE",
        help="where the descriptor goes; - shows it (default: datapackage.json beside the files)",
    )
    describe.add_argument("--force", action="store_true", help="replace a descriptor that is there")
    add_hints(describe)


def add_hints(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how a file without a descriptor is written."""
    parser.add_argument("--delimiter", metavar="SIGN", help="what stands between the cells of a text file: ; or tab")
    parser.add_argument("--encoding", metavar="NAME", help="the encoding of a text file, such as cp1252")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook, by name or number")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Describe the files and write the descriptor."""
    from onrecord.description.package_description import describe_files, write_descriptor
    from onrecord.reading.bare_files import FileHints
    from onrecord.reading.temporary_files import Scratch

    first = chosen.files[0]
    beside = first if first.is_dir() else first.parent
    out = Path(chosen.out) if chosen.out not in (None, "-") else beside / "datapackage.json"
    if out.is_dir():
        out = out / "datapackage.json"
    hints = FileHints(chosen.delimiter, chosen.encoding, chosen.sheet)
    with Scratch() as scratch:
        description = describe_files(chosen.files, out.parent, hints, scratch)
        if chosen.out == "-":
            screen.show(json.dumps(description.descriptor, indent=2, ensure_ascii=False))
            return 0
        write_descriptor(description, out, force=chosen.force)
        screen.show("\n".join(description.lines()))
    screen.show(f"\nwritten: {out} — a guess to be edited; then: onrecord verify {out.parent}")
    return 0
