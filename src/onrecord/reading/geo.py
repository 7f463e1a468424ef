"""GeoJSON and TopoJSON objects.

Sources: RFC 7946 (https://datatracker.ietf.org/doc/html/rfc7946), sections 3.1 to 3.3; the TopoJSON format
specification (https://github.com/topojson/topojson-specification), section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: collections of collections may be so deep
_DEEPEST = 20


def is_geojson(value: Any, depth: int = 0) -> bool:
    """Whether a JSON value is a geometry, a feature or a collection of these."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Feature":
        geometry, properties = value.get("geometry", 0), value.get("properties", 0)
        return (geometry is None or _is_geometry(geometry, 0)) and (properties is None or isinstance(properties, dict))
    if kind == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(
            isinstance(feature, dict) and feature.get("type") == "Feature" and is_geojson(feature)
            for feature in features
        )
    return _is_geometry(value, depth)


def _is_geometry(value: Any, depth: int) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "GeometryCollection":
        geometries = value.get("geometries")
        return (
            depth < _DEEPEST
            and isinstance(geometries, list)
            and all(_is_geometry(geometry, depth + 1) for geometry in geometries)
        )
    test = _COORDINATES.get(kind) if isinstance(kind, str) else None
    return test is not None and test(value.get("coordinates"))


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
    )


def _is_line(value: Any) -> bool:
    return _are(_is_position, value) and len(value) >= 2


def _is_polygon(value: Any) -> bool:
    return _are(_is_position, value, 2) and all(len(ring) >= 4 and ring[0] == ring[-1] for ring in value)


def _are(test: Callable[[Any], bool], value: Any, depth: int = 1) -> bool:
    """Whether a value is a list (of lists, to that depth) of what passes a test."""
    if depth > 1:
        return isinstance(value, list) and all(_are(test, item, depth - 1) for item in value)
    return isinstance(value, list) and all(map(test, value))


_COORDINATES: dict[str, Callable[[Any], bool]] = {
    "Point": _is_position,
    "MultiPoint": lambda value: _are(_is_position, value),
    "LineString": _is_line,
    "MultiLineString": lambda value: _are(_is_line, value),
    "Polygon": _is_polygon,
    "MultiPolygon": lambda value: _are(_is_polygon, value),
}


def is_topojson(value: Any) -> bool:
    """Whether a JSON value is a topology, or one of the geometries of one."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Topology":
        return isinstance(value.get("objects"), dict) and isinstance(value.get("arcs"), list)
    if kind in ("Point", "MultiPoint"):
        test = _COORDINATES[kind]
        return test(value.get("coordinates"))
    part = "geometries" if kind == "GeometryCollection" else "arcs" if kind in _COORDINATES else ""
    return bool(part) and isinstance(value.get(part), list)
