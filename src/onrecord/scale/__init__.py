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
    """Check a data package on all cores or on many machines.

    Parameters
    ----------
    package
        Its folder or `datapackage.json`, at the same path on every machine.
    engine
        "processes" (this machine's cores), "dask", "spark", a `distributed.Client`, a `SparkSession`, or anything with
        a method `map(function, things)` that gives the results in the order of the things.
    scheduler
        The address of a cluster of Dask (`tcp://…`) or Spark (`spark://…`) that an engine named here is to use; None:
        one on this machine, started for the run.
    tables
        Names of the tables to check; None: all.
    folder
        Where tasks leave the hashes of keys, 8 bytes each, for each other; all machines must see it. None: the folder
        of temporary files, which is enough for one machine.
    memory
        What a task may take for keys: bytes, or "2GB".

    Returns
    -------
    Report
        The one that `onrecord.verify` gives: the same findings in the same order, the same counts.

    Raises
    ------
    Problem
        P001 no package there, P016 no size, P050 no such engine, or a cluster that isn't reached.

    Examples
    --------
    >>> import onrecord.scale
    >>> class InOrder:
    ...     def map(self, function, things):
    ...         return map(function, things)
    >>> onrecord.scale.verify("dataset/1.1.1", engine=InOrder()).ok
    True
    """
    with engine_of(engine, scheduler) as run, options_from(memory=memory) as options:
        parts = Options(options.memory, run_parts=run, folder=Path(folder) if folder is not None else None)
        return verify_package(Path(package), tables, parts)
