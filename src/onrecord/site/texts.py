"""Texts of sources at hand on this machine: in a checkout, or in a folder that a person names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.text.document import LIMIT_BYTES, sha256


@dataclass(frozen=True)
class TextFiles:
    """Looks texts up by their SHA-256: in the seeds of a checkout, and among the text files of a folder.

    Picklable, so that other processes look them up, too.
    """

    checkout: Checkout | None = None
    folder: Path | None = None

    def __call__(self, source_id: str, digest: str) -> str | None:
        """The text with this SHA-256, or None where it is not at hand."""
        text = self.checkout.text_of(source_id, digest) if self.checkout else None
        if text is None and digest in self._files:
            return self._files[digest].read_bytes().decode("utf-8")
        return text

    @cached_property
    def _files(self) -> dict[str, Path]:
        if self.folder is None:
            return {}
        paths = (p for p in sorted(self.folder.rglob("*")) if p.is_file() and p.stat().st_size <= LIMIT_BYTES)
        return {sha256(path.read_bytes()): path for path in paths}
