"""Who said what: quotes found by ordered, named rules, with exact offsets, in linear time.

The way of a text: `marks` pairs quotation marks, `tokens` turns words into letters, `nounphrase` finds who may
speak, `indirect` finds what cue verbs attribute, `rules` gives the remaining quoted runs a speaker, and
`speakers` says which actor a speaker is, `labels` reads transcripts and headlines.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.coder.quotes.assemble import quotes_of
from onrecord.coder.quotes.indirect import CALL
from onrecord.coder.quotes.labels import labelled, turns
from onrecord.coder.quotes.marks import find_runs
from onrecord.coder.quotes.model import Act, ActorName, Kind, Quote
from onrecord.coder.quotes.tokens import tokenise
from onrecord.text.document import Span

__all__ = ["CALL", "Act", "ActorName", "Kind", "Quote", "Span", "find_quotes", "quotes_and_calls"]


def find_quotes(text: str, actors: Sequence[ActorName] = ()) -> list[Quote]:
    """Quotes of a news text, sentence by sentence.

    What one speaker reports of another comes before the report itself.  Offsets are code points of `text`.
    `actors` are names to which speakers are resolved besides those the text itself gives.  Raises nothing
    for any text; time grows linearly with its length.
    """
    return [quote for quote in quotes_and_calls(text, actors) if quote.rule != CALL]


def quotes_and_calls(text: str, actors: Sequence[ActorName] = ()) -> list[Quote]:
    """As `find_quotes`, with what may be a telephone call among them (`she called the minister`), by the rule `CALL`."""
    quotes = quotes_of(tokenise(text, find_runs(text)), actors)
    by_label = list(labelled(text, turns(text), actors))
    return sorted([*quotes, *by_label], key=lambda quote: quote.content[0]) if by_label else quotes
