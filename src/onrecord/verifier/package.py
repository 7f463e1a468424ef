"""A data package on disk: its descriptor, its files, their bytes, hashes and counts; then its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from onrecord.contract import Contract, Table, read_descriptor
from onrecord.findings import Finding, did_you_mean, printable
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
    _bring_schemas(descriptor, folder, report)
    contract, broken = read_descriptor(descriptor)
    report.findings += broken
    wanted = list(tables) if tables is not None else None
    report.findings += _unknown_tables(wanted or [], descriptor)
    digests = Digests()
    paths = _files(descriptor, contract, folder, wanted, digests, report)
    report.findings += changed_sums(folder, digests)
    _rows(contract, paths, _resources(descriptor), wanted, report, how or How())
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


def _bring_schemas(descriptor: Mapping[str, Any], folder: Path, report: Report) -> None:
    """Put schemas that stand in files of their own into the descriptor; those at addresses are not fetched."""
    for resource in descriptor["resources"]:
        told = resource.get("schema") if isinstance(resource, dict) else None
        if not isinstance(told, str):
            continue
        name, schema = str(resource.get("name", "")), None
        if "://" in told:
            report.findings.append(not_verified(name, f"its schema is at {printable(told)}"))
        elif isinstance(path := inside(folder, told, name), Finding):
            report.findings.append(path)
        else:
            schema = _object(path, told, report)
        resource["schema"] = schema
        if schema is None:
            del resource["schema"]


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
) -> dict[str, Path]:
    """Check every file, and give those whose rows can be read."""
    paths: dict[str, Path] = {}
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
        path = _file(resource, folder, name, report)
        if path is None:
            continue
        changed = list(changed_bytes(resource, path, name, digests))
        if asked:
            report.findings += [*changed, *unknown_hash(resource, name)]
            report.add("files")
        if changed:
            # other bytes than were published are not worth reading, and perhaps not safe
            why = f"the rows of {path.name}, which is not the file it should be"
            report.findings.append(not_verified(name, why))
        elif unread := _unreadable(resource, path, contract, name):
            report.findings += [not_verified(name, unread)] if asked else []
        else:
            paths[name] = path
    return paths


def _file(resource: Mapping[str, Any], folder: Path, name: str, report: Report) -> Path | None:
    told = resource.get("path")
    if isinstance(told, list) and len(told) == 1:
        told = told[0]
    if not isinstance(told, str):
        report.findings.append(not_verified(name, "its data stand in no single file"))
        return None
    path = inside(folder, told, name)
    if isinstance(path, Finding):
        report.findings.append(path)
        return None
    return path


def _unreadable(resource: Mapping[str, Any], path: Path, contract: Contract, name: str) -> str | None:
    """Why the rows of a file can't be checked."""
    if path.suffix.lower() not in (".parquet", ".parq") and resource.get("format") != "parquet":
        return f"{path.name} is no Parquet file"
    if name not in contract.tables:
        return f"the rows of {path.name}, which has no sound schema"
    return None


def _rows(
    contract: Contract,
    paths: Mapping[str, Path],
    resources: Mapping[str, Mapping[str, Any]],
    wanted: list[str] | None,
    report: Report,
    how: How,
) -> None:
    from onrecord.verifier.frame import UNREADABLE
    from onrecord.verifier.keys import foreign_keys

    frames = {}
    for name, path in paths.items():
        if how.fail_fast and errors(report.findings):
            break
        asked = wanted is None or name in wanted
        try:
            told = resources[name].get("rows")
            frames[name] = _table(
                contract.tables[name], path, told, report if asked else Report(), how if asked else None
            )
        except (OSError, ValueError, _arrow_exception(), *UNREADABLE) as error:
            message = f"{path.name} is no readable Parquet file: {printable(str(error))}"
            report.findings.append(Finding(code="P012", message=message, table=name))
    if not (how.fail_fast and errors(report.findings)):
        report.findings += foreign_keys(contract, frames, wanted, how)
    if how.fail_fast and errors(report.findings):
        report.findings.append(stopped_early([name for name in paths if name not in frames]))


def _table(table: Table, path: Path, told: Any, report: Report, how: How | None) -> Any:
    from onrecord.verifier.frame import open_frame
    from onrecord.verifier.quick import plain_columns
    from onrecord.verifier.tables import check_rows

    quick = plain_columns(table, path)
    if quick is not None:
        columns, rows = quick
    else:
        import pyarrow.parquet as pq

        from onrecord.verifier.columns import columns_of

        columns, wrong = columns_of(table, path)
        report.findings += wrong
        rows = pq.read_metadata(path).num_rows
    if isinstance(told, int) and told != rows:
        message = f"{path.name} has {rows:,} rows; the descriptor says {told:,}"
        report.findings.append(Finding(code="P014", message=message, table=table.name, help=CHANGED))
    frame = open_frame(table, path, columns)
    if how is not None:
        report.findings += check_rows(frame, how)
    if how is None or not (how.fail_fast and errors(report.findings)):
        report.add("rows", rows)
        report.add("tables")
    return frame


def _arrow_exception() -> type[Exception]:
    # Arrow is imported when something has gone wrong
    import pyarrow as pa

    return pa.ArrowException  # type: ignore[no-any-return]
