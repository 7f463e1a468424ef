"""Rows against their texts: words found again, values borne out, the rights budget kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import DOCUMENT, ROOT
from hypothesis import given
from hypothesis import strategies as st

from onrecord.checkout import Checkout
from onrecord.contribution.source_checks import published_share, verify_sources
from onrecord.package.read import open_package

HERE = Checkout(ROOT)
TEXT = (ROOT / "seeds" / DOCUMENT / "text.txt").read_text(encoding="utf-8")


def codes(package: Path) -> list[str]:
    return [finding.code for finding in verify_sources(open_package(package), HERE.text_of).findings]


def mention(built: Path, field: str) -> int:
    rows = open_package(built).read("mentions", ["field"]).to_pydict()["field"]
    return rows.index(field)


def row(built: Path, table: str, slug: str) -> int:
    ids = open_package(built).read(table)[0].to_pylist()
    return next(number for number, found in enumerate(ids) if found.endswith(f":{slug}"))


def test_every_mention_of_the_dataset_is_found_again(built: Path) -> None:
    report = verify_sources(open_package(built), HERE.text_of)
    assert report.findings == []
    assert report.checked == {"sources": 1, "mentions": open_package(built).read("mentions").num_rows}


def test_moved_offsets_are_noticed(built: Path, spoil: Callable[..., Path]) -> None:
    number = mention(built, "quotes.content")
    old = open_package(built).read("mentions").to_pylist()[number]
    assert codes(spoil("mentions", number, char_start=old["char_start"] + 1, char_end=old["char_end"] + 1)) == ["V031"]


def test_offsets_beyond_the_text_are_noticed(spoil: Callable[..., Path]) -> None:
    assert codes(spoil("mentions", 0, char_start=10**6, char_end=10**6 + 5)) == ["V030"]


def test_published_words_that_differ_are_noticed(built: Path, spoil: Callable[..., Path]) -> None:
    assert codes(spoil("mentions", mention(built, "actors.name"), exact="Somebody")) == ["V032"]


def test_words_that_may_not_be_published_are_noticed(built: Path, spoil: Callable[..., Path]) -> None:
    number = mention(built, "events.trigger")
    old = open_package(built).read("mentions").to_pylist()[number]
    assert codes(spoil("mentions", number, exact=TEXT[old["char_start"] : old["char_end"]])) == ["V033"]


@pytest.mark.parametrize(
    ("slug", "cells", "code"),
    [
        ("units-stationed", {"value": 8000.0}, "V001"),
        ("warships-sent", {"value": 3.0}, "V001"),
        ("soldiers-killed-this-year", {"value_low": 12.0}, "V001"),
        ("units-stationed", {"qualifier": "more_than"}, "V003"),
        ("warships-sent", {"counted": "battleships"}, "V004"),
    ],
)
def test_a_figure_that_its_words_do_not_bear_out_is_told(
    built: Path, spoil: Callable[..., Path], slug: str, cells: dict, code: str
) -> None:
    assert codes(spoil("figures", row(built, "figures", slug), **cells)) == [code]


@pytest.mark.parametrize(
    ("slug", "kind", "code"),
    [("peskov-right-to-move", "direct", "V010"), ("no-threat-peskov", "indirect", "V012")],
)
def test_a_quote_of_another_kind_than_its_marks_is_told(
    built: Path, spoil: Callable[..., Path], slug: str, kind: str, code: str
) -> None:
    assert codes(spoil("quotes", row(built, "quotes", slug), quote_type=kind)) == [code]


def test_a_stated_date_of_another_year_is_told(built: Path, spoil: Callable[..., Path]) -> None:
    assert codes(spoil("events", row(built, "events", "crimea-annexation-2014"), date_edtf="2015")) == ["V020"]


def test_a_text_that_is_not_at_hand_counts_as_not_verified(built: Path) -> None:
    report = verify_sources(open_package(built), lambda *_: None)
    assert [finding.code for finding in report.findings] == ["S030"]
    assert not report.ok


def test_words_that_only_describe_somebody_are_not_published(built: Path, spoil: Callable[..., Path]) -> None:
    rows = open_package(built).read("mentions").to_pylist()
    number = next(n for n, row in enumerate(rows) if row["subject_id"] == "actor:russian-sources-border-2021")
    assert rows[number]["exact"] is None
    assert codes(spoil("mentions", number, exact=TEXT[rows[number]["char_start"] : rows[number]["char_end"]])) == [
        "V033"
    ]


def test_the_headline_counts_as_published(built: Path, spoil: Callable[..., Path]) -> None:
    """It stands in `sources` for all to read, and a title that is a long run of the text is over the budget."""
    assert "S032" in codes(spoil("sources", 0, title=TEXT[:200]))


def test_the_rights_budget_is_kept(built: Path, spoil: Callable[..., Path]) -> None:
    """A long run of the text, published as quoted words, is over the budget in share and run."""
    words = TEXT[:2000]
    number = mention(built, "quotes.quoted")
    package = spoil(
        "mentions",
        number,
        char_start=0,
        char_end=2000,
        exact=words,
        exact_sha256=hashlib.sha256(words.encode()).hexdigest(),
    )
    assert {"S031", "S032"} <= set(codes(package))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 30)), max_size=12))
def test_the_share_published_is_that_of_the_characters_covered(spans: list[tuple[int, int]]) -> None:
    covered = {at for start, length in spans for at in range(start, start + length)}
    share, longest = published_share("x" * 130, [(start, start + length) for start, length in spans])
    runs = [at for at in covered if at - 1 not in covered]
    lengths = [next(end for end in range(at, 200) if end not in covered) - at for at in runs]
    assert share == len(covered) / 130
    assert longest == max(lengths, default=0)
