"""Charts of a release, as Altair charts: in notebooks, on pages, and as SVG.

`timeline`, `claims`, `figures`, `agreement` and `places` take frames as `load` gives them, or read a release. Altair
and vl-convert come with the extra `onrecord[site]`.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.plot.coder_agreement import agreement
    from onrecord.plot.drawing import svg
    from onrecord.plot.events_in_time import timeline
    from onrecord.plot.place_map import places
    from onrecord.plot.range_bars import figures
    from onrecord.plot.stance_strip import claims

__all__ = ["agreement", "claims", "figures", "places", "svg", "timeline"]

_HOMES = {
    "agreement": "coder_agreement",
    "claims": "stance_strip",
    "figures": "range_bars",
    "places": "place_map",
    "svg": "drawing",
    "timeline": "events_in_time",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord.plot' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.plot.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
