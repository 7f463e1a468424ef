"""The first page of a release: what it holds in one look, how it was checked, what changed, how to get and cite it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from onrecord.history.citation import apa, bibtex
from onrecord.package.read import Package
from onrecord.site.places import address, page_of, table_page
from onrecord.site.release import Release
from onrecord.site.rows import Row
from onrecord.site.views.event import Stance
from onrecord.site.views.parts import Code, Link, code, link
from onrecord.site.wording import many

#: speakers, events and articles that the first page names
_SPEAKERS, _DISPUTED, _ARTICLES = 12, 8, 12


class Count(NamedTuple):
    """How many rows a table has, in words that people use."""

    rows: int
    noun: str
    href: str


class Speaker(NamedTuple):
    """Who is quoted, how often in quotation marks and how often indirectly; widths are shares of the longest bar."""

    who: Link
    direct: int
    indirect: int
    direct_width: float
    indirect_width: float


class Disputed(NamedTuple):
    """An event that several hold something of, with the number of claims in each degree."""

    event: Link
    degrees: tuple[int, int, int, int, int]
    aside: int
    claims: int


class File(NamedTuple):
    """A file of the release for download."""

    name: str
    href: str | None
    size: int
    rows: int | None
    sha256: str


class Edition(NamedTuple):
    """A release in the list of releases; `href` from the folder of the site, None where this site doesn't hold it."""

    version: str
    day: str
    href: str | None
    is_this: bool


class Checked(NamedTuple):
    """What was verified when the page was made."""

    ok: bool
    lines: tuple[str, ...]
    problems: tuple[str, ...]


class TableLine(NamedTuple):
    """A table of the release."""

    name: str
    title: str
    description: str
    rows: int
    href: str


@dataclass(frozen=True)
class Overview:
    """All that the first page of a release shows."""

    title: str
    name: str
    description: str
    version: str
    day: str
    counts: tuple[Count, ...]
    tables: tuple[TableLine, ...]
    speakers: tuple[Speaker, ...]
    disputed: tuple[Disputed, ...]
    scale: tuple[Code, ...]
    articles: tuple[Link, ...]
    more_articles: int
    checked: Checked
    changed: tuple[tuple[str, int], ...]
    files: tuple[File, ...]
    citation: str
    bibtex: str
    licences: tuple[Link, ...]
    editions: tuple[Edition, ...]
    is_news: bool


def overview(
    release: Release, day: date | None, checked: Checked, files: Iterable[File], editions: Sequence[Edition]
) -> Overview:
    """What the first page of a release shows."""
    described = release.package.descriptor | {"version": release.version or "unreleased"}
    when = day or date.min
    sources = [row["source_id"] for row in release.rows.all("sources")] if release.is_news else []
    return Overview(
        title=release.title,
        name=release.name,
        description=str(described.get("description") or ""),
        version=release.version,
        day=day.isoformat() if day else "",
        counts=tuple(_counts(release)),
        tables=tuple(table_lines(release)),
        speakers=tuple(_speakers(release)) if release.is_news else (),
        disputed=tuple(_disputed(release)) if release.is_news else (),
        scale=tuple(code(release, "event_claims", "factuality", one) for one in release.codes.stances()),
        articles=tuple(link(release, "sources", one) for one in sources[:_ARTICLES]),
        more_articles=max(0, len(sources) - _ARTICLES),
        checked=checked,
        changed=tuple(_changed(release)),
        files=tuple(files),
        citation=apa(described, when) if day else "",
        bibtex=bibtex(described, when) if day else "",
        licences=tuple(licences_of(described)),
        editions=tuple(editions),
        is_news=release.is_news,
    )


_NOUNS = {"sources": "article", "events": "event", "event_claims": "claim", "quotes": "quote", "figures": "figure",
          "actors": "actor"}  # fmt: skip


def _counts(release: Release) -> Iterable[Count]:
    pages = {"events": "timeline.html", "figures": "figures.html"}
    shown = {t: n for t, n in _NOUNS.items() if release.is_news and release.rows.has(t)} or dict.fromkeys(
        list(release.rows.contract.tables)[:6], ""
    )
    for table, noun in shown.items():
        count = release.rows.count(table)
        words = many(count, noun).split(" ", 1)[1] if noun else str(release.rows.contract.tables[table].title or table)
        yield Count(count, words, pages.get(table, table_page(table)))


def table_lines(release: Release) -> Iterable[TableLine]:
    """The tables of a release in a line each."""
    for name, table in release.rows.contract.tables.items():
        yield TableLine(name, table.title or name, table.description or "", release.rows.count(name), table_page(name))


def _speakers(release: Release) -> Iterable[Speaker]:
    direct: Counter[Any] = Counter()
    indirect: Counter[Any] = Counter()
    said = [row for row in release.rows.all("quotes") if row.get("polarity") in (None, "said")]
    kinds = {row["quote_id"]: row.get("quote_type") for row in said}
    for row in release.rows.all("quote_speakers"):
        if row["quote_id"] not in kinds:
            continue
        (indirect if kinds.get(row["quote_id"]) == "indirect" else direct)[row["actor_id"]] += 1
    both = direct + indirect
    most = max(both.values(), default=1)
    ranked = sorted(both, key=lambda who: (-both[who], -direct[who], release.label("actors", who)))
    for who in ranked[:_SPEAKERS]:
        widths = (round(100 * direct[who] / most, 1), round(100 * indirect[who] / most, 1))
        yield Speaker(link(release, "actors", who), direct[who], indirect[who], *widths)


def _disputed(release: Release) -> Iterable[Disputed]:
    """The events on which those who speak differ most; of equals those with more claims."""
    found: dict[Any, list[Row]] = {}
    for row in release.rows.all("event_claims"):
        found.setdefault(row["event_id"], []).append(row)
    spread: list[tuple[int, int, str, Any]] = []
    for event, claims in found.items():
        degrees = [d for d in (release.codes.degree(c.get("factuality")) for c in claims) if d is not None]
        if len(claims) > 1:
            spread.append((-(max(degrees) - min(degrees)) if degrees else 0, -len(claims), str(event), event))
    for *_, event in sorted(spread)[:_DISPUTED]:
        yield disputed(release, event, found[event])


def disputed(release: Release, event: Any, claims: Sequence[Row]) -> Disputed:
    """How many claims of an event have which degree."""
    degrees = Counter(release.codes.degree(claim.get("factuality")) for claim in claims)
    counts = tuple(degrees[at] for at in range(5))
    return Disputed(Link(release.label("events", event), page_of("events", event)), counts, degrees[None], len(claims))  # type: ignore[arg-type]


def stance_counts(stances: Sequence[Stance]) -> tuple[int, ...]:
    """The number of claims in each of five degrees."""
    counts = [0] * 5
    for stance in stances:
        if stance.degree is not None:
            counts[stance.degree] += len(stance.claims)
    return tuple(counts)


def _changed(release: Release) -> Iterable[tuple[str, int]]:
    """Rows that this release changed, by table."""
    rows = release.changes[-1][1]
    tables: dict[str, set[Any]] = {}
    for row in rows.all("changes"):
        tables.setdefault(str(row["table"]), set()).add(row["id"])
    return [(table, len(ids)) for table, ids in sorted(tables.items())]


def licences_of(described: Any) -> Iterable[Link]:
    for licence in described.get("licenses", []):
        if isinstance(licence, dict):
            yield Link(
                str(licence.get("title") or licence.get("name") or licence.get("path")), address(licence.get("path"))
            )


def checked_package(package: Package) -> Checked:
    """The package verified against the contract that it carries, in words."""
    from onrecord.checking import verify_package

    report = verify_package(package.folder)
    lines = tuple(f"{count:,} {what}" for what, count in report.checked.items())
    return Checked(report.ok, lines, tuple(f"{f.code} {f.message}" for f in report.findings if f.severity != "note"))
