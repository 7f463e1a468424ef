"""The rights budget, measured on the pages themselves: how much of a text in copyright do they show?

It reads what stands in the files that were written, whatever made them: text, attributes, scripts and data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from onrecord.contribution.source_checks import published_share
from onrecord.findings import Finding
from onrecord.text.document import squeeze

#: so many characters in a row that are the same as a text's are that text's words; fewer may be anybody's
RUN = 48
#: how much of the budget words may fill as they are, and how much when some have to be left out
_ROOM, _TRIMMED = 0.9, 0.8
#: tags within a line: what they stand between is read as one
_INLINE = re.compile(r"</?(?:a|span|i|b|em|strong|q|code|small|abbr|ins|del|time)(?:\s[^>]*)?>")
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(rf'="([^"]{{{RUN},}})"')
_SPACE = re.compile(r"\s+")


def text_of_page(html: str) -> str:
    """All that a page says, runs of white space as one blank: its text, then the values of its longer attributes.

    It is made for pages whose templates write attributes in double quotes and escape what they fill in, as ours do.

    >>> text_of_page('<p title="x">“<b>no</b> plan” &amp; more</p>')
    ' “no plan” & more '
    """
    text = _TAG.sub(" ", _INLINE.sub("", html))
    return "\n".join(_SPACE.sub(" ", unescape(part)) for part in (text, *_ATTRIBUTE.findall(html)))


class SourceWords:
    """A text in copyright; gives what of it other texts repeat."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        squeezed = squeeze(text)
        self._text, self._original = squeezed.text, squeezed.original
        # a run of so many characters holds one of these whole, wherever it begins
        half = RUN // 2
        self._samples = [(self._text[at : at + half], at) for at in range(0, len(self._text) - half + 1, half)]

    def repeated_in(self, page: str) -> list[tuple[int, int]]:
        """The stretches of the text, as its offsets, of which `page` repeats at least `RUN` characters in a row."""
        found: list[tuple[int, int]] = []
        for sample, place in self._samples:
            at = page.find(sample)
            while at >= 0:
                start, end = self._widened(page, at, place, len(sample))
                if end - start >= RUN:
                    found.append((self._original(start), self._original(end - 1) + 1))
                at = page.find(sample, at + 1)
        return merged(found)

    def _widened(self, page: str, at: int, place: int, length: int) -> tuple[int, int]:
        """As far as the page goes on like the text, to both sides of where a sample stands in both."""
        text = self._text
        start, end, before, after = place, place + length, at, at + length
        while start > 0 and before > 0 and text[start - 1] == page[before - 1]:
            start, before = start - 1, before - 1
        while end < len(text) and after < len(page) and text[end] == page[after]:
            end, after = end + 1, after + 1
        return start, end


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


def within_budget(
    shown: Sequence[tuple[int, str]], length: int, share: float, longest: int, always: str = ""
) -> list[tuple[int, str]]:
    """As many of these stretches (offset and words) as may be shown, the longest first: words before names.

    `always` are words that the page shows in any case (its headline): they are counted first.

    >>> within_budget([(0, "aaaa"), (10, "bb"), (20, "c")], 40, 0.14, 10)
    [(0, 'aaaa')]
    """
    # blanks and quotation marks between words that are shown are read with them
    longest -= 4
    spans = [(start, start + len(words)) for start, words in shown]
    all_share, all_longest = published_share(" " * length, spans)
    if all_share <= share * _ROOM and all_longest <= longest:
        return list(shown)
    covered = bytearray(length + 2)  # a character that is never shown before and after the text
    left = int(share * _TRIMMED * length)
    kept = []
    for start, words in sorted(shown, key=lambda one: (one[1] != always, -len(one[1]), one[0])):
        end = min(start + len(words), length)
        new = (end - start) - sum(covered[start + 1 : end + 1])
        run_start = covered.rfind(0, 0, start + 1)
        run_end = covered.find(0, end + 1)
        if new <= left and run_end - run_start - 1 <= longest:
            covered[start + 1 : end + 1] = b"\x01" * (end - start)
            left -= new
            kept.append((start, words))
    return sorted(kept)
