"""Answers to the machine's proposals: each is in the files before the next is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.findings import Finding, Problem, printable
from onrecord.records.coders.adopted_rows import Adopted, Proposal, adopt, with_companions, with_rejected
from onrecord.records.coders.machine_documents import rejected_in
from onrecord.records.editing.row_changes import RecordText
from onrecord.records.editing.session import Session, State


def accept(
    session: Session, seen: str, chosen: Sequence[tuple[str, str]], values: Mapping[str, Any] | None = None
) -> str:
    """Put proposals (section, slug) into the record, with the rows that they need; `values` are keys set otherwise.

    Gives the slug of the last one.
    """
    state = session.state()
    offered = {(proposal.section, proposal.slug): proposal for proposal in state.proposals.open}
    picked = [_of(offered, *one) for one in chosen]
    adopted = _adopted(session, state, with_companions(picked, state.proposals, session.layout))
    section, slug = picked[-1].section, picked[-1].slug
    if slug in adopted.left:
        raise Problem(Finding(code="W005", message=f"{printable(slug, 60)} can't be taken: {adopted.left[slug]}",
                              help="record the row by hand"))  # fmt: skip
    record = RecordText(adopted.record, session.layout, state.document, session.suggestions(state), lambda *_: True)
    for one in picked:
        if one.spans:
            record.tell_own_voice(one.section, one.slug, one.spans[0])
    for key, value in (values or {}).items():
        record.set(section, slug, key, value)
    texts: dict[Path, str | None] = {session.registry_files[name]: text for name, text in adopted.registries.items()}
    session.apply(f"accept {section} {slug}", seen, {**texts, session.record_file: record.text})
    return slug


def reject(session: Session, seen: str, section: str, slug: str) -> str:
    """Turn a proposal down for good: it is not offered again."""
    state = session.state()
    proposal = _of({(one.section, one.slug): one for one in state.proposals.open}, section, slug)
    key = session.layout.proposals.rejected
    written = state.texts[session.machine_file] or state.machine_text
    rejected = [*rejected_in(session.machine_file, key), proposal.slug]
    session.apply(f"reject {section} {slug}", seen, {session.machine_file: with_rejected(written, rejected, key)})
    return slug


def _adopted(session: Session, state: State, chosen: Sequence[Proposal]) -> Adopted:
    registries = {name: state.texts[session.registry_files[name]] or "" for name in state.proposals.new}
    return adopt(chosen, state.proposals, state.texts[session.record_file] or "", registries, session.layout)


def _of(offered: Mapping[tuple[str, str], Proposal], section: str, slug: str) -> Proposal:
    if (section, slug) not in offered:
        raise Problem(Finding(code="W002", message=f"“{printable(slug, 60)}” is not proposed (any more)",
                              help="look at the proposals as they are now"))  # fmt: skip
    return offered[section, slug]
