"""What a contribution adds, changes and retires, row by row with its words and reasons, as Markdown for reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.findings import Finding, Problem, in_markdown, printable
from onrecord.history.change_notes import Fragment
from onrecord.history.diff import RETIRED, diff
from onrecord.history.difference import Change, Difference, TableDiff, old_and_new, row_ids
from onrecord.history.reasons import changes_with_reasons
from onrecord.history.render import change_told
from onrecord.package.read import Package

#: rows and cells of each kind that are named per table
LIMIT = 20
#: characters after which no further table is told row by row: GitHub refuses summaries of more than 1 MiB
ROOM = 400_000
#: words of a row that are quoted
_WORDS = 3
#: cells of a row without a label that are told
_CELLS = 4
_MENTIONS = "mentions"
#: changes beyond which nobody's reasons are looked up, row by row
_MANY = 200_000
_COUNTS = ("added", "changed", "retired", "removed")


class _Told(NamedTuple):
    """A table's changes, sorted by what they are."""

    added: list[Mapping[str, Any]]
    cells: list[Mapping[str, Any]]
    gone: list[Mapping[str, Any]]


def contribution(before: Package, after: Package, fragments: Sequence[Fragment] = (), limit: int = LIMIT) -> str:
    """How the rows of `after` differ from those of `before`, for the summary of a pull request.

    Everything is counted; `limit` rows and cells of each kind are named per table. An added row is told with its
    label and its published words, a changed cell and a retired row with the reason given for it.
    """
    difference = diff(before, after)
    if difference.same:
        return "No row and no part of the contract is changed."
    lines = [*_table(difference), *_skipped(difference.skipped), *_contract(difference.contract, limit)]
    changes = _with_reasons(difference, after, fragments)
    tables = [told for told in difference.differing() if told.table != RETIRED]
    for number, told in enumerate(tables):
        if sum(map(len, lines)) > ROOM:
            lines += ["", f"… and {len(tables) - number:,} more tables"]
            break
        lines += _details(told, changes, after, limit)
    return "\n".join(lines)


def _table(difference: Difference) -> Iterator[str]:
    tables = list(difference.differing())
    if not tables:
        return
    yield from ("| table | adds | changes | retires | removes | cells |", "|---|--:|--:|--:|--:|--:|")
    for told in tables:
        counts = told.counts
        yield f"| {in_markdown(told.table)} | {' | '.join(f'{counts[n]:,}' for n in (*_COUNTS, 'cells'))} |"
    total = difference.counts
    if len(tables) > 1:
        yield f"| **all** | {' | '.join(f'{total[n]:,}' for n in (*_COUNTS, 'cells'))} |"


def _skipped(skipped: Iterable[Finding]) -> Iterator[str]:
    for finding in skipped:
        yield from ("", f"- not compared: {in_markdown(finding.table or '')}: {in_markdown(finding.message)}")


def _contract(changes: Sequence[Change], limit: int) -> Iterator[str]:
    if changes:
        yield from ("", "**The contract**", "")
        yield from (f"- {change.kind}: {in_markdown(change_told(change))}" for change in changes[:limit])
        yield from _rest(len(changes), limit)


def _with_reasons(difference: Difference, after: Package, fragments: Sequence[Fragment]) -> pa.Table:
    total = difference.counts
    if sum(total[name] for name in ("added", "removed", "retired", "cells")) <= _MANY:
        try:
            return changes_with_reasons(difference, after, fragments)
        except Problem:
            # a table that can't be read is told as not compared; the others still are
            pass
    changes = difference.changes()
    return changes.append_column("reason", pa.nulls(changes.num_rows, pa.string()))


def _details(told: TableDiff, changes: pa.Table, after: Package, limit: int) -> Iterator[str]:
    rows = _sorted(told, changes, limit)
    counts = ", ".join(f"{told.counts[name]:,} {name}" for name in _COUNTS if told.counts[name])
    filled = f"columns filled: {in_markdown(', '.join(told.filled))}" if told.filled else ""
    summary = "; ".join(part for part in (counts, filled) if part)
    yield from ("", f"<details><summary>{in_markdown(told.table)}: {summary}</summary>", "")
    yield from _added(told, rows.added, after, limit)
    yield from _cells(told, rows.cells, limit)
    yield from _gone(told, rows.gone, limit)
    yield from ("", "</details>")


def _sorted(told: TableDiff, changes: pa.Table, limit: int) -> _Told:
    mine = changes.filter(pc.equal(changes["table"], told.table))
    whole = pc.equal(mine["column"], " ".join(told.key))
    came, went = pc.and_(whole, mine["old"].is_null()), pc.and_(whole, mine["new"].is_null())
    filled = pc.is_in(mine["column"], value_set=pa.array(list(told.filled), pa.string()))
    cells = pc.invert(pc.or_(pc.or_(came, went), filled))
    return _Told(*(mine.filter(kind).slice(0, limit).to_pylist() for kind in (came, cells, went)))


def _added(told: TableDiff, rows: Sequence[Mapping[str, Any]], after: Package, limit: int) -> Iterator[str]:
    if not rows:
        return
    named = [row["id"] for row in rows]
    # a mention is its words
    labels = _labels(told, after, named) if told.table != _MENTIONS else {}
    words = _words(told, after, named)
    yield from ("| added | what it is | its words |", "|---|---|---|")
    for row in named:
        said = words.get(row)
        shown = "" if said is None else " … ".join(f"“{word}”" for word in said) or "(not published)"
        yield f"| {in_markdown(row)} | {in_markdown(labels.get(row, ''), 160)} | {in_markdown(shown)} |"
    yield from _rest(told.added.num_rows, limit)
    yield ""


def _labels(told: TableDiff, after: Package, named: Sequence[str]) -> dict[str, str]:
    """What people read in place of these ids: the label, else the first cells."""
    table = after.contract.tables[told.table]
    label = table.custom.get("labelField")
    plain = [field.name for field in table.fields if not field.immutable and field.name not in told.key]
    keys = row_ids(told.added, told.key)
    shown = pc.is_in(keys, value_set=pa.array(named, pa.string()))
    labels = {}
    for key, row in zip(keys.filter(shown).to_pylist(), told.added.filter(shown).to_pylist(), strict=True):
        cells = [f"{name}: {row[name]}" for name in plain if row.get(name) is not None]
        labels[key] = str(row[label]) if isinstance(label, str) and row.get(label) else ", ".join(cells[:_CELLS])
    return labels


def _words(told: TableDiff, after: Package, named: Sequence[str]) -> dict[str, list[str]]:
    """The published words that state these rows; what isn't published stays in the text."""
    table = after.contract.tables.get(_MENTIONS)
    own = told.table == _MENTIONS
    columns = [*(told.key if own else ("subject_id",)), "exact"]
    if table is None or len(columns) != 2 or not {*columns} <= {field.name for field in table.fields}:
        return {}
    mentions = after.read(_MENTIONS, columns)
    words: dict[str, list[str]] = {}
    for row in mentions.filter(pc.is_in(mentions[0], value_set=pa.array(named, pa.string()))).to_pylist():
        mine, exact = words.setdefault(row[columns[0]], []), row["exact"]
        if exact is not None and exact not in mine and len(mine) < _WORDS:
            mine.append(exact)
    return words


def _cells(told: TableDiff, rows: Sequence[Mapping[str, Any]], limit: int) -> Iterator[str]:
    if not rows:
        return
    yield from ("| changed | column | before → now | why |", "|---|---|---|---|")
    for row in rows:
        values = [row["id"], row["column"], old_and_new(row["old"], row["new"], 100)]
        values.append(row["reason"] or "no reason given in changes/")
        yield f"| {' | '.join(map(in_markdown, values))} |"
    yield from _rest(told.counts["cells"], limit)
    yield ""


def _gone(told: TableDiff, rows: Sequence[Mapping[str, Any]], limit: int) -> Iterator[str]:
    if not rows:
        return
    yield from ("| gone | | why |", "|---|---|---|")
    for row in rows:
        entry = told.retired.get(row["id"])
        why = row["reason"] or ("" if entry else "no entry in retired")
        if entry and entry.get("replaced_by") and entry["id"] == row["id"]:
            why += f"; see {entry['replaced_by']}"
        yield f"| {in_markdown(row['id'])} | {'retired' if entry else 'removed'} | {in_markdown(printable(why, 300))} |"
    yield from _rest(told.removed.num_rows, limit)


def _rest(count: int, limit: int) -> Iterator[str]:
    if count > limit:
        yield from ("", f"… and {count - limit:,} more")
