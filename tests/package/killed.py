"""Kills downloads at each of their moments, one by one, and looks at what is left in the cache.

python killed.py CATALOGUE VERSION: with ONRECORD_CACHE set. Prints what stood in the cache after each kill: the
number of whole files and how many releases are listed, or what was wrong.
"""

from __future__ import annotations

import json
import sys

from filelock import FileLock  # noqa: F401 - loaded before the fork
from killing import killed_at

from onrecord.package import cache, download
from onrecord.package.catalogue import find_release, releases
from onrecord.package.download import Wanted

download._CHUNK = 10_000  # so that even small files come in several pieces


def main(catalogue: str, version: str) -> None:
    entry = next(entry for entry in releases(catalogue) if entry["version"] == version)
    wanted = [Wanted(file["path"], file["bytes"], file["sha256"], ()) for file in entry["files"]]
    folder = cache.folder_of(entry)
    for n in range(1, 100_000):
        if n % 5:  # every fifth goes on from what the one before it left
            cache.clear_cache()
        killed = killed_at(n, lambda touch: find_release(version, catalogue, lambda _, __: touch()))
        there = [file for file in wanted if (folder / file.name).exists()]
        broken = [file.name for file in cache.missing_files(folder, there)] + [
            str(path) for path in cache.damaged_files()
        ]
        print(json.dumps({"touch": n, "whole": len(there), "listed": len(cache.cached_releases()), "broken": broken}))
        if not killed and n % 5:
            break


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
