"""The rights budget, measured on the pages themselves: how much of a text in copyright do they show?

It reads what stands in the files that were written, whatever made them: text, attributes, scripts and data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

from onrecord.contribution.source_checks import published_share
from onrecord.findings import Finding

#: so many characters in a row that are the same as a text's are that text's words; fewer may be anybody's
RUN = 48
_INLINE = {"a", "span", "i", "b", "em", "strong", "q", "code", "small", "abbr", "ins", "del", "svg", "rect"}
_SPACE = re.compile(r"\s+")


class _Collector(HTMLParser):
    """All that a page says: its text as it is read, and the values of its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.text.append(" ")
        self.attributes += [value for _, value in attrs if value and len(value) >= RUN]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def text_of_page(html: str) -> str:
    """All that a page says, runs of white space as one blank: its text, then the values of its attributes.

    >>> text_of_page('<p>“<b>no</b> plan”</p>')
    ' “no plan” '
    """
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return "\n".join(_SPACE.sub(" ", part) for part in ("".join(collector.text), *collector.attributes))


class SourceWords:
    """A text in copyright, by its runs of characters; gives what of it other texts repeat."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        squeezed: list[str] = []
        self._origin: list[int] = []
        blank = False
        for at, sign in enumerate(text):
            if sign.isspace():
                if not blank:
                    squeezed.append(" ")
                    self._origin.append(at)
                blank = True
            else:
                squeezed.append(sign)
                self._origin.append(at)
                blank = False
        self._text = "".join(squeezed)
        self._places: dict[str, list[int]] = {}
        for at in range(len(self._text) - RUN + 1):
            self._places.setdefault(self._text[at : at + RUN], []).append(at)

    def repeated_in(self, page: str) -> list[tuple[int, int]]:
        """The stretches of the text, as its offsets, of which `page` repeats at least `RUN` characters in a row."""
        found: list[tuple[int, int]] = []
        at, last = 0, len(page) - RUN
        while at <= last:
            places = self._places.get(page[at : at + RUN])
            if places is None:
                at += 1
                continue
            longest = max(self._length(page, at, place) for place in places)
            for place in places:
                end = place + self._length(page, at, place)
                found.append((self._origin[place], self._origin[end - 1] + 1))
            at += max(1, longest - RUN + 1)
        return found

    def _length(self, page: str, at: int, place: int) -> int:
        length = RUN
        most = min(len(page) - at, len(self._text) - place)
        while length < most and page[at + length] == self._text[place + length]:
            length += 1
        return length


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def over_budget(
    source_id: str, length: int, spans: Iterable[tuple[int, int]], budget: tuple[float, int], page: str
) -> list[Finding]:
    """Findings (W031) when these stretches of a text are more than its rights budget allows a site to show."""
    share, longest = published_share(" " * length, list(spans))
    most_share, most_run = budget
    help_ = "nothing was written; anchor fewer or shorter words, and build the package anew"
    problems = []
    if share > most_share:
        problems.append(f"{share:.1%} of the text; the rights budget allows {most_share:.0%}")
    if longest > most_run:
        problems.append(f"{longest} characters in a row; the rights budget allows {most_run}")
    return [
        Finding(code="W031", message=f"{page} would show {problem}", table="sources", row_id=source_id, help=help_)
        for problem in problems
    ]


def shown_by_site(pages: Iterable[Mapping[str, list[tuple[int, int]]]]) -> dict[str, list[tuple[int, int]]]:
    """The stretches of each text that some pages show together."""
    together: dict[str, list[tuple[int, int]]] = {}
    for page in pages:
        for source, spans in page.items():
            together[source] = merged([*together.get(source, []), *spans])
    return together
