"""Places whose coordinates are known, on an outline of countries."""

from __future__ import annotations

import json
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from onrecord.plot import palette
from onrecord.plot.drawing import altair, styled

if TYPE_CHECKING:
    import altair as alt

    from onrecord.package.read import Package

_WIDTH, _HEIGHT = 700, 420
#: degrees around the places that are shown at the least
_AROUND = 6.0


def places(
    rows: pd.DataFrame | None = None,
    *,
    version: str | None = None,
    package: str | PathLike[str] | Package | None = None,
    title: str | None = "Where, as far as coordinates are known",
) -> alt.Chart:
    """Places as dots on an outline of countries (that of the library countryinfo; its borders say nothing of claims).

    Coordinates are known from elsewhere, never from the texts, which the chart says.

    Parameters
    ----------
    rows
        With `name`, `latitude` and `longitude`; the release's places when left out.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.
    title
        The heading; None for none.

    Returns
    -------
    altair.Chart

    Raises
    ------
    Problem
        W033 without the libraries of `onrecord[site]`, and as `onrecord.load`.

    Examples
    --------
    >>> import onrecord
    >>> import pandas as pd
    >>> chart = onrecord.plot.places(pd.DataFrame({"name": ["Kyiv"], "latitude": [50.45], "longitude": [30.52]}))
    """
    if rows is None:
        from onrecord.frames import load

        rows = load("places", version=version, package=package)
    known = pd.DataFrame({name: rows[name] for name in ("name", "latitude", "longitude") if name in rows}).dropna()
    alt_ = altair()
    note = "Coordinates are known from elsewhere, not from the texts"
    chart = _map(known) if len(known) else alt_.Chart(pd.DataFrame({"x": []})).mark_point()
    return styled(
        chart.properties(width=_WIDTH, height=_HEIGHT, title=alt_.TitleParams(text=title or "", subtitle=note))
    )


def _map(known: pd.DataFrame) -> Any:
    alt = altair()
    west, east = known["longitude"].min() - _AROUND, known["longitude"].max() + _AROUND
    south, north = max(-85.0, known["latitude"].min() - _AROUND), min(85.0, known["latitude"].max() + _AROUND)
    corners = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPoint", "coordinates": [[west, south], [east, north]]},
    }
    wide, high = (east - west) + _AROUND, (north - south) + _AROUND
    shapes = [shape for shape in outlines() if _meets(shape, west - wide, south - high, east + wide, north + high)]
    fit = {"type": "mercator", "clipExtent": [[0, 0], [_WIDTH, _HEIGHT]], "fit": corners, "size": [_WIDTH, _HEIGHT]}
    land = alt.Chart(alt.Data(values=shapes)).mark_geoshape(
        fill=palette.PANEL.light, stroke=palette.SOFT.light, strokeWidth=0.6
    )
    dots = alt.Chart(known).encode(longitude="longitude:Q", latitude="latitude:Q")
    return alt.layer(
        land,
        dots.mark_circle(size=90, color=palette.STANCES[0].light, opacity=0.9),
        dots.mark_text(align="left", dx=9, fontSize=13, fontWeight="bold", color=palette.INK.light).encode(text="name:N"),
    ).project(**fit)  # fmt: skip


def outlines() -> list[dict[str, Any]]:
    """The outlines of all countries as GeoJSON features, as the library countryinfo (MIT) ships them."""
    from importlib.resources import files

    found = []
    for path in sorted((files("countryinfo") / "data").iterdir(), key=lambda path: path.name):
        try:
            country = json.loads(path.read_text(encoding="utf-8")).get("geoJSON") or {}
        except ValueError:
            continue
        found += [
            {"type": "Feature", "geometry": one["geometry"], "properties": {}} for one in country.get("features", [])
        ]
    return found


def _meets(shape: dict[str, Any], west: float, south: float, east: float, north: float) -> bool:
    """Whether a shape's corners lie, at least as a box, within these bounds."""
    points = list(_points(shape["geometry"]["coordinates"]))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return bool(points) and min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south


def _points(coordinates: Any) -> Any:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _points(part)
