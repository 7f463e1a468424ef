"""What a person sees: tables, findings, progress. Colours and progress only on a terminal."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from onrecord.findings import Problem, printable
from onrecord.findings.terminal import as_text

if TYPE_CHECKING:
    import pandas as pd


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
        """Rows in aligned columns; the last column wraps to the width of the terminal."""
        from rich.console import Console
        from rich.table import Table

        class _Console(Console):
            def on_broken_pipe(self) -> None:
                raise  # noqa: PLE0704 - it is called while the error is handled

        table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for name in header[:-1]:
            table.add_column(name, no_wrap=True)
        table.add_column(header[-1], overflow="fold")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        width = None if sys.stdout.isatty() else 100
        _Console(highlight=False, markup=False, emoji=False, width=width, no_color=not self.colour).print(table)

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
