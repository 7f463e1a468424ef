"""What a package gets when it becomes a release: its version, `changes.parquet`, its entry in the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from onrecord.contract import Contract, Table, arrow_schema, descriptor, from_descriptor
from onrecord.findings import Finding, Problem, printable
from onrecord.history import dataset_card, jsonld
from onrecord.package.index import parse_index
from onrecord.package.write import parquet_writer, sha256_file, write_checksums

#: the table that tells what a release changed; it belongs to the release, not to the data
CHANGES = "changes"


@cache
def changes_table() -> Table:
    """The contract of `changes.parquet`: table, id, column, old, new, reason."""
    schema = json.loads(Path(__file__).with_name("changes.json").read_text(encoding="utf-8"))
    return from_descriptor({"resources": [{"name": CHANGES, "schema": schema}]}).tables[CHANGES]


def no_changes() -> pa.Table:
    """The changes of a first release: none, in the right columns."""
    return pa.Table.from_batches([], arrow_schema(changes_table()))


def belongs_to_release(table: Table) -> bool:
    """Whether a table tells of one release only, so that two releases are not compared by it."""
    return bool(table.custom.get("perRelease"))


def stamp_release(folder: Path, version: str, changes: pa.Table, day: date) -> dict[str, Any]:
    """Make the package in a folder a release of that version; gives its descriptor. Doing it again is harmless.

    Writes `changes.parquet`, `croissant.json`, `schema-org.json` and `README.md` (the dataset card), and the descriptor and
    check sums anew.

    changes: columns as in `changes_table()`, rows in key order.
    """
    table = changes_table()
    with parquet_writer(table, folder) as writer:
        if changes.num_rows:  # a row group without rows is more than some readers can take
            writer.write_table(changes.combine_chunks())
    path = folder / f"{CHANGES}.parquet"
    file = {"path": path.name, "rows": changes.num_rows, "hash": f"sha256:{sha256_file(path)}"}
    resource = descriptor(Contract({}, {CHANGES: table}), {CHANGES: file}, version)["resources"][0]
    described: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described["version"] = version
    described["resources"] = [r for r in described["resources"] if r["name"] != CHANGES] + [resource]
    (folder / "datapackage.json").write_text(as_json(described), encoding="utf-8")
    (folder / "croissant.json").write_text(as_json(jsonld.croissant(described, day)), encoding="utf-8")
    (folder / "schema-org.json").write_text(as_json(jsonld.schema_org(described, day)), encoding="utf-8")
    (folder / dataset_card.NAME).write_text(dataset_card.dataset_card(described, day), encoding="utf-8")
    write_checksums(folder)
    return described


def index_entry(folder: Path, described: dict[str, Any], day: date, mirrors: Iterable[str] = ()) -> dict[str, Any]:
    """What `index.json` says of a release: version, date, contract version; bytes, rows, hash, addresses per file.

    The first address is relative to `index.json`, so that the catalogue works wherever it is copied to.
    """
    version = described["version"]
    rows = {resource["path"]: resource["rows"] for resource in described["resources"]}
    bases = ["", *(f"{mirror.rstrip('/')}/" for mirror in mirrors)]
    files = []
    for path in sorted(folder.iterdir()):
        described_file: dict[str, Any] = {"path": path.name, "bytes": path.stat().st_size}
        described_file |= {"rows": rows[path.name]} if path.name in rows else {}
        files.append(
            described_file | {"sha256": sha256_file(path), "urls": [f"{base}{version}/{path.name}" for base in bases]}
        )
    told_contract = described.get("contractVersion")
    return {"version": version, "date": day.isoformat(), "contract": told_contract, "files": files}


def read_index(dataset: Path) -> list[dict[str, Any]]:
    """The releases that `index.json` lists, newest first; none where there is no index. Raises `Problem` (H001)."""
    return read_whole_index(dataset)[0]


def read_whole_index(dataset: Path) -> tuple[list[dict[str, Any]], Any]:
    """The releases as `read_index` gives them, and what the index says of their chain (see `chain`), if anything."""
    try:
        raw = (dataset / "index.json").read_bytes()
        return index_entries(raw, dataset), json.loads(raw).get("chain")
    except FileNotFoundError:
        return [], None
    except OSError as error:
        raise _unreadable(f"{error.strerror or error}") from None


def index_entries(raw: bytes, dataset: Path) -> list[dict[str, Any]]:
    """The releases of an index, read as every user's program reads them. Raises `Problem` (H001)."""
    try:
        if json.loads(raw) == {"releases": []}:
            return []
        return parse_index(raw, str(dataset / "index.json"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(printable(str(error), 200)) from None
    except Problem as problem:
        raise _unreadable("; ".join(finding.message for finding in problem.findings[:5])) from None


def _unreadable(why: str) -> Problem:
    help_ = "restore it: git checkout -- dataset"
    message = f"the catalogue can't be read: {why}"
    return Problem(Finding(code="H001", message=message, file="dataset/index.json", help=help_))


def as_json(value: Any) -> str:
    """JSON as it stands in files: indented, letters as they are, a line end at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
