"""A whole checkout: its records, the tables made from them, their sources, and the history of its releases."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.build import UNRELEASED, build
from onrecord.checkout import Checkout
from onrecord.coding.records import ADJUDICATED, Desk
from onrecord.contract import ContractError
from onrecord.findings import Problem
from onrecord.history.fragments import read_fragments
from onrecord.history.rules import verify_history
from onrecord.package.read import open_package
from onrecord.verifier.package import verify_package
from onrecord.verifier.places import in_seeds
from onrecord.verifier.report import Report
from onrecord.verifier.sources import verify_sources

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


def verify_checkout(checkout: Checkout, steps: Steps = lambda _: None) -> Report:
    """Build the records anew and check them, the tables, the sources, and the history of releases.

    With errors in the records there are no tables to check, and the records' findings are the report.
    """
    report = Report()
    try:
        built = build(checkout, checkout.package, UNRELEASED, steps("records"))
    except ContractError as broken:
        report.findings += broken.findings
        return report
    report.findings += built.findings
    report.add("records", built.documents)
    _coders(checkout, report)
    if built.folder is not None:
        report.merge(verify_package(built.folder))
        report.merge(verify_sources(open_package(built.folder), checkout.text_of, steps("sources")))
    present = open_package(built.folder) if built.folder is not None else None
    history = verify_history(present, checkout.dataset, progress=steps("releases"))
    report.findings += history.findings
    report.add("releases", history.releases)
    report.findings += read_fragments(checkout.root)[1]
    report.findings = in_seeds(report.findings, checkout)
    return report
