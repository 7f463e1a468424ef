"""Changes of the registries of actors and places, and of all that names their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.contract.model import SLUG
from onrecord.findings import Finding, Problem, printable
from onrecord.records.coders.slugs import Slugs
from onrecord.records.editing.edits import read_text
from onrecord.records.editing.row_changes import written
from onrecord.records.editing.session import Session
from onrecord.records.format import splices
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.layout import Section
from onrecord.records.format.references import Named, names_in_record, names_in_registry, renamed
from onrecord.records.format.writer import write_item
from onrecord.records.format.written_rows import row_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map


class Mention(NamedTuple):
    """A place that names a row of a registry: the file, the line, the section and slug of the row that names it."""

    file: str
    line: int
    section: str
    slug: str


def register(session: Session, seen: str, registry: str, slug: str, values: Mapping[str, Any]) -> str:
    """A new row of a registry; its slug comes from its name unless it is given."""
    section, path, text = _registry(session, registry)
    name = str(values.get("name") or "").strip("[] ")
    taken = [*session.state().desk.registries.known.get(registry, ()), *_released(session, section)]
    slug = slug or Slugs(taken).new(name)
    _free(session, registry, slug, "")
    row = {key: written(values[key], spec) for key, spec in section.keys.items() if values.get(key) not in (None, "")}
    session.apply(f"register {slug}", seen, {path: splices.add_row(text, None, slug, row)})
    return slug


def set_registered(session: Session, seen: str, registry: str, slug: str, key: str, value: Any) -> str:
    """A key of a row of a registry."""
    section, path, text = _registry(session, registry)
    if key not in section.keys:
        raise Problem(Finding(code="W002", message=f"{section.one} has no key “{printable(key, 40)}”", help="look at the form"))  # fmt: skip
    told = written(value, section.keys[key])
    session.apply(f"set {slug} {key}", seen, {path: splices.set_key(text, None, slug, key, told, section)})
    return slug


def mentions(session: Session, registry: str, slug: str) -> list[Mention]:
    """All places of the checkout that name a row of a registry: what renaming or merging changes."""
    found = []
    for path, text, names in _everywhere(session):
        for named in names:
            if (named.section, named.slug) == (registry, slug):
                line = text.count("\n", 0, named.node.start_mark.index) + 1
                found.append(
                    Mention(path.relative_to(session.checkout.root).as_posix(), line, named.by_section, named.by_slug)
                )
    return found


def rename(session: Session, seen: str, registry: str, slug: str, new: str) -> str:
    """A row of a registry under another slug, and so in every record and registry. Raises `Problem` (W004, R015, R016)."""
    section, _, _ = _registry(session, registry)
    if section.id_field.make_id(slug=slug) in session.released:
        raise Problem(Finding(code="W004", message=f"“{printable(slug, 60)}” stands in a release, so it can't change",
                              help="change its name, which may differ from its slug"))  # fmt: skip
    _free(session, registry, new, slug)
    texts = {path: renamed(text, names, {(registry, slug): new}) for path, text, names in _everywhere(session)}
    texts |= _told_elsewhere(session, section, slug, new)
    session.apply(f"rename {slug} to {new}", seen, _records_first(texts))
    return new


def merge(session: Session, seen: str, registry: str, slug: str, into: str) -> str:
    """One row of a registry in place of two, in every record and registry.

    What the one that stays lacks comes from the other; the other's names become aliases. A released one is retired.
    """
    section, path, _ = _registry(session, registry)
    known = session.state().desk.registries.known.get(registry, {})
    if slug not in known or into not in known or slug == into:
        raise Problem(Finding(code="W002", message=f"“{printable(slug, 60)}” and “{printable(into, 60)}” can't be one row",
                              help="choose two rows of the registry"))  # fmt: skip
    texts: dict[Path, str] = {}
    for file, text, names in _everywhere(session):
        held = [n for n in names if (n.section, n.slug) == (registry, slug)]
        texts[file] = _merged_in(session, file, text, held, registry, slug, into) if held else text
    texts[path] = _one_row(texts[path], section, slug, into)
    texts |= _told_elsewhere(session, section, slug, into)
    if section.id_field.make_id(slug=slug) in session.released:
        texts |= _retired(session, section, slug, into)
    session.apply(f"merge {slug} into {into}", seen, _records_first(texts))
    return into


# -- parts of a change ----------------------------------------------------------------------------


def _registry(session: Session, name: str) -> tuple[Section, Path, str]:
    section = session.layout.registries.get(name)
    if section is None or section.is_list:
        raise Problem(Finding(code="W002", message=f"there is no registry “{printable(name, 40)}”", help="actors or places"))  # fmt: skip
    path = session.registry_files[name]
    return section, path, session.state().texts[path] or ""


def _free(session: Session, registry: str, slug: str, but: str) -> None:
    if not re.fullmatch(SLUG, slug):
        raise Problem(Finding(code="R015", message=f"“{printable(slug, 60)}” is no slug", help="small letters, digits and hyphens"))  # fmt: skip
    taken = set(session.state().desk.registries.known.get(registry, ()))
    if slug != but and (slug in taken or slug in _released(session, session.layout.registries[registry])):
        raise Problem(Finding(code="R016", message=f"“{printable(slug, 60)}” is in {registry} already", help="choose another slug"))  # fmt: skip


def _released(session: Session, section: Section) -> list[str]:
    beginning = section.id_field.make_id(slug="")
    return [row_id.removeprefix(beginning) for row_id in session.released if row_id.startswith(beginning)]


def _everywhere(session: Session) -> Iterator[tuple[Path, str, list[Named]]]:
    """Every registry and every record of the checkout: its text, and all slugs in it."""
    for name, path in session.registry_files.items():
        text = read_text(path)
        if text is not None and not session.layout.registries[name].is_list:
            yield path, text, list(names_in_registry(read_usable("", text)[0].root, name, session.layout))
    seeds = session.checkout.seeds
    for path in sorted([*seeds.glob("*/record.yaml"), *seeds.glob("*/coders/*.yaml")]):
        text = read_text(path)
        if text is not None:
            yield path, text, list(names_in_record(read_usable("", text)[0].root, session.layout))


def _told_elsewhere(session: Session, section: Section, slug: str, new: str) -> dict[Path, str]:
    """The lists that name rows by their ids (what other collections call them), with the id that the row has then."""
    old_id, new_id = section.id_field.make_id(slug=slug), section.id_field.make_id(slug=new)
    texts = {}
    for name, registry in session.layout.registries.items():
        text = read_text(session.registry_files[name]) if registry.is_list and name != "retired" else None
        if text is not None:
            texts[session.registry_files[name]] = re.sub(
                rf"(?<![a-z0-9:-]){re.escape(old_id)}(?![a-z0-9:-])", new_id, text
            )
    return texts


def _records_first(texts: Mapping[Path, str]) -> dict[Path, str | None]:
    """Registries last: at every moment, whatever is named is there, or was there a moment ago."""
    return dict(sorted(texts.items(), key=lambda pair: len(pair[0].parts), reverse=True))


def _merged_in(session: Session, file: Path, text: str, held: list[Named], registry: str, slug: str, into: str) -> str:
    """A file in which the one row is named in place of the other; where both have anchors, in one row."""
    if file in session.registry_files.values():
        return renamed(text, [named for named in held if not named.is_key], {(registry, slug): into})
    root = read_usable("", text)[0].root
    rows = root.values.get(registry) if isinstance(root, Map) else None
    both = isinstance(rows, Map) and slug in rows.values and into in rows.values
    if not both:
        return _without_twins(renamed(text, held, {(registry, slug): into}), session, into)
    text = renamed(text, [named for named in held if not named.is_key], {(registry, slug): into})
    section = session.layout.sections[registry]
    anchors = [*_anchors(text, registry, into, section), *_anchors(text, registry, slug, section)]
    text = splices.set_key(text, registry, into, "at", list(dict.fromkeys(anchors)), section)
    return _without_twins(splices.remove_row(text, registry, slug), session, into)


def _anchors(text: str, where: str, slug: str, section: Section) -> list[str]:
    root = read_usable("", text)[0].root
    row = root.values[where].values[slug] if isinstance(root, Map) else None  # type: ignore[union-attr]
    at = row_as_written(row).get("at") if isinstance(row, Map) else None
    if isinstance(at, dict):
        at = at.get(section.main)
    return [at] if isinstance(at, str) else list(at or [])


def _without_twins(text: str, session: Session, slug: str) -> str:
    """The record in which no list names an actor twice, as it would after two have become one."""
    root = read_usable("", text)[0].root
    for name, section in session.layout.sections.items():
        rows = root.values.get(name) if isinstance(root, Map) else None
        for row_slug, row in rows.values.items() if isinstance(rows, Map) else ():
            held = row_as_written(row) if isinstance(row, Map) else {}
            for key, value in held.items():
                spec = section.keys.get(key)
                if spec is not None and spec.kind == "links" and (once := _once(value, slug)) != value:
                    text = splices.set_key(text, name, row_slug, key, written(once, spec), section)
    return text


def _once(value: Any, slug: str) -> Any:
    if isinstance(value, dict):
        return {role: _once(inner, slug) for role, inner in value.items()}
    if isinstance(value, list) and value.count(slug) > 1:
        return list(dict.fromkeys(value))
    return value


def _one_row(text: str, section: Section, slug: str, into: str) -> str:
    root = read_usable("", text)[0].root
    rows = {name: row_as_written(row) for name, row in root.values.items() if isinstance(row, Map)} if isinstance(root, Map) else {}  # fmt: skip
    gone, stays = rows.get(slug, {}), rows.get(into, {})
    for key, value in gone.items():
        spec = section.keys.get(key)
        if spec is not None and spec.kind != "words" and key not in stays and value not in (slug, into):
            text = splices.set_key(text, None, into, key, written(value, spec), section)
    words = next((key for key, spec in section.keys.items() if spec.kind == "words"), None)
    if words is not None:
        forms = [*_listed(stays.get(words)), gone.get("name"), *_listed(gone.get(words))]
        told = [
            form for form in dict.fromkeys(forms) if form and form != stays.get("name") and not form.startswith("[")
        ]
        if told != _listed(stays.get(words)):
            text = splices.set_key(text, None, into, words, told, section)
    for key, value in stays.items():
        if value in (slug, into) and section.keys.get(key) is not None and section.keys[key].kind == "reference":
            text = splices.set_key(text, None, into, key, None, section)
    return splices.remove_row(text, None, slug)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _retired(session: Session, section: Section, slug: str, into: str) -> dict[Path, str]:
    """The list of retired ids with one more. In which release it is withdrawn is for whoever makes that release."""
    registry, path = session.layout.registries["retired"], session.registry_files["retired"]
    values = {
        "id": section.id_field.make_id(slug=slug), "retired_in": session.next_version, "reason": "duplicate",
        "replaced_by": section.id_field.make_id(slug=into),
    }  # fmt: skip
    row = {key: values[key] for key in registry.keys if key in values}
    text = (read_text(path) or "").rstrip("\n")
    text = text.removesuffix("[]").rstrip("\n")
    return {path: (text + "\n" if text else "") + "\n".join(write_item(row, 0)) + "\n"}
