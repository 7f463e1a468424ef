"""The codebook page: all tables, columns, keys, rules and codes of a contract, for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.contract.model import Contract, Field, Table, Vocabulary

#: counterparts in other datasets, in the order in which they are shown
DATASETS = {"plover": "PLOVER", "cameo": "CAMEO", "acled": "ACLED", "ucdp": "UCDP GED", "factbank": "FactBank"}
_DATASET_NAMES = DATASETS | {"schema_org": "schema.org", "other": ""}


def codebook_page(contract: Contract) -> str:
    """The page as Markdown (CommonMark with tables). All text from the contract is escaped."""
    parts = [f"# Codebook of {_text(contract.properties.get('name', 'this package'))}", ""]
    if contract.properties.get("description"):
        parts += [_text(contract.properties["description"]), ""]
    parts += ["Missing means missing: an empty cell is explained in the column's description.", "", "## Tables", ""]
    parts += [f"- [{_text(t.title or n)}](#{_anchor(n)}) (`{n}`)" for n, t in contract.tables.items()]
    for table in contract.tables.values():
        parts += ["", *_table(table, contract)]
    parts += _read_in(contract.properties.get("counterparts"))
    if contract.vocabularies:
        parts += ["", "## Vocabularies"]
        for vocabulary in contract.vocabularies.values():
            parts += ["", *_vocabulary(vocabulary)]
    return "\n".join(parts) + "\n"


def _read_in(documents: Any) -> Iterator[str]:
    """Where counterparts were read, as far as a package says so."""
    if not isinstance(documents, Mapping) or not documents:
        return
    yield from (
        "",
        "## Counterparts",
        "",
        "In which documents counterparts were read; what could not be read says so.",
        "",
    )
    rows = [
        [
            str(_DATASET_NAMES.get(str(name), name)),
            *(_text(told.get(key, "")) for key in ("document", "read_on", "note")),
        ]
        for name, told in documents.items()
        if isinstance(told, Mapping)
    ]
    yield from _grid(["dataset", "document", "read on", "note"], rows)


def _table(table: Table, contract: Contract) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield _text(table.description or table.title or "")
    yield ""
    yield from _grid(
        ["column", "type", "what it says", "counterparts"],
        [[f"`{field.name}`", _type(field), _what(field), _counterparts(field.counterpart)] for field in table.fields],
    )
    rules = list(_rules(table, contract))
    if rules:
        yield ""
        yield from rules


def _type(field: Field) -> str:
    name = f"[{field.vocabulary}](#{_anchor(field.vocabulary)})" if field.vocabulary else field.type
    return f"{name}, required" if field.required else name


def _what(field: Field) -> str:
    text = f"**{_text(field.title)}.** " if field.title else ""
    text += _text(field.description or "")
    limits = [
        f"{name} `{_code(field.constraints[name])}`"
        for name in ("minimum", "maximum", "maxLength", "pattern")
        if name in field.constraints
    ]
    text += f" ({', '.join(limits)})" if limits else ""
    return text + (f" Example: `{_code(field.example)}`." if field.example is not None else "")


def _counterparts(counterpart: Mapping[str, str]) -> str:
    return "; ".join(f"{_DATASET_NAMES.get(name, name)} {_text(words)}".strip() for name, words in counterpart.items())


def _rules(table: Table, contract: Contract) -> Iterator[str]:
    if table.primary_key:
        yield f"- key: {_names(table.primary_key)}"
    for key in table.unique_keys:
        yield f"- unique: {_names(key)}"
    for foreign in table.foreign_keys:
        target = foreign.table
        link = f"[{target}](#{_anchor(target)})" if target in contract.tables else target
        yield f"- {_names(foreign.fields)} points to {link} ({_names(foreign.table_fields)})"
    for check in table.checks:
        yield f"- rule `{check.name}`: {_text(check.message)}: `{_code(check.expression)}`"


def _vocabulary(vocabulary: Vocabulary) -> Iterator[str]:
    yield f"### {vocabulary.name}"
    yield ""
    yield _text(vocabulary.description or "") + (" The order of the codes has a meaning." if vocabulary.ordered else "")
    yield ""
    used = [name for name in DATASETS if any(name in meaning for meaning in vocabulary.codes.values())]
    rows = [
        [
            f"`{code}`",
            _text(meaning.get("label", "")),
            _text(meaning.get("definition", "")),
            *(_text(meaning.get(n, "")) for n in used),
        ]
        for code, meaning in vocabulary.codes.items()
    ]
    yield from _grid(["code", "label", "definition", *(DATASETS[name] for name in used)], rows)


def _grid(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(header)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9_-]", "", name.lower())


def _text(value: Any) -> str:
    flat = " ".join(str(value).split())
    return re.sub(r"([\\*_\[\]<>|#])", r"\\\1", flat)


def _code(value: Any) -> str:
    return " ".join(str(value).split()).replace("`", "'").replace("|", "\\|")
