"""A text with marks as HTML, for notebooks: everything escaped, overlapping marks all visible."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from onrecord.text.masked import cut

#: characters of a text that are shown; more would fill a notebook
LARGEST = 20_000


class Mark(NamedTuple):
    """A stretch of a text, its kind, and what is said of it when it is pointed at."""

    start: int
    end: int
    kind: str
    title: str


def marked_html(text: str, marks: Sequence[Mark]) -> str:
    """The text with its marks in a colour for each kind, and the kinds above it.

    >>> marked_html("Kyiv <b>", [Mark(0, 4, "places", "Kyiv")]).count("&lt;b&gt;")
    1
    """
    kinds = list(dict.fromkeys(mark.kind for mark in marks))
    # hues as far apart as the golden angle, so that any number of kinds can be told apart
    hues = {kind: round(137.5 * at + 45) % 360 for at, kind in enumerate(kinds)}
    legend = " ".join(f'<span style="{_style([kind], hues)}">{escape(kind)}</span>' for kind in kinds)
    spans = [(mark.start, mark.end, mark) for mark in marks]
    parts = []
    for start, end, over in cut(0, min(len(text), LARGEST), spans):
        words = escape(text[start:end])
        title = escape(" · ".join(dict.fromkeys(f"{mark.kind}: {mark.title}" for mark in over)))
        style = _style(list(dict.fromkeys(mark.kind for mark in over)), hues)
        parts.append(f'<span style="{style}" title="{title}">{words}</span>' if over else words)
    more = f"<p>… and {len(text) - LARGEST:,} more characters</p>" if len(text) > LARGEST else ""
    body = f'<div style="white-space:pre-wrap;line-height:1.9;max-width:70ch">{"".join(parts)}</div>'
    return f"<div><p>{legend}</p>{body}{more}</div>"


def _style(kinds: Sequence[str], hues: dict[str, int]) -> str:
    """The first kind as background, each further one as a line below it."""
    lines = ",".join(f"0 {2 * at + 1}px 0 hsl({hues[kind]} 65% 45%)" for at, kind in enumerate(kinds))
    return f"background:hsl({hues[kinds[0]]} 75% 60% / .3);box-shadow:{lines}" if kinds else ""
