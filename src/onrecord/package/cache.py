"""Releases that were downloaded, in the platform's place for such things. What is damaged is fetched again.

    releases/<version>-<digest>/       the files of a release; the digest is of all their SHA-256
    releases/<version>-<digest>.json   written when all of them are there: what the catalogue said of them
    parts/  locks/                     downloads that go on or broke off; one process at a time fetches a release

Every file is hashed before a release is given out (1.7 GB/s measured), so neither rot nor another program's hand
goes unnoticed. A file stands under its own name only when it is whole, so a kill at any moment does no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from onrecord.findings import Finding, Problem, printable
from onrecord.package.download import Sources, Wanted, fetch_file, is_whole, unwritable_cache, without_secrets
from onrecord.package.index import Entry, file_addresses, index_faults, version_numbers
from onrecord.package.write import write_text
from onrecord.parallel import Progress


class Cached(NamedTuple):
    """A release in the cache, whole when it was put there, and the catalogues that it came from."""

    version: str
    folder: Path
    size: int
    entry: Entry
    catalogues: tuple[str, ...]


class Cleared(NamedTuple):
    """What was removed, and what was not because another process is fetching it."""

    releases: int
    size: int
    busy: tuple[str, ...]


def cache_root() -> Path:
    """The cache's folder: `ONRECORD_CACHE`, or where the platform keeps caches."""
    named = os.environ.get("ONRECORD_CACHE")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("onrecord")


def folder_of(entry: Entry) -> Path:
    """Where a release lies (or would): named after its version and all its hashes, so that no two are mixed up."""
    hashes = "\n".join(sorted(f"{file['sha256']}  {file['path']}" for file in entry["files"]))
    return cache_root() / "releases" / f"{entry['version']}-{hashlib.sha256(hashes.encode()).hexdigest()[:32]}"


def ensure_cached(
    entry: Entry, address: str, progress: Progress | None = None, only: Collection[str] | None = None
) -> Path:
    """The folder of a release, every file checked; what is missing or damaged is fetched, once for all processes.

    only: the names of the files that are needed; all of them by default. Raises `Problem`: D010 when a file can't be had, D016 when the cache can't be written.
    """
    folder = folder_of(entry)
    wanted = [
        Wanted(file["path"], file["bytes"], file["sha256"], file_addresses(entry, file, address))
        for file in entry["files"]
        if only is None or file["path"] in only
    ]
    known = _read(_record(folder))
    if only is not None and not missing_files(folder, wanted):
        return folder
    if known and without_secrets(address) in known.catalogues and not missing_files(folder, wanted):
        return folder
    with sole_access(folder):
        fetch_missing(folder, _with_twins(wanted, folder), progress)
        if only is not None:
            return folder  # it is written down as there when all of it is
        known = _read(_record(folder))
        catalogues = sorted({without_secrets(address), *(known.catalogues if known else ())})
        record = {"catalogues": catalogues, "release": entry}
        write_text(_record(folder), json.dumps(record, indent=2, ensure_ascii=False))
    return folder


def missing_files(folder: Path, wanted: Iterable[Wanted]) -> list[Wanted]:
    """The files that are not there as they should be."""
    return [file for file in wanted if not is_whole(folder / file.name, file)]


def fetch_missing(folder: Path, wanted: Sequence[Wanted], progress: Progress | None = None, limit: int = 0) -> None:
    """Fetch what is missing in a folder of the cache, file by file. The caller has `sole_access` to it."""
    lacking, servers = missing_files(folder, wanted), Sources()
    done, total = 0, sum(file.size or 0 for file in lacking)
    _room_for(total)
    for file in lacking:
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(f"{folder.name}/{file.name}".encode()).hexdigest()[:32]
        tell = _shifted(progress, done, total) if progress else None
        fetch_file(file, target, cache_root() / "parts" / name, tell, limit, known=servers)
        done += file.size or 0


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)


def _room_for(size: int) -> None:
    free = shutil.disk_usage(cache_root()).free
    if size > free:
        message = f"the files have {size:,} bytes, and only {free:,} are free at {cache_root()}"
        raise Problem(Finding(code="D016", message=message, help="make room, or name another folder: ONRECORD_CACHE=…"))


@contextmanager
def sole_access(folder: Path, timeout: float = -1) -> Iterator[None]:
    """No other process works on this folder of the cache meanwhile. The lock ends with its process.

    Raises `TimeoutError` when another one still does after `timeout` seconds (default: waits), `Problem` (D016)
    when the cache can't be written.
    """
    from filelock import FileLock

    try:
        for place in (cache_root() / "locks", cache_root() / "parts", folder.parent):
            place.mkdir(parents=True, exist_ok=True)
        with FileLock(cache_root() / "locks" / folder.name, timeout=timeout):
            yield
    except TimeoutError:
        raise
    except OSError as error:
        raise unwritable_cache(error) from error


def _with_twins(wanted: Sequence[Wanted], folder: Path) -> list[Wanted]:
    """The same bytes in another release of the cache need not be fetched again."""
    here = {
        file["sha256"]: str(cached.folder / file["path"])
        for cached in cached_releases()
        if cached.folder != folder
        for file in cached.entry["files"]
    }
    return [w._replace(urls=(here[w.sha256], *w.urls)) if w.sha256 in here else w for w in wanted]


def _record(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def cached_releases() -> list[Cached]:
    """The releases in the cache, newest first."""
    records = (cache_root() / "releases").glob("*.json")
    found = [cached for path in records if not path.name.startswith(".") and (cached := _read(path))]
    return sorted(found, key=lambda cached: version_numbers(cached.version), reverse=True)


def cached_from(address: str) -> list[Entry]:
    """What was fetched from a catalogue, newest first."""
    return [cached.entry for cached in cached_releases() if without_secrets(address) in cached.catalogues]


def _read(path: Path) -> Cached | None:
    """A record, or None when it is damaged: what it tells of is then as good as not there."""
    try:
        record = json.loads(path.read_bytes())
        entry, catalogues = record["release"], tuple(map(str, record["catalogues"]))
        if any(index_faults([entry], catalogues[0])) or folder_of(entry) != path.with_suffix(""):
            return None
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    return Cached(entry["version"], path.with_suffix(""), sum(f["bytes"] for f in entry["files"]), entry, catalogues)


def damaged_files() -> list[Path]:
    """Files of the releases in the cache that are missing or not what the catalogue says."""
    return [
        cached.folder / file.name
        for cached in cached_releases()
        for file in missing_files(
            cached.folder, [Wanted(f["path"], f["bytes"], f["sha256"], ()) for f in cached.entry["files"]]
        )
    ]


def clear_cache(version: str | None = None) -> Cleared:
    """Empty the cache, or remove one version from it. What another process is fetching stays."""
    names = {path.name.removesuffix(".json") for path in (cache_root() / "releases").glob("*")}
    names = {name for name in names if version is None or name.startswith(f"{version}-")}
    count, size, busy = 0, 0, []
    for name in sorted(names):
        folder = cache_root() / "releases" / name
        try:
            with sole_access(folder, timeout=0):
                count += _record(folder).exists()
                size += _weight(folder)
                _record(folder).unlink(missing_ok=True)
                _remove(folder)
        except TimeoutError:
            busy.append(name.partition("-")[0])
    if version is None and not busy:
        for name in ("parts", "archives", "packages"):
            size += _weight(cache_root() / name)
            _remove(cache_root() / name)
    return Cleared(count, size, tuple(busy))


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def copy_release(entry: Entry, folder: Path, target: Path, only: Collection[str] | None = None) -> None:
    """Put the files of a release into a folder of one's own, each checked on the way: all of them or none.

    A folder that holds just them already is left alone, also when another process has put them there meanwhile.
    only: the names of the files that are wanted; all of them by default. Raises `Problem`: D018 when it holds anything else, D010
    when a file is not what the catalogue says, D016 when it can't be written.
    """
    listed = [file for file in entry["files"] if only is None or file["path"] in only]
    wanted = [Wanted(file["path"], file["bytes"], file["sha256"], ()) for file in listed]
    if _holds(target, wanted):
        return
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        message = f"{printable(str(target))} is there already and is not release {entry['version']}"
        raise Problem(Finding(code="D018", message=message, help="name another folder, or move this one away"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise unwritable_target(target, error) from error
    try:
        for file in wanted:
            _copy_one(folder / file.name, temporary / file.name, file)
        temporary.chmod(0o755)
        _move_there(temporary, target, wanted)
    except OSError as error:
        raise unwritable_target(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _holds(target: Path, wanted: Sequence[Wanted]) -> bool:
    """Whether a folder holds just these files."""
    there = {path.name for path in target.iterdir()} if target.is_dir() else set()
    return there == {file.name for file in wanted} and not missing_files(target, wanted)


def _move_there(temporary: Path, target: Path, wanted: Sequence[Wanted]) -> None:
    """Give a folder its place; of several processes that do so at once, the first one has done it for all."""
    try:
        if target.is_dir():
            target.rmdir()  # it is empty; Windows replaces no folder
        temporary.replace(target)
    except OSError:
        if not _holds(target, wanted):
            raise


def unwritable_target(target: Path, error: OSError) -> Problem:
    """What is told when the folder that a person named can't be written to."""
    message = f"{printable(str(target))} can't be written: {error.strerror or error}"
    return Problem(Finding(code="D016", message=message, help="make room, or name another folder"))


def _copy_one(source: Path, target: Path, file: Wanted) -> None:
    if source.is_file():
        with source.open("rb") as stream, target.open("wb") as sink:
            shutil.copyfileobj(stream, sink, 1 << 20)
            sink.flush()
            os.fsync(sink.fileno())
    if not is_whole(target, file):
        message = f"{file.name} is not what the catalogue says: it is missing, or was changed or damaged"
        raise Problem(
            Finding(code="D010", message=message, file=str(source), help="name another catalogue, or restore it")
        )
