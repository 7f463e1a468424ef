"""Adoption in a checkout: the files read, the choice made, the result checked, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from onrecord.checkout import Checkout
from onrecord.coding.adopt import Adopted, Proposal, Proposals, adopt, read_proposals, with_rejected
from onrecord.coding.documents import rejected_in
from onrecord.coding.records import ADJUDICATED, Desk
from onrecord.findings import Problem
from onrecord.package.write import write_text
from onrecord.source.document import Document
from onrecord.source.record import MACHINE, read_record
from onrecord.source.registry import read_registries

Answer = Literal["yes", "never", "skip", "quit"]
#: given a proposal, the sentence of its words, its number and how many there are
Ask = Callable[[Proposal, str, int, int], Answer]


@dataclass(frozen=True)
class Wanted:
    """Which proposals: of these kinds, at least this sure."""

    kinds: tuple[str, ...]
    at_least: float = 0.0


def adopt_into(checkout: Checkout, slug: str, wanted: Wanted, ask: Ask | None = None) -> Adopted:
    """Put proposals of the machine into the record of a document: all that are wanted, or those that `ask` says yes to.

    What is turned down for good is noted in the machine's record. Raises `Problem` when a record is missing or
    broken, and when the record would be broken afterwards; then nothing is written.
    """
    desk = Desk.open(checkout)
    machine, record = desk.read(slug, MACHINE), desk.read(slug, ADJUDICATED)
    machine_file, record_file = desk.file(slug, MACHINE), desk.file(slug, ADJUDICATED)
    text = machine_file.read_text(encoding="utf-8")
    key = desk.layout.proposals.rejected
    rejected = rejected_in(machine_file, key)
    proposals = read_proposals(text, machine, record, desk.layout, rejected)
    offered = [p for p in proposals.open if p.section in wanted.kinds and p.confidence >= wanted.at_least]
    chosen, never = _choose(offered, record.document, ask)
    files = {name: checkout.seeds / f"{name}.yaml" for name in proposals.new}
    registries = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    adopted = adopt(chosen, proposals, record_file.read_text(encoding="utf-8"), registries, desk.layout)
    _check(desk, slug, adopted)
    _write(files, registries, adopted, record_file)
    if never:
        write_text(machine_file, with_rejected(text, [*rejected, *never], key))
    return adopted


def _choose(offered: list[Proposal], document: Document, ask: Ask | None) -> tuple[list[Proposal], list[str]]:
    if ask is None:
        return offered, []
    chosen: list[Proposal] = []
    never: list[str] = []
    for number, proposal in enumerate(offered, 1):
        answer = ask(proposal, _sentence(proposal, document), number, len(offered))
        if answer == "quit":
            break
        if answer == "yes":
            chosen.append(proposal)
        elif answer == "never":
            never.append(proposal.slug)
    return chosen, never


def _sentence(proposal: Proposal, document: Document) -> str:
    """The sentence in which the words of a proposal stand, with marks around them."""
    if not proposal.spans:
        return ""
    span = proposal.spans[0]
    whole = document.sentence_at(span.start)
    end = max(whole.end, span.end)
    text = document.text
    told = f"{text[whole.start : span.start]}[[{text[span.start : span.end]}]]{text[span.end : end]}"
    return " ".join(told.split())


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
    wrong = [finding for finding in (*registries.findings, *record.findings) if finding.severity == "error"]
    if wrong:
        raise Problem(*wrong)


def _write(files: Mapping[str, Path], before: Mapping[str, str], adopted: Adopted, record_file: Path) -> None:
    """Registries first: a record never names an actor that is not there."""
    for name, text in adopted.registries.items():
        if text != before[name]:
            write_text(files[name], text)
    if adopted.rows:
        write_text(record_file, adopted.record)


__all__ = ["Answer", "Ask", "Proposals", "Wanted", "adopt_into"]
