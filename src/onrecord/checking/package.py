"""A data package on disk: its descriptor, its files, their bytes, hashes and counts; then its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.checking.descriptor_files import descriptor_path, read_package, resolve_references, resources_of
from onrecord.checking.files import (
    CHANGED,
    Digests,
    changed_bytes,
    changed_sums,
    not_verified,
    unknown_hash,
)
from onrecord.checking.options import Options, has_errors, stopped_early
from onrecord.checking.readable_tables import ResourceFiles, readable_tables
from onrecord.checking.report import Report
from onrecord.contract import Contract, Table, read_descriptor
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.formats import TableFiles
from onrecord.reading.resource_files import resource_files

if TYPE_CHECKING:
    from onrecord.reading.frame import Frame
    from onrecord.reading.temporary_files import Scratch

    _Opened = tuple[Frame | None, list[Finding], int]


def verify_package(path: Path, tables: Iterable[str] | None = None, options: Options | None = None) -> Report:
    """Check the package in a folder (or of a `datapackage.json`) against the contract that it carries.

    Files: present, inside the package, bytes, hashes, row counts, `SHA256SUMS`. Rows: columns and types,
    constraints, vocabularies, row rules, keys within and across tables. All problems are told; a table whose
    description is broken doesn't keep the others from being checked.
    """
    report = Report()
    file = descriptor_path(path)
    descriptor = read_package(file, report)
    if descriptor is None:
        return report
    return verify_descriptor(descriptor, file.parent, file.name, tables, report, options)


def verify_descriptor(
    descriptor: dict[str, Any],
    folder: Path,
    file: str,
    tables: Iterable[str] | None,
    report: Report,
    options: Options | None = None,
) -> Report:
    """Check what a descriptor tells of the files in a folder. Findings on the descriptor itself name that file."""
    resources = resources_of(descriptor, file, report)
    lost = resolve_references("schema", resources, folder, report) | resolve_references(
        "dialect", resources, folder, report
    )
    descriptor = {**descriptor, "resources": resources}
    contract, broken = read_descriptor(descriptor, file)
    report.findings += broken
    wanted = list(tables) if tables is not None else None
    report.findings += _unknown_tables(wanted or [], descriptor)
    digests = Digests()
    files = _files(descriptor, folder, wanted, digests, report)
    sources, unread = readable_tables(files, folder, contract, lost, wanted)
    report.findings += unread
    report.findings += changed_sums(folder, digests)
    _rows(contract, sources, wanted, report, options or Options())
    if any(finding.table in sources for finding in report.findings):
        from onrecord.checking.finding_lines import with_lines

        report.findings = with_lines(report.findings, sources, folder)
    report.findings += digests.changed()
    return report


def _unknown_tables(wanted: Iterable[str], descriptor: Mapping[str, Any]) -> list[Finding]:
    known = [resource["name"] for resource in descriptor["resources"]]
    return [
        Finding(
            code="P005",
            message=f"there is no table “{printable(name)}” in this package",
            help=did_you_mean(name, known) or f"tables: {printable(', '.join(known), 400)}",
        )
        for name in wanted
        if name not in known
    ]


def _files(
    descriptor: Mapping[str, Any], folder: Path, wanted: list[str] | None, digests: Digests, report: Report
) -> ResourceFiles:
    """Check every file, and give those that are what they should be."""
    files: dict[str, tuple[Mapping[str, Any], list[Path]]] = {}
    seen: set[str] = set()
    for resource in descriptor["resources"]:
        name = resource["name"]
        asked = wanted is None or name in wanted
        if name in seen:
            message = f"two resources are named “{printable(name, 60)}”"
            report.findings.append(Finding(code="P015", message=message, table=name))
        seen.add(name)
        found = resource_files(resource, folder)
        report.findings += found.findings
        if not found.whole:
            continue
        paths = found.paths
        for path in paths:
            digests.note(path)
        changed = _changed(resource, paths, name, digests, report if asked else Report())
        if changed:
            # other bytes than were published are not worth reading, and perhaps not safe
            why = f"the rows of {paths[0].name}, which is not the file it should be"
            report.findings.append(not_verified(name, why))
        else:
            files[name] = (resource, paths)
    return files


def _changed(
    resource: Mapping[str, Any], paths: list[Path], name: str, digests: Digests, report: Report
) -> list[Finding]:
    """Whether the bytes are others than the descriptor tells."""
    changed: list[Finding] = []
    if len(paths) == 1:
        changed = list(changed_bytes(resource, paths[0], name, digests))
        report.findings += [*changed, *unknown_hash(resource, name)]
    elif paths and ("hash" in resource or "bytes" in resource):
        report.findings.append(not_verified(name, "the hash and bytes of a table in several files"))
    if paths:
        report.add("files", len(paths))
    return changed


def _rows(
    contract: Contract, sources: Mapping[str, TableFiles], wanted: list[str] | None, report: Report, options: Options
) -> None:
    from onrecord.checking.foreign_keys import foreign_keys
    from onrecord.reading.frame import UNREADABLE
    from onrecord.reading.temporary_files import Scratch

    frames: dict[str, Frame] = {}
    read: set[str] = set()
    with Scratch() as scratch:
        for name, source in sources.items():
            if options.fail_fast and has_errors(report.findings):
                break
            read.add(name)
            asked = wanted is None or name in wanted
            found = report if asked else Report()
            try:
                if name in contract.tables:
                    frame = _table(contract.tables[name], source, scratch, found, options if asked else None)
                else:
                    # without a schema, there still are rows that are too long, bytes that are no text …
                    frame = None
                    bare = Table(name, (), fields_match="subset")
                    found.findings += _read(bare, source, scratch, options if asked else None)[1]
            except (OSError, ValueError, _arrow_exception(), *UNREADABLE) as error:
                words = "Parquet file" if source.format == "parquet" else f"file of the format {source.format}"
                message = f"{printable(source.shown)} is no readable {words}: {printable(str(error))}"
                code = "P012" if source.format == "parquet" else "T027"
                report.findings.append(Finding(code=code, message=message, table=name))
            else:
                frames |= {name: frame} if frame is not None else {}
        if not (options.fail_fast and has_errors(report.findings)):
            report.findings += foreign_keys(contract, frames, wanted, options)
    if options.fail_fast and has_errors(report.findings):
        report.findings.append(stopped_early([name for name in sources if name not in read]))


def _table(table: Table, source: TableFiles, scratch: Scratch, report: Report, options: Options | None) -> Frame | None:
    from onrecord.checking.tables import check_rows

    opened, broken = _presumed(table, source, options) or (_read(table, source, scratch, options), None)
    frame, findings, rows = opened
    report.findings += findings
    declared = source.resource.get("rows")
    if frame is None:
        return None
    if isinstance(declared, int) and declared != rows:
        message = f"{printable(source.shown)} has {rows:,} rows; the descriptor says {declared:,}"
        report.findings.append(Finding(code="P014", message=message, table=table.name, help=CHANGED))
    if options is not None:
        report.findings += check_rows(frame, options) if broken is None else broken
    if options is None or not (options.fail_fast and has_errors(report.findings)):
        report.add("rows", rows)
        report.add("tables")
    return frame


def _read(table: Table, source: TableFiles, scratch: Scratch, options: Options | None) -> _Opened:
    """What `_opened` gives; rows that are wrong as such are kept, when failing rows are."""
    scratch.told = None
    if options is None or options.failures is None:
        return _opened(table, source, scratch)
    from onrecord.checking.failing_rows import MisshapenRows

    with options.failures.part() as part:
        scratch.told = misshapen = MisshapenRows(part, table.name)
        opened = _opened(table, source, scratch)
        misshapen.flush()
    return opened


def _presumed(table: Table, source: TableFiles, options: Options | None) -> tuple[_Opened, list[Finding]] | None:
    """A table taken for what its beginning looks like, with what is wrong with its rows; None when it isn't that."""
    if not source.is_delimited or options is None or options.fail_fast or options.failures:
        return None
    from onrecord.checking.tables import check_rows
    from onrecord.reading.frame import UNREADABLE
    from onrecord.reading.presumed_csv import guessed

    guess = guessed(table, source)
    if guess is None:
        return None
    try:
        broken = check_rows(guess.frame, options)
    except UNREADABLE:
        return None
    rows = guess.rows()
    return ((guess.frame, guess.findings, rows), broken) if rows is not None else None


def _opened(table: Table, source: TableFiles, scratch: Scratch) -> _Opened:
    """The rows of a table, what is wrong with them on the face of it, and how many they are."""
    from onrecord.reading.frame import open_frame
    from onrecord.reading.plain_parquet import plain_columns

    quick = plain_columns(table, source.paths[0]) if source.is_one_parquet else None
    if quick is not None:
        columns, rows = quick
        return open_frame(table, source.paths[0], columns), [], rows
    from onrecord.reading.table import open_table

    return open_table(table, source, scratch)


def _arrow_exception() -> type[Exception]:
    # Arrow is imported when something has gone wrong
    import pyarrow as pa

    return pa.ArrowException  # type: ignore[no-any-return]
