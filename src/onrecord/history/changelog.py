"""The entry of a release in `CHANGELOG.md` (Keep a Changelog 1.1.0): counts and cells counted, the why as people wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

_HEAD = """\
# Changelog

What changed in the data, release by release. The form is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/);
what raises which number of the version stands in `docs/history.md`.
"""

SECTIONS = ("Added", "Changed", "Removed", "Fixed")
_RELEASE = re.compile(r"^## \[[0-9]", re.M)


def changelog_entry(version: str, day: date, sections: Mapping[str, Sequence[str]], why: Iterable[str] = ()) -> str:
    """One release as Markdown. sections: points by heading (see SECTIONS); why: sentences that stand above them."""
    parts = [f"## [{version}] - {day.isoformat()}"]
    sentences = list(why)
    parts += ["\n".join(sentences)] if sentences else []
    for name in SECTIONS:
        if sections.get(name):
            parts.append("\n".join([f"### {name}", "", *(f"- {point}" for point in sections[name])]))
    return "\n\n".join(parts) + "\n"


def with_entry(changelog: str, added: str) -> str:
    """The changelog with a new entry above all earlier ones; what stands above them (“Unreleased”) stays there."""
    old = changelog or _HEAD
    found = _RELEASE.search(old)
    if not found:
        return f"{old.rstrip()}\n\n{added}"
    return f"{old[: found.start()]}{added}\n{old[found.start() :]}"


def rows_counted(counts: Mapping[str, int]) -> str:
    """`12 rows: 7 in events, 5 in figures`."""
    total = sum(counts.values())
    parts = ", ".join(f"{count:,} in {name}" for name, count in counts.items() if count)
    return f"{total:,} {'row' if total == 1 else 'rows'}: {parts}"
