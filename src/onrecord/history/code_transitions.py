"""The codes of all vocabularies before and after, as transitions of a table called `codebook`.

The key is vocabulary and code. Beside `state`, `label` and `definition` (each with .old, .new, .changed): `moved`, whether
a code of an ordered vocabulary stands elsewhere among those that stay; `major`, whether the later package has a higher
major version, missing where one of them has no version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from onrecord.contract import Vocabulary
from onrecord.findings import Finding
from onrecord.history.across_rules import AcrossRule
from onrecord.history.difference import Difference
from onrecord.history.version import is_version, parse_version

CODEBOOK = "codebook"
_ABOUT = ("label", "definition")
SCHEMA: dict[str, Any] = {
    "vocabulary": pl.String,
    "code": pl.String,
    "state": pl.String,
    **{f"{name}.{side}": pl.String for name in _ABOUT for side in ("old", "new")},
    **{f"{name}.changed": pl.Boolean for name in _ABOUT},
    "moved": pl.Boolean,
    "major": pl.Boolean,
}


def code_transitions(difference: Difference) -> pl.DataFrame:
    """One row per code that came, went, or is described or ordered otherwise."""
    if difference.packages is None:
        return pl.DataFrame(schema=SCHEMA)
    before, now = (package.contract.vocabularies for package in difference.packages)
    old, new = (package.version for package in difference.packages)
    known = is_version(old) and is_version(new)
    major = parse_version(new).major > parse_version(old).major if known else None
    rows = [
        {"vocabulary": name, **row, "major": major}
        for name in sorted({*before, *now})
        for row in _of_vocabulary(before.get(name), now.get(name))
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def _of_vocabulary(before: Vocabulary | None, now: Vocabulary | None) -> Iterator[dict[str, Any]]:
    old: Mapping[str, Mapping[str, Any]] = before.codes if before else {}
    new: Mapping[str, Mapping[str, Any]] = now.codes if now else {}
    staying = [code for code in old if code in new]
    in_order = [code for code in new if code in old] if now and now.ordered else staying
    moved = {code for code, other in zip(staying, in_order, strict=True) if code != other}
    for code in dict.fromkeys([*old, *new]):
        state = "removed" if code not in new else "added" if code not in old else "changed"
        row: dict[str, Any] = {"code": code, "state": state, "moved": code in moved}
        for name in _ABOUT:
            sides = old.get(code, {}).get(name), new.get(code, {}).get(name)
            row |= {f"{name}.old": sides[0], f"{name}.new": sides[1]}
            row[f"{name}.changed"] = sides[0] != sides[1] if state == "changed" else None
        if state != "changed" or row["moved"] or any(row[f"{name}.changed"] for name in _ABOUT):
            yield row


def code_rules() -> list[AcrossRule]:
    """The rules on codes: they stay, and in their order, unless a major version says that they don't."""
    state, major = pl.col("state"), pl.col("major")
    return [
        AcrossRule("H058", "a code goes with a major version only", (state != "removed") | major),
        AcrossRule("H059", "ordered codes move with a major version only", ~pl.col("moved") | major),
    ]


def code_findings(rule: AcrossRule, rows: pl.DataFrame, difference: Difference) -> Iterator[Finding]:
    """What is said of codes that break a rule."""
    for name, group in rows.group_by("vocabulary", maintain_order=True):
        codes = ", ".join(group["code"].to_list())
        happened = "went" if rule.code == "H058" else "stand in another order"
        yield Finding(
            code=rule.code,
            message=f"{codes} of the vocabulary {name[0]} {happened} between {difference.a} and {difference.b}",
            help="a reader's program may rely on them: such a change needs a higher major version",
        )
