"""Claims that a quote makes by what it says: whoever speaks of an event holds something of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from onrecord.records.format.layout import Key, Layout, Section
from onrecord.records.format.written_rows import value_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.format.yaml_nodes import Node
from onrecord.records.record import Record
from onrecord.text.document import Span


class _Form(NamedTuple):
    """A section whose rows say what somebody holds of an event in a quote, and the keys that say so."""

    name: str
    about: Key
    by: Key
    said: Key


class OfferedClaims:
    """What the quotes of a record offer, with the events and claims of the record looked up once."""

    def __init__(self, document: str, record: Record, root: Node | None, layout: Layout) -> None:
        self.document, self.record, self.layout = document, record, layout
        events = layout.sections["events"]
        self._events = sorted((span, slug) for slug, spans in self._main(events) for span in spans)
        self._forms = {name: form for name in layout.sections if (form := _form(name, layout)) is not None}
        self._held = {
            (form.name, row.get(form.about.name), row.get(form.by.name))
            for form in self._forms.values()
            for row in _rows(root, form.name)
        }

    def of(self, name: str, slug: str, keys: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows that a person may want of a quote with a speaker: one for each event that its words name and none is about.

        Each has the `section`, the `values` of its keys, and the `span` of its words.
        """
        form, section = self._forms.get(name), self.layout.sections[name]
        speaker = next(
            (key for key in section.keys.values() if key.kind == "links" and not key.roles and key.to == "actors"), None
        )
        spoken = keys.get(speaker.name) if speaker is not None else None
        if form is None or not isinstance(spoken, str | list):
            return []
        row_id = section.id_field.make_id(document=self.document, slug=slug)
        words = [span for part, span in self.record.parts.get(row_id, ()) if part == section.main]
        return [
            {"section": form.name, "values": {form.about.name: event, form.by.name: actor, form.said.name: slug}, "span": list(span)}
            for span in words
            for event in dict.fromkeys(self._events_in(span))
            for actor in ([spoken] if isinstance(spoken, str) else spoken)
            if (form.name, event, actor) not in self._held
        ]  # fmt: skip

    def _events_in(self, span: Span) -> Iterator[str]:
        for place, slug in self._events[bisect_left(self._events, (span, "")) :]:
            if place.start >= span.end:
                break
            if place.end <= span.end:
                yield slug

    def _main(self, section: Section) -> Iterator[tuple[str, list[Span]]]:
        beginning = section.id_field.make_id(document=self.document, slug="")
        for row_id, parts in self.record.parts.items():
            if row_id.startswith(beginning):
                yield row_id.removeprefix(beginning), [span for part, span in parts if part == section.main]


def _form(name: str, layout: Layout) -> _Form | None:
    """The section whose rows say what the speaker of a row of this section holds of an event."""
    for other, section in layout.sections.items():
        keys = {layout.target_of(key): key for key in reversed(list(section.keys.values())) if key.kind == "reference"}
        required = [key for key in keys.values() if key.required]
        if {"events", "actors", name} <= keys.keys() and required == [keys["events"]] and not section.registry:
            return _Form(other, keys["events"], keys["actors"], keys[name])
    return None


def _rows(root: Node | None, name: str) -> Iterator[Mapping[str, Any]]:
    rows = root.values.get(name) if isinstance(root, Map) else None
    for row in rows.values.values() if isinstance(rows, Map) else ():
        if isinstance(row, Map):
            yield {key: value_as_written(value) for key, value in row.values.items() if key != "at"}
