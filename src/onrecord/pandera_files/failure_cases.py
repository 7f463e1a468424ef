"""What Pandera says of a frame, as rows and words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from onrecord.pandera_files.lowered_checks import name_of


class PanderaFailure(NamedTuple):
    """Something Pandera found. `rows` count from 0; None when it speaks of no row."""

    reason: str
    #: the column, or None for the whole frame
    column: str | None
    number: int | None
    name: str
    rows: list[int] | None
    #: the values of those rows (a row of values for a check on whole rows), or what Pandera gives in their place
    cases: list[Any]
    message: str


def pandera_failures(schema: Any, frame: pl.DataFrame) -> list[PanderaFailure]:
    """Everything Pandera finds wrong with a frame. Raises what Pandera raises when it can't run the schema."""
    import pandera.errors
    from pandera.config import ValidationDepth, config_context

    whole = config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA)
    with whole, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            return list(_failures_of(schema, errors.schema_errors))
        except pandera.errors.SchemaError as error:
            return list(_failures_of(schema, [error]))
    return []


def _failures_of(schema: Any, errors: list[Any]) -> Iterator[PanderaFailure]:
    for error in errors:
        rows, cases = None, [error.failure_cases]
        if isinstance(error.failure_cases, pl.DataFrame):
            output = (
                error.check_output.to_series() if error.check_output.width == 1 else error.check_output["check_output"]
            )
            rows = output.not_().fill_null(False).arg_true().to_list()
            table = error.failure_cases
            cases = table.to_series().to_list() if table.width == 1 else table.to_dicts()
        column = None if type(error.schema) is type(schema) else error.schema.name
        reason = error.reason_code.name if error.reason_code else "CHECK_ERROR"
        yield PanderaFailure(reason, column, error.check_index, name_of(error.check), rows, cases, str(error.args[0]))
