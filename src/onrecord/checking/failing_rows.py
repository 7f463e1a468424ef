"""Every failing row of a verification in one Parquet file, however many there are: written as they are found."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from onrecord.findings import Finding, Problem, printable
from onrecord.reading.frame import ROW, Frame

#: what the file tells of each failing row; `row` counts from 1
COLUMNS = {
    "table": pl.String,
    "row": pl.Int64,
    "row_id": pl.String,
    "field": pl.String,
    "code": pl.String,
    "value": pl.String,
    "message": pl.String,
}


#: rows handed over together
_FLUSH_AT = 50_000


class Failures:
    """Takes failing rows in, batch by batch. The file appears at its place when all of them are there."""

    def __init__(self, folder: Path) -> None:
        self.count = 0
        self._folder = folder
        self._parts: list[Path] = []
        self._added: set[Finding] = set()

    @contextmanager
    def part(self) -> Iterator[Part]:
        """Rows that belong together: kept when the block ends well, dropped when it raises."""
        part = Part(self._folder / f"{len(self._parts)}.parquet")
        try:
            yield part
        except BaseException:
            part.drop()
            raise
        part.close()
        if part.count:
            self._parts.append(part.path)
            self.count += part.count

    def add(self, findings: Iterable[Finding]) -> None:
        """Take in the errors that name a row of a table by its id."""
        kept = [finding for finding in findings if finding.severity == "error" and finding.table and finding.row_id]
        self._added.update(kept)
        columns = {name: [getattr(finding, name, None) for finding in kept] for name in COLUMNS}
        with self.part() as part:
            part.add(pl.DataFrame(columns, schema=COLUMNS))

    def note_left_out(self, findings: Iterable[Finding]) -> list[Finding]:
        """A note on how many errors are about no row that is in the file, if there are any."""
        # a file that breaks off does so in a row, of which nothing is known
        rows = [finding for finding in findings if finding.row is None or finding.code == "T027"]
        count = sum(finding.severity == "error" and finding not in self._added for finding in rows)
        if not count:
            return []
        which = (
            "1 error is about no row of a table and is"
            if count == 1
            else f"{count:,} errors are about no row of a table and are"
        )
        message = f"{which} not in the file of failing rows"
        return [Finding(code="P021", severity="note", message=message, help="--format json tells all errors")]

    def write(self, path: Path) -> None:
        """Put all rows into one file."""
        parts = [pl.scan_parquet(part, glob=False) for part in self._parts]
        (pl.concat(parts) if parts else pl.LazyFrame(schema=COLUMNS)).sink_parquet(path, compression="zstd")


class Part:
    """Some of the rows, in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._writer: object = None

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows with the columns of `COLUMNS` in."""
        if not rows.height:
            return
        import pyarrow.parquet as pq

        table = rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()).to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="zstd")
        self._writer.write_table(table)  # type: ignore[attr-defined]
        self.count += rows.height

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()  # type: ignore[attr-defined]
            self._writer = None

    def drop(self) -> None:
        """Forget the rows."""
        self.close()
        self.path.unlink(missing_ok=True)


class MisshapenRows:
    """Takes in rows of a table that are wrong before any of their values is read."""

    def __init__(self, part: Part, table: str) -> None:
        self._part, self._table = part, table
        self._rows: list[tuple[int, str, str]] = []

    def __call__(self, row: int, code: str, message: str) -> None:
        self._rows.append((row, code, message))
        if len(self._rows) >= _FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Hand over what is waiting."""
        rows = pl.DataFrame(self._rows, schema=["row", "code", "message"], orient="row")
        others = [pl.lit(None).alias(name) for name in COLUMNS if name not in ("table", *rows.columns)]
        self._part.add(rows.with_columns(pl.lit(self._table).alias("table"), *others))
        self._rows = []


@contextmanager
def write_failures_to(path: Path) -> Iterator[Failures]:
    """What takes failing rows in; when the block ends well, they stand in the file, and nothing else has changed.

    Raises `Problem` (P017) when the file can't be written.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise _unwritten(path, str(error.strerror)) from None
    try:
        failures = Failures(folder)
        yield failures
        try:
            failures.write(folder / "all.parquet")
            (folder / "all.parquet").replace(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise _unwritten(path, str(error)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unwritten(path: Path, why: str) -> Problem:
    message = f"{printable(str(path))} can't be written: {printable(why)}"
    return Problem(Finding(code="P017", message=message, help="name a file in a folder that exists"))


def as_failures(
    frame: Frame, rows: pl.DataFrame, code: str, field: str | None, shows: Sequence[str], message: str
) -> pl.DataFrame:
    """Rows of a table as they stand in the file: their id, the value (or all values that matter), and what is wrong."""
    texts = {name: _text(frame, name, rows) for name in shows}
    if field is not None and len(texts) == 1:
        value = texts[field]
    else:
        named_values = (pl.format("{} = {}", pl.lit(name), text.fill_null("")) for name, text in texts.items())
        value = pl.concat_str(*named_values, separator=", ")
    ids = [as_text(pl.col(name), rows.schema[name]) for name in frame.row_id]
    row_id = pl.concat_str(*ids, separator=" ", ignore_nulls=True) if ids else pl.lit("")
    return rows.select(
        pl.lit(frame.table.name).alias("table"),
        pl.col(ROW).cast(pl.Int64).alias("row"),
        pl.when(row_id != "").then(row_id).alias("row_id"),
        pl.lit(field).alias("field"),
        pl.lit(code).alias("code"),
        value.alias("value"),
        pl.lit(message).alias("message"),
    )


def _text(frame: Frame, name: str, rows: pl.DataFrame) -> pl.Expr:
    """A column's values as they stand in the file where that is text, else as text."""
    text = as_text(pl.col(frame.names[name]), frame.types[name])
    unread = frame.unread[name].column if name in frame.unread else None
    return pl.coalesce(pl.col(unread), text) if unread in rows.columns else text


def as_text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """A column's values as text."""
    if isinstance(kind, pl.String):
        return column
    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Null):
        return column.map_elements(str, return_dtype=pl.String)
    return column.cast(pl.String)
