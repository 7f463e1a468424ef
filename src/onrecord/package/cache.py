"""Releases that were downloaded, in the platform's place for such things. What is damaged is fetched again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from onrecord.package.index import Entry
from onrecord.package.remote import Progress, Wanted, fetch, is_whole, join
from onrecord.package.write import write_text

_STAMPS = "checked.json"


class Cached(NamedTuple):
    """A release in the cache."""

    version: str
    folder: Path
    size: int


def root() -> Path:
    """The cache's folder: `ONRECORD_CACHE`, or where the platform keeps caches."""
    told = os.environ.get("ONRECORD_CACHE")
    if told:
        return Path(told)
    from platformdirs import user_cache_path

    return user_cache_path("onrecord")


def folder_of(entry: Entry) -> Path:
    """Where a release lies (or would): named after its version and all its hashes, so that no two are mixed up."""
    told = "\n".join(sorted(f"{file['sha256']}  {file['path']}" for file in entry["files"]))
    return root() / "releases" / f"{entry['version']}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def is_cached(entry: Entry) -> bool:
    """Whether the whole release is there as it should be. Files that were touched since are hashed again."""
    folder = folder_of(entry)
    return folder.is_dir() and not list(_missing(entry, folder, thorough=False))


def ensure(entry: Entry, address: str, progress: Progress | None = None) -> Path:
    """The folder of a release, every file checked; what is missing or damaged is fetched."""
    folder = folder_of(entry)
    missing = list(_missing(entry, folder, thorough=False))
    total, done = sum(wanted.size for wanted in missing), 0
    for wanted in missing:
        before = done
        tell = (lambda have, _, before=before: progress(before + have, total)) if progress else None
        fetch(wanted._replace(urls=join(address, wanted.urls)), folder / wanted.name, tell)
        done += wanted.size
    if missing:
        _stamp(entry, folder)
    return folder


def _missing(entry: Entry, folder: Path, *, thorough: bool) -> Iterator[Wanted]:
    stamps = {} if thorough else _stamps(folder)
    for file in entry["files"]:
        default = f"{entry['version']}/{file['path']}"
        wanted = Wanted(file["path"], file["bytes"], file["sha256"], tuple(file.get("urls") or [default]))
        path = folder / wanted.name
        if path.is_file() and stamps.get(wanted.name) == _seen(path):
            continue
        if not is_whole(path, wanted):
            yield wanted


def _seen(path: Path) -> list[int]:
    state = path.stat()
    return [state.st_size, state.st_mtime_ns]


def _stamps(folder: Path) -> dict[str, list[int]]:
    try:
        told = json.loads((folder / _STAMPS).read_text(encoding="utf-8"))
        return told if isinstance(told, dict) else {}
    except (OSError, ValueError):
        return {}


def _stamp(entry: Entry, folder: Path) -> None:
    seen = {file["path"]: _seen(folder / file["path"]) for file in entry["files"] if (folder / file["path"]).is_file()}
    write_text(folder / _STAMPS, json.dumps(seen))


def keep_index(address: str, raw: bytes) -> None:
    """Remember an index as it was last seen at an address."""
    path = _index(address)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, raw.decode("utf-8"))


def kept_index(address: str) -> bytes | None:
    """The index as it was last seen, or None."""
    path = _index(address)
    return path.read_bytes() if path.is_file() else None


def _index(address: str) -> Path:
    return root() / "indexes" / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"


def listed() -> list[Cached]:
    """The releases in the cache."""
    folders = sorted((root() / "releases").glob("*-*")) if (root() / "releases").is_dir() else []
    return [
        Cached(folder.name.rpartition("-")[0], folder, sum(p.stat().st_size for p in folder.iterdir() if p.is_file()))
        for folder in folders
        if folder.is_dir()
    ]


def damaged() -> list[Path]:
    """Files in the cache that are not what the release's own `SHA256SUMS` says."""
    wrong = []
    for cached in listed():
        sums = cached.folder / "SHA256SUMS"
        lines = sums.read_text(encoding="utf-8", errors="replace").splitlines() if sums.is_file() else []
        for line in lines:
            wanted, _, name = line.partition("  ")
            path = cached.folder / Path(name).name
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
                wrong.append(path)
    return wrong


def clear() -> int:
    """Empty the cache; gives how many releases were in it."""
    count = len(listed())
    for name in ("releases", "indexes", "archives", "packages"):
        shutil.rmtree(root() / name, ignore_errors=True)
    return count
