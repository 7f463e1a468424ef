"""A data package on disk: its descriptor, its files, their bytes, hashes and counts; then its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.checking.accepted import accept
from onrecord.checking.descriptor_files import descriptor_path, read_package, resolve_references, resources_of
from onrecord.checking.files import (
    Digests,
    changed_bytes,
    changed_sums,
    not_verified,
    unknown_hash,
)
from onrecord.checking.options import Options, has_errors, stopped_early
from onrecord.checking.readable_tables import ResourceFiles, readable_tables
from onrecord.checking.references import not_followed
from onrecord.checking.report import Report
from onrecord.contract import Contract, read_descriptor
from onrecord.contract.metadata import misplaced_properties, own_profile, problems_of_metadata
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.formats import TableFiles, table_files
from onrecord.reading.resource_files import resource_files

if TYPE_CHECKING:
    from onrecord.reading.frame import Frame


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
    options = options or Options()
    lost = set[str]()
    for part in ("schema", "dialect"):
        lost |= resolve_references(part, resources, folder, report, options.reference)
    descriptor = {**descriptor, "resources": resources}
    contract, broken = read_descriptor(descriptor, file)
    report.findings += broken
    report.findings += problems_of_metadata(descriptor, file)
    report.findings += misplaced_properties(descriptor, file)
    if (profile := own_profile(descriptor)) is not None:
        report.findings.append(
            not_verified(None, f"the profile {printable(profile)}, which asks for more than the standard")
        )
    wanted = list(tables) if tables is not None else None
    report.findings += _unknown_tables(wanted or [], descriptor)
    digests = Digests()
    files = _files(descriptor, folder, wanted, digests, report)
    sources, unread = readable_tables(files, folder, contract, lost, wanted)
    report.findings += unread
    report.findings += changed_sums(folder, digests)
    _rows(contract, sources, wanted, report, options)
    if any(finding.table in sources for finding in report.findings):
        from onrecord.checking.finding_lines import with_lines

        report.findings = with_lines(report.findings, sources, folder)
    report.findings += digests.changed()
    accept(descriptor, file, report)
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
        if asked:
            report.findings += not_followed(resource)
        found = resource_files(resource, folder)
        report.findings += found.findings
        if not found.whole:
            continue
        paths = found.paths
        for path in paths:
            digests.note(path)
        changed = _changed(resource, paths, name, digests, report if asked else Report())
        changed += _listed(resource, paths, folder, digests, report if asked else Report())
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
    elif paths and "files" not in resource and ("hash" in resource or "bytes" in resource):
        report.findings.append(not_verified(name, "the hash and bytes of a table in several files"))
    if paths:
        report.add("files", len(paths))
    return changed


def _listed(
    resource: Mapping[str, Any], paths: list[Path], folder: Path, digests: Digests, report: Report
) -> list[Finding]:
    """Whether each file is as `files` of the resource tells; gives what is wrong with their bytes."""
    if "files" not in resource:
        return []
    from onrecord.checking.file_manifest import changed_files, read_manifest, rows_of_files

    name = str(resource["name"])
    manifest, found = read_manifest(resource, folder)
    if manifest is not None:
        found += changed_files(manifest, paths, folder, name, digests)
        files = table_files(resource, paths, folder)
        if files is not None and not found:
            found += rows_of_files(manifest, files, folder, name)
    report.findings += found
    return [finding for finding in found if finding.code in ("P008", "P009", "P028")]


def _rows(
    contract: Contract, sources: Mapping[str, TableFiles], wanted: list[str] | None, report: Report, options: Options
) -> None:
    if options.run_parts is not None:
        from onrecord.checking.by_parts import check_by_parts

        check_by_parts(contract, sources, wanted, report, options, options.run_parts)
        return
    from onrecord.checking.foreign_keys import foreign_keys
    from onrecord.checking.table_rows import check_table, read_rows, reading_errors, unreadable, without_schema
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
                    frame = check_table(contract.tables[name], source, scratch, found, options if asked else None)
                else:
                    frame = None
                    found.findings += read_rows(without_schema(name), source, scratch, options if asked else None)[1]
            except reading_errors() as error:
                report.findings.append(unreadable(source, name, error))
            else:
                frames |= {name: frame} if frame is not None else {}
        if not (options.fail_fast and has_errors(report.findings)):
            report.findings += foreign_keys(contract, frames, wanted, options)
    if options.fail_fast and has_errors(report.findings):
        report.findings.append(stopped_early([name for name in sources if name not in read]))
