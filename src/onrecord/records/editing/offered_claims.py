"""Claims that a quote makes by what it says: whoever speaks of an event holds something of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.records.editing.session import Session, State
from onrecord.records.format.layout import Section
from onrecord.text.document import Span


def offered_claims(
    session: Session, state: State, name: str, slug: str, keys: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows that a person may want of a quote with a speaker: one for each event that its words name and no row is about.

    Each has the `section`, the `values` of its keys, and the `span` of its words.
    """
    layout = session.layout
    section = layout.sections[name]
    speaker = next((key for key in section.keys.values() if key.kind == "links" and key.to == "actors"), None)
    spoken = keys.get(speaker.name) if speaker is not None else None
    if not spoken:
        return []
    speakers = spoken if isinstance(spoken, list) else list(spoken.values()) if isinstance(spoken, dict) else [spoken]
    main = [
        span
        for part, span in state.record.parts.get(section.id_field.make_id(document=session.slug, slug=slug), ())
        if part == section.main
    ]
    offers = []
    for other, follower in layout.sections.items():
        about, by, said = (_key(follower, layout, target) for target in ("events", "actors", name))
        if about is None or by is None or said is None or not about.required:
            continue
        for event in _named_in(session, state, "events", main):
            for actor in speakers:
                values = {about.name: event, by.name: actor, said.name: slug}
                if not _held(state, other, values, (about.name, by.name)):
                    offers.append({"section": other, "values": values, "span": [main[0].start, main[0].end]})
    return offers


def _key(section: Section, layout: Any, target: str) -> Any:
    return next(
        (key for key in section.keys.values() if key.kind == "reference" and layout.target_of(key) == target), None
    )


def _named_in(session: Session, state: State, name: str, spans: list[Span]) -> list[str]:
    """The rows of a section whose main words stand in these."""
    section = session.layout.sections[name]
    beginning = section.id_field.make_id(document=session.slug, slug="")
    return [
        row_id.removeprefix(beginning)
        for row_id, parts in state.record.parts.items()
        if row_id.startswith(beginning)
        and any(
            part == section.main and any(s.start <= place.start and place.end <= s.end for s in spans)
            for part, place in parts
        )
    ]


def _held(state: State, name: str, values: Mapping[str, Any], by: tuple[str, ...]) -> bool:
    """Whether the record has a row of a section with these values."""
    rows = getattr(state.file.root, "values", {}).get(name)
    for row in getattr(rows, "values", {}).values():
        held = {key: getattr(getattr(row, "values", {}).get(key), "value", None) for key in by}
        if all(held[key] == values[key] for key in by):
            return True
    return False
