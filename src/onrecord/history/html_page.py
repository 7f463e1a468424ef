"""A comparison as one HTML page for people: it asks nothing of any network, and no value in it can do anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from onrecord.findings import printable

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; width: 100% } caption { text-align: left; font-weight: 600 }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
td.number { text-align: right; font-variant-numeric: tabular-nums } ins { background: #d7f2dc; text-decoration: none } del { background: #fbdcdc }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } ins { background: #14401f } del { background: #5a1f1f } }
"""
_COUNTS = ("added", "removed", "retired", "changed", "cells", "same")


def page(compared: Mapping[str, Any], summary: Iterable[str], contract: Sequence[str]) -> str:
    """The page. compared: as `docs/diff.schema.json` describes it; summary, contract: sentences that stand above."""
    title = f"{_text(compared['a'])} → {_text(compared['b'])}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        *(f"<p>{_text(line)}</p>" for line in summary),
        f"<p>Smallest version: <strong>{_text(compared['bump'])}</strong></p>",
        *_list("Why", (f"{why['bump']}: {why['text']}" for why in compared["reasons"])),
        *_list("Not compared", (f"{told.get('table', '')}: {told['message']}" for told in compared["skipped"])),
        *_list("Contract", contract),
        *_overview(compared["tables"]),
        *(line for name, table in compared["tables"].items() for line in _table(name, table)),
        "</body></html>",
    ]
    return "\n".join(parts)


def _text(value: Any) -> str:
    return escape(printable(str(value), 400))


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"<li>{_text(item)}</li>" for item in items]
    if lines:
        yield f"<h2>{title}</h2><ul>{''.join(lines)}</ul>"


def _overview(tables: Mapping[str, Any]) -> Iterator[str]:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("table", *_COUNTS))
    yield f"<table><caption>Rows</caption><thead><tr>{head}</tr></thead><tbody>"
    for name, table in tables.items():
        numbers = "".join(f'<td class="number">{table["counts"][count]:,}</td>' for count in _COUNTS)
        yield f'<tr><th scope="row">{_text(name)}</th>{numbers}</tr>'
    yield "</tbody></table>"


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    if not any(table[part] for part in ("cells", "added", "removed", "retired")):
        return
    yield f"<h2>{_text(name)}</h2>"
    if table["cells"]:
        yield '<table><thead><tr><th scope="col">row</th><th scope="col">column</th><th scope="col">before</th><th scope="col">now</th></tr></thead><tbody>'
        for cell in table["cells"]:
            values = f"<td><del>{_value(cell['old'])}</del></td><td><ins>{_value(cell['new'])}</ins></td>"
            yield f'<tr><th scope="row">{_text(cell["id"])}</th><td>{_text(cell["column"])}</td>{values}</tr>'
        yield "</tbody></table>"
    yield from _list("Added", table["added"])
    yield from _list("Removed", table["removed"])
    yield from _list("Retired", (f"{row['id']}: {row['reason'] or ''}" for row in table["retired"]))
    if not table["whole"]:
        yield "<p>Not all is shown here: see the counts.</p>"


def _value(value: str | None) -> str:
    return "(missing)" if value is None else _text(value)
