"""GeoJSON as a table: the properties of its features, a row each.

Source: RFC 7946 (https://datatracker.ietf.org/doc/html/rfc7946), sections 3.2 and 3.3. The geometry and the id of a
feature are the columns `geometry` and `id` where the contract has them and no property is called so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord.contract import Table
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import OpenTable, broken
from onrecord.reading.json_tables import NotRowsError, open_json, whole_json
from onrecord.reading.temporary_files import Scratch

_BESIDE = ("id", "geometry")


def open_geojson(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table that stands as the features of GeoJSON, in files or in the descriptor."""
    beside = [name for name in _BESIDE if any(field.name == name for field in table.fields)]
    try:
        return open_json(table, geojson_items(files, paths, beside), dialect, files.shown, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, Path(files.shown), str(error))])


def geojson_items(files: TableFiles, paths: Sequence[Path], beside: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The features in files or in the descriptor; see `features`. Raises `NotRowsError`."""
    parts = (whole_json(path, "utf-8-sig") for path in paths)
    values = parts if paths else iter([files.resource.get("data")])
    return chain.from_iterable(features(value, beside) for value in values)


def features(value: Any, beside: Sequence[str] = _BESIDE) -> Iterator[dict[str, Any]]:
    """The properties of each feature, with the members `beside` them. Raises `NotRowsError` where there is none.

    >>> list(features({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1}}]}, []))
    [{'n': 1}]
    """
    if isinstance(value, str):
        value = json.loads(value)
    listed = value.get("features") if isinstance(value, dict) and value.get("type") == "FeatureCollection" else [value]
    if not isinstance(listed, list):
        raise NotRowsError("it is no GeoJSON: its features are no list")
    for number, feature in enumerate(listed, 1):
        properties = feature.get("properties", {}) if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or feature.get("type") != "Feature" or not isinstance(properties or {}, dict):
            raise NotRowsError(f"feature {number} is no feature of GeoJSON")
        yield {name: feature.get(name) for name in beside} | (properties or {})
