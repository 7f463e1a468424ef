"""The files of a resource: one, a list of them, a folder, or a pattern of names; each inside the package.

Source: Data Package v2, "path or data" (https://datapackage.org/standard/data-resource/#path-or-data): paths are
relative, and lead out of no package. Folders, patterns (`*`, `?`, `[ ]`, `**`) and folders named after a value,
`year=2021` (as Apache Hive writes partitions), are additions of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, takewhile
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.reading.address import DESCRIPTORS

#: a table may stand in so many files
MOST_FILES = 100_000
#: files that describe a package, and are none of its tables
_BESIDE = (*DESCRIPTORS, "SHA256SUMS")
#: files that are named in a finding on those that are none of the table's
_NAMED = 5


class ResourceFiles(NamedTuple):
    """The files of a resource in order (none when its data stand in the descriptor), and what is wrong with them."""

    paths: list[Path]
    findings: list[Finding]

    @property
    def whole(self) -> bool:
        """Whether all files are there and inside the package."""
        return not any(finding.severity == "error" or finding.code == "P010" for finding in self.findings)


def resource_files(resource: Mapping[str, Any], folder: Path) -> ResourceFiles:
    """The files that a resource names, in the order in which it names them; those of a folder or pattern by name.

    Findings: P006 a path leaves the package, P007 a file is missing, P010 no file is named or one is at an address,
    P023 nothing fits a pattern or folder, P024 other files in a folder are not read.
    """
    name, named = str(resource.get("name", "")), resource.get("path")
    if named is None and resource.get("data") is not None:
        return ResourceFiles([], [])
    listed: list[Any] = named if isinstance(named, list) else [named]
    if not listed or not all(isinstance(one, str) for one in listed):
        message = "not verified: it names no file, and has no data"
        return ResourceFiles([], [Finding(code="P010", severity="warning", message=message, table=name or None)])
    paths: list[Path] = []
    findings: list[Finding] = []
    for one in listed:
        expanded = [] if "://" in one else _expanded(resource, folder, one, name, findings)
        if "://" in one:
            findings.append(not_fetched(name, "file", one))
        for each in expanded:
            path = path_inside(folder, each, name)
            if isinstance(path, Finding):
                findings.append(path)
            else:
                paths.append(path)
    return ResourceFiles(paths, findings)


def paths_named(
    source: str | PathLike[str] | Sequence[str | PathLike[str]],
) -> tuple[list[Path], Path | None]:
    """The files that a person names by paths, folders and patterns, and the folder below which folders name values.

    Raises `Problem` (P023) when nothing fits a folder or pattern.
    """
    listed = [source] if isinstance(source, str | PathLike) else list(source)
    paths: list[Path] = []
    below: Path | None = None
    for each in map(Path, listed):
        if each.is_file() or not (each.is_dir() or any(sign in str(each) for sign in "*?[")):
            paths.append(each)
            continue
        fixed = list(takewhile(lambda part: not any(sign in part for sign in "*?["), each.parts))
        below = each if each.is_dir() else Path(*fixed) if fixed else Path()
        pattern = "." if each.is_dir() else Path(*each.parts[len(fixed) :]).as_posix()
        findings: list[Finding] = []
        paths += [below / name for name in _expanded({}, below, pattern, "", findings)]
        if any(finding.severity == "error" for finding in findings):
            raise Problem(*findings)
    return paths, below


def _expanded(resource: Mapping[str, Any], folder: Path, named: str, table: str, findings: list[Finding]) -> list[str]:
    """The paths that a path stands for: those in a folder, those that fit a pattern, or itself."""
    try:
        found = _fitting(folder, named)
    except (OSError, ValueError):
        # `path_inside` says what is wrong with it
        found = None
    if found is None:
        return [named]
    files = sorted(each.relative_to(folder).as_posix() for each in islice(found, MOST_FILES + 1))
    shown = [name for name in files if not _is_hidden(name) and PurePosixPath(name).name not in _BESIDE]
    kept = _of_one_format(resource, shown)
    if len(files) > MOST_FILES or not kept:
        why = f"more than {MOST_FILES:,} files fit" if kept else "no file of a table fits"
        help_ = "list the files in `path`, or split the table" if kept else "put the files there, or correct the path"
        message = f"{why} “{printable(named, 100)}”"
        findings.append(Finding(code="P023", message=message, table=table or None, help=help_))
        return []
    if aside := [name for name in shown if name not in set(kept)]:
        more = f" and {len(aside) - _NAMED:,} more" if len(aside) > _NAMED else ""
        message = f"not read, being of another format: {printable(', '.join(aside[:_NAMED]), 200)}{more}"
        help_ = "move them elsewhere, or name the files of the table in a pattern such as data/*.csv"
        findings.append(Finding(code="P024", severity="warning", message=message, table=table or None, help=help_))
    return kept


def _fitting(folder: Path, named: str) -> list[Path] | None:
    """The files in a folder, or that fit a pattern; None when the path is neither."""
    path = folder / named
    if _leaves(named) or not path.resolve().is_relative_to(folder.resolve()):
        return None
    if path.is_dir():
        return [each for each in path.rglob("*") if each.is_file()]
    if any(sign in named for sign in "*?[") and not path.exists():
        return [each for each in folder.glob(named) if each.is_file()]
    return None


def _of_one_format(resource: Mapping[str, Any], names: list[str]) -> list[str]:
    from onrecord.reading.formats import format_of_name

    kinds = {name: format_of_name(name) for name in names}
    named = str(resource.get("format", "")).lower()
    wanted = format_of_name(f"x.{named}") or next((kind for kind in kinds.values() if kind is not None), None)
    return [name for name, kind in kinds.items() if kind is not None and kind == wanted]


def _is_hidden(name: str) -> bool:
    # as Hadoop and Spark have it: what begins so is none of the data
    return any(part.startswith((".", "_")) for part in PurePosixPath(name).parts if "=" not in part)


def _leaves(named: str) -> bool:
    pure = PurePosixPath(named)
    return pure.is_absolute() or ".." in pure.parts or ":" in named or "\\" in named


def not_fetched(table: str, what: str, named: str) -> Finding:
    """A finding that says that something at an address is not fetched."""
    message = f"not verified: its {what} is at {printable(named)}"
    help_ = "addresses are not followed: put the file into the folder, and name it there"
    if what in ("schema", "dialect"):
        help_ = "fetch it by --fetch, or say where a copy is: --map ADDRESS=FILE"
    return Finding(code="P010", severity="warning", message=message, table=table, help=help_)


def path_inside(folder: Path, named: str, table: str | None) -> Path | Finding:
    """The file that a descriptor names, or what is wrong with its path: it may not lead out of the folder."""
    if _leaves(named):
        message = f"the path “{printable(named)}” leaves the package"
        help_ = "name a file inside the folder, with / between folders"
        return Finding(code="P006", message=message, table=table, help=help_)
    path = folder / named
    try:
        if path.is_dir():
            message = f"{printable(named)} is a folder"
            return Finding(code="P007", message=message, table=table, help="name the files in it, in a list")
        if not path.is_file():
            return Finding(code="P007", message=f"{printable(named)} is missing", table=table, help=_near(path))
        if not path.resolve().is_relative_to(folder.resolve()):
            return Finding(code="P006", message=f"“{printable(named)}” is a link that leaves the package", table=table)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return Finding(code="P007", message=f"{printable(named)} can't be there: {printable(str(why))}", table=table)
    return path


def _near(path: Path) -> str:
    """What to do about a file that is not there: perhaps another one is meant."""
    try:
        known = [other.name for other in islice(path.parent.iterdir(), 1000)]
    except OSError:
        known = []
    same = next((name for name in known if name.lower() == path.name.lower()), None)
    near = f"did you mean “{printable(same)}”? Letters in upper and lower case differ" if same else None
    return near or did_you_mean(path.name, known) or "put the file there, or correct the path"
