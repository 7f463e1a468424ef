"""The command that checks: a checkout, or any data package."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import command, contribution, describe
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, ordered
from onrecord.findings.render import FORMATS, render
from onrecord.reading.address import DESCRIPTORS

if TYPE_CHECKING:
    from onrecord.checking.options import Options
    from onrecord.checking.report import Report
    from onrecord.checkout import Checkout

_EXAMPLES = """\
examples:
  onrecord verify                                in a checkout: records, tables, sources, releases
  onrecord verify dataset/1.0.0                  one package against the contract it carries
  onrecord verify dataset/1.0.0 --table figures  one table of it
  onrecord verify --changed-since main           what a contribution brings, and nothing that was there before
  onrecord verify B --since A --key ports=id     and what changed since an earlier version
  onrecord verify data.csv --schema schema.yaml  one table, without a package
  onrecord verify dataset/1.0.0 --output failures.parquet   every failing row, for programs
  onrecord verify parts --engine processes       a package of many files, on all cores
  onrecord verify --format github                annotations for a pull request
  onrecord verify --fail-fast                    in a checkout: no step after the first one with an error

exit codes: 0 all verified · 1 findings · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `verify` to the command line."""
    what = "check a data package against its contract; in a checkout, also records against their sources"
    verify = command.add(commands, "verify", what, _EXAMPLES, run)
    verify.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="a folder with a datapackage.json, that file, a zip archive, an address, a checkout, or the file of one table",
    )
    verify.add_argument("--table", action="append", metavar="TABLE", help="only this table (may be repeated)")
    verify.add_argument(
        "--since", metavar="EARLIER", help="check what changed since this release, folder, zip archive or address, too"
    )
    verify.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="TABLE=COLUMN",
        help="with --since: tell rows apart by this column",
    )
    verify.add_argument("--schema", metavar="FILE", help="check one table's file against this Table Schema")
    describe.add_hints(verify)
    verify.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="ADDRESS=FILE",
        help="a copy of the schema or dialect at an address",
    )
    verify.add_argument(
        "--fetch", action="store_true", help="fetch schemas and dialects that are named by address (HTTPS)"
    )
    verify.add_argument("--checkout", metavar="DIR", help="the checkout whose texts the package is checked against")
    verify.add_argument("--format", choices=FORMATS, default="text", help="how findings are shown (default: text)")
    verify.add_argument("--max-findings", type=int, default=50, metavar="N", help="show at most N (default: 50)")
    verify.add_argument(
        "--output", metavar="FILE", help="write every failing row of a table into this Parquet file, too"
    )
    verify.add_argument(
        "--fail-fast",
        action="store_true",
        help="stop at the first error (records, tables, sources, releases: in this order)",
    )
    verify.add_argument(
        "--memory", metavar="SIZE", help="compare keys within this, and beyond it on disk (default: a quarter of all)"
    )
    verify.add_argument(
        "--engine", metavar="ENGINE", help="check file by file on more cores or machines: processes, dask, spark"
    )
    verify.add_argument("--scheduler", metavar="ADDRESS", help="of a cluster of Dask (tcp://…) or Spark that runs")
    verify.add_argument(
        "--folder", metavar="DIR", help="where an engine's tasks leave hashes for each other; all machines see it"
    )
    verify.add_argument("--quiet", action="store_true", help="findings only, no summary")
    contribution.add_options(verify)


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Verify and show what was found. For programs, what kept it from running is told in their format too."""
    try:
        return _run(chosen, screen)
    except Problem as problem:
        if chosen.format == "text":
            raise
        screen.show(render(problem.findings, chosen.format, verdict="could not run"))
        return 2


def _run(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.checking.single_table import is_table
    from onrecord.checkout import Checkout
    from onrecord.reading.address import is_elsewhere

    checkout = Checkout.find(Path(chosen.checkout)) if chosen.checkout else Checkout.find()
    if here := contribution.checkout_at(chosen.path):
        checkout, chosen.path = here, None
    if chosen.schema and (not chosen.path or "://" in chosen.path):
        message = "--schema needs the file of a table"
        raise Problem(Finding(code="P013", message=message, help="onrecord verify data.csv --schema schema.yaml"))
    named = [name for name in ("delimiter", "encoding", "sheet") if getattr(chosen, name) is not None]
    if named and not (chosen.path and (chosen.schema or is_table(Path(chosen.path)))):
        message = f"--{named[0]} is for the file of one table; a package says it in its descriptor"
        raise Problem(Finding(code="P013", message=message, help="onrecord verify data.csv --delimiter ';'"))
    if chosen.path and not chosen.schema and not is_table(Path(chosen.path)) and is_elsewhere(chosen.path):
        from onrecord.package.fetched import fetch_package

        chosen.path = str(fetch_package(chosen.path))
    if chosen.path and not Path(chosen.path).exists():
        raise Problem(
            Finding(
                code="P001",
                message="there is no such file or folder",
                file=chosen.path,
                help="give a folder with a datapackage.json, or that file",
            )
        )
    if (chosen.since or chosen.key) and (
        not chosen.path or chosen.schema or chosen.engine or is_table(Path(chosen.path))
    ):
        message = "--since compares a data package with an earlier one, --key says how"
        raise Problem(Finding(code="P013", message=message, help="onrecord verify B --since A --key ports=id"))
    if chosen.table and not chosen.path:
        message = "--table is for a package, and no package is named"
        raise Problem(Finding(code="P013", message=message, help="onrecord verify build/package --table …"))
    several = [] if checkout and not chosen.path else _packages_below(chosen.path)
    if several:
        report = _all_of(several, chosen, screen)
    elif chosen.path:
        known = checkout if chosen.checkout else None
        report = contribution.verify_package(chosen, lambda asked: _package(asked, screen, known))
    elif checkout:
        report = contribution.verify_checkout(chosen, checkout, screen)
    else:
        from onrecord.package.read import open_package

        installed = open_package(None)
        screen.say(f"no checkout and no package here: these are the installed data, {installed.folder.name}")
        chosen.path = str(installed.folder)
        report = contribution.verify_package(chosen, lambda asked: _package(asked, screen, None))
    return _tell(chosen, screen, report)


#: folders in which nobody keeps packages of their own
_NO_PACKAGES = {"node_modules", "build", "dist", "__pycache__", "site"}


def _packages_below(path: str | None) -> list[Path]:
    """The packages in the folders of a repository that is none itself."""
    root = Path(path) if path else Path()
    if not root.is_dir() or any((root / name).is_file() for name in DESCRIPTORS):
        return []
    found: list[Path] = []
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith(".") and name not in _NO_PACKAGES)
        found += [Path(folder) / name for name in DESCRIPTORS if name in files][:1]
    return found


def _all_of(packages: list[Path], chosen: argparse.Namespace, screen: Screen) -> Report:
    """One report of several packages; places are told from where the command runs."""
    from onrecord.checking.report import Report

    whole = Report()
    for descriptor in packages:
        one = argparse.Namespace(**vars(chosen) | {"path": str(descriptor.parent)})
        report = contribution.verify_package(one, lambda asked: _package(asked, screen, None))
        folder = descriptor.parent.as_posix()
        report.findings = [
            replace(finding, file=f"{folder}/{finding.file or descriptor.name}")
            if finding.file is None or not finding.file.startswith(folder)
            else finding
            for finding in report.findings
        ]
        whole.merge(report)
        whole.add("packages")
    return whole


def _package(chosen: argparse.Namespace, screen: Screen, checkout: Checkout | None) -> Report:
    from onrecord.checking.options import options_from
    from onrecord.checking.package import verify_package
    from onrecord.checking.single_table import is_table, verify_table
    from onrecord.reading.bare_files import FileHints

    path = Path(chosen.path)
    if chosen.engine and (chosen.output or chosen.fail_fast or chosen.schema):
        message = "--engine gives a report of a whole package: it takes no --output, --fail-fast or --schema"
        raise Problem(Finding(code="P013", message=message, help="leave --engine away, or the others"))
    if chosen.engine:
        from onrecord import scale

        return scale.verify(
            path,
            engine=chosen.engine,
            scheduler=chosen.scheduler,
            tables=chosen.table,
            folder=chosen.folder,
            memory=chosen.memory,
        )
    from onrecord.package.references import references

    known = references(chosen.map, fetch=chosen.fetch)
    with options_from(chosen.output, fail_fast=chosen.fail_fast, memory=chosen.memory, reference=known) as options:
        if chosen.schema or is_table(path):
            hints = FileHints(chosen.delimiter, chosen.encoding, chosen.sheet)
            report = verify_table(path, Path(chosen.schema) if chosen.schema else None, chosen.table, options, hints)
        else:
            report = verify_package(path, chosen.table, options)
            if checkout and report.ok:
                _sources(path, checkout, screen, options, report)
            if chosen.since:
                report.merge(_since(path, chosen, screen))
        report.findings += options.note_left_out(report.findings)
    return report


def _since(path: Path, chosen: argparse.Namespace, screen: Screen) -> Report:
    from onrecord.history.diff_options import keys_of
    from onrecord.history.since import verify_since

    with screen.progress("tables") as tell:
        return verify_since(path, chosen.since, key=keys_of(chosen.key), progress=tell)


def _sources(path: Path, checkout: Checkout, screen: Screen, options: Options, report: Report) -> None:
    from onrecord.contribution.source_checks import verify_sources
    from onrecord.package.read import open_package

    with screen.progress("sources") as tell:
        found = verify_sources(open_package(path), checkout.text_of, tell)
    options.keep(found.findings)
    report.merge(found)


def _tell(chosen: argparse.Namespace, screen: Screen, report: Report) -> int:
    found = ordered(report.findings)
    shown = found[: chosen.max_findings] if chosen.format == "text" else found
    limit = max(0, chosen.max_findings)
    told = render(shown, chosen.format, colour=screen.colour, checked=report.checked, limit=limit)
    if told:
        screen.show(told)
    if len(shown) < len(found):
        more = len(found) - len(shown)
        screen.show(f"\n… and {more:,} more findings: --max-findings {len(found)} shows them all")
    if chosen.format in ("text", "github") and not chosen.quiet:
        screen.show(_summary(report, screen, gap=bool(told)))
    return 0 if report.ok else 1


def _summary(report: Report, screen: Screen, *, gap: bool) -> str:
    lines = [""] if gap else []
    checked = " · ".join(f"{count:,} {what}" for what, count in report.checked.items())
    lines.append(f"checked: {checked or 'nothing'}")
    told, style = report.verdict, "32" if report.ok else "31"
    lines.append(f"\x1b[1;{style}m{told}\x1b[0m" if screen.colour else told)
    return "\n".join(lines)
