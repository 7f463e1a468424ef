"""`load`, `tables` and `codebook`: the data and its description as DataFrames."""

from __future__ import annotations

from os import PathLike
from typing import Any

import pandas as pd
import pyarrow as pa

from onrecord.contract import Contract, Field, Vocabulary
from onrecord.findings import Finding, Problem, did_you_mean
from onrecord.package.read import Package, open_package

Where = str | PathLike[str] | Package | None


def load(table: str, *, version: str | None = None, package: Where = None, expand: bool = False) -> pd.DataFrame:
    """One table as a DataFrame, rows in the order of their keys.

    Parameters
    ----------
    table
        One of those that `tables` lists.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    expand
        Add readable names beside the ids: `speaker` beside `speaker_id`, the words of a row, the title of its source.

    Returns
    -------
    pandas.DataFrame
        Indexed by the primary key. Dates are `datetime64[s]`, text is `str`, numbers `float64`, counts `int64`, yes and no
        `bool`; a column with a vocabulary is a categorical with all its codes, ordered where the vocabulary is. `attrs`
        tells the title, the descriptions of the columns and where the rows come from.

    Raises
    ------
    Problem
        D003 for a table that isn't there, D002 for no such release, D004 for no such package, P012 for a file that can't be
        read.

    Examples
    --------
    >>> import onrecord
    >>> figures = onrecord.load("figures", expand=True)
    >>> figures.loc[figures.qualifier == "vague", ["words", "value_low", "value_high"]].head(1).values.tolist()
    [['dozens', 24.0, 99.0]]
    """
    source = open_package(package, version)
    frame = to_pandas(source.read(table), source.contract, table)
    frame.attrs.update(_attrs(source, table))
    if expand:
        from onrecord.frames.expand import expand_names

        return expand_names(frame, table, source)
    return frame


def to_pandas(rows: pa.Table, contract: Contract, table: str) -> pd.DataFrame:
    """Arrow rows of a table as a DataFrame with the types that `load` promises."""
    described = contract.tables[table]
    series: dict[str, Any] = {}
    for name in rows.column_names:
        column = rows.column(name)
        series[name] = _series(column, described.field(name), contract.vocabularies)
    return pd.DataFrame(series, copy=False)


def _series(column: pa.ChunkedArray, field: Field, vocabularies: Any) -> Any:
    if field.vocabulary in vocabularies:
        return _coded(column.to_pandas(), vocabularies[field.vocabulary])
    if pa.types.is_date(column.type):
        return column.cast(pa.timestamp("s")).to_pandas()
    if pa.types.is_integer(column.type) and column.null_count:
        return column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    if pa.types.is_boolean(column.type) and not field.constraints.get("required"):
        return column.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        # Arrow lends its own memory, in which nobody may write
        return column.to_pandas().copy()
    return column.to_pandas()


def _coded(column: pd.Series, vocabulary: Vocabulary) -> Any:
    """A categorical; a column with values outside of the vocabulary stays text, so that none is lost."""
    codes = list(vocabulary.codes)
    if not column.isin(codes).where(column.notna(), True).all():
        return column
    return pd.Categorical(column, dtype=pd.CategoricalDtype(codes, ordered=vocabulary.ordered))


def _attrs(source: Package, table: str) -> dict[str, Any]:
    described, resource = source.contract.tables[table], source.resource(table)
    return {
        "table": table,
        "title": described.title,
        "description": described.description,
        "columns": {field.name: field.description for field in described.fields},
        "provenance": {
            "package": source.descriptor.get("name"),
            "version": source.version,
            "file": resource.get("path"),
            "hash": resource.get("hash"),
            "licences": [licence.get("name") for licence in source.descriptor.get("licenses", [])],
        },
    }


def tables(*, version: str | None = None, package: Where = None) -> pd.DataFrame:
    """Which tables there are.

    Parameters
    ----------
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.

    Returns
    -------
    pandas.DataFrame
        One row a table, indexed by its name: `rows` and `columns` (`int64`), `title` and `description`.

    Raises
    ------
    Problem
        D002 for no such release, D004 for no such package.

    Examples
    --------
    >>> import onrecord
    >>> int(onrecord.tables(version="1.1.1").rows["figures"])
    4
    """
    source = open_package(package, version)
    listed = [
        {
            "table": name,
            "rows": source.count(name),
            "columns": len(table.fields),
            "title": table.title,
            "description": table.description,
        }
        for name, table in source.contract.tables.items()
    ]
    return pd.DataFrame(listed).set_index("table")


def codebook(vocabulary: str | None = None, *, version: str | None = None, package: Where = None) -> pd.DataFrame:
    """The codes of a vocabulary, or of all of them.

    Parameters
    ----------
    vocabulary
        Its name, such as "event_type"; all vocabularies when left out.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.

    Returns
    -------
    pandas.DataFrame
        One row a code, indexed by it (by vocabulary and code for all), with `label`, `definition` and the counterparts in
        other datasets. All columns are text; a counterpart that doesn't exist is missing.

    Raises
    ------
    Problem
        D006 for a vocabulary that isn't there, D002 for no such release, D004 for no such package.

    Examples
    --------
    >>> import onrecord
    >>> onrecord.codebook("factuality").loc["probable", "factbank"]
    'PR+'
    """
    known = open_package(package, version).contract.vocabularies
    if vocabulary is not None and vocabulary not in known:
        raise Problem(
            Finding(
                code="D006",
                message=f"there is no vocabulary “{vocabulary}”",
                help=did_you_mean(vocabulary, known) or f"vocabularies: {', '.join(known)}",
            )
        )
    rows = [
        {"vocabulary": name, "code": code, **told}
        for name, listed in known.items()
        if vocabulary in (None, name)
        for code, told in listed.codes.items()
    ]
    frame = pd.DataFrame(rows).set_index(["vocabulary", "code"])
    return frame if vocabulary is None else frame.droplevel(0).dropna(axis="columns", how="all")
