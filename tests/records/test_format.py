"""Formatting a record changes how it looks and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.contract import Contract
from onrecord.records.document_folder import layout_of
from onrecord.records.format.formatter import format_record
from onrecord.records.format.layout import Layout


@pytest.fixture(scope="session")
def layout(contract: Contract) -> Layout:
    return layout_of(ROOT / "schemas", contract)


def test_every_form_of_anchor_becomes_a_block_and_comments_stay(layout: Layout) -> None:
    text = """\
document: x   # the folder
events:
  # a hard decision
  plain:
    type: call
    at: President Biden called  # the trigger
  quoted:
    at: "said: \\"no\\""
  parts:
    at: {trigger: Forces entered, date: [in 2014, since then]}
  folded:
    at:
      trigger: >-
        Forces
        entered
      date:
        - in 2014
  block:
    at: |
      stays as it is
actors: {russia: {at: Russia}, kremlin: {at: [The Kremlin]}}
left_out:
  - at: Sign up
    reason: advertising
  - {at: 'The i', reason: advertising}
"""
    assert (
        format_record(text, layout)
        == """\
document: x   # the folder
events:
  # a hard decision
  plain:
    type: call
    at: |  # the trigger
      President Biden called
  quoted:
    at: |
      said: "no"
  parts:
    at:
      trigger: |
        Forces entered
      date:
        - |
          in 2014
        - |
          since then
  folded:
    at:
      trigger: |
        Forces entered
      date:
        - |
          in 2014
  block:
    at: |
      stays as it is
actors:
  russia:
    at: |
      Russia
  kremlin:
    at:
      - |
        The Kremlin
left_out:
  - at: |
      Sign up
    reason: advertising
  -
    at: |
      The i
    reason: advertising
"""
    )


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        (
            "at: {trigger: one, date: two}  # why",
            "at:  # why\n      trigger: |\n        one\n      date: |\n        two",
        ),
        ("at: [one, two]  # why", "at:  # why\n      - |\n        one\n      - |\n        two"),
        ("at: >-  # why\n      one\n      two", "at: |  # why\n      one two"),
        ("at: '# no comment'", "at: |\n      # no comment"),
        ('at: "a\\x07b"', 'at: "a\\x07b"'),
    ],
)
def test_a_comment_never_becomes_words_of_an_anchor(layout: Layout, written: str, formatted: str) -> None:
    head = "events:\n  a:\n    "
    assert format_record(f"{head}{written}\n", layout) == f"{head}{formatted}\n"


def test_comments_around_a_record_in_braces_stay(layout: Layout) -> None:
    text = "# above\n{document: x, coder: ab}  # behind\n"
    assert format_record(text, layout) == "# above\ndocument: x\ncoder: ab\n# behind\n"


def test_a_byte_order_mark_shifts_nothing(layout: Layout) -> None:
    text = "events:\n  a:\n    at: one\n"
    assert format_record("\ufeff" + text, layout) == format_record(text, layout)


def test_records_too_deep_for_any_use_are_refused_and_do_not_exhaust_the_stack(layout: Layout) -> None:
    with pytest.raises(yaml.YAMLError):
        format_record("a: " + "- " * 1_000_000, layout)


def test_the_records_of_the_dataset_are_formatted(layout: Layout) -> None:
    for path in (ROOT / "seeds").glob("*/record.yaml"):
        text = path.read_text(encoding="utf-8")
        assert format_record(text, layout) == text


ANCHOR = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=20,
).map(lambda words: " ".join(words.split()) or "x")
AT = ANCHOR | st.lists(ANCHOR, min_size=1, max_size=3)
ROW = st.fixed_dictionaries(
    {"at": AT | st.fixed_dictionaries({"trigger": AT, "date": AT})}, optional={"type": st.just("call"), "note": ANCHOR}
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), ROW, min_size=1, max_size=3),
    flow=st.sampled_from([None, True, False]),
    style=st.sampled_from([None, "'", '"', ">"]),
)
def test_formatting_is_idempotent_and_changes_no_value(
    layout: Layout, rows: dict[str, Any], flow: bool | None, style: str | None
) -> None:
    text = yaml.safe_dump(
        {"events": rows}, allow_unicode=True, default_flow_style=flow, default_style=style, sort_keys=False
    )
    once = format_record(text, layout)
    assert format_record(once, layout) == once
    assert words(yaml.safe_load(once)) == words(yaml.safe_load(text))


@settings(max_examples=150, deadline=None)
@given(
    rows=st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), ROW, min_size=1, max_size=3),
    flow=st.sampled_from([None, True, False]),
    style=st.sampled_from([None, "'", '"']),
    data=st.data(),
)
def test_comments_behind_any_value_stay_comments(
    layout: Layout, rows: dict[str, Any], flow: bool | None, style: str | None, data: st.DataObject
) -> None:
    text = yaml.safe_dump(
        {"events": rows}, allow_unicode=True, default_flow_style=flow, default_style=style, sort_keys=False, width=10**6
    )
    lines = text.splitlines()
    commented = [f"{line}  # note" if data.draw(st.booleans()) else line for line in lines]
    text = "\n".join(commented) + "\n"
    once = format_record(text, layout)
    assert format_record(once, layout) == once
    assert words(yaml.safe_load(once)) == words(yaml.safe_load(text))
    assert once.count("# note") == text.count("# note")


def words(told: Any) -> Any:
    """Values with white space squeezed: a block ends with a line feed, and any run of white space is the same."""
    if isinstance(told, dict):
        return {key: words(value) for key, value in told.items()}
    if isinstance(told, list):
        return [words(value) for value in told]
    return " ".join(told.split()) if isinstance(told, str) else told
