"""Where the pages of a release lie, and what leads to a row."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import quote

#: tables whose rows have pages of their own -> the folder of these
FOLDERS = {"sources": "articles", "events": "events", "actors": "actors"}
_SAFE_ID = re.compile(r"[a-z][a-z_]*(:[a-z0-9]+(-[a-z0-9]+)*)+")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")
#: longer parts of an id are no names of files everywhere
_LONGEST = 120


def name_of(text: str) -> str:
    """A name for files and anchors: the text itself where it is a plain name, else a hash of it."""
    return text if _SAFE_NAME.fullmatch(text) else _hashed(text)


def path_of(row_id: Any) -> str:
    """The path that an id stands for, without its kind: of `event:doc:slug` `doc/slug`; of any other text a hash.

    >>> path_of("event:border:annexation"), path_of("../../etc")
    ('border/annexation', 'x-74ccf3c5b4c19a81')
    """
    text = str(row_id)
    parts = text.split(":")[1:]
    plain = _SAFE_ID.fullmatch(text) and all(len(part) <= _LONGEST for part in parts)
    return "/".join(parts) if plain else _hashed(text)


def page_of(table: str, row_id: Any) -> str | None:
    """The page of a row, from the folder of the release; None where rows of the table have none."""
    return f"{FOLDERS[table]}/{path_of(row_id)}.html" if table in FOLDERS else None


def card_of(table: str, row_id: Any) -> str:
    """The card of a row, from the folder of the release."""
    return f"cards/{table}/{path_of(row_id)}.html"


def anchor_of(row_id: Any) -> str:
    """The anchor of a row within a page.

    >>> anchor_of("quote:border:no-threat"), anchor_of('"><script>')
    ('quote:border:no-threat', 'x-554299e9841f0bf7')
    """
    text = str(row_id)
    return text if _SAFE_ID.fullmatch(text) else _hashed(text)


def table_page(table: str, page: int = 1) -> str:
    """A page of a table, from the folder of the release."""
    return f"tables/{name_of(table)}{'' if page == 1 else f'.{page}'}.html"


def address(text: Any) -> str | None:
    """An address that may be linked to: of the web or of mail; None for all others (`javascript:` and the like).

    >>> address("https://example.org/a b"), address("javascript:alert(1)")
    ('https://example.org/a%20b', None)
    """
    stripped = str(text).strip() if text is not None else ""
    if not re.match(r"(?i)https?://[^/\s]", stripped):
        return None
    return quote(stripped, safe="%/:=&?~#+!$,;'@()*[]")


def _hashed(text: str) -> str:
    return f"x-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
