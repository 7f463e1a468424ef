"""What must hold from release to release: ids stay, or are retired for good and with a reason, and mean what they meant.

Each earlier release is compared with the next one, and the newest with the present package; so what holds
between neighbours holds throughout, and an id that came back after a gap is found as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, Problem, printable
from onrecord.history.chain import check_chain
from onrecord.history.commit import STAGE
from onrecord.history.diff import MEMORY, diff
from onrecord.history.metrics import broken_bounds
from onrecord.history.release_files import read_whole_index
from onrecord.history.story import Story
from onrecord.package.read import Package, open_package
from onrecord.package.write import sha256_file
from onrecord.parallel import Progress

_RESTORE = "restore it: git checkout -- dataset"


@dataclass
class Checked:
    """What was found wrong, and how many releases and comparisons stand behind it."""

    findings: list[Finding] = field(default_factory=list)
    releases: int = 0
    comparisons: int = 0


def verify_history(
    present: Package | None, dataset: Path, memory: int = MEMORY, progress: Progress | None = None
) -> Checked:
    """Check the releases of a catalogue against each other, and the present package against all of them.

    present: the package as it would be released now; None checks the releases alone. All problems are told, each
    with its release and row. Releases that are not at hand (a catalogue may carry only some) are told as not checked.
    """
    checked = Checked()
    try:
        listed, chain = read_whole_index(dataset)
    except Problem as problem:
        checked.findings += problem.findings
        return checked
    checked.findings += check_chain(listed, chain)
    checked.findings += check_released_files(dataset, listed)
    packages: list[Package] = []
    for entry in reversed(listed):
        if not (dataset / entry["version"]).is_dir():
            continue  # its files are entry as missing
        try:
            packages.append(open_package(dataset / entry["version"]))
        except Problem as problem:
            checked.findings += problem.findings
    checked.releases = len(packages)
    if present is not None and present.version not in [entry["version"] for entry in listed]:
        packages.append(present)
    # reasons are asked for when a release is made: one that was made can get none any more
    story = Story(without=["H014"])
    for number, (old, new) in enumerate(zip([None, *packages], packages, strict=False)):
        if progress:
            progress(number, len(packages))
        try:
            changed = diff(old, new, memory=memory) if old else None
            checked.findings += story.step(old, new, changed)
            if changed and new is present:
                checked.findings += broken_bounds(changed)
        except Problem as problem:
            checked.findings += problem.findings
        checked.comparisons += old is not None
    return checked


def check_released_files(dataset: Path, listed: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Releases stay as they were: every file listed is there, with its bytes and SHA-256, and no other beside it."""
    for entry in listed:
        version = entry["version"]
        for file in entry.get("files", []):
            shown, path = f"dataset/{version}/{file['path']}", dataset / version / file["path"]
            if not path.is_file():
                yield Finding(code="H002", message="a released file is missing", file=shown, help=_RESTORE)
            elif path.stat().st_size != file["bytes"] or sha256_file(path) != file["sha256"]:
                message = "a released file was changed; releases are never touched again"
                yield Finding(code="H003", message=message, file=shown, help=_RESTORE)
        names = {file["path"] for file in entry.get("files", [])}
        for path in sorted((dataset / version).glob("*")):
            if path.name not in names:
                message = "this file is not part of the release"
                yield Finding(code="H004", message=message, file=f"dataset/{version}/{path.name}", help="remove it")
    yield from _unlisted(dataset, {str(entry["version"]) for entry in listed})


def _unlisted(dataset: Path, versions: set[str]) -> Iterator[Finding]:
    """Folders beside the releases that the index doesn't list."""
    for path in sorted(dataset.glob("*/")):
        if path.is_dir() and path.name not in versions and path.name != STAGE:
            message = "this folder is no release: the index doesn't list it"
            help_ = "remove it; releases are made by the release command only"
            yield Finding(code="H047", message=message, file=f"dataset/{printable(path.name, 80)}", help=help_)
