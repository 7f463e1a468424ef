"""Confidence is measured: the numbers lie in a file, and hold on texts that they were not taken from."""

from __future__ import annotations

import pytest
from conftest import ROOT

from onrecord.coder.confidence import calibration_error, counts, level_of, measured, table
from onrecord.coder.extraction import extract
from onrecord.coder.quotes import find_quotes


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("figures", 0.05),
        ("dates", 0.05),
        # 222 quotes of 20 texts: chance alone makes a bin of forty differ by 0.08
        ("quotes", 0.1),
    ],
)
def test_confidence_holds_on_texts_held_out(kind: str, most: float) -> None:
    assert calibration_error(kind) <= most  # type: ignore[arg-type]


def test_no_more_are_right_than_were_made() -> None:
    assert all(0 <= right <= made for parts in counts().values() for made, right in parts)
    assert all(0 < share < 1.001 for share in measured().values())


def test_proposals_carry_what_was_measured_of_their_rule() -> None:
    text = "Ana Ruiz said that the dam would hold."
    (raw,), (quote,) = find_quotes(text), extract(text).quotes
    assert quote.confidence == measured()["quotes", raw.rule, level_of(raw.confidence)]


def test_the_page_shows_the_table_of_the_file() -> None:
    assert table() in (ROOT / "docs" / "extract.md").read_text(encoding="utf-8")
