"""Tables as pandas users hope for them: good types, readable names, and every row with its words.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from onrecord.frames.expand import expand_names
from onrecord.frames.load import codebook, load, tables
from onrecord.frames.show import Shown, show

__all__ = ["Shown", "codebook", "expand_names", "load", "show", "tables"]
