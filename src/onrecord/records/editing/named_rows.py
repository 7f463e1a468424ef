"""Which actor or place words name: one that the record anchors there, or the one that the registry calls so."""

from __future__ import annotations

from onrecord.records.format.layout import Layout
from onrecord.records.record import Record
from onrecord.records.registry import Registries
from onrecord.text.document import Document, Span


def named_row(
    registry: str, span: Span, document: Document, record: Record, registries: Registries, layout: Layout
) -> str | None:
    """The slug, or None when the words name nobody, or several."""
    beginning = layout.registries[registry].id_field.make_id(slug="")
    here = {
        row_id.removeprefix(beginning)
        for row_id, parts in record.parts.items()
        if row_id.startswith(beginning) and any(s.start < span.end and span.start < s.end for _, s in parts)
    }
    if not here:
        here = called_so(registry, document.text[span.start : span.end], registries, layout)
    return here.pop() if len(here) == 1 else None


def called_so(registry: str, words: str, registries: Registries, layout: Layout) -> set[str]:
    """The slugs of the rows of a registry with these words for a name or alias."""
    columns = registries.rows.get(registry, {})
    ids = columns.get(layout.registries[registry].id_field.name, ())
    slugs = [str(row_id).rsplit(":", 1)[-1] for row_id in ids]
    aliases = registries.aliases.get(registry, {})
    return {
        slug
        for slug, name in zip(slugs, columns.get("name", ()), strict=False)
        if any(form and plain(form) == plain(words) for form in (name, *aliases.get(slug, ())))
    }


def plain(form: str) -> str:
    """A form of words without its capitals and its white space."""
    return " ".join(form.split()).casefold()
