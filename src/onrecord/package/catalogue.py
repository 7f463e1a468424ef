"""The catalogue: which releases there are, and where the files of one lie on this machine.

The catalogue that came with the installation needs no network. Any other is named by argument or by
`ONRECORD_CATALOG`: a folder, or an address (`https://`, `file://`, `s3://` through fsspec).
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Collection, Sequence
from os import PathLike
from pathlib import Path

from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.package.index import LIMIT, Entry, choose_release, file_addresses, on_web, parse_index
from onrecord.parallel import Progress

_HERE = Path(__file__).resolve()
_DESCRIPTOR = "datapackage.json"
_WHERE = "where the maintainers publish it stands in the project's README"
#: seconds that asking for the newest release may take before the cache has to do
PATIENCE = 5.0

Address = str | PathLike[str] | None
Say = Callable[[str], None]


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=2)


def shipped_catalogue() -> Path:
    """The folder of the catalogue that came with this installation (or that stands in this checkout)."""
    shipped = _HERE.parents[1] / "dataset"
    return shipped if shipped.is_dir() else _HERE.parents[3] / "dataset"


def published_at() -> str | None:
    """Where the maintainers publish all releases: the address that the installed package's metadata call “Catalogue”."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("onrecord").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    urls = dict(url.split(", ", 1) for url in named if ", " in url)
    return urls.get("Catalogue") or None


def address_of(catalogue: Address = None) -> str:
    """The address (or path) of a catalogue's `index.json`: as named, by `ONRECORD_CATALOG`, or the one that came along.

    Raises `Problem` (D011) for an address with a password: it would end up in messages and in the cache.
    """
    address = (
        os.fspath(catalogue)
        if catalogue is not None
        else os.environ.get("ONRECORD_CATALOG") or str(shipped_catalogue())
    )
    if address.startswith("file://"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        address = url2pathname(urlsplit(address).path)
    if not on_web(address):
        path = Path(address).expanduser()
        return str(path if path.suffix == ".json" else path / "index.json")
    if "@" in address.partition("://")[2].partition("/")[0]:
        message = "an address with a name or password in it is not used"
        raise Problem(Finding(code="D011", message=message, help="give the address without it"))
    return address if address.endswith(".json") else f"{address.rstrip('/')}/index.json"


def releases(catalogue: Address = None, say: Say = _warn) -> list[Entry]:
    """The releases that a catalogue lists, the newest first.

    Parameters
    ----------
    catalogue
        Its folder or address; `ONRECORD_CATALOG`, or else the one that came along, when left out.
    say
        Is told when an address couldn't be reached and the releases in the cache have to do; a warning when left out.

    Returns
    -------
    list of dict
        One entry a release: `version`, `date`, `contract_version` and `files`, each with `path`, `bytes`, `rows`,
        `sha256` and `urls`.

    Raises
    ------
    Problem
        D001 for no catalogue, D011 when it is out of reach and the cache holds nothing of it, D012 for an index that is not
        sound, D017 for a release that is not what it was.

    Examples
    --------
    >>> import onrecord
    >>> [release["version"] for release in onrecord.releases()][-1]
    '1.0.0'
    """
    address = address_of(catalogue)
    if on_web(address):
        entries, why = _asked(address)
        if why:
            say(f"{why}; these are the releases in the cache")
        return entries
    return _listed_here(address)


def find_release(
    version: str | None = None, catalogue: Address = None, progress: Progress | None = None, say: Say = _warn
) -> Path:
    """The folder of a release, fetched if need be: a version, `1.0`, a range such as `>=1,<2`, or the newest.

    A version that was fetched before is given without any network. Raises `Problem`: D002 unknown, D010 a file that
    can't be had, D015 not on this machine, D016 a cache that can't be written, and as `releases`.
    """
    return obtain_release(version, catalogue, progress, say)[1]


def obtain_release(
    version: str | None = None,
    catalogue: Address = None,
    progress: Progress | None = None,
    say: Say = _warn,
    only: Collection[str] | None = None,
) -> tuple[Entry, Path]:
    """The entry of a release in the index beside its folder: see `find_release`.

    only: the names of the files that are needed; all of them by default.
    """
    address = address_of(catalogue)
    if not on_web(address):
        return _obtain_here(version, address, progress, only)
    from onrecord.package import cache

    entry = next((entry for entry in cache.cached_from(address) if entry["version"] == version), None)
    if entry is None:
        entry = _chosen(version, address, say)
    try:
        return entry, cache.ensure_cached(entry, address, progress, only)
    except Problem as problem:
        raise _with_cached(problem) from None


def _chosen(version: str | None, address: str, say: Say) -> Entry:
    entries, why = _asked(address)
    if not why:
        return choose_release(version, entries)
    try:
        entry = choose_release(version, entries)
    except Problem as problem:
        raise _with_cached(_out_of_reach(why, address) if problem.findings[0].code == "D002" else problem) from None
    say(f"{why}; using {entry['version']} from the cache")
    return entry


def _asked(address: str) -> tuple[list[Entry], str | None]:
    """The entries of an index on the web; or those in the cache, and why they have to do."""
    from onrecord.package import cache
    from onrecord.package.download import TIMEOUT, failure_reason, read_address_within, without_secrets

    kept = cache.cached_from(address)
    try:
        entries = parse_index(
            read_address_within(address, LIMIT, PATIENCE if kept else max(TIMEOUT, PATIENCE)), address
        )
    except (OSError, ValueError) as error:
        why = f"the catalogue {without_secrets(address)} could not be reached: {failure_reason(error)}"
        if not kept:
            raise _with_cached(_out_of_reach(why, address)) from None
        return kept, why
    except Problem:
        if not kept:
            raise
        return kept, f"the catalogue {without_secrets(address)} gave no sound index"
    _as_before(entries, kept, address)
    return entries, None


def _as_before(entries: list[Entry], kept: list[Entry], address: str) -> None:
    """A release is never touched again: what was fetched of it must still be what the catalogue says."""
    from onrecord.package.cache import folder_of
    from onrecord.package.download import without_secrets

    before = {entry["version"]: folder_of(entry) for entry in kept}
    for entry in entries:
        version = entry["version"]
        if version in before and before[version] != folder_of(entry):
            message = f"release {version} has other files than when it was fetched; releases are never touched again"
            help_ = f"ask who keeps the catalogue; `onrecord cache clear {version}` forgets what was fetched"
            raise Problem(Finding(code="D017", message=message, file=without_secrets(address), help=help_))


def _out_of_reach(why: str, address: str) -> Problem:
    from onrecord.package.download import without_secrets

    help_ = "look at the connection; without ONRECORD_CATALOG and --catalogue the data that came along are used"
    return Problem(Finding(code="D011", message=why, file=without_secrets(address), help=help_))


def _with_cached(problem: Problem) -> Problem:
    """The problem, and what could be used without a network."""
    from onrecord.package import cache

    known = ", ".join(dict.fromkeys(cached.version for cached in cache.cached_releases()))
    finding = problem.findings[0]
    if finding.code not in ("D010", "D011"):
        return problem
    from dataclasses import replace

    help_ = f"in the cache: {known or 'nothing'}. {finding.help or ''}"
    return Problem(replace(finding, help=help_.strip()))


def _listed_here(address: str) -> list[Entry]:
    try:
        return parse_index(Path(address).read_bytes(), address)
    except OSError:
        help_ = "install onrecord from a release, or give the folder of a package: package=…"
        message = "there is no catalogue of releases here"
        raise Problem(Finding(code="D001", message=message, file=address, help=help_)) from None


def obtain_tables(
    tables: Sequence[str],
    version: str | None = None,
    catalogue: Address = None,
    progress: Progress | None = None,
    say: Say = _warn,
) -> tuple[Entry, Path, list[str]]:
    """As `obtain_release`, but only these tables and the descriptor; also gives the names of the files.

    Raises `Problem` as `obtain_release` does, and D003 when the release has no such table.
    """
    entry, folder = obtain_release(version, catalogue, progress, say, [_DESCRIPTOR])
    described = json.loads((folder / _DESCRIPTOR).read_bytes())
    paths = {each["name"]: each["path"] for each in described["resources"]}
    if unknown := [name for name in tables if name not in paths]:
        message = f"release {entry['version']} has no table “{printable(unknown[0], 60)}”"
        help_ = did_you_mean(unknown[0], paths) or f"tables: {', '.join(paths)}"
        raise Problem(Finding(code="D003", message=message, help=help_))
    names = [_DESCRIPTOR, *dict.fromkeys(str(paths[name]) for name in tables)]
    return *obtain_release(entry["version"], catalogue, progress, say, names), names


def _obtain_here(
    version: str | None, address: str, progress: Progress | None, only: Collection[str] | None
) -> tuple[Entry, Path]:
    """A folder may list more releases than it holds: those are fetched where the index names addresses."""
    entries, home_ = _listed_here(address), Path(address).parent
    here = [e for e in entries if (home_ / e["version"]).is_dir()]
    usable = [
        e for e in entries if e in here or all(any(map(on_web, file_addresses(e, f, address))) for f in e["files"])
    ]
    entry = choose_release(version, usable if version in (None, "latest") and usable else entries)
    elsewhere = published_at()
    if entry not in usable and elsewhere and home_ == shipped_catalogue():
        return obtain_release(entry["version"], elsewhere, progress, only=only)
    if entry not in usable:
        message = f"the release {entry['version']} is listed, but its files are not on this machine"
        names = ", ".join(e["version"] for e in here) or "none"
        help_ = f"here: {names}. Name a catalogue that has it: ONRECORD_CATALOG=https://…; {_WHERE}"
        raise Problem(Finding(code="D015", message=message, file=address, help=help_))
    if entry in here:
        return entry, home_ / str(entry["version"])
    from onrecord.package import cache

    try:
        return entry, cache.ensure_cached(entry, address, progress, only)
    except Problem as problem:
        raise _with_cached(problem) from None
