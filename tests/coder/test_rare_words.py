"""Numbers, holidays and units that news seldom print are read as people mean them."""

from __future__ import annotations

import textwrap
from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from onrecord import extract


@pytest.mark.parametrize(
    ("text", "value", "counted"),
    [
        ("Zero people were hurt.", 0, "people"),
        ("No fewer than two hundred dozen eggs were sold.", 2400, "eggs"),
        ("They sold two hundred dozen eggs.", 2400, "eggs"),
        ("A hundred thousand people fled.", 100_000, "people"),
    ],
)
def test_numbers_that_few_people_write(text: str, value: float, counted: str) -> None:
    found = extract(text)
    assert [(figure.value, found.words(figure.counted)) for figure in found.figures] == [(value, counted)]


@pytest.mark.parametrize("year", range(1995, 2045))
def test_easter_and_the_days_that_move_with_it(year: int) -> None:
    for name, days in (("Easter", 0), ("Easter Monday", 1), ("Good Friday", -2), ("Pentecost", 49)):
        (found,) = extract(f"The fair closed on {name} {year}.").dates
        assert found.edtf == (easter(year) + timedelta(days=days)).isoformat()


def test_a_holiday_without_a_year_is_the_one_nearest_to_the_report() -> None:
    (found,) = extract("The fair opens on Easter Monday.", published=date(2021, 3, 20)).dates
    assert (found.edtf, found.basis) == ("2021-04-05", "relative")
    (found,) = extract("The fair opened on Good Friday.", published=date(2021, 4, 20)).dates
    assert found.edtf == "2021-04-02"


TEXT = (
    "Two cranes were destroyed in Odesa, its mayor said, and nobody knew when the next ships would come to take the "
    "grain. The province lost 40 square kilometres of forest, and 30 armoured vehicles came over the bridge at night. "
    "A fire destroyed 12 million cubic metres of gas near the town."
)


@pytest.mark.parametrize("width", range(55, 90, 3))
def test_the_span_of_a_unit_holds_its_words_wherever_lines_break(width: int) -> None:
    found = extract("\n".join(textwrap.wrap(TEXT, width)))
    units = [(figure.value, figure.unit, (found.words(figure.unit_words) or "").split()) for figure in found.figures]
    assert units == [
        (2, "1", ["cranes"]),
        (40, "km2", ["square", "kilometres"]),
        (30, "1", ["armoured", "vehicles"]),
        (12e6, "m3", ["cubic", "metres"]),
    ]


def test_one_event_told_twice_keeps_who_took_part() -> None:
    (invasion,) = extract("Russia invaded Georgia in 2008. The invasion of Georgia stopped trade.").events
    assert len(invasion.triggers) == 2
    assert [(taking.role, taking.entity.name) for taking in invasion.takes_part] == [
        ("initiator", "Russia"),
        ("target", "Georgia"),
    ]


def test_events_with_other_people_are_not_one() -> None:
    found = extract("Russia invaded Georgia in 2008. Iraq invaded Kuwait.").events
    names = [[taking.entity.name for taking in event.takes_part] for event in found]
    assert names == [["Russia", "Georgia"], ["Iraq", "Kuwait"]]
