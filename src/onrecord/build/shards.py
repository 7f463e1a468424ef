"""Documents in groups: the unit of parallel work and of what need not be done again.

A shard is a run of neighbouring documents in key order, so shards written one after the other are sorted
as a whole. Where a shard ends depends on the names of its documents alone (content-defined chunks):
a document that comes or goes changes its own shard and no other.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from onrecord.build.tables import to_tables
from onrecord.contract import Contract
from onrecord.findings import Finding
from onrecord.records.document_folder import DocumentRows, load_files, read_document
from onrecord.records.format.layout import Layout

#: a shard holds about this many documents
SIZE = 64


class Common(NamedTuple):
    """What all shards share. Picklable."""

    contract: Contract
    layout: Layout
    known: Mapping[str, Mapping[str, bool]]
    #: of everything above and of the program
    digest: bytes
    #: where shards are kept
    kept: Path


class Shard(NamedTuple):
    """Some documents (folders), neighbours in key order."""

    folders: tuple[Path, ...]
    common: Common


class Done(NamedTuple):
    """What a shard gave: where its rows are kept, the ids in them, and what is wrong."""

    file: Path
    #: the documents with nothing but their ids and references
    ids: list[DocumentRows]
    findings: list[Finding]
    fresh: bool


def documents(seeds: Path) -> list[Path]:
    """The folders of all documents, in the order of the ids made from their names."""
    folders = [path for path in seeds.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(folders, key=lambda folder: folder.name + ":")


def into_shards(folders: Sequence[Path], common: Common) -> Iterator[Shard]:
    """The documents cut into shards."""
    gathered: list[Path] = []
    for folder in folders:
        gathered.append(folder)
        if zlib.crc32(folder.name.encode()) % SIZE == 0:
            yield Shard(tuple(gathered), common)
            gathered = []
    if gathered:
        yield Shard(tuple(gathered), common)


def process(shard: Shard) -> Done:
    """The rows of a shard: kept from last time, or read anew. Shards with findings are never kept."""
    contents = [load_files(folder) for folder in shard.folders]
    file = shard.common.kept / f"{_digest(shard, contents)}.arrow"
    if file.is_file():
        return Done(file, list(_slim_again(kept(file), shard.common.contract)), [], fresh=False)
    return _read(shard, contents, file)


def _read(shard: Shard, contents: Sequence[Mapping[str, bytes | int]], file: Path) -> Done:
    rows, ids, found = [], [], []
    for folder, files in zip(shard.folders, contents, strict=True):
        told = read_document(folder.name, files, shard.common.contract, shard.common.layout, shard.common.known)
        found += told.findings
        rows.append(told.rows)
        ids.append(_slim(told, shard.common.contract))
    if found or any(told.outside for told in ids):
        file = file.with_suffix(".once")
    if not any(finding.severity == "error" for finding in found):
        keep(to_tables(rows, shard.common.contract), file)
    return Done(file, ids, found, fresh=True)


def _digest(shard: Shard, contents: Sequence[Mapping[str, bytes | int]]) -> str:
    total = hashlib.sha256(shard.common.digest)
    for folder, files in zip(shard.folders, contents, strict=True):
        for name, raw in files.items():
            told = hashlib.sha256(raw).hexdigest() if isinstance(raw, bytes) else str(raw)
            total.update(f"{folder.name}/{name}\0{told}\0".encode())
    return total.hexdigest()


def _slim(told: DocumentRows, contract: Contract) -> DocumentRows:
    """The document with nothing but its ids, its text's hash and its references."""
    ids = {name: {key: columns[key] for key in _keys(name, contract)} for name, columns in told.rows.items()}
    return DocumentRows(told.document, {name: columns for name, columns in ids.items() if columns}, [], told.outside)


def _keys(table: str, contract: Contract) -> tuple[str, ...]:
    if table == "mentions" or len(contract.tables[table].primary_key) > 1:
        return ()
    return (*contract.tables[table].primary_key, *(("text_sha256",) if table == "sources" else ()))


def _slim_again(tables: Mapping[str, pa.Table], contract: Contract) -> Iterator[DocumentRows]:
    """The same from kept rows: an id names its document."""
    slim: dict[str, DocumentRows] = {}
    for name, rows in tables.items():
        keys = _keys(name, contract)
        for values in zip(*(rows[key].to_pylist() for key in keys), strict=True) if keys else ():
            document = values[0].split(":")[1]
            told = slim.setdefault(document, DocumentRows(document))
            columns = told.rows.setdefault(name, {key: [] for key in keys})
            for key, value in zip(keys, values, strict=True):
                columns[key].append(value)
    yield from slim.values()


def keep(tables: Mapping[str, pa.Table], file: Path) -> None:
    """Write the tables one behind the other, each with its name; there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    with pa.OSFile(str(temporary), "wb") as sink:
        for name, rows in tables.items():
            named = rows.replace_schema_metadata({"table": name})
            with pa.ipc.new_stream(sink, named.schema) as writer:
                writer.write_table(named)
    temporary.replace(file)


def kept(file: Path) -> dict[str, pa.Table]:
    """The tables of a shard by name."""
    tables = {}
    with pa.memory_map(str(file)) as source:
        while source.tell() < source.size():
            rows = pa.ipc.open_stream(source).read_all()
            tables[rows.schema.metadata[b"table"].decode()] = rows.replace_schema_metadata(None)
    return tables
