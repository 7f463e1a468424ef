"""Reported figures: numbers with what they count or measure."""

from onrecord.text.document import Span

from .find import find_figures
from .model import Figure

__all__ = ["Figure", "Span", "find_figures"]
