"""The word lists that anyone may edit: each keeps its schema, every code in them is one of the codebook's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

import onrecord
from onrecord import word_lists
from onrecord.coder.figures.blockers import RANGE_RULES, blocked
from onrecord.numbers import find_numbers, fold

VOCABULARIES = yaml.safe_load((ROOT / "schemas" / "codebook.yaml").read_text())["vocabularies"]
LISTS = sorted(path.stem for path in word_lists.FOLDER.glob("*.tsv"))


def test_every_list_keeps_the_schema_that_is_written_for_it() -> None:
    described = [
        resource["path"] for resource in json.loads((word_lists.FOLDER / "datapackage.json").read_bytes())["resources"]
    ]
    assert sorted(described) == [f"{name}.tsv" for name in LISTS]
    report = onrecord.verify(word_lists.FOLDER)
    assert report.ok, [finding.message for finding in report.findings]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_what_it_is_in_words_before_its_heading(name: str) -> None:
    assert (word_lists.FOLDER / f"{name}.tsv").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_used(name: str) -> None:
    code = [path.read_text() for room in ("coder", "numbers") for path in (ROOT / "src/onrecord" / room).rglob("*.py")]
    assert any(f'"{name}"' in text for text in code)


@pytest.mark.parametrize(
    ("name", "column", "vocabulary"),
    [
        ("cue_verbs", "act", "speech_act"),
        ("cue_nouns", "act", "speech_act"),
        ("event_triggers", "event_type", "event_type"),
        ("event_types", "event_type", "event_type"),
        ("event_types", "speech_acts", "speech_act"),
        ("actor_nouns", "actor_type", "actor_type"),
        ("organisation_nouns", "actor_type", "actor_type"),
        ("known_organisations", "actor_type", "actor_type"),
        ("place_nouns", "place_type", "place_type"),
        ("units", "measure", "measure"),
        ("qualifiers", "qualifier", "figure_qualifier"),
    ],
)
def test_codes_are_those_of_the_codebook(name: str, column: str, vocabulary: str) -> None:
    codes = {code for row in word_lists.rows(name) for code in word_lists.listed(row[column])}
    assert codes <= set(VOCABULARIES[vocabulary]["codes"])


def test_a_line_with_a_cell_too_few_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.tsv").write_text("# odd\ngroup\twords\nalone\n")
    monkeypatch.setattr(word_lists, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="shorter"):
        word_lists.rows("odd")


def test_importing_the_library_reads_no_list() -> None:
    code = "import onrecord, sys; print('onrecord.word_lists' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule, example, _ in RANGE_RULES])
def test_the_example_of_each_rule_about_ranges_is_one(rule: str, example: str) -> None:
    assert rule in [blocked(fold(example), example, found) for found in find_numbers(example)]
