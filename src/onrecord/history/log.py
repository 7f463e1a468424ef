"""The history of a row: in which releases it appeared, changed and was retired, cell by cell and with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.history.diff import RETIRED
from onrecord.history.difference import as_text, old_and_new
from onrecord.history.release_files import CHANGES, belongs_to_release
from onrecord.package.catalogue import releases
from onrecord.package.read import Package, open_package

Kind = Literal["appeared", "changed", "retired", "vanished", "came back", "present"]


@dataclass(frozen=True)
class Cell:
    """A cell that changed, as text; None where there was or is no value."""

    column: str
    old: str | None
    new: str | None
    reason: str | None = None


@dataclass(frozen=True)
class Step:
    """What a release did to a row. `row` is the row as it stands then (before, when it was retired)."""

    version: str
    date: str
    kind: Kind
    table: str
    cells: tuple[Cell, ...] = ()
    reason: str | None = None
    replaced_by: str | None = None
    row: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Log:
    """The history of one id, oldest first. `str()` and the notebook show it as text."""

    id: str
    steps: tuple[Step, ...]
    #: releases that were looked at
    releases: int
    #: releases that the catalogue lists and this machine doesn't have
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self.id]
        for step in self.steps:
            unsure = "; earlier releases are not here" if step.kind == "present" else ""
            lines += ["", f"{step.version}  {step.date}  {step.kind} in {step.table}{unsure}"]
            for cell in step.cells:
                lines.append(f"  {cell.column}: {old_and_new(cell.old, cell.new, 100)}")
                lines += [f"    why: {printable(cell.reason, 600)}"] if cell.reason else []
            lines += [f"  why: {printable(step.reason, 600)}"] if step.reason else []
            lines += [f"  see {printable(step.replaced_by)}"] if step.replaced_by else []
        if self.missing:
            lines += ["", f"not looked at, since they are not on this machine: {', '.join(self.missing)}"]
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))


def log(id: str, *, catalogue: str | PathLike[str] | None = None) -> Log:  # noqa: A002 - the name that users type
    """In which releases a row appeared, changed and was retired.

    Reads one row of each release that is on this machine.

    Parameters
    ----------
    id
        The id of a row of any table, such as "actor:russia".
    catalogue
        The folder or address of a catalogue, instead of the one that came along.

    Returns
    -------
    Log
        `steps`, the earliest first, each with `version`, `date`, `kind` and the cells that changed; as text it is what the
        command prints.

    Raises
    ------
    Problem
        H031 when no release ever had the id, D001 when there is no catalogue.

    Examples
    --------
    >>> import onrecord
    >>> [(step.version, step.kind) for step in onrecord.log("actor:russia").steps][:1]
    [('1.0.0', 'appeared')]
    """
    listed = list(reversed(releases(catalogue)))
    packages: list[tuple[Package, str]] = []
    missing: list[str] = []
    #: of each release that is here, whether the one before it isn't
    gaps: list[bool] = []
    before = ""
    for entry in listed:
        try:
            packages.append((open_package(None, entry["version"], catalogue), str(entry["date"])))
            gaps.append(bool(missing) and missing[-1] == before)
        except Problem as problem:
            if problem.findings[0].code != "D015":
                raise
            missing.append(str(entry["version"]))
        before = str(entry["version"])
    steps = tuple(_steps(id, packages, gaps))
    if not steps:
        raise Problem(_unknown(id, packages[-1][0]))
    return Log(id, steps, len(packages), tuple(missing))


def _steps(id: str, packages: Sequence[tuple[Package, str]], gaps: Sequence[bool]) -> Iterator[Step]:  # noqa: A002
    before: tuple[str, dict[str, Any]] | None = None
    last_seen: tuple[str, dict[str, Any]] | None = None
    for (package, day), gap in zip(packages, gaps, strict=True):
        now = _row(id, package)
        if now and not before:
            table, row = now
            kind: Kind = "came back" if last_seen else "appeared"
            if gap and not last_seen and not _is_new_in(id, package):
                kind = "present"
            yield Step(package.version, day, kind, table, reason=_reasons(id, package).get(None), row=row)
        elif before and not now:
            yield _gone(id, package, day, *before)
        elif before and now and before != now:
            cells = tuple(_changed(before[1], now[1], _reasons(id, package)))
            if cells:
                yield Step(package.version, day, "changed", now[0], cells, row=now[1])
        before, last_seen = now, now or last_seen


def _is_new_in(id: str, package: Package) -> bool:  # noqa: A002
    """Whether the release itself says that it is the first one with the row."""
    if CHANGES not in package.resources:
        return False
    rows = package.read(CHANGES)
    mine = rows.filter(pc.and_(pc.equal(rows["id"], id), pc.and_(rows["old"].is_null(), pc.equal(rows["new"], id))))
    return bool(mine.num_rows)


def _gone(id: str, package: Package, day: str, table: str, row: dict[str, Any]) -> Step:  # noqa: A002
    entry = _find(package, RETIRED, "id", id)
    reasons = _reasons(id, package)
    if entry is None and None not in reasons:
        return Step(package.version, day, "vanished", table, row=row)
    why = reasons.get(None) or str((entry or {}).get("reason") or "")
    return Step(package.version, day, "retired", table, (), why, entry.get("replaced_by") if entry else None, row)


def _changed(old: dict[str, Any], new: dict[str, Any], reasons: dict[str | None, str]) -> Iterator[Cell]:
    for column in [*new, *(name for name in old if name not in new)]:
        if old.get(column) != new.get(column):
            yield Cell(column, old.get(column), new.get(column), reasons.get(column))


def _row(id: str, package: Package) -> tuple[str, dict[str, Any]] | None:  # noqa: A002
    """The row with this id as text, with its table."""
    for name, table in package.contract.tables.items():
        if name == RETIRED or len(table.primary_key) != 1 or belongs_to_release(table) or not _can_have(table, id):
            continue
        found = _find(package, name, table.primary_key[0], id)
        if found is not None:
            return name, found
    return None


def _can_have(table: Table, id: str) -> bool:  # noqa: A002
    """Whether an id can be one of this table: ids made from a template tell their kind."""
    key = table.field(table.primary_key[0])
    prefix = (key.id_template or "").partition("{")[0]
    return key.type != "string" or id.startswith(prefix)


def _find(package: Package, table: str, column: str, value: str) -> dict[str, Any] | None:
    if table not in package.contract.tables:
        return None
    rows = package.read(table)
    found = rows.filter(pc.equal(as_text(rows[column]), value))
    if not found.num_rows:
        return None
    return {name: as_text(found[name])[0].as_py() for name in found.column_names}


def _reasons(id: str, package: Package) -> dict[str | None, str]:  # noqa: A002
    """Why this release changed the row, by column; under None for the row as a whole."""
    if CHANGES not in package.resources:
        return {}
    rows = package.read(CHANGES)
    mine: pa.Table = rows.filter(pc.and_(pc.equal(rows["id"], id), rows["reason"].is_valid()))
    reasons: dict[str | None, str] = {}
    for row in mine.to_pylist():
        if row["table"] != RETIRED:
            reasons[None if id in (row["old"], row["new"]) else row["column"]] = row["reason"]
    return reasons


def _unknown(id: str, newest: Package) -> Finding:  # noqa: A002
    known: list[str] = []
    for name, table in newest.contract.tables.items():
        if len(table.primary_key) == 1 and not belongs_to_release(table) and _can_have(table, id):
            known += as_text(newest.read(name, [table.primary_key[0]])[0]).to_pylist()
    message = f"no release has ever had a row with the id “{printable(id, 120)}”"
    return Finding(code="H031", message=message, help=did_you_mean(id, known) or "`onrecord tables` lists the tables")
