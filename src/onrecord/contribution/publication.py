"""A release made ready: built, compared with the one before, and verified from all sides before anything is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from onrecord.build import UNRELEASED, build
from onrecord.checking import Report, verify_package
from onrecord.checkout import Checkout
from onrecord.contribution.source_checks import verify_sources
from onrecord.findings import Problem
from onrecord.history.release import Draft, prepare_release
from onrecord.history.rules import verify_history
from onrecord.history.second_opinion import second_opinion
from onrecord.package.read import open_package
from onrecord.package.write import write_text
from onrecord.parallel import Progress
from onrecord.records.coders.agreement_page import NAME as AGREEMENT
from onrecord.records.coders.agreement_page import agreement_page
from onrecord.records.coders.coder_records import Desk


def ready_release(
    checkout: Checkout,
    day: date,
    version: str | None,
    mirrors: Sequence[str],
    folder: Path,
    progress: Progress | None = None,
) -> tuple[Draft | None, Report]:
    """The release as it would be, in `folder`, and what was found; no draft when something is not verified."""
    built = build(checkout, folder / "package", version or UNRELEASED, progress)
    report = Report(list(built.findings))
    if built.folder is None or not report.ok:
        return None, report
    if checkout.holds_records and (page := agreement_page(Desk.open(checkout))):
        write_text(built.folder / AGREEMENT, page)
    draft = None
    try:
        draft = prepare_release(checkout, day, version, mirrors, folder)
    except Problem as problem:
        report.findings += problem.findings
    package = open_package(built.folder)
    report.merge(verify_package(built.folder))
    report.findings += second_opinion(built.folder)
    if checkout.holds_records:
        report.merge(verify_sources(package, checkout.text_of))
    report.findings += verify_history(package, checkout.dataset).findings
    return draft if report.ok else None, report
