"""Articles of a corpus, one after the other: JSON Lines or Parquet with `text`, and whatever else is told of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.coder.slugs import slug_of
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, Problem, printable
from onrecord.source.document import LIMIT_BYTES

#: what may be told of an article beside its text, by the keys of `source.yaml`
TOLD = ("title", "publisher", "author", "url", "language", "genre", "published", "rights_status", "licence")
_SLUG = re.compile(SLUG)
_LONGEST_ID = 80


class Article(NamedTuple):
    """A text with its slug and what is told of it."""

    slug: str
    text: str
    told: dict[str, str]


class Read(NamedTuple):
    """An article or what is wrong with it, and how much of the file is read (bytes or rows)."""

    article: Article | Finding
    position: int


def size_of(path: Path) -> int:
    """How much there is to read, in the unit of `Read.position`. Raises `Problem` when the file can't be read."""
    if not _is_parquet(path):
        return path.stat().st_size
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise _no_parquet(path, error) from None


def _no_parquet(path: Path, error: Exception) -> Problem:
    message = f"no readable Parquet file: {printable(str(error), 200)}"
    return Problem(Finding(code="S001", message=message, file=str(path)))


def read_articles(path: Path) -> Iterator[Read]:
    """The articles of a file in their order. Raises `Problem` when it can't be read at all."""
    seen: set[str] = set()
    for number, (row, position) in enumerate(_rows(path), 1):
        article = _article(row, number, path.name) if isinstance(row, dict) else row
        if isinstance(article, Article) and article.slug in seen:
            message = f"the id {printable(article.slug, 80)} stands twice"
            article = Finding(
                code="S012", message=message, file=path.name, line=number, help="give each article its own"
            )
        elif isinstance(article, Article):
            seen.add(article.slug)
        yield Read(article, position)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".parq")


def _rows(path: Path) -> Iterator[tuple[dict[str, Any] | Finding, int]]:
    try:
        yield from _parquet(path) if _is_parquet(path) else _json_lines(path)
    except OSError as error:
        message = f"can't be read: {error.strerror or printable(str(error), 200)}"
        raise Problem(Finding(code="S001", message=message, file=str(path))) from None


def _parquet(path: Path) -> Iterator[tuple[dict[str, Any] | Finding, int]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    done = 0
    try:
        with pq.ParquetFile(path) as file:
            names = [name for name in ("id", "doc_id", "text", *TOLD) if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=256, columns=names):
                for row in batch.to_pylist():
                    done += 1
                    yield row, done
    except pa.ArrowException as error:
        raise _no_parquet(path, error) from None


def _json_lines(path: Path) -> Iterator[tuple[dict[str, Any] | Finding, int]]:
    position = 0
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LIMIT_BYTES * 2):
            number += 1
            position += len(line)
            if not line.strip():
                continue
            yield _parsed(line, number, path.name), position


def _parsed(line: bytes, number: int, name: str) -> dict[str, Any] | Finding:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Finding(code="S012", message=f"not JSON: {printable(str(error), 200)}", file=name, line=number,
                       help="write one object a line")  # fmt: skip
    return told if isinstance(told, dict) else _wrong("a line is an object with the key text", name, number)


def _wrong(message: str, name: str, number: int) -> Finding:
    return Finding(code="S012", message=message, file=name, line=number, help='{"id": "…", "text": "…"}')


def _article(row: dict[str, Any], number: int, name: str) -> Article | Finding:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return _wrong("the article has no text", name, number)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return _wrong("the text holds half a surrogate pair, which is no character", name, number)
    if size > LIMIT_BYTES:
        return _wrong(f"the text has more than {LIMIT_BYTES:,} bytes", name, number)
    told = {key: _words(row[key]) for key in TOLD if row.get(key) not in (None, "")}
    return Article(_slug(row.get("id", row.get("doc_id")), number), text, told)


def _words(value: Any) -> str:
    """A value as `source.yaml` has it; of a moment its day."""
    return str(value.isoformat())[:10] if isinstance(value, dt.date) else " ".join(str(value).split())


def _slug(told: Any, number: int) -> str:
    """The id as a slug; one that is none gets letters of its hash, so that different ids stay different."""
    if told is None:
        return f"article-{number:07d}"
    words = str(told)
    if _SLUG.fullmatch(words) and len(words) <= _LONGEST_ID:
        return words
    return f"{slug_of(words) or 'article'}-{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:8]}"
