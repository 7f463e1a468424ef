"""The index of a catalogue, read with distrust: `index.json` may come from any server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.findings import Finding, Problem, did_you_mean, printable

Entry = dict[str, Any]
#: no index may be larger (bytes)
LIMIT = 20_000_000
#: no file of a release may be larger (bytes)
FILE_LIMIT = 1 << 40
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def parse(raw: bytes, address: str) -> list[Entry]:
    """The releases, newest first. Raises `Problem` (D012) with everything that an index can't say."""
    try:
        told = json.loads(raw)
        entries = told["releases"]
        wrong = [*_shape(entries)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        wrong = [f"it can't be read: {printable(str(error), 100)}"]
        entries = []
    if wrong:
        raise Problem(*(_finding(message, address) for message in wrong[:20]))
    return sorted(entries, key=lambda entry: numbers(entry["version"]), reverse=True)


def _finding(message: str, address: str) -> Finding:
    help_ = "this is no catalogue of onrecord, or a broken one: name another, ONRECORD_CATALOG=…"
    return Finding(code="D012", message=f"the index of the catalogue is not sound: {message}", file=address, help=help_)


def _shape(entries: Any) -> Iterator[str]:
    if not isinstance(entries, list) or not entries:
        yield "there are no releases in it"
        return
    for entry in entries:
        version = entry.get("version") if isinstance(entry, Mapping) else None
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            yield f"{printable(repr(version), 40)} is no version"
            continue
        files = entry.get("files")
        if not isinstance(files, list) or not files:
            yield f"{version} has no files"
            continue
        for file in files:
            yield from _file(version, file)


def _file(version: str, file: Any) -> Iterator[str]:
    if not isinstance(file, Mapping):
        yield f"a file of {version} is {printable(repr(file), 40)}"
        return
    name, size, urls = file.get("path"), file.get("bytes"), file.get("urls", [])
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield f"{printable(repr(name), 60)} of {version} is no name of a file in its folder"
    elif not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= FILE_LIMIT:
        yield f"the size of {version}/{name} is {printable(repr(size), 40)}"
    elif not isinstance(file.get("sha256"), str) or not _SHA256.fullmatch(file["sha256"]):
        yield f"the SHA-256 of {version}/{name} is {printable(repr(file.get('sha256')), 40)}"
    elif not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        yield f"the addresses of {version}/{name} are {printable(repr(urls), 40)}"


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: 1.10.0 comes after 1.9.0."""
    return tuple(map(int, version.split(".")))


def choose(wanted: str | None, entries: Sequence[Entry]) -> Entry:
    """The newest release that is meant: a version, the beginning of one (`1.0`), a range (`>=1,<2`), or `latest`.

    Raises `Problem` (D002) when none is, D013 when what is wanted can't be read.
    """
    known = [entry["version"] for entry in entries]
    if wanted in (None, "latest"):
        return entries[0]
    for entry in entries:
        if entry["version"] == wanted or _begins(entry["version"], str(wanted)):
            return entry
    if re.search("[<>=!~,]", str(wanted)):
        wide = _range(str(wanted))
        for entry in entries:
            if entry["version"] in wide:
                return entry
    told = f"there is no release {printable(str(wanted), 60)} here"
    hint = did_you_mean(str(wanted), known) or f"releases here: {', '.join(known)}"
    raise Problem(Finding(code="D002", message=told, help=hint))


def _begins(version: str, wanted: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", wanted) is not None and version.startswith(f"{wanted}.")


def _range(wanted: str) -> Any:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(wanted)
    except InvalidSpecifier:
        told = f"“{printable(wanted, 60)}” is no range of versions"
        raise Problem(Finding(code="D013", message=told, help="write 1.0, >=1,<2 or latest")) from None
