"""The project's guides and the reference of its functions, as pages of the site."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from onrecord.findings import Finding, Problem
from onrecord.site.render import POLICY, Meta, SiteFrame, environment, safe

#: pages in the order in which they are read; others follow by name
_ORDER = (
    "README",
    "verify",
    "validate",
    "extract",
    "history",
    "contribute",
    "records",
    "coding",
    "annotate",
    "findings",
)
_PICTURES = (".svg", ".png")
#: what is no part of a page: comments on lines of their own
_COMMENT = re.compile(r"^<!--[^\n]*-->\n", re.M)


class DocPage(NamedTuple):
    """A page of documentation: its file on the site, its title, its Markdown, where it came from."""

    file: str
    title: str
    markdown: str
    source: Path | None = None


@dataclass(frozen=True)
class DocView:
    """What a page of documentation shows."""

    title: str
    file: str
    html: Any
    others: tuple[Any, ...]


class _Other(NamedTuple):
    text: str
    href: str


def project_docs(root: Path) -> list[DocPage]:
    """The README and the guides of a checkout, in the order in which they are read."""
    paths = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    found = [_page(path) for path in paths if path.is_file()]
    order = {name: at for at, name in enumerate(_ORDER)}
    found.sort(key=lambda page: (order.get(page.source.stem if page.source else "", len(order)), page.title))
    return found


def _page(path: Path) -> DocPage:
    markdown = path.read_text(encoding="utf-8")
    heading = re.search(r"^# (.+)$", markdown, re.M)
    file = "index.html" if path.stem == "README" else f"{path.stem}.html"
    title = "Start here" if path.stem == "README" else (re.sub(r"[`*_]", "", heading[1]) if heading else path.stem)
    return DocPage(file, title, markdown, path)


def write_documentation(folder: Path, docs: Sequence[DocPage], frame: SiteFrame) -> list[tuple[str, str, str, str]]:
    """Write the pages into `docs/` of the site; gives what the search finds in them, heading by heading."""
    if not docs:
        return []
    target = folder / "docs"
    target.mkdir()
    known = {page.source.resolve(): page.file for page in docs if page.source}
    others = tuple(_Other(page.title, page.file) for page in docs)
    found: list[tuple[str, str, str, str]] = []
    for page in docs:
        html, headings = _rendered(page, known, target)
        view = DocView(page.title, page.file, safe(html), others)
        meta = Meta(page.title, f"Documentation of {frame.name}: {page.title}", section=f"docs/{docs[0].file}")
        text = environment().get_template("docs.html").render(
            site=frame, meta=meta, csp=POLICY, root=f"../{frame.folder}/", top="../", page=view
        )  # fmt: skip
        (target / page.file).write_text(text, encoding="utf-8", newline="\n")
        found += [
            (title, f"docs · {page.title}", f"docs/{page.file}#{anchor}", words) for title, anchor, words in headings
        ]
    return found


def _rendered(page: DocPage, known: dict[Path, str], target: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """A page as HTML (what is HTML in its Markdown is text) and its headings with anchors and words."""
    parser = _parser()
    tokens = parser.parse(_COMMENT.sub("", page.markdown))
    headings: list[tuple[str, str, list[str]]] = []
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = "".join(child.content for child in tokens[at + 1].children or [])
            anchor = _slug(title)
            seen[anchor] = seen.get(anchor, -1) + 1
            anchor += f"-{seen[anchor]}" if seen[anchor] else ""
            token.attrSet("id", anchor)
            headings.append((title, anchor, []))
        elif token.type == "inline":
            _relinked(token, page, known, target)
            if headings:
                headings[-1][2].append(token.content)
        elif token.type == "fence" and headings:
            headings[-1][2].append(token.content)
    html = _reachable(parser.renderer.render(tokens, parser.options, {}))
    return html, [(title, anchor, " ".join(" ".join(words).split())) for title, anchor, words in headings]


def _reachable(html: str) -> str:
    """What may be wider than a page can be scrolled with the keyboard; in Markdown's own text `<` is escaped."""
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = html.replace("<table>", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
    return html.replace("</table>", "</table></div>")


def _parser() -> Any:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        help_ = "pip install 'onrecord[site]'"
        message = "documentation needs markdown-it-py, which is not installed"
        raise Problem(Finding(code="W033", message=message, help=help_)) from None
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _slug(title: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _relinked(token: Any, page: DocPage, known: dict[Path, str], target: Path) -> None:
    """Links between pages of Markdown lead to pages of the site; those to other files of the project lose their link."""
    for child in token.children or []:
        name = "href" if child.type == "link_open" else "src" if child.type == "image" else None
        if name is None or page.source is None:
            continue
        link = str(child.attrGet(name))
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        path = (page.source.parent / parts.path).resolve()
        if path in known:
            child.attrSet(name, known[path] + (f"#{parts.fragment}" if parts.fragment else ""))
        elif path.suffix in _PICTURES and path.is_file():
            shutil.copyfile(path, target / path.name)
            child.attrSet(name, path.name)
        else:
            child.attrs = {"title": f"{parts.path}, in the project’s repository"}
