"""What happened: events by their triggers, with participants, date, place, and how firmly the sentence tells them.

The way of a text: `triggers` finds words of the lexicon used as verb or noun, `markers` reads whether it happened,
goes on, is planned, denied or only possible, `roles` finds who takes part, `find` adds date and place and makes one
event of triggers that tell the same. `lexicon` is the only place where words are listed.
"""

from .find import actor_in, find_events, telephone_calls
from .model import Event, Taking

__all__ = ["Event", "Taking", "actor_in", "find_events", "telephone_calls"]
