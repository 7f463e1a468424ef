"""Findings in the formats that programs read: all of them told, none able to break the format it stands in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import jsonschema
import pytest
from conftest import DOCUMENT, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.findings import Finding, Note
from onrecord.findings.render import render

SCHEMA = json.loads((ROOT / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
Out = pytest.CaptureFixture[str]

anything = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["a\x00b", "\x1b[31mred", "\ud800", "]]>", "<failure/>", "\n::error::x", "::stop-commands::x", "\ufffe", "x\u202ey"]
)
place = st.none() | anything
number = st.none() | st.integers(1, 10**6)
note = st.builds(Note, anything, place, number, number)
finding = st.builds(
    Finding,
    code=st.sampled_from(["T001", "R013", "P010"]),
    message=anything,
    severity=st.sampled_from(["error", "warning", "note"]),
    file=place,
    line=number,
    column=number,
    snippet=place,
    table=place,
    field=place,
    row=number,
    row_id=place,
    count=st.integers(1, 10**6),
    notes=st.lists(note, max_size=2).map(tuple),
    help=place,
    touched=st.booleans(),
    known=st.booleans(),
)
findings = st.lists(finding, max_size=14)


def junit(found: list[Finding]) -> Xml.Element:
    return Xml.fromstring(render(found, "junit", checked={"rows": 3}).encode("utf-8"))  # noqa: S314 - our own


@pytest.mark.parametrize("broken", [False, True])
def test_json_output_is_as_its_published_schema_says(
    broken: bool, checkout: Checkout, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    if broken:
        path = checkout.seeds / DOCUMENT / "record.yaml"
        path.write_text(path.read_text("utf-8").replace("type: annexation", "type: anexation"), "utf-8")
    monkeypatch.chdir(checkout.root)
    assert main(["verify", "--format", "json"]) == int(broken)
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert told["verdict"] == ("findings" if broken else "verified")
    assert told["checked"]["records"] == 1
    assert ("tables" in told["checked"]) is not broken


def test_what_could_not_run_is_told_in_json_too(tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "nowhere", "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert told["verdict"] == "could not run"
    assert told["findings"][0]["code"] == "P001"


@settings(max_examples=60, deadline=None)
@given(findings)
def test_any_findings_make_sound_json_without_control_characters(found: list[Finding]) -> None:
    told = render(found, "json", checked={"rows": 3})
    jsonschema.validate(json.loads(told), SCHEMA)
    assert told.replace("\n", "").isprintable()
    assert {f["message"] for f in json.loads(told)["findings"]} == {f.message for f in found}


@settings(max_examples=60, deadline=None)
@given(findings)
def test_any_findings_make_sound_junit_xml(found: list[Finding]) -> None:
    root = junit(found)
    cases = list(root.iter("testcase"))
    assert len(cases) == len(found) + 1 == int(root.get("tests", ""))
    failed = sum(f.severity != "note" and not f.known for f in found)
    assert len(list(root.iter("failure"))) == failed == int(root.get("failures", ""))
    assert sum(int(suite.get("tests", "")) for suite in root.iter("testsuite")) == len(cases)


def test_junit_has_a_suite_per_table_and_file_with_message_and_place() -> None:
    found = [
        Finding(code="T001", message="no value", table="events", field="label", row=7, help="give it one"),
        Finding(code="T003", message="no\x00slug", table="events", field="event_id", row=8),
        Finding(code="R013", message="no code", file="seeds/a/record.yaml", line=3, column=5),
    ]
    root = junit(found)
    assert [suite.get("name") for suite in root] == ["events", "seeds/a/record.yaml", "checked"]
    first = root.find("testsuite[@name='events']/testcase[1]")
    assert first is not None
    assert first.get("name") == "T003 events.event_id · row 8"
    failure = first.find("failure")
    assert failure is not None and failure.get("message") == "no\\x00slug"
    in_file = root.find("testsuite[@name='seeds/a/record.yaml']/testcase")
    assert in_file is not None and (in_file.get("file"), in_file.get("line")) == ("seeds/a/record.yaml", "3")
    assert root.find("testsuite[@name='checked']/testcase[@name='3 rows']") is not None


@settings(max_examples=60, deadline=None)
@given(findings)
def test_github_is_given_ten_annotations_at_most_and_no_command_of_a_stranger(found: list[Finding]) -> None:
    told = render(found, "github", limit=3)
    head, _, log = told.partition("::group::")
    annotations = [line for line in head.split("\n") if line]
    assert len(annotations) == min(10, len(found))
    assert all(re.match(r"::(error|warning|notice) (file=|title=)", line) for line in annotations)
    if log:
        mark = log.split("\n")[1].removeprefix("::stop-commands::")
        assert log.endswith(f"\n::{mark}::\n::endgroup::")
        assert len(mark) == 32


def test_the_tenth_annotation_says_how_many_more_and_the_log_holds_them() -> None:
    found = [Finding(code="R013", message=f"number {n}", file="a.yaml", line=n) for n in range(1, 31)]
    found.append(Finding(code="R011", message="in the change", file="z.yaml", line=1, touched=True))
    found.append(Finding(code="R011", message="old", file="z.yaml", line=2, touched=True, known=True))
    told = render(found, "github", limit=20)
    annotations = told.partition("\n::group::")[0].split("\n")
    assert annotations[0] == "::error file=z.yaml,line=1,title=onrecord R011::in the change"
    assert annotations[9] == "::error title=onrecord::23 more findings: see the log of this step"
    assert "error[R013] number 28\n" in told and "number 29" not in told
    assert "… and 3 more findings" in told


def test_what_was_there_before_a_change_comes_last_and_is_said() -> None:
    old = Finding(code="R013", message="old", file="a.yaml", line=1, known=True)
    new = Finding(code="R013", message="new", file="b.yaml", line=1, severity="warning")
    assert render([old, new]).split("\n\n")[1].startswith("already there: error[R013] old")
    assert render([old], "github") == "::notice file=a.yaml,line=1,title=onrecord R013 (already there)::old"
    assert json.loads(render([old], "json"))["verdict"] == "verified"


def test_values_stay_text_in_markdown() -> None:
    told = render([Finding(code="T003", message="<b>`x`|*y*\n[z](u) & $1$", table="t")], "markdown").split("\n")
    assert len(told) == 3
    assert r"\<b\>\`x\`\|\*y\* \[z\](u) &amp; <span>$</span>1<span>$</span>" in told[2]
