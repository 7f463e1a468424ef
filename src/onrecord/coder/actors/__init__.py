"""Who and where: the actors and places that a text names or describes.

The way of a text: `gazetteer` knows countries, their people and capitals (and cities, where a gazetteer of them is
installed), `names` looks up whatever has a fixed form, `phrases` finds actors by pattern, `find` decides which of
two readings holds and who is the same as whom. `lexicon` is the only place where words are listed.
"""

from .find import Found, find_names
from .model import Entity, Known, Mention

__all__ = ["Entity", "Found", "Known", "Mention", "find_names"]
