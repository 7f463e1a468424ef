"""Schemas and dialects that stand at addresses: copies that are named, or fetched over HTTPS and kept by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from onrecord.findings import Finding, Problem, printable

#: a schema has no more bytes
LIMIT = 50_000_000


class References:
    """Gives the file with what is at an address: a copy that was named, or, if it may be fetched, what is there now.

    What was fetched once is used when the address can't be reached.
    """

    def __init__(self, copies: dict[str, Path], *, fetch: bool) -> None:
        self.copies, self.fetch = copies, fetch

    def __call__(self, address: str) -> Path | None:
        """The file, or None where it isn't to be had."""
        if address in self.copies:
            return self.copies[address]
        return self._fetched(address) if self.fetch else None

    def _fetched(self, address: str) -> Path | None:
        # only what is fetched needs the cache, whose libraries take long to import
        from onrecord.package import cache
        from onrecord.package.download import failure_reason, read_address

        folder = cache.cache_root() / "references" / hashlib.sha256(address.encode()).hexdigest()[:32]
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
            return None
        try:
            raw = read_address(address, LIMIT)
        except (OSError, ValueError):
            kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
            return kept[-1] if kept else None
        path = folder / f"{hashlib.sha256(raw).hexdigest()[:32]}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".part")
            partial.write_bytes(raw)
            partial.replace(path)
        except OSError as error:
            message = f"the cache can't be written: {failure_reason(error)}"
            raise Problem(Finding(code="D016", message=message, help="ONRECORD_CACHE names another place")) from None
        return path


def references(maps: Iterable[str], *, fetch: bool = False) -> References:
    """What `--map ADDRESS=FILE` and `--fetch` say. Raises `Problem` (P036) when a copy isn't there."""
    copies = {}
    for one in maps:
        address, equals, file = one.rpartition("=")
        if not equals or not address or not Path(file).is_file():
            message = f"“{printable(one, 120)}” names no address and file"
            raise Problem(
                Finding(code="P036", message=message, help="--map https://example.org/schema.json=schema.json")
            )
        copies[address] = Path(file)
    return References(copies, fetch=fetch)
