"""Readable names beside ids: who said it, about which event, in which source, in which words.

Everything is read off the contract: a table's `labelField` names the column that a person reads, and
foreign keys say which table an id points to.
"""

from __future__ import annotations

import pandas as pd

from onrecord.contract import Contract, Table
from onrecord.package.mentions import MENTIONS, offset_columns
from onrecord.package.read import Package

#: the column of what a quote carries
_QUOTE = "quote_id"


def expand_names(frame: pd.DataFrame, table: str, package: Package) -> pd.DataFrame:
    """The frame with readable columns added.

    For each foreign key `x_id` a column `x` with what a person reads in place of the id, and `x_type` where the table
    that it points to has kinds of rows. For each table that links this one to a third (a quote to its speakers), a column
    with the names, joined by "; ", with their role where the link has one and in the order of the roles. And `words`: the
    words that state the row, where they are published, or else those of the quote that carries it.
    """
    contract = package.contract
    described = contract.tables[table]
    added: dict[str, pd.Series] = {}
    for key in described.foreign_keys:
        if len(key.fields) == 1 and key.table in contract.tables:
            added |= _pointed_to(frame[key.fields[0]], key.table, package)
    if len(described.primary_key) == 1:
        ids = frame[described.primary_key[0]]
        for link in _links(contract, table):
            added |= _linked_names(ids, link, table, package)
        words = _words(ids, table, package)
        if words is not None and _QUOTE in frame.columns and table != "quotes":
            words = words.fillna(frame[_QUOTE].map(_published(package)))
        if words is not None:
            added["words"] = words
    fresh = {name: column for name, column in added.items() if name not in frame.columns}
    expanded = frame.assign(**fresh)
    expanded.attrs = frame.attrs
    return expanded


def _pointed_to(ids: pd.Series, target: str, package: Package) -> dict[str, pd.Series]:
    """What a person reads in place of ids: the label of each row, and its kind."""
    described, column = package.contract.tables[target], _readable(str(ids.name))
    kind = described.custom.get("typeField")
    named = {column: ids.map(_labels(package, target))}
    if kind:
        rows = package.read(target, [described.primary_key[0], str(kind)]).to_pandas()
        named[f"{column}_type"] = ids.map(rows.set_index(described.primary_key[0])[str(kind)])
    return named


def _readable(column: str) -> str:
    return column.removesuffix("_id") if column.endswith("_id") else f"{column}_name"


def _label_field(contract: Contract, table: str) -> str | None:
    label = contract.tables[table].custom.get("labelField") if table in contract.tables else None
    return str(label) if label else None


def _labels(package: Package, table: str) -> pd.Series:
    """The label of each row by its id; of rows without one, the readable part of the id."""
    described = package.contract.tables[table]
    label, key = _label_field(package.contract, table), described.primary_key[0]
    rows = package.read(table, [key, label] if label else [key]).to_pandas()
    slugs = rows[key].str.rsplit(":", n=1).str[-1].str.replace("-", " ")
    labels: pd.Series = (rows[label].fillna(slugs) if label else slugs).set_axis(rows[key])
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
    role = next((field for field in link.fields if field.vocabulary), None)
    if role:
        order = {code: place for place, code in enumerate(package.contract.vocabularies[role.vocabulary or ""].codes)}
        rows = rows.assign(place=rows[role.name].map(order)).sort_values(["place", "name"], kind="stable")
        rows["name"] = rows[role.name].astype("str") + ": " + rows["name"]
    return {link.name.split("_", 1)[-1]: ids.map(rows.groupby(here)["name"].agg("; ".join))}


def _published(package: Package) -> pd.Series:
    """The published words of quotes, by their ids."""
    rows = package.read("quotes", ["quote_id"])
    ids = rows[0].to_pandas()
    words = _words(ids, "quotes", package)
    return pd.Series(dtype="str") if words is None else words.set_axis(ids)


def _words(ids: pd.Series, table: str, package: Package) -> pd.Series | None:
    if MENTIONS not in package.contract.tables or table == MENTIONS:
        return None
    parts = package.contract.vocabularies["mention_field"].codes
    telling = [code for code, listed in parts.items() if listed.get("words") and code.startswith(f"{table}.")]
    start, _ = offset_columns(package.contract)
    mentions = package.read(MENTIONS, ["subject_id", "field", start, "exact"]).to_pandas()
    mine = mentions[mentions["field"].isin(telling) & mentions["exact"].notna()].sort_values(start)
    mine = mine.drop_duplicates(["subject_id", "exact"])
    return ids.map(mine.groupby("subject_id")["exact"].agg(" … ".join)).astype("str") if telling else None
