"""Readable names beside ids: who said it, about which event, in which source, in which words.

Everything is read off the contract: a table's `labelField` names the column that a person reads, and
foreign keys say which table an id points to.
"""

from __future__ import annotations

import pandas as pd

from onrecord.contract import Contract, Table
from onrecord.package.read import Package

MENTIONS = "mentions"


def expand_names(frame: pd.DataFrame, table: str, package: Package) -> pd.DataFrame:
    """The frame with readable columns added.

    For each id `x_id` that points to a table with names, a column `x` with the name. For each table that
    links this one to a third (a quote to its speakers), a column with the names, joined by "; " and with their
    role where the link has one. And `words`: the words that state the row, where they are published.
    """
    contract = package.contract
    described = contract.tables[table]
    added: dict[str, pd.Series] = {}
    for key in described.foreign_keys:
        label = _label_field(contract, key.table)
        if len(key.fields) == 1 and label:
            column = key.fields[0]
            added[_readable(column)] = frame[column].map(_labels(package, key.table))
    if len(described.primary_key) == 1:
        ids = frame[described.primary_key[0]]
        for link in _links(contract, table):
            added |= _linked_names(ids, link, table, package)
        words = _words(ids, table, package)
        if words is not None:
            added["words"] = words
    fresh = {name: column for name, column in added.items() if name not in frame.columns}
    expanded = frame.assign(**fresh)
    expanded.attrs = frame.attrs
    return expanded


def _readable(column: str) -> str:
    return column.removesuffix("_id") if column.endswith("_id") else f"{column}_name"


def _label_field(contract: Contract, table: str) -> str | None:
    label = contract.tables[table].custom.get("labelField") if table in contract.tables else None
    return str(label) if label else None


def _labels(package: Package, table: str) -> pd.Series:
    described = package.contract.tables[table]
    label = _label_field(package.contract, table)
    assert label is not None  # noqa: S101 - callers have looked
    rows = package.read(table, [described.primary_key[0], label]).to_pandas()
    labels: pd.Series = rows.set_index(described.primary_key[0])[label]
    return labels


def _links(contract: Contract, table: str) -> list[Table]:
    """Tables whose key is made of this table's id and another's: they hold pairs."""
    return [
        other
        for other in contract.tables.values()
        if len(other.primary_key) > 1
        and any(key.table == table and key.fields[0] == other.primary_key[0] for key in other.foreign_keys)
    ]


def _linked_names(ids: pd.Series, link: Table, table: str, package: Package) -> dict[str, pd.Series]:
    here = next(key.fields[0] for key in link.foreign_keys if key.table == table)
    there = next((key for key in link.foreign_keys if key.fields[0] != here), None)
    if there is None or not _label_field(package.contract, there.table):
        return {}
    rows = package.read(link.name).to_pandas()
    rows["name"] = rows[there.fields[0]].map(_labels(package, there.table))
    role = next((field.name for field in link.fields if field.vocabulary), None)
    if role:
        rows["name"] = rows[role].astype("str") + ": " + rows["name"]
    return {link.name.split("_", 1)[-1]: ids.map(rows.groupby(here)["name"].agg("; ".join))}


def _words(ids: pd.Series, table: str, package: Package) -> pd.Series | None:
    if MENTIONS not in package.contract.tables or table == MENTIONS:
        return None
    parts = package.contract.vocabularies["mention_field"].codes
    telling = [code for code, told in parts.items() if told.get("words") and code.startswith(f"{table}.")]
    mentions = package.read(MENTIONS, ["subject_id", "field", "start", "exact"]).to_pandas()
    mine = mentions[mentions["field"].isin(telling) & mentions["exact"].notna()].sort_values("start")
    mine = mine.drop_duplicates(["subject_id", "exact"])
    return ids.map(mine.groupby("subject_id")["exact"].agg(" … ".join)).astype("str") if telling else None
