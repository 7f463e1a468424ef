"""The summary for reviewers: everything is counted, some is named, and nothing in it is mark-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from history import made
from onrecord.contribution import row_changes
from onrecord.contribution.row_changes import contribution
from onrecord.package.read import open_package


def told(tmp_path: Path, before: dict[str, made.Rows], after: dict[str, made.Rows], limit: int = 20) -> str:
    a, b = made.package(tmp_path / "a", before), made.package(tmp_path / "b", after)
    return contribution(open_package(a), open_package(b), limit=limit)


def test_all_rows_are_counted_and_some_are_named(tmp_path: Path) -> None:
    before = [made.thing(f"old-{n:03}") for n in range(40)]
    after = [made.thing(f"old-{n:03}", size=2.0) for n in range(30)] + [made.thing(f"new-{n:03}") for n in range(50)]
    shown = told(tmp_path, {"things": before}, {"things": after}, limit=7)
    assert "| things | 50 | 30 | 0 | 10 | 30 |" in shown
    assert [shown.count(f"… and {left} more") for left in (43, 23, 3)] == [1, 1, 1]
    assert shown.count("| thing:new-") == 7
    assert "| thing:old-000 | size | 1 → 2 | no reason given in changes/ |" in shown
    assert "| thing:old-030 | removed | no entry in retired |" in shown


def test_a_row_retired_is_told_with_its_reason(tmp_path: Path) -> None:
    rows = {"things": [], "retired": [made.retired("thing:a", "1.0.1", note="twice | recorded")]}
    shown = told(tmp_path, {"things": [made.thing("a")]}, rows)
    assert r"| thing:a | retired | error: twice \| recorded |" in shown


def test_the_summary_stays_smaller_than_github_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_changes, "ROOM", 10)
    shown = told(tmp_path, {}, {"things": [made.thing("a")], "words": []})
    assert "| things | 1 | 0 | 0 | 0 | 0 |" in shown
    assert shown.endswith("… and 1 more tables")
