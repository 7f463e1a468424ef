"""Whether the texts of a small Parquet file are many more than its bytes: each row may point to the same long text.

Reading them costs nothing, since Polars shares them; comparing and matching them does. What the file says of its
sizes are claims, so the lengths are added up, where enough rows could share long texts to matter.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

#: all texts of a file may have so many bytes; beyond, no more than so many times the file's size
LARGE, TIMES = 10_000_000_000, 200
#: a column of a row group, which is read at once, may take so many bytes
AT_ONCE = 1_000_000_000
#: bytes of memory that a value takes (a text without its characters), however few it takes in the file
VALUE = 16
#: of smaller files adding up takes no time; of larger ones what is said of them is asked first, and of huge ones nothing
SMALL, HUGE = 1_000_000, 100_000_000


def text_bytes_beyond_limit(path: Path) -> int | None:
    """The bytes of all texts, when there are too many. Raises what is in `frame.UNREADABLE`, and `OSError`."""
    size = path.stat().st_size
    if size > HUGE or (size > SMALL and not _may(path)):
        return None
    scan = pl.scan_parquet(path, glob=False, use_statistics=False)
    found = scan.collect_schema().items()
    texts = [pl.col(name).cast(pl.Binary).bin.size() for name, kind in found if kind in (pl.String, pl.Binary)]
    total = _sum(scan.select(one.cast(pl.UInt64).sum().alias(str(i)) for i, one in enumerate(texts))) if texts else 0
    total += _of_categories(path, [name for name, kind in found if kind == pl.Categorical])
    return total if total > max(LARGE, TIMES * size) else None


def _of_categories(path: Path, names: list[str]) -> int:
    """The bytes of texts that Polars would look up one by one: Arrow leaves them in their dictionaries."""
    if not names:
        return 0
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    total = 0
    try:
        for batch in pq.ParquetFile(path).iter_batches(columns=names):
            for column in batch.columns:
                if pa.types.is_dictionary(column.type):
                    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
                    total += pc.sum(lengths.take(column.indices)).as_py() or 0
    except pa.ArrowException:
        return total
    return total


def _sum(plan: pl.LazyFrame) -> int:
    return sum(plan.collect(engine="streaming").row(0))


def _may(path: Path) -> bool:
    """Whether the rows of a group, each with all that is in its dictionary, would be too much."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(path)
    except pa.ArrowException:
        return True
    for group in (metadata.row_group(at) for at in range(metadata.num_row_groups)):
        for column in (group.column(at) for at in range(metadata.num_columns)):
            texts = column.physical_type == "BYTE_ARRAY" and column.has_dictionary_page
            if texts and group.num_rows * column.total_uncompressed_size > LARGE:
                return True
    return False
