"""Two packages compared: what the difference says, and that it is the whole difference."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.made import THINGS, contract, package, retired, thing
from onrecord.findings import Problem
from onrecord.history import sorted_rows
from onrecord.history.applied_difference import apply_diff
from onrecord.history.diff import Diff, diff
from onrecord.history.difference import old_and_new, write_changes
from onrecord.history.render import render
from onrecord.package.read import Package, open_package

ROOT = Path(__file__).resolve().parents[2]
_FIELDS = [
    {"name": "k", "type": "string"},
    {"name": "n", "type": "integer"},
    {"name": "text", "type": "string"},
    {"name": "number", "type": "number"},
    {"name": "yes", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "code", "type": "string", "constraints": {"enum": ["x", "y", "z"]}},
]
_TYPES = {
    "k": pa.string(),
    "n": pa.int64(),
    "text": pa.string(),
    "number": pa.float64(),
    "yes": pa.bool_(),
    "day": pa.date32(),
    "code": pa.string(),
}
_ROW = st.fixed_dictionaries(
    {
        "text": st.none() | st.sampled_from(["", "a", "é", "longer text"]),
        "number": st.none() | st.sampled_from([0.0, 1.5, math.nan, math.inf]),
        "yes": st.none() | st.booleans(),
        "day": st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        "code": st.none() | st.sampled_from("xyz"),
    }
)
_KEY = st.tuples(st.text("abé", max_size=3), st.integers(0, 3))


def raw(folder: Path, rows: list[dict[str, Any]], key: list[str], columns: list[str], group: int = 100) -> Package:
    """A package as a stranger would make it: rows in any order, row groups of any size."""
    folder.mkdir(parents=True)
    schema = pa.schema([(name, _TYPES[name]) for name in columns])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "t.parquet", row_group_size=group)
    fields = [next(field for field in _FIELDS if field["name"] == name) for name in columns]
    schema_told = {"fields": fields, **({"primaryKey": key} if key else {})}
    resource = {"name": "t", "path": "t.parquet", "schema": schema_told}
    (folder / "datapackage.json").write_text(json.dumps({"name": "raw", "resources": [resource]}))
    return open_package(folder)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pieces of three rows, so that small tables have many of them."""
    monkeypatch.setattr(sorted_rows, "BATCH", 3)
    yield


def keyed(rows: dict[Any, Any], single: bool) -> list[dict[str, Any]]:
    return [{"k": f"{k}{n}" if single else k, "n": n, **row} for (k, n), row in rows.items()]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_applying_the_difference_gives_the_other_package(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, small_batches: None
) -> None:
    """Also with rows in any order, several key columns, columns added or removed, NaN and missing values."""
    single = data.draw(st.booleans())
    key = ["k"] if single else ["k", "n"]
    pairs = st.dictionaries(_KEY, _ROW, max_size=12)
    before = data.draw(pairs)
    kept = {k: v for k, v in before.items() if data.draw(st.integers(0, 3))}
    after = {k: (data.draw(_ROW) if data.draw(st.integers(0, 2)) == 0 else v) for k, v in kept.items()}
    after |= data.draw(pairs)
    columns = ["k", "n", "text", "number", "yes", "day", "code"]
    others = [c for c in columns if c in key or data.draw(st.integers(0, 5))]
    left, right = (data.draw(st.permutations(keyed(rows, single))) for rows in (before, after))
    folder = tmp_path_factory.mktemp("diff")
    a = raw(folder / "a", left, key, data.draw(st.sampled_from([columns, others])), 4)
    b = raw(folder / "b", right, key, data.draw(st.sampled_from([columns, others])), 5)
    difference = diff(a, b)
    assert difference.skipped == ()
    made = apply_diff(difference, a)["t"]
    wanted = b.read("t").sort_by([(name, "ascending") for name in key])
    assert repr(made.to_pylist()) == repr(wanted.to_pylist())
    assert made.schema == wanted.schema
    assert diff(b, b).same
    again = diff(a, raw(folder / "c", list(reversed(left)), key, a.read("t").column_names, 3))
    assert again.same, "the order of rows makes no difference"


def test_large_tables_give_the_same_difference_as_a_dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches a side, out of step; results spilled to disk."""
    monkeypatch.setattr(sorted_rows, "BATCH", 1_000)
    a = {i: i % 7 for i in range(20_000) if i % 11}
    b = {i: (i % 7 if i % 5 else 9) for i in range(3_000, 22_000) if i % 13}
    sides = []
    for name, rows in (("a", a), ("b", b)):
        listed = [{"k": f"{i:06d}", "n": n} for i, n in rows.items()]
        sides.append(raw(tmp_path / name, listed, ["k"], ["k", "n"], 700))
    told = diff(*sides, memory=8_000).tables["t"]
    assert set(told.added["k"].to_pylist()) == {f"{i:06d}" for i in b.keys() - a.keys()}
    assert set(told.removed["k"].to_pylist()) == {f"{i:06d}" for i in a.keys() - b.keys()}
    changed = {f"{i:06d}": (a[i], b[i]) for i in a.keys() & b.keys() if a[i] != b[i]}
    cells = told.cells["n"]
    values = zip(cells["old"].to_pylist(), cells["new"].to_pylist(), strict=True)
    assert dict(zip(cells["k"].to_pylist(), values, strict=True)) == changed
    assert told.changed == len(changed)
    assert told.same == len(a.keys() & b.keys()) - len(changed)


def test_rows_out_of_order_that_do_not_fit_are_sorted_on_disk(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    rows = [{"k": f"{i * 7919 % 30_000:06d}", "n": i, "text": None} for i in range(30_000)]
    a = raw(tmp_path / "a", rows, ["k"], ["k", "n", "text"], 5_000)
    b = raw(tmp_path / "b", [*rows[1:], rows[0] | {"n": -1}], ["k"], ["k", "n", "text"], 5_000)
    told = diff(a, b, memory=500_000).tables["t"]
    assert told.counts == {"added": 0, "removed": 0, "retired": 0, "changed": 1, "same": 29_999, "cells": 1}


@pytest.mark.parametrize(
    ("rows", "key", "why"),
    [
        ([{"k": "a", "n": 1}, {"k": "a", "n": 2}], ["k"], "a primary key is missing or stands twice"),
        ([{"k": None, "n": 1}], ["k"], "a primary key is missing or stands twice"),
        ([{"k": "a", "n": 1}, {"k": "a", "n": 1}], ["k", "n"], "a primary key stands twice"),
    ],
)
def test_what_can_not_be_compared_is_said_and_is_not_the_same(
    tmp_path: Path, rows: list[dict[str, Any]], key: list[str], why: str
) -> None:
    a = raw(tmp_path / "a", rows, key, ["k", "n"], 10)
    b = raw(tmp_path / "b", [*rows, {"k": "b", "n": 5}], key, ["k", "n"], 10)
    difference = diff(a, b)
    assert [finding.message for finding in difference.skipped] == [f"not compared: {why}"]
    assert not difference.same
    with pytest.raises(Problem, match="not compared"):
        apply_diff(difference, a)


def test_an_unreadable_file_and_one_outside_of_the_package_are_said(tmp_path: Path) -> None:
    good = raw(tmp_path / "a", [{"k": "a"}], ["k"], ["k"])
    raw(tmp_path / "b", [{"k": "a"}], ["k"], ["k"])
    (tmp_path / "b" / "t.parquet").write_bytes(b"PAR1 no")
    assert "not compared" in diff(good, tmp_path / "b").skipped[0].message
    path = tmp_path / "b" / "datapackage.json"
    path.write_text(path.read_text().replace("t.parquet", "../a/t.parquet"))
    assert "leaves the package" in diff(tmp_path / "b", good).skipped[0].message


def test_another_key_makes_other_rows(tmp_path: Path) -> None:
    rows = [{"k": "a", "n": 1}]
    a, b = (raw(tmp_path / name, rows, [key], ["k", "n"]) for name, key in (("a", "k"), ("b", "n")))
    told = diff(a, b).tables["t"]
    assert (told.counts["added"], told.counts["removed"]) == (1, 1)
    assert apply_diff(diff(a, b), a)["t"].to_pylist() == rows


def story(tmp_path: Path) -> Diff:
    a = package(tmp_path / "a", {"things": [thing("one"), thing("two"), thing("three")]}, "1.0.0")
    later = [thing("two", size=2.5), thing("three", colour=None), thing("four")]
    gone = [retired("thing:one", "1.1.0", replaced_by="thing:two")]
    return diff(a, package(tmp_path / "b", {"things": later, "retired": gone}, "1.1.0"))


def test_rows_are_told_as_added_retired_and_changed_with_every_cell(tmp_path: Path) -> None:
    difference = story(tmp_path)
    told = difference.tables["things"]
    assert told.counts == {"added": 1, "removed": 0, "retired": 1, "changed": 2, "same": 0, "cells": 2}
    assert told.changes().to_pylist() == [
        {"id": "thing:four", "column": "thing_id", "old": None, "new": "thing:four"},
        {"id": "thing:one", "column": "thing_id", "old": "thing:one", "new": None},
        {"id": "thing:three", "column": "colour", "old": "red", "new": None},
        {"id": "thing:two", "column": "size", "old": "1", "new": "2.5"},
    ]


def test_the_summary_is_what_a_person_reads(tmp_path: Path) -> None:
    difference = story(tmp_path)
    assert render(difference) == (
        "1.0.0 → 1.1.0: 2 added, 1 retired, 2 changed rows\n"
        "smallest version: minor\n"
        "\n"
        "things: 1 added, 1 retired, 2 changed (2 cells); 0 the same\n"
        "  + thing:four\n"
        "  - thing:one  retired: error\n"
        "  ~ thing:three  colour: red → (missing)\n"
        "  ~ thing:two  size: 1 → 2.5\n"
        "\n"
        "retired: 1 added; 0 the same\n"
        "  + thing:one"
    )


@pytest.mark.parametrize("limit", [0, 1, 100])
def test_the_json_is_as_its_published_schema_says(tmp_path: Path, limit: int) -> None:
    schema = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
    difference = story(tmp_path)
    told = json.loads(render(difference, "json", limit))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["tables"]["things"]["whole"] == (limit > 1)


def test_the_markdown_can_not_be_broken_by_values(tmp_path: Path) -> None:
    a = package(tmp_path / "a", {"things": [thing("one", kind="x")]})
    b = package(tmp_path / "b", {"things": [thing("one", kind="`|</details>\n# <b>")]})
    told = render(diff(a, b), "markdown")
    assert "| thing:one | kind | x | \\`\\|\\</details\\>\\\\x0a# \\<b\\> |" in told


def test_a_table_that_comes_or_goes_is_told_with_all_its_rows(tmp_path: Path) -> None:
    both = package(
        tmp_path / "a", {"things": [thing("one")], "words": [{"word_id": "word:w", "thing_id": "thing:one"}]}
    )
    one = package(tmp_path / "b", {"things": [thing("one")]}, of=contract(THINGS))
    assert diff(both, one).tables["words"].counts["removed"] == 1
    assert diff(one, both).tables["words"].counts["added"] == 1
    assert apply_diff(diff(one, both), one)["words"].num_rows == 1
    assert "words" not in apply_diff(diff(both, one), both)


def test_long_values_are_shown_where_they_differ() -> None:
    assert old_and_new("a", None) == "a → (missing)"
    told = old_and_new("x" * 200 + "old" + "y" * 200, "x" * 200 + "new", 40)
    assert told == f"…{'x' * 10}old{'y' * 26}… → …{'x' * 10}new"


def test_the_changes_are_written_for_programs(tmp_path: Path) -> None:
    write_changes(story(tmp_path), tmp_path / "changes.parquet")
    assert pq.read_table(tmp_path / "changes.parquet").column_names == ["table", "id", "column", "old", "new"]
    with pytest.raises(Problem, match="can't be written"):
        write_changes(story(tmp_path / "again"), tmp_path / "no" / "changes.parquet")
