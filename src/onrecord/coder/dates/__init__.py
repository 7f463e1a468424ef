"""Date expressions: found, and worked out against the day of publication."""

from .find import find_dates
from .model import DateExpression

__all__ = ["DateExpression", "find_dates"]
