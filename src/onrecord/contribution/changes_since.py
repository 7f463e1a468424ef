"""A change looked at: what it brings, apart from what was there before it."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from onrecord.checking.report import Report
from onrecord.contribution.subjects import Subject
from onrecord.findings import Finding, Note, Problem
from onrecord.git import Since, changed_lines, changed_since, extract

#: what tells a finding from others, wherever in its file it stands
Mark = tuple[str | None, ...]
#: numbers of rows in a message, which move when rows come and go
_ROWS = re.compile(r"rows? [0-9][0-9, ]*")
#: codes whose messages name the value only
_OF_KEYS = ("T011", "T012", "T013")


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
    report.findings += subject.releases_since(since)
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
    return list(_grown([finding for finding in marked if finding is not None], known))


def _mark(finding: Finding) -> Mark:
    return (
        finding.code,
        finding.file,
        finding.table,
        finding.field,
        finding.row_id,
        _ROWS.sub("rows", finding.message),
        (finding.snippet or "").strip(),
    )


def _grown(marked: Sequence[Finding], known: Sequence[Finding]) -> Iterator[Finding]:
    """The findings; of rules that more rows break than are told one by one, the number of rows decides.

    When more rows break such a rule than before, and no new one is among those that are told, all of them are new.
    When no more do, one that was not told before is taken for one of those that were left out.
    """
    shown = Counter(map(_rule, known))
    sizes = {_rule(finding): finding.count for finding in known}
    fresh = Counter(_rule(finding) for finding in marked if not finding.known)
    for finding in marked:
        rule = _rule(finding)
        before = sizes.get(rule, 0)
        more = finding.count - before
        if finding.known and more > fresh[rule]:
            note = Note(f"{before:,} before the change, {finding.count:,} now")
            yield replace(finding, known=False, notes=(*finding.notes, note))
        else:
            left_out = before > shown[rule] and more <= 0
            yield replace(finding, known=finding.known or left_out)


def _rule(finding: Finding) -> tuple[str | None, ...]:
    """What the examples of one rule share: a message begins with the value and ends with what is wrong, or, where a
    rule is about several columns, the other way round."""
    told = ""
    if finding.code not in _OF_KEYS:
        told = finding.message.rpartition(": ")[2] if finding.field else finding.message.partition(": ")[0]
    return finding.code, finding.table, finding.field, told
