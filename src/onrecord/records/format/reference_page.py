"""The page on records: every key that people write, made from the layout and the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onrecord.contract import Contract
from onrecord.records.format.layout import Key, Layout, Section

_INTRODUCTION = """\
# What people write

A document is a folder in `seeds/` with three files: `text.txt`, the text as received; `source.yaml`, what is known of
it; `record.yaml`, what it says. Actors and places are shared by all documents: `actors.yaml` and `places.yaml`;
what is known of them from elsewhere stands in `identifiers.yaml` and `coordinates.yaml`, withdrawn ids in `retired.yaml`. Codes are explained in the codebook of a release, or by
`onrecord codebook VOCABULARY`.

Every value is text until the column that it fills gives it a type, so `no` and `12:30` stay what they are. Dates are
EDTF (ISO 8601-2): `2021-04-13`, `2021-04`, `2014`; `[2021-04-12..2021-04-30]` for some day between the two,
`[..2021-04-30]` for some day up to then; `2014/..` or `2021-04-12/2021-04-30` for what lasts all the while.

An anchor (`at`) is the article's own words. Any run of white space matches any other; nothing else is forgiven. When
the words occur more than once, write words around them and mark the ones that are meant: `around [[these]] words`. A
row's parts can be anchored one by one, each by one anchor or a list; a plain anchor stands for the main part. Another
part is first looked for inside the words of the main part.
"""

_KINDS = {
    "edtf": "EDTF date",
    "reference": "slug in {to}",
    "anchor": "words of the article",
    "lines": "zone: [lines]",
    "words": "text or [texts]",
    "exceptions": "code of a rule: reason",
}


def records_page(contract: Contract, layout: Layout) -> str:
    """The page as Markdown."""
    parts = [_INTRODUCTION, "\n## record.yaml\n\nAt the top:\n\n", *_keys(layout.header, contract)]
    for section in [*layout.sections.values(), layout.left_out]:
        parts += ["\n", *_section(f"### {section.name}", section, contract)]
    told = layout.proposals
    parts += [f"\n## coders/machine.yaml\n\n{_flat(told.description)}\n\n", *_keys(told.keys, contract)]
    parts += ["\n", *_section("## source.yaml", layout.source, contract)]
    for name, section in layout.registries.items():
        parts += ["\n", *_section(f"## {name}.yaml", section, contract)]
    return "".join(parts)


def _section(heading: str, section: Section, contract: Contract) -> Iterator[str]:
    yield f"{heading}\n\n"
    if section.description:
        yield f"{_flat(section.description)}\n\n"
    if len(section.parts) > 1:
        others = ", ".join(f"`{part}`" for part in section.parts if part != section.main)
        yield f"Parts that can be anchored: `{section.main}` (the main one), {others}.\n\n"
    yield from _keys(section.keys, contract)


def _keys(keys: Mapping[str, Key], contract: Contract) -> Iterator[str]:
    yield "| key | value | |\n|---|---|---|\n"
    for name, key in keys.items():
        value = _links(key) or _KINDS.get(key.kind, "").format(to=key.to) or _type(key, contract)
        needed = ", required" if key.required else ""
        yield f"| `{name}` | {value}{needed} | {_flat(key.described.description or '')} |\n"


def _links(key: Key) -> str:
    if key.kind != "links":
        return ""
    one = (key.to or "").removesuffix("s")
    with_role, without = f"role: {one} or [{one}s]", f"{one} or [{one}s]"
    if not key.roles:
        return without
    return f"{without}, or {with_role}" if key.role else with_role


def _type(key: Key, contract: Contract) -> str:
    vocabulary = key.described.vocabulary
    return (
        f"code of `{vocabulary}`"
        if vocabulary in contract.vocabularies
        else key.described.type.replace("string", "text")
    )


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
