"""From views to files: templates filled in, everything escaped, every file told to the guard of the rights budget."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem
from onrecord.site.guard import merged, over_budget, text_of_page
from onrecord.site.release import Release
from onrecord.site.views.parts import Link
from onrecord.site.views.table import Cell, Column

#: what pages may load: style, scripts and pictures of the same site, nothing else
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


class NavItem(NamedTuple):
    """An entry of the navigation; its address begins at the folder of the release or of the site."""

    text: str
    href: str
    in_release: bool = True


@dataclass(frozen=True)
class SiteFrame:
    """What all pages of a release's part of a site share."""

    name: str
    title: str
    version: str
    folder: str
    nav: tuple[NavItem, ...]
    licences: tuple[Link, ...] = ()
    has_feed: bool = False
    #: the address at which the site will stand, ending in a slash; addresses in cards and previews begin with it
    url: str | None = None
    has_image: bool = False
    #: where the newest release of the site stands, for pages of older ones
    newest: Link | None = None


@dataclass(frozen=True)
class Meta:
    """What a page tells programs: title and description for previews, linked data, its section of the navigation."""

    title: str
    description: str = ""
    section: str = ""
    linked_data: Any = None
    url: str | None = None
    image: str | None = None
    newer: Link | None = None


@lru_cache(1)
def environment() -> Any:
    """Jinja2 with everything escaped and unknown names as errors. Raises `Problem` (W033) where it is not installed."""
    try:
        import jinja2
    except ImportError:
        help_ = "pip install 'onrecord[site]'"
        raise Problem(Finding(code="W033", message="pages need Jinja2, which is not installed", help=help_)) from None
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"inline": inline, "cells": cells}
    return made


def inline(text: Any) -> Any:
    """Text in which words between backticks are code, as descriptions of the contract and notes have them."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def cells(values: Sequence[Cell], columns: Sequence[Column], root: str) -> Any:
    """The cells of a table's row: tables are long, and a template would take five times as long for them."""
    from markupsafe import Markup, escape

    made = []
    for value, column in zip(values, columns, strict=False):
        text = escape(value.text)
        if value.href:
            href = escape(f"{root}{value.href}" if column.points_to else value.href)
            text = Markup(f'<a href="{href}" title="{text}">{escape(value.label) if value.label else text}</a>')  # noqa: S704 - escaped above
        elif value.label:
            text = Markup(f'<span title="{escape(value.label)}">{text}</span>')  # noqa: S704 - escaped above
        made.append(f'<td class="n">{text}</td>' if column.is_number else f"<td>{text}</td>")
    return Markup("".join(made))  # noqa: S704 - escaped above


def safe(text: str) -> Any:
    """Text that is HTML already, such as a chart that vl-convert drew."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - drawn by a library that escapes what it draws


def linked_data(value: Any) -> Any:
    """JSON-LD that can stand in a script element: no `<` can end it."""
    return safe(json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c").replace("&", "\\u0026"))


@dataclass
class Renderer:
    """Writes the files of a release's part of a site and measures what they show of texts in copyright."""

    root: Path
    frame: SiteFrame
    release: Release
    #: stretches of texts in copyright that were shown, by source
    shown: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    files: int = 0
    _folders: set[Path] = field(default_factory=set)
    pages: int = 0

    def page(self, path: str, template: str, meta: Meta, sources: Iterable[str] = (), **views: Any) -> None:
        """Write a page; `path` begins at the folder of the release. `sources` are those whose words it may show."""
        depth = path.count("/")
        html = (
            environment()
            .get_template(template)
            .render(
                site=self.frame,
                meta=self._meta(path, meta),
                csp=POLICY,
                root="../" * depth,
                top="../" * (depth + self.frame.folder.count("/") + 1),
                **views,
            )
        )
        self.text(path, html, sources, page=text_of_page(html) if sources else "")

    def text(self, path: str, content: str, sources: Iterable[str] = (), page: str | None = None) -> None:
        """Write a file of the release. `page` is what it says, where that is not its content."""
        target = self.root / self.frame.folder / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        target.write_text(content, encoding="utf-8", newline="\n")
        self.files += 1
        self.pages += path.endswith(".html")
        for source in dict.fromkeys(sources):
            self._measure(path, source, content if page is None else page)

    def _measure(self, path: str, source: str, page: str) -> None:
        words, budget = self.release.guarded(source), self.release.budget
        if words is None or budget is None:
            return
        shown = [*words.repeated_in(page), *(self.release.text(source).shown if path.startswith("articles/") else ())]
        spans = merged(shown)
        self.findings += over_budget(source, words.length, spans, budget, path)
        self.shown[source] = merged([*self.shown.get(source, ()), *spans])

    def together(self) -> list[Finding]:
        """What all pages together show beyond the budget."""
        budget = self.release.budget
        if budget is None:
            return []
        lengths = {s: int((self.release.rows.row("sources", s) or {}).get("text_chars") or 1) for s in self.shown}
        return [
            finding
            for source, spans in self.shown.items()
            for finding in over_budget(source, lengths[source], spans, budget, "the pages together")
        ]

    def _meta(self, path: str, meta: Meta) -> Meta:
        url = self.frame.url
        if self.frame.newest and not meta.newer:
            meta = replace(meta, newer=self.frame.newest)
        if not url:
            return meta
        image = f"{url}{self.frame.folder}/preview.png" if self.frame.has_image else None
        return replace(meta, url=f"{url}{self.frame.folder}/{path}", image=meta.image or image)
