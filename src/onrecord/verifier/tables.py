"""Rows against the contract: every rule on each row, in one streaming pass per table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.verifier.columns import columns_of
from onrecord.verifier.frame import EXAMPLES, ROW, UNREADABLE, Frame, open_frame, shown_value
from onrecord.verifier.keys import repeated_keys
from onrecord.verifier.rules import Rule, not_verified, rules

#: rules that more rows break are told from the first rows only, so that memory stays bounded
MANY = 100_000


def rows_of(table: Table, path: Path) -> list[Finding]:
    """Everything wrong with the rows of a Parquet file; see `check_rows`."""
    return check_rows(open_frame(table, path, columns_of(table, path)[0]))


def check_rows(frame: Frame) -> list[Finding]:
    """Everything wrong with the rows, as far as their columns can be checked."""
    return [*_broken_rules(frame), *repeated_keys(frame)]


def _broken_rules(frame: Frame) -> Iterator[Finding]:
    checked, unsound = rules(frame)
    yield from unsound
    counted = []
    try:
        counted = list(zip(checked, _counts(frame, checked), strict=True))
    except UNREADABLE as error:
        # one rule that fails on the values themselves must not hide what the others say
        for rule in checked:
            try:
                counted.append((rule, _counts(frame, [rule])[0]))
            except UNREADABLE as why:
                yield not_verified(frame, rule.what, str(why), rule.field)
        if not counted:
            raise error from None
    broken = [(rule, count) for rule, count in counted if count]
    examples = _examples(frame, broken)
    for (rule, count), rows in zip(broken, examples, strict=True):
        yield from _told(frame, rule, rows, count)


def _counts(frame: Frame, checked: list[Rule]) -> list[int]:
    """How many rows break each rule."""
    if not checked:
        return []
    sums = [rule.broken.sum().alias(str(i)) for i, rule in enumerate(checked)]
    return [int(count or 0) for count in frame.rows.select(sums).collect(engine="streaming").row(0)]


def _examples(frame: Frame, broken: list[tuple[Rule, int]]) -> list[pl.DataFrame]:
    """The first rows that break each rule, in order."""
    if not broken:
        return []
    numbered = frame.rows.with_row_index(ROW, offset=1)
    few = [rule for rule, count in broken if count <= MANY]
    marks = [rule.broken.fill_null(False).alias(f"m{i}") for i, rule in enumerate(few)]
    shown = _shown(frame, few)
    together = (
        numbered.with_columns(marks)
        .filter(pl.any_horizontal(f"m{i}" for i in range(len(few))))
        .select(*shown, *(f"m{i}" for i in range(len(few))))
        .collect(engine="streaming")
        if few
        else pl.DataFrame()
    )
    found = {id(rule): together.filter(pl.col(f"m{i}")).head(EXAMPLES) for i, rule in enumerate(few)}
    for rule, count in broken:
        if count > MANY:
            first = numbered.filter(rule.broken).select(_shown(frame, [rule])).head(EXAMPLES)
            found[id(rule)] = first.collect(engine="streaming")
    return [found[id(rule)] for rule, _ in broken]


def _shown(frame: Frame, shown: list[Rule]) -> list[str]:
    names = dict.fromkeys(name for rule in shown for name in rule.shows)
    unread = [frame.unread[name].column for name in names if name in frame.unread]
    return list(dict.fromkeys([ROW, *frame.row_id, *(frame.names[name] for name in names), *unread]))


def _told(frame: Frame, rule: Rule, rows: pl.DataFrame, count: int) -> Iterator[Finding]:
    for row in rows.iter_rows(named=True):
        found = {name: frame.value(row, name) for name in rule.shows}
        values = ", ".join(f"{name} = {shown_value(value)}" for name, value in found.items())
        yield Finding(
            code=rule.code,
            message=f"{rule.what}: {values}"
            if rule.field is None
            else f"{shown_value(found[rule.field])}: {rule.what}",
            table=frame.table.name,
            field=rule.field,
            row=row[ROW],
            row_id=frame.id_of(row),
            count=count,
            help=rule.help(found[rule.field]) if rule.field else None,
        )
