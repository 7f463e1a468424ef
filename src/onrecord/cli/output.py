"""What a person sees: tables, findings, progress. Colours and progress only on a terminal."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from onrecord.findings import Problem, printable
from onrecord.findings.terminal import as_text

if TYPE_CHECKING:
    import pandas as pd


#: the last column of a table has at least so much room
_LEAST_LAST = 24


class Progress(Protocol):
    """Told how many of how many things are done."""

    def __call__(self, done: int, total: int) -> None: ...


class Screen:
    """Standard output for results, standard error for everything that is said beside them."""

    def __init__(self) -> None:
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.on_terminal = sys.stderr.isatty()

    def show(self, text: str) -> None:
        """A result."""
        print(text)

    def say(self, text: str) -> None:
        """Something beside the result."""
        print(text, file=sys.stderr)

    def problem(self, problem: Problem) -> None:
        """Why it could not be done."""
        for finding in problem.findings:
            self.say(as_text(finding, colour=self.on_terminal and self.colour))

    def table(self, rows: Iterable[Sequence[Any]], header: Sequence[str]) -> None:
        """Rows in aligned columns of which the last wraps; where they don't fit, one row below the other.

        Nothing is left out, however narrow the terminal is.
        """
        cells = [[_cell(value) for value in row] for row in rows]
        width = self.width
        before = [max(map(len, column)) + 2 for column in zip(*([list(header), *cells]), strict=True)][:-1]
        if sum(before) + _LEAST_LAST > width and len(header) > 1:
            self.blocks(cells, header)
            return
        self.show(self._line([self._bold(name) for name in header], before, header))
        for row in cells:
            room = max(_LEAST_LAST, width - sum(before))
            last = textwrap.wrap(row[-1], room, break_on_hyphens=False) or [""]
            self.show(self._line([*row[:-1], last[0]], before, row))
            for more in last[1:]:
                self.show(" " * sum(before) + more)

    def blocks(self, rows: Iterable[Sequence[Any]], header: Sequence[str]) -> None:
        """Each row as a block: the first cell, and below it the others that hold something, with their names."""
        for row in rows:
            first, *others = (_cell(value) for value in row)
            self.show(self._bold(first))
            for name, text in zip(header[1:], others, strict=True):
                if text:
                    lines = textwrap.wrap(f"{name}: {text}", self.width - 4, break_on_hyphens=False)
                    self.show(textwrap.indent("\n".join(lines), "    ")[2:])

    @property
    def width(self) -> int:
        """The columns of the terminal, or those that `COLUMNS` says; 100 where neither is known."""
        known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
        return max(40, shutil.get_terminal_size().columns) if known else 100

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    @staticmethod
    def _line(shown: Sequence[str], before: Sequence[int], plain: Sequence[str]) -> str:
        padded = (text + " " * (room - len(cell)) for text, cell, room in zip(shown, plain, before, strict=False))
        return ("".join(padded) + shown[-1]).rstrip()

    def frame(self, frame: pd.DataFrame) -> None:
        """A DataFrame with its index as the first columns."""
        flat = frame.reset_index()
        self.table(flat.itertuples(index=False, name=None), [str(name) for name in flat.columns])

    def json(self, value: Any) -> None:
        """A result for programs."""
        self.show(json.dumps(value, indent=2, ensure_ascii=False, default=str))

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress | None]:
        """A progress bar for long work; None where nobody looks."""
        if not self.on_terminal:
            yield None
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)

            def tell(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield tell


def _cell(value: Any) -> str:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else printable(str(value), 2000)
