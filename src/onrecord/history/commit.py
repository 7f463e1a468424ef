"""All or nothing: how a release that lies ready becomes one, and what the next run makes of one that was killed.

Everything is written under `dataset/.release/` first. Then its package is renamed to `dataset/<version>/`,
then `index.json` is replaced: that is the moment of release. Killed before it, the next run removes what was
left; killed after it, the next run puts the remaining files (CHANGELOG.md and the like) in their places.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.checkout import Checkout
from onrecord.findings import Finding, Problem
from onrecord.history.release_files import as_json, index_entries, read_index
from onrecord.history.version import is_version

#: the folder beside the releases in which one is made ready
STAGE = ".release"
_PLAN, _FILES = "plan.json", "files"


def stage_folder(checkout: Checkout) -> Path:
    """The folder in which a release is made ready."""
    return checkout.dataset / STAGE


@contextmanager
def release_lock(checkout: Checkout) -> Iterator[None]:
    """Nobody else releases meanwhile. Raises `Problem` (H017) when somebody does. The lock ends with its process."""
    from filelock import FileLock, Timeout

    checkout.dataset.mkdir(parents=True, exist_ok=True)
    path = checkout.root / "build" / "release.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        message = "another release is being made in this checkout"
        raise Problem(Finding(code="H017", message=message, help="wait until it has ended")) from None
    try:
        yield
    finally:
        lock.release()


def write_plan(
    folder: Path, version: str, index: Mapping[str, Any], files: Mapping[str, str], spent: Iterable[str]
) -> None:
    """Write down beside the package what else the release is: the new index, files of the checkout, used fragments.

    files: path in the checkout -> text. spent: paths in the checkout that are removed with the release. The index is
    read as every user's program will read it: raises `Problem` (H001) when that fails.
    """
    index_entries(as_json(index).encode("utf-8"), folder)
    for name, text in files.items():
        path = folder / _FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "index.json").write_text(as_json(index), encoding="utf-8")
    planned = {"version": version, "files": sorted(files), "spent": sorted(spent)}
    (folder / _PLAN).write_text(as_json(planned), encoding="utf-8")
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def commit_release(checkout: Checkout) -> None:
    """Make the release that lies ready in `stage` one. The replacement of `index.json` is the moment of release."""
    ready, dataset = stage_folder(checkout), checkout.dataset
    version = json.loads((ready / _PLAN).read_text(encoding="utf-8"))["version"]
    _to_disk(ready)
    target = dataset / version
    if target.exists():
        shutil.rmtree(target)
    (ready / "package").replace(target)
    _sync(dataset)
    (ready / "index.json").replace(dataset / "index.json")
    _sync(dataset)
    _settle(checkout)


def recover_release(checkout: Checkout) -> str | None:
    """Finish or undo what a killed release left; gives the version that it finished. Harmless when there is nothing."""
    left = stage_folder(checkout)
    if not left.is_dir():
        return None
    try:
        version = str(json.loads((left / _PLAN).read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        shutil.rmtree(left)
        return None
    if version in [entry["version"] for entry in read_index(checkout.dataset)]:
        _settle(checkout)
        return version
    if is_version(version):
        shutil.rmtree(checkout.dataset / version, ignore_errors=True)
    shutil.rmtree(left)
    return None


def _settle(checkout: Checkout) -> None:
    ready = stage_folder(checkout)
    planned = json.loads((ready / _PLAN).read_text(encoding="utf-8"))
    for name in planned["files"]:
        waiting = ready / _FILES / name
        if waiting.is_file():
            waiting.replace(checkout.root / name)
    for name in planned["spent"]:
        (checkout.root / name).unlink(missing_ok=True)
    shutil.rmtree(ready)


def _to_disk(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Have the system write a file or folder to the disk, so that a power cut keeps the order of things, too."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
