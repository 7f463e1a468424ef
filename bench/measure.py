"""Measuring whole processes side by side: seconds and peak memory, medians and ratios, into `RESULTS.md`."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"


class Run(NamedTuple):
    """One process: wall seconds, CPU seconds, peak resident memory in GB."""

    seconds: float
    cpu: float
    memory: float


def process(command: Sequence[str], **environment: str) -> Run:
    """Run a command to its end (it must succeed) and measure it."""
    # as on anybody's machine: what was imported once is compiled
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = subprocess.Popen(command, env=told | environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{command} ended with status {status}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)


def python(code: str) -> list[str]:
    """The command that runs a piece of Python in this environment."""
    return [sys.executable, "-c", code]


def side_by_side(candidates: Mapping[str, Sequence[str]], repeat: int = 5) -> dict[str, Run]:
    """The median run of each command; the rounds go through all of them, so that drift hits each alike."""
    runs: dict[str, list[Run]] = {name: [] for name in candidates}
    for round_ in range(repeat + 1):
        for name, command in candidates.items():
            run = process(command)
            if round_ or repeat == 0:  # the first round warms the caches
                runs[name].append(run)
    return {
        name: Run(*(statistics.median(column) for column in zip(*kept, strict=True))) for name, kept in runs.items()
    }


def table(medians: Mapping[str, Run], reference: str) -> str:
    """The medians as Markdown, with the ratio of each time to the reference's."""
    base = medians[reference].seconds
    rows = [
        f"| {name} | {run.seconds:.3f} | {run.cpu:.3f} | {run.memory:.2f} | {run.seconds / base:.2f} |"
        for name, run in medians.items()
    ]
    return "\n".join(["| | seconds | CPU seconds | peak GB | ratio |", "|---|---|---|---|---|", *rows])


def report(section: str, text: str) -> None:
    """Put the text under its heading in `RESULTS.md`, in place of what stood there."""
    told = (
        RESULTS.read_text(encoding="utf-8")
        if RESULTS.exists()
        else "# Results\n\nWritten by the scripts in this folder.\n"
    )
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    fresh = f"## {section}\n\n{text.strip()}\n\nMeasured on {machine}.\n"
    pattern = re.compile(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", re.M | re.S)
    told = pattern.sub(lambda _: fresh + "\n", told) if pattern.search(told) else f"{told.rstrip()}\n\n{fresh}"
    RESULTS.write_text(told.rstrip() + "\n", encoding="utf-8")
    print(fresh)
