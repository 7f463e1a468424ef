"""Options of `verify` for contributions: what a change brings, and a summary for those who review it."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

if TYPE_CHECKING:
    from onrecord.checkout import Checkout
    from onrecord.verifier.report import Report
    from onrecord.verifier.since import Change


def add_options(verify: argparse.ArgumentParser) -> None:
    """Add `--changed-since` and `--summary`."""
    verify.add_argument(
        "--changed-since",
        metavar="REF",
        help="in a checkout: what the history since this branch, tag or hash touches first; fail only on what it brings",
    )
    verify.add_argument("--summary", metavar="FILE", help="add a summary in Markdown to this file, too")


def checkout_at(path: str | None) -> Checkout | None:
    """The checkout whose root the path is, unless a package lies there."""
    from onrecord.checkout import Checkout

    if path is None or "://" in path or not Path(path).is_dir() or (Path(path) / "datapackage.json").exists():
        return None
    found = Checkout.find(Path(path))
    return found if found and found.root == Path(path).resolve() else None


def refuse_package(chosen: argparse.Namespace) -> None:
    """`--changed-since` asks for the history of records, which a package doesn't have."""
    if chosen.changed_since is not None and chosen.path:
        message = "--changed-since looks at a checkout, and a package is named"
        raise Problem(Finding(code="P013", message=message, help="onrecord verify --changed-since … in the checkout"))


def verify_checkout(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> Report:
    """Verify a checkout, and what was changed in it when that is asked for; the summary is written."""
    from onrecord.verifier.checkout import verify_checkout

    change, told = None, None
    with ExitStack() as bars:
        steps = lambda step: bars.enter_context(screen.progress(step))  # noqa: E731
        if chosen.changed_since is None:
            told = verify_checkout(checkout, steps)
        else:
            from onrecord.verifier.since import verify_change

            change = verify_change(checkout, chosen.changed_since, rows=chosen.summary is not None, steps=steps)
            told = change.report
    if chosen.format == "github":
        told.findings = [_in_workspace(finding, checkout.root) for finding in told.findings]
    summarize(chosen, told, change)
    return told


def summarize(chosen: argparse.Namespace, report: Report, change: Change | None = None) -> None:
    """Write the summary where one is asked for."""
    if chosen.summary is None:
        return
    from onrecord.verifier.summary import append_summary, summary

    append_summary(summary(report, change), Path(chosen.summary))


def _in_workspace(finding: Finding, root: Path) -> Finding:
    """GitHub looks for files from the top of the repository on, in which the checkout may be a folder."""
    top = os.environ.get("GITHUB_WORKSPACE")
    if not top or finding.file is None or not root.is_relative_to(Path(top).resolve()):
        return finding
    return replace(finding, file=(root.relative_to(Path(top).resolve()) / finding.file).as_posix())
