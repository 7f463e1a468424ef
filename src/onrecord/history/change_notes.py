"""The why of a release: one line per file in `changes/`, written by those who contribute.

`changes/crimea-date.md` holds, for instance: ``The article dates `event:…:crimea-annexation-2014` to 2014 only.``
What stands in backticks says which rows the line is about: an id, a table, or `table.column`. A line is the
reason for every changed cell of these rows, and of the rows that hang on them. A name that ends in `.major.md`
or `.minor.md` asks for a higher version than the rows do: a person knows when a coding rule changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.findings import Finding, printable
from onrecord.history.version import Bump

#: characters that a line may have
LIMIT = 600
_TARGET = re.compile(r"`([^`\s]+)`")
_FOLDER = "changes"


@dataclass(frozen=True)
class Fragment:
    """A reason: its file, its words, what it is about, and the version it asks for."""

    file: str
    text: str
    targets: tuple[str, ...] = ()
    bump: Bump = Bump.NONE


def read_fragments(root: Path) -> tuple[list[Fragment], list[Finding]]:
    """The lines in `changes/*.md` (README.md is none), in the order of their names; and what is wrong with them (H015)."""
    fragments, found = [], []
    for path in sorted((root / _FOLDER).glob("*.md")):
        if path.name.lower() == "readme.md":
            continue
        fragment, problem = _read(path)
        fragments += [fragment] if fragment else []
        found += [problem] if problem else []
    return fragments, found


def _read(path: Path) -> tuple[Fragment | None, Finding | None]:
    file = f"{_FOLDER}/{path.name}"

    def wrong(what: str, line: int | None = None) -> tuple[None, Finding]:
        help_ = "write one line that says why; name the rows in backticks"
        return None, Finding(code="H015", message=what, file=file, line=line, help=help_)

    try:
        lines = path.read_bytes().decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return wrong("the file is not UTF-8")
    written = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not written:
        return wrong("there is nothing in the file")
    if len(written) > 1:
        return wrong("there is more than one line", written[1][0])
    number, text = written[0]
    if len(text) > LIMIT:
        return wrong(f"the line has {len(text):,} characters, more than {LIMIT}", number)
    if printable(text, LIMIT) != text:
        return wrong("the line holds control characters", number)
    return Fragment(file, text.removeprefix("- "), tuple(_TARGET.findall(text)), _bump(path.name)), None


def _bump(name: str) -> Bump:
    for bump in (Bump.MAJOR, Bump.MINOR):
        if name.endswith(f".{bump.name.lower()}.md"):
            return bump
    return Bump.NONE


def reason_for(
    fragments: Sequence[Fragment], table: str, row_id: str, column: str, hangs_on: Iterable[str] = ()
) -> str | None:
    """The words that say why a cell changed: of the lines about its row, else about what its row hangs on, else
    about its column or table. None when no line is about it. Lines that name nothing are about nothing."""
    for wanted in ({row_id}, set(hangs_on), {f"{table}.{column}"}, {table}):
        reasons = [fragment.text for fragment in fragments if wanted.intersection(fragment.targets)]
        if reasons:
            return " ".join(reasons)
    return None
