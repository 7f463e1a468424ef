"""The records of a checkout by document and coder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.contract import Contract
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.records.coders.agreement import Coded
from onrecord.records.document_folder import layout_of, load_files
from onrecord.records.format.layout import Layout
from onrecord.records.record import keep_from_reading, read_record
from onrecord.records.registry import Registries, read_registries
from onrecord.records.source_file import Source, is_open, published_of, read_source
from onrecord.text.document import Document, decode_text, sha256

#: the coder of the record that is built
ADJUDICATED = "record"


@dataclass(frozen=True)
class Desk:
    """A checkout opened for work on records: contract, layout and registries, read once."""

    checkout: Checkout
    contract: Contract
    layout: Layout
    registries: Registries

    @classmethod
    def open(cls, checkout: Checkout) -> Desk:
        """Raises `ContractError` when the contract is broken, `Problem` when a registry is."""
        contract, layout = cls.contract_of(checkout)
        files = load_files(checkout.seeds, [f"{name}.yaml" for name in layout.registries])
        registries = read_registries(files, contract, layout)
        if broken := [finding for finding in registries.findings if finding.severity == "error"]:
            raise Problem(*broken)
        return cls(checkout, contract, layout, registries)

    @staticmethod
    def contract_of(checkout: Checkout) -> tuple[Contract, Layout]:
        """The contract of a checkout and the layout of its records. Raises `ContractError`."""
        contract = checkout.contract()
        return contract, layout_of(checkout.schemas, contract)

    def documents(self) -> list[str]:
        """The slugs of all documents."""
        return sorted(path.parent.name for path in self.checkout.seeds.glob("*/text.txt"))

    def source(self, slug: str) -> tuple[Document, str, Source]:
        """The text of a document with its zones, its SHA-256, and what is known of it.

        Raises `Problem` when there is no such document (R008) or its text can't be read.
        """
        folder = self.checkout.seeds / slug
        if "/" in slug or slug.startswith(".") or not (folder / "text.txt").is_file():
            help_ = did_you_mean(slug, self.documents())
            help_ = help_ or "begin it with  python scripts/annotate.py --new DOCUMENT TEXTFILE"
            message = f"there is no document “{printable(slug, 80)}”"
            raise Problem(
                Finding(code="R008", file=f"seeds/{printable(slug, 80)}/text.txt", message=message, help=help_)
            )
        files = load_files(folder)
        raw = files["text.txt"]
        text, wrong = decode_text(f"seeds/{slug}/text.txt", raw)
        if text is None or not isinstance(raw, bytes):
            raise Problem(*wrong)
        hashed, name = sha256(raw), f"seeds/{slug}/source.yaml"
        source = read_source(name, files.get("source.yaml", b""), slug, text, hashed, self.contract, self.layout)
        return Document(text, zones=source.zones), hashed, source

    def file(self, slug: str, coder: str) -> Path:
        """Where a coder's record of a document lies: `record` is the adjudicated one."""
        folder = self.checkout.seeds / slug
        return folder / "record.yaml" if coder == ADJUDICATED else folder / "coders" / f"{coder}.yaml"

    def coders(self, slug: str) -> list[str]:
        """Who recorded a document."""
        folder = self.checkout.seeds / slug
        found = sorted(path.stem for path in (folder / "coders").glob("*.yaml"))
        return [*found, *([ADJUDICATED] if (folder / "record.yaml").is_file() else [])]

    def findings(self, slug: str, coder: str) -> list[Finding]:
        """All that is wrong with a coder's record, of a document whose text can be read."""
        return self._read(slug, coder)[1]

    def read(self, slug: str, coder: str, text: str | None = None) -> Coded:
        """A coder's record, or this text in its place.

        Raises `Problem` when there is none (R008), or with all that is wrong with it.
        """
        coded, found = self._read(slug, coder, text)
        if broken := keep_from_reading(found):
            raise Problem(*broken)
        return coded

    def _read(self, slug: str, coder: str, text: str | None = None) -> tuple[Coded, list[Finding]]:
        coders = self.coders(slug)
        document, hashed, source = self.source(slug)
        name = str(self.file(slug, coder).relative_to(self.checkout.root))
        if coder not in coders:
            message = f"there is no record of {slug} by “{printable(coder, 40)}”"
            help_ = did_you_mean(coder, coders) or f"coders: {', '.join(coders) or 'none yet'}"
            raise Problem(Finding(code="R008", file=printable(name), message=message, help=help_))
        raw = self.file(slug, coder).read_bytes() if text is None else text.encode()
        known: Mapping[str, Mapping[str, bool]] = self.registries.known
        record = read_record(name, raw, slug, document, hashed, self.contract, self.layout, known,
                             is_open=is_open(source.row), published=published_of(source.row))  # fmt: skip
        return Coded(slug, document, record), record.findings

    def pairs(self, slugs: Sequence[str], first: str, second: str) -> tuple[list[Coded], list[Coded]]:
        """The records of two coders, of the documents named or of all that both have recorded."""
        chosen = list(slugs) or [slug for slug in self.documents() if {first, second} <= set(self.coders(slug))]
        return [self.read(slug, first) for slug in chosen], [self.read(slug, second) for slug in chosen]
