"""Charts in notebooks and on pages: what was told is what is drawn."""

from __future__ import annotations

import re
import sys
from html import unescape
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest
from conftest import DOCUMENT, ROOT

import onrecord
from onrecord.findings import Problem
from onrecord.plot.drawing import svg


def words(picture: str) -> list[str]:
    return [text.text or "" for text in Xml.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_a_chart_of_claims_has_every_claimant_and_the_words_that_are_published() -> None:
    shown = " ".join(words(svg(onrecord.plot.claims(f"event:{DOCUMENT}:invasion-of-ukraine"))))
    claims = onrecord.load("event_claims", expand=True)
    for claimant in claims[claims.event_id == f"event:{DOCUMENT}:invasion-of-ukraine"].claimant.dropna():
        assert claimant.strip("[]")[1:] in shown
    assert "nobody is planning to move toward war" in shown


def test_a_timeline_draws_each_event_with_a_date_and_counts_the_others() -> None:
    events = onrecord.load("events")
    shown = words(svg(onrecord.plot.timeline()))
    dated = events[events.date_start.notna() | events.date_end.notna()]
    assert set(dated.label) <= set(shown)
    assert any(f"{len(events) - len(dated)} events have no date" in text for text in shown)


def test_thousands_of_events_are_counted_by_month() -> None:
    days = pd.date_range("2021-01-01", periods=3000, freq="h").astype("datetime64[s]")
    events = pd.DataFrame({"label": "x", "event_status": "occurred", "date_start": days, "date_end": days})
    assert len(svg(onrecord.plot.timeline(events))) < 60_000


def test_a_vague_number_is_a_bar_and_an_upper_bound_is_open() -> None:
    figures = pd.DataFrame(
        {
            "qualifier": ["vague", "up_to", "exact", "at_least"],
            "value": [None, 80_000, 2, 500],
            "value_low": [24, None, None, None],
            "value_high": [99, None, None, None],
            "counted": ["soldiers", "units", "warships", "tents"],
            "words": ["dozens", "80,000", "two", "500"],
        }
    )
    drawn = onrecord.plot.figures(figures).to_dict()
    rows = next(rows for rows in drawn["datasets"].values() if "open_high" in rows[0])
    assert [(row["open_low"], row["open_high"], row["point"]) for row in rows] == [
        (False, False, False), (True, False, False), (False, False, True), (False, True, False),
    ]  # fmt: skip
    assert "up to “80,000”" in words(svg(onrecord.plot.figures(figures)))


def test_agreement_is_drawn_for_each_kind() -> None:
    measured = {"coders": ["ab", "cd"], "kinds": {"quotes": {"precision": 0.9, "recall": 0.5, "alpha": None}}}
    shown = words(svg(onrecord.plot.agreement(measured)))
    assert "quotes" in shown
    assert "How far ab and cd agree" in shown


def test_places_with_coordinates_stand_on_an_outline() -> None:
    places = pd.DataFrame({"name": ["Kyiv", "nowhere"], "latitude": [50.45, None], "longitude": [30.52, None]})
    picture = svg(onrecord.plot.places(places))
    assert "Kyiv" in words(picture)
    assert "nowhere" not in picture
    assert len(re.findall("<path", picture)) > 5


def test_labels_cannot_break_out_of_a_picture() -> None:
    hostile = "</text><script>alert(1)</script>&\"'"
    events = pd.DataFrame(
        {
            "label": [hostile],
            "event_status": ["occurred"],
            "date_start": [pd.Timestamp("2021-01-01")],
            "date_end": [pd.NaT],
        }
    )
    picture = svg(onrecord.plot.timeline(events))
    assert "<script" not in picture
    assert hostile in words(picture)


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert svg(onrecord.plot.figures()) == svg(onrecord.plot.figures())


def test_an_unknown_event_is_named_with_what_is_near() -> None:
    with pytest.raises(Problem) as raised:
        onrecord.plot.claims(f"event:{DOCUMENT}:invasion-of-ukrain")
    assert raised.value.findings[0].code == "D007"
    assert "invasion-of-ukraine" in str(raised.value.findings[0].help)


def test_without_altair_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(Problem) as raised:
        onrecord.plot.figures()
    assert raised.value.findings[0].code == "W033"
    assert str(raised.value) == ("charts need Altair, which is not installed (pip install 'onrecord[site]')")


def test_plot_reads_earlier_releases() -> None:
    versions = [release["version"] for release in onrecord.releases(ROOT / "dataset")]
    assert "dozens" in " ".join(words(svg(onrecord.plot.figures(version=versions[-1]))))


def test_a_notebook_shows_what_was_found_marked_in_the_text() -> None:
    text = "“We lost <b> cranes,” director Olena Bondar told reporters in Kyiv on 3 March 2022."
    shown = onrecord.extract(text)._repr_html_()
    assert "&lt;b&gt;" in shown
    assert 'title="quotes: ' in shown
    assert ">Kyiv</span>" in shown
    assert unescape(re.sub(r"<[^>]*>", "", shown)).endswith(text)
