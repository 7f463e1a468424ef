"""The files of a data package: inside its folder, there, and with the bytes that were published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, printable

#: no descriptor, schema or list of check sums may be larger (bytes)
SMALL_FILE = 50_000_000

#: what to do about bytes that differ
CHANGED = "the file was changed after it was published: get it again, or build the package anew"

#: kinds of hashes by the standard's names; one without a name is MD5 (Data Package v2, "hash")
_HASHES = ("md5", "sha1", "sha256", "sha512")


def not_verified(table: str | None, why: str) -> Finding:
    """A finding that says what could not be checked."""
    return Finding(code="P010", severity="warning", message=f"not verified: {why}", table=table or None)


class Digests:
    """The hashes of files, each read once, and whether the files stay as they are."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], str] = {}
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    def note(self, path: Path) -> None:
        """Take down how a file is before anything of it is read."""
        self._stamps.setdefault(path, _stamp(path))

    def changed(self) -> Iterator[Finding]:
        """Whether files are others now than when they were noted (P020)."""
        for path, stamp in self._stamps.items():
            if _stamp(path) != stamp:
                message = f"{printable(path.name)} was changed while it was read: what is said of it may not hold"
                yield Finding(code="P020", message=message, help="verify again when nobody writes to it")

    def of(self, path: Path, kind: str) -> str:
        """The hash of a file's bytes, in hexadecimal."""
        key = (path.resolve(), kind)
        if key not in self._known:
            with path.open("rb") as file:
                self._known[key] = hashlib.file_digest(file, kind).hexdigest()
        return self._known[key]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def changed_bytes(resource: Mapping[str, Any], path: Path, table: str, digests: Digests) -> Iterator[Finding]:
    """Whether a file has other bytes than its resource tells (P008, P009)."""
    size, declared = path.stat().st_size, resource.get("bytes")
    if declared is not None and (not isinstance(declared, int) or declared != size):
        told_size = f"{declared:,}" if isinstance(declared, int) else printable(repr(declared), 40)
        message = f"{path.name} has {size:,} bytes; the descriptor says {told_size}"
        yield Finding(code="P008", message=message, table=table, help=CHANGED)
    kind, wanted = _hash(resource)
    if kind in _HASHES and (found := digests.of(path, kind)) != wanted.lower():
        name = "SHA-256" if kind == "sha256" else kind.upper()
        message = f"{path.name} has the {name} {found[:12]}…; the descriptor says {printable(wanted[:12])}…"
        yield Finding(code="P009", message=message, table=table, help=CHANGED)


def unknown_hash(resource: Mapping[str, Any], table: str) -> Iterator[Finding]:
    """Whether a resource tells a hash of a kind that isn't known here."""
    kind, _ = _hash(resource)
    if kind and kind not in _HASHES:
        yield not_verified(table, f"its hash is of the kind “{printable(kind, 40)}”")


def _hash(resource: Mapping[str, Any]) -> tuple[str, str]:
    declared = resource.get("hash")
    if declared is None:
        return "", ""
    kind, _, wanted = str(declared).rpartition(":")
    return (kind or "md5").lower().replace("-", ""), wanted


def changed_sums(folder: Path, digests: Digests) -> Iterator[Finding]:
    """Whether the files agree with `SHA256SUMS`, if there is one (P011)."""
    path = folder / "SHA256SUMS"
    if not path.is_file():
        return
    if path.stat().st_size > SMALL_FILE:
        yield Finding(
            code="P002", message=f"it is larger than {SMALL_FILE // 1_000_000} MB and was not read", file=path.name
        )
        return
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        wanted, _, name = line.partition("  ")
        if not _agrees(folder / name, name, wanted, digests):
            message = f"{printable(name) or 'this line'} is missing or has other contents than SHA256SUMS says"
            yield Finding(code="P011", message=message, file=path.name, line=number, snippet=line[:200], help=CHANGED)


def _agrees(path: Path, name: str, wanted: str, digests: Digests) -> bool:
    try:
        return bool(name) and "/" not in name and path.is_file() and digests.of(path, "sha256") == wanted
    except (OSError, ValueError):
        return False
