"""Two coders of a document: where they differ, one place after the other, and what of it is taken into the record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.records.coders import agreement_report
from onrecord.records.coders.adopted_rows import Proposal, adopt, read_proposals, with_companions
from onrecord.records.coders.agreement import Coded, agreement
from onrecord.records.coders.row_matching import same_ids, units
from onrecord.records.editing.edits import read_text, write_durably
from onrecord.records.editing.row_changes import RecordText
from onrecord.records.editing.session import Session, State
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.written_rows import row_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map

Shown = dict[str, Any]


class Disagreement(NamedTuple):
    """A row that both have and tell otherwise, or that only one has: section, slugs (empty where there is none)."""

    section: str
    first: str
    second: str


@dataclass(frozen=True)
class Side:
    """A coder's record: as text, as rows, and the keys of each row as they are written."""

    coder: str
    text: str
    coded: Coded
    keys: Mapping[tuple[str, str], Mapping[str, Any]]


def shown_agreement(session: Session, first: str, second: str) -> Shown:
    """How far two coders agree, as `onrecord agree` tells it, and the disagreements that nobody has settled.

    Raises `Problem`: R008 when one of them has not recorded the document, A021 without the library for agreement.
    """
    state = session.state()
    ours, theirs = _side(session, state, first), _side(session, state, second)
    made = agreement([ours.coded], [theirs.coded], session.layout)
    titles, table = agreement_report.table(made)
    both = sum(len(told.both) for told in made.values())
    rows = both + sum(len(told.alone[0]) + len(told.alone[1]) for told in made.values())
    items = [_shown(session, one, ours, theirs) for one in disagreements(session, state, ours, theirs)]
    items.sort(key=lambda item: item["at"])
    return {"titles": titles, "table": table, "both": both, "rows": rows, "items": items}


def disagreements(session: Session, state: State, ours: Side, theirs: Side) -> Iterator[Disagreement]:
    """Those that are open: the record has no row about these words, and nobody has passed them over."""
    left, right = units(ours.coded.record, session.layout), units(theirs.coded.record, session.layout)
    record = Coded(session.slug, state.document, state.record)
    in_record = units(record.record, session.layout)
    same, recorded = same_ids(left, right), same_ids(left, in_record)
    others, recorded_other = set(same.values()), same_ids(right, in_record)
    passed = set(_passed(session))
    for name, section in session.layout.sections.items():
        if section.registry:
            continue
        for unit in left[name]:
            slug, there = _slug(unit.id), _slug(same[unit.id]) if unit.id in same else ""
            one = Disagreement(name, slug, there)
            if _key(one) in passed:
                continue
            if there:
                mapped = _mapped(ours.keys.get((name, slug), {}), same, session)
                differing = _differing(mapped, theirs.keys.get((name, there), {}))
                if differing and not _settled(
                    session, state, name, recorded.get(unit.id), differing, ours, theirs, one
                ):
                    yield one
            elif unit.id not in recorded:
                yield one
        for unit in right[name]:
            one = Disagreement(name, "", _slug(unit.id))
            if unit.id not in others and unit.id not in recorded_other and _key(one) not in passed:
                yield one


def adjudicate(session: Session, seen: str, coders: tuple[str, str], one: Disagreement, take: str) -> str:
    """Settle a disagreement: the row as `first` or `second` has it goes into the record, or `neither`'s does."""
    state = session.state()
    kept = coders[0] if take == "first" else coders[1] if take == "second" else ""
    if take == "neither" or kept == session.coder:
        path = _passed_file(session)
        write_durably(path, json.dumps(sorted({*_passed(session), _key(one)}), indent=1) + "\n")
        return one.first or one.second
    if take not in ("first", "second"):
        raise Problem(Finding(code="W002", message=f"“{printable(take, 20)}” is no way to settle it", help="first, second or neither"))  # fmt: skip
    side = _side(session, state, kept)
    slug = one.first if take == "first" else one.second
    record = Coded(session.slug, state.document, state.record)
    proposals = read_proposals(side.text, side.coded, record, session.layout, ())
    offered = {(proposal.section, proposal.slug): proposal for proposal in proposals.open}
    chosen: Proposal | None = offered.get((one.section, slug))
    before = state.texts[session.record_file] or ""
    if chosen is not None:
        adopted = adopt(with_companions([chosen], proposals, session.layout), proposals, before, {}, session.layout)
        if slug in adopted.left:
            raise Problem(Finding(code="W005", message=f"{printable(slug, 60)} can't be taken: {adopted.left[slug]}", help="record the row by hand"))  # fmt: skip
        session.apply(f"take {slug} of {side.coder}", seen, {session.record_file: adopted.record})
        return slug
    there = proposals.recorded.get((one.section, slug), slug)
    text = RecordText(before, session.layout, state.document, session.suggestions(state), lambda *_: True)
    told = side.keys.get((one.section, slug), {})
    same = same_ids(units(side.coded.record, session.layout), units(state.record, session.layout))
    for key, value in _mapped(told, same, session).items():
        text.set(one.section, there, key, value)
    session.apply(f"take {slug} of {side.coder}", seen, {session.record_file: text.text})
    return there


# -- reading --------------------------------------------------------------------------------------


def _side(session: Session, state: State, coder: str) -> Side:
    path = state.desk.file(session.slug, coder)
    text = read_text(path) if coder in state.desk.coders(session.slug) else None
    if text is None:
        coders = state.desk.coders(session.slug)
        raise Problem(Finding(code="R008", message=f"there is no record of {session.slug} by “{printable(coder, 40)}”",
                              help=did_you_mean(coder, coders) or f"coders: {', '.join(coders)}"))  # fmt: skip
    file, _ = read_usable(path.name, text)
    root = file.root
    keys = {
        (name, slug): {key: value for key, value in row_as_written(row).items() if key in section.keys and key != "at"}
        for name, section in session.layout.sections.items()
        for slug, row in _rows(root, name)
    }
    record = session.read(path.name, file.text, state)
    return Side(coder, file.text, Coded(session.slug, state.document, record), keys)


def _rows(root: Any, name: str) -> Iterator[tuple[str, Map]]:
    rows = root.values.get(name) if isinstance(root, Map) else None
    for slug, row in rows.values.items() if isinstance(rows, Map) else ():
        if isinstance(row, Map):
            yield slug, row


def _shown(session: Session, one: Disagreement, ours: Side, theirs: Side) -> Shown:
    def row(side: Side, slug: str) -> Shown | None:
        if not slug:
            return None
        row_id = session.layout.sections[one.section].id_field.make_id(document=session.slug, slug=slug)
        parts = side.coded.record.parts.get(row_id, ())
        return {"slug": slug, "keys": dict(side.keys.get((one.section, slug), {})), "at": [{"part": part, "index": i, "words": "", "span": list(span)} for i, (part, span) in enumerate(parts)]}  # fmt: skip

    first, second = row(ours, one.first), row(theirs, one.second)
    spans = [anchor["span"] for side in (first, second) if side for anchor in side["at"]]
    differing: list[str] = []
    if first and second:
        same = same_ids(units(ours.coded.record, session.layout), units(theirs.coded.record, session.layout))
        differing = _differing(_mapped(first["keys"], same, session), second["keys"])
    return {
        "section": one.section,
        "first": first,
        "second": second,
        "differing": differing,
        "at": min(spans, default=[0, 0]),
    }


# -- comparing ------------------------------------------------------------------------------------


def _differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys in which two rows differ. Labels and notes are in one's own words."""
    free = ("label", "note")
    return [
        key
        for key in dict.fromkeys([*ours, *theirs])
        if key not in free and _plain(ours.get(key)) != _plain(theirs.get(key))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return (
        sorted(value)
        if isinstance(value, list) and len(value) > 1
        else value[0]
        if isinstance(value, list) and value
        else value
    )


def _mapped(keys: Mapping[str, Any], same: Mapping[str, str], session: Session) -> dict[str, Any]:
    """The values of a row with the slugs under which another record has the rows that it names."""
    slugs = {_slug(one): _slug(other) for one, other in same.items()}
    return {key: _renamed(value, slugs) if _names_rows(key, session) else value for key, value in keys.items()}


def _names_rows(key: str, session: Session) -> bool:
    layout = session.layout
    specs = [section.keys[key] for section in layout.sections.values() if key in section.keys]
    return any(
        layout.target_of(spec) in layout.sections and layout.target_of(spec) not in layout.registries for spec in specs
    )


def _renamed(value: Any, slugs: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(inner, slugs) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, slugs) for inner in value]
    return slugs.get(value, value)


def _settled(
    session: Session, state: State, name: str, row_id: str | None, differing: list[str], ours: Side, theirs: Side,
    one: Disagreement,
) -> bool:  # fmt: skip
    """Whether the record has a row about these words that says of each key what one of the two says."""
    if row_id is None:
        return False
    told = dict(_rows(state.file.root, name)).get(_slug(row_id))
    held = row_as_written(told) if told is not None else {}
    sides = (ours.keys.get((name, one.first), {}), theirs.keys.get((name, one.second), {}))
    return session.coder not in (ours.coder, theirs.coder) and any(
        all(_plain(held.get(key)) == _plain(side.get(key)) for key in differing) for side in sides
    )


def _slug(row_id: str) -> str:
    return row_id.rsplit(":", 1)[-1]


# -- what was passed over -------------------------------------------------------------------------


def _key(one: Disagreement) -> str:
    return f"{one.section}/{one.first}/{one.second}"


def _passed_file(session: Session) -> Path:
    return session.checkout.root / "build" / "annotate" / f"{session.slug}.json"


def _passed(session: Session) -> list[str]:
    """The disagreements of which nothing was taken; kept beside the build, since they are no part of a record."""
    try:
        told = json.loads(read_text(_passed_file(session)) or "[]")
    except ValueError:
        return []
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
