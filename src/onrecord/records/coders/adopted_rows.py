"""Proposals into the record: rows that a person accepts are put behind the rows of their section.

Nothing that a person wrote is touched: rows are only added, by splicing the text at the end of a section. What a
row refers to comes along (actors and places that are new go to their registries), or is left out where it may be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from onrecord.findings import Finding, Problem
from onrecord.records.coders.agreement import Coded
from onrecord.records.coders.row_matching import same_ids, units
from onrecord.records.format import yaml_nodes
from onrecord.records.format.layout import Layout
from onrecord.records.format.splices import add_lines
from onrecord.records.format.written_rows import row_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.text.document import Span

#: kinds of rows that can be chosen; actors and places come along with what refers to them, or by themselves
KINDS = ("events", "claims", "quotes", "figures", "actors", "places")
_REFERENCES = ("event", "claimant", "quote", "speaker", "addressee", "where", "part_of", "who")
#: keys that only a record of the machine has
_MACHINE_KEYS = ("by_rule", "confidence")
_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Proposal:
    """A row that the machine proposes: its section and slug, how sure it is, its lines, and where its words stand."""

    section: str
    slug: str
    confidence: float
    by_rule: str
    lines: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    #: slugs that it names, by the key that names them
    names: tuple[tuple[str, str], ...] = ()
    #: every anchored span with the part of the row that it states
    parts: tuple[tuple[str, Span], ...] = ()
    #: its keys as they are written, without anchors and what only the machine says
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Adopted:
    """The texts after adoption: the record, and the registries that grew. `rows` says what was added, by section."""

    record: str
    registries: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    #: chosen rows that could not be added, and why
    left: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposals:
    """What the machine proposes for a document that the record does not have yet."""

    open: tuple[Proposal, ...]
    #: machine's slug -> the record's slug of a row about the same words, by section
    recorded: Mapping[tuple[str, str], str]
    #: rows that the registries would get, by registry
    new: Mapping[str, Mapping[str, tuple[str, ...]]]


def read_proposals(text: str, machine: Coded, record: Coded, layout: Layout, rejected: Iterable[str]) -> Proposals:
    """The machine's rows (from the text of its record) that no row of the record is about and nobody turned down."""
    ours, theirs = units(machine.record, layout), units(record.record, layout)
    recorded: dict[tuple[str, str], str] = {}
    for mine, their in same_ids(ours, theirs).items():
        recorded[_section_of(mine, layout), _slug(mine)] = _slug(their)
    turned_down = set(rejected)
    spans = {(name, unit.id.rsplit(":", 1)[-1]): unit.spans for name, found in ours.items() for unit in found}
    parts = _parts(machine, layout)
    made = []
    rows = _rows(text, (*layout.sections, *layout.proposals.new))
    there = {name: {unit.id.rsplit(":", 1)[-1] for unit in found} for name, found in theirs.items()}
    for name in KINDS:
        for slug, lines in rows.get(name, {}).items():
            done = (name, slug) in recorded or slug in there.get(name, ())
            if not done and slug not in turned_down:
                proposal = _proposal(name, slug, lines, spans.get((name, slug), ()))
                if not any(key == "event" and event in turned_down for key, event in proposal.names):
                    made.append(replace(proposal, parts=tuple(parts[name, slug])))
    new = {registry: rows.get(name, {}) for name, registry in layout.proposals.new.items()}
    return Proposals(tuple(made), recorded, new)


def adopt(
    chosen: Iterable[Proposal], proposals: Proposals, record: str, registries: Mapping[str, str], layout: Layout
) -> Adopted:
    """The record and the registries with the rows that were chosen, and with what they refer to.

    `record` and `registries` are the texts of the files. Raises `Problem` (R022) when a section of the record is
    written in braces, where nothing can be spliced in.
    """
    picked = {(p.section, p.slug): p for p in chosen}
    offered = {(p.section, p.slug): p for p in proposals.open}
    adopted = Adopted(record, dict(registries))
    slugs = {name: _slugs(record, name) for name in layout.sections}
    wanted = _with_references(picked, offered)
    blocks: dict[str, list[str]] = {}
    for section in layout.sections:
        for (name, slug), proposal in wanted.items():
            if name != section:
                continue
            if slug in slugs[section]:
                adopted.left[slug] = "the record has a row with this slug already"
                continue
            rewritten = _rewritten(proposal, proposals, wanted, slugs)
            if rewritten is None:
                adopted.left[slug] = "the event that it is about was not adopted"
                continue
            blocks.setdefault(section, []).extend(rewritten)
            adopted.rows.setdefault(section, []).append(slug)
    _refuse_braces(record, blocks)
    for section, lines in blocks.items():
        adopted.record = add_lines(adopted.record, section, lines, [*layout.sections, layout.left_out.name])
    _grow(adopted, wanted, proposals)
    return adopted


def with_companions(chosen: Iterable[Proposal], proposals: Proposals, layout: Layout) -> list[Proposal]:
    """Proposals with those that they can't be without: a claim with its event, an event with what the text says of it."""
    offered = {(p.section, p.slug): p for p in proposals.open}
    picked = {(p.section, p.slug): p for p in chosen}
    for proposal in list(picked.values()):
        for key, slug in proposal.names:
            spec = layout.sections[proposal.section].keys.get(key)
            needed = offered.get((_target(key), slug)) if spec is not None and spec.required else None
            if needed is not None:
                picked.setdefault((needed.section, needed.slug), needed)
    for proposal in list(picked.values()):
        for other in offered.values():
            spec = layout.sections[other.section].keys.get(other.names[0][0]) if len(other.names) == 1 else None
            about = spec is not None and spec.required and (_target(spec.name), other.names[0][1])
            if about == (proposal.section, proposal.slug):
                picked.setdefault((other.section, other.slug), other)
    return list(picked.values())


def corrected(proposal: Proposal, text: str) -> Proposal:
    """The proposal as a person has rewritten its row. Raises `Problem` (R001) when the text is no such row."""
    lines = tuple(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    try:
        root = yaml_nodes.read_yaml("", "\n".join(lines).encode()).root
        (slug,) = list(root.values) if isinstance(root, Map) else []
        made = _proposal(proposal.section, slug, lines, proposal.spans)
    except ValueError:
        message = "this is not one row: a slug, and below it the keys"
        raise Problem(Finding(code="R001", message=message, help="keep the form of the lines")) from None
    return replace(made, parts=proposal.parts)


def editable(proposal: Proposal) -> str:
    """The lines of a row without what only the machine says of it."""
    lines = (line for line in proposal.lines if not re.match("    (by_rule|confidence):", line))
    return "\n".join(lines) + "\n"


def with_rejected(text: str, slugs: Iterable[str], key: str) -> str:
    """The machine's record with these slugs among those that were turned down."""
    told = sorted(set(slugs))
    kept = re.sub(rf"(?m)^{key}:.*\n?", "", text).rstrip("\n")
    return f"{kept}\n\n{key}: [{', '.join(told)}]\n" if told else f"{kept}\n"


# -- reading the machine's record -----------------------------------------------------------------


@lru_cache(maxsize=4)
def _rows(text: str, sections: tuple[str, ...]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Section -> slug -> the lines of its row, as they stand in the text."""
    root = yaml_nodes.read_yaml("machine.yaml", text.encode()).root
    lines = text.splitlines()
    assert isinstance(root, Map)  # noqa: S101 - it was read as a record before
    found: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name in sections:
        section = root.values.get(name)
        if isinstance(section, Map):
            starts = [(key.start_mark.line, slug) for slug, key, _ in section.items()]
            ends = [line for line, _ in starts[1:]] + [_end_of(lines, starts[-1][0] + 1)] if starts else []
            found[name] = {slug: tuple(lines[start:end]) for (start, slug), end in zip(starts, ends, strict=True)}
    return found


def _end_of(lines: list[str], at: int) -> int:
    """The first line from `at` on that belongs to no row: one that begins at the margin, blank lines before it too."""
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" ")):
        at += 1
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    return at


def _parts(machine: Coded, layout: Layout) -> dict[tuple[str, str], list[tuple[str, Span]]]:
    found: dict[tuple[str, str], list[tuple[str, Span]]] = defaultdict(list)
    for mention in machine.record.rows.get("mentions", ()):
        section, slug = _section_of(mention["subject_id"], layout), _slug(mention["subject_id"])
        found[section, slug].append(
            (mention["field"].rpartition(".")[2], Span(mention["char_start"], mention["char_end"]))
        )
    return found


@lru_cache(maxsize=4096)
def _proposal(section: str, slug: str, lines: tuple[str, ...], spans: tuple[Span, ...]) -> Proposal:
    root = yaml_nodes.read_yaml("", "\n".join(lines).encode()).root
    row = root.values[slug] if isinstance(root, Map) else None
    told = row_as_written(row) if isinstance(row, Map) else {}
    names: list[tuple[str, str]] = []
    for key in _REFERENCES:
        value = told.get(key)
        values = value.values() if isinstance(value, dict) else [value] if value is not None else []
        for one in values:
            names += [(key, str(each)) for each in (one if isinstance(one, list) else [one])]
    keys = {key: value for key, value in told.items() if key not in ("at", *_MACHINE_KEYS)}
    return Proposal(
        section, slug, float(told.get("confidence", 0)), str(told.get("by_rule", "")), lines, spans, tuple(names), keys=keys
    )  # fmt: skip


def _slugs(record: str, section: str) -> set[str]:
    root = yaml_nodes.read_yaml("record.yaml", record.encode()).root
    rows = root.values.get(section) if isinstance(root, Map) else None
    return set(rows.values) if isinstance(rows, Map) else set()


def _section_of(row_id: str, layout: Layout) -> str:
    kind = row_id.partition(":")[0]
    return next(
        name for name, section in layout.sections.items() if (section.id_field.id_template or "").startswith(f"{kind}:")
    )


def _slug(row_id: str) -> str:
    return row_id.rsplit(":", 1)[-1]


# -- choosing what comes along --------------------------------------------------------------------


def _target(key: str) -> str:
    return {"event": "events", "part_of": "events", "quote": "quotes", "where": "places"}.get(key, "actors")


def _with_references(
    picked: Mapping[tuple[str, str], Proposal], offered: Mapping[tuple[str, str], Proposal]
) -> dict[tuple[str, str], Proposal]:
    """The chosen rows, and the actors and places that they name; rows of other kinds are only taken when chosen."""
    wanted = dict(picked)
    for proposal in picked.values():
        for key, slug in proposal.names:
            target = (_target(key), slug)
            if target[0] in ("actors", "places") and target in offered:
                wanted.setdefault(target, offered[target])
    return wanted


def _rewritten(
    proposal: Proposal,
    proposals: Proposals,
    wanted: Mapping[tuple[str, str], Proposal],
    slugs: Mapping[str, set[str]],
) -> list[str] | None:
    """The lines of a row as the record takes them: the record's slugs for rows that it has, no rule, no confidence.

    None when it needs a row that is not there.
    """
    names: dict[tuple[str, str], str | None] = {}
    for key, slug in proposal.names:
        target = _target(key)
        there = (target, slug) in wanted or slug in slugs[target]
        registered = target in ("actors", "places") and slug not in proposals.new.get(target, {})
        new = target in ("actors", "places")
        names[key, slug] = proposals.recorded.get((target, slug), slug if there or registered or new else None)
    lines = []
    for line in proposal.lines:
        key = line.strip().partition(":")[0] if re.match("    [a-z]", line) else ""
        told: str | None = line
        if key in ("by_rule", "confidence"):
            continue
        if key in _REFERENCES:
            told = _named(line, key, names)
            if told is None and key == "event" and proposal.section == "claims":
                return None
        if told is not None:
            lines.append(told)
    return lines


def _named(line: str, key: str, names: Mapping[tuple[str, str], str | None]) -> str | None:
    """A line with references, each slug as the record knows it; None when one of them is not there."""
    before, _, value = line.partition(":")
    for (name, slug), known in names.items():
        if name != key:
            continue
        if known is None:
            return None
        value = re.sub(rf"(?<![a-z0-9-]){re.escape(slug)}(?![a-z0-9-])", known, value)
    return f"{before}:{value}"


# -- sections and registries ----------------------------------------------------------------------


def _refuse_braces(record: str, sections: Iterable[str]) -> None:
    """Raises `Problem` (R022) with every section that is written in braces and holds something."""
    root = yaml_nodes.read_yaml("record.yaml", record.encode()).root
    assert isinstance(root, Map)  # noqa: S101 - it was read as a record before
    found = []
    for section in sections:
        node = root.values.get(section)
        if isinstance(node, Map) and node.flow and node.values:
            line = root.keys[section].start_mark.line + 1
            found.append(Finding(code="R022", file="record.yaml", line=line, message=f"{section} is written in braces",
                                 help="python scripts/annotate.py --format  writes it as lines"))  # fmt: skip
    if found:
        raise Problem(*found)


def _grow(adopted: Adopted, wanted: Mapping[tuple[str, str], Proposal], proposals: Proposals) -> None:
    """Put new actors and places that adopted rows name behind those of their registries."""
    done_rows = [wanted[section, slug] for section, slugs in adopted.rows.items() for slug in slugs]
    for registry, rows in proposals.new.items():
        used = {slug for (section, slug) in wanted if section == registry}
        used |= {name for proposal in done_rows for key, name in proposal.names if _target(key) == registry}
        used = {slug for slug in used if slug in rows and (registry, slug) not in proposals.recorded}
        block = [line[2:] for slug in rows if slug in used for line in rows[slug]]
        if block:
            adopted.registries[registry] = add_lines(adopted.registries[registry], None, block)
            adopted.rows[f"new {registry}"] = sorted(used)
