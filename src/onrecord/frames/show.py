"""`show`: one row with its words, its source, what it points to and everything that points to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.frames.load import Where
from onrecord.package.mentions import MENTIONS, offset_columns
from onrecord.package.read import Package, open_package

#: gives the text of a source by its id and SHA-256, or None where the text is not at hand
TextOf = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Shown:
    """A row and all that belongs to it. `str()` and the notebook show it as text."""

    id: str
    table: str
    row: dict[str, Any]
    titles: dict[str, str] = field(repr=False)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    points_to: dict[str, tuple[str, str]] = field(default_factory=dict)
    pointed_from: list[tuple[str, str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [self.id, ""]
        width = max(len(title) for title in self.titles.values())
        for name, value in self.row.items():
            if value is None or name == self.table:
                continue
            told = self.points_to.get(name)
            shown = f"{value}  ({told[1]})" if told and told[1] else str(value)
            lines.append(f"  {self.titles[name]:<{width}}  {printable(shown, 400)}")
        if self.mentions:
            lines += ["", "words"]
            lines += [f"  {_mention(mention)}" for mention in self.mentions]
        if self.pointed_from:
            lines += ["", "pointed to by"]
            lines += [f"  {table}.{column}  {row}" for table, column, row in self.pointed_from]
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))


def _mention(mention: dict[str, Any]) -> str:
    where = f"{mention['field']} · {mention['source_id']} · {mention['char_start']}–{mention['char_end']}"
    words = mention["exact"]
    told = f"“{printable(words, 300)}”" if words is not None else "(words not published; checked by their SHA-256)"
    return f"{told}  {where}"


def show(id: str, *, version: str | None = None, package: Where = None, text_of: TextOf | None = None) -> Shown:  # noqa: A002
    """The row with this id, whatever its table, with its words, its source and what points to it.

    Parameters
    ----------
    id
        The id of a row of any table, such as "actor:russia".
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    text_of
        Gives the text of a source by its id, or None: fills in words that the package doesn't publish.

    Returns
    -------
    Shown
        `row` (a dict), `words`, `points_to` and `pointed_from`; as text it is what the command prints.

    Raises
    ------
    Problem
        D007 for an id that no row has, D002 for no such release, D004 for no such package.

    Examples
    --------
    >>> import onrecord
    >>> onrecord.show("place:crimea").row["name"]
    'Crimea'
    """
    source = open_package(package, version)
    for name, table in source.contract.tables.items():
        if len(table.primary_key) != 1:
            continue
        found = _where(source, name, table.primary_key[0], id)
        if found:
            return _shown(source, table, found[0], id, text_of)
    raise Problem(_unknown(source, id))


def _where(source: Package, table: str, column: str, value: str) -> list[dict[str, Any]]:
    rows = source.read(table)
    matching: list[dict[str, Any]] = rows.filter(pc.equal(rows[column], value)).to_pylist()
    return matching


def _shown(source: Package, table: Table, row: dict[str, Any], id: str, text_of: TextOf | None) -> Shown:  # noqa: A002
    points_to = {
        key.fields[0]: (key.table, _label(source, key.table, row[key.fields[0]]))
        for key in table.foreign_keys
        if len(key.fields) == 1 and row.get(key.fields[0]) is not None
    }
    mentions = _mentions(source, id) if MENTIONS in source.contract.tables else []
    if text_of:
        mentions = [_with_words(source, mention, text_of) for mention in mentions]
    return Shown(
        id=id,
        table=table.name,
        row=row,
        titles={f.name: f.title or f.name for f in table.fields},
        mentions=sorted(mentions, key=lambda m: (m["source_id"], m["char_start"], -m["char_end"])),
        points_to=points_to,
        pointed_from=_pointed_from(source, table.name, id),
    )


def _mentions(source: Package, id: str) -> list[dict[str, Any]]:  # noqa: A002
    """The mentions of a row, their offsets as `char_start` and `char_end` whatever the release calls them."""
    start, end = offset_columns(source.contract)
    rows = _where(source, MENTIONS, "subject_id", id)
    return [row | {"char_start": row[start], "char_end": row[end]} for row in rows]


def _with_words(source: Package, mention: dict[str, Any], text_of: TextOf) -> dict[str, Any]:
    if mention["exact"] is not None:
        return mention
    rows = _where(source, "sources", "source_id", mention["source_id"])
    text = text_of(mention["source_id"], rows[0]["text_sha256"]) if rows else None
    return mention | {"exact": text[mention["char_start"] : mention["char_end"]]} if text is not None else mention


def _label(source: Package, table: str, value: str) -> str:
    described = source.contract.tables[table]
    label = described.custom.get("labelField")
    rows = _where(source, table, described.primary_key[0], value) if label else []
    return str(rows[0][str(label)]) if rows else ""


def _pointed_from(source: Package, table: str, id: str) -> list[tuple[str, str, str]]:  # noqa: A002
    found = []
    for name, other in source.contract.tables.items():
        for key in other.foreign_keys:
            if key.table == table and len(key.fields) == 1:
                rows = _where(source, name, key.fields[0], id)
                found += [(name, key.fields[0], " ".join(str(row[k]) for k in other.primary_key)) for row in rows]
    return found


def _unknown(source: Package, id: str) -> Finding:  # noqa: A002
    known: list[str] = []
    for name, table in source.contract.tables.items():
        if len(table.primary_key) == 1:
            known += source.read(name, [table.primary_key[0]])[0].to_pylist()
    slug = id.rsplit(":", 1)[-1]
    same = [other for other in known if other.rsplit(":", 1)[-1] == slug]
    hint = f"did you mean “{same[0]}”?" if same else did_you_mean(id, known)
    return Finding(
        code="D007",
        message=f"no row has the id “{printable(id, 120)}”",
        help=hint or "ids look like event:<document>:<name>; `onrecord tables` lists the tables",
    )
