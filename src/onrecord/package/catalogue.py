"""The catalogue: which releases there are, and where the files of one lie on this machine.

The catalogue that came with the installation needs no network. Any other is named by argument or by
`ONRECORD_CATALOG`: a folder, or an address (`https://`, `file://`, `s3://` through fsspec).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from onrecord.findings import Finding, Problem
from onrecord.package.index import LIMIT, Entry, choose, parse

_HERE = Path(__file__).resolve()
#: seconds that asking for the newest release may take before the cache has to do
PATIENCE = 5.0

Address = str | PathLike[str] | None
Progress = Callable[[int, int], None]
Say = Callable[[str], None]


def home() -> Path:
    """The folder of the catalogue that came with this installation (or that stands in this checkout)."""
    shipped = _HERE.parents[1] / "dataset"
    return shipped if shipped.is_dir() else _HERE.parents[3] / "dataset"


def address_of(catalogue: Address = None) -> str:
    """The address of a catalogue's `index.json`: as named, by `ONRECORD_CATALOG`, or the one that came along."""
    told = os.fspath(catalogue) if catalogue is not None else os.environ.get("ONRECORD_CATALOG") or str(home())
    return told if told.endswith(".json") else f"{told.rstrip('/')}/index.json"


def releases(catalogue: Address = None, say: Say | None = None) -> list[Entry]:
    """The entries of the index, newest first: version, date, contract version, files.

    When an address can't be reached, its index as last seen has to do, and `say` is told so. Raises `Problem`:
    D001 no catalogue, D011 not reachable and never seen, D012 an index that is not sound.
    """
    address = address_of(catalogue)
    if "://" in address:
        return parse(_asked(address, say), address)
    try:
        raw = Path(address).read_bytes()
    except OSError:
        raise Problem(
            Finding(
                code="D001",
                message="there is no catalogue of releases here",
                file=address,
                help="install onrecord from a release, or give the folder of a package: package=…",
            )
        ) from None
    return parse(raw, address)


def _asked(address: str, say: Say | None) -> bytes:
    from onrecord.package import cache
    from onrecord.package.remote import read_small

    try:
        raw = read_small(address, LIMIT, PATIENCE)
        parse(raw, address)
    except (OSError, ValueError) as error:
        kept = cache.kept_index(address)
        if kept is None:
            raise _out_of_reach(address, error) from None
        if say:
            say(f"{address} could not be reached ({error}); going by what was last seen of it")
        return kept
    cache.keep_index(address, raw)
    return raw


def _out_of_reach(address: str, error: Exception) -> Problem:
    from onrecord.package import cache

    known = ", ".join(cached.version for cached in cache.listed())
    return Problem(
        Finding(
            code="D011",
            message=f"the catalogue could not be reached: {error}",
            file=address,
            help=f"in the cache: {known or 'nothing'}. Without ONRECORD_CATALOG the data that came along are used",
        )
    )


def find(
    version: str | None = None, catalogue: Address = None, progress: Progress | None = None, say: Say | None = None
) -> Path:
    """The folder of a release, fetched if need be: a version, `1.0`, a range such as `>=1,<2`, or the newest.

    A version that was fetched before is given without any network. Raises `Problem` (D002, D015 and as `releases`).
    """
    address = address_of(catalogue)
    if "://" not in address:
        return _local(version, address)
    from onrecord.package import cache

    kept = cache.kept_index(address)
    if kept is not None and version not in (None, "latest"):
        seen = next((entry for entry in parse(kept, address) if entry["version"] == version), None)
        if seen is not None and cache.is_cached(seen):
            return cache.folder_of(seen)
    return cache.ensure(choose(version, releases(catalogue, say)), address, progress)


def _local(version: str | None, address: str) -> Path:
    entries = releases(address)
    here = [entry for entry in entries if (Path(address).parent / entry["version"]).is_dir()]
    if not here:
        raise Problem(Finding(code="D002", message="no release of the catalogue is here", file=address))
    wanted = str(choose(version, here if version in (None, "latest") else entries)["version"])
    if all(entry["version"] != wanted for entry in here):
        here_too = ", ".join(entry["version"] for entry in here)
        raise Problem(
            Finding(
                code="D015",
                message=f"the release {wanted} is listed, but its files are not on this machine",
                file=address,
                help=f"here: {here_too}. Name a catalogue that has it: ONRECORD_CATALOG=https://…",
            )
        )
    return Path(address).parent / wanted
