"""A change looked at: what it brings, apart from what was there before it."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from onrecord.build import UNRELEASED, build
from onrecord.checkout import Checkout
from onrecord.contract import ContractError
from onrecord.findings import Finding, Note, Problem
from onrecord.git import Since, changed_lines, changed_since, extract
from onrecord.history.contribution import contribution
from onrecord.history.fragments import read_fragments
from onrecord.package.read import open_package
from onrecord.verifier.checkout import Steps, verify_checkout
from onrecord.verifier.report import Report

#: what tells a finding from others, wherever in its file it stands
Mark = tuple[str | None, ...]


@contextmanager
def before(checkout: Checkout, since: Since, *, releases: bool) -> Iterator[Checkout | None]:
    """The checkout as it was before the change, in a temporary folder; None when there was none.

    releases: also bring the catalogue, which can be large. Raises `Problem` (H042, H044) when it can't be had.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-") as scratch:
        root = Path(scratch).resolve() / "checkout"
        extract(since, ["schemas", "seeds", "changes", *(["dataset"] if releases else [])], root)
        was = Checkout(root)
        if not was.seeds.is_dir() or not (was.schemas / "datapackage.yaml").is_file():
            yield None
            return
        if checkout.cache.is_dir():
            # documents that the change doesn't touch need not be read again
            shutil.copytree(checkout.cache, was.cache)
        yield was


@dataclass
class Change:
    """A change that was verified: what was found, marked as brought by it or known before, and what it does to rows."""

    since: Since
    report: Report
    #: Markdown, when it was asked for
    rows: str | None = None


def verify_change(checkout: Checkout, ref: str, *, rows: bool = False, steps: Steps = lambda _: None) -> Change:
    """Verify a checkout, and tell what its history since `ref` brings from what was there before.

    Findings that the state before the change has too are `known` and don't make the report fail; they are looked for
    only when something was found. rows: also tell the rows that are added, changed and retired, as Markdown.
    Raises `Problem` when git can't tell (see `changed_since`, `before`).
    """
    since = changed_since(checkout.root, ref)
    report = verify_checkout(checkout, steps)
    found = bool(report.findings)
    change = Change(since, report)
    if found or rows:
        with before(checkout, since, releases=found) as was:
            if found:
                change.report = _compared(checkout, since, was, report, steps)
            elif was is not None:
                _build(was)
            change.rows = _rows(checkout, was, change.report) if rows else None
    change.report.add("changed files", len(since.touched))
    return change


def _compared(checkout: Checkout, since: Since, was: Checkout | None, report: Report, steps: Steps) -> Report:
    earlier = _verified(was, steps) if was is not None else Report()
    told = Report([*report.findings, *_unseen(report)], dict(report.checked))
    known = [_without(finding, was.root if was else None) for finding in [*earlier.findings, *_unseen(earlier)]]
    told.findings = _marked([_without(f, checkout.root) for f in told.findings], known, since)
    return told


def _rows(checkout: Checkout, was: Checkout | None, report: Report) -> str:
    """What the change does to rows, or why that can't be told."""
    if "tables" not in report.checked:
        return "What it does to rows can be told when the records have no errors."
    if was is None:
        return "Before it, there was no checkout here: every row is new."
    if not was.package.is_dir():
        return "What it does to rows can't be told: the records before it have errors."
    fragments, _ = read_fragments(checkout.root)
    return contribution(open_package(was.package), open_package(checkout.package), fragments)


def _verified(was: Checkout, steps: Steps) -> Report:
    try:
        return verify_checkout(was, steps)
    except Problem as problem:
        return Report(list(problem.findings))


def _build(was: Checkout) -> None:
    """The package of the state before the change; none where its records or its contract had errors."""
    with suppress(ContractError, Problem):
        build(was, was.package, UNRELEASED)


def _unseen(report: Report) -> list[Finding]:
    """With errors in the records there are no tables; that they were not checked must not be passed over."""
    if "tables" in report.checked or not report.findings:
        return []
    message = "not verified: the tables and their sources, since the records or the contract have errors"
    return [Finding(code="P010", severity="warning", message=message, help="mend the errors above first")]


def _without(finding: Finding, root: Path | None) -> Finding:
    """The finding with its file told from the checkout on."""
    if root is None or finding.file is None or not Path(finding.file).is_relative_to(root):
        return finding
    return replace(finding, file=Path(finding.file).relative_to(root).as_posix())


def _marked(found: Sequence[Finding], known: Sequence[Finding], since: Since) -> list[Finding]:
    """The findings with their marks. Where the same one stands several times, those on changed lines are new."""
    left = Counter(map(_mark, known))
    sizes = {_mark(finding): finding.count for finding in known}
    marked: list[Finding | None] = [None] * len(found)
    lines_of = cache(lambda file: changed_lines(since, file))

    def changed(place: int) -> bool:
        file, line = found[place].file, found[place].line
        # git is asked only where it matters
        asked = left[_mark(found[place])] > 0 and file in since.touched and line is not None
        return asked and any(line in lines for lines in lines_of(file))

    places = sorted(range(len(found)), key=changed)
    for place in places:
        finding, mark = found[place], _mark(found[place])
        old = left[mark] > 0
        left[mark] -= old
        marked[place] = replace(finding, known=old, touched=finding.file in since.touched)
    return list(_grown([finding for finding in marked if finding is not None], sizes))


def _mark(finding: Finding) -> Mark:
    return (
        finding.code,
        finding.file,
        finding.table,
        finding.field,
        finding.row_id,
        finding.message,
        (finding.snippet or "").strip(),
    )


def _grown(marked: Sequence[Finding], sizes: dict[Mark, int]) -> Iterator[Finding]:
    """A finding that stands for many rows is known only when new ones among them are told by others."""
    fresh = Counter(_group(finding) for finding in marked if not finding.known)
    for finding in marked:
        more = finding.count - sizes.get(_mark(finding), finding.count)
        if finding.known and more > fresh[_group(finding)]:
            note = Note(f"{finding.count - more:,} before the change, {finding.count:,} now")
            yield replace(finding, known=False, notes=(*finding.notes, note))
        else:
            yield finding


def _group(finding: Finding) -> tuple[object, ...]:
    """Examples of one rule share what they are about, and how many rows break it."""
    return finding.code, finding.table, finding.field, finding.count
