"""Reported figures: numbers with what they count or measure."""

from .find import find_figures
from .model import Figure, Span

__all__ = ["Figure", "Span", "find_figures"]
