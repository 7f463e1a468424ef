"""News reports as tables that anyone can check.

    >>> import onrecord
    >>> quotes = onrecord.load("quotes", expand=True)

`load`, `tables`, `codebook` and `show` read a release, `releases` lists them; `schema` gives the Pandera schema
of a table; `verify` checks a data package against its contract, and `validate` files of
any size against anyone's Pandera schema; `diff` compares two, and `log` tells the history
of a row; `extract` proposes quotes, figures and dates from any text; `plot` draws charts. Nothing is imported before it
is used.

What has a name here is public; every other module is internal (docs/stability.md).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord import plot as plot
    from onrecord.api import schema, verify
    from onrecord.coder.extraction import extract
    from onrecord.findings import Finding, Problem
    from onrecord.frames import codebook, load, show, tables
    from onrecord.history.diff import diff
    from onrecord.history.log import log
    from onrecord.package.catalogue import releases
    from onrecord.pandera_files import validate

#: the version of the program; the data have their own (`onrecord.releases()`)
__version__ = "2.0.0.dev0"

__all__ = [
    "Finding",
    "Problem",
    "codebook",
    "diff",
    "extract",
    "load",
    "log",
    "releases",
    "schema",
    "show",
    "tables",
    "validate",
    "verify",
]

_HOMES = {
    "Finding": "onrecord.findings",
    "Problem": "onrecord.findings",
    "codebook": "onrecord.frames",
    "diff": "onrecord.history.diff",
    "extract": "onrecord.coder.extraction",
    "load": "onrecord.frames",
    "log": "onrecord.history.log",
    "plot": "onrecord.plot",
    "releases": "onrecord.package.catalogue",
    "schema": "onrecord.api",
    "show": "onrecord.frames",
    "tables": "onrecord.frames",
    "validate": "onrecord.pandera_files",
    "verify": "onrecord.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    home = import_module(_HOMES[name])
    value = home if home.__name__ == f"onrecord.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "plot"]
