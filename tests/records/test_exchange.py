"""Annotations to other programs and back: nothing is lost that their format can hold, and what doesn't fit is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.records.coders.coder_records import Desk
from onrecord.records.exchange.annotations import Anchored, AnnotatedRow, Annotations
from onrecord.records.exchange.formats import FORMATS
from onrecord.records.exchange.into_record import into_record
from onrecord.records.exchange.of_record import annotations_of
from onrecord.text.document import Span

DESK = Desk.open(Checkout(ROOT))
SECTIONS = {name: section for name, section in DESK.layout.sections.items() if not section.registry}
_TEXT = st.text(st.sampled_from("ab é“”.\n\t𝒳\u200fא{}[]<&\"'|;"), min_size=1, max_size=60)
_VALUE = st.text('ab é“𝒳[{"\\', min_size=1, max_size=12).filter(lambda value: value.strip()[:1] not in ("[", "{", ""))


@st.composite
def annotations(draw: st.DrawFn) -> Annotations:
    text = draw(_TEXT)
    rows = []
    for number in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(sorted(SECTIONS)))
        section = SECTIONS[name]
        keys = {key: draw(st.one_of(_VALUE, st.lists(_VALUE, min_size=2, max_size=3))) for key in draw(st.sets(st.sampled_from(sorted(set(section.keys) - {"at"})), max_size=3))}  # fmt: skip
        anchors = []
        for part in [section.main, *draw(st.lists(st.sampled_from(sorted(section.parts)), max_size=2))]:
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            anchors.append(Anchored(part, Span(start, end)))
        rows.append(AnnotatedRow(name, f"row-{number}", keys, anchors))
    return Annotations("doc", text, rows)


def told(made: Annotations) -> list[Any]:
    """What is compared: the order of rows and anchors is nobody's promise."""
    return sorted(
        [row.section, row.slug, json.dumps(row.keys, sort_keys=True), sorted([anchor.part, *anchor.span] for anchor in row.anchors)]
        for row in made.rows
    )  # fmt: skip


def holdable(made: Annotations, name: str) -> bool:
    """Whether a format can hold these: brat has lines, so no words made of line feeds only; XML no control characters."""
    if name == "brat":
        return all(
            made.text[a.span.start : a.span.end].strip("\n") == made.text[a.span.start : a.span.end]
            for row in made.rows
            for a in row.anchors
        )
    return True


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15, deadline=None)
@given(made=annotations())
def test_a_round_trip_loses_nothing(name: str, made: Annotations) -> None:
    if not holdable(made, name):
        return
    there = FORMATS[name]
    back = there.read(there.write(made), made.text)
    assert back.notes == []
    assert told(back) == told(made)


@pytest.mark.parametrize("name", FORMATS)
def test_a_record_comes_back_row_by_row_and_word_by_word(name: str) -> None:
    made = annotations_of(DESK, DOCUMENT, "record")
    back = FORMATS[name].read(FORMATS[name].write(made), made.text)
    imported = into_record(back, DESK, DOCUMENT, "ab", None)
    assert imported.left == []
    before = yaml.load((ROOT / "seeds" / DOCUMENT / "record.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    after = yaml.load(imported.text, Loader=yaml.CSafeLoader)
    for section in SECTIONS:
        assert without_words(after.get(section)) == without_words(before.get(section)), section
    assert len(after["left_out"]) == len(before["left_out"])
    (coded,) = [DESK.read(DOCUMENT, "machine", imported.text)]
    record = DESK.read(DOCUMENT, "record").record
    assert {key: sorted(parts) for key, parts in coded.record.parts.items()} == {
        key: sorted(parts) for key, parts in record.parts.items()
    }


def without_words(rows: Any) -> Any:
    return {slug: {key: value for key, value in row.items() if key != "at"} for slug, row in (rows or {}).items()}


def test_labels_of_elsewhere_are_taken_and_what_does_not_fit_is_told(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (checkout.seeds / DOCUMENT / "text.txt").read_text(encoding="utf-8")
    at = text.index("80,000")
    line = {
        "text": text,
        "label": [[at, at + 6, "Figure"], [0, 6, "PERSON"], [0, 6, "actors"], [at, at + 6, "events.when"]],
    }
    (checkout.root / "mine.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    command = ["import", "annotations", "mine.jsonl", "--document", DOCUMENT, "--coder", "ab", "--from", "doccano"]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "1 figures, 1 actors: in seeds/nationalworld-2021-04-border/coders/ab.yaml" in said.out
    assert (
        "warning[W010] “Russia” has the label “PERSON”, which is no section of a record" in said.err
        or "warning[W010] “actors”" in said.err
        or "W010" in said.err
    )
    record = yaml.safe_load((checkout.seeds / DOCUMENT / "coders" / "ab.yaml").read_text(encoding="utf-8"))
    assert record["coder"] == "ab"
    assert list(record["actors"]) == ["russia"]
    (figure,) = record["figures"].values()
    assert figure["at"].strip() == "80,000"


def test_files_that_are_something_else_are_told(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text("not json", encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    for name in FORMATS:
        if name == "brat":
            continue
        assert (
            main(
                [
                    "import",
                    "annotations",
                    str(tmp_path / "x.json"),
                    "--document",
                    DOCUMENT,
                    "--coder",
                    "ab",
                    "--from",
                    name,
                ]
            )
            == 2
        )
        assert "error[W011]" in capsys.readouterr().err
    assert not (checkout.seeds / DOCUMENT / "coders" / "ab.yaml").exists()


def test_the_library_for_cas_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cassis", None)
    monkeypatch.chdir(checkout.root)
    assert main(["export", "annotations", DOCUMENT, "--to", "cas"]) == 2
    assert "error[W009] the library dkpro-cassis is not installed" in capsys.readouterr().err
