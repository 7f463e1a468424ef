"""The charts of a release, drawn once and put into its pages."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from onrecord.site.release import Release
from onrecord.site.render import safe

#: figures drawn on the first pages
_FIGURES = 24


def release_charts(release: Release) -> dict[str, Any]:
    """The timeline, the figures and the map of a release as SVG; None where there is nothing to draw."""
    if not release.is_news:
        return {"timeline": None, "figures": None, "map": None}
    return {"timeline": _timeline(release), "figures": _figures(release), "map": _map(release)}


def drawn(chart: Any, label: str) -> Any:
    """A chart as SVG that fits into a page: no background, as wide as the page, with a name for readers of screens."""
    from onrecord.plot.drawing import svg

    picture = svg(chart)
    picture = re.sub(r'<rect width="[0-9.]+" height="[0-9.]+" fill="transparent"/>', "", picture, count=1)
    # one name for the whole: parts of a picture are nothing to a reader of screens
    picture = re.sub(r' (?:role|aria-label|aria-roledescription|aria-hidden)="[^"]*"', "", picture)
    picture = picture.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return safe(re.sub(r' xmlns:xlink="[^"]*"', ' xmlns:xlink="http://www.w3.org/1999/xlink"', picture, count=1))


def _timeline(release: Release) -> Any:
    from onrecord.plot.events_in_time import timeline

    rows = release.rows.table("events")
    if not rows.num_rows:
        return None
    events = rows.to_pandas()
    if events["date_start"].isna().all() and events["date_end"].isna().all():
        return None
    return drawn(timeline(events, title=None), "Events between the bounds of their dates")


def _figures(release: Release) -> Any:
    from onrecord.plot.range_bars import figures
    from onrecord.site.views.parts import figure_of

    rows = [figure_of(release, row) for row, _ in zip(release.rows.all("figures"), range(_FIGURES), strict=False)]
    if not rows:
        return None
    frame = pd.DataFrame(
        {
            "value": [None if one.low != one.high else one.low for one in rows],
            "value_low": [one.low for one in rows],
            "value_high": [one.high for one in rows],
            "qualifier": [one.qualifier.code for one in rows],
            "counted": [one.counted for one in rows],
            "claimant": [one.claimant.text if one.claimant else None for one in rows],
            "words": [one.printed for one in rows],
        }
    )
    return drawn(figures(frame, title=None), "Figures with their bounds")


def _map(release: Release) -> Any:
    from onrecord.plot.place_map import places

    table = "coordinates" if release.rows.has("coordinates") else "places"
    if not release.rows.has(table) or not {"latitude", "longitude"} <= set(release.rows.fields(table)):
        return None
    known = release.rows.table(table).to_pandas().dropna(subset=["latitude", "longitude"])
    known = known.assign(name=[release.label("places", place) for place in known["place_id"]])
    return drawn(places(known, title=None), "Places whose coordinates are known") if len(known) else None
