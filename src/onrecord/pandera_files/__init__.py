"""Anyone's Pandera schema, run over files larger than memory: the same verdict as Pandera's own, from a stream.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from onrecord.pandera_files.validation import validate

__all__ = ["validate"]
