"""Adoption in a checkout: the files read, the choice made, the result checked, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from onrecord.checkout import Checkout
from onrecord.findings import Finding, Problem
from onrecord.package.write import write_text
from onrecord.records.coders.adopted_rows import (
    KINDS,
    Adopted,
    Proposal,
    Proposals,
    adopt,
    corrected,
    read_proposals,
    with_rejected,
)
from onrecord.records.coders.coder_records import ADJUDICATED, Desk
from onrecord.records.coders.machine_documents import rejected_in
from onrecord.records.coders.registered import with_registered
from onrecord.records.record import MACHINE, keep_from_reading, read_record
from onrecord.records.registry import read_registries
from onrecord.text.document import Document, Span

Answer = Literal["yes", "never", "skip", "back", "quit"]


class Corrected(NamedTuple):
    """An answer: adopt the row as it is written here."""

    text: str


class Offer(NamedTuple):
    """A proposal with the sentences in which its words stand, which of how many it is.

    `spans` are the parts of the row in `context`. `wrong` is what is wrong with the row as it was corrected last, and
    `written` how it was.
    """

    proposal: Proposal
    context: str
    spans: tuple[tuple[str, Span], ...]
    number: int
    total: int
    wrong: tuple[Finding, ...] = ()
    written: str = ""


Ask = Callable[[Offer], Answer | Corrected]


@dataclass(frozen=True)
class Wanted:
    """Which proposals: of these kinds, at least this sure."""

    kinds: tuple[str, ...]
    at_least: float = 0.0


@dataclass
class Decided:
    """What was adopted, and how many proposals were turned down, or are still open."""

    adopted: Adopted
    never: list[str] = field(default_factory=list)
    open: int = 0


def adopt_into(checkout: Checkout, slug: str, wanted: Wanted, ask: Ask | None = None) -> Decided:
    """Put proposals of the machine into the record of a document: all that are wanted, or those that `ask` says yes to.

    They are asked for in the order of the text. What is turned down for good is noted in the machine's record. Raises
    `Problem` when a record is missing or broken, and when the record would be broken afterwards; then nothing is
    written.
    """
    desk = Desk.open(checkout)
    record = desk.read(slug, ADJUDICATED)
    desk.read(slug, MACHINE)
    machine_file, record_file = desk.file(slug, MACHINE), desk.file(slug, ADJUDICATED)
    written = machine_file.read_text(encoding="utf-8")
    text = with_registered(written, desk.registries, desk.layout)
    machine = desk.read(slug, MACHINE, text)
    key = desk.layout.proposals.rejected
    rejected = rejected_in(machine_file, key)
    proposals = read_proposals(text, machine, record, desk.layout, rejected)
    offered = [p for p in proposals.open if p.section in wanted.kinds and p.confidence >= wanted.at_least]
    files = {name: checkout.seeds / f"{name}.yaml" for name in proposals.new}
    registries = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    before = record_file.read_text(encoding="utf-8")

    def tried(chosen: list[Proposal]) -> Adopted:
        adopted = adopt(chosen, proposals, before, registries, desk.layout)
        _check(desk, slug, adopted)
        return adopted

    choosing = Choosing(offered, record.document, tried)
    chosen = offered if ask is None else choosing.ask(ask)
    done = Decided(tried(chosen), choosing.never, 0 if ask is None else choosing.open)
    _write(files, registries, done.adopted, record_file)
    if done.never:
        write_text(machine_file, with_rejected(written, [*rejected, *done.never], key))
    return done


class Choosing:
    """Asks for one proposal after the other, sentence by sentence; an answer can be taken back."""

    def __init__(
        self, offered: Iterable[Proposal], document: Document, tried: Callable[[list[Proposal]], object]
    ) -> None:
        self.document, self._tried = document, tried
        self.offered = sorted(offered, key=self._order)
        self.answers: dict[int, Answer | Proposal] = {}

    @property
    def never(self) -> list[str]:
        """Slugs that were turned down."""
        return [self.offered[i].slug for i, answer in self.answers.items() if answer == "never"]

    @property
    def open(self) -> int:
        """How many were skipped or not reached."""
        return len(self.offered) - sum(answer != "skip" for answer in self.answers.values())

    def ask(self, ask: Ask) -> list[Proposal]:
        """The proposals to adopt, some of them as they were corrected."""
        at, wrong, written = 0, tuple[Finding, ...](), ""
        while at < len(self.offered):
            if not self._wanted(at):
                at += 1
                continue
            try:
                answer = ask(self._offer(at)._replace(wrong=wrong, written=written))
            except KeyboardInterrupt:
                break
            wrong, written = (), ""
            if answer == "quit":
                break
            if answer == "back":
                at = self._before(at)
                continue
            if isinstance(answer, Corrected):
                try:
                    self._correct(at, answer.text)
                except Problem as problem:
                    wrong, written = tuple(problem.findings), answer.text
                    continue
            else:
                self.answers[at] = answer
            at += 1
        return self._chosen()

    def _order(self, proposal: Proposal) -> tuple[bool, int, int, int]:
        """Sentence by sentence; actors and places come along with what names them, so they are asked for last."""
        start = proposal.spans[0].start if proposal.spans else 0
        return (
            proposal.section in ("actors", "places"), self.document.sentence_at(start).start,
            KINDS.index(proposal.section), start,
        )  # fmt: skip

    def _wanted(self, at: int) -> bool:
        """Whether to ask: not for what is said of an event that the same person has just left out."""
        events = {slug for key, slug in self.offered[at].names if key == "event"}
        return self.offered[at].section != "claims" or not any(
            self.offered[i].section == "events" and self.offered[i].slug in events and answer in ("never", "skip")
            for i, answer in self.answers.items()
        )

    def _before(self, at: int) -> int:
        earlier = [i for i in self.answers if i < at]
        if earlier:
            del self.answers[max(earlier)]
        return max(earlier, default=at)

    def _correct(self, at: int, text: str) -> None:
        proposal = corrected(self.offered[at], text)
        self._tried([*self._chosen(but=at), proposal])
        self.answers[at] = proposal

    def _chosen(self, but: int = -1) -> list[Proposal]:
        given = ((i, self.offered[i] if answer == "yes" else answer) for i, answer in sorted(self.answers.items()))
        return [proposal for i, proposal in given if isinstance(proposal, Proposal) and i != but]

    def _offer(self, at: int) -> Offer:
        proposal, text = self.offered[at], self.document.text
        spans = [span for _, span in proposal.parts] if proposal.section not in ("actors", "places") else []
        spans = spans or list(proposal.spans)
        start = min((self.document.sentence_at(span.start).start for span in spans), default=0)
        end = max((max(self.document.sentence_at(span.end - 1).end, span.end) for span in spans), default=0)
        inside = [(part, span) for part, span in proposal.parts if start <= span.start and span.end <= end]
        return Offer(
            proposal, text[start:end], tuple((part, Span(s.start - start, s.end - start)) for part, s in inside),
            at + 1, len(self.offered),
        )  # fmt: skip


def _check(desk: Desk, slug: str, adopted: Adopted) -> None:
    """The record as it will be must read without an error."""
    raw = {f"{name}.yaml": text.encode() for name, text in adopted.registries.items()}
    others = {"retired.yaml": (desk.checkout.seeds / "retired.yaml").read_bytes()}
    registries = read_registries({**others, **raw}, desk.contract, desk.layout)
    document, hashed, _ = desk.source(slug)
    record = read_record(
        f"seeds/{slug}/record.yaml", adopted.record.encode(), slug, document, hashed, desk.contract, desk.layout,
        registries.known,
    )  # fmt: skip
    wrong = keep_from_reading((*registries.findings, *record.findings))
    if wrong:
        raise Problem(*wrong)


def _write(files: Mapping[str, Path], before: Mapping[str, str], adopted: Adopted, record_file: Path) -> None:
    """Registries first: a record never names an actor that is not there."""
    for name, text in adopted.registries.items():
        if text != before[name]:
            write_text(files[name], text)
    if adopted.rows:
        write_text(record_file, adopted.record)


__all__ = ["Answer", "Ask", "Corrected", "Offer", "Proposals", "Wanted", "adopt_into"]
