"""Whether texts match a pattern, in time that can't run away, whatever language the pattern is written in.

Polars' engine takes time in proportion to the text, and knows no look-around. Patterns of Python or JavaScript that need
it are run by the library `regex`, which goes back and forth, so each value has a limit of time.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from onrecord.contract.patterns import read_pattern

_NOT_RUN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
#: seconds that one value may take
TIMEOUT = 0.5

#: a pattern of plain signs and then so many digits: no more than a UInt64 surely holds
_NUMBERED = re.compile(r"([A-Za-z0-9:_/ -]*)\[0-9\]\{(1?[0-9])\}")


def matches(column: pl.Expr, pattern: str) -> pl.Expr:
    """Whether the whole text matches the pattern. What can't be run raises an error of Polars
    when it is run."""
    numbered = _NUMBERED.fullmatch(pattern)
    if numbered is None or not 1 <= int(numbered[2]) <= 18:
        read = read_pattern(pattern)
        if read.is_xml_schema or is_linear(read.rust):
            return column.str.contains(read.rust)
        return _by_backtracking(column, pattern)
    # ids such as event:0000000001, in two thirds of the time; a sign before the digits sorts before "0"
    before, digits = numbered[1], int(numbered[2])
    return (
        (column.str.len_bytes() == len(before) + digits)
        & column.str.starts_with(before)
        & (column >= f"{before}0")
        # what is missing breaks no pattern
        & (column.str.slice(len(before), digits).cast(pl.UInt64, strict=False).is_not_null() | column.is_null())
    )


@lru_cache(maxsize=1000)
def is_linear(pattern: str) -> bool:
    """Whether Polars' engine can run it."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except _NOT_RUN:
        return False
    return True


def _by_backtracking(column: pl.Expr, pattern: str) -> pl.Expr:
    """Each distinct text, matched as Python does. A value that takes too long ends it all: nothing is sure then."""
    import regex

    try:
        compiled = regex.compile(pattern, regex.V0)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        # Polars says why in its own words
        return column.str.contains(read_pattern(pattern).rust)

    def matched(text: str) -> bool:
        try:
            return compiled.fullmatch(text, timeout=TIMEOUT, concurrent=True) is not None
        except TimeoutError:
            raise pl.exceptions.ComputeError(f"the pattern takes more than {TIMEOUT} seconds for one value") from None

    def batch(texts: pl.Series) -> pl.Series:
        distinct = texts.drop_nulls().unique()
        known = pl.DataFrame(
            {"text": distinct, "found": [matched(text) for text in distinct]}, schema_overrides={"found": pl.Boolean}
        )
        return texts.rename("text").to_frame().join(known, on="text", how="left", maintain_order="left")["found"]

    return column.map_batches(batch, return_dtype=pl.Boolean, is_elementwise=True)
