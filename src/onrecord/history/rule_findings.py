"""What is said of rows that break a rule from one package to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.history.across_rules import AcrossRule
from onrecord.history.difference import TableDiff, row_ids
from onrecord.history.version import Bump, is_version, parse_version

#: findings of one rule in one table that are told one by one
EXAMPLES = 10
#: cells that are shown of a row that breaks a rule of a table's own
_CELLS = 4


@dataclass(frozen=True)
class Neighbours:
    """What two packages that follow each other are called."""

    old: str
    new: str


def findings_of(
    rule: AcrossRule, rows: pl.DataFrame, changed: TableDiff, table: Table, names: Neighbours
) -> Iterator[Finding]:
    """The findings on the rows of a table that break a rule."""
    ids = row_ids(
        rows.select(rows.columns[: len(changed.key)]).to_arrow(compat_level=pl.CompatLevel.oldest()), ()
    ).to_pylist()
    if rule.code == "H020":
        yield from _vanished(ids, table, names)
    elif rule.code == "H021":
        told = zip(ids, rows["gone_since"], strict=True)
        messages = {row: f"{row} is in {names.new} again; {gone} was without it" for row, gone in told}
        yield from each("H021", table.name, messages, "an id that is gone never comes back: give the row a new id")
    elif rule.code == "H022":
        values = zip(ids, rows[f"{rule.column}.old"], rows[f"{rule.column}.new"], strict=True)
        messages = {
            row: f"{rule.column} of {row} was “{printable(str(old))}” in {names.old} and is “{printable(str(new))}” in "
            f"{names.new}"
            for row, old, new in values
        }
        help_ = "an id never changes what it stands for: retire it, and give the row a new id"
        yield from each("H022", table.name, messages, help_, rule.column)
    elif rule.code == "H014":
        messages = {row: f"cells of {row} were corrected in {names.new} without a reason" for row in ids}
        yield from each("H014", table.name, messages, "say why in a file in changes/, before the release")
    else:
        yield from _own(rule, rows, ids, table, names)


def _vanished(ids: list[str], table: Table, names: Neighbours) -> Iterator[Finding]:
    fitting = str(parse_version(names.old).raised(Bump.MINOR)) if is_version(names.old) else "«the next version»"
    messages = {row: f"{row} was in {names.old} and is not in {names.new}" for row in ids}
    example = '\n- {id: "%s", retired_in: ' + fitting + ", reason: «why», note: «why, in a sentence»}"
    yield from each("H020", table.name, messages, "put the row back, or list it in seeds/retired.yaml:" + example)


def hanging_on(changed: TableDiff, table: Table, gone: pa.Array) -> set[str]:
    """The removed rows that hang on another vanished row: with that one explained, they are."""
    found: set[str] = set()
    for described in table.fields:
        known = described.immutable and described.name in changed.removed.column_names
        column = changed.removed[described.name] if known else None
        if column is not None and pa.types.is_string(column.type):
            found |= set(row_ids(changed.removed.filter(pc.is_in(column, value_set=gone)), changed.key).to_pylist())
    return found


def _own(rule: AcrossRule, rows: pl.DataFrame, ids: list[str], table: Table, names: Neighbours) -> Iterator[Finding]:
    """A rule of the table's own: its message, and the cells that it speaks of."""
    used = [name for name in rule.columns if name.endswith((".old", ".new"))][:_CELLS]
    cells = rows.select(used).rows() if used else [()] * rows.height
    messages = {}
    for row, values in zip(ids, cells, strict=True):
        shown = ", ".join(f"{name} is {_shown(value)}" for name, value in zip(used, values, strict=True))
        messages[row] = f"{rule.message}: {row}{f' ({shown})' if shown else ''}, from {names.old} to {names.new}"
    help_ = f"the rule “{rule.name}” in `transitions` of the table's schema says so; mend the row, or the rule"
    yield from each("H051", table.name, messages, help_)


def _shown(value: object) -> str:
    return "missing" if value is None else f"“{printable(str(value), 60)}”"


def each(
    code: str, table: str, messages: Mapping[str, str], help_: str, column: str | None = None
) -> Iterator[Finding]:
    """A finding per row; beyond some, the last one stands for the rest. `%s` in the help becomes the row's id."""
    for number, (row, message) in enumerate(messages.items(), 1):
        rest = len(messages) - number + 1 if number == EXAMPLES else 1
        yield Finding(
            code=code, message=message, table=table, field=column, row_id=row, count=rest, help=help_.replace("%s", row)
        )
        if number == EXAMPLES:
            return
