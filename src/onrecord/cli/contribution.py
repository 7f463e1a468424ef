"""Options of `verify` for contributions: what a change brings, and a summary for those who review it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

if TYPE_CHECKING:
    from onrecord.checking.report import Report
    from onrecord.checkout import Checkout
    from onrecord.contribution.changes_since import Change
    from onrecord.contribution.subjects import Subject


def add_options(verify: argparse.ArgumentParser) -> None:
    """Add `--changed-since` and `--summary`."""
    verify.add_argument(
        "--changed-since",
        metavar="REF",
        help="what the history since this branch, tag or hash touches comes first; fail only on what it brings",
    )
    verify.add_argument("--summary", metavar="FILE", help="add a summary in Markdown to this file, too")


def checkout_at(path: str | None) -> Checkout | None:
    """The checkout whose root the path is, unless a package lies there."""
    from onrecord.checkout import Checkout

    if path is None or "://" in path or not Path(path).is_dir() or (Path(path) / "datapackage.json").exists():
        return None
    found = Checkout.find(Path(path))
    return found if found and found.root == Path(path).resolve() else None


def verify_checkout(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> Report:
    """Verify a checkout, or what a change brings to it; the summary is written where one is asked for."""
    from onrecord.checking.options import options_from
    from onrecord.contribution.checkout_report import verify_checkout

    with ExitStack() as bars:
        options = bars.enter_context(options_from(chosen.output, fail_fast=chosen.fail_fast, memory=chosen.memory))
        steps = lambda step: bars.enter_context(screen.progress(step))  # noqa: E731
        if chosen.changed_since is None:
            return _told(chosen, verify_checkout(checkout, steps, options), checkout.root)
        from onrecord.contribution.subjects import Records

        return _changed(chosen, Records(checkout, steps, options))


def verify_package(chosen: argparse.Namespace, check: Callable[[argparse.Namespace], Report]) -> Report:
    """The same for the package that is chosen. `check` verifies it, and would if another path were chosen."""
    path = Path(chosen.path).resolve()
    folder = path if path.is_dir() else path.parent
    if chosen.changed_since is None:
        report = check(chosen)
        if chosen.format == "github":
            from onrecord.contribution.subjects import Files

            # an annotation needs a file, also where the table is enough for a person
            report.findings = Files(folder, lambda _: report).verify().findings
        return _told(chosen, report, folder)
    from onrecord.contribution.subjects import Files

    if not (folder / "datapackage.json").is_file():
        message = "--changed-since looks at a checkout, or at the folder of a data package"
        raise Problem(Finding(code="P013", message=message, file=chosen.path, help="name the folder"))

    def verified(where: Path) -> Report:
        # of what was there before, everything is looked at, and no failing row kept
        before = {} if where == folder else {"output": None, "fail_fast": False}
        return check(argparse.Namespace(**vars(chosen) | {"path": str(where)} | before))

    return _changed(chosen, Files(folder, verified))


def _changed(chosen: argparse.Namespace, subject: Subject) -> Report:
    from onrecord.contribution.changes_since import verify_change

    change = verify_change(subject, chosen.changed_since, rows=chosen.summary is not None)
    return _told(chosen, change.report, subject.root, change)


def _told(chosen: argparse.Namespace, report: Report, root: Path | None, change: Change | None = None) -> Report:
    if chosen.summary is not None:
        from onrecord.contribution.summary import append_summary, summary

        append_summary(summary(report, change), Path(chosen.summary))
    if chosen.format == "github" and root is not None:
        report.findings = [_in_workspace(finding, root) for finding in report.findings]
    return report


def _in_workspace(finding: Finding, root: Path) -> Finding:
    """GitHub looks for files from the top of the repository on, in which the checkout may be a folder."""
    top = os.environ.get("GITHUB_WORKSPACE")
    if not top or finding.file is None or not root.is_relative_to(Path(top).resolve()):
        return finding
    return replace(finding, file=(root.relative_to(Path(top).resolve()) / finding.file).as_posix())
