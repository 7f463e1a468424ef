"""Differences from frictionless that have to do with more than one cell; `docs/conformance.md` has the reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.tables import Verdict, ours, theirs, written

ROOT = Path(__file__).resolve().parent.parent.parent
DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", **more}


CASES: dict[str, tuple[dict[str, Any], str, dict[str, Any], set[Verdict], set[Verdict]]] = {
    "rows whose cells are all missing": (
        {"fields": [text("a"), text("b")]}, "a,b\n,\n", {}, set(), {(1, "", "blank-row")},
    ),
    "unique keys": (
        {"fields": [text("a"), text("b")], "uniqueKeys": [["a", "b"]]}, "a,b\n1,2\n1,2\n", {}, {(2, "", "unique")}, set(),
    ),
    "primary keys of which a part is missing": (
        {"fields": [text("a"), text("b")], "primaryKey": ["a", "b"]}, "a,b\n1,\n", {}, {(1, "b", "required")}, set(),
    ),
    "foreign keys of which a part is missing": (
        {"fields": [text("a"), text("b")], "foreignKeys": [{"fields": ["a", "b"], "reference": {"fields": ["b", "a"]}}]},
        "a,b\nx,\n", {}, set(), {(1, "", "foreign-key")},
    ),
    "required columns that need not be there": (
        {"fields": [text("a"), text("b", constraints={"required": True})], "fieldsMatch": "partial"}, "a\nx\n", {},
        set(), {(0, "b", "missing-label")},
    ),
    "blanks around the names of columns": (
        {"fields": [text("a"), text("b")]}, "a, b\nx,y\n", {}, {(0, " b", "T022"), (0, "b", "T020")}, set(),
    ),
    "patterns with alternatives": (
        {"fields": [text("a", constraints={"pattern": "a|b"})]}, "a\nac\n", {}, {(1, "a", "pattern")}, set(),
    ),
    "line breaks after a pattern": (
        {"fields": [text("a", constraints={"pattern": "[a-z]+"})]}, 'a\n"abc\n"\n', {}, {(1, "a", "pattern")}, set(),
    ),
    "categories": (
        {"fields": [text("a", categories=["x"])]}, "a\ny\n", {}, {(1, "a", "enum")}, set(),
    ),
    "the null sequence": (
        {"fields": [{"name": "a", "type": "integer"}]}, "a\nNULL\n", {"nullSequence": "NULL"}, set(), {(1, "a", "type")},
    ),
    "short header rows": (
        {"fields": [text("f id"), text("f name")]}, "f\nid,name\n1,2\n", {"headerRows": [1, 2]},
        set(), {(0, "f name", "incorrect-label")},
    ),
    "a first row that is shorter than the second": (
        {"fields": [text("a"), text("b")]}, "a,b\nx,y,,z,z\n", {}, {(1, "", "T024")},
        {(0, "a", "incorrect-label"), (0, "b", "incorrect-label"), (0, "", "extra-label")},
    ),
    "quotation marks that are never closed": (
        {"fields": [text("a")]}, 'a\n"x\n', {}, {(1, "", "T027")}, set(),
    ),
    "whole numbers of more than 64 bits": (
        {"fields": [{"name": "a", "type": "integer"}]}, "a\n9223372036854775808\n", {}, {(1, "a", "type")}, set(),
    ),
    "durations that are written in two ways": (
        {"fields": [{"name": "a", "type": "duration", "constraints": {"unique": True}}]}, "a\nP1D\nPT24H\n", {},
        set(), {(2, "a", "unique")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_difference_is_one_and_is_documented(tmp_path: Path, name: str) -> None:
    schema, rows, dialect, mine, other = CASES[name]
    path = written(tmp_path, schema, [], dialect=DIALECT | dialect)
    (tmp_path / "t.csv").write_text(rows, newline="")
    assert (ours(path), theirs(path)) == (mine, other)
    assert name in (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
