"""Commands on releases: which there are, getting one, the cache, citing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen

_CATALOGUE = "a catalogue's folder or address (default: ONRECORD_CATALOG, or the one that came along)"


def add_commands(commands: Any) -> None:
    """Add `releases`, `download`, `cache` and `cite` to the command line."""
    releases = command.add(commands, "releases", "which releases there are", "onrecord releases", _releases)
    releases.add_argument("--json", action="store_true", help="as JSON, for programs")
    download = command.add(
        commands,
        "download",
        "get a release, every file checked by its hash",
        "onrecord download 1.1.0 --to data\n"
        "onrecord download '>=1,<2' --catalogue https://example.org/dataset --to data",
        _download,
    )
    download.add_argument("version", nargs="?", metavar="VERSION", help="1.1.0, 1.0, '>=1,<2' or latest (the default)")
    download.add_argument("--to", type=Path, metavar="DIR", help="copy it into DIR/<version> (default: the cache only)")
    download.add_argument(
        "--table", action="append", metavar="TABLE", help="only this table and the descriptor (may be repeated)"
    )
    cite = command.add(commands, "cite", "how to cite a release", "onrecord cite\nonrecord cite 1.0.0", _cite)
    cite.add_argument("version", nargs="?", metavar="VERSION", help="default: the newest")
    archive = command.add(
        commands,
        "archive",
        "a release as files for others: the package as a zip, its tables as CSV and SQLite, check sums",
        "onrecord archive 1.1.1 --to dist\nonrecord archive --package build/package --to dist",
        _archive,
    )
    archive.add_argument("version", nargs="?", metavar="VERSION", help="default: the newest")
    archive.add_argument("--package", metavar="DIR", help="a data package instead of a release")
    archive.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder for the files")
    for each in (releases, download, cite, archive):
        each.add_argument("--catalogue", metavar="WHERE", help=_CATALOGUE)
    cache = command.add(
        commands, "cache", "the releases that were downloaded", "onrecord cache\nonrecord cache verify\nonrecord cache clear\nonrecord cache clear 1.0.0", _cache
    )  # fmt: skip
    cache.add_argument("what", nargs="?", choices=("list", "verify", "clear"), default="list", help="default: list")
    cache.add_argument("version", nargs="?", metavar="VERSION", help="clear: only this one (default: everything)")


def _releases(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.package.catalogue import releases

    entries = releases(chosen.catalogue, screen.say)
    if chosen.json:
        screen.json(entries)
        return 0
    rows = [
        (e["version"], e.get("date", ""), f"{len(e['files'])}", f"{sum(f['bytes'] for f in e['files']):,}")
        for e in entries
    ]
    screen.table(rows, ["version", "date", "files", "bytes"])
    return 0


def _download(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.package.catalogue import obtain_release, obtain_tables

    names = None
    with screen.progress("download") as tell:
        if chosen.table:
            entry, folder, names = obtain_tables(chosen.table, chosen.version, chosen.catalogue, tell, screen.say)
        else:
            entry, folder = obtain_release(chosen.version, chosen.catalogue, tell, screen.say)
    if chosen.to:
        from onrecord.package.cache import copy_release

        copy_release(entry, folder, chosen.to / entry["version"], names)
        folder = chosen.to / entry["version"]
    screen.show(str(folder))
    return 0


def _archive(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.history.archive import archive_release
    from onrecord.package.read import open_package

    package = open_package(chosen.package, chosen.version, chosen.catalogue)
    for path in archive_release(package, chosen.to):
        screen.show(str(path))
    return 0


def _cite(chosen: argparse.Namespace, screen: Screen) -> int:
    from datetime import date

    from onrecord.history.citation import apa, bibtex
    from onrecord.package.catalogue import obtain_release
    from onrecord.package.read import open_package

    entry, folder = obtain_release(chosen.version, chosen.catalogue, say=screen.say)
    described, day = open_package(folder).descriptor, date.fromisoformat(entry["date"])
    screen.show(f"{apa(described, day)}\n\n{bibtex(described, day)}")
    return 0


def _cache(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.package import cache

    if chosen.what == "clear":
        cleared = cache.clear_cache(chosen.version)
        screen.show(f"{cleared.releases} releases removed from {cache.cache_root()} ({cleared.size:,} bytes)")
        for version in cleared.busy:
            screen.say(f"{version} stays: another process is fetching it")
        return 0
    if chosen.what == "verify":
        wrong = cache.damaged_files()
        for path in wrong:
            screen.show(f"damaged: {path}; it is fetched again when it is next used")
        screen.show(f"{len(cache.cached_releases())} releases, {len(wrong)} damaged files")
        return int(bool(wrong))
    rows = [(c.version, f"{c.size:,}", ", ".join(c.catalogues), str(c.folder)) for c in cache.cached_releases()]
    screen.table(rows, ["version", "bytes", "from", "where"])
    return 0
