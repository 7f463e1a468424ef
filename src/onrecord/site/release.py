"""A release as its pages see it: rows with their names, codes in words, and texts as far as they may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from onrecord.package.read import Package
from onrecord.site.guard import SourceWords, within_budget
from onrecord.site.places import address, anchor_of, page_of, table_page
from onrecord.site.rows import Row, Rows
from onrecord.site.wording import Codes, month
from onrecord.text.masked import MaskedText

#: gives the text of a source by its id and SHA-256, or None where the text is not at hand
TextOf = Callable[[str, str], str | None]
#: rights under which a text is shown in full
OPEN = ("open_licence", "public_domain")


def no_text(_source: str, _sha256: str) -> str | None:
    """Where no text is at hand."""
    return None


class Release:
    """A package with what pages ask of it. Everything is looked up in `rows`; `texts` holds the last few sources."""

    def __init__(self, package: Package, text_of: TextOf = no_text, earlier: Sequence[Package] = ()) -> None:
        self.package = package
        #: what each release changed, the oldest first, up to this one: version and rows
        self.changes = [(p.version, Rows(p)) for p in (*earlier, package)]
        self.rows = Rows(package)
        self.codes = Codes(package.contract)
        self.version = package.version
        self._text_of = text_of
        self.text = lru_cache(64)(self._text)
        self.label = lru_cache(4096)(self._label)
        self.reference = lru_cache(32_768)(self._reference)
        self.guarded = lru_cache(64)(self._guarded)

    @property
    def title(self) -> str:
        """What the package calls itself."""
        return str(self.package.descriptor.get("title") or self.package.descriptor.get("name") or "Data package")

    @property
    def name(self) -> str:
        """The package's short name."""
        return str(self.package.descriptor.get("name") or self.package.folder.name)

    @cached_property
    def is_news(self) -> bool:
        """Whether it holds the tables of news records; any other package gets pages of its tables alone."""
        return all(self.rows.has(name) and self.rows.key_of(name) for name in ("sources", "events", "mentions"))

    def _text(self, source_id: str) -> MaskedText:
        source = self.rows.row("sources", source_id) or {}
        text = self._text_of(source_id, str(source.get("text_sha256")))
        mentions = self.mentions_in(source_id)
        shown = [(m["char_start"], m["exact"]) for m in mentions if m.get("exact")]
        title = source.get("title")
        if text is not None and title and (at := text.find(title)) >= 0:
            shown.append((at, title))
        length, is_open = int(source.get("text_chars") or 0), source.get("rights_status") in OPEN
        if self.budget and not is_open:
            shown = within_budget(shown, length, *self.budget, always=str(title or ""))
        quoted = [(m["char_start"], m["char_end"]) for m in mentions if m["field"] == "quotes.quoted"]
        return MaskedText(length, shown, text, is_open=is_open, quoted=quoted)

    @cached_property
    def budget(self) -> tuple[float, int] | None:
        """The share of a text in copyright that may be shown, and the longest run of characters."""
        budget = self.rows.contract.properties.get("rightsBudget")
        return (float(budget["share"]), int(budget["longestRun"])) if isinstance(budget, Mapping) else None

    def _guarded(self, source_id: str) -> SourceWords | None:
        """The words of a text in copyright that is at hand; None for all others."""
        row, text = self.rows.row("sources", source_id) or {}, self.text(source_id).text
        return SourceWords(text) if text is not None and row.get("rights_status") not in OPEN else None

    def mentions_in(self, source_id: str) -> list[Row]:
        """The mentions in a text, in its order."""
        found = self.rows.by("mentions", "source_id", source_id)
        return sorted(found, key=lambda m: (m["char_start"], -m["char_end"], m["mention_id"]))

    def mentions_of(self, row_id: Any, *parts: str) -> list[Row]:
        """The mentions that state a row (or these parts of it), in the order of the text."""
        found = [m for m in self.rows.by("mentions", "subject_id", row_id) if not parts or m["field"] in parts]
        return sorted(found, key=lambda m: (m["source_id"], m["char_start"], -m["char_end"]))

    def _label(self, table: str, row_id: Any) -> str:
        return readable_label(self.rows.label(table, row_id) or str(row_id))

    def _reference(self, table: str, row_id: Any) -> tuple[str | None, str]:
        """The label of a row, if it has one, and what leads to it."""
        return self.rows.label(table, row_id), self.link(table, row_id)

    def short_source(self, source_id: Any) -> str:
        """A source by its publisher and month, or by its headline."""
        row = self.rows.row("sources", source_id) or {}
        first = row.get("date_published") or row.get("date_published_earliest")
        last = row.get("date_published") or row.get("date_published_latest")
        when = month(first, last)
        return f"{row['publisher']}{when and ', ' + when}" if row.get("publisher") else self.label("sources", source_id)

    def code(self, table: str, column: str, code: Any) -> tuple[str, str]:
        """Label and definition of a code in a column."""
        field = self.rows.fields(table).get(column)
        vocabulary = field.vocabulary if field and field.vocabulary else column
        return self.codes.label(vocabulary, code), self.codes.definition(vocabulary, code)

    def row_link(self, table: str, row_id: Any) -> str:
        """What leads to a row in its table, from the folder of the release. `table_place` knows large tables better."""
        return f"{table_page(table)}#{anchor_of(row_id)}"

    def link(self, table: str, row_id: Any) -> str:
        """What leads to a row: its own page, or else its place in its table."""
        return page_of(table, row_id) or self.row_link(table, row_id)

    def source_address(self, source: Row) -> str | None:
        """Where a source was read, when that is an address of the web."""
        return address(source.get("url"))


def readable_label(label: str) -> str:
    """A label as people read it: descriptions of actors and places without a name lose their square brackets.

    >>> readable_label("[most analysts]"), readable_label("Dmitry Peskov")
    ('Most analysts', 'Dmitry Peskov')
    """
    if not (label.startswith("[") and label.endswith("]") and len(label) > 2):
        return label
    return label[1].upper() + label[2:-1]
