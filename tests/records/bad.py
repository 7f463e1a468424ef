"""A small document, and the ways in which people get it wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from onrecord.contract import Contract, from_schemas
from onrecord.findings.render import render
from onrecord.records.document_folder import Raw, check_together, layout_of, read_document
from onrecord.records.format.layout import Layout
from onrecord.text.document import sha256

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {"actors": dict.fromkeys(("russia", "ukraine", "kremlin"), True), "places": {"crimea": True}}

TEXT = """\
Troops gather
The Kremlin said it “does not pose a threat to anyone”. In 2014 Russia annexed Crimea.
It does not pose a threat to anyone, Kiev’s army was told: as many as 80,000 units and dozens of ships came.
"""

SOURCE = """\
title: Troops gather
language: en
genre: news
published: 2021-04-12/2021-04-30
published_basis: inferred
rights_status: in_copyright
sha256: {sha256}
zones:
  headline: [1]
"""

RECORD = """\
document: troops
sha256: {sha256}
coder: ab
events:
  annexation:
    type: annexation
    label: Russia annexes Crimea
    status: occurred
    when: "2014"
    basis: stated
    where: crimea
    place_precision: region
    who: {{initiator: russia}}
    at:
      trigger: |
        [[annexed]] Crimea
      date: |
        In [[2014]]
claims:
  annexation-source:
    event: annexation
    factuality: certain
    at: |
      Russia annexed Crimea
quotes:
  no-threat:
    speaker: kremlin
    type: mixed
    act: state
    cue: say
    at:
      content: |
        it “does not pose a threat to anyone”
      quoted: |
        “[[does not pose a threat to anyone]]”
figures:
  units:
    value: 80000
    qualifier: up_to
    measure: forces_present
    counted: units
    unit: "1"
    at: |
      80,000
left_out:
  - at: |
      Troops gather
    reason: generic
"""

RIGHT: dict[str, Raw] = {
    "text.txt": TEXT.encode(),
    "source.yaml": SOURCE.format(sha256=sha256(TEXT.encode())).encode(),
    "record.yaml": RECORD.format(sha256=sha256(TEXT.encode())).encode(),
}


@cache
def _contract() -> tuple[Contract, Layout]:
    contract = from_schemas(ROOT / "schemas")
    return contract, layout_of(ROOT / "schemas", contract)


def findings(files: dict[str, Raw]) -> str:
    """All that is said of a document, as a person reads it."""
    contract, layout = _contract()
    read = read_document("troops", files, contract, layout, KNOWN)
    return render([*read.findings, *check_together([read], [], {})])


def record(*changes: tuple[str, str]) -> dict[str, Raw]:
    """The right document with words of its record replaced, each of which must be there."""
    raw = RIGHT["record.yaml"]
    assert isinstance(raw, bytes)
    text = raw.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return RIGHT | {"record.yaml": text.encode()}


_SOURCE = RIGHT["source.yaml"]
assert isinstance(_SOURCE, bytes)
ZONES = _SOURCE.partition(b"zones:")[0] + b"zones: {headline: [1, 9], caption: [1-2], foot: [3]}\n"

FOOTED = _SOURCE.partition(b"zones:")[0] + b"zones: {headline: [1], boilerplate: [3]}\n"

CASES: dict[str, dict[str, Raw]] = {
    "right": RIGHT,
    "words not in the article": record(("[[annexed]] Crimea", "Russia [[invaded]] Crimea")),
    "words that occur twice": record(
        ("“[[does not pose a threat to anyone]]”", "does not pose a threat to anyone"),
        ("it “does not pose a threat to anyone”", "does not pose a threat to anyone"),
    ),
    "only quotes differ": record(("it “does not pose a threat to anyone”", 'it "does not pose a threat to anyone"')),
    "value against words": record(("value: 80000", "value: 8000")),
    "vague number with a value": record(
        ("value: 80000\n    qualifier: up_to", "value: 12\n    qualifier: vague"),
        ("counted: units", "counted: ships"),
        ("      80,000", "      dozens"),
    ),
    "qualifier against words": record(("qualifier: up_to", "qualifier: more_than")),
    "quoted words outside of marks": record(("type: mixed", "type: direct")),
    "stated year": record(('when: "2014"', 'when: "2015"')),
    "unknown actor": record(("speaker: kremlin", "speaker: cremlin")),
    "unknown code": record(("type: annexation", "type: anexation")),
    "missing key": record(("    label: Russia annexes Crimea\n", "")),
    "unknown key": record(("    label: Russia", "    lable: Russia")),
    "duplicate key": record(
        ("    label: Russia annexes Crimea\n", "    label: Russia annexes Crimea\n    label: Crimea annexed\n")
    ),
    "wrong type": record(("value: 80000", "value: eighty thousand")),
    "wrong shape": record(("who: {initiator: russia}", "who: russia")),
    "no EDTF": record(('when: "2014"', "when: 12/04/2014")),
    "spelt out date": record(('when: "2014"', "when: April 12, 2014")),
    "changed text": RIGHT | {"text.txt": TEXT.replace("gather", "Gather").encode()},
    "id used twice": record(
        (
            "figures:\n",
            "  no-threat:\n    type: indirect\n    act: state\n    at: |\n      the army was told\nfigures:\n",
        )
    ),
    "bad slug": record(("  units:\n", "  Units At Border:\n")),
    "comment cuts words": record(("    at: |\n      80,000\n", "    at: 80,000 #units\n")),
    "broken YAML": record(("    label: Russia annexes Crimea", "    label: Russia: annexes Crimea")),
    "tab": record(("    label: Russia", "\tlabel: Russia")),
    "not UTF-8": RIGHT | {"record.yaml": b"document: troops\ncoder: J\xf6rg\n"},
    "text not UTF-8": RIGHT | {"text.txt": TEXT.encode("utf-16")},
    "empty record": RIGHT | {"record.yaml": b""},
    "empty text": RIGHT | {"text.txt": b""},
    "100 MB": RIGHT | {"record.yaml": 100_000_000},
    "missing file": {name: raw for name, raw in RIGHT.items() if name != "source.yaml"},
    "tags and anchors": record(("coder: ab", "coder: !!python/object/apply:os.system [ls]")),
    "number beyond all bounds": record(("value: 80000", "value: " + "9" * 400)),
    "list without anchors": record(("    at: |\n      80,000\n", "    at: []\n")),
    "brackets that don't fit": record(("      80,000\n", "      [[80,000]] [[units]]\n")),
    "text with zero bytes": RIGHT | {"text.txt": TEXT.encode("utf-16-le")},
    "line in two zones": RIGHT | {"source.yaml": ZONES},
    "deep": RIGHT | {"record.yaml": b"document: " + b"[" * 10_000},
    "anchored in boilerplate": RIGHT | {"source.yaml": FOOTED},
    "anchored twice": record(
        (
            "    at: |\n      80,000\n",
            "    at:\n      - |\n        80,000\n      - |\n        as many as [[80,000]] units\n",
        )
    ),
    "only inside longer words": record(("[[annexed]] Crimea", "annex")),
    "a yes that is none": record(("    cue: say\n", "    cue: say\n    translation: perhaps\n")),
    "figure in another script": record(("value: 80000", "value: ٨٠٠٠٠")),
    "infinite": record(("value: 80000", "value: .inf")),
    "record of another document": record(("document: troops", "document: ships")),
    "value beyond a constraint": record(("    label: Russia annexes Crimea", "    label: " + 20 * "Crimea ")),
    "basis without a date": record(('    when: "2014"\n', ""), ("      date: |\n        In [[2014]]\n", "")),
    "voice without a claimant": record(("counted: units\n", "counted: units\n    voice: claimant\n")),
    "claimant in nobody's voice": record(
        ("counted: units\n", "counted: units\n    voice: unstated\n    claimant: kremlin\n")
    ),
    "place without its precision": record(("place_precision: region", "place_precision: not_applicable")),
    "precision without its place": record(("    where: crimea\n", "")),
    "no rule to break": record(("qualifier: up_to", "qualifier: up_to\n    on_purpose: {T001: It may.}")),
    "rules as text": record(("qualifier: up_to", "qualifier: up_to\n    on_purpose: It may.")),
    "speakers by role": record(("speaker: kremlin", "speaker: {initiator: kremlin}")),
    "places by an unknown role": record(("where: crimea", "where: {loaction: crimea}")),
    "set that ends before it begins": record(('when: "2014"', 'when: "[2014..2013]"')),
    "no number in the words": record(("      80,000\n", "      dozens of [[ships]]\n")),
    "two numbers in the words": record(("      80,000\n", "      [[80,000 units and dozens]] of ships\n")),
    "quoted words that are not in marks": record(
        ("        “[[does not pose a threat to anyone]]”", "        The Kremlin [[said it]]")
    ),
    "indirect quote inside marks": record(
        ("type: mixed", "type: indirect"),
        ("        it “does not pose a threat to anyone”", "        “[[does not pose a threat to anyone]]”"),
        ("      quoted: |\n        “[[does not pose a threat to anyone]]”\n", ""),
    ),
    "text too large": RIGHT | {"text.txt": 20_000_000},
    "sentence not accounted for": record(("left_out:\n  - at: |\n      Troops gather\n    reason: generic\n", "")),
    "many at once": record(
        ("type: annexation", "type: anexation"),
        ("speaker: kremlin", "speaker: cremlin"),
        ("value: 80000", "value: 8000"),
    ),
}
