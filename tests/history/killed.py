"""Kills a release at its n-th change of the file system, and looks at what is left.

python killed.py FOLDER STEP: at each of the last changes, with which it is published, and at every STEP-th before.
Prints how many times it killed, or what was wrong.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from killing import is_change, killed_at

from onrecord.checkout import Checkout
from onrecord.history import diff  # noqa: F401 - loaded before the fork
from onrecord.history.commit import commit_release, recover_release, release_lock, stage_folder
from onrecord.history.release import prepare_release


def release(checkout: Checkout, package: Path, _: object = None) -> None:
    with release_lock(checkout):
        recover_release(checkout)
        shutil.copytree(package, stage_folder(checkout) / "package")
        prepare_release(checkout, date(2026, 2, 2))
        commit_release(checkout)


def contents(root: Path) -> dict[str, str]:
    paths = (path for path in root.rglob("*") if path.is_file() and "build" not in path.parts)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def problems(root: Path, before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    listed = json.loads((root / "dataset" / "index.json").read_text())["releases"]
    for told in listed:
        for file in told["files"]:
            path = root / "dataset" / told["version"] / file["path"]
            if hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                yield f"{path} is not as listed"
    recover_release(Checkout(root))
    if contents(root) != (before if len(listed) == 1 else after):
        yield f"with {len(listed)} releases listed, recovered to neither before nor after"


#: changes with which a release is published and cleaned up after
LAST = 16


def main(folder: Path, step: int) -> None:
    before_root, after_root, package = folder / "before", folder / "after", folder / "package"
    before = contents(before_root)
    shutil.copytree(before_root, after_root)
    assert not killed_at(1_000_000, partial(release, Checkout(after_root), package))
    after = contents(after_root)
    assert before != after
    total = _changes(before_root, folder / "count", package)
    moments = [n for n in range(1, total + 1) if n % step == 1 or n > total - LAST]
    seen = set()
    for n in moments:
        root = folder / "now"
        shutil.copytree(before_root, root)
        assert killed_at(n, partial(release, Checkout(root), package), is_change)
        seen.add(len(json.loads((root / "dataset" / "index.json").read_text())["releases"]))
        for problem in problems(root, before, after):
            print(f"change {n}: {problem}")
        if n == moments[0] or n == moments[-LAST]:  # the next run goes through, whatever was left
            assert not killed_at(1_000_000, partial(release, Checkout(root), package))
            assert contents(root) == after
        shutil.rmtree(root)
    print(f"{len(moments)} kills, releases listed: {sorted(seen)}")


def _changes(before: Path, root: Path, package: Path) -> int:
    """How many changes a release makes."""
    shutil.copytree(before, root)
    counted = []
    sys.addaudithook(lambda event, arguments: counted.append(event) if is_change(event, arguments) else None)
    release(Checkout(root), package)
    return len(counted)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
