"""The pages of a release, one function for each kind: a view made, a template filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.site.linked_data import event_claims, quotation
from onrecord.site.places import name_of, page_of, table_page
from onrecord.site.render import Meta, Renderer, linked_data
from onrecord.site.views.actor import actor_page
from onrecord.site.views.article import article_page
from onrecord.site.views.card import Card, embedding, event_card, figure_card, quote_card
from onrecord.site.views.codebook import vocabularies
from onrecord.site.views.data import claims_csv, event_json
from onrecord.site.views.event import event_page
from onrecord.site.views.lists import changes, figures_pages, timeline_pages
from onrecord.site.views.parts import code
from onrecord.site.views.table import rows_script, table_pages


def write_article(to: Renderer, source_id: str) -> None:
    """The page of an article, and the cards of its quotes and figures."""
    release = to.release
    row = release.rows.row("sources", source_id)
    if row is None:
        return
    page = article_page(release, row)
    meta = Meta(
        page.title, f"{page.publisher or ''} {page.published}: who says what, and on which words it rests".strip()
    )
    to.page(page.path, "article.html", meta, [source_id], page=page, scale=_scale(to))
    for quote in page.quotes:
        data = linked_data(quotation(release, quote, row))
        _write_card(to, quote_card(quote, f"{page.path}#{quote.anchor}"), [source_id], data)
    for figure in page.figures:
        _write_card(to, figure_card(figure, f"{page.path}#{figure.anchor}"), [source_id])


def write_event(to: Renderer, event_id: str) -> None:
    """The page of an event, its card and the data behind it."""
    release = to.release
    row = release.rows.row("events", event_id)
    if row is None:
        return
    page = event_page(release, row)
    sources = [claim["source_id"] for claim in release.rows.by("event_claims", "event_id", event_id)]
    sources += [mention["source_id"] for mention in release.mentions_of(event_id)]
    card = event_card(page)
    stem = page.path.removesuffix(".html")
    address = f"{to.frame.url}{to.frame.folder}/" if to.frame.url else "../" * page.path.count("/")
    to.page(
        page.path, "event.html", Meta(page.label, page.summary, linked_data=linked_data(event_claims(page))), sources,
        page=page, embed=embedding(card, address),
        data={"csv": f"{stem.rsplit('/', 1)[-1]}.csv", "json": f"{stem.rsplit('/', 1)[-1]}.json"},
    )  # fmt: skip
    to.text(f"{stem}.csv", claims_csv(release, page), sources)
    to.text(f"{stem}.json", event_json(release, page, row), sources)
    _write_card(to, card, sources)


def write_actor(to: Renderer, actor_id: str) -> None:
    """The page of an actor."""
    release = to.release
    row = release.rows.row("actors", actor_id)
    if row is None:
        return
    page = actor_page(release, row)
    quoted = (
        release.rows.row("quotes", q["quote_id"]) for q in release.rows.by("quote_speakers", "actor_id", actor_id)
    )
    figures = release.rows.by("figures", "claimant_id", actor_id)
    addressed = release.rows.by("quotes", "addressee_id", actor_id)
    sources = [one["source_id"] for one in (*quoted, *figures, *addressed) if one]
    to.page(page.path, "actor.html", Meta(page.name, page.summary), sources, page=page)


def write_table(to: Renderer, name: str, wanted: Sequence[int]) -> None:
    """Pages of a table; with the first come all its rows for the sorter, where a browser can sort them."""
    release = to.release
    anchors = {vocabulary: name_of(vocabulary) for vocabulary in release.rows.contract.vocabularies}
    for page in table_pages(release, name, wanted):
        meta = Meta(page.title, page.description, section="tables.html")
        to.page(table_page(name, page.page), "table.html", meta, page=page, anchors=anchors)
        if page.page == 1 and page.is_sortable:
            everything = table_pages(release, name, range(1, page.pages + 1))
            to.text(f"tables/{name_of(name)}.rows.js", rows_script(name, list(everything)))


def write_lists(to: Renderer, charts: dict[str, Any]) -> None:
    """The timeline, the figures, the codebook, the changes."""
    release = to.release
    if release.is_news:
        for events in timeline_pages(release):
            path = "timeline.html" if events.page == 1 else f"timeline.{events.page}.html"
            meta = Meta("Timeline", "All events between the bounds of their dates", section="timeline.html")
            drawn = charts if events.page == 1 else {"timeline": None, "map": None}
            to.page(path, "timeline.html", meta, page=events, charts=drawn, scale=_scale(to))
        for figures in figures_pages(release) if release.rows.has("figures") else ():
            path = "figures.html" if figures.page == 1 else f"figures.{figures.page}.html"
            meta = Meta("Figures", "Every number as it was told, with its bounds", section="figures.html")
            to.page(path, "figures.html", meta, page=figures, charts=charts if figures.page == 1 else {"figures": None})
    if release.rows.contract.vocabularies:
        meta = Meta("Codebook", "What every code means", section="codebook.html")
        to.page("codebook.html", "codebook.html", meta, page={"vocabularies": vocabularies(release)})
    meta = Meta("Changes", "What each release changed, and why", section="changes.html")
    to.page("changes.html", "changes.html", meta, page={"releases": changes(release)})


def search_entries(to: Renderer) -> Iterable[tuple[str, str, str, str]]:
    """What the search of a release finds: title, kind, address from the folder of the site, further words."""
    release, folder = to.release, to.frame.folder
    for table, kind in (("events", "event"), ("actors", "actor"), ("sources", "article")):
        label = release.rows.labels.get(table)
        key = release.rows.key_of(table) if release.is_news else None
        if not key or not label:
            continue
        for row in release.rows.all(table):
            yield (
                str(row.get(label) or row[key]),
                f"{kind} · {release.version}",
                f"{folder}/{page_of(table, row[key])}",
                str(row.get("note") or ""),
            )
    for name, table_ in release.rows.contract.tables.items():
        words = " ".join(field.name for field in table_.fields)
        yield table_.title or name, f"table · {release.version}", f"{folder}/{table_page(name)}", words
    for name, vocabulary in release.rows.contract.vocabularies.items():
        yield (
            vocabulary.title or name,
            f"codes · {release.version}",
            f"{folder}/codebook.html#{name_of(name)}",
            " ".join(vocabulary.codes),
        )


def _write_card(to: Renderer, card: Card, sources: list[str], data: Any = None) -> None:
    to.page(card.path, "card.html", Meta(card.title, card.description, linked_data=data), sources, page=card)


def _scale(to: Renderer) -> list[Any]:
    """Five degrees with their labels, for readers of screens."""
    stances = to.release.codes.stances()
    return [code(to.release, "event_claims", "factuality", one) for one in stances]
