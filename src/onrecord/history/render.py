"""A difference as text for a terminal, as JSON (docs/diff.schema.json) and as Markdown for a pull request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from onrecord.findings import in_markdown, printable
from onrecord.findings.render import as_dict
from onrecord.history.difference import Change, Difference, LikelyRename, TableDiff, as_text, old_and_new, row_ids
from onrecord.history.version_bump import Verdict, cells_told, classify

FORMATS = ("text", "json", "markdown", "html")
#: what a person is shown of each table; `--limit` changes it
LIMIT = 20


def render(difference: Difference, form: str = "text", limit: int = LIMIT) -> str:
    """The difference in one string. limit: rows and cells of a table that are named; all are counted."""
    return _RENDERERS[form](difference, classify(difference), limit)


def _as_text(difference: Difference, verdict: Verdict, limit: int) -> str:
    head = f"{printable(difference.a)} → {printable(difference.b)}"
    asked = [f"  {printable(line)}" for line in difference.options.said()]
    if difference.same:
        return "\n".join([f"{head}: the same{', as compared' if asked else ''}", *asked])
    bump = f"smallest version: {verdict.bump.name.lower()}"
    lines = [f"{head}: {_summary(difference)}", f"{bump}{', of what was compared' if asked else ''}", *asked]
    for finding in difference.skipped:
        lines += [
            "",
            f"{finding.table}: {printable(finding.message)}",
            *([f"  help: {finding.help}"] if finding.help else []),
        ]
    if difference.contract:
        lines += ["", "contract"]
        lines += [f"  {_sign(change.kind)} {change_told(change)}" for change in difference.contract[:limit]]
        lines += _rest(len(difference.contract), limit)
    for table in difference.differing():
        lines += ["", f"{printable(table.table)}: {_counts(table)}"]
        lines += [f"  {line}" for line in [*_columns(table), *_rows(table, limit)]]
    lines += [f"\n{line}" for line in _likely(difference)]
    return "\n".join(lines)


def _summary(difference: Difference) -> str:
    counts = difference.counts
    parts = [f"{counts[name]:,} {name}" for name in ("added", "removed", "retired", "changed") if counts[name]]
    parts = [f"{', '.join(parts)} rows"] if parts else []
    parts += [f"{len(difference.contract):,} changes of the contract"] if difference.contract else []
    parts += [f"{len(difference.skipped):,} tables not compared"] if difference.skipped else []
    return "; ".join(parts) or "columns filled"


def _counts(table: TableDiff) -> str:
    counts = table.counts
    parts = [f"{counts[name]:,} {name}" for name in ("added", "removed", "retired", "changed") if counts[name]]
    cells = f" ({cells_told(counts['cells'])})" if counts["cells"] else ""
    filled = f", {', '.join(table.filled)} filled" if table.filled else ""
    return f"{', '.join(parts) or 'no row'}{cells}{filled}; {counts['same']:,} the same"


def _columns(table: TableDiff) -> Iterator[str]:
    """The columns in which several cells changed."""
    for column, cells, largest in table.by_column():
        if cells == 1:
            continue
        by = "" if largest is None else f", by {largest:g} at most"
        yield f"{printable(column)}: {cells_told(cells)} changed{by}"


def _likely(difference: Difference) -> list[str]:
    """What is likely only called otherwise, and how to have it compared so."""
    found = [(f"table {likely.old}", likely.old, likely) for likely in difference.likely_renames]
    for name, table in difference.tables.items():
        found += [(f"column {name}.{likely.old}", f"{name}.{likely.old}", likely) for likely in table.likely_renames]
    return [
        f"{printable(what)} is likely {printable(likely.new)} now ({likely.share:.0%} alike): "
        f"--renamed {printable(old)}={printable(likely.new)}"
        for what, old, likely in found
    ]


def _rows(table: TableDiff, limit: int) -> Iterator[str]:
    for row in _first(row_ids(table.added, table.key), limit):
        yield f"+ {printable(row)}"
    yield from _rest(table.added.num_rows, limit)
    for row in _first(row_ids(table.removed, table.key), limit):
        why = table.retired.get(row)
        yield f"- {printable(row)}" + (f"  retired: {printable(str(why.get('reason')))}" if why else "")
    yield from _rest(table.removed.num_rows, limit)
    shown = _cells(table, limit)
    for cell in shown:
        yield f"~ {printable(cell['id'])}  {printable(cell['column'])}: {old_and_new(cell['old'], cell['new'])}"
    yield from _rest(table.counts["cells"], limit)


def _rest(count: int, limit: int) -> list[str]:
    return [f"… and {count - limit:,} more"] if count > limit else []


def _first(column: pa.ChunkedArray, limit: int) -> list[str]:
    return column.slice(0, limit).to_pylist()  # type: ignore[no-any-return]


def _cells(table: TableDiff, limit: int) -> list[dict[str, Any]]:
    """The first changed cells, row by row, as text."""
    found = []
    for column, cells in table.cells.items():
        part = cells.slice(0, limit)
        values = zip(
            *(values.to_pylist() for values in (row_ids(part, table.key), as_text(part["old"]), as_text(part["new"]))),
            strict=True,
        )
        found += [{"id": row, "column": column, "old": old, "new": new} for row, old, new in values]
    return sorted(found, key=lambda cell: (cell["id"], cell["column"]))[:limit]


def _value(value: str | None) -> str:
    return "(missing)" if value is None else printable(value, 80)


def _sign(kind: str) -> str:
    return {"added": "+", "removed": "-", "changed": "~"}[kind]


def change_told(change: Change) -> str:
    """A difference between two contracts in a line."""
    where = " ".join(part for part in change.path[1:] if part not in ("fields", "codes", "constraints"))
    values = f": {_plain(change.old)} → {_plain(change.new)}" if change.kind == "changed" else ""
    kind = {"tables": "", "vocabularies": "vocabulary ", "package": "package "}[change.path[0]]
    return f"{kind}{printable(where)}{values}"


def _plain(value: Any) -> str:
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str), 80)


def as_data(difference: Difference, verdict: Verdict, limit: int) -> dict[str, Any]:
    """The difference as plain data, in the form that `docs/diff.schema.json` describes."""
    return {
        "format": "onrecord-diff/1",
        "a": difference.a,
        "b": difference.b,
        "same": difference.same,
        "bump": verdict.bump.name.lower(),
        "reasons": [{"bump": reason.bump.name.lower(), "text": reason.text} for reason in verdict.reasons],
        "counts": difference.counts,
        "options": difference.options.said(),
        "likely_renames": [_renamed(likely) for likely in difference.likely_renames],
        "contract": [
            {"path": list(change.path), "kind": change.kind, "old": change.old, "new": change.new}
            for change in difference.contract
        ],
        "tables": {name: _table(table, limit) for name, table in difference.tables.items()},
        "skipped": [as_dict(finding) for finding in difference.skipped],
    }


def _table(table: TableDiff, limit: int) -> dict[str, Any]:
    removed = _first(row_ids(table.removed, table.key), limit)
    cells = _cells(table, limit)
    whole = max(table.added.num_rows, table.removed.num_rows, table.counts["cells"]) <= limit
    return {
        "key": list(table.key),
        "counts": table.counts,
        "added": _first(row_ids(table.added, table.key), limit),
        "removed": [row for row in removed if row not in table.retired],
        "retired": [_retired(row, table.retired[row]) for row in removed if row in table.retired],
        "cells": cells,
        "filled": list(table.filled),
        "columns": {name: {"cells": cells, "largest": largest} for name, cells, largest in table.by_column()},
        "likely_renames": [_renamed(likely) for likely in table.likely_renames],
        "whole": whole,
    }


def _renamed(likely: LikelyRename) -> dict[str, Any]:
    return {"old": likely.old, "new": likely.new, "share": round(likely.share, 4)}


def _retired(row: str, why: Any) -> dict[str, Any]:
    entry = {"id": row, "reason": why.get("reason"), "replaced_by": why.get("replaced_by"), "note": why.get("note")}
    return entry if why["id"] == row else entry | {"replaced_by": None, "with": why["id"]}


def _as_json(difference: Difference, verdict: Verdict, limit: int) -> str:
    return json.dumps(as_data(difference, verdict, limit), indent=2, ensure_ascii=False, default=str)


def _as_markdown(difference: Difference, verdict: Verdict, limit: int) -> str:
    head = f"### {in_markdown(difference.a)} → {in_markdown(difference.b)}"
    asked = [f"- {in_markdown(line)}" for line in difference.options.said()]
    if difference.same:
        return "\n".join([head, "", "The same.", *asked])
    lines = [head, "", f"{_summary(difference)}; smallest version: **{verdict.bump.name.lower()}**.", "", *asked]
    lines += [
        "",
        *(
            f"- not compared: {in_markdown(finding.table or '')}: {in_markdown(finding.message)}"
            for finding in difference.skipped
        ),
    ]
    tables = list(difference.differing())
    if tables:
        lines += ["", "| table | added | removed | retired | changed | cells | same |", "|---|--:|--:|--:|--:|--:|--:|"]
    for table in tables:
        counts = table.counts
        numbers = " | ".join(f"{counts[n]:,}" for n in ("added", "removed", "retired", "changed", "cells", "same"))
        lines.append(f"| {in_markdown(table.table)} | {numbers} |")
    if difference.contract:
        lines += ["", "**Contract**", ""]
        lines += [f"- {change.kind}: {in_markdown(change_told(change))}" for change in difference.contract[:limit]]
        lines += _rest(len(difference.contract), limit)
    for table in tables:
        lines += _folded(table, limit)
    lines += ["", *(f"- {in_markdown(line)}" for line in _likely(difference))]
    return "\n".join(lines)


def _folded(table: TableDiff, limit: int) -> Iterator[str]:
    yield from ("", f"<details><summary>{in_markdown(table.table)}: {_counts(table)}</summary>", "")
    cells = _cells(table, limit)
    if cells:
        yield from ("| row | column | before | now |", "|---|---|---|---|")
        for cell in cells:
            values = " | ".join(in_markdown(_value(cell[name])) for name in ("old", "new"))
            yield f"| {in_markdown(cell['id'])} | {in_markdown(cell['column'])} | {values} |"
        yield from _rest(table.counts["cells"], limit)
        yield ""
    for kind, rows in (("added", table.added), ("removed", table.removed)):
        for row in _first(row_ids(rows, table.key), limit):
            yield f"- {kind if row not in table.retired or kind == 'added' else 'retired'}: {in_markdown(row)}"
        yield from _rest(rows.num_rows, limit)
    yield from ("", "</details>")


def _as_html(difference: Difference, verdict: Verdict, limit: int) -> str:
    from onrecord.history.html_page import page

    lines = [
        _summary(difference) if not difference.same else "the same",
        *difference.options.said(),
        *_likely(difference),
    ]
    return page(as_data(difference, verdict, limit), lines, [change_told(change) for change in difference.contract])


_RENDERERS: dict[str, Callable[[Difference, Verdict, int], str]] = {
    "text": _as_text,
    "json": _as_json,
    "markdown": _as_markdown,
    "html": _as_html,
}
