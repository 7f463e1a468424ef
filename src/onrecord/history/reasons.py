"""A difference with its reasons: the rows of `changes.parquet`, and the points of the changelog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Contract, arrow_schema
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.history.change_notes import Fragment, reason_for
from onrecord.history.changelog import rows_counted
from onrecord.history.diff import RETIRED
from onrecord.history.difference import Difference, TableDiff, as_text, old_and_new, row_ids
from onrecord.history.release_files import changes_table
from onrecord.history.version import Bump
from onrecord.history.version_bump import Reason, Verdict, cells_told
from onrecord.package.read import Package

#: cells and rows that the changelog names one by one
NOTABLE = 12
_ID = re.compile(r"[a-z_]+(:[a-z0-9]+(-[a-z0-9]+)*){1,2}")


def changes_with_reasons(difference: Difference, b: Package, fragments: Sequence[Fragment]) -> pa.Table:
    """The rows of `changes.parquet`: every cell and row with its reason, missing where nobody gave one."""
    changes = difference.changes()
    hangs_on = {table.table: _hangs_on(table, b) for table in difference.differing()}
    retired = {row: entry for table in difference.tables.values() for row, entry in table.retired.items()}
    reasons = []
    for table, row, column in zip(*(changes[name].to_pylist() for name in ("table", "id", "column")), strict=True):
        own = reason_for(fragments, table, row, column, hangs_on[table].get(row, ()))
        reasons.append(_retired_because(retired[row]) if row in retired and own is None else own)
    return changes.append_column("reason", pa.array(reasons, pa.string())).cast(arrow_schema(changes_table()))


def _retired_because(entry: Mapping[str, object]) -> str:
    return ": ".join(str(entry[name]) for name in ("reason", "note") if entry.get(name))


def _hangs_on(changed: TableDiff, b: Package) -> Mapping[str, Sequence[str]]:
    """For each changed row the ids in the columns that say what it is: a mention's subject, a link's two ends."""
    table = b.contract.tables.get(changed.table)
    if table is None:
        return {}
    columns = [field.name for field in table.fields if field.immutable and field.type == "string"]
    columns += changed.key if len(changed.key) > 1 else ()
    if not columns:
        return {}
    rows = b.read(changed.table, list(dict.fromkeys([*changed.key, *columns])))
    touched = [row_ids(cells, changed.key) for cells in changed.cells.values()] + [row_ids(changed.added, changed.key)]
    wanted = pa.concat_arrays([chunk for column in touched for chunk in column.chunks] or [pa.array([], pa.string())])
    rows = rows.filter(pc.is_in(row_ids(rows, changed.key), value_set=wanted))
    values = zip(*(as_text(rows[name]).to_pylist() for name in columns), strict=True)
    return dict(zip(row_ids(rows, changed.key).to_pylist(), values, strict=True))


def without_reason(difference: Difference, changes: pa.Table) -> Iterator[Finding]:
    """Corrected cells that nobody gave a reason for (H014): one finding per table, with examples."""
    for changed in difference.differing():
        mine = changes.filter(
            pc.and_(
                pc.equal(changes["table"], changed.table),
                pc.and_(changes["reason"].is_null(), pc.is_in(changes["column"], value_set=_names(changed.cells))),
            )
        )
        if not mine.num_rows:
            continue
        rows = mine.slice(0, 3).to_pylist()
        cells = ", ".join(f"{row['column']} of {row['id']} ({_shown(row)})" for row in rows)
        yield Finding(
            code="H014",
            message=f"{cells_told(mine.num_rows)} corrected without a reason: {cells}{' …' if mine.num_rows > len(rows) else ''}",
            table=changed.table,
            row_id=rows[0]["id"],
            count=mine.num_rows,
            help=f"write one line into a new file changes/«name».md, such as:\nRead again: `{rows[0]['id']}` …",
        )


def unknown_targets(difference: Difference, a: Package, b: Package, fragments: Iterable[Fragment]) -> Iterator[Finding]:
    """Ids named in `changes/` that neither release has (H018)."""
    wanted = {(fragment.file, name) for fragment in fragments for name in fragment.targets if _ID.fullmatch(name)}
    if not wanted:
        return
    known: set[str] = set()
    for package in (a, b):
        for name in difference.tables:
            if name in package.contract.tables and len(package.contract.tables[name].primary_key) == 1:
                known |= set(as_text(package.read(name, package.contract.tables[name].primary_key)[0]).to_pylist())
    for file, name in sorted(wanted):
        if name not in known:
            message = f"no row has the id “{printable(name)}”"
            yield Finding(code="H018", message=message, file=file, help=did_you_mean(name, known))


def changelog_sections(
    difference: Difference, verdict: Verdict, changes: pa.Table, fragments: Sequence[Fragment], b: Contract
) -> dict[str, list[str]]:
    """The points of the changelog by heading: what people wrote first, then what was counted."""
    points: dict[str, list[str]] = {"Added": [], "Changed": [], "Removed": [], "Fixed": []}
    for fragment in fragments:
        points[_heading(fragment, difference, changes)].append(fragment.text)
    tables = {name: difference.tables[name] for name in b.tables if name in difference.tables and name != RETIRED}
    added = {name: table.added.num_rows for name, table in tables.items()}
    points["Added"] += [f"{rows_counted(added)}."] if any(added.values()) else []
    for reason in _of_contract(verdict):
        points["Added" if reason.text.endswith(" added") else "Changed"].append(
            f"{reason.text} ({reason.bump.name.lower()})"
        )
    points["Removed"] += _removed(difference)
    points["Fixed"] += _fixed(tables, changes)
    return points


def _of_contract(verdict: Verdict) -> list[Reason]:
    """The reasons that do not come from rows, but for the rewordings."""
    reasons = [reason for reason in verdict.reasons if not reason.rows]
    reworded = [
        reason for reason in reasons if reason.bump == Bump.PATCH and not reason.text.startswith("contract version")
    ]
    reasons = [reason for reason in reasons if reason not in reworded]
    if reworded:
        many = "1 description" if len(reworded) == 1 else f"{len(reworded):,} descriptions"
        reasons.append(Reason(Bump.PATCH, f"{many} of the contract reworded"))
    return reasons


def _removed(difference: Difference) -> list[str]:
    points: list[str] = []
    together = 0
    for table in difference.tables.values():
        for row, why in sorted(table.retired.items()):
            if why["id"] != row:
                together += 1
            elif len(points) < NOTABLE:
                instead = f"; see `{why['replaced_by']}`" if why.get("replaced_by") else ""
                points.append(f"`{row}` retired: {_retired_because(why)}{instead}")
    count = sum(len(table.retired) for table in difference.tables.values())
    if count > len(points):
        points.append(f"{count:,} rows in all; {together:,} of them hang on another one that is retired.")
    silent = {name: table.counts["removed"] for name, table in difference.tables.items() if table.counts["removed"]}
    return points + ([f"{rows_counted(silent)}."] if silent else [])


def _fixed(tables: Mapping[str, TableDiff], changes: pa.Table) -> list[str]:
    cells = {name: sum(changed.num_rows for changed in table.cells.values()) for name, table in tables.items()}
    total = sum(cells.values())
    if not total:
        return []
    where = ", ".join(f"{count:,} in {name}" for name, count in cells.items() if count)
    points = [f"{cells_told(total)} corrected: {where}."]
    left = NOTABLE
    for name, table in tables.items():
        mine = changes.filter(
            pc.and_(pc.equal(changes["table"], name), pc.is_in(changes["column"], _names(table.cells)))
        )
        rows = mine.slice(0, left).to_pylist()
        points += [f"`{row['id']}` {row['column']}: {_shown(row)}" for row in rows]
        left -= len(rows)
    return [*points, *(["and more: see `changes.parquet`"] if total > NOTABLE else [])]


def _heading(fragment: Fragment, difference: Difference, changes: pa.Table) -> str:
    """Where a line belongs: with what its rows underwent."""
    named = pa.array(fragment.targets, pa.string())
    mine = changes.filter(pc.and_(pc.is_in(changes["id"], named), pc.not_equal(changes["table"], RETIRED)))
    kinds = {
        (
            row["old"] is None and row["column"] in _keys(difference),
            row["new"] is None and row["column"] in _keys(difference),
        )
        for row in mine.to_pylist()
    }
    if (False, False) in kinds:
        return "Fixed"
    return "Removed" if (False, True) in kinds else "Added" if (True, False) in kinds else "Changed"


def _keys(difference: Difference) -> set[str]:
    return {" ".join(table.key) for table in difference.tables.values()}


def _names(cells: Mapping[str, pa.Table]) -> pa.Array:
    return pa.array(list(cells), pa.string())


def _shown(row: Mapping[str, str | None]) -> str:
    return old_and_new(row["old"], row["new"], 60)
