"""What a language model needs to record a document: rules, codes, registries, numbered sentences, and a JSON Schema.

No service is called here: people paste it, or send it with a program of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.contract import Contract
from onrecord.records.coders.coder_records import Desk
from onrecord.records.format.json_schema import json_schemas
from onrecord.records.format.layout import Layout
from onrecord.text.document import Document

_RULES = """\
You record what a news article says, as rows that anyone can check against its words.
- Answer with one JSON object that keeps the JSON Schema below, and nothing else.
- `at` holds the article's own words, copied letter for letter, never paraphrased, never translated. Where the words
  stand more than once, write words around them and mark the ones that are meant: around [[these]] words.
- Record only what the article says. Numbers as printed, dates in EDTF (ISO 8601-2), nobody merged on outside knowledge.
- Name actors and places by the ids of the registries below. One that is not there goes into `new_actors` or `new_places`
  with an id of small letters and hyphens, and is named by that id.
- A row that you are not sure of is left out. Every row will be checked: words that are not in the article, and values
  that their words don't bear out, are refused and counted."""
#: keys of a JSON Schema that a model needs; descriptions would make it several times as long
_LEFT_OUT = frozenset({"description", "title", "examples", "default", "$comment"})


def prompt_of(desk: Desk, slug: str) -> str:
    """The prompt for a document, in Markdown. Raises `Problem` (R008) when there is no such document."""
    document, _, _ = desk.source(slug)
    manual = desk.checkout.root / "docs" / "coding.md"
    parts = [
        _RULES,
        *([f"# Coding manual\n\n{manual.read_text(encoding='utf-8')}"] if manual.is_file() else []),
        f"# Codes\n\n{_codes(desk.contract, desk.layout)}",
        f"# Registries\n\n{_registries(desk)}",
        f"# JSON Schema of the answer\n\n```json\n{json.dumps(answer_schema(desk.contract, desk.layout), separators=(',', ':'))}\n```",
        f"# The article, sentence by sentence\n\n{_sentences(document)}",
    ]
    return "\n\n".join(parts) + "\n"


def answer_schema(contract: Contract, layout: Layout) -> dict[str, Any]:
    """The JSON Schema of an answer: a list of rows for each section of a record, each row with an `id`."""
    schemas = json_schemas(contract, layout)
    record, proposals = schemas["record.schema.json"], schemas["proposals.schema.json"]
    properties = {}
    for name in (*layout.proposals.new, *layout.sections):
        of = record if name in record["properties"] else proposals
        row = _small(of["properties"][name]["additionalProperties"])
        row["properties"] = {"id": {"type": "string"}, **row["properties"]}
        row["properties"].pop("on_purpose", None)
        row["required"] = ["id", *row.get("required", ())]
        properties[name] = {"type": "array", "items": row}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _small(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: {name: _small(inner) for name, inner in value.items()} if key == "properties" else _small(value)
            for key, value in schema.items()
            if key not in _LEFT_OUT
        }
    return [_small(inner) for inner in schema] if isinstance(schema, list) else schema


def _codes(contract: Contract, layout: Layout) -> str:
    """The codes that rows may hold, each with its label."""
    fields = [key.described for section in layout.sections.values() for key in section.keys.values() if key.described]
    used = {field.vocabulary for field in fields if field.vocabulary}
    used |= {"actor_type", "place_type"}
    lines = []
    for name in sorted(used):
        codes = [f"`{code}` {told['label']}" for code, told in contract.vocabularies[name].codes.items()]
        lines.append(f"- {name}: {', '.join(codes)}")
    return "\n".join(lines)


def _registries(desk: Desk) -> str:
    rows = desk.registries.rows
    return "\n\n".join(
        f"{table}:\n" + "\n".join(_named(table, rows[table], desk.registries.aliases.get(table, {})))
        for table in ("actors", "places")
    )


def _named(table: str, columns: Mapping[str, Any], aliases: Mapping[str, Any]) -> Iterator[str]:
    ids = columns[f"{table[:-1]}_id"]
    for row_id, name in zip(ids, columns["name"], strict=True):
        slug = str(row_id).rsplit(":", 1)[-1]
        forms = ", ".join(form for form in aliases.get(slug, ()) if form != name)
        yield f"- `{slug}`: {name}" + (f" ({forms})" if forms else "")


def _sentences(document: Document) -> str:
    spans = document.sentences
    return "\n".join(
        f"{number}. {' '.join(document.text[span.start : span.end].split())}" for number, span in enumerate(spans, 1)
    )
