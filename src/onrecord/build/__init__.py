"""Seeds to a data package. The only place that knows both records and tables.

Documents are read in shards, on all cores when there are many; what a shard gave is kept and read again only
when something it depends on has changed. Rows go to the package shard by shard, so memory does not grow with
the number of documents.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from onrecord.build.plain_tables import build_tables
from onrecord.build.shards import Common, Done, documents, into_shards, kept, process
from onrecord.build.tables import to_arrow
from onrecord.checkout import Checkout
from onrecord.contract import Contract, descriptor
from onrecord.findings import Finding
from onrecord.package.write import writing
from onrecord.parallel import Progress, each
from onrecord.records.document_folder import check_together, layout_of, load_files
from onrecord.records.registry import Registries, read_registries

__all__ = ["UNRELEASED", "Built", "build"]

#: the version of a package that is no release (yet)
UNRELEASED = "0.0.0-unreleased"

_PROGRAM = Path(__file__).resolve().parents[1]


@dataclass
class Built:
    """What a build gave: a package and its rows by table; or findings with errors, and then no package."""

    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    #: documents whose rows were still good from the last build
    unchanged: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    folder: Path | None = None


def build(checkout: Checkout, folder: Path, version: str, progress: Progress | None = None) -> Built:
    """Read all records of a checkout, or its tables as received, and write the package at `folder`, all or nothing.

    The same seeds and contract give the same bytes, in whatever order files are found. Nothing is written when
    a record has an error: then `findings` tell all of them. Raises `ContractError` when the contract is broken.
    """
    contract = checkout.contract()
    if not checkout.holds_records:
        findings, rows = build_tables(checkout, contract, folder, version)
        return Built(findings, rows=rows, folder=None if findings else folder)
    layout = layout_of(checkout.schemas, contract)
    files = load_files(checkout.seeds, [f"{name}.yaml" for name in layout.registries])
    registries = read_registries(files, contract, layout)
    digest = _digest(contract, registries, checkout)
    common = Common(contract, layout, registries.known, digest, checkout.cache)
    jobs = list(into_shards(documents(checkout.seeds), common))
    done = list(each(process, jobs, progress, worth_it=4))
    built = Built(list(registries.findings))
    for shard, job in zip(done, jobs, strict=True):
        built.findings += shard.findings
        built.documents += len(job.folders)
        built.unchanged += 0 if shard.fresh else len(job.folders)
    retired = registries.rows.get("retired", {}).get("id", [])
    built.findings += check_together((told for shard in done for told in shard.ids), retired, registries.rows)
    if not any(finding.severity == "error" for finding in built.findings):
        built.rows = _write(contract, registries, done, folder, version)
        built.folder = folder
    _tidy(common.kept, {shard.file.name for shard in done})
    return built


def _write(
    contract: Contract, registries: Registries, done: Sequence[Done], folder: Path, version: str
) -> dict[str, int]:
    with writing(contract, folder, version) as writer:
        writer.add({name: to_arrow([rows], contract.tables[name]) for name, rows in registries.rows.items()})
        for shard in done:
            writer.add(kept(shard.file))
    return writer.rows


def _digest(contract: Contract, registries: Registries, checkout: Checkout) -> bytes:
    """SHA-256 of all that every row depends on: contract, layout, slugs of the registries, program, libraries."""
    total = hashlib.sha256(json.dumps(descriptor(contract, {}, ""), sort_keys=True, default=str).encode())
    total.update((checkout.schemas / "record.yaml").read_bytes())
    total.update(json.dumps(registries.known, sort_keys=True).encode())
    for known in registries.known.values():
        naming = {slug: sorted(words) for slug, words in getattr(known, "naming", {}).items()}
        total.update(json.dumps(naming, sort_keys=True).encode())
    for room in ("records", "text", "numbers", "coder", "build", "contract"):
        for path in sorted((_PROGRAM / room).rglob("*.py")):
            total.update(path.read_bytes())
    total.update(pa.__version__.encode())
    return total.digest()


def _tidy(folder: Path, wanted: set[str]) -> None:
    """Remove what no document needs any more."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in wanted or path.suffix == ".once":
                path.unlink(missing_ok=True)
