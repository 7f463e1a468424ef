"""Packages that are no folder here: a zip archive, or an address on the web. They are brought here first.

Nothing leaves the folder it is put into: names are checked before anything is written, and sizes are bounded.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from onrecord.findings import Finding, Problem, printable
from onrecord.package import cache
from onrecord.package.remote import TIMEOUT, read_small
from onrecord.package.write import replacing

#: an archive's or a package's files may have this many bytes together
LIMIT = 20_000_000_000
#: a file fetched without a catalogue, or a descriptor, may have this many
FILE_LIMIT = 2_000_000_000
_DESCRIPTOR = "datapackage.json"


def is_elsewhere(source: str) -> bool:
    """Whether the source is an address or an archive rather than a folder."""
    return "://" in source or source.lower().endswith(".zip")


def bring(source: str) -> Path:
    """The folder of a package that is an archive or at an address. Raises `Problem` (D014) when it can't be had."""
    try:
        if "://" not in source:
            return _unpacked(Path(source).read_bytes(), source)
        if urlsplit(source).path.lower().endswith(".zip"):
            return _unpacked(read_small(source, FILE_LIMIT, TIMEOUT), source)
        return _fetched(source if source.endswith(".json") else f"{source.rstrip('/')}/{_DESCRIPTOR}")
    except (OSError, ValueError, zipfile.BadZipFile, RecursionError, NotImplementedError) as error:
        raise _problem(source, printable(str(error), 200)) from None


def _problem(source: str, why: str) -> Problem:
    help_ = "give a folder, a zip archive or an address that holds a datapackage.json"
    return Problem(Finding(code="D014", message=f"no package could be got: {why}", file=printable(source), help=help_))


def _unpacked(raw: bytes, source: str) -> Path:
    folder = cache.root() / "archives" / hashlib.sha256(raw).hexdigest()[:32]
    if not folder.is_dir():
        import io

        with zipfile.ZipFile(io.BytesIO(raw)) as archive, replacing(folder) as temporary:
            files = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in files) > LIMIT:
                raise ValueError(f"its files have more than {LIMIT:,} bytes")
            for info in files:
                target = temporary / _inside(info.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as stream, target.open("wb") as sink:
                    _copy(stream, sink, info.file_size)
    found = sorted(folder.rglob(_DESCRIPTOR), key=lambda path: len(path.parts))
    if not found:
        raise _problem(source, f"there is no {_DESCRIPTOR} in the archive")
    return found[0].parent


def _copy(stream: Any, sink: Any, size: int) -> None:
    left = size
    while chunk := stream.read(1 << 20):
        left -= len(chunk)
        if left < 0:
            raise ValueError("a file of the archive is larger than it says")
        sink.write(chunk)


def _inside(name: str) -> PurePosixPath:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or ":" in name or "\\" in name or not pure.parts:
        raise ValueError(f"the name {printable(name, 80)} leaves the package")
    return pure


def _fetched(address: str) -> Path:
    raw = read_small(address, FILE_LIMIT, TIMEOUT)
    described = json.loads(raw)
    paths = [resource["path"] for resource in described["resources"] if isinstance(resource.get("path"), str)]
    folder = cache.root() / "packages" / hashlib.sha256(address.encode() + raw).hexdigest()[:32]
    if not folder.is_dir():
        with replacing(folder) as temporary:
            (temporary / _DESCRIPTOR).write_bytes(raw)
            for path in paths:
                target = temporary / _inside(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(read_small(urljoin(address, path), FILE_LIMIT, TIMEOUT))
    return folder
