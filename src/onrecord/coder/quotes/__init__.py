"""Who said what: quotes found by ordered, named rules, with exact offsets, in linear time.

The way of a text: `marks` pairs quotation marks, `tokens` turns words into letters, `nounphrase` finds who may
speak, `indirect` finds what cue verbs attribute, `rules` gives the remaining quoted runs a speaker, and
`speakers` says which actor a speaker is.  `lexicon` is the only place where words are listed.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coder.quotes.assemble import quotes_of
from onrecord.coder.quotes.marks import find_runs
from onrecord.coder.quotes.model import Act, ActorName, Kind, Quote
from onrecord.coder.quotes.tokens import tokenise
from onrecord.text.document import Span

__all__ = ["Act", "ActorName", "Kind", "Quote", "Span", "find_quotes"]


def find_quotes(text: str, actors: Sequence[ActorName] = ()) -> list[Quote]:
    """Quotes of a news text, sentence by sentence.

    What one speaker reports of another comes before the report itself.  Offsets are code points of `text`.
    `actors` are names to which speakers are resolved besides those the text itself gives.  Raises nothing
    for any text; time grows linearly with its length.
    """
    return quotes_of(tokenise(text, find_runs(text)), actors)
