"""Row rules as Polars expressions that mean what `functions` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import polars as pl

from onrecord.contract.row_rules import RowRule
from onrecord.contract.row_rules.casts import cast_to
from onrecord.contract.row_rules.function_steps import STEPS
from onrecord.contract.row_rules.functions import FUNCTIONS
from onrecord.contract.row_rules.operators import OPERATORS
from onrecord.contract.row_rules.syntax import (
    COMPARISONS,
    Call,
    Case,
    Cast,
    Column,
    InList,
    IsTest,
    Like,
    Literal,
    Node,
)
from onrecord.contract.row_rules.texts import like_pattern, lower, lower_character
from onrecord.contract.row_rules.values import (
    Failures,
    Value,
    alike,
    check_kind,
    compared,
    kind_of,
    moment_literal,
    number_literal,
)


def holds(rule: RowRule, types: Mapping[str, pl.DataType], names: Mapping[str, str] | None = None) -> pl.Expr:
    """An expression that is false where a row breaks the rule; null passes, as in SQL's CHECK.

    A row for which it can't be worked out (a text that is no number is cast to one) breaks it, as SQL refuses it.
    `types` are those of the columns, `names` what they are called in the frame. Raises `ValueError` when the rule has
    no meaning for columns of these types.
    """
    steps = _Steps(types, names or {})
    value = steps.value(rule.tree)
    if value.kind != "boolean":
        raise ValueError(f"it is {value.words}, neither true nor false")
    verdict = value.expression.cast(pl.Boolean)
    failures = steps.failures.conditions
    if not failures:
        return verdict
    return pl.when(verdict.is_null() & pl.any_horizontal(failures)).then(False).otherwise(verdict)


class _Steps:
    """Turns a tree into an expression, step by step."""

    def __init__(self, types: Mapping[str, pl.DataType], names: Mapping[str, str]) -> None:
        self.types, self.names = types, names
        self.failures = Failures()

    def value(self, node: Node) -> Value:
        """What a node gives. Raises `ValueError` when it has no meaning."""
        step: Callable[[Any], Value] = getattr(self, f"_{type(node).__name__.lower()}")
        return step(node)

    def _literal(self, node: Literal) -> Value:
        if node.kind == "number":
            return number_literal(node.text)
        if node.kind == "boolean":
            return Value(pl.lit(node.text == "true"), "boolean")
        if node.kind == "null":
            return Value(pl.lit(None), "null")
        if node.kind == "text":
            return Value(pl.lit(node.text, dtype=pl.String), "text", literal=node.text)
        return moment_literal(node.kind, node.text)

    def _column(self, node: Column) -> Value:
        dtype = self.types.get(node.name)
        if dtype is None:
            raise ValueError(f"the column {node.name} can't be read")
        kind, column = kind_of(dtype), pl.col(self.names.get(node.name, node.name))
        if kind == "number":
            return Value(column.cast(pl.Float64), kind)
        if kind == "text" and not isinstance(dtype, pl.String):
            column = column.cast(pl.String)
        return Value(column, kind)

    def _call(self, node: Call) -> Value:
        values = [self.value(argument) for argument in node.arguments]
        if node.name in COMPARISONS:
            return Value(compared(node.name, *values), "boolean")
        if node.name in OPERATORS:
            return OPERATORS[node.name](self.failures, *values)
        function = FUNCTIONS[node.name]
        for at, value in enumerate(values):
            check_kind(function.shown, function.kinds[min(at, len(function.kinds) - 1)], value)
        if any(value.kind == "null" for value in values) and "any" not in function.kinds:
            return Value(pl.lit(None), "null")
        return STEPS[node.name](self.failures, *values)

    def _istest(self, node: IsTest) -> Value:
        value = self.value(node.value)
        if node.what == "null":
            found = value.expression.is_null()
        elif node.what == "distinct" and node.other is not None:
            one, other = alike([value, self.value(node.other)])
            found = one.expression.ne_missing(other.expression)
        elif value.kind in ("boolean", "null"):
            verdict = value.expression.cast(pl.Boolean).fill_null(node.what != "true")
            found = verdict if node.what == "true" else ~verdict
            if node.what == "false":
                found = (~value.expression.cast(pl.Boolean)).fill_null(False)
        else:
            raise ValueError(f"IS {node.what.upper()} is asked of {value.words}")
        return Value(~found if node.negated else found, "boolean")

    def _inlist(self, node: InList) -> Value:
        value = self.value(node.value)
        items = [self.value(item) for item in node.items]
        if not items:
            raise ValueError("IN is followed by values")
        if value.kind == "text" and len(items) > 12 and all(item.literal is not None for item in items):
            alike([value, *items])
            found = value.expression.is_in([item.literal for item in items])
        else:
            found = reduce(lambda one, other: one | other, [compared("=", value, item) for item in items])
        return Value(~found if node.negated else found, "boolean")

    def _like(self, node: Like) -> Value:
        value, pattern = self.value(node.value), self.value(node.pattern)
        escape = self.value(node.escape).literal if node.escape is not None else ""
        if value.kind not in ("text", "null") or not isinstance(pattern.literal, str):
            raise ValueError("LIKE compares a text with a pattern that stands in the rule")
        if not isinstance(escape, str) or len(escape) > 1 or (node.escape is not None and not escape):
            raise ValueError("ESCAPE is followed by one character")
        text, looked_for = value.expression.cast(pl.String), pattern.literal
        if node.any_case:
            text, looked_for = lower(text), "".join(map(lower_character, looked_for))
        found = text.str.contains(like_pattern(looked_for, escape))
        return Value(~found if node.negated else found, "boolean")

    def _case(self, node: Case) -> Value:
        operand = self.value(node.operand) if node.operand is not None else None
        conditions, results = [], []
        for tested, result in node.branches:
            found = self.value(tested)
            if operand is not None:
                found = Value(compared("=", operand, found), "boolean")
            if found.kind not in ("boolean", "null"):
                raise ValueError(f"WHEN is followed by {found.words}, neither true nor false")
            conditions.append(found.expression.cast(pl.Boolean).fill_null(False))
            results.append(self._within(result, conditions[-1]))
        otherwise = self._within(node.otherwise, ~pl.any_horizontal(conditions))
        *results, otherwise = alike([*results, otherwise])
        expression = otherwise.expression
        for condition, given in reversed(list(zip(conditions, results, strict=True))):
            expression = pl.when(condition).then(given.expression).otherwise(expression)
        return otherwise._replace(expression=expression, literal=None)

    def _within(self, node: Node, condition: pl.Expr) -> Value:
        """A value that is worked out under a condition only."""
        outside, self.failures = self.failures, Failures()
        value = self.value(node)
        for failure in self.failures.conditions:
            outside.note(failure & condition)
        self.failures = outside
        return value

    def _cast(self, node: Cast) -> Value:
        value = self.value(node.value)
        result = cast_to(value, node.type)
        if not node.lenient:
            self.failures.note(value.expression.is_not_null() & result.expression.is_null())
        return result
