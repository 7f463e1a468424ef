"""Anyone's Pandera schema, run over files larger than memory: the same verdict as Pandera's own, from a stream."""

from onrecord.pandera_files.validation import validate

__all__ = ["validate"]
