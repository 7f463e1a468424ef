"""frictionless on a package that is to become a release: what another program calls invalid is not released."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.findings import Finding, printable

#: problems of one table that are told
_TOLD = 10


def second_opinion(folder: Path) -> Iterator[Finding]:
    """What frictionless finds wrong with a package (H056); a warning when it isn't installed."""
    try:
        from frictionless import Package, system
    except ImportError:
        message = "not verified: what frictionless, the second opinion on a release, says of the package"
        yield Finding(code="H056", severity="warning", message=message, help="pip install 'onrecord[make]'")
        return
    with system.use_context(trusted=False):
        report = Package.from_descriptor(str(folder / "datapackage.json")).validate()
    for error in report.errors[:_TOLD]:
        yield _finding(error.type, error.message, None)
    for task in report.tasks:
        for error in task.errors[:_TOLD]:
            yield _finding(error.type, error.message, task.name)


def _finding(kind: str, message: str, table: str | None) -> Finding:
    words = f"frictionless calls the package invalid: {printable(message, 300)} ({kind})"
    help_ = "a release is valid for both programs; docs/conformance.md says where they read the standard otherwise"
    return Finding(code="H056", message=words, table=table, help=help_)
