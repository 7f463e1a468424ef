"""The machine coder: proposes quotes, figures and dates from any news text, for a person to accept or correct.

Ordered, named rules; no model, no network; offsets exact to the character; time in proportion to the text.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
