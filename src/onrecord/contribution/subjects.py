"""What a change can be a change of: a checkout with its records, or a data package. Both are verified in any folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self

from onrecord.build import UNRELEASED, build
from onrecord.checking.options import Options
from onrecord.checking.report import Report
from onrecord.checkout import Checkout
from onrecord.contract import ContractError
from onrecord.contribution.checkout_report import Steps, release_refusals, verify_checkout
from onrecord.contribution.row_changes import contribution
from onrecord.findings import Finding, Problem, in_markdown, printable
from onrecord.git import Since, file_as_it_was
from onrecord.history.chain import check_kept
from onrecord.history.change_notes import Fragment, read_fragments
from onrecord.history.release_files import index_entries, read_index
from onrecord.package.read import open_package

#: bytes of a descriptor that is looked into
_SMALL = 50_000_000


class Subject(Protocol):
    """Something in a git repository that can be verified as it is, and as it was."""

    @property
    def root(self) -> Path:
        """Its folder."""

    def parts(self, *, whole: bool) -> list[str] | None:
        """The folders in it that have to be brought back; None for all. whole: for a verification, not for its rows only."""

    def at(self, folder: Path) -> Self | None:
        """The same as it was, when its files of then lie in a folder; None when it wasn't there."""

    def verify(self) -> Report:
        """What is wrong with it. The files of findings are told from its folder on."""

    def releases_since(self, since: Since) -> list[Finding]:
        """What the change does to releases, which are never touched again."""

    def make(self) -> None:
        """Make what its rows are read from, where that is not there yet."""

    def rows_since(self, was: Self | None, report: Report) -> str:
        """How its rows differ from what they were, as Markdown, or why that can't be told."""


@dataclass(frozen=True)
class Records:
    """A checkout."""

    checkout: Checkout
    steps: Steps = lambda _: None
    options: Options | None = None

    @property
    def root(self) -> Path:
        return self.checkout.root

    def parts(self, *, whole: bool) -> list[str] | None:
        return ["schemas", "seeds", "changes", *(["dataset"] if whole else [])]

    def at(self, folder: Path) -> Records | None:
        was = Checkout(folder)
        if not was.seeds.is_dir() or not (was.schemas / "datapackage.yaml").is_file():
            return None
        if self.checkout.cache.is_dir():
            # documents that the change doesn't touch need not be read again
            shutil.copytree(self.checkout.cache, was.cache, copy_function=_link)
        return Records(was, self.steps, Options(self.options.memory) if self.options else None)

    def verify(self) -> Report:
        report = verify_checkout(self.checkout, self.steps, self.options)
        if "releases" in report.checked:
            with suppress(Problem):  # what can't be read is told by the verification
                report.findings += release_refusals(self.checkout)
        stopped = any(finding.code == "P019" for finding in report.findings)
        if "tables" not in report.checked and not stopped:
            message = "not verified: the tables and their sources, since the records or the contract have errors"
            help_ = "mend the errors above first"
            report.findings.append(Finding(code="P010", severity="warning", message=message, help=help_))
        return report

    def releases_since(self, since: Since) -> list[Finding]:
        raw = file_as_it_was(since, "dataset/index.json")
        if raw is None:
            return []
        try:
            before = index_entries(raw, self.checkout.dataset)
        except Problem as problem:
            why = f"it isn't known whether releases were touched: at {printable(since.ref, 80)}, "
            return [replace(each, severity="warning", message=why + each.message) for each in problem.findings]
        with suppress(Problem):  # what can't be read now is told by the verification
            return list(check_kept(before, read_index(self.checkout.dataset), since.ref))
        return []

    def make(self) -> None:
        with suppress(ContractError, Problem):
            build(self.checkout, self.checkout.package, UNRELEASED)

    def rows_since(self, was: Records | None, report: Report) -> str:
        if "tables" not in report.checked:
            return "What it does to rows can be told when the records have no errors."
        if was is None:
            return "Before it, there was no checkout here: every row is new."
        if not was.checkout.package.is_dir():
            return "What it does to rows can't be told: the records before it have errors."
        fragments, _ = read_fragments(self.root)
        return _compared(was.checkout.package, self.checkout.package, fragments)


@dataclass(frozen=True)
class Files:
    """A data package: the folder of a descriptor. `check` verifies such a folder."""

    root: Path
    check: Callable[[Path], Report]

    def parts(self, *, whole: bool) -> list[str] | None:  # noqa: ARG002 - a package is needed as a whole
        return None

    def at(self, folder: Path) -> Files | None:
        return Files(folder, self.check) if (folder / "datapackage.json").is_file() else None

    def verify(self) -> Report:
        report = self.check(self.root)
        files = _files(self.root)
        report.findings = [self._led(finding, files) for finding in report.findings]
        return report

    def _led(self, finding: Finding, files: dict[str, str]) -> Finding:
        """The finding with its file: the one that holds the rows, or the one that it names, told from the folder on."""
        if finding.file is None:
            return replace(finding, file=files.get(finding.table or ""))
        if (self.root / finding.file).is_file():
            return finding
        path = Path(finding.file).resolve()
        if path == self.root:
            return replace(finding, file="datapackage.json")
        return (
            replace(finding, file=path.relative_to(self.root).as_posix()) if path.is_relative_to(self.root) else finding
        )

    def releases_since(self, since: Since) -> list[Finding]:  # noqa: ARG002 - a package is no catalogue
        return []

    def make(self) -> None:
        """Nothing: its rows are there."""

    def rows_since(self, was: Files | None, report: Report) -> str:  # noqa: ARG002 - rows with findings are rows
        if was is None:
            return "Before it, there was no data package here: every row is new."
        return _compared(was.root, self.root, [])


def _files(folder: Path) -> dict[str, str]:
    """The file of each table that has one, as the descriptor tells it; nothing when that can't be read."""
    path = folder / "datapackage.json"
    try:
        told = json.loads(path.read_bytes()) if path.stat().st_size <= _SMALL else {}
        files = {resource["name"]: resource.get("path") for resource in told.get("resources", [])}
    except (OSError, ValueError, RecursionError, AttributeError, KeyError, TypeError):
        return {}
    single = {name: path[0] if isinstance(path, list) and path else path for name, path in files.items()}
    return {name: path for name, path in single.items() if isinstance(name, str) and isinstance(path, str)}


def _compared(before: Path, after: Path, fragments: list[Fragment]) -> str:
    try:
        return contribution(open_package(before), open_package(after), fragments)
    except Problem as problem:
        return f"What it does to rows can't be told: {in_markdown(problem.findings[0].message)}"


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
