"""How a verification is to be done: how much memory, where all failing rows go, whether to stop at the first error."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.findings import Finding, Problem, printable

if TYPE_CHECKING:
    from onrecord.verifier.failures import Failures

#: the share of the machine's memory that keys may take, unless told otherwise
SHARE = 0.25


def bytes_of(told: str) -> int | None:
    """`500MB`, `2GB` or a number of bytes as a number; None when it is no size."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("", 1)):
        number = told.strip().upper().removesuffix(unit).strip()
        if told.strip().upper().endswith(unit) and number.isascii() and number.isdigit() and int(number) > 0:
            return int(number) * size
    return None


def memory_allowed() -> int:
    """The bytes that keys may take: `ONRECORD_MEMORY`, or a share of the machine's. Raises `Problem` (P016)."""
    told = os.environ.get("ONRECORD_MEMORY")
    if told:
        size = bytes_of(told)
        if size is None:
            message = f"ONRECORD_MEMORY is “{printable(told, 40)}”, which is no size"
            raise Problem(Finding(code="P016", message=message, help="write 500MB or 2GB"))
        return size
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * SHARE)
    except (AttributeError, OSError, ValueError):
        return 2 * 10**9


@dataclass(frozen=True)
class How:
    """How to verify. `memory` bounds what keys are compared in (bytes; None: `memory_allowed()`); beyond it they spill."""

    memory: int | None = None
    failures: Failures | None = None
    fail_fast: bool = False

    @property
    def room(self) -> int:
        """The bytes that keys may take."""
        return self.memory if self.memory is not None else memory_allowed()


def output_path(told: str | os.PathLike[str]) -> Path:
    """Where all failing rows go. Raises `Problem` (P017) when there is no such folder."""
    path = Path(told)
    if not path.parent.is_dir() or path.is_dir():
        message = f"{printable(str(path))} can't be written: it has to be a file in a folder that exists"
        raise Problem(Finding(code="P017", message=message))
    return path
