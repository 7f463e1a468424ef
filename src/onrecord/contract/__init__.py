"""The contract: what every table must be. Read from `schemas/` or from any data package, projected to
Arrow, Pandera, `datapackage.json` and a codebook page. Knows nothing of news.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.contract.descriptor import descriptor, table_schema
from onrecord.contract.model import Check, Contract, ContractError, Field, ForeignKey, Table, Vocabulary
from onrecord.contract.read import from_descriptor, from_schemas, read_descriptor
from onrecord.contract.values import allowed, logical, missing_texts, required

if TYPE_CHECKING:
    from onrecord.contract.arrow import arrow_schema
    from onrecord.contract.codebook import codebook_page
    from onrecord.contract.pandera import pandera_schema

__all__ = [
    "Check",
    "Contract",
    "ContractError",
    "Field",
    "ForeignKey",
    "Table",
    "Vocabulary",
    "allowed",
    "arrow_schema",
    "codebook_page",
    "descriptor",
    "from_descriptor",
    "from_schemas",
    "logical",
    "missing_texts",
    "pandera_schema",
    "read_descriptor",
    "required",
    "table_schema",
]

_LAZY = {"arrow_schema": "arrow", "codebook_page": "codebook", "pandera_schema": "pandera"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(f"onrecord.contract.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'onrecord.contract' has no attribute {name!r}")
