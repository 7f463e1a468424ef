"""A whole checkout: its records, the tables made from them, their sources, and the history of its releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from onrecord.build import UNRELEASED, build
from onrecord.checking.options import Options, has_errors, steps_not_run
from onrecord.checking.package import verify_package
from onrecord.checking.report import Report
from onrecord.checkout import Checkout
from onrecord.contract import ContractError
from onrecord.contribution.record_places import in_seeds
from onrecord.contribution.source_checks import verify_sources
from onrecord.findings import Finding, Problem
from onrecord.history.change_notes import read_fragments
from onrecord.history.release import refusals
from onrecord.history.release_files import read_index
from onrecord.history.rules import verify_history
from onrecord.package.read import open_package
from onrecord.records.coders.coder_records import ADJUDICATED, Desk

#: given a step's name, gives what is told its progress (or None)
Steps = Callable[[str], Callable[[int, int], None] | None]


def _coders(checkout: Checkout, report: Report) -> None:
    """The records of single coders: nothing is built from them, but they are to be read and compared."""
    slugs = sorted({path.parent.parent.name for path in checkout.seeds.glob("*/coders/*.yaml")})
    if not slugs:
        return
    try:
        desk = Desk.open(checkout)
    except Problem:
        # a registry is broken, which the build has told
        return
    for slug in slugs:
        for coder in desk.coders(slug):
            if coder != ADJUDICATED:
                report.findings += desk.findings(slug, coder)
                report.add("records of coders")


def verify_checkout(checkout: Checkout, steps: Steps = lambda _: None, options: Options | None = None) -> Report:
    """Build the records anew and check them, the tables, the sources, and the history of releases.

    With errors in the records there are no tables to check, and the records' findings are the report. With
    `fail_fast`, no step comes after the first one that finds an error. Failing rows of the tables are kept; what is
    wrong with records and releases has no row there, which a note tells.
    """
    options, report = options or Options(), Report()
    _run(checkout, steps, options, report)
    report.findings += options.note_left_out(report.findings)
    report.findings = in_seeds(report.findings, checkout)
    return report


def release_refusals(checkout: Checkout) -> list[Finding]:
    """What the next release would refuse of the package that was built (see `release.refusals`), as warnings."""
    listed = read_index(checkout.dataset)
    if not listed or not (checkout.dataset / listed[0]["version"]).is_dir():
        return []
    before, present = open_package(checkout.dataset / listed[0]["version"]), open_package(checkout.package)
    return in_seeds(list(refusals(before, present, checkout.root)), checkout)


def _run(checkout: Checkout, steps: Steps, options: Options, report: Report) -> None:
    try:
        built = build(checkout, checkout.package, UNRELEASED, steps("records"))
    except ContractError as broken:
        report.findings += broken.findings
        return
    report.findings += built.findings
    if checkout.holds_records:
        report.add("records", built.documents)
    left = ["the tables", "their sources", "the history of releases"]
    for _ in _steps(checkout, built.folder, steps, options, report):
        if options.fail_fast and has_errors(report.findings):
            report.findings += steps_not_run(left)
            return
        left = left[1:]


def _steps(checkout: Checkout, folder: Path | None, steps: Steps, options: Options, report: Report) -> Iterator[None]:
    """Each step of the verification after the build; what it found is there when the next one is asked for."""
    _coders(checkout, report)
    yield
    if folder is not None:
        report.merge(verify_package(folder, options=options))
    yield
    if folder is not None and checkout.holds_records:
        found = verify_sources(open_package(folder), checkout.text_of, steps("sources"))
        report.merge(found)
        options.keep(found.findings)
    yield
    present = open_package(folder) if folder is not None else None
    history = verify_history(present, checkout.dataset, progress=steps("releases"))
    report.findings += history.findings
    report.add("releases", history.releases)
    report.findings += read_fragments(checkout.root)[1]
