"""Whether a check's own function is an expression that looks at each row by itself, and which one.

Many checks are written `lambda data: data.lazyframe.select(pl.col("a") <= pl.col("b"))`. The expression is taken
apart in the form in which Polars writes it down; whatever is not known here is not lowered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

import polars as pl

_BOOLEAN = {
    "Not", "IsNull", "IsNotNull", "IsNan", "IsNotNan", "IsFinite", "IsInfinite", "AnyHorizontal", "AllHorizontal",
    "IsIn", "IsBetween",
}  # fmt: skip
_TEXT = {
    "Contains", "StartsWith", "EndsWith", "LenChars", "LenBytes", "Lowercase", "Uppercase", "Slice", "Head", "Tail",
    "Split", "StripChars", "StripCharsStart", "StripCharsEnd",
}  # fmt: skip
_TIME = {"Year", "Month", "Day", "Quarter", "Week", "WeekDay", "Hour", "Minute", "Second", "OrdinalDay", "Date", "Time"}
_PLAIN = {"FillNull", "Abs", "Negate", "Coalesce", "Floor", "Ceil"}
_GROUPS = {
    "Boolean": _BOOLEAN,
    "StringExpr": _TEXT,
    "TemporalExpr": _TIME,
    "ListExpr": {"Get", "Length"},
    "Sql": {"IsIn"},
}


class SelectRecorder:
    """Stands where a check function expects a frame, and keeps what it would select."""

    def __init__(self) -> None:
        self.selected: Any = None

    def select(self, *expressions: Any) -> SelectRecorder:
        """Keep the expression."""
        self.selected = expressions[0] if len(expressions) == 1 else None
        return self


def selected_expression(function: Any, key: str, arguments: Mapping[str, Any]) -> pl.Expr | None:
    """What a check function selects, if that is all it does."""
    from pandera.api.polars.types import PolarsData

    catch = SelectRecorder()
    try:
        given = function(PolarsData(catch, key), **arguments)
    except Exception:
        return None
    return catch.selected if given is catch and isinstance(catch.selected, pl.Expr) else None


def row_by_row(expression: pl.Expr | None, inner: Mapping[str, str]) -> pl.Expr | None:
    """The expression on columns renamed by `inner`, or None when it isn't known to look at each row by itself."""
    if expression is None:
        return None
    try:
        tree = json.loads(expression.meta.serialize(format="json"))
        if not _known(tree, inner):
            return None
        return pl.Expr.deserialize(StringIO(json.dumps(_renamed(tree, inner))), format="json")
    except (ValueError, RecursionError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None


def _known(node: Any, inner: Mapping[str, str]) -> bool:
    if not isinstance(node, dict) or len(node) != 1:
        return False
    ((kind, content),) = node.items()
    if kind == "Column":
        return content in inner
    if kind == "Literal":
        return "Series" not in content if isinstance(content, dict) else False
    if kind == "BinaryExpr":
        return _known(content["left"], inner) and _known(content["right"], inner)
    if kind == "Ternary":
        return all(_known(content[part], inner) for part in ("predicate", "truthy", "falsy"))
    if kind == "Cast":
        return _known(content["expr"], inner)
    if kind == "Alias":
        return _known(content[0], inner)
    return kind == "Function" and _known_function(content, inner)


def _known_function(node: dict[str, Any], inner: Mapping[str, str]) -> bool:
    function, given = node["function"], node["input"]
    if isinstance(function, str):
        return function in _PLAIN and all(_known(one, inner) for one in given)
    ((group, which),) = function.items()
    name = which if isinstance(which, str) else next(iter(which))
    if name not in _GROUPS.get(group, ()):
        return False
    if name == "IsIn":
        # among constants; a column in their place would be looked at as a whole
        listed = given[1].get("Literal") if isinstance(given[1], dict) else None
        constant = isinstance(listed, dict) and (group == "Sql" or "Series" not in listed)
        return constant and _known(given[0], inner)
    return all(_known(one, inner) for one in given)


def _renamed(node: Any, inner: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_renamed(one, inner) for one in node]
    if isinstance(node, dict):
        if len(node) == 1 and isinstance(node.get("Column"), str):
            return {"Column": inner[node["Column"]]}
        return {key: value if key == "Literal" else _renamed(value, inner) for key, value in node.items()}
    return node
