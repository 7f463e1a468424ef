"""A checkout of the project (or of a project laid out like it): where its contract, seeds and releases lie.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from onrecord.contract import Contract, from_schemas


@dataclass(frozen=True)
class Checkout:
    """A folder with `schemas/` (the contract) and `seeds/` (documents with their records, or tables as received)."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Checkout | None:
        """The checkout that holds `start` (default: the current folder), or None outside of one."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "schemas" / "datapackage.yaml").is_file() and (folder / "seeds").is_dir():
                return cls(folder)
        return None

    @property
    def holds_records(self) -> bool:
        """Whether `seeds/` holds documents and records of them; else it holds the tables as they were received."""
        return (self.schemas / "record.yaml").is_file() or (self.schemas / "mentions.yaml").is_file()

    @property
    def schemas(self) -> Path:
        """The contract."""
        return self.root / "schemas"

    @property
    def seeds(self) -> Path:
        """The documents as received, and what people recorded about them."""
        return self.root / "seeds"

    @property
    def dataset(self) -> Path:
        """The catalogue of releases."""
        return self.root / "dataset"

    @property
    def package(self) -> Path:
        """Where the package built from the seeds lies."""
        return self.root / "build" / "package"

    @property
    def cache(self) -> Path:
        """Where the build keeps what it need not do again."""
        return self.root / "build" / "cache"

    def contract(self) -> Contract:
        """The contract in `schemas/`. Raises `ContractError` with all findings when it is broken."""
        return from_schemas(self.schemas)

    def text_of(self, source_id: str, sha256: str) -> str | None:
        """The text of a source, when the seeds hold the one with this SHA-256."""
        slug = source_id.rsplit(":", 1)[-1]
        path = self.seeds / slug / "text.txt"
        if "/" in slug or slug.startswith(".") or not path.is_file():
            return None
        raw = path.read_bytes()
        return raw.decode("utf-8") if hashlib.sha256(raw).hexdigest() == sha256 else None
