"""The codebook: every vocabulary, code by code, with its counterparts in other datasets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from onrecord.contract.codebook import DATASETS
from onrecord.site.places import name_of
from onrecord.site.release import Release


class CodeRow(NamedTuple):
    """A code: its label, what it means, how often it is used, and what others call it."""

    code: str
    label: str
    definition: str
    counterparts: tuple[str, ...]


@dataclass(frozen=True)
class VocabularyView:
    """A vocabulary with its codes."""

    name: str
    anchor: str
    title: str
    description: str
    is_ordered: bool
    datasets: tuple[str, ...]
    codes: tuple[CodeRow, ...]
    used_in: tuple[tuple[str, str], ...]


def vocabularies(release: Release) -> tuple[VocabularyView, ...]:
    """All vocabularies of a release's contract."""
    contract = release.rows.contract
    found = []
    for name, vocabulary in contract.vocabularies.items():
        used = [key for key in DATASETS if any(key in meaning for meaning in vocabulary.codes.values())]
        rows = [
            CodeRow(str(code), str(meaning.get("label", code)), str(meaning.get("definition", "")),
                    tuple(str(meaning.get(key, "")) for key in used))
            for code, meaning in vocabulary.codes.items()
        ]  # fmt: skip
        fields = [(t.name, f.name) for t in contract.tables.values() for f in t.fields if f.vocabulary == name]
        found.append(VocabularyView(name, name_of(name), vocabulary.title or name, vocabulary.description or "",
                                    vocabulary.ordered, tuple(DATASETS[key] for key in used), tuple(rows), tuple(fields)))  # fmt: skip
    return tuple(found)
