"""Which version a difference asks for: the smallest that breaks no reader's analysis without saying so.

Major: what worked on the last release may fail or mean something else on this one. Minor: there is more.
Patch: the same things, told better. Every reason is listed; the largest decides, so that more change never
asks for less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.contract import Contract
from onrecord.history.difference import Change, Difference, TableDiff
from onrecord.history.version import Bump

_MAJOR, _MINOR, _PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH

#: properties of a field whose change changes what its values are or mean
_FIELD_MEANING = {"type", "format", "vocabulary", "idTemplate", "options", "missingValues", "categoriesOrdered"}
#: custom properties that change the meaning of values
_MEANING = {"unit", "units"}
#: constraints that a larger value loosens, and those that it tightens
_UPPER = {"maximum", "exclusiveMaximum", "maxLength"}
_LOWER = {"minimum", "exclusiveMinimum", "minLength"}


@dataclass(frozen=True, order=True)
class Reason:
    """Why a version must be raised, in words."""

    bump: Bump
    text: str
    #: whether it is due to rows, not to the contract
    rows: bool = False


@dataclass(frozen=True)
class Verdict:
    """The smallest allowed raise of the version, with all reasons, weightiest first."""

    bump: Bump
    reasons: tuple[Reason, ...]
    #: how much of it is due to the contract alone: so much must the contract's own version be raised
    contract: Bump = Bump.NONE


def classify(difference: Difference) -> Verdict:
    """What a difference asks for."""
    contract = [reason for change in difference.contract for reason in of_change(change)]
    told_alone = [
        r for change in difference.contract if change.path[-1] != "contractVersion" for r in of_change(change)
    ]
    rows = [reason for table in difference.differing() for reason in of_rows(table, difference.later)]
    left_out = [Reason(_MAJOR, f"{finding.table}: {finding.message}") for finding in difference.skipped]
    reasons = sorted([*contract, *rows, *left_out], key=lambda reason: (-reason.bump, reason.text))
    largest = max((reason.bump for reason in reasons), default=Bump.NONE)
    return Verdict(largest, tuple(reasons), max((reason.bump for reason in told_alone), default=Bump.NONE))


def of_rows(changed: TableDiff, b: Contract) -> Iterator[Reason]:
    """What came, went and was corrected in a table."""
    name, counts = changed.table, changed.counts
    table = b.tables.get(name)
    if table is None:
        return  # the contract has changed that the table is gone
    if counts["added"]:
        yield Reason(_MINOR, f"{name}: {_rows(counts['added'])} added", rows=True)
    if counts["retired"]:
        yield Reason(_MINOR, f"{name}: {_rows(counts['retired'])} retired with a reason", rows=True)
    if counts["removed"] and not changed.key:
        yield Reason(
            _MINOR, f"{name}: {_rows(counts['removed'])} gone or changed, which without a key is the same", rows=True
        )
    elif counts["removed"] and len(changed.key) > 1:
        # a link between two rows has no id of its own that could be retired
        yield Reason(_MINOR, f"{name}: {_rows(counts['removed'])} removed", rows=True)
    elif counts["removed"]:
        yield Reason(_MAJOR, f"{name}: {_rows(counts['removed'])} gone that “retired” doesn't list", rows=True)
    for column, cells in changed.cells.items():
        if table.field(column).immutable:
            yield Reason(
                _MAJOR, f"{name}.{column}: {cells_told(cells.num_rows)} changed that say what a row is", rows=True
            )
        else:
            yield Reason(_PATCH, f"{name}.{column}: {cells_told(cells.num_rows)} corrected", rows=True)


def of_change(change: Change) -> Iterator[Reason]:
    """What a difference between two contracts asks for."""
    kind, *rest = change.path
    if kind == "vocabularies":
        yield _vocabulary(change, rest)
    elif kind == "package":
        yield _package(change, rest)
    elif len(rest) == 1:
        bump = _MAJOR if change.kind == "removed" else _MINOR
        yield Reason(bump, f"table {rest[0]} {change.kind}")
    elif rest[1] == "fields" and len(rest) == 3:
        yield _column(change, rest[0], rest[2])
    elif rest[1] == "fields":
        yield from _field(change, f"{rest[0]}.{rest[2]}", rest[3:])
    else:
        yield _table(change, rest[0], rest[1:])


def _column(change: Change, table: str, name: str) -> Reason:
    if change.kind == "removed":
        return Reason(_MAJOR, f"column {table}.{name} removed")
    if change.new["constraints"].get("required"):
        return Reason(_MAJOR, f"column {table}.{name} added, and it is required")
    return Reason(_MINOR, f"column {table}.{name} added")


def _table(change: Change, table: str, path: list[str]) -> Reason:
    what, where = path[0], f"{table}: {' '.join(path)}"
    if what in ("title", "description") or (what == "checks" and path[-1] == "message"):
        return Reason(_PATCH, f"{where} reworded")
    if what == "order":
        return Reason(_MAJOR, f"{table}: columns stand in another order")
    if what == "custom":
        return Reason(_MAJOR if path[1] in _MEANING else _PATCH, f"{where} {change.kind}")
    if what in ("uniqueKeys", "foreignKeys", "checks") and len(path) == 2 and change.kind == "removed":
        return Reason(_MINOR, f"{where} removed: the rule is looser")
    return Reason(_MAJOR, f"{where} {change.kind}")


def _field(change: Change, name: str, path: list[str]) -> Iterator[Reason]:
    what = path[0]
    if what == "constraints":
        yield _constraint(change, name, path[1])
    elif what == "order":
        yield _order(name, change, "values")
    elif what == "categories":
        yield _codes(name, change.old, change.new)
    elif what in _FIELD_MEANING or (what == "custom" and path[1] in _MEANING):
        what_changed = f"{change.old} → {change.new}" if isinstance(change.old or change.new, str) else change.kind
        yield Reason(_MAJOR, f"{name}: {path[-1]} {what_changed}")
    elif what == "immutable":
        yield Reason(_MINOR, f"{name}: {'may no longer' if change.new else 'may now'} change under an id")
    else:
        yield Reason(_PATCH, f"{name}: {' '.join(path)} {change.kind}")


def _constraint(change: Change, name: str, constraint: str) -> Reason:
    text = f"{name}: {constraint} {change.old} → {change.new}"
    if change.kind == "removed" or (constraint in ("required", "unique") and not change.new):
        return Reason(_MINOR, f"{name}: {constraint} no longer asked for")
    if change.kind == "added":
        bump = _MAJOR if change.new is not False else _PATCH
        return Reason(bump, f"{name}: {constraint} {change.new} asked for")
    if constraint == "enum":
        return _codes(name, change.old, change.new)
    if constraint in _UPPER | _LOWER and _comparable(change.old, change.new):
        looser = (change.new > change.old) == (constraint in _UPPER)
        return Reason(_MINOR if looser else _MAJOR, f"{text}: {'looser' if looser else 'tighter'}")
    return Reason(_MAJOR, text)


def _comparable(old: Any, new: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    # dates as ISO 8601 are in order as text; bounds of other types are told as text too, and then can't be judged
    dates = all(isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" for value in (old, new))
    return numbers or dates


def _codes(name: str, old: Any, new: Any) -> Reason:
    """Values that a column may have: fewer is tighter, more is looser, another order or meaning is neither."""
    if old is None or new is None:
        return Reason(
            _MAJOR if old is None else _MINOR, f"{name}: list of values {'added' if old is None else 'removed'}"
        )
    before, after = [str(value) for value in old], [str(value) for value in new]
    gone, fresh = [v for v in before if v not in after], [v for v in after if v not in before]
    if gone:
        return Reason(_MAJOR, f"{name}: value {', '.join(gone)} removed")
    return Reason(
        _MINOR if fresh else _PATCH, f"{name}: value {', '.join(fresh) or 'order'} {'added' if fresh else 'changed'}"
    )


def _vocabulary(change: Change, path: list[str]) -> Reason:
    name, *rest = path
    if not rest:
        return Reason(_MAJOR if change.kind == "removed" else _MINOR, f"vocabulary {name} {change.kind}")
    if rest[0] == "codes" and len(rest) == 2:
        return Reason(_MAJOR if change.kind == "removed" else _MINOR, f"{name}: code {rest[1]} {change.kind}")
    if rest[0] == "ordered":
        return Reason(_MAJOR, f"{name}: {'now ordered' if change.new else 'no longer ordered'}")
    if rest[0] == "order":
        return _order(name, change, "codes")
    return Reason(_PATCH, f"{name}: {' '.join(rest[1:] or rest)} reworded")


def _order(name: str, change: Change, what: str) -> Reason:
    """Another order of ordered codes or values."""
    kept = [code for code in change.new if code in change.old]
    if kept != [code for code in change.old if code in change.new]:
        return Reason(_MAJOR, f"{name}: {what} in another order")
    return Reason(_MINOR, f"{name}: {what} between those that there were")


def _package(change: Change, path: list[str]) -> Reason:
    if path[0] in ("licenses", "license"):
        return Reason(_MAJOR, f"package: licence {change.kind}: what may be done with the data changes")
    if path[0] == "name":
        return Reason(_MAJOR, f"package: name {change.old} → {change.new}")
    if path == ["contractVersion"]:
        return Reason(_PATCH, f"contract version {change.old} → {change.new}")
    return Reason(_PATCH, f"package: {' '.join(path)} {change.kind}")


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def cells_told(count: int) -> str:
    """`1 cell`, `2,000 cells`."""
    return f"{count:,} cell{'' if count == 1 else 's'}"
