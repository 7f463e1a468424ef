"""What is shared between documents: `actors.yaml`, `places.yaml` and `retired.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from onrecord.contract import Contract
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.records.format import yaml_nodes
from onrecord.records.format.key_findings import bad_slug, missing_keys, unknown_keys
from onrecord.records.format.layout import Layout, Section
from onrecord.records.format.typed_values import scalar, typed
from onrecord.records.format.yaml_nodes import File, Node, Scalar, Sequence
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.values.naming_words import naming_words
from onrecord.text.document import Raw

_SLUG = re.compile(SLUG)


class KnownSlugs(dict[str, bool]):
    """Slug → whether the row has a name; `naming` holds the words by which texts can name or describe it."""

    def __init__(self) -> None:
        super().__init__()
        self.naming: dict[str, frozenset[str]] = {}


@dataclass
class Registries:
    """Rows by table (columns as lists), the slugs that records may name, and what is wrong.

    `known` is all that reading a record needs of them: slug → whether it has a name (else its `name` is a
    description in square brackets). It is small and can be sent to other processes.
    """

    rows: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    known: dict[str, dict[str, bool]] = field(default_factory=dict)
    #: table -> slug -> written forms, for the machine coder
    aliases: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_registries(files: Mapping[str, Raw], contract: Contract, layout: Layout, folder: str = "seeds") -> Registries:
    """The registries in `files` (`actors.yaml` → its bytes). A missing file is a finding; raises nothing."""
    found = Registries()
    for name, section in layout.registries.items():
        path = f"{folder}/{name}.yaml"
        rows: list[dict[str, Any]] = []
        found.aliases[name] = {}
        raw = files.get(f"{name}.yaml")
        if raw is None and section.optional:
            pass
        elif raw is None:
            found.findings.append(
                Finding(
                    code="R008",
                    file=path,
                    message="the file is missing",
                    help=f"add it, if only with  {'[]' if section.is_list else '{}'}",
                )
            )
        else:
            file = yaml_nodes.read_yaml(path, raw)
            _read(file, section, contract, rows, found)
            found.findings += file.findings
        assert section.table is not None  # noqa: S101 - every registry fills a table
        found.rows[section.table.name] = columns(rows, section.table.fields)
    return found


def _with_basis(row: dict[str, Any]) -> dict[str, Any]:
    """A country is told by a text, unless the row says otherwise."""
    if row.get("country_code") is not None:
        row.setdefault("country_basis", "text")
    return row


def columns(rows: list[dict[str, Any]], fields: tuple[Any, ...]) -> dict[str, list[Any]]:
    """Rows as columns: every field of the table, None where a row has no value."""
    return {described.name: [row.get(described.name) for row in rows] for described in fields}


def _read(file: File, section: Section, contract: Contract, rows: list[dict[str, Any]], found: Registries) -> None:
    root = file.root
    if root is None:
        found.known[section.name] = {}
    elif section.is_list:
        _list(file, section, contract, rows, found)
    elif not isinstance(root, Map):
        file.report(
            "R012",
            f"{section.name}.yaml is a map of slugs, and this is {yaml_nodes.kind(root)}",
            root,
            help="write  a-slug: {…}",
        )
        found.known[section.name] = {}
    else:
        known = found.known[section.name] = KnownSlugs()
        for slug, node in root.values.items():
            known[slug] = has_name(node)
            known.naming[slug] = _naming(node)
        for slug, key, node in root.items():
            if not _SLUG.fullmatch(slug):
                bad_slug(file, slug, key)
            elif not isinstance(node, Map):
                file.report(
                    "R012",
                    f"a row is a map of keys, and this is {yaml_nodes.kind(node)}",
                    key,
                    help=f"write  {slug}: {{name: …}}",
                )
            else:
                row = {section.id_field.name: section.id_field.make_id(slug=slug)}
                rows.append(row | registry_row(file, section, contract, node, key, found))


def has_name(node: Node) -> bool:
    """Whether a row of a registry has a name, and not only a description in square brackets."""
    name = node.values.get("name") if isinstance(node, Map) else None
    return isinstance(name, yaml.ScalarNode) and not name.value.lstrip().startswith("[")


def _known_subject(file: File, section: Section, node: Node, row: dict[str, Any], found: Registries) -> None:
    """What is known from elsewhere is known of an actor or place that there is."""
    if not section.optional:
        return
    subject = str(next(iter(row.values())) or "")
    kind, _, slug = subject.partition(":")
    known = found.known.get(f"{kind}s", {})
    if slug not in known:
        meant = did_you_mean(subject, [f"{kind}:{other}" for other in known])
        file.report("R014", f"there is no actor or place “{printable(subject, 80)}”", node,
                    help=meant or "write actor:<slug> or place:<slug> of a row of actors.yaml or places.yaml")  # fmt: skip


def _naming(node: Node) -> frozenset[str]:
    """The words of a row's name and of its written forms by which a text can name it."""
    values = node.values if isinstance(node, Map) else {}
    aliases = values.get("aliases")
    nodes = [values.get("name"), *(aliases.items if isinstance(aliases, Sequence) else [aliases])]
    kind = values.get("actor_type")
    is_person = isinstance(kind, yaml.ScalarNode) and kind.value == "person"
    return naming_words([one.value for one in nodes if isinstance(one, yaml.ScalarNode)], is_person=is_person)


def _list(file: File, section: Section, contract: Contract, rows: list[dict[str, Any]], found: Registries) -> None:
    if not isinstance(file.root, Sequence):
        file.report(
            "R012", f"{section.name}.yaml is a list, and this is a map", file.root, help="begin each row with “- ”"
        )
        return
    seen: dict[str, Node] = {}
    for item in file.root.items:
        if not isinstance(item, Map):
            file.report(
                "R012",
                f"a row is a map of keys, and this is {yaml_nodes.kind(item)}",
                item,
                help="write  - {id: …, reason: …}",
            )
            continue
        row = registry_row(file, section, contract, item, next(iter(item.keys.values()), item), Registries())
        assert section.table is not None  # noqa: S101 - every registry fills a table
        id_ = " ".join(str(row[name]) for name in section.table.primary_key if row.get(name))
        node = item.values.get(next(iter(section.keys)))
        if node is not None and id_ in seen:
            file.report("R016", f"“{printable(id_, 80)}” stands twice in {section.name}.yaml", node,
                        notes=(file.note("it stands here first", seen[id_]),), help="keep one of the two")  # fmt: skip
        elif node is not None and id_:
            seen[id_] = node
            _known_subject(file, section, node, row, found)
        rows.append(row)


def registry_row(
    file: File, section: Section, contract: Contract, node: Map, key: Scalar | Node, found: Registries
) -> dict[str, Any]:
    """The columns of one row; its written forms go to `found.aliases`, references are looked up in `found.known`."""
    slug = key.value if isinstance(key, yaml.ScalarNode) else ""
    unknown_keys(file, node, section.keys, section.one)
    missing_keys(file, node, section.required, f"{section.one} “{slug}”" if not section.is_list else "the row", key)
    row: dict[str, Any] = {}
    for name, value in node.values.items():
        spec = section.keys.get(name)
        if spec is None:
            continue
        if spec.kind == "words":
            items = value.items if isinstance(value, Sequence) else [value]
            forms = [scalar(file, name, item) for item in items]
            found.aliases.setdefault(section.name, {})[slug] = [form for form in forms if form]
        elif spec.kind == "reference":
            row[spec.column or name] = _reference(file, section, name, value, found)
        else:
            row[spec.column or name] = typed(file, name, value, spec.described, contract)
    return _with_basis(row)


def _reference(file: File, section: Section, name: str, node: Node, found: Registries) -> str | None:
    text = scalar(file, name, node)
    if text is None:
        return None
    known = found.known[section.name]
    if text in known:
        return section.id_field.make_id(slug=text)
    help_ = did_you_mean(text, known) or f"add it to {file.name}"
    file.report("R014", f"there is no {section.one} “{printable(text, 80)}”", node, help=help_)
    return None
