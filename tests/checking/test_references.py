"""Schemas at addresses are checked where a copy is known; what isn't verified can be accepted, and is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onrecord

ADDRESS = "https://example.org/1.0/schema.json"
SCHEMA = {"fields": [{"name": "id", "type": "integer"}]}


def package(folder: Path, **properties: Any) -> Path:
    (folder / "t.csv").write_text("id\nx\n")
    (folder / "schema.json").write_text(json.dumps(SCHEMA))
    descriptor = {"resources": [{"name": "t", "path": "t.csv", "schema": ADDRESS}]} | properties
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


def test_a_copy_of_a_schema_at_an_address_is_used(tmp_path: Path) -> None:
    folder = package(tmp_path)
    assert [f.code for f in onrecord.verify(folder).findings] == ["P010", "P010"]
    report = onrecord.verify(folder, references={ADDRESS: folder / "schema.json"})
    assert [(f.code, f.row) for f in report.findings] == [("T007", 1)]


def test_what_is_accepted_is_a_note_with_its_reason_and_counted(tmp_path: Path) -> None:
    entry = {"code": "P010", "table": "t", "reason": "the archive checks it"}
    report = onrecord.verify(package(tmp_path, accepted=[entry]))
    assert report.ok
    assert {(f.severity, f.help) for f in report.findings} == {("note", "accepted: the archive checks it")}
    assert report.checked["accepted"] == 2


def test_an_error_is_never_accepted(tmp_path: Path) -> None:
    entry = {"code": "T007", "table": "t", "reason": "we know"}
    folder = package(tmp_path, accepted=[entry])
    found = onrecord.verify(folder, references={ADDRESS: folder / "schema.json"}).findings
    assert [(f.code, f.severity) for f in found] == [("T007", "error"), ("P035", "error")]
