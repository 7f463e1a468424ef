"""Which columns identify the rows of a table, and which point to those of another one: candidates, tried on all rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import polars as pl

from onrecord.description.table_description import FEW_ROWS, ColumnDescription, TableDescription

#: names of columns that identify, in several languages
_IDENTIFIES = re.compile(
    r"(^|[_\s.-])(id|uuid|key|code|nr|no|number|nummer|kennung|schlüssel|identifier|clé|clave)$", re.I
)
#: types whose values identify
_TYPES = ("string", "integer", "any")
#: columns of which pairs are tried
_PAIRED = 6


def add_keys(table: TableDescription) -> None:
    """Tell what identifies the rows of a table: a column all of whose values are there and differ, else two of them."""
    if not table.rows:
        return
    keys = [column for column in table.columns if _identifies(column)]
    named = [column for column in keys if _IDENTIFIES.search(column.name) or column.name[-2:] in ("Id", "ID")]
    first = [column for column in keys if column is table.columns[0] and table.rows >= FEW_ROWS]
    chosen = next(iter([*named, *first]), None)
    if chosen is not None:
        table.primary_key = (chosen.name,)
    elif not keys and table.rows >= FEW_ROWS and (pair := _pair(table)):
        table.primary_key = pair
    table.candidate_keys = [column.name for column in keys if column is not chosen]


def _identifies(column: ColumnDescription) -> bool:
    sound = column.inferred.share == 1 and not column.nulls and column.rows > 1
    return sound and column.distinct == column.rows and column.inferred.properties["type"] in _TYPES


def _pair(table: TableDescription) -> tuple[str, str] | None:
    """The first two columns that identify a row together, one of which is named so."""
    whole = [
        column
        for column in table.columns
        if not column.nulls
        and column.inferred.share == 1
        and column.inferred.properties["type"] not in ("number", "object")
    ][:_PAIRED]
    for one, other in combinations(whole, 2):
        if not any(_IDENTIFIES.search(column.name) for column in (one, other)):
            continue
        if one.distinct * other.distinct < table.rows:
            continue
        names = table.frame.key([one.name, other.name])
        if table.frame.rows.select(pl.struct(names).n_unique()).collect(engine="streaming").item() == table.rows:
            return one.name, other.name
    return None


def add_foreign_keys(tables: Sequence[TableDescription]) -> None:
    """Tell which columns point to another table: their names say so, and all their values are there."""
    for table in tables:
        for other in tables:
            if len(other.primary_key) == 1:
                table.foreign_keys += _pointing(table, other)


def _pointing(table: TableDescription, other: TableDescription) -> Iterator[dict[str, Any]]:
    key = other.primary_key[0]
    kind = next(column for column in other.columns if column.name == key).inferred.properties["type"]
    for column in table.columns:
        itself = table is other and column.name == key
        alike = column.inferred.properties["type"] == kind and column.nulls < column.rows
        if itself or not alike or not _names(column.name, other.name, key, table is other):
            continue
        ours, theirs = (pl.col(one.frame.names[name]) for one, name in ((table, column.name), (other, key)))
        rows = table.frame.rows.select(ours.drop_nulls().unique().alias("k"))
        missing = rows.join(other.frame.rows.select(theirs.alias("k")), on="k", how="anti").select(pl.len())
        if not missing.collect(engine="streaming").item():
            resource = "" if table is other else other.name
            yield {"fields": [column.name], "reference": {"resource": resource, "fields": [key]}}


def _names(column: str, table: str, key: str, itself: bool) -> bool:
    """Whether the name of a column says that it points to the key of a table."""
    plain, one = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (column, key))
    whole = re.sub(r"[^a-z0-9]", "", table.lower())
    names = {whole, whole.removesuffix("s"), whole.removesuffix("es"), whole.removesuffix("ies") + "y"}
    if itself:
        return plain in {f"parent{one}", f"parent{whole}{one}", "parent"}
    return (plain == one and one not in ("id", "key", "code", "name", "nr", "no")) or any(
        plain in (f"{name}{one}", f"{name}id", name) for name in names
    )
