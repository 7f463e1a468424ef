"""How two packages are to be compared: by which keys, without which columns, which rows, how exactly, under which names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.contract import Table
from onrecord.contract.row_rules import row_rule
from onrecord.findings import Finding, Problem, did_you_mean, printable


@dataclass(frozen=True)
class DiffOptions:
    """What a comparison was asked to do beyond comparing everything exactly. Made by `diff_options`."""

    #: table -> the columns that identify a row, where they are not those of `primaryKey`
    key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: columns that are left out: `column` of all tables, or `table.column`
    ignore: frozenset[str] = frozenset()
    #: SQL that a row must fulfil to be compared
    where: str | None = None
    #: numbers that are no further apart are the same; the second is a part of the larger one
    tolerance: float = 0.0
    relative_tolerance: float = 0.0
    #: table -> its later name; `table.column` (table: the earlier name) -> the column's later name
    renamed: Mapping[str, str] = field(default_factory=dict)

    def said(self) -> list[str]:
        """In words, what was not compared, or not exactly."""
        lines = [f"keys: {table} by {', '.join(columns)}" for table, columns in self.key.items()]
        lines += [f"not compared: {', '.join(sorted(self.ignore))}"] if self.ignore else []
        lines += [f"only rows where {self.where}"] if self.where else []
        lines += [f"numbers within {self.tolerance:g} are the same"] if self.tolerance else []
        lines += [f"numbers within {self.relative_tolerance:g} of each other's size are the same"] if self.relative_tolerance else []  # fmt: skip
        lines += [f"renamed: {old} → {new}" for old, new in self.renamed.items()]
        return lines

    def table_name(self, earlier: str) -> str:
        """What a table of the earlier package is called in the later one."""
        return self.renamed.get(earlier, earlier)

    def column_names(self, earlier_table: str) -> dict[str, str]:
        """The columns of an earlier table that have other names in the later one."""
        start = f"{earlier_table}."
        return {old.removeprefix(start): new for old, new in self.renamed.items() if old.startswith(start)}

    def leaves_out(self, table: str, column: str) -> bool:
        """Whether a column is not compared."""
        return column in self.ignore or f"{table}.{column}" in self.ignore

    def seen(self, table: Table, *, earlier: bool) -> Table:
        """The table as it is compared: with its later names and its key, without the columns that are left out."""
        renamed = self.column_names(table.name) if earlier else {}
        name = self.table_name(table.name) if earlier else table.name
        fields = [replace(each, name=renamed.get(each.name, each.name)) for each in table.fields]
        key = self.key.get(name) or tuple(renamed.get(column, column) for column in table.primary_key)
        if missing := [column for column in key if column not in [each.name for each in fields]]:
            known = [each.name for each in fields]
            message = f"the table has no column “{printable(missing[0], 60)}” that its rows could be told apart by"
            help_ = did_you_mean(missing[0], known) or f"columns: {', '.join(known)}"
            raise Problem(Finding(code="D019", message=message, table=name, help=help_))
        kept = tuple(each for each in fields if each.name in key or not self.leaves_out(name, each.name))
        return replace(table, name=name, fields=kept, primary_key=key)

    def filter_of(self, table: Table) -> str | None:
        """The SQL that rows of a table must fulfil. Raises `Problem` (D020) when it can't be run on the table."""
        if self.where is None:
            return None
        try:
            row_rule(self.where, [each.name for each in table.fields])
        except ValueError as error:
            message = f"“{printable(self.where, 120)}” can't be asked of its rows: {error}"
            help_ = "name tables that have the columns (--table), or write the condition as for `checks`"
            raise Problem(Finding(code="D020", message=message, table=table.name, help=help_)) from None
        return self.where


def diff_options(
    key: Mapping[str, str | Sequence[str]] | None,
    ignore: str | Iterable[str],
    where: str | None,
    tolerance: float,
    relative_tolerance: float,
    renamed: Mapping[str, str] | None,
    known: Collection[str],
) -> DiffOptions:
    """The options as people give them. Raises `Problem` (D003) for a table that neither package has.

    known: the tables of both packages.
    """
    keys = {name: (told,) if isinstance(told, str) else tuple(told) for name, told in (key or {}).items()}
    named = [*keys, *(old.partition(".")[0] for old in renamed or {} if old not in known)]
    unknown = [
        Finding(
            code="D003",
            message=f"neither package has a table “{printable(name)}”",
            help=did_you_mean(name, known) or f"tables: {', '.join(known)}",
        )
        for name in named
        if name not in known
    ]
    if unknown:
        raise Problem(*unknown)
    ignored = frozenset([ignore] if isinstance(ignore, str) else ignore)
    return DiffOptions(keys, ignored, where, tolerance, relative_tolerance, dict(renamed or {}))


def pairs_of(told: Iterable[str], what: str, example: str) -> dict[str, str]:
    """`a=b` as typed on a command line, as a mapping. Raises `Problem` (P013) for anything else."""
    pairs: dict[str, Any] = {}
    for each in told:
        name, sign, value = each.partition("=")
        if not (name and sign and value):
            raise Problem(
                Finding(code="P013", message=f"“{printable(each, 80)}” is no {what}", help=f"write {example}")
            )
        pairs[name] = value
    return pairs


def keys_of(told: Iterable[str]) -> dict[str, list[str]]:
    """Keys as typed on a command line (`ports=id`, `ports=country,year`). Raises `Problem` (P013) for anything else."""
    return {name: columns.split(",") for name, columns in pairs_of(told, "key", "--key ports=id").items()}
