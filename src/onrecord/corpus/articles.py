"""Articles of a corpus, one after the other: each with its slug, its text, and whatever else is told of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from onrecord.contract.model import SLUG
from onrecord.corpus.article_files import TOLD, Corpus, Row, rows
from onrecord.findings import Finding, printable
from onrecord.records.coders.slugs import slug_of
from onrecord.text.document import LIMIT_BYTES

_SLUG = re.compile(SLUG)
_LONGEST_ID = 80


class Article(NamedTuple):
    """A text with its slug, the id that the corpus gives it, and what is told of it."""

    slug: str
    id: str
    text: str
    told: dict[str, str]


class Read(NamedTuple):
    """An article or what is wrong with it, and how many bytes of the corpus are read."""

    article: Article | Finding
    position: int


def read_articles(corpus: Corpus, published: str | None = None) -> Iterator[Read]:
    """The articles of a corpus in their order; `published` is when those appeared that don't tell it themselves.

    Raises `Problem` (S001) when a file can't be read any further.
    """
    seen: set[str] = set()
    before = count = 0
    for part in corpus.parts:
        for row in rows(part):
            count += 1
            article = _article(row, count, part.path.name, published) if isinstance(row.told, dict) else row.told
            if isinstance(article, Article) and article.slug in seen:
                article = Finding(code="S012", message=f"the id {printable(article.id, 80)} stands twice",
                                  file=part.path.name, line=row.number, help="give each article its own")  # fmt: skip
            elif isinstance(article, Article):
                seen.add(article.slug)
            yield Read(article, before + row.position)
        before += part.size


def _wrong(message: str, name: str, number: int) -> Finding:
    return Finding(code="S012", message=message, file=name, line=number, help='{"id": "…", "text": "…"}')


def _article(row: Row, count: int, name: str, published: str | None) -> Article | Finding:
    assert isinstance(row.told, dict)  # noqa: S101 - the caller looked
    text = row.told.get("text")
    if not isinstance(text, str) or not text.strip():
        return _wrong("the article has no text", name, row.number)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return _wrong("the text holds half a surrogate pair, which is no character", name, row.number)
    if size > LIMIT_BYTES:
        return _wrong(f"the text has more than {LIMIT_BYTES:,} bytes", name, row.number)
    told = {key: _words(row.told[key]) for key in TOLD if row.told.get(key) not in (None, "")}
    if published is not None:
        told.setdefault("published", published)
    given = next((row.told[key] for key in ("id", "doc_id") if row.told.get(key) not in (None, "")), None)
    id_ = f"article-{count:07d}" if given is None else str(given)
    return Article(_slug(id_), id_, text, told)


def _words(value: Any) -> str:
    """A value as `source.yaml` has it; of a moment its day."""
    return str(value.isoformat())[:10] if isinstance(value, dt.date) else " ".join(str(value).split())


def _slug(id_: str) -> str:
    """The id as a slug; one that is none gets letters of its hash, so that different ids stay different."""
    if _SLUG.fullmatch(id_) and len(id_) <= _LONGEST_ID:
        return id_
    return f"{slug_of(id_, 12) or 'article'}-{hashlib.sha256(id_.encode('utf-8', 'replace')).hexdigest()[:8]}"
