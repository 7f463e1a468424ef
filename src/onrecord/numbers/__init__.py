"""The one number grammar: digits in all notations, words, scales, fractions, ranges, vague plurals.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from .model import VAGUE_RULE, FoundNumber, Number
from .phrase import find_numbers, number_at, parse
from .tokens import fold

__all__ = ["VAGUE_RULE", "FoundNumber", "Number", "find_numbers", "fold", "number_at", "parse"]
