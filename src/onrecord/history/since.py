"""A package against any earlier one, ours or anybody's: rules on transitions, bounds on metrics, and its version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.checking.report import Report
from onrecord.findings import Finding, Note
from onrecord.history.diff import MEMORY, Comparable, diff, open_compared
from onrecord.history.difference import Difference
from onrecord.history.metrics import broken_bounds
from onrecord.history.story import Story
from onrecord.history.version import is_version, parse_version
from onrecord.history.version_bump import classify
from onrecord.parallel import Progress

#: reasons for a version that are told
_REASONS = 10


def verify_since(
    package: Comparable,
    since: Comparable,
    *,
    key: Mapping[str, str | Sequence[str]] | None = None,
    memory: int = MEMORY,
    progress: Progress | None = None,
) -> Report:
    """What is wrong with the change from one package to a later one: see docs/history.md.

    key: the columns that identify a row, by table, where the package has no primary key. Raises `Problem` as `diff` does.
    """
    before, now = open_compared(since), open_compared(package)
    difference = diff(before, now, key=key, memory=memory, progress=progress)
    report = Report()
    # cells may have changed several times since, and each release tells only of its own
    report.findings += Story.up_to(before, without=["H014"]).step(before, now, difference)
    report.findings += broken_bounds(difference)
    report.findings += _version(difference)
    report.add("tables compared", len(difference.tables))
    return report


def _version(difference: Difference) -> Iterator[Finding]:
    """Whether the later package's version is as high as the changes ask (H054); a note when it can't be told (H055)."""
    packages = difference.packages
    assert packages is not None  # noqa: S101 - both were opened
    old, new = (package.version for package in packages)
    if not (is_version(old) and is_version(new)):
        which = "the earlier package has" if not is_version(old) else "the package has"
        message = f"not verified: whether the version is high enough, since {which} none of three numbers"
        help_ = 'write "version": "1.0.0" into the descriptor'
        yield Finding(code="H055", severity="note", message=message, file="datapackage.json", help=help_)
        return
    verdict = classify(difference)
    smallest = parse_version(old).raised(verdict.bump)
    if parse_version(new) < smallest:
        weightiest = [reason.text for reason in verdict.reasons if reason.bump == verdict.bump]
        yield Finding(
            code="H054",
            message=f"the version is {new}; after {old}, the changes ask for {smallest} or higher",
            file="datapackage.json",
            notes=tuple(Note(f"{verdict.bump.name.lower()}: {text}") for text in weightiest[:_REASONS]),
            help=f'"version": "{smallest}"',
        )
