"""Adapter for the quote scorer: `extract(text)` in the shape it asks for."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from onrecord.coder.quotes import find_quotes


def extract(text: str) -> list[dict[str, object]]:
    """Quotes as the scorer's dictionaries: content, speaker, speaker_name."""
    return [
        {
            "content": [list(span) for span in quote.content],
            "speaker": list(quote.speaker) if quote.speaker else None,
            "speaker_name": quote.speaker_name,
        }
        for quote in find_quotes(text)
    ]
