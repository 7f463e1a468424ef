"""Every value that words can bear out is compared with them, in any document; what is right all the same says why."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from onrecord.contract import from_schemas
from onrecord.findings.render import render
from onrecord.records.document_folder import layout_of, read_document
from onrecord.records.registry import read_registries
from onrecord.text.document import sha256

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TEXT = """\
Ferry line may close

The harbour board will vote on 14 June, chair Mara Lindqvist told reporters. “The ferry will never stop sailing,” she added. It would cost €4.6 million.

Union head Otto Brandt said that the board plans to close the line. “The board plans to close the line before the autumn,” Brandt insisted. A spokeswoman for the board said that the ferry will never stop sailing. Three crossings were cancelled.
"""
SOURCE = f"""\
title: Ferry line may close
language: en
genre: news
published: "2024-06-05"
published_basis: stated
rights_status: open_licence
licence: CC-BY-4.0
sha256: {sha256(TEXT.encode())}
zones:
  headline: [1]
"""
ACTORS = """\
mara-lindqvist: {name: Mara Lindqvist, actor_type: person, is_named: true}
otto-brandt: {name: Otto Brandt, actor_type: person, is_named: true}
board: {name: "[harbour board]", actor_type: government, is_named: false}
board-spokeswoman: {name: "[spokeswoman for the board]", actor_type: person, is_named: false}
vladimir-putin: {name: Vladimir Putin, actor_type: person, is_named: true, aliases: [Mr Putin]}
"""
RECORD = f"""\
document: ferry
sha256: {sha256(TEXT.encode())}
coder: ab
actors:
  mara-lindqvist:
    at: |
      chair [[Mara Lindqvist]]
  board:
    at: |
      The harbour [[board]]
events:
  vote:
    type: election
    label: Harbour board votes
    status: planned
    when: "2024-06-14"
    basis: relative
    place_precision: unspecified
    who: {{initiator: board}}
    at:
      trigger: |
        will [[vote]]
      date: |
        on [[14 June]]
  closure:
    type: other
    label: Ferry line closes
    status: hypothetical
    place_precision: unspecified
    note: The end of a service.
    at: |
      to [[close]] the line. “The
claims:
  vote-source:
    event: vote
    factuality: certain
    at: |
      board will vote on 14 June
  closure-source:
    event: closure
    factuality: possible
    at: |
      Ferry line may close
  closure-brandt:
    event: closure
    claimant: otto-brandt
    factuality: probable
    quote: brandt-plans-fuller
    at: |
      Brandt said that [[the board plans to close the line]]
  closure-lindqvist:
    event: closure
    claimant: mara-lindqvist
    factuality: denied
    at: |
      “[[The ferry will never stop sailing]]
  closure-spokeswoman:
    event: closure
    claimant: board-spokeswoman
    factuality: denied
    at: |
      that [[the ferry will never stop sailing]]
quotes:
  lindqvist-never:
    speaker: mara-lindqvist
    type: direct
    act: deny
    cue: add
    at:
      content: |
        “The ferry will never stop sailing,”
      cue: |
        she [[added]]
  brandt-plans:
    speaker: otto-brandt
    type: indirect
    act: state
    cue: say
    variant_of: brandt-plans-fuller
    at:
      content: |
        Brandt said that [[the board plans to close the line]]
      cue: |
        Brandt [[said]]
  brandt-plans-fuller:
    speaker: otto-brandt
    type: direct
    act: insist
    cue: insist
    at:
      content: |
        “The board plans to close the line before the autumn,”
      cue: |
        Brandt [[insisted]]
figures:
  cost:
    value: 4600000
    qualifier: exact
    measure: money
    counted: million
    unit: EUR
    at: |
      4.6 million
left_out:
  - at: |
      Three crossings were cancelled
    reason: generic
"""
#: what is changed in the record (or in the actors), and the rule that must notice it
MISTAKES: dict[str, tuple[tuple[str, str], ...]] = {
    "V034 a speaker never named": (("    speaker: otto-brandt\n    type: indirect", "    speaker: vladimir-putin\n    type: indirect"),),
    "V034 a claimant never named": (("claimant: otto-brandt", "claimant: vladimir-putin"),),
    "V035 another day": (('when: "2024-06-14"', 'when: "2024-06-15"'),),
    "V036 another currency": (("unit: EUR", "unit: USD"),),
    "V037 another verb": (("cue: add", "cue: warn"),),
    "V038 no claim in the text's own voice": (("claims:\n  vote-source:\n    event: vote\n    factuality: certain\n    at: |\n      board will vote on 14 June\n", "claims:\n"),),
    "V038 two claims in the text's own voice": (("    claimant: otto-brandt\n    factuality: probable\n    quote: brandt-plans-fuller\n", "    factuality: probable\n"),),
    "V039 a claimant twice": (("claimant: board-spokeswoman", "claimant: mara-lindqvist"),),
    "V040 equal words, two stances": (("    claimant: board-spokeswoman\n    factuality: denied", "    claimant: board-spokeswoman\n    factuality: uncommitted"),),
    "V041 the fuller report is the variant": (
        ("    variant_of: brandt-plans-fuller\n", ""),
        ("    cue: insist\n", "    cue: insist\n    variant_of: brandt-plans\n"),
    ),
    "V042 no name": (("[harbour board]\", actor_type: government, is_named: false", "Harbour board\", actor_type: government, is_named: true"),),
    "V043 equal rows": (("left_out:\n", "  cost-again:\n    value: 4600000\n    qualifier: exact\n    measure: money\n    counted: million\n    unit: EUR\n    at: |\n      4.6 million\nleft_out:\n"),),
    "A023 left out and anchored": (("left_out:\n", "left_out:\n  - at: |\n      It would cost €4.6 million.\n    reason: generic\n"),),
}  # fmt: skip
EXPECTED = dict(
    part.split("\n\n", 1)
    for part in ("\n" + (HERE / "words_bear_out.txt").read_text(encoding="utf-8")).split("\n### ")[1:]
)


@cache
def _contract():  # type: ignore[no-untyped-def]
    contract = from_schemas(ROOT / "schemas")
    return contract, layout_of(ROOT / "schemas", contract)


def _changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        text = text.replace(old, new, 1)
    return text


def findings(*changes: tuple[str, str], record: str | None = None) -> str:
    """All that is said of the document with words of its record (or this one) and of the actors replaced."""
    contract, layout = _contract()
    assert all(old in RECORD or old in ACTORS for old, _ in changes)
    record, actors = record or _changed(RECORD, changes), _changed(ACTORS, changes)
    registries = read_registries(
        {"actors.yaml": actors.encode(), "places.yaml": b"{}", "retired.yaml": b"[]"}, contract, layout
    )
    assert registries.findings == []
    files = {"text.txt": TEXT.encode(), "source.yaml": SOURCE.encode(), "record.yaml": record.encode()}
    return render(read_document("ferry", files, contract, layout, registries.known).findings)


def test_a_record_borne_out_by_its_words_has_no_findings() -> None:
    assert findings() == ""


def test_texts_whose_rights_allow_it_publish_their_words_in_full() -> None:
    contract, layout = _contract()
    registries = read_registries(
        {"actors.yaml": ACTORS.encode(), "places.yaml": b"{}", "retired.yaml": b"[]"}, contract, layout
    )
    held_back = SOURCE.replace("open_licence", "in_copyright").replace("licence: CC-BY-4.0\n", "")
    for source, is_open in ((SOURCE, True), (held_back, False)):
        files = {"text.txt": TEXT.encode(), "source.yaml": source.encode(), "record.yaml": RECORD.encode()}
        rows = read_document("ferry", files, contract, layout, registries.known).rows
        assert (None not in rows["mentions"]["exact"]) is is_open
        assert ("the board plans to close the line" in rows["quotes"]["words"]) is is_open
        assert all(exact is None or exact in TEXT for exact in rows["mentions"]["exact"])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_noticed_in_these_words(mistake: str) -> None:
    assert findings(*MISTAKES[mistake]).strip() == EXPECTED[mistake].strip()


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if not name.startswith("V039")])
def test_what_is_right_all_the_same_says_why(mistake: str) -> None:
    """With the code of the finding and a reason in the row, nothing is found."""
    record = _changed(RECORD, MISTAKES[mistake])
    at = int(re.search(r"record[.]yaml:([0-9]+)", findings(*MISTAKES[mistake]))[1])  # type: ignore[index]
    lines = record.splitlines(keepends=True)
    row = max(number for number in range(at) if re.match(r"  (- |[a-z0-9-]+:)", lines[number]))
    end = next(number for number in range(row + 1, len(lines)) if not lines[number].startswith("    "))
    lines.insert(end, f"    on_purpose: {{{mistake.split(maxsplit=1)[0]}: It is a pun.}}\n")
    assert findings(*MISTAKES[mistake], record="".join(lines)) == ""
