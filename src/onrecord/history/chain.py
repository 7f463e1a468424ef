"""A history that can't be rewritten unseen: each entry of the index carries the hash of the entry before it.

    {"chain": {"from": "2.0.0", "head": "9f2c…"}, "releases": [{"version": "2.0.0", "previous": "61d0…", …}, …]}

`previous` is the link of the release before, `head` that of the newest: SHA-256 of an entry as JSON (keys sorted, no
spaces, UTF-8). Releases of before the chain began have no `previous` of their own; their links are made as if they had,
so that the first linked release vouches for all before it. Whoever rewrites all links at once is found out by those who
kept an earlier index: `check_kept` compares with one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from onrecord.findings import Finding, printable

Entry = Mapping[str, Any]

_FILE = "dataset/index.json"
_RESTORE = "restore it: git checkout «a commit of before» -- dataset"


def link(entry: Entry, previous: str | None) -> str:
    """The hash that stands for a release and for all before it.

    >>> link({"version": "1.0.0"}, None)[:12]
    '2afa0f3c420a'
    """
    linked = {**entry, "previous": previous} if previous else dict(entry)
    written = json.dumps(linked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def links(entries: Sequence[Entry]) -> list[str]:
    """The links of the releases of an index, which lists the newest first."""
    made: list[str] = []
    for entry in reversed(entries):
        made.append(link(entry, entry.get("previous") or (made[-1] if made else None)))
    return made[::-1]


def chained_index(entry: Entry, listed: Sequence[Entry], chain: Entry | None) -> dict[str, Any]:
    """The index with one more release in it, linked to the one before."""
    before = links(listed)
    newest = {**entry, "previous": before[0]} if before else dict(entry)
    releases = [newest, *listed]
    start = (chain or {}).get("from") or entry["version"]
    return {"chain": {"from": start, "head": links(releases)[0]}, "releases": releases}


def check_chain(entries: Sequence[Entry], chain: Any) -> Iterator[Finding]:
    """What of an index (entries newest first, and its `chain`) is not as it was when it was written (H046)."""
    linked = [entry for entry in entries if entry.get("previous")]
    if chain is None:
        if linked:
            yield _broken("its “chain” is gone, and releases are linked")
        return
    start, head = (chain.get("from"), chain.get("head")) if isinstance(chain, Mapping) else (None, None)
    versions = [str(entry["version"]) for entry in entries]
    if start not in versions:
        yield _broken(f"the chain begins with release {printable(str(start), 40)}, which is not listed")
        return
    made = links(entries)
    first = versions.index(start)
    for at, entry in enumerate(entries):
        wanted = made[at + 1] if at + 1 < len(entries) and at <= first else None
        if entry.get("previous") != wanted:
            before = versions[at + 1] if at + 1 < len(versions) else "nothing"
            yield _broken(
                f"{versions[at]} was released after another entry than that of {before} that stands there now"
            )
    if head != made[0]:
        yield _broken(f"the entry of {versions[0]} is not the one that was written")


def _broken(what: str) -> Finding:
    message = f"the history was rewritten: {what}"
    return Finding(code="H046", message=message, file=_FILE, help=_RESTORE)


def check_kept(before: Iterable[Entry], now: Iterable[Entry], ref: str) -> Iterator[Finding]:
    """Releases that an earlier index lists and the present one doesn't (H048), or lists otherwise (H049).

    ref: where the earlier index stood, as people call it.
    """
    present = {str(entry["version"]): entry for entry in now}
    for entry in before:
        version = str(entry["version"])
        if version not in present:
            message = f"release {version} was in the catalogue at {printable(ref, 80)} and is not any more"
            yield Finding(code="H048", message=message, file=_FILE, help=_RESTORE)
        elif entry != present[version]:
            names = sorted(key for key in {*entry, *present[version]} if entry.get(key) != present[version].get(key))
            message = f"the entry of release {version} is not what it was at {printable(ref, 80)}: {', '.join(names)}"
            yield Finding(code="H049", message=message, file=_FILE, help=_RESTORE)
