"""A person at work on the record of a document: what is there, one change after another, each on disk before the next.

The files are the truth. Whatever changes them (this session, another one, an editor, git) is seen the next time that
the session is asked; a change made from an older state of them is refused (`Changed`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.coder.extraction import Coder
from onrecord.findings import Finding, Problem, printable
from onrecord.package.released_ids import released_ids, version_after
from onrecord.records.coders.adopted_rows import Proposals, read_proposals
from onrecord.records.coders.agreement import Coded
from onrecord.records.coders.coder_records import ADJUDICATED, Desk
from onrecord.records.coders.machine_documents import rejected_in
from onrecord.records.coders.machine_record import machine_record
from onrecord.records.coders.proposed_rows import known_of
from onrecord.records.coders.registered import with_registered
from onrecord.records.document_folder import uncovered
from onrecord.records.editing.edits import Changed, Edits, read_text, write_durably
from onrecord.records.editing.named_rows import named_row
from onrecord.records.editing.row_changes import RecordText
from onrecord.records.editing.suggestions import Suggestions
from onrecord.records.format.broken_parts import Part, read_usable
from onrecord.records.format.new_document import start_record
from onrecord.records.format.yaml_nodes import File
from onrecord.records.record import MACHINE, Record, read_record
from onrecord.records.registry import Registries, read_registries
from onrecord.records.source_file import Source, is_open, published_of
from onrecord.text.document import Document, sha256


@dataclass
class State:
    """The files as they are now, read. `version` is another one whenever any of them is."""

    version: str
    texts: Mapping[Path, str | None]
    desk: Desk
    document: Document
    sha256: str
    source: Source
    file: File
    broken: list[Part]
    record: Record
    machine: Coded
    machine_text: str
    proposals: Proposals
    findings: list[Finding] = field(default_factory=list)


class Session:
    """Work of one coder (`record`: the adjudicated record) on one document of a checkout.

    Raises `Problem` when there is no such document, or the contract is broken.
    """

    def __init__(self, checkout: Checkout, slug: str, coder: str = ADJUDICATED) -> None:
        self.checkout, self.slug, self.coder = checkout, slug, coder
        self.contract, self.layout = Desk.contract_of(checkout)
        folder = checkout.seeds / slug
        self.record_file = folder / "record.yaml" if coder == ADJUDICATED else folder / "coders" / f"{coder}.yaml"
        self.machine_file = folder / "coders" / f"{MACHINE}.yaml"
        self.source_file = folder / "source.yaml"
        self.registry_files = {name: checkout.seeds / f"{name}.yaml" for name in self.layout.registries}
        self.edits = Edits(checkout.root, checkout.root / "build" / "annotate" / "lock")
        self._state: State | None = None
        self._coder: tuple[str, Coder] | None = None
        if (folder / "text.txt").is_file() and not self.record_file.exists():
            begun = start_record(
                slug, sha256((folder / "text.txt").read_bytes()), "adjudicated" if coder == ADJUDICATED else coder
            )
            write_durably(self.record_file, begun)
        self.state()

    @cached_property
    def released(self) -> frozenset[str]:
        """The ids of the newest release, whose slugs can't change any more."""
        return released_ids(self.checkout.dataset)

    @cached_property
    def next_version(self) -> str:
        """The version that a release with rows retired would have, after the newest one."""
        return version_after(self.checkout.dataset)

    def state(self) -> State:
        """The files as they are now. Raises `Problem` when the text can't be read any more."""
        texts = {path: read_text(path) for path in self._files()}
        version = _version(texts)
        if self._state is None or self._state.version != version:
            self._state = self._read(version, texts)
        return self._state

    def change(self, what: str, seen: str, make: Callable[[RecordText], str]) -> str:
        """Change the record: `make` is given its text. Gives what `make` gives, the slug of a row.

        `seen` is the version that the person had before them. Raises `Changed` when the files are others by now,
        `Problem` when the change can't be made; then nothing is written.
        """
        state = self.state()
        text = self._record_text(state)
        made = make(text)
        self.apply(what, seen, {self.record_file: text.text})
        return made

    def apply(self, what: str, seen: str, texts: Mapping[Path, str | None]) -> None:
        """Write these texts in place of the files. Raises as `change` does."""
        state = self.state()
        if seen != state.version:
            path, after = next(iter(texts.items()))
            name = path.relative_to(self.checkout.root).as_posix()
            raise Changed(path, name, state.texts.get(path, read_text(path)), after)
        self.edits.apply(what, {path: (state.texts.get(path, read_text(path)), text) for path, text in texts.items()})

    # -- reading ----------------------------------------------------------------------------------

    def _files(self) -> list[Path]:
        return [self.record_file, self.machine_file, self.source_file, *self.registry_files.values()]

    def _read(self, version: str, texts: Mapping[Path, str | None]) -> State:
        raw = {path.name: (texts[path] or "").encode("utf-8", "surrogateescape") for path in self.registry_files.values() if texts[path] is not None}  # fmt: skip
        registries = read_registries(raw, self.contract, self.layout)
        desk = Desk(self.checkout, self.contract, self.layout, registries)
        document, hashed, source = desk.source(self.slug)
        if self._state is not None and self._state.sha256 == hashed and self._state.document.zones == document.zones:
            document = self._state.document
        name = self.record_file.relative_to(self.checkout.root).as_posix()
        file, broken = read_usable(name, texts[self.record_file] or "")
        record = self._record(name, file.text, document, hashed, registries, source)
        kept = self._state if self._state is not None and self._state.document is document else None
        machine_text = self._machine(texts[self.machine_file], desk, document, hashed, source)
        if kept is not None and kept.machine_text == machine_text and kept.desk.registries.known == registries.known:
            machine = kept.machine
        else:
            machine = Coded(
                self.slug, document, self._record("machine.yaml", machine_text, document, hashed, registries, source)
            )
        rejected = rejected_in(self.machine_file, self.layout.proposals.rejected)
        proposals = read_proposals(machine_text, machine, Coded(self.slug, document, record), self.layout, rejected)
        findings = [*registries.findings, *source.file.findings, *(part.finding for part in broken), *record.findings]
        if not broken and self.coder == ADJUDICATED:
            findings += uncovered(document, record, f"seeds/{self.slug}/text.txt")
        return State(version, texts, desk, document, hashed, source, file, broken, record, machine, machine_text, proposals, findings)  # fmt: skip

    def _record(
        self, name: str, text: str, document: Document, hashed: str, registries: Registries, source: Source
    ) -> Record:
        raw = text.encode("utf-8", "surrogateescape")
        return read_record(
            name,
            raw,
            self.slug,
            document,
            hashed,
            self.contract,
            self.layout,
            registries.known,
            is_open=is_open(source.row),
            published=published_of(source.row),
        )

    def _machine(self, text: str | None, desk: Desk, document: Document, hashed: str, source: Source) -> str:
        """The machine's record, with what the registries have by now; made anew where there is none that can be read."""
        if text is not None and hashed in text and read_usable("", text)[1] == []:
            return with_registered(text, desk.registries, self.layout)
        known = known_of(desk.registries.rows, desk.registries.aliases)
        key = repr(known)
        if self._coder is None or self._coder[0] != key:
            self._coder = key, Coder(*known)
        return machine_record(
            self._coder[1], self.slug, document, hashed, self.contract, self.layout, desk.registries.known, published_of(source.row),
            rejected_in(self.machine_file, self.layout.proposals.rejected),
        ).text  # fmt: skip

    def read(self, name: str, text: str, state: State) -> Record:
        """Another record of the document, as rows; what is wrong with it is among its findings."""
        return self._record(name, text, state.document, state.sha256, state.desk.registries, state.source)

    def suggestions(self, state: State) -> Suggestions:
        """What the words of the document suggest."""
        published = published_of(state.source.row)
        return Suggestions(
            state.document, self.layout, published, state.machine, state.machine_text,
            lambda registry, span: named_row(registry, span, state.document, state.record, state.desk.registries, self.layout),
        )  # fmt: skip

    def _record_text(self, state: State) -> RecordText:
        known = state.desk.registries.known
        text = state.texts[self.record_file]
        if text is None:
            raise Problem(Finding(code="R008", file=self.record_file.relative_to(self.checkout.root).as_posix(),
                                  message="the file is missing", help=f"begin it with  onrecord annotate {printable(self.slug, 60)}"))  # fmt: skip
        return RecordText(
            text, self.layout, state.document, self.suggestions(state),
            lambda registry, slug: slug in known.get(registry, ()), self.taken(),
        )  # fmt: skip

    def taken(self) -> dict[str, frozenset[str]]:
        """Section → the slugs of this document that a release holds."""
        found: dict[str, frozenset[str]] = {}
        for name, section in self.layout.sections.items():
            if not section.registry:
                beginning = section.id_field.make_id(document=self.slug, slug="")
                found[name] = frozenset(
                    row_id.removeprefix(beginning) for row_id in self.released if row_id.startswith(beginning)
                )
        return found


def _version(texts: Mapping[Path, str | None]) -> str:
    total = hashlib.sha256()
    for path, text in texts.items():
        total.update(f"{path.name}\0{text is None}\0".encode())
        total.update((text or "").encode("utf-8", "surrogateescape") + b"\0")
    return total.hexdigest()[:16]
