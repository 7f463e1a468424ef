"""The command that checks: a checkout, or any data package."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, ordered
from onrecord.findings.render import FORMATS, render

if TYPE_CHECKING:
    from onrecord.checkout import Checkout
    from onrecord.verifier.report import Report

_EXAMPLES = """\
examples:
  onrecord verify                                in a checkout: records, tables, sources, releases
  onrecord verify dataset/1.0.0                  one package against the contract it carries
  onrecord verify dataset/1.0.0 --table figures  one table of it
  onrecord verify dataset/1.0.0 --output failures.parquet   every failing row, for programs
  onrecord verify --format github                annotations for a pull request

exit codes: 0 all verified · 1 findings · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `verify` to the command line."""
    what = "check a data package against its contract; in a checkout, also records against their sources"
    verify = command.add(commands, "verify", what, _EXAMPLES, run)
    verify.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="a folder with a datapackage.json, that file, a zip archive or an address",
    )
    verify.add_argument("--table", action="append", metavar="TABLE", help="only this table (may be repeated)")
    verify.add_argument("--checkout", metavar="DIR", help="the checkout whose texts the package is checked against")
    verify.add_argument("--format", choices=FORMATS, default="text", help="how findings are shown (default: text)")
    verify.add_argument("--max-findings", type=int, default=50, metavar="N", help="show at most N (default: 50)")
    verify.add_argument("--output", metavar="FILE", help="write every failing row into this Parquet file, too")
    verify.add_argument("--fail-fast", action="store_true", help="stop at the first error")
    verify.add_argument(
        "--memory", metavar="SIZE", help="compare keys within this, and beyond it on disk (default: a quarter of all)"
    )
    verify.add_argument("--quiet", action="store_true", help="findings only, no summary")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Verify and show what was found."""
    from onrecord.checkout import Checkout
    from onrecord.package.address import is_elsewhere

    checkout = Checkout.find(Path(chosen.checkout)) if chosen.checkout else Checkout.find()
    if chosen.path and is_elsewhere(chosen.path):
        from onrecord.package.elsewhere import bring

        chosen.path = str(bring(chosen.path))
    if chosen.path and not Path(chosen.path).exists():
        raise Problem(
            Finding(
                code="P001",
                message="there is no such file or folder",
                file=chosen.path,
                help="give a folder with a datapackage.json, or that file",
            )
        )
    options = {"--table": chosen.table, "--output": chosen.output, "--memory": chosen.memory}
    options["--fail-fast"] = chosen.fail_fast
    for option, given in options.items():
        if given and not chosen.path:
            message = f"{option} is for a package, and no package is named"
            raise Problem(Finding(code="P013", message=message, help=f"onrecord verify build/package {option} …"))
    if chosen.path:
        report = _package(chosen, screen, checkout if chosen.checkout else None)
    elif checkout:
        report = _checkout(checkout, screen)
    else:
        raise Problem(
            Finding(
                code="P013",
                message="there is nothing to verify here",
                help="name a folder with a datapackage.json, or run it inside a checkout of onrecord",
            )
        )
    return _tell(chosen, screen, report)


def _package(chosen: argparse.Namespace, screen: Screen, checkout: Checkout | None) -> Report:
    from onrecord.verifier.how import how_to
    from onrecord.verifier.package import verify_package

    with how_to(chosen.output, fail_fast=chosen.fail_fast, memory=chosen.memory) as how:
        report = verify_package(Path(chosen.path), chosen.table, how)
    if checkout and report.ok:
        from onrecord.package.read import open_package
        from onrecord.verifier.sources import verify_sources

        with screen.progress("sources") as tell:
            report.merge(verify_sources(open_package(chosen.path), checkout.text_of, tell))
    return report


def _checkout(checkout: Checkout, screen: Screen) -> Report:
    from onrecord.verifier.checkout import verify_checkout

    with ExitStack() as bars:
        return verify_checkout(checkout, lambda step: bars.enter_context(screen.progress(step)))


def _tell(chosen: argparse.Namespace, screen: Screen, report: Report) -> int:
    found = ordered(report.findings)
    shown = found[: chosen.max_findings] if chosen.format == "text" else found
    told = render(shown, chosen.format, colour=screen.colour)
    if told:
        screen.show(told)
    if len(shown) < len(found):
        more = len(found) - len(shown)
        screen.show(f"\n… and {more:,} more findings: --max-findings {len(found)} shows them all")
    if chosen.format == "text" and not chosen.quiet:
        screen.show(_summary(report, screen, gap=bool(told)))
    return 0 if report.ok else 1


def _summary(report: Report, screen: Screen, *, gap: bool) -> str:
    lines = [""] if gap else []
    checked = " · ".join(f"{count:,} {what}" for what, count in report.checked.items())
    lines.append(f"checked: {checked or 'nothing'}")
    kinds = [(kind, sum(f.severity == kind for f in report.findings)) for kind in ("error", "warning", "note")]
    told = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds if count)
    verdict, style = ("all verified", "32") if report.ok else (told, "31")
    lines.append(f"\x1b[1;{style}m{verdict}\x1b[0m" if screen.colour else verdict)
    return "\n".join(lines)
