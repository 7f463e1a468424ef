"""A data package on disk: its descriptor, its files, their bytes, hashes and counts; then its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Contract, ContractError, from_descriptor
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.package.write import sha256_file
from onrecord.verifier.report import Report

#: no descriptor may be larger (bytes)
DESCRIPTOR_LIMIT = 50_000_000


def verify_package(path: Path, tables: Iterable[str] | None = None) -> Report:
    """Check the package in a folder (or of a `datapackage.json`) against the contract that it carries.

    Files: present, inside the package, bytes, SHA-256, row counts, `SHA256SUMS`. Rows: columns and types,
    constraints, vocabularies, row rules, keys within and across tables. All problems are told.
    """
    report = Report()
    folder = path if path.is_dir() else path.parent
    descriptor = _descriptor(folder / "datapackage.json" if path.is_dir() else path, report)
    if descriptor is None:
        return report
    try:
        contract = from_descriptor(descriptor)
    except ContractError as error:
        report.findings += error.findings
        return report
    wanted = list(tables) if tables is not None else None
    report.findings += _unknown_tables(wanted or [], contract)
    paths = _files(descriptor, contract, folder, wanted, report)
    report.findings += _checksums(folder)
    counts = {str(resource.get("name")): resource.get("rows") for resource in descriptor["resources"]}
    _rows(contract, paths, counts, wanted, report)
    return report


def _descriptor(path: Path, report: Report) -> dict[str, Any] | None:
    def problem(code: str, message: str, help_: str | None = None) -> None:
        report.findings.append(Finding(code=code, message=message, file=str(path), help=help_))

    try:
        if path.stat().st_size > DESCRIPTOR_LIMIT:
            problem("P002", f"the descriptor is larger than {DESCRIPTOR_LIMIT // 1_000_000} MB and was not read")
            return None
        descriptor = json.loads(path.read_bytes())
    except OSError as error:
        problem("P001", f"can't be read: {error.strerror}", "give a folder with a datapackage.json")
        return None
    except (ValueError, RecursionError) as error:
        problem("P003", f"not JSON: {printable(str(error))}")
        return None
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        problem("P004", "a data package has a list of `resources`; there is none here")
        return None
    return descriptor


def _unknown_tables(wanted: Iterable[str], contract: Contract) -> list[Finding]:
    return [
        Finding(
            code="P005",
            message=f"there is no table “{printable(name)}” in this package",
            help=did_you_mean(name, contract.tables) or f"tables: {', '.join(contract.tables)}",
        )
        for name in wanted
        if name not in contract.tables
    ]


def _files(
    descriptor: Mapping[str, Any], contract: Contract, folder: Path, wanted: list[str] | None, report: Report
) -> dict[str, Path]:
    paths = {}
    for resource in descriptor["resources"]:
        name = str(resource.get("name", ""))
        path = _inside(folder, resource, name, report)
        if path is None:
            continue
        changed = list(_same_bytes(resource, path, name))
        if wanted is None or name in wanted:
            report.findings += changed
            report.add("files")
        if changed:
            # other bytes than were published are not worth reading, and perhaps not safe
            report.findings.append(_not_verified(name, f"the rows of {path.name}, which is not the file it should be"))
        elif name in contract.tables:
            if path.suffix != ".parquet":
                report.findings.append(_not_verified(name, f"{path.name} is no Parquet file"))
                continue
            paths[name] = path
    return paths


def _inside(folder: Path, resource: Mapping[str, Any], name: str, report: Report) -> Path | None:
    told = resource.get("path")
    if not isinstance(told, str):
        report.findings.append(_not_verified(name, "its data stand in no single file"))
        return None
    pure = PurePosixPath(told)
    if pure.is_absolute() or ".." in pure.parts or ":" in told or "\\" in told:
        message = f"the path “{printable(told)}” leaves the package"
        report.findings.append(Finding(code="P006", message=message, table=name, help="name a file inside the folder"))
        return None
    path = folder / told
    if not path.is_file():
        report.findings.append(Finding(code="P007", message=f"{printable(told)} is missing", table=name))
        return None
    if not path.resolve().is_relative_to(folder.resolve()):
        message = f"“{printable(told)}” is a link that leaves the package"
        report.findings.append(Finding(code="P006", message=message, table=name))
        return None
    return path


def _same_bytes(resource: Mapping[str, Any], path: Path, name: str) -> Iterable[Finding]:
    size, told = path.stat().st_size, resource.get("bytes")
    if told is not None and told != size:
        yield Finding(
            code="P008",
            message=f"{path.name} has {size:,} bytes; the descriptor says {told:,}",
            table=name,
            help=_CHANGED,
        )
    kind, _, wanted = str(resource.get("hash", "")).rpartition(":")
    if wanted and kind == "sha256" and (found := sha256_file(path)) != wanted:
        message = f"{path.name} has the SHA-256 {found[:12]}…; the descriptor says {printable(wanted[:12])}…"
        yield Finding(code="P009", message=message, table=name, help=_CHANGED)
    elif wanted and kind != "sha256":
        yield _not_verified(name, f"its hash is of the kind “{printable(kind or 'md5')}”")


_CHANGED = "the file was changed after it was published: get it again, or build the package anew"


def _not_verified(table: str, why: str) -> Finding:
    return Finding(code="P010", severity="warning", message=f"not verified: {why}", table=table or None)


def _checksums(folder: Path) -> Iterable[Finding]:
    path = folder / "SHA256SUMS"
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        wanted, _, name = line.partition("  ")
        target = folder / name
        fine = name and "/" not in name and target.is_file() and sha256_file(target) == wanted
        if not fine:
            message = f"{printable(name) or 'this line'} is missing or has other contents than SHA256SUMS says"
            yield Finding(code="P011", message=message, file=path.name, line=number, snippet=line[:200], help=_CHANGED)


def _row_count(name: str, path: Path, told: Any) -> Iterable[Finding]:
    found = pq.read_metadata(path).num_rows
    if isinstance(told, int) and told != found:
        message = f"{path.name} has {found:,} rows; the descriptor says {told:,}"
        yield Finding(code="P014", message=message, table=name, help=_CHANGED)


def _rows(
    contract: Contract, paths: Mapping[str, Path], told: Mapping[str, Any], wanted: list[str] | None, report: Report
) -> None:
    from onrecord.verifier.tables import UNREADABLE, columns_of, foreign_keys, rows_of

    sound = {}
    for name, path in paths.items():
        table = contract.tables[name]
        if wanted is not None and name not in wanted:
            sound[name] = path
            continue
        try:
            wrong = columns_of(table, path)
            report.findings += wrong
            if any(finding.code in ("T020", "T021") for finding in wrong):
                continue
            report.findings += rows_of(table, path)
            report.findings += _row_count(name, path, told.get(name))
            report.add("rows", pq.read_metadata(path).num_rows)
        except (pa.ArrowException, OSError, ValueError, *UNREADABLE) as error:
            message = f"{path.name} is no readable Parquet file: {printable(str(error))}"
            report.findings.append(Finding(code="P012", message=message, table=name))
            continue
        report.add("tables")
        sound[name] = path
    report.findings += foreign_keys(contract, sound, wanted)
