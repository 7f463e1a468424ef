"""Where results of unknown size go: into memory while they are small, into a file that is mapped when they are not."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

import pyarrow as pa


class SpillFolder:
    """A temporary folder that goes when the last thing that needs it goes, and the memory that results may take."""

    def __init__(self, memory: int) -> None:
        self.left = memory
        self._folder: Path | None = None
        self._files = 0

    def path(self, suffix: str) -> Path:
        """A new file in the folder."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._files += 1
        return self._folder / f"{self._files}{suffix}"


class SpilledRows:
    """Takes rows piece by piece and gives them back as one table."""

    def __init__(self, schema: pa.Schema, scratch: SpillFolder) -> None:
        self.schema = schema
        self.count = 0
        self._scratch = scratch
        self._pieces: list[pa.Table] = []
        self._path: Path | None = None
        self._writer: Any = None

    def add(self, rows: pa.Table) -> None:
        """Take rows in. Raises `pa.ArrowInvalid` when they hold text that is no UTF-8."""
        if not rows.num_rows:
            return
        self.count += rows.num_rows
        rows = rows.combine_chunks().cast(self.schema)
        rows.validate(full=True)  # a stranger's file may hold text that is no UTF-8
        if self._writer is None and rows.nbytes <= self._scratch.left:
            self._scratch.left -= rows.nbytes
            self._pieces.append(rows)
            return
        if self._writer is None:
            self._path = self._scratch.path(".arrow")
            self._writer = pa.ipc.new_file(self._path, self.schema)
        self._writer.write_table(rows)

    def table(self) -> pa.Table:
        """All that was taken in, in the order in which it came."""
        spilled = []
        if self._writer is not None:
            self._writer.close()
            spilled = [pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()]
        return pa.concat_tables([pa.Table.from_batches([], self.schema), *self._pieces, *spilled])
