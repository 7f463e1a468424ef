"""Anybody's tables compared as asked: by a key of one's own, as counted rows, nearly, under other names, for people."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.made import package, thing
from onrecord.cli import main
from onrecord.findings import Problem
from onrecord.history.applied_difference import apply_diff
from onrecord.history.diff import diff
from onrecord.history.difference import ColumnChanges, LikelyRename
from onrecord.history.render import render
from onrecord.history.version import Bump
from onrecord.history.version_bump import classify

Out = pytest.CaptureFixture[str]
PORTS = [{"name": "id", "type": "string"}, {"name": "ships", "type": "number"}, {"name": "year", "type": "integer"}]


def csv(folder: Path, text: str, fields: list[dict[str, str]] | None = None, name: str = "ports") -> Path:
    """A package of a stranger: one CSV file, no key."""
    folder.mkdir(parents=True)
    (folder / "table.csv").write_text(text, encoding="utf-8")
    resource = {"name": name, "path": "table.csv", "schema": {"fields": fields or PORTS}}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    a = csv(tmp_path / "a", "id,ships,year\np1,4,2020\np2,7,2021\np3,100,2021\n")
    return a, csv(tmp_path / "b", "id,ships,year\np2,7.5,2021\np1,4,2020\np4,1,2021\n")


def test_rows_are_told_apart_by_a_key_named_from_outside(two: tuple[Path, Path], capsys: Out) -> None:
    a, b = map(str, two)
    assert main(["diff", a, b, "--key", "ports=id"]) == 1
    assert capsys.readouterr().out.endswith(
        "\nsmallest version: major, of what was compared\n  keys: ports by id\n\n"
        "ports: 1 added, 1 removed, 1 changed (1 cell); 1 the same\n  + p4\n  - p3\n  ~ p2  ships: 7 → 7.5\n"
    )
    made = apply_diff(diff(*two, key={"ports": "id"}), two[0])["ports"]
    assert made["ships"].to_pylist() == [4.0, 7.5, 1.0]
    assert diff(*two, key={"ports": ["id", "year"]}).counts["changed"] == 1


def test_rows_without_a_key_are_counted(two: tuple[Path, Path], tmp_path: Path) -> None:
    difference = diff(*two)
    assert difference.counts == {"added": 2, "removed": 2, "retired": 0, "changed": 0, "same": 1, "cells": 0}
    verdict = classify(difference)
    assert (verdict.bump, verdict.reasons[0].text) == (
        Bump.MINOR,
        "ports: 2 rows added",
    )
    assert "ports: 2 rows gone or changed, which without a key is the same" in [why.text for why in verdict.reasons]
    twice = csv(tmp_path / "twice", "id,ships,year\np1,4,2020\np1,4,2020\np2,7,2021\np3,100,2021\n")
    told = diff(two[0], twice).tables["ports"]
    assert told.added.to_pylist() == [{"id": "p1", "ships": 4.0, "year": 2020}]
    assert told.changes().to_pylist() == [{"id": "p1 4 2020", "column": "(row)", "old": None, "new": "p1 4 2020"}]


ROW = st.fixed_dictionaries({"t": st.none() | st.sampled_from("ab"), "n": st.none() | st.integers(0, 2), "l": st.lists(st.integers(0, 1), max_size=2)})  # fmt: skip


@settings(max_examples=40)
@given(before=st.lists(ROW, max_size=8), after=st.lists(ROW, max_size=8), as_float=st.booleans())
def test_counted_rows_are_the_difference_of_multisets(
    before: list[dict[str, Any]], after: list[dict[str, Any]], as_float: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folders = []
    for name, rows, number in (("a", before, pa.int64()), ("b", after, pa.float64() if as_float else pa.int64())):
        folder = tmp_path_factory.mktemp("sets") / name
        folder.mkdir()
        schema = pa.schema([("t", pa.string()), ("n", number), ("l", pa.list_(pa.int64()))])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "t.parquet")
        fields = [{"name": "t", "type": "string"}, {"name": "n", "type": "number"}, {"name": "l", "type": "any"}]
        resource = {"name": "t", "path": "t.parquet", "schema": {"fields": fields}}
        (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
        folders.append(folder)
    told = diff(*folders).tables["t"]
    old, new = (Counter(repr((row["t"], row["n"], row["l"])) for row in rows) for rows in (before, after))

    def counted(rows: pa.Table) -> Counter[str]:
        numbers = [row | {"n": None if row["n"] is None else int(row["n"])} for row in rows.to_pylist()]
        return Counter(repr((row["t"], row["n"], row["l"])) for row in numbers)

    assert (counted(told.added), counted(told.removed)) == (new - old, old - new)
    assert told.same == (old & new).total()


def test_columns_rows_and_small_differences_can_be_left_out_and_that_is_said(two: tuple[Path, Path]) -> None:
    key = {"ports": "id"}
    assert diff(*two, key=key, ignore="ships").counts["changed"] == 0
    assert diff(*two, key=key, ignore=["ports.ships"]).counts["cells"] == 0
    assert diff(*two, key=key, tolerance=0.5).counts["changed"] == 0
    assert diff(*two, key=key, tolerance=0.49).counts["changed"] == 1
    assert diff(*two, key=key, relative_tolerance=0.07).counts["changed"] == 0
    only = diff(*two, key=key, where="year < 2021", tolerance=0.1)
    assert only.same
    assert render(only).endswith(
        ": the same, as compared\n  keys: ports by id\n  only rows where year < 2021\n  numbers within 0.1 are the same"
    )


def test_how_far_a_column_moved_is_told(tmp_path: Path) -> None:
    a = package(tmp_path / "a", {"things": [thing("a", size=1.0), thing("b", size=2.0)]})
    difference = diff(a, package(tmp_path / "b", {"things": [thing("a", size=1.5), thing("b", size=-8.0)]}))
    assert difference.tables["things"].by_column() == [ColumnChanges("size", 2, 10.0)]
    assert "\n  size: 2 cells changed, by 10 at most\n" in render(difference)


def test_columns_and_tables_that_are_only_called_otherwise_are_told_and_can_be_confirmed(tmp_path: Path) -> None:
    text = "id,ships,year\np1,4,2020\np2,7,2021\n"
    a = csv(tmp_path / "a", text)
    columns = [PORTS[0], {"name": "vessels", "type": "number"}, PORTS[2]]
    b = csv(tmp_path / "b", text.replace("ships", "vessels").replace("7", "8"), columns)
    told = diff(a, csv(tmp_path / "same", text.replace("ships", "vessels"), columns), key={"ports": "id"})
    assert told.tables["ports"].likely_renames == (LikelyRename("ships", "vessels", 1.0),)
    hint = "column ports.ships is likely vessels now (100% alike): --renamed ports.ships=vessels"
    assert render(told).endswith(hint)
    confirmed = diff(a, b, key={"ports": "id"}, renamed={"ports.ships": "vessels"})
    assert confirmed.counts == {"added": 0, "removed": 0, "retired": 0, "changed": 1, "same": 1, "cells": 1}
    assert classify(confirmed).bump == Bump.MAJOR, "whoever reads the column must be told"
    other = csv(tmp_path / "c", text, name="harbours")
    assert diff(a, other).likely_renames == (LikelyRename("ports", "harbours", 1.0),)
    assert diff(a, other, renamed={"ports": "harbours"}).tables["harbours"].is_same


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ({"key": {"ports": "idd"}}, "D019", "the table has no column “idd” that its rows could be told apart by"),
        ({"key": {"port": "id"}}, "D003", "neither package has a table “port”"),
        ({"where": "age > 1"}, "D020", "“age > 1” can't be asked of its rows: there is no column “age”"),
    ],
)
def test_what_can_not_be_asked_is_said(two: tuple[Path, Path], options: Any, code: str, message: str) -> None:
    with pytest.raises(Problem) as problem:
        diff(*two, **options)
    (found,) = problem.value.findings
    assert (found.code, found.message) == (code, message)


def test_a_key_typed_wrongly_is_explained(two: tuple[Path, Path], capsys: Out) -> None:
    assert main(["diff", *map(str, two), "--key", "id"]) == 2
    assert "error[P013] “id” is no key" in capsys.readouterr().err


def test_the_page_for_people_shows_each_cell_and_runs_nothing(tmp_path: Path) -> None:
    a = package(tmp_path / "a", {"things": [thing("one", kind="x")]})
    told = render(
        diff(a, package(tmp_path / "b", {"things": [thing("one", kind="<script>alert(1)</script>")]})), "html"
    )
    assert "<td><del>x</del></td><td><ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins></td>" in told
    assert "<script" not in told
    assert "default-src 'none'" in told


def test_what_no_schema_describes_is_not_the_same_when_its_bytes_differ(tmp_path: Path) -> None:
    """Nothing is passed over in silence: a verdict on a version would be wrong."""
    a, b = csv(tmp_path / "a", "id,n\n1,2\n"), csv(tmp_path / "b", "id,n\n1,3\n")
    for folder in (a, b):
        described = {"name": "p", "resources": [{"name": "ports", "path": "table.csv"}]}
        (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    difference = diff(a, b)
    assert [finding.message for finding in difference.skipped] == [
        "not compared: no schema says what its columns are, and its files are not the same"
    ]
    assert not difference.same
    assert classify(difference).bump == Bump.MAJOR
    assert diff(a, a).same
    gone = csv(tmp_path / "c", "x\n")
    (gone / "datapackage.json").write_text(json.dumps({"name": "p", "resources": []}), encoding="utf-8")
    assert [finding.table for finding in diff(a, gone).skipped] == ["ports"]


@pytest.mark.parametrize("parquet", [False, True])
def test_a_column_that_no_schema_describes_is_not_passed_over(tmp_path: Path, parquet: bool) -> None:
    folders = [csv(tmp_path / name, f"id,ships,year,more\np1,4,2020,{name}\n") for name in "ab"]
    for name, folder in zip("ab", folders, strict=True):
        path = folder / "datapackage.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        told["resources"][0]["schema"]["fieldsMatch"] = "subset"
        if parquet:
            rows = {"id": ["p1"], "ships": [4.0], "year": [2020], "more": [name]}
            pq.write_table(pa.table(rows), folder / "t.parquet")
            told["resources"][0]["path"] = "t.parquet"
        path.write_text(json.dumps(told), encoding="utf-8")
    difference = diff(*folders, key={"ports": "id"})
    assert [finding.message for finding in difference.skipped] == ["not compared: more, which no schema describes"]
    assert not difference.same
    assert diff(*folders, key={"ports": "id"}, ignore="more").same
    assert diff(folders[0], folders[0]).same
