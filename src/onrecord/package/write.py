"""Writing a data package: Parquet, `datapackage.json`, the codebook page and `SHA256SUMS`.

The same rows give the same bytes on every machine: rows sorted by key, a schema that comes from the
contract alone, row groups cut at fixed sizes, no time stamps. (Parquet files name the version of the
library that wrote them, so the lock file pins it.)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Contract, Table, arrow_schema, codebook_page, descriptor

#: rows per group: small enough to stream, large enough to compress (measured: 38 MB a million events)
ROW_GROUP = 120_000


class PackageWriter:
    """Takes the tables of a package batch by batch, in key order, and writes its files into a folder.

    Memory is bounded by one row group per table. Used through `writing`, which makes it all or nothing.
    """

    def __init__(self, contract: Contract, folder: Path) -> None:
        self.contract = contract
        self.folder = folder
        self.rows = dict.fromkeys(contract.tables, 0)
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in contract.tables}
        self._writers = {name: parquet_writer(table, folder) for name, table in contract.tables.items()}

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Append rows; each batch comes after the ones before it in key order."""
        for name, rows in tables.items():
            waiting = self._waiting[name]
            waiting.append(rows)
            if sum(batch.num_rows for batch in waiting) >= ROW_GROUP:
                self._flush(name, last=False)

    def close(self, version: str, extra: Mapping[str, Any] | None = None) -> None:
        """Write what waits, then the descriptor, the codebook page and the check sums."""
        for name, writer in self._writers.items():
            self._flush(name, last=True)
            writer.close()
        resources = {name: self._resource(name) for name in self.contract.tables}
        described = descriptor(self.contract, resources, version) | dict(extra or {})
        (self.folder / "datapackage.json").write_text(
            json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (self.folder / "codebook.md").write_text(codebook_page(self.contract), encoding="utf-8")
        write_checksums(self.folder)

    def abandon(self) -> None:
        """Close the open files without finishing them."""
        for writer in self._writers.values():
            writer.close()

    def _flush(self, name: str, *, last: bool) -> None:
        rows = pa.concat_tables(self._waiting[name]) if self._waiting[name] else None
        if rows is None:
            return
        keep = 0 if last else rows.num_rows % ROW_GROUP
        ready = rows.slice(0, rows.num_rows - keep).combine_chunks()
        if ready.num_rows:  # a row group without rows is more than some readers can take
            self._writers[name].write_table(ready, row_group_size=ROW_GROUP)
        self.rows[name] += ready.num_rows
        self._waiting[name] = [rows.slice(rows.num_rows - keep)] if keep else []

    def _resource(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.parquet"
        # no `bytes`: frictionless can't count those of a Parquet file and then calls the package invalid
        return {
            "path": path.name,
            "rows": self.rows[name],
            "hash": f"sha256:{sha256_file(path)}",
        }


@contextmanager
def writing(contract: Contract, folder: Path, version: str) -> Iterator[PackageWriter]:
    """A writer for the package that shall stand at `folder`: there whole when the block ends, else unchanged."""
    with replacing(folder) as temporary:
        writer = PackageWriter(contract, temporary)
        try:
            yield writer
        except BaseException:
            writer.abandon()
            raise
        writer.close(version)


def write_package(tables: Mapping[str, pa.Table], contract: Contract, folder: Path, version: str) -> None:
    """Write whole tables (rows in key order, columns as `arrow_schema` says) as a package at `folder`."""
    with writing(contract, folder, version) as writer:
        writer.add(tables)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder` that takes its place when the block ends without an error."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    temporary.chmod(0o755)
    try:
        yield temporary
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
            folder.replace(old / "x")
            temporary.replace(folder)
            shutil.rmtree(old)
        else:
            temporary.replace(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_checksums(folder: Path) -> None:
    """`SHA256SUMS` of every file in the folder, in the form that `sha256sum -c` reads."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{sha256_file(folder / name)}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def write_text(path: Path, text: str) -> None:
    """Put the text at `path` (UTF-8), whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8", newline="")
    temporary.replace(path)


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parquet_writer(table: Table, folder: Path) -> pq.ParquetWriter:
    """Writes `<table>.parquet` in a folder, with the encodings that give the same bytes for the same rows."""
    return pq.ParquetWriter(
        folder / f"{table.name}.parquet",
        arrow_schema(table),
        compression="zstd",
        compression_level=3,
        use_dictionary=list(_repeating(table)),
        store_schema=True,
        write_page_index=False,
    )


def _repeating(table: Table) -> Iterable[str]:
    """Columns of few different values: the ones with a vocabulary and the ones that point to other tables."""
    pointing = {name for key in table.foreign_keys for name in key.fields}
    return [field.name for field in table.fields if field.vocabulary or field.name in pointing]
