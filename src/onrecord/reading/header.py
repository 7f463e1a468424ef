"""The columns of a file against those of the contract by their names: missing, unknown, in another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from onrecord.contract import Field, Table
from onrecord.findings import Finding, Severity, did_you_mean, printable

#: columns told one by one; the rest is counted
MOST = 20


def match_columns(
    table: Table, found: Sequence[str], file: str, misfit: Callable[[Field], tuple[str, str] | None] | None = None
) -> tuple[list[str], list[Finding]]:
    """The columns whose values can be checked, and findings on all others.

    `fieldsMatch` (Data Package v2) decides which columns may be missing, more, or in another order. `misfit` says of
    a column that is there what type it has and which was expected, where they don't go together.
    """
    sound: list[str] = []
    findings: list[Finding] = []
    if repeated := _repeated([field.name for field in table.fields]) or _repeated(found):
        findings.append(
            _finding("T015", f"not verified: two columns are named “{printable(repeated, 60)}”", table, None)
        )
        return [], findings
    names = set(found)
    for field in table.fields:
        if field.name not in names:
            findings += _missing(field, table, found)
        elif misfit is not None and (kinds := misfit(field)) is not None:
            message = f"the column holds {printable(kinds[0], 120)}"
            findings.append(_finding("T021", message, table, field.name, f"expected {kinds[1]}"))
        else:
            sound.append(field.name)
    findings += _unknown(table, found)
    findings += _order(table, found)
    return sound, list(_capped([replace(finding, file=file) for finding in findings]))


def _repeated(names: Sequence[str]) -> str | None:
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), None)  # type: ignore[func-returns-value]


def _missing(field: Field, table: Table, found: Sequence[str]) -> Iterator[Finding]:
    keys = {*table.primary_key, *(name for key in table.foreign_keys for name in key.fields)}
    if table.fields_match not in ("superset", "partial") or field.name in keys:
        hint = did_you_mean(field.name, found)
        if field.title and field.title in found:
            hint = f"“{printable(field.title, 60)}” is its title; a header holds names"
        elif any(name != field.name and name.strip() == field.name for name in found):
            before = any(name != field.name and name.lstrip() == field.name for name in found)
            hint = "there is a space beside its name in the file: remove it"
            hint += ", or say “skipInitialSpace”: true in the dialect" if before else ""
        yield _finding("T020", "this column is missing", table, field.name, hint)


def _unknown(table: Table, found: Sequence[str]) -> Iterator[Finding]:
    wanted = {field.name for field in table.fields}
    if table.fields_match == "partial" and wanted and not wanted & set(found):
        yield _finding("T020", "none of the contract's columns is there", table, None)
    if table.fields_match not in ("subset", "partial"):
        for name in found:
            if name not in wanted:
                yield _finding("T022", "the contract knows no such column", table, name, did_you_mean(name, wanted))


def _order(table: Table, found: Sequence[str]) -> Iterator[Finding]:
    wanted = [field.name for field in table.fields]
    if table.fields_match == "exact" and found != wanted and sorted(found) == sorted(wanted):
        here, there = next(pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1])
        message = f"the column “{printable(here, 60)}” stands where “{printable(there, 60)}” has to be"
        yield _finding("T023", message, table, here, 'sort the columns, or say `"fieldsMatch": "equal"`')


def _finding(code: str, message: str, table: Table, field: str | None, help_: str | None = None) -> Finding:
    severity: Severity = "warning" if code == "T015" else "error"
    return Finding(code=code, message=message, severity=severity, table=table.name, field=field, help=help_)


def _capped(findings: list[Finding]) -> Iterator[Finding]:
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code, same in by_code.items():
        yield from same[:MOST]
        if len(same) > MOST:
            more = f"the same holds for {len(same) - MOST:,} more columns"
            yield Finding(code=code, message=more, table=same[0].table, file=same[0].file)
