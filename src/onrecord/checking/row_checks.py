"""A table's contract as Polars expressions: one boolean column per rule, true where a row breaks it.

All rules of a table run in one streaming pass. What can't be decided here is told as not verified, never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Check, Field, allowed, logical, required
from onrecord.contract.patterns import read_pattern
from onrecord.contract.patterns.matching import matches
from onrecord.contract.row_rules import row_rule
from onrecord.contract.row_rules.expressions import holds
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.frame import UNREADABLE, Frame
from onrecord.reading.string_formats import known_format, misformed, size

#: the row rules of a table may have so many characters together
MOST_SQL = 60_000


class CompiledRule(NamedTuple):
    """A rule on each row. `broken` is true where the row breaks it; null counts as kept."""

    code: str
    field: str | None
    broken: pl.Expr
    what: str
    #: columns whose values explain the failure
    shows: tuple[str, ...]
    known: tuple[str, ...] = ()
    hint: str | Callable[[str], str] = ""

    def help(self, value: Any) -> str | None:
        """What to do, given the value found."""
        if not self.known:
            return (self.hint(str(value)) if callable(self.hint) else self.hint) or None
        hint = did_you_mean(str(value), self.known)
        listed = ", ".join(self.known[:12]) + (", …" if len(self.known) > 12 else "")
        return hint or f"known: {printable(listed, 400)}"


def compiled_rules(frame: Frame) -> tuple[list[CompiledRule], list[Finding]]:
    """All rules that can be decided row by row (fields in order, then the table's checks), and what can't be run."""
    sound: list[CompiledRule] = []
    unsound: list[Finding] = []
    kinds: dict[str, Any] = {frame.names[name]: kind for name, kind in frame.types.items()}
    kinds |= {unread.column: pl.String() for unread in frame.unread.values()}
    fields = [field for field in frame.table.fields if field.name in frame.names]
    found = [*(each for field in fields for each in _field_rules(field, frame)), *_row_rules(frame)]
    all_run = _all_run([each for each in found if isinstance(each, CompiledRule)], kinds)
    for each in found:
        if isinstance(each, Finding):
            unsound.append(each)
        elif not all_run and (reason := _why_not_run(each, kinds)):
            unsound.append(not_verified(frame, each.what, reason, each.field))
        else:
            sound.append(each)
    return sound, unsound


def not_verified(frame: Frame, what: str, reason: str, field: str | None = None) -> Finding:
    """A finding that says which rule could not be decided, and why."""
    lines = reason.split("\n")
    # of a pattern that can't be read, one of the lines says why
    why = next((line.removeprefix("error: ") for line in lines if line.startswith("error: ")), None)
    message = f"not verified: “{printable(what, 200)}” can't be run: {printable(why or lines[0], 300)}"
    help_ = "write the pattern without it: those of XML Schema, which the standard means, do" if why else None
    return Finding(code="T015", severity="warning", message=message, table=frame.table.name, field=field, help=help_)


def _all_run(found: list[CompiledRule], kinds: Mapping[str, Any]) -> bool:
    """Whether all of the rules can be run: asked of all at once, since asking takes as long as many rows do."""
    try:
        results = pl.DataFrame(schema=dict(kinds)).select(rule.broken.alias(str(at)) for at, rule in enumerate(found))
    except (*UNREADABLE, TypeError, OverflowError):
        return False
    return all(kind == pl.Boolean for kind in results.dtypes)


def _why_not_run(rule: CompiledRule, kinds: Mapping[str, Any]) -> str | None:
    try:
        # of a table with thousands of columns, only those that the rule names
        empty = pl.DataFrame(schema={name: kinds[name] for name in rule.broken.meta.root_names() if name in kinds})
        kind = empty.select(rule.broken.alias("x"))["x"].dtype
    except (*UNREADABLE, TypeError, OverflowError) as error:
        return str(error)
    return None if kind == pl.Boolean else "it is neither true nor false"


def _field_rules(field: Field, frame: Frame) -> Iterator[CompiledRule | Finding]:
    constraints, name, found = field.constraints, field.name, frame.types[field.name]
    column = pl.col(frame.names[name])

    def rule(code: str, broken: pl.Expr, what: str, known: tuple[str, ...] = ()) -> CompiledRule:
        return CompiledRule(code, name, broken, what, (name,), known)

    unread = frame.unread.get(name)
    if unread:
        wrong = column.is_null() & pl.col(unread.column).is_not_null()
        yield rule("T007", wrong, unread.what)._replace(hint=unread.hint)
    if required(field, frame.table):
        absent = column.is_null() & pl.col(unread.column).is_null() if unread else column.is_null()
        yield rule("T001", absent, "a value is required here")
    yield from _among(field, column, found, frame)
    if "pattern" in constraints:
        pattern = str(constraints["pattern"])
        broken = ~matches(column, pattern)
        yield rule("T003", broken, f"does not match the pattern {pattern}")._replace(hint=read_pattern(pattern).hint)
    yield from _form(field, column, found, frame)
    if "minLength" in constraints:
        # no characters, no bytes: and bytes need no counting
        empty = field.type == "string" and constraints["minLength"] == 1
        length = column.str.len_bytes() if empty else size(field, column, found)
        yield rule("T004", length < constraints["minLength"], f"shorter than {_units(field, constraints['minLength'])}")
    if "maxLength" in constraints:
        most = constraints["maxLength"]
        # no text has more characters than bytes: only those with enough bytes are counted
        few = isinstance(found, pl.String) and field.type == "string"
        counted = pl.when(column.str.len_bytes() > most).then(column) if few else column
        yield rule("T004", size(field, counted, found) > most, f"longer than {_units(field, most)}")
    for bound, breaks, what in _BOUNDS:
        if bound in constraints and field.type == "duration":
            yield not_verified(frame, f"{what} {constraints[bound]}", "durations have no order", name)
        elif bound in constraints:
            broken = breaks(column, logical(field, constraints[bound]))
            # NaN lies within no bounds
            broken = broken | column.is_nan() if unread and found.is_float() else broken
            yield rule("T005", broken, f"{what} {constraints[bound]}")
    # where numbers stand as text, the standard permits NaN and INF
    # beyond bounds on both sides lie infinity and NaN, too: Polars sorts NaN behind all numbers
    within = {name[-7:].lower() for name, _, _ in _BOUNDS if name in constraints} == {"minimum", "maximum"}
    if field.type == "number" and found.is_float() and not unread and not within:
        yield rule("T006", ~column.is_finite(), "not a finite number")
    if "jsonSchema" in constraints:
        yield not_verified(frame, "jsonSchema", "values inside JSON are not looked at", name)


def _among(field: Field, column: pl.Expr, found: pl.DataType, frame: Frame) -> Iterator[CompiledRule | Finding]:
    codes = allowed(field)
    if codes is None:
        return
    what = f"not a code of {field.vocabulary}" if field.vocabulary else "not one of the values allowed"
    if found.is_nested() or len({isinstance(code, str) for code in codes}) > 1:
        yield not_verified(frame, what, "nested values and values of mixed types are not compared", field.name)
        return
    try:
        # 1 and 1.5 are values of one type among numbers
        broken = ~_is_one_of(column, [float(code) for code in codes] if found.is_float() else codes)
    except (*UNREADABLE, TypeError, ValueError, OverflowError) as error:
        yield not_verified(frame, what, str(error), field.name)
    else:
        yield CompiledRule("T002", field.name, broken, what, (field.name,), tuple(map(str, codes)))


def _is_one_of(column: pl.Expr, codes: list[Any]) -> pl.Expr:
    # a few short texts are compared in place, in a third of the time that looking them up takes
    if 0 < len(codes) <= 12 and all(isinstance(code, str) and len(code.encode()) <= 12 for code in codes):
        return pl.any_horizontal(column == code for code in codes)
    return column.is_in(codes)


def _form(field: Field, column: pl.Expr, found: pl.DataType, frame: Frame) -> Iterator[CompiledRule | Finding]:
    if not known_format(field):
        yield not_verified(frame, f"format {field.format}", f"{field.type} has no such format", field.name)
    elif (
        isinstance(found, pl.String)
        # of other types, texts that are none of them became null when they were read
        and (field.type == "string" or field.name not in frame.unread)
        and (form := misformed(field, column)) is not None
    ):
        code = "T003" if field.type == "string" else "T007"
        yield CompiledRule(code, field.name, form[0], form[1], (field.name,))
    elif found.is_nested() and field.type in ("geopoint", "geojson"):
        yield not_verified(frame, f"a {field.type}", "nested values are not looked at", field.name)


def _units(field: Field, number: int) -> str:
    return f"{number} {'characters' if field.type == 'string' else 'items'}"


_BOUNDS: list[tuple[str, Any, str]] = [
    ("minimum", lambda column, bound: column < bound, "below the minimum"),
    ("maximum", lambda column, bound: column > bound, "above the maximum"),
    ("exclusiveMinimum", lambda column, bound: column <= bound, "not above"),
    ("exclusiveMaximum", lambda column, bound: column >= bound, "not below"),
]


def _row_rules(frame: Frame) -> Iterator[CompiledRule | Finding]:
    names = [field.name for field in frame.table.fields]
    read = 0
    for check in frame.table.checks:
        what = f"{check.name}: {check.message}"
        read += len(check.expression)
        if read > MOST_SQL:
            yield not_verified(frame, what, f"the row rules have more than {MOST_SQL:,} characters together")
            continue
        try:
            yield _row_rule(check, what, names, frame)
        except (*UNREADABLE, ValueError, AttributeError, TypeError) as error:
            yield not_verified(frame, what, str(error))


def _row_rule(check: Check, what: str, names: list[str], frame: Frame) -> CompiledRule:
    rule = row_rule(check.expression, names)
    return CompiledRule("T010", None, ~holds(rule, frame.types, frame.names), what, rule.columns)
