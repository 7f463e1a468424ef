"""A data package on disk: its descriptor, its files, their bytes, hashes and counts; then its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.contract import Contract, Table, read_descriptor
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.tabular.formats import Source, source_of
from onrecord.verifier.files import (
    CHANGED,
    SMALL,
    Digests,
    changed_bytes,
    changed_sums,
    inside,
    not_verified,
    unknown_hash,
)
from onrecord.verifier.how import How, errors, stopped_early
from onrecord.verifier.report import Report

if TYPE_CHECKING:
    from onrecord.tabular.frame import Frame
    from onrecord.tabular.scratch import Scratch


def verify_package(path: Path, tables: Iterable[str] | None = None, how: How | None = None) -> Report:
    """Check the package in a folder (or of a `datapackage.json`) against the contract that it carries.

    Files: present, inside the package, bytes, hashes, row counts, `SHA256SUMS`. Rows: columns and types,
    constraints, vocabularies, row rules, keys within and across tables. All problems are told; a table whose
    description is broken doesn't keep the others from being checked.
    """
    report = Report()
    folder = path if path.is_dir() else path.parent
    descriptor = _object(folder / "datapackage.json" if path.is_dir() else path, str(path), report)
    if descriptor is None:
        return report
    if not isinstance(descriptor.get("resources"), list):
        problem = "a data package has a list of `resources`; there is none here"
        report.findings.append(Finding(code="P004", message=problem, file=str(path)))
        return report
    return verify_descriptor(descriptor, folder, "datapackage.json", tables, report, how)


def verify_descriptor(
    descriptor: dict[str, Any],
    folder: Path,
    file: str,
    tables: Iterable[str] | None,
    report: Report,
    how: How | None = None,
) -> Report:
    """Check what a descriptor tells of the files in a folder. Findings on the descriptor itself name that file."""
    for part in ("schema", "dialect"):
        _bring(part, descriptor, folder, report)
    contract, broken = read_descriptor(descriptor, file)
    report.findings += broken
    wanted = list(tables) if tables is not None else None
    report.findings += _unknown_tables(wanted or [], descriptor)
    digests = Digests()
    sources = _files(descriptor, contract, folder, wanted, digests, report)
    report.findings += changed_sums(folder, digests)
    _rows(contract, sources, wanted, report, how or How())
    if any(finding.table in sources for finding in report.findings):
        from onrecord.verifier.lines import on_lines

        report.findings = on_lines(report.findings, sources, folder)
    report.findings += digests.changed()
    return report


def _object(path: Path, shown: str, report: Report) -> dict[str, Any] | None:
    def problem(code: str, message: str, help_: str | None = None) -> None:
        report.findings.append(Finding(code=code, message=message, file=shown, help=help_))

    try:
        if path.stat().st_size > SMALL:
            problem("P002", f"the descriptor is larger than {SMALL // 1_000_000} MB and was not read")
            return None
        told = json.loads(path.read_bytes())
        # half a surrogate pair is no character: nothing can write or compare it
        json.dumps(told, ensure_ascii=False).encode()
    except OSError as error:
        problem("P001", f"can't be read: {error.strerror}", "give a folder with a datapackage.json")
    except (ValueError, RecursionError) as error:
        problem("P003", f"not JSON: {printable(str(error))}")
    else:
        if isinstance(told, dict):
            return told
        problem("P004", "it is no JSON object")
    return None


def _resources(descriptor: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        resource["name"]: resource
        for resource in descriptor["resources"]
        if isinstance(resource, dict) and isinstance(resource.get("name"), str)
    }


def _bring(part: str, descriptor: Mapping[str, Any], folder: Path, report: Report) -> None:
    """Put schemas and dialects that stand in files of their own in place; those at addresses are not fetched."""
    for resource in descriptor["resources"]:
        told = resource.get(part) if isinstance(resource, dict) else None
        if not isinstance(told, str):
            continue
        name, found = str(resource.get("name", "")), None
        if "://" in told:
            report.findings.append(not_verified(name, f"its {part} is at {printable(told)}"))
        elif isinstance(path := inside(folder, told, name), Finding):
            report.findings.append(path)
        else:
            found = _object(path, told, report)
        resource[part] = found
        if found is None:
            del resource[part]


def _unknown_tables(wanted: Iterable[str], descriptor: Mapping[str, Any]) -> list[Finding]:
    known = _resources(descriptor)
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
    descriptor: Mapping[str, Any],
    contract: Contract,
    folder: Path,
    wanted: list[str] | None,
    digests: Digests,
    report: Report,
) -> dict[str, Source]:
    """Check every file, and give the tables whose rows can be read."""
    sources: dict[str, Source] = {}
    seen: set[str] = set()
    for resource in descriptor["resources"]:
        if not isinstance(resource, dict):
            continue
        name = str(resource.get("name", ""))
        asked = wanted is None or name in wanted
        if name in seen:
            message = f"two resources are named “{printable(name, 60)}”"
            report.findings.append(Finding(code="P015", message=message, table=name))
        seen.add(name)
        paths = _paths(resource, folder, name, report)
        if paths is None:
            continue
        for path in paths:
            digests.note(path)
        changed = _changed(resource, paths, name, digests, report if asked else Report())
        source = source_of(resource, paths)
        if changed:
            # other bytes than were published are not worth reading, and perhaps not safe
            why = f"the rows of {paths[0].name}, which is not the file it should be"
            report.findings.append(not_verified(name, why))
        elif source is None or name not in contract.tables:
            why = "the format of {} is not known" if source is None else "the rows of {}, which has no sound schema"
            shown = paths[0].name if paths else "data"
            report.findings += [not_verified(name, why.format(printable(shown)))] if asked else []
        else:
            sources[name] = source
    return sources


def _paths(resource: Mapping[str, Any], folder: Path, name: str, report: Report) -> list[Path] | None:
    """The files of a resource (none if its data stand in the descriptor), or None when one is missing."""
    told = resource.get("path")
    if told is None and resource.get("data") is not None:
        return []
    listed: list[Any] = told if isinstance(told, list) else [told]
    if not listed or not all(isinstance(one, str) for one in listed):
        report.findings.append(not_verified(name, "it names no file, and has no data"))
        return None
    found = [inside(folder, one, name) for one in listed]
    report.findings += [path for path in found if isinstance(path, Finding)]
    paths = [path for path in found if not isinstance(path, Finding)]
    return paths if len(paths) == len(found) else None


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
    contract: Contract, sources: Mapping[str, Source], wanted: list[str] | None, report: Report, how: How
) -> None:
    from onrecord.tabular.frame import UNREADABLE
    from onrecord.tabular.scratch import Scratch
    from onrecord.verifier.keys import foreign_keys

    frames: dict[str, Frame] = {}
    read: set[str] = set()
    with Scratch() as scratch:
        for name, source in sources.items():
            if how.fail_fast and errors(report.findings):
                break
            read.add(name)
            asked = wanted is None or name in wanted
            try:
                frame = _table(
                    contract.tables[name], source, scratch, report if asked else Report(), how if asked else None
                )
            except (OSError, ValueError, _arrow_exception(), *UNREADABLE) as error:
                words = "Parquet file" if source.format == "parquet" else f"file of the format {source.format}"
                message = f"{printable(source.shown)} is no readable {words}: {printable(str(error))}"
                code = "P012" if source.format == "parquet" else "T027"
                report.findings.append(Finding(code=code, message=message, table=name))
            else:
                frames |= {name: frame} if frame is not None else {}
        if not (how.fail_fast and errors(report.findings)):
            report.findings += foreign_keys(contract, frames, wanted, how)
    if how.fail_fast and errors(report.findings):
        report.findings.append(stopped_early([name for name in sources if name not in read]))


def _table(table: Table, source: Source, scratch: Scratch, report: Report, how: How | None) -> Frame | None:
    from onrecord.verifier.tables import check_rows

    frame, findings, rows = _opened(table, source, scratch)
    report.findings += findings
    told = source.resource.get("rows")
    if frame is None:
        return None
    if isinstance(told, int) and told != rows:
        message = f"{printable(source.shown)} has {rows:,} rows; the descriptor says {told:,}"
        report.findings.append(Finding(code="P014", message=message, table=table.name, help=CHANGED))
    if how is not None:
        report.findings += check_rows(frame, how)
    if how is None or not (how.fail_fast and errors(report.findings)):
        report.add("rows", rows)
        report.add("tables")
    return frame


def _opened(table: Table, source: Source, scratch: Scratch) -> tuple[Frame | None, list[Finding], int]:
    """The rows of a table, what is wrong with them on the face of it, and how many they are."""
    from onrecord.tabular.frame import open_frame
    from onrecord.tabular.quick import plain_columns

    quick = plain_columns(table, source.paths[0]) if source.is_plain_parquet else None
    if quick is not None:
        columns, rows = quick
        return open_frame(table, source.paths[0], columns), [], rows
    from onrecord.tabular.open import open_source

    return open_source(table, source, scratch)


def _arrow_exception() -> type[Exception]:
    # Arrow is imported when something has gone wrong
    import pyarrow as pa

    return pa.ArrowException  # type: ignore[no-any-return]
