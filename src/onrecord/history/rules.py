"""What must hold from release to release: ids stay, or are retired for good and with a reason, and mean what they meant.

Each earlier release is compared with the next one, and the newest with the present package; so what holds
between neighbours holds throughout, and an id that came back after a gap is found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.history.chain import check_chain
from onrecord.history.commit import STAGE
from onrecord.history.diff import MEMORY, RETIRED, diff
from onrecord.history.difference import Difference, TableDiff, row_ids
from onrecord.history.release_files import belongs_to_release, read_whole_index
from onrecord.history.version import Bump, is_version, parse_version
from onrecord.package.read import Package, open_package
from onrecord.package.write import sha256_file
from onrecord.parallel import Progress

#: findings of one rule in one table that are told one by one
EXAMPLES = 10
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
    story = _Story()
    for number, (old, new) in enumerate(zip([None, *packages], packages, strict=False)):
        if progress:
            progress(number, len(packages))
        try:
            changed = diff(old, new, memory=memory) if old else None
            checked.findings += story.step(old, new, changed)
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


class _Story:
    """What is known of all releases up to one: the ids that are gone, and the entries in `retired`."""

    def __init__(self) -> None:
        #: id -> the first release without it, by table
        self.gone: dict[str, dict[str, str]] = {}
        self.retired: dict[str, dict[str, Any]] = {}

    def step(self, old: Package | None, new: Package, changed: Difference | None) -> Iterator[Finding]:
        """The rules on one release, against the one before it. The story then includes it."""
        retired = _retired(new)
        removed = self._removed(changed) if changed else {}
        if changed:
            yield from changed.skipped
            yield from self._came_back(changed, new)
            yield from _vanished(removed, changed, new)
            yield from _other_meaning(changed, new)
        yield from self._entries(retired, removed, old, new)
        yield from _successors(retired, new)
        for table, rows in removed.items():
            self.gone.setdefault(table, {}).update(dict.fromkeys(rows, _name(new)))
        self.retired |= retired

    def _removed(self, changed: Difference) -> dict[str, list[str]]:
        # a table that is gone as a whole is told by the contract
        tables = {n: table for n, table in changed.tables.items() if table.schema and _has_ids(table) and n != RETIRED}
        return {name: _ids(table.removed, table) for name, table in tables.items() if table.removed.num_rows}

    def _came_back(self, changed: Difference, new: Package) -> Iterator[Finding]:
        for name, table in changed.tables.items():
            gone = self.gone.get(name, {})
            back = [row for row in _ids(table.added, table) if row in gone] if gone and _has_ids(table) else []
            messages = {row: f"{row} is in {_name(new)} again; {gone[row]} was without it" for row in back}
            yield from _each("H021", name, messages, "an id that is gone never comes back: give the row a new id")

    def _entries(
        self, retired: Mapping[str, Any], removed: Mapping[str, list[str]], old: Package | None, new: Package
    ) -> Iterator[Finding]:
        """`retired` itself: it only grows, and what it says is true."""
        if RETIRED not in new.contract.tables:
            return
        version = _name(new)
        missing = [row for row in self.retired if row not in retired]
        messages = {row: f"{version} no longer lists {row} as retired" for row in missing}
        yield from _each("H025", RETIRED, messages, "an entry stays for good: put it back into seeds/retired.yaml")
        ever = {row for rows in [*self.gone.values(), *removed.values()] for row in rows}
        fresh = [row for row in retired if row not in self.retired]
        still = _living(new, fresh) if fresh else set()
        for row in fresh:
            yield from self._entry(row, retired[row], row in ever, row in still, old, new)

    def _entry(
        self, row: str, entry: Mapping[str, Any], was: bool, lives: bool, old: Package | None, new: Package
    ) -> Iterator[Finding]:
        def wrong(code: str, message: str, help_: str | None = None) -> Finding:
            return Finding(code=code, message=message, table=RETIRED, row_id=row, help=help_)

        said, version = str(entry.get("retired_in", "")), _name(new)
        if lives:
            yield wrong("H023", f"{row} is retired, and still a row of {version}", "remove the row, or the entry")
        elif not was:
            hint = did_you_mean(row, [gone for rows in self.gone.values() for gone in rows])
            yield wrong("H024", f"{row} is retired, but no release ever had it", hint or "remove the entry")
        elif is_version(said) and is_version(version):
            first = next((rows[row] for rows in self.gone.values() if row in rows), version)
            if said != first:
                yield wrong("H028", f"{row} is said to be retired in {said}; the first release without it is {first}")
        elif (
            is_version(said)
            and old is not None
            and is_version(_name(old))
            and parse_version(said) <= parse_version(_name(old))
        ):
            yield wrong("H028", f"{row} is said to be retired in {said}, which is released and has it")


def _vanished(removed: Mapping[str, list[str]], changed: Difference, new: Package) -> Iterator[Finding]:
    fitting = str(parse_version(changed.a).raised(Bump.MINOR)) if is_version(changed.a) else "«the next version»"
    silent = {name: [row for row in rows if row not in changed.tables[name].retired] for name, rows in removed.items()}
    roots = pa.array([row for rows in silent.values() for row in rows], pa.string())
    for name, rows in silent.items():
        hanging = _hanging(changed.tables[name], new.contract.tables[name], roots) if rows else set()
        told_rows = [row for row in rows if row not in hanging]
        messages = {row: f"{row} was in {changed.a} and is not in {_name(new)}" for row in told_rows}
        example = '\n- {id: "%s", retired_in: ' + fitting + ", reason: «why», note: «why, in a sentence»}"
        yield from _each("H020", name, messages, "put the row back, or list it in seeds/retired.yaml:" + example)


def _hanging(changed: TableDiff, table: Table, roots: pa.Array) -> set[str]:
    """The removed rows that hang on another vanished row: with that one explained, they are."""
    found: set[str] = set()
    for described in table.fields:
        known = described.immutable and described.name in changed.removed.column_names
        column = changed.removed[described.name] if known else None
        if column is not None and pa.types.is_string(column.type):
            found |= set(_ids(changed.removed.filter(pc.is_in(column, value_set=roots)), changed))
    return found


def _other_meaning(changed: Difference, new: Package) -> Iterator[Finding]:
    for name, changes in changed.tables.items():
        table = new.contract.tables.get(name)
        for column, cells in changes.cells.items():
            if table is None or not table.field(column).immutable:
                continue
            values = zip(cells["old"].to_pylist(), cells["new"].to_pylist(), strict=True)
            messages = {
                row: f"{column} of {row} was “{printable(str(before))}” in {changed.a} and is "
                f"“{printable(str(now))}” in {_name(new)}"
                for row, (before, now) in zip(_ids(cells, changes), values, strict=True)
            }
            help_ = "an id never changes what it stands for: retire it, and give the row a new id"
            yield from _each("H022", name, messages, help_, column)


def _successors(retired: Mapping[str, Any], new: Package) -> Iterator[Finding]:
    """`replaced_by` ends at a row that lives, without going in circles."""
    wanted = {str(entry["replaced_by"]) for entry in retired.values() if entry.get("replaced_by")}
    living = _living(new, wanted) if wanted else set()
    for row, entry in retired.items():
        seen, here = [row], entry.get("replaced_by")
        while here in retired and here not in seen:
            seen.append(here)
            here = retired[here].get("replaced_by")
        if here in seen:
            yield Finding(
                code="H027",
                message=f"{row} is replaced in a circle: {' → '.join([*seen[seen.index(here) :], here])}",
                table=RETIRED,
                row_id=row,
                help="let the last one point to a row that lives, or to nothing",
            )
        elif here is not None and here not in living:
            yield Finding(
                code="H026",
                message=f"{row} is replaced by {printable(str(here))}, which no table of {_name(new)} has",
                table=RETIRED,
                row_id=row,
                help=did_you_mean(str(here), living) or "name a row that lives",
            )


def _retired(package: Package) -> dict[str, dict[str, Any]]:
    table = package.contract.tables.get(RETIRED)
    if table is None or table.primary_key != ("id",):
        return {}
    return {row["id"]: row for row in package.read(RETIRED).to_pylist()}


def _living(package: Package, wanted: Iterable[str]) -> set[str]:
    """Which of these ids are rows of the package."""
    values, found = pa.array(list(wanted), pa.string()), set()
    for name, table in package.contract.tables.items():
        if name == RETIRED or len(table.primary_key) != 1 or belongs_to_release(table):
            continue
        column = package.read(name, table.primary_key)[0]
        if pa.types.is_string(column.type):
            found |= set(column.filter(pc.is_in(column, value_set=values)).to_pylist())
    return found


def _has_ids(table: TableDiff) -> bool:
    """Whether a table's rows have an id of their own. (A row of several keys is a link between others.)"""
    return len(table.key) == 1


def _ids(rows: pa.Table, table: TableDiff) -> list[str]:
    return row_ids(rows, table.key).to_pylist()  # type: ignore[no-any-return]


def _name(package: Package) -> str:
    return package.version if is_version(package.version) else "the present package"


def _each(
    code: str, table: str, messages: Mapping[str, str], help_: str, column: str | None = None
) -> Iterator[Finding]:
    """A finding per row; beyond some, the last one stands for the rest. `%s` in the help becomes the row's id."""
    for number, (row, message) in enumerate(messages.items(), 1):
        rest = len(messages) - number + 1 if number == EXAMPLES else 1
        yield Finding(
            code=code,
            message=message,
            table=table,
            field=column,
            row_id=row,
            count=rest,
            help=help_.replace("%s", row),
        )
        if number == EXAMPLES:
            return
