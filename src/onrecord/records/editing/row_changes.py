"""What a person does to the rows of a record, as changes of its text: words anchored, keys set, rows begun and removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.contract import Field
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, Problem, printable
from onrecord.records.anchors.anchor import Found, anchor_for, parse_anchor, resolve
from onrecord.records.coders.slugs import Slugs
from onrecord.records.editing.suggestions import Suggestions, Values
from onrecord.records.format import splices
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.layout import Key, Layout, Section
from onrecord.records.format.references import names_in_record, renamed
from onrecord.records.format.writer import write_item
from onrecord.records.format.written_rows import row_as_written, value_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.text.document import Document, Span

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
#: what a row that is begun by its words says of an own-voice claim: the text says so, as long as nobody says otherwise
_OWN_VOICE = "source"


@dataclass
class RecordText:
    """The text of a record while it is changed. Each method makes one change, and gives the slug of its row."""

    text: str
    layout: Layout
    document: Document
    suggestions: Suggestions
    #: whether a registry has a slug
    registered: Callable[[str, str], bool]
    #: slugs of each section that no new row may have: those of releases
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)

    # -- rows -------------------------------------------------------------------------------------

    def begin(self, section: str, span: Span, slug: str = "", values: Values | None = None) -> str:
        """A new row about these words, with what they suggest; an event comes with its own-voice claim."""
        described = self._section(section)
        suggested, parts = self.suggestions.row(described, span, self.known)
        row = {key: value for key, value in (suggested | dict(values or {})).items() if value not in (None, "")}
        slugs = Slugs([*self.slugs(section), *self.taken.get(section, ())])
        slug = slug or slugs.new(self._words_for_slug(described, span, row))
        at: dict[str, Any] = {described.main: self._anchor(span)}
        for part in described.parts:
            inside = [self._anchor(one, (span,)) for one in parts.get(part, ())]
            if inside:
                at[part] = inside
        self._add(described, slug, row, at)
        self.tell_own_voice(section, slug, span)
        return slug

    def tell_own_voice(self, section: str, slug: str, span: Span) -> None:
        """Of an event that no claim is about: how sure the text itself is of it, as far as its sentence suggests."""
        for name, follower in self.layout.sections.items():
            about = _about(follower, self.layout, section)
            if section != "events" or about is None:
                continue
            made = f"{slug}-{_OWN_VOICE}"
            if made not in self.slugs(name) and all(row.get(about.name) != slug for _, row in self._rows(name)):
                self._own_voice(follower, about, slug, span)

    def anchor(self, section: str, slug: str, part: str, span: Span) -> str:
        """One more anchor of a part of a row; words that tell a value fill keys that are still empty."""
        described = self._section(section)
        if part not in described.parts:
            raise _unknown(f"{described.one} has no part “{printable(part, 40)}”")
        if slug not in self.slugs(section):
            if not (described.registry and self.registered(section, slug)):
                raise _unknown(f"there is no {described.one} “{printable(slug, 60)}”")
            self._add(described, slug, {}, {described.main: self._anchor(span)})
            return slug
        row = self.row(section, slug)
        at = self._parts(described, row.get("at"))
        main = [one for name, one in self._spans(at) if name == described.main]
        anchors = [*at.get(part, []), self._anchor(span, () if part == described.main else tuple(main))]
        at[part] = list(dict.fromkeys(anchors))
        self._set_at(described, slug, at)
        for key, value in self.suggestions.of_part(described, part, span).items():
            if key not in row and value is not None:
                self.set(section, slug, key, value)
        return slug

    def unanchor(self, section: str, slug: str, part: str, index: int) -> str:
        """The row without one of its anchors; one of a registry goes with its last one."""
        described = self._section(section)
        at = self._parts(described, self.row(section, slug).get("at"))
        anchors = at.get(part, [])
        if not 0 <= index < len(anchors):
            raise _unknown(f"“{printable(slug, 60)}” has no such anchor")
        del anchors[index]
        if not anchors:
            del at[part]
        if not at and described.registry:
            self.text = splices.remove_row(self.text, section, slug)
        else:
            self._set_at(described, slug, at)
        return slug

    def reanchor(self, section: str, slug: str, part: str, index: int, span: Span) -> str:
        """Other words for an anchor of a row."""
        described = self._section(section)
        at = self._parts(described, self.row(section, slug).get("at"))
        anchors = at.get(part, [])
        if not 0 <= index < len(anchors):
            raise _unknown(f"“{printable(slug, 60)}” has no such anchor")
        main = [] if part == described.main else [one for name, one in self._spans(at) if name == described.main]
        anchors[index] = self._anchor(span, tuple(main))
        self._set_at(described, slug, at)
        return slug

    def set(self, section: str, slug: str, key: str, value: Any) -> str:
        """A key of a row set, or left out when the value is empty."""
        described = self._section(section)
        spec = described.keys.get(key)
        if spec is None or spec.kind == "anchor":
            raise _unknown(f"{described.one} has no key “{printable(key, 40)}” to set")
        self.text = splices.set_key(self.text, section, slug, key, written(value, spec), described)
        return slug

    def rename(self, section: str, slug: str, new: str) -> str:
        """The row under another slug, and so in all that names it here."""
        described = self._section(section)
        if described.registry:
            raise _unknown(f"{described.one}s are renamed in their registry")
        if not re.fullmatch(SLUG, new):
            raise Problem(Finding(code="R015", message=f"“{printable(new, 60)}” is no slug", help="small letters, digits and hyphens"))  # fmt: skip
        if slug in self.taken.get(section, ()):
            raise Problem(Finding(code="W004", message=f"“{printable(slug, 60)}” stands in a release, so it can't change",
                                  help="retire it and begin a new row, if it denotes another thing"))  # fmt: skip
        if new != slug and new in self.slugs(section):
            raise Problem(Finding(code="R016", message=f"there is a {described.one} “{printable(new, 60)}” already", help="choose another slug"))  # fmt: skip
        root = read_usable("", self.text)[0].root
        own_voice = {
            (name, f"{slug}-{_OWN_VOICE}"): f"{new}-{_OWN_VOICE}"
            for name, follower in self.layout.sections.items()
            if section == "events" and _about(follower, self.layout, section) is not None
        }
        free = {
            one: made
            for one, made in own_voice.items()
            if made not in self.slugs(one[0]) and one[1] not in self.taken.get(one[0], ())
        }
        self.text = renamed(self.text, names_in_record(root, self.layout), {(section, slug): new, **free})
        return new

    def remove(self, section: str, slug: str) -> str:
        """The record without a row, without the rows that say something of it only, and with no name of it left."""
        self.text = splices.remove_row(self.text, section, slug)
        for name, described in self.layout.sections.items():
            for other, row in list(self._rows(name)):
                naming = [
                    k
                    for k, v in row.items()
                    if k in described.keys and self._names(described.keys[k], v, section, slug)
                ]
                if any(described.keys[key].required for key in naming):
                    self.remove(name, other)
                    continue
                for key in naming:
                    self.set(name, other, key, _without(row[key], slug))
        return slug

    # -- passages of which nothing is recorded ----------------------------------------------------

    def leave_out(self, span: Span, reason: str) -> str:
        """The words listed as left out."""
        section = self.layout.left_out
        row = {
            "at": self._anchor(span),
            next(k.name for k in section.keys.values() if k.required and k.kind != "anchor"): reason,
        }
        self.text = splices.add_lines(
            self.text, section.name, list(write_item(row)), [*self.layout.sections, section.name]
        )
        return str(len(self.left_out()) - 1)

    def set_left_out(self, index: int, key: str, value: Any) -> str:
        """A key of a passage that is left out."""
        section = self.layout.left_out
        if key not in section.keys or section.keys[key].kind == "anchor":
            raise _unknown(f"left_out has no key “{printable(key, 40)}” to set")
        self.text = splices.set_item_key(
            self.text, section.name, index, key, written(value, section.keys[key]), section
        )
        return str(index)

    def take_back(self, index: int) -> str:
        """A passage no longer left out."""
        self.text = splices.remove_item(self.text, self.layout.left_out.name, index)
        return ""

    # -- what is there ----------------------------------------------------------------------------

    def slugs(self, section: str) -> list[str]:
        """The slugs of a section."""
        return [slug for slug, _ in self._rows(section)]

    def row(self, section: str, slug: str) -> dict[str, Any]:
        """A row as it is written. Raises `Problem` (R014)."""
        for name, row in self._rows(section):
            if name == slug:
                return row
        raise _unknown(f"there is no row “{printable(slug, 60)}” in {section} (any more)")

    def left_out(self) -> list[Any]:
        """The passages of which nothing is recorded, as they are written."""
        root = read_usable("", self.text)[0].root
        node = root.values.get(self.layout.left_out.name) if isinstance(root, Map) else None
        held = value_as_written(node) if node is not None else []
        return held if isinstance(held, list) else []

    def known(self, section: str, slug: str) -> str | None:
        """The slug under which the record or a registry has a row that the machine names so."""
        if section in self.layout.registries:
            return slug if self.registered(section, slug) else None
        return slug if slug in self.slugs(section) else None

    def _rows(self, section: str) -> list[tuple[str, dict[str, Any]]]:
        root = read_usable("", self.text)[0].root
        rows = root.values.get(section) if isinstance(root, Map) else None
        if not isinstance(rows, Map):
            return []
        return [(slug, row_as_written(row) if isinstance(row, Map) else {}) for slug, _, row in rows.items()]

    def _section(self, name: str) -> Section:
        if name not in self.layout.sections:
            raise _unknown(f"a record has no section “{printable(name, 40)}”")
        return self.layout.sections[name]

    # -- parts of a change ------------------------------------------------------------------------

    def _add(self, section: Section, slug: str, row: Values, at: Mapping[str, Any]) -> None:
        order = {key: written(row[key], spec) for key, spec in section.keys.items() if key in row}
        told = _at(section, at)
        self.text = splices.add_row(
            self.text, section.name, slug, {**order, "at": told}, [*self.layout.sections, self.layout.left_out.name]
        )

    def _own_voice(self, section: Section, about: Key, slug: str, span: Span) -> None:
        """The row that says how sure the text itself is of an event."""
        sentence = self.document.sentence_at(span.start)
        suggested, _ = self.suggestions.row(section, sentence, self.known)
        held = {key: value for key, value in suggested.items() if self.layout.target_of(section.keys[key]) is None}
        place = Span(sentence.start, max(sentence.end, span.end))
        while place.end > span.end and self.document.text[place.end - 1] in ".!?":
            place = Span(place.start, place.end - 1)
        self._add(section, f"{slug}-{_OWN_VOICE}", {**held, about.name: slug}, {section.main: self._anchor(place)})

    def _set_at(self, section: Section, slug: str, at: Mapping[str, Any]) -> None:
        self.text = splices.set_key(self.text, section.name, slug, "at", _at(section, at), section)

    def _parts(self, section: Section, at: Any) -> dict[str, list[str]]:
        if isinstance(at, dict):
            return {part: [held] if isinstance(held, str) else list(held) for part, held in at.items()}
        return {section.main: [at] if isinstance(at, str) else list(at or [])}

    def _spans(self, at: Mapping[str, list[str]]) -> list[tuple[str, Span]]:
        found = []
        for part, anchors in at.items():
            for anchor in anchors:
                words = parse_anchor(anchor) if isinstance(anchor, str) else ""
                place = resolve(self.document, words) if not isinstance(words, str) else None
                if isinstance(place, Found):
                    found.append((part, place.span))
        return found

    def _anchor(self, span: Span, within: tuple[Span, ...] = ()) -> str:
        length = len(self.document.text)
        held = anchor_for(self.document, span, within) if 0 <= span.start < span.end <= length else None
        if held is None:
            raise Problem(Finding(code="A001", message="there are no words there to anchor a row to", help="select words of the article"))  # fmt: skip
        return held

    def _words_for_slug(self, section: Section, span: Span, row: Values) -> str:
        words = " ".join(self.document.text[span.start : span.end].split())
        naming = [
            row[key]
            for key, spec in section.keys.items()
            if spec.kind == "reference" and spec.required and isinstance(row.get(key), str)
        ]
        speaker = [
            row[key]
            for key, spec in section.keys.items()
            if spec.kind == "links" and not spec.roles and spec.to == "actors" and isinstance(row.get(key), str)
        ]
        return " ".join([*dict.fromkeys([*naming, *speaker]), words])

    def _names(self, key: Key, value: Any, section: str, slug: str) -> bool:
        return self.layout.target_of(key) == section and (value == slug or slug in _flat(value))


def written(value: Any, key: Key) -> Any:
    """A value of a form as the writer takes it: numbers and yes or no by the type of the column, the rest as text."""
    if isinstance(value, dict):
        held = {name: written(inner, key) for name, inner in value.items()}
        return {name: inner for name, inner in held.items() if inner is not None} or None
    if isinstance(value, list | tuple):
        items = [item for item in (written(item, key) for item in value) if item is not None]
        if key.kind == "lines":
            return [int(item) if str(item).isdecimal() and len(str(item)) < 8 else item for item in items] or None
        return (items or None) if len(items) > 1 or key.kind == "words" else next(iter(items), None)
    if isinstance(value, str):
        text = " ".join(value.split())
        return (_typed(text, key.described) if key.kind == "value" else text) if text else None
    return value


def _typed(text: str, described: Field) -> Any:
    if described.type in ("number", "integer") and _NUMBER.fullmatch(text) and len(text) < 16:
        return float(text) if "." in text else int(text)
    if described.type == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _at(section: Section, at: Mapping[str, Any]) -> Any:
    parts = {part: at[part] for part in section.parts if at.get(part)}
    return parts[section.main] if list(parts) == [section.main] else parts


def _about(follower: Section, layout: Layout, section: str) -> Key | None:
    """The one required reference of a section, by which its rows say what row of another they are about."""
    required = [key for key in follower.keys.values() if key.required and layout.target_of(key) is not None]
    return required[0] if len(required) == 1 and layout.target_of(required[0]) == section else None


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [slug for inner in value.values() for slug in _flat(inner)]
    return list(value) if isinstance(value, list) else [value]


def _without(value: Any, slug: str) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, slug) for name, inner in value.items()}
    if isinstance(value, list):
        return [inner for inner in value if inner != slug]
    return None if value == slug else value


def _unknown(message: str) -> Problem:
    return Problem(Finding(code="W002", message=message, help="look at the record as it is now"))
