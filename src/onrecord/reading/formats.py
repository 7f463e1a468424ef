"""In which format the data of a resource stand."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

#: kinds of compression by their names and suffixes
KINDS = {"gz": "gz", "gzip": "gz", "bz2": "bz2", "bzip2": "bz2", "zip": "zip", "zst": "zst", "zstd": "zst", "xz": "xz"}
_FORMATS = {
    "parquet": "parquet",
    "parq": "parquet",
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}
#: how version 1 of the standard says that a resource is a table
_TABULAR = ("tabular-data-resource", "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json")
#: suffixes of text of any kind; a table in such a file is CSV (Data Package v1, "Tabular Data Resource")
_PLAIN_TEXT = ("txt", "dat")
_MEDIA = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/vnd.apache.parquet": "parquet",
}


class Source(NamedTuple):
    """Where the rows of a resource stand: in files of one format, or in the descriptor itself."""

    resource: Mapping[str, Any]
    paths: tuple[Path, ...]
    format: str

    @property
    def is_plain_parquet(self) -> bool:
        """Whether the rows stand in one Parquet file as it is."""
        packed = self.paths and self.paths[0].suffix[1:].lower() in KINDS
        return self.format == "parquet" and len(self.paths) == 1 and not packed and "compression" not in self.resource

    @property
    def shown(self) -> str:
        """What it is called in findings."""
        return self.paths[0].name if self.paths else "data"


def encoding_of(resource: Mapping[str, Any], paths: Sequence[Path]) -> str:
    """The encoding of a resource's files: as told, or UTF-16 if the first one begins with its mark, or UTF-8.

    Source: Data Package v2, "encoding": one that isn't told should be detected. Of others, no mark tells.
    """
    told = resource.get("encoding")
    if told:
        return str(told)
    if paths:
        with paths[0].open("rb") as file:
            if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                return "utf-16"
    return "utf-8"


def source_of(resource: Mapping[str, Any], paths: Sequence[Path]) -> Source | None:
    """The source of a resource, or None when its format is none whose rows are read here."""
    media = str(resource.get("mediatype", "")).partition(";")[0].strip().lower()
    told = str(resource.get("format", "")).lower()
    suffixes = [suffix[1:].lower() for suffix in paths[0].suffixes] if paths else []
    while suffixes and suffixes[-1] in KINDS:
        suffixes.pop()
    found = _FORMATS.get(told) or (_FORMATS.get(suffixes[-1]) if suffixes else None) or _MEDIA.get(media)
    tabular = resource.get("profile") in _TABULAR or resource.get("type") == "table"
    if found is None and paths and tabular and (not suffixes or suffixes[-1] in _PLAIN_TEXT):
        found = "csv"
    if found is None and not paths and isinstance(resource.get("data"), list):
        found = "json"
    return Source(resource, tuple(paths), found) if found else None
