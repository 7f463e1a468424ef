"""Rows against the contract: every rule on each row, in one streaming pass per table.

Only rows that break a rule come out of the pass, batch by batch, so that memory stays bounded however many they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from onrecord.checking.failing_rows import as_failures
from onrecord.checking.options import Options, has_errors
from onrecord.checking.rising_runs import RisingRuns, rising_runs_of
from onrecord.checking.row_checks import CompiledRule, compiled_rules, not_verified
from onrecord.checking.unique_keys import repeated_keys, unique_keys
from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.batches import batches
from onrecord.reading.frame import EXAMPLES, ROW, UNREADABLE, Frame, open_frame, shown_value


def rows_of(table: Table, path: Path) -> list[Finding]:
    """Everything wrong with the rows of a Parquet file; see `check_rows`."""
    from onrecord.reading.parquet_tables import columns_of

    return check_rows(open_frame(table, path, columns_of(table, path)[0]))


def check_rows(frame: Frame, options: Options | None = None) -> list[Finding]:
    """Everything wrong with the rows, as far as their columns can be checked.

    With `fail_fast`, only what is wrong with the first batch of rows that break a rule, or else with the first key.
    """
    options = options or Options()
    runs = _runs(frame) if frame.slow else None
    broken, unrun = broken_rules(frame, options, runs)
    found = [*unrun, *(finding for rule in broken for finding in rule.findings)]
    if options.fail_fast and has_errors(found):
        return found
    return [*found, *repeated_keys(frame, options, runs)]


@dataclass(frozen=True)
class BrokenRule:
    """A rule that rows break: which of the table's rules it is, how many rows, and findings on the first of them."""

    number: int
    count: int
    findings: list[Finding]


def _runs(frame: Frame) -> RisingRuns | None:
    """The first key whose runs can be noted in the pass over the rules."""
    noted = (rising_runs_of(frame, key) for key, _ in unique_keys(frame.table))
    with suppress(*UNREADABLE):
        return next((runs for runs in noted if runs), None)
    return None


class _BreakingRows:
    """A rule with the rows that were found to break it: how many, and the first of them."""

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        self.count = 0
        self.first: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        if self.count < EXAMPLES and rows.height:
            self.first.append(rows.head(EXAMPLES - self.count))
        self.count += rows.height


def _is_readable(frame: Frame) -> bool:
    """Whether the rows can be read at all."""
    try:
        frame.rows.select(pl.col(name).null_count() for name in frame.names.values()).collect(engine="streaming")
    except UNREADABLE:
        return False
    return True


def broken_rules(
    frame: Frame, options: Options, runs: RisingRuns | None = None
) -> tuple[list[BrokenRule], list[Finding]]:
    """The rules that rows break, in the order of the rules; and findings on rules that can't be run on these rows."""
    checked, findings = compiled_rules(frame)
    try:
        broken = _rows_breaking(frame, checked, options, runs)
    except UNREADABLE as error:
        # one rule that fails on the values themselves must not hide what the others say
        sound = []
        for rule in checked:
            try:
                frame.rows.select(rule.broken.sum()).collect(engine="streaming")
                sound.append(rule)
            except UNREADABLE as why:
                findings.append(not_verified(frame, rule.what, str(why), rule.field))
        if len(sound) == len(checked) or (not sound and not _is_readable(frame)):
            raise error from None
        broken = _rows_breaking(frame, sound, options, None)
    counted = [
        BrokenRule(number, each.count, list(_findings_of(frame, each)))
        for number, each in enumerate(broken)
        if each.count
    ]
    return counted, findings


def _rows_breaking(
    frame: Frame, checked: list[CompiledRule], options: Options, runs: RisingRuns | None
) -> list[_BreakingRows]:
    """The rules with the rows that break them; the runs of a key are noted in passing."""
    found = [_BreakingRows(rule) for rule in checked]
    if not checked:
        return found
    rows, wanted = frame.rows.with_row_index(ROW, offset=1), [rule.broken for rule in checked]
    if runs and runs.known:
        rows, wanted = runs.with_previous(rows), [*wanted, runs.begins_run]
    with options.failures.part() if options.failures else nullcontext() as part:
        for batch in batches(rows.filter(pl.any_horizontal(wanted))):
            if runs and runs.known:
                runs.note(batch)
            marks = batch.select(rule.broken.fill_null(False).alias(str(i)) for i, rule in enumerate(checked))
            for i, each in enumerate(found):
                if marks[str(i)].any():
                    # tables can have thousands of columns: no more than a rule shows is kept of each
                    failed = batch.select(_shown(frame, each.rule)).filter(marks[str(i)])
                    each.add(failed)
                    if part is not None:
                        part.add(failing(frame, failed, each.rule))
            if options.fail_fast and any(each.count for each in found):
                return found
    if runs:
        runs.finish()
    return found


def _shown(frame: Frame, rule: CompiledRule) -> list[str]:
    """The columns of the rows that tell a failure of the rule."""
    unread = [frame.unread[name].column for name in rule.shows if name in frame.unread]
    return list(dict.fromkeys([ROW, *frame.row_id, *(frame.names[name] for name in rule.shows), *unread]))


def failing(frame: Frame, rows: pl.DataFrame, rule: CompiledRule) -> pl.DataFrame:
    """Rows that break a rule as they stand in the file of failing rows."""
    return as_failures(frame, rows, rule.code, rule.field, rule.shows, rule.what)


def _findings_of(frame: Frame, broken: _BreakingRows) -> Iterator[Finding]:
    rule = broken.rule
    for row in pl.concat(broken.first).iter_rows(named=True):
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
            count=broken.count,
            help=rule.help(found[rule.field]) if rule.field else None,
        )
