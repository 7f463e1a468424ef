"""What the search of a site looks through, as a script that pages load when somebody searches."""

from __future__ import annotations

import json
from collections.abc import Iterable

#: entries, and characters of further words in each
LARGEST, _WORDS = 30_000, 600


def search_script(entries: Iterable[tuple[str, str, str, str]]) -> str:
    """Entries (title, kind, address from the folder of the site, further words) as a script; no text can end it."""
    kept = [
        [title, kind, href, words[:_WORDS]]
        for (title, kind, href, words), _ in zip(entries, range(LARGEST), strict=False)
    ]
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return (
        f"onrecordSearch({text.replace('<', chr(92) + 'u003c').replace(chr(0x2028), ' ').replace(chr(0x2029), ' ')});\n"
    )
