"""Findings that every file can have which people write: keys unknown or missing, bad slugs, a changed text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.findings import Note, did_you_mean, printable
from onrecord.records.format.yaml_nodes import File, Mapping, Node


def unknown_keys(file: File, node: Mapping, known: Iterable[str], where: str) -> None:
    """A finding (R010) for each key that the format does not have."""
    for name in node.values:
        if name not in known:
            listed = list(known)
            meant = did_you_mean(name, listed)
            help_ = f"{meant}\n" if meant else ""
            file.report(
                "R010",
                f"{where} has no key “{printable(name, 60)}”",
                node.keys[name],
                help=f"{help_}its keys are: {', '.join(listed)}",
            )


def missing_keys(file: File, node: Mapping, required: Iterable[str], where: str, at: Node | None) -> None:
    """A finding (R011) for each key that must be there."""
    for name in required:
        if name not in node.values:
            place = at or next(iter(node.keys.values()), None)
            file.report("R011", f"{where} lacks the key {name}", place, help=f"add  {name}: …")


def bad_slug(file: File, slug: str, node: Node) -> None:
    """A finding (R015) for a slug that makes no id."""
    good = "-".join(re.findall("[a-z0-9]+", slug.lower()))
    file.report("R015", f"“{printable(slug, 80)}” is no slug: small letters a to z and digits, words joined by hyphens", node,
                help=f"write for example  {good}:" if good else "choose a short name, such as  crimea-annexation-2014:")  # fmt: skip


def check_sha256(file: File, node: Node, told: str, actual: str | None) -> None:
    """A finding (S010) when the text is not the one that was annotated."""
    if actual is not None and told.strip() != actual:
        file.report(
            "S010", f"the text has changed: its SHA-256 is {actual[:8]}…, here stands {printable(told[:8], 8)}…", node,
            notes=(Note("text.txt is never corrected: an error of the source is recorded as it is"),),
            help=f"restore text.txt; or, when the new text is the right one and every anchor still holds, write\nsha256: {actual}",
        )  # fmt: skip
