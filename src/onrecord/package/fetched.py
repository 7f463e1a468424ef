"""Packages that are no folder here: a zip archive, or an address on the web. They are brought here first.

Nothing leaves the folder it is put into: names are checked before anything is written, and sizes are bounded.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from onrecord.findings import Finding, Problem, printable
from onrecord.package import cache
from onrecord.package.download import Wanted, failure_reason, read_address, without_secrets
from onrecord.package.write import replacing
from onrecord.reading.address import DESCRIPTORS, is_elsewhere
from onrecord.reading.compression import NotUnpackedError, reading_archive

__all__ = ["fetch_package", "is_elsewhere"]

#: an archive's or a package's files may have this many bytes together
LIMIT = 20_000_000_000
#: a file whose size nobody tells may have this many
FILE_LIMIT = 2_000_000_000
#: a descriptor may have this many
DESCRIPTOR_LIMIT = 50_000_000
_DESCRIPTOR = "datapackage.json"


def fetch_package(source: str) -> Path:
    """The folder of a package that is an archive or at an address. Raises `Problem` (D014) when it can't be had."""
    try:
        if "://" not in source:
            return _unpacked(Path(source).read_bytes(), source)
        if urlsplit(source).path.lower().endswith(".zip"):
            return _unpacked(read_address(source, FILE_LIMIT), source)
        return _fetched(source if source.endswith(".json") else f"{source.rstrip('/')}/{_DESCRIPTOR}")
    except NotUnpackedError as error:
        raise _problem(source, f"the archive can't be read: {error}", "get it again, or ask for a whole copy") from None
    except OSError as error:
        raise _problem(source, failure_reason(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _problem(source, f"it can't be read: {printable(str(error), 200)}") from None


def _problem(source: str, why: str, help_: str | None = None) -> Problem:
    help_ = help_ or "give a folder, a zip archive or an address that holds a datapackage.json"
    return Problem(
        Finding(code="D014", message=f"no package could be got: {why}", file=without_secrets(source), help=help_)
    )


def _unpacked(raw: bytes, source: str) -> Path:
    folder = cache.cache_root() / "archives" / hashlib.sha256(raw).hexdigest()[:32]
    with reading_archive():
        archive = zipfile.ZipFile(io.BytesIO(raw))
        files = [info for info in archive.infolist() if not info.is_dir()]
    with archive:
        if sum(info.file_size for info in files) > LIMIT:
            raise ValueError(f"its files have more than {LIMIT:,} bytes")
        if not all(_is_unpacked(info, folder / _inside(info.filename)) for info in files):
            with cache.sole_access(folder), replacing(folder) as temporary:
                for info in files:
                    target = temporary / _inside(info.filename)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with reading_archive():
                        stream = archive.open(info)
                    with stream, target.open("wb") as sink:
                        _copy(stream, sink, info.file_size)
    found = sorted((path for name in DESCRIPTORS for path in folder.rglob(name)), key=lambda path: len(path.parts))
    if not found:
        raise _problem(source, f"there is no {_DESCRIPTOR} in the archive")
    return found[0].parent


def _is_unpacked(info: zipfile.ZipInfo, path: Path) -> bool:
    if not path.is_file() or path.stat().st_size != info.file_size:
        return False
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc == info.CRC


def _copy(stream: Any, sink: Any, size: int) -> None:
    left = size
    while chunk := _piece(stream):
        left -= len(chunk)
        if left < 0:
            raise ValueError("a file of the archive is larger than it says")
        sink.write(chunk)


def _piece(stream: Any) -> bytes:
    with reading_archive():
        return bytes(stream.read(1 << 20))


def _inside(name: str) -> PurePosixPath:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or ":" in name or "\\" in name or not pure.parts:
        raise ValueError(f"the name {printable(name, 80)} leaves the package")
    return pure


def _fetched(address: str) -> Path:
    """A package at an address: its descriptor is asked for every time, its files are fetched once and checked."""
    raw = read_address(address, DESCRIPTOR_LIMIT)
    wanted = {file.name: file for resource in json.loads(raw)["resources"] for file in _wanted(resource, address)}
    described = Wanted(_DESCRIPTOR, len(raw), hashlib.sha256(raw).hexdigest(), (address,))
    folder = cache.cache_root() / "packages" / hashlib.sha256(without_secrets(address).encode() + raw).hexdigest()[:32]
    files = [described, *wanted.values()]
    if cache.missing_files(folder, files):
        with cache.sole_access(folder):
            cache.fetch_missing(folder, files, limit=FILE_LIMIT)
    return folder


def _wanted(resource: Any, address: str) -> Iterator[Wanted]:
    """The files of a resource inside the package, as its descriptor tells them: data, and a schema or dialect of its own."""
    path = resource.get("path")
    paths = path if isinstance(path, list) else [path]
    size, (kind, _, digest) = resource.get("bytes"), str(resource.get("hash", "")).rpartition(":")
    alone = len(paths) == 1
    sure = alone and kind == "sha256" and len(digest) == 64
    for path in paths:
        if isinstance(path, str) and "://" not in path:
            count = size if alone and isinstance(size, int) else None
            yield _file(path, address, count, digest.lower() if sure else None)
    for part in ("schema", "dialect"):
        path = resource.get(part)
        if isinstance(path, str) and "://" not in path:
            yield _file(path, address, None, None)


def _file(path: str, address: str, size: int | None, digest: str | None) -> Wanted:
    name = str(_inside(path))
    return Wanted(name, size, digest, (f"{address.partition('?')[0].rpartition('/')[0]}/{quote(name)}",))
