"""How a verification is to be done: how much memory, where all failing rows go, whether to stop at the first error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.findings import Finding, Problem, printable

if TYPE_CHECKING:
    from onrecord.checking.failing_rows import Failures

#: gives what a function makes of each thing, in their order: on other cores, on other machines
RunParts = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]

#: the share of the machine's memory that keys may take, unless told otherwise
SHARE = 0.25


def parse_size(text: str) -> int | None:
    """`500MB`, `2GB` or a number of bytes as a number; None when it is no size."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("", 1)):
        number = text.strip().upper().removesuffix(unit).strip()
        if text.strip().upper().endswith(unit) and number.isascii() and number.isdigit() and int(number) > 0:
            return int(number) * size
    return None


def memory_allowed() -> int:
    """The bytes that keys may take: `ONRECORD_MEMORY`, or a share of the machine's. Raises `Problem` (P016)."""
    setting = os.environ.get("ONRECORD_MEMORY")
    if setting:
        size = parse_size(setting)
        if size is None:
            message = f"ONRECORD_MEMORY is “{printable(setting, 40)}”, which is no size"
            raise Problem(Finding(code="P016", message=message, help="write 500MB or 2GB"))
        return size
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * SHARE)
    except (AttributeError, OSError, ValueError):
        return 2 * 10**9


@dataclass(frozen=True)
class Options:
    """How to verify. `memory` bounds what keys are compared in (bytes; None: `memory_allowed()`); beyond it they spill."""

    memory: int | None = None
    failures: Failures | None = None
    fail_fast: bool = False
    #: runs a task for each of many things, wherever that is, in their order; None: one process reads all
    run_parts: RunParts | None = None
    #: the folder in which tasks leave files for each other; None: that of temporary files
    folder: Path | None = None
    #: gives the file that holds the schema or dialect at an address, or None where it isn't to be had
    reference: Callable[[str], Path | None] | None = None

    @property
    def key_memory(self) -> int:
        """The bytes that keys may take."""
        return self.memory if self.memory is not None else memory_allowed()

    def keep(self, findings: Iterable[Finding]) -> None:
        """Take the errors that name a row by its id in, when failing rows are kept."""
        if self.failures is not None:
            self.failures.add(findings)

    def note_left_out(self, findings: Iterable[Finding]) -> list[Finding]:
        """A note when failing rows are kept and some errors are about no row."""
        return self.failures.note_left_out(findings) if self.failures is not None else []


@contextmanager
def options_from(
    output: str | os.PathLike[str] | None = None,
    *,
    fail_fast: bool = False,
    memory: int | str | None = None,
    reference: Callable[[str], Path | None] | None = None,
) -> Iterator[Options]:
    """How to verify, as told by a person; when the block ends well, `output` holds all failing rows.

    Raises `Problem`: P016 for memory that is no size, P017 when the output can't be written.
    """
    size = parse_size(memory) if isinstance(memory, str) else memory
    if memory is not None and (size is None or size <= 0):
        message = f"“{printable(str(memory), 40)}” is no size"
        raise Problem(Finding(code="P016", message=message, help="write 500MB or 2GB"))
    size = size or memory_allowed()
    if output is None:
        yield Options(size, None, fail_fast, reference=reference)
        return
    from onrecord.checking.failing_rows import write_failures_to

    with write_failures_to(Path(output)) as failures:
        yield Options(size, failures, fail_fast, reference=reference)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether an error is among them."""
    return any(finding.severity == "error" for finding in findings)


def steps_not_run(steps: Sequence[str]) -> list[Finding]:
    """A finding that says which steps come after the one with the first error; none when it was the last."""
    if not steps:
        return []
    message = f"not verified: {', '.join(steps)}, since there are errors before"
    help_ = "verify without stopping at the first error"
    return [Finding(code="P019", severity="warning", message=message, help=help_)]


def stopped_early(tables: Sequence[str]) -> Finding:
    """A finding that says what was not looked at after the first error."""
    rest = [f"the rows of {printable(', '.join(tables), 200)}"] if tables else []
    message = f"not verified: {', '.join([*rest, 'what comes after the first error'])}, and counts are not complete"
    return Finding(code="P019", severity="warning", message=message, help="verify without stopping at the first error")
