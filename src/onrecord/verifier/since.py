"""A change looked at: what it brings, apart from what was there before it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from onrecord.findings import Finding, Note, Problem
from onrecord.git import Since, changed_lines, changed_since, extract
from onrecord.verifier.report import Report
from onrecord.verifier.subjects import Subject

#: what tells a finding from others, wherever in its file it stands
Mark = tuple[str | None, ...]


@dataclass
class Change:
    """A change that was verified: what was found, marked as brought by it or known before, and what it does to rows."""

    since: Since
    report: Report
    #: Markdown, when it was asked for
    rows: str | None = None


def verify_change(subject: Subject, ref: str, *, rows: bool = False) -> Change:
    """Verify a checkout or a package, and tell what its history since `ref` brings from what was there before.

    Findings that the state before the change has too are `known` and don't make the report fail; they are looked for
    only when something was found. rows: also tell the rows that are added, changed and retired, as Markdown.
    Raises `Problem` when git can't tell (see `changed_since`, `extract`).
    """
    since = changed_since(subject.root, ref)
    report = subject.verify()
    change = Change(since, report)
    found = bool(report.findings)
    if found or rows:
        with tempfile.TemporaryDirectory(prefix="onrecord-") as scratch:
            folder = Path(scratch).resolve() / "before"
            folder.mkdir()
            extract(since, subject.parts(whole=found), folder)
            was = subject.at(folder)
            if found:
                known = _verified(was).findings if was is not None else []
                report.findings = _marked(report.findings, known, since)
            elif was is not None:
                was.make()
            change.rows = subject.rows_since(was, report) if rows else None
    report.add("changed files", len(since.touched))
    return change


def _verified(was: Subject) -> Report:
    try:
        return was.verify()
    except Problem as problem:
        return Report(list(problem.findings))


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
