"""The index of a catalogue, read with distrust: `index.json` may come from any server."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, Problem, did_you_mean, printable

Entry = dict[str, Any]
#: no index may be larger (bytes)
LIMIT = 20_000_000
#: no file of a release may be larger (bytes)
FILE_LIMIT = 1 << 40
#: a catalogue may send nobody anywhere else: not to files of the reader's machine, not to other protocols
MIRRORS = ("https", "http", "s3", "gs", "az", "abfs")
#: three numbers of at most nine digits: what every reader can compare
VERSION = re.compile(r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}")
#: names that Windows takes for devices, whatever follows their first dot
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_RELATIVE = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]*(/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def on_web(address: str) -> bool:
    """Whether it is an address rather than a path of this machine."""
    return "://" in address


def parse_index(raw: bytes, address: str) -> list[Entry]:
    """The releases, newest first. Raises `Problem` (D012) with everything that an index can't say."""
    try:
        index = json.loads(raw)
        entries = index["releases"]
        wrong = list(index_faults(entries, address))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        wrong = [f"it can't be read: {printable(str(error), 100)}"]
        entries = []
    if wrong:
        raise Problem(*(_finding(message, address) for message in wrong[:20]))
    return sorted(entries, key=lambda entry: version_numbers(entry["version"]), reverse=True)


def _finding(message: str, address: str) -> Finding:
    help_ = "this is no catalogue of onrecord, or a broken one: name another, ONRECORD_CATALOG=…"
    return Finding(code="D012", message=f"the index of the catalogue is not sound: {message}", file=address, help=help_)


def index_faults(entries: Any, address: str) -> Iterator[str]:
    """What is wrong with the entries of an index that lies at an address."""
    if not isinstance(entries, list) or not entries:
        yield "there are no releases in it"
        return
    seen: set[str] = set()
    for entry in entries:
        version = entry.get("version") if isinstance(entry, Mapping) else None
        if not isinstance(version, str) or not VERSION.fullmatch(version):
            yield f"{printable(repr(version), 40)} is no version"
            continue
        if version in seen:
            yield f"{version} is listed twice"
        seen.add(version)
        if not _is_day(entry.get("date")):
            yield f"the date of {version} is {printable(repr(entry.get('date')), 40)}"
        yield from _files(version, entry.get("files"), address)


def _is_day(day: Any) -> bool:
    try:
        return isinstance(day, str) and bool(date.fromisoformat(day))
    except ValueError:
        return False


def _files(version: str, files: Any, address: str) -> Iterator[str]:
    if not isinstance(files, list) or not files:
        yield f"{version} has no files"
        return
    seen: set[str] = set()
    for file in files:
        if not isinstance(file, Mapping):
            yield f"a file of {version} is {printable(repr(file), 40)}"
            continue
        wrong = _file(version, file, address)
        # some file systems don't tell letters by case
        name = unicodedata.normalize("NFC", str(file.get("path"))).casefold()
        if wrong is None and name in seen:
            wrong = f"{version}/{file['path']} is listed twice"
        seen.add(name)
        if wrong:
            yield wrong


def _file(version: str, file: Mapping[str, Any], address: str) -> str | None:
    name, size, urls = file.get("path"), file.get("bytes"), file.get("urls", [])
    if not isinstance(name, str) or not _is_name(name):
        return f"{printable(repr(name), 60)} of {version} is no name of a file in its folder"
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= FILE_LIMIT:
        return f"the size of {version}/{name} is {printable(repr(size), 40)}"
    if not isinstance(file.get("sha256"), str) or not _SHA256.fullmatch(file["sha256"]):
        return f"the SHA-256 of {version}/{name} is {printable(repr(file.get('sha256')), 40)}"
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        return f"the addresses of {version}/{name} are {printable(repr(urls), 40)}"
    for url in urls:
        if not _may_name(url, address):
            return f"{version}/{name} can't be fetched from {printable(repr(url), 80)}"
    return None


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not name.endswith(".") and not _DEVICE.fullmatch(name)


def _may_name(url: str, address: str) -> bool:
    scheme, separator, _ = url.partition("://")
    if not separator:
        return _RELATIVE.fullmatch(url) is not None
    return scheme in MIRRORS or (scheme == "file" and not on_web(address))


def file_addresses(entry: Entry, file: Mapping[str, Any], address: str) -> tuple[str, ...]:
    """Where a file can be fetched, best first: addresses, and paths where the catalogue is a folder here."""
    urls = file.get("urls") or [f"{entry['version']}/{file['path']}"]
    if on_web(address):
        base = address.partition("?")[0].rpartition("/")[0]
        return tuple(url if on_web(url) else f"{base}/{url}" for url in urls)
    return tuple(url if on_web(url) else str(Path(address).parent / url) for url in urls)


def version_numbers(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: 1.10.0 comes after 1.9.0."""
    return tuple(map(int, version.split(".")))


def choose_release(wanted: str | None, entries: Sequence[Entry]) -> Entry:
    """The newest release that is meant: a version, the beginning of one (`1.0`), a range (`>=1,<2`), or `latest`.

    Raises `Problem` (D002) when none is, D013 when what is wanted can't be read.
    """
    known = [entry["version"] for entry in entries]
    if wanted in (None, "latest") and entries:
        return entries[0]
    for entry in entries:
        if entry["version"] == wanted or _begins(entry["version"], str(wanted)):
            return entry
    if re.search("[<>=!~,]", str(wanted)):
        wide = _range(str(wanted))
        for entry in entries:
            if entry["version"] in wide:
                return entry
    message = f"there is no release {printable(str(wanted), 60)} here"
    hint = did_you_mean(str(wanted), known) or f"releases here: {', '.join(known) or 'none'}"
    raise Problem(Finding(code="D002", message=message, help=hint))


def _begins(version: str, wanted: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", wanted) is not None and version.startswith(f"{wanted}.")


def _range(wanted: str) -> Any:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(wanted)
    except InvalidSpecifier:
        message = f"“{printable(wanted, 60)}” is no range of versions"
        raise Problem(Finding(code="D013", message=message, help="write 1.0, >=1,<2 or latest")) from None
