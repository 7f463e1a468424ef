"""What Pandera does to a frame before it looks at rows, as far as a plan can do the same."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import polars as pl


def of_all_columns(schema: Any, names: list[str]) -> Any:
    """The schema; one that has a type and no columns means every column of the frame."""
    from pandera.api.polars.components import Column

    if schema.columns or schema.dtype is None or looks_inside(schema.dtype):
        return schema
    settled = copy.deepcopy(schema)
    settled.columns = {name: Column(schema.dtype, name=name) for name in names}
    return settled


def looks_inside(kind: Any) -> bool:
    """Whether a type is checked by looking at values: a model of Pydantic, or a schema for a column of structs."""
    from pandera.engines import polars_engine

    return isinstance(kind, polars_engine.PydanticModel | polars_engine.PanderaSchema)


def checks_values(kind: Any) -> bool:
    """Whether a type registered with Pandera has a check of its own, which may look at values."""
    return not type(kind).check.__module__.startswith("pandera.")


def cast_to(kind: Any, found: pl.DataType) -> Any | None:
    """The Polars type that values are cast to, or None when Pandera coerces to this type in a way of its own."""
    from pandera.engines import polars_engine

    target: Any = getattr(kind, "type", None)
    plain = type(kind).coerce is polars_engine.DataType.coerce and pl.datatypes.is_polars_dtype(target)
    if not plain or target.is_nested() or found.is_nested():
        return None
    try:
        # what can't be cast at all is refused only where there are values
        value = pl.Series("c", [""] if found == pl.String else [0], strict=True).cast(found)
        return value.cast(target, strict=False).dtype
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None


def casts(
    schema: Any, governed: Mapping[str, Any], types: Mapping[str, pl.DataType], numbers: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns that would be coerced, or are numbers in a text, each with its new type as Pandera has it.

    A type of the whole schema is for all columns of the frame, whether the schema names them or not.
    """
    wanted = {}
    for name, found in types.items():
        column = governed.get(name)
        kind = schema.dtype or (column.dtype if column is not None else None)
        coerce = name in numbers or schema.coerce or (column is not None and schema.dtype is None and column.coerce)
        if kind is not None and (looks_inside(kind) or (coerce and not _is(kind, found))):
            wanted[name] = kind
    return wanted


def _is(kind: Any, found: pl.DataType) -> bool:
    try:
        return bool(kind.check(found, None))
    except Exception:
        return False
