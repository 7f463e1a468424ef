"""The usual case of a Parquet file: just the contract's columns, in order, of plain types.

Polars alone can tell, so that a small package is verified before Arrow is imported. All other files go the long way,
and what is wrong with them is told there.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from onrecord.contract import Table
from onrecord.reading.frame import UNREADABLE
from onrecord.reading.unpacked_size import AT_ONCE, SMALL, VALUE, text_bytes_beyond_limit

_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
_PLAIN: dict[str, tuple[type[pl.DataType], ...]] = {
    "string": (pl.String,),
    "number": (pl.Float32, pl.Float64, *_INTEGERS),
    "integer": _INTEGERS,
    "year": _INTEGERS,
    "boolean": (pl.Boolean,),
    "date": (pl.Date,),
    "datetime": (pl.Datetime,),
    "yearmonth": (pl.String,),
}


#: bytes of a file that hold nothing which swells much
_TINY = 16_000
#: bytes of a row as most tables have them; a file that has more or fewer may unpack to much more
_USUAL = (1, 4_000)


def plain_columns(table: Table, path: Path) -> tuple[list[str], int] | None:
    """The columns and the number of rows, or None when the file has to be looked at more closely."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        found = scan.collect_schema()
        names = [field.name for field in table.fields]
        if found.names() != names or len(set(names)) < len(names):
            return None
        if any(found[field.name] not in _PLAIN.get(field.type, ()) for field in table.fields):
            return None
        rows, size = int(scan.select(pl.len()).collect().item()), path.stat().st_size
        usual = size < _TINY or _USUAL[0] * rows <= size <= _USUAL[1] * rows
        # what a larger file says of itself takes longer to ask than it takes to read, and is a claim
        swollen = rows * VALUE > AT_ONCE or (size <= SMALL and text_bytes_beyond_limit(path) is not None)
        return (names, rows) if usual and not swollen else None
    except (OSError, *UNREADABLE):
        return None
