"""The same checks on more machines: any engine that can map a function over things runs them.

>>> import onrecord.scale
>>> onrecord.scale.verify("dataset/1.1.1", engine="processes").ok
True
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

from onrecord.checking import Report, verify_package
from onrecord.checking.options import Options, options_from
from onrecord.scale.engines import ENGINES, engine_of

__all__ = ["ENGINES", "engine_of", "verify"]


def verify(
    package: str | PathLike[str],
    *,
    engine: Any = "processes",
    scheduler: str | None = None,
    tables: Iterable[str] | None = None,
    folder: str | PathLike[str] | None = None,
    memory: int | str | None = None,
) -> Report:
    """Check a data package on all cores or on many machines; gives the `Report` that `onrecord.verify` gives.

    package: its folder or `datapackage.json`, at the same path on every machine. engine: "processes" (this machine's
    cores), "dask" (workers of its own), a `distributed.Client`, a `SparkSession`, or anything with a method
    `map(function, things)` that gives the results in the order of the things. scheduler: the address of a cluster of
    Dask (`tcp://…`) or Spark (`spark://…`) that an engine named here is to use, instead of one of its own. tables: names of the tables to check.
    folder: where tasks leave the hashes of keys, 8 bytes each, for each other; all machines must see it (default: the
    folder of temporary files, which is enough for one machine). memory: what a task may take for keys.

    Raises `Problem` when it can't be run: P001 no package, P016 no size, P050 no such engine or cluster.
    """
    with engine_of(engine, scheduler) as run, options_from(memory=memory) as options:
        parts = Options(options.memory, run_parts=run, folder=Path(folder) if folder is not None else None)
        return verify_package(Path(package), tables, parts)
