"""Links within a site: does what they lead to exist, anchor included?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from onrecord.findings import Finding, printable


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value:
                self.links.append(value)
            elif name == "id" and value:
                self.anchors.add(value)


def broken_links(site: Path, folders: Iterable[str] | None = None) -> list[Finding]:
    """Findings (W032) for links that lead nowhere: of the pages in these folders themselves, or of all pages."""
    return [_finding(site, page, link) for page in _pages(site, folders) for link in _broken(page)]


def _pages(site: Path, folders: Iterable[str] | None) -> Iterator[Path]:
    if folders is None:
        yield from sorted(site.rglob("*.html"))
        return
    for folder in folders:
        yield from sorted((site / folder).glob("*.html"))


def _broken(page: Path) -> Iterator[str]:
    links, _ = _read(page)
    for link in links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = page if not parts.path else page.parent / unquote(parts.path)
        if not target.is_file() or (
            parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _read(target.resolve())[1]
        ):
            yield link


@lru_cache(512)
def _read(page: Path) -> tuple[tuple[str, ...], frozenset[str]]:
    found = _Links()
    found.feed(page.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(found.links)), frozenset(found.anchors)


def _finding(site: Path, page: Path, link: str) -> Finding:
    return Finding(
        code="W032",
        message=f"a link leads nowhere: {printable(link, 120)}",
        file=page.relative_to(site).as_posix(),
        help="correct the link, or the name of what it leads to",
    )
