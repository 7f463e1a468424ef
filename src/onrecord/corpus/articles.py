"""Articles of a corpus, one after the other: each with its slug, its text, and whatever else is known of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from onrecord.contract.model import SLUG
from onrecord.corpus.article_files import METADATA, Corpus, Row, rows
from onrecord.findings import Finding, printable
from onrecord.records.coders.slugs import slug_of
from onrecord.text.document import LIMIT_BYTES

_SLUG = re.compile(SLUG)
_LONGEST_ID = 80


class Article(NamedTuple):
    """A text with its slug, the id that the corpus gives it, and what is known of it."""

    slug: str
    id: str
    text: str
    metadata: dict[str, str]


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
            article = _article(row, count, part.path.name, published) if isinstance(row.content, dict) else row.content
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
    assert isinstance(row.content, dict)  # noqa: S101 - the caller looked
    text = row.content.get("text")
    if not isinstance(text, str) or not text.strip():
        return _wrong("the article has no text", name, row.number)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return _wrong("the text holds half a surrogate pair, which is no character", name, row.number)
    if size > LIMIT_BYTES:
        return _wrong(f"the text has more than {LIMIT_BYTES:,} bytes", name, row.number)
    metadata = {key: _words(row.content[key]) for key in METADATA if row.content.get(key) not in (None, "")}
    if published is not None:
        metadata.setdefault("published", published)
    given = next((row.content[key] for key in ("id", "doc_id") if row.content.get(key) not in (None, "")), None)
    id_ = f"article-{count:07d}" if given is None else str(given)
    return Article(_slug(id_), id_, text, metadata)


def _words(value: Any) -> str:
    """A value as `source.yaml` has it; of a moment its day."""
    return str(value.isoformat())[:10] if isinstance(value, dt.date) else " ".join(str(value).split())


def _slug(id_: str) -> str:
    """The id as a slug; one that is none gets letters of its hash, so that different ids stay different."""
    if _SLUG.fullmatch(id_) and len(id_) <= _LONGEST_ID:
        return id_
    return f"{slug_of(id_, 12) or 'article'}-{hashlib.sha256(id_.encode('utf-8', 'replace')).hexdigest()[:8]}"
