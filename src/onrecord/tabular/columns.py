"""The columns of a file against those of the contract: missing, unknown, of another type, in another order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Field, Table, arrow_schema
from onrecord.contract.arrow import holds
from onrecord.findings import Finding, Severity, did_you_mean, printable

#: columns told one by one; the rest is counted
MOST = 20


def columns_of(table: Table, path: Path) -> tuple[list[str], list[Finding]]:
    """The columns whose values can be checked, and findings on all others. Raises `ArrowInvalid` if it is no Parquet."""
    return columns_in(table, pq.read_schema(path), path.name)


def columns_in(table: Table, found: pa.Schema, file: str) -> tuple[list[str], list[Finding]]:
    """The same for columns that were found in a file of any kind.

    `fieldsMatch` (Data Package v2) decides which columns may be missing, more, or in another order.
    """
    sound: list[str] = []
    findings: list[Finding] = []
    if repeated := _repeated([field.name for field in table.fields]) or _repeated(found.names):
        findings.append(
            _finding("T015", f"not verified: two columns are named “{printable(repeated, 60)}”", table, None)
        )
        return [], findings
    names = set(found.names)
    for field in table.fields:
        if field.name not in names:
            findings += _missing(field, table, found)
        elif not fits(field, kind := found.field(field.name).type):
            message = f"the column holds {printable(str(kind), 120)}"
            expected = f"expected {arrow_schema(table).field(field.name).type}"
            findings.append(_finding("T021", message, table, field.name, expected))
        else:
            sound.append(field.name)
    findings += _unknown(table, found)
    findings += _order(table, found)
    return sound, list(_capped([replace(finding, file=file) for finding in findings]))


def fits(field: Field, found: pa.DataType) -> bool:
    """Whether the column's type is one of the field's, and that of a list's items, too."""
    if not holds(field, found):
        return False
    if field.type != "list":
        return True
    item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
    return holds(item, found.value_type)


def _repeated(names: list[str]) -> str | None:
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), None)  # type: ignore[func-returns-value]


def _missing(field: Field, table: Table, found: pa.Schema) -> Iterator[Finding]:
    keys = {*table.primary_key, *(name for key in table.foreign_keys for name in key.fields)}
    if table.fields_match not in ("superset", "partial") or field.name in keys:
        hint = did_you_mean(field.name, found.names)
        yield _finding("T020", "this column is missing", table, field.name, hint)


def _unknown(table: Table, found: pa.Schema) -> Iterator[Finding]:
    wanted = {field.name for field in table.fields}
    if table.fields_match == "partial" and wanted and not wanted & set(found.names):
        yield _finding("T020", "none of the contract's columns is there", table, None)
    if table.fields_match not in ("subset", "partial"):
        for name in found.names:
            if name not in wanted:
                yield _finding("T022", "the contract knows no such column", table, name, did_you_mean(name, wanted))


def _order(table: Table, found: pa.Schema) -> Iterator[Finding]:
    wanted = [field.name for field in table.fields]
    if table.fields_match == "exact" and found.names != wanted and sorted(found.names) == sorted(wanted):
        here, there = next(pair for pair in zip(found.names, wanted, strict=True) if pair[0] != pair[1])
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
