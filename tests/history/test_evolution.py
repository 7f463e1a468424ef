"""Which version a difference asks for: the table of docs/history.md, row by row; and more change never asks for less."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.made import RETIRED, THINGS, WORDS, contract, package, retired, thing
from onrecord.contract import ContractError
from onrecord.history.contract_differences import compare_contracts
from onrecord.history.diff import Diff, diff
from onrecord.history.version import Bump, Version, parse_version
from onrecord.history.version_bump import Verdict, classify
from onrecord.package.read import open_package

BASE: dict[str, Any] = {
    "licenses": [{"name": "CC-BY-4.0"}],
    "things": {
        "title": "Things",
        "fields": [
            {"name": "thing_id", "type": "string", "idTemplate": "thing:{slug}"},
            {"name": "kind", "type": "string", "vocabulary": "kind", "immutable": True},
            {
                "name": "size",
                "type": "integer",
                "unit": "m",
                "constraints": {"minimum": 0, "maximum": 10, "required": True},
            },
            {
                "name": "note",
                "type": "string",
                "description": "Words.",
                "constraints": {"maxLength": 9, "pattern": "a*"},
            },
            {
                "name": "parent",
                "type": "string",
                "categories": ["x", "y", "z"],
                "constraints": {"enum": ["x", "y", "z"]},
            },
            {"name": "rank", "type": "string", "categories": ["low", "mid", "high"], "categoriesOrdered": True},
        ],
        "primaryKey": ["thing_id"],
        "uniqueKeys": [["size"]],
        "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["thing_id"]}}],
        "checks": [{"name": "small", "expression": "size < 10", "message": "small"}],
    },
    "codebook": {
        "kind": {"ordered": True, "codes": {"tool": {"label": "Tool"}, "toy": {"label": "Toy"}}},
        "loose": {"codes": {"a": {"label": "A"}, "b": {"label": "B"}}},
    },
}
FIELDS = "things.fields"


def _at(base: dict[str, Any], path: str) -> tuple[Any, Any]:
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        base = base[part]
    return base, last


def put(path: str, value: Any) -> Any:
    def change(base: dict[str, Any]) -> None:
        where, last = _at(base, path)
        where[last] = value

    return change


def drop(path: str) -> Any:
    def change(base: dict[str, Any]) -> None:
        where, last = _at(base, path)
        del where[last]

    return change


def add(path: str, place: int, value: Any) -> Any:
    def change(base: dict[str, Any]) -> None:
        where, last = _at(base, path)
        where[last].insert(place, value)

    return change


NEW = {"name": "new", "type": "string"}
CASES: list[tuple[Bump, Any]] = [
    (Bump.MAJOR, drop(f"{FIELDS}.3")),
    (Bump.MAJOR, put(f"{FIELDS}.3.name", "remark")),
    (Bump.MAJOR, put(f"{FIELDS}.2.type", "number")),
    (Bump.MAJOR, put(f"{FIELDS}.2.unit", "cm")),
    (Bump.MAJOR, put(f"{FIELDS}.0.idTemplate", "object:{slug}")),
    (Bump.MAJOR, put("things.primaryKey", ["size"])),
    (Bump.MAJOR, add(FIELDS, 1, NEW)),
    (Bump.MAJOR, add(FIELDS, 6, NEW | {"constraints": {"required": True}})),
    (Bump.MAJOR, put(f"{FIELDS}.2.constraints.minimum", 1)),
    (Bump.MAJOR, put(f"{FIELDS}.2.constraints.maximum", 9)),
    (Bump.MAJOR, put(f"{FIELDS}.3.constraints.required", True)),
    (Bump.MAJOR, put(f"{FIELDS}.3.constraints.pattern", "b*")),
    (Bump.MAJOR, put("things.uniqueKeys", [["size"], ["note"]])),
    (Bump.MAJOR, put("things.checks.0.expression", "size < 9")),
    (Bump.MAJOR, put("things.missingValues", ["", "-"])),
    (Bump.MAJOR, drop("codebook.kind.codes.toy")),
    (Bump.MAJOR, put("codebook.kind.codes", {"toy": {"label": "Toy"}, "tool": {"label": "Tool"}})),
    (Bump.MAJOR, put("codebook.kind.ordered", False)),
    (Bump.MAJOR, drop("codebook.loose")),
    (Bump.MAJOR, put("licenses", [{"name": "CC-BY-NC-4.0"}])),
    (Bump.MAJOR, put(f"{FIELDS}.4.constraints.enum", ["x", "z"])),
    (Bump.MAJOR, put(f"{FIELDS}.4.categories", ["x", "q", "z"])),
    (Bump.MAJOR, put(f"{FIELDS}.3.constraints.enum", ["Words."])),
    (Bump.MAJOR, put(f"{FIELDS}.3.categories", ["Words."])),
    (Bump.MAJOR, put(f"{FIELDS}.5.categories", ["low", "high", "mid"])),
    (Bump.MINOR, put(f"{FIELDS}.5.categories", ["low", "mid", "higher", "high"])),
    (Bump.MINOR, add(FIELDS, 6, NEW)),
    (Bump.MINOR, put(f"{FIELDS}.4.constraints.enum", ["x", "y", "z", "q"])),
    (Bump.MINOR, put(f"{FIELDS}.4.categories", ["x", "y", "q", "z"])),
    (Bump.MINOR, drop(f"{FIELDS}.4.constraints.enum")),
    (Bump.MINOR, drop(f"{FIELDS}.4.categories")),
    (Bump.PATCH, put(f"{FIELDS}.4.constraints.enum", ["z", "y", "x"])),
    (Bump.PATCH, put(f"{FIELDS}.4.categories", ["z", "y", "x"])),
    (Bump.MINOR, put(f"{FIELDS}.2.constraints.minimum", -1)),
    (Bump.MINOR, put(f"{FIELDS}.3.constraints.maxLength", 10)),
    (Bump.MINOR, drop(f"{FIELDS}.3.constraints.pattern")),
    (Bump.MINOR, drop(f"{FIELDS}.2.constraints.required")),
    (Bump.MINOR, put("things.uniqueKeys", [])),
    (Bump.MINOR, put("things.foreignKeys", [])),
    (Bump.MINOR, put("things.checks", [])),
    (Bump.MINOR, put("codebook.kind.codes.robot", {"label": "Robot"})),
    (Bump.MINOR, put("codebook.fresh", {"codes": {"a": {"label": "A"}}})),
    (Bump.PATCH, put(f"{FIELDS}.3.description", "Other words.")),
    (Bump.PATCH, put("things.title", "Every thing")),
    (Bump.PATCH, put("things.checks.0.message", "smaller")),
    (Bump.PATCH, put("codebook.kind.codes.tool.label", "A tool")),
    (Bump.PATCH, put("description", "Of the package.")),
    (Bump.NONE, put("codebook.loose.codes", {"b": {"label": "B"}, "a": {"label": "A"}})),
    (Bump.NONE, put("created", "2026-01-01")),
]


def verdict(*changes: Any) -> Verdict:
    sides = []
    for applied in ((), changes):
        told = copy.deepcopy(BASE)
        for change in applied:
            change(told)
        schema = told.pop("things")
        sides.append(contract({"name": "things", "schema": schema}, **told))
    return classify(Diff("a", "b", tuple(compare_contracts(*sides)), {}, later=sides[1]))


@pytest.mark.parametrize(("wanted", "change"), CASES)
def test_a_change_of_the_contract_asks_for_the_version_that_the_table_says(wanted: Bump, change: Any) -> None:
    told = verdict(change)
    assert told.bump == wanted, told.reasons
    assert (told.bump == Bump.NONE) == (told.reasons == ())


@given(st.lists(st.sampled_from(range(len(CASES))), max_size=4, unique=True), st.sampled_from(range(len(CASES))))
def test_more_change_never_asks_for_less(some: list[int], one: int) -> None:
    """Of changes that do not undo each other; in whatever order they are made."""
    try:
        fewer = verdict(*(CASES[i][1] for i in some))
        more = verdict(*(CASES[i][1] for i in [*some, one]))
    except (IndexError, KeyError, ContractError):
        return  # one of the changes took away what another one changes
    touched = {str(CASES[i][1].__closure__[0].cell_contents) for i in some}
    path = str(CASES[one][1].__closure__[0].cell_contents)
    if any(path.startswith(other) or other.startswith(path) for other in touched):
        return
    assert more.bump >= fewer.bump
    assert more.bump >= verdict(CASES[one][1]).bump or one in some


ONE, TWO = thing("one"), thing("two")
ROWS: list[tuple[Bump, dict[str, Any], str]] = [
    (Bump.NONE, {"things": [TWO, ONE]}, ""),
    (Bump.PATCH, {"things": [ONE, thing("two", size=2.0)]}, "things.size: 1 cell corrected"),
    (Bump.MINOR, {"things": [ONE, TWO, thing("six")]}, "things: 1 row added"),
    (Bump.MINOR, {"things": [ONE], "retired": [retired("thing:two", "1.1.0")]}, "things: 1 row retired with a reason"),
    (Bump.MAJOR, {"things": [ONE]}, "things: 1 row gone that “retired” doesn't list"),
    (Bump.MAJOR, {"things": [ONE, thing("two", kind="toy")]}, "things.kind: 1 cell changed that say what a row is"),
]


@pytest.mark.parametrize(("wanted", "rows", "reason"), ROWS)
def test_rows_ask_for_the_version_that_the_table_says(
    tmp_path: Path, wanted: Bump, rows: dict[str, Any], reason: str
) -> None:
    a = package(tmp_path / "a", {"things": [ONE, TWO]})
    b = open_package(package(tmp_path / "b", rows))
    told = classify(diff(a, b))
    assert told.bump == wanted
    assert not reason or reason in [why.text for why in told.reasons]


def test_a_table_more_is_minor_and_a_table_less_is_major(tmp_path: Path) -> None:
    two = open_package(package(tmp_path / "a", {}))
    one = open_package(package(tmp_path / "b", {}, of=contract(THINGS, RETIRED)))
    assert classify(diff(one, two)).bump == Bump.MINOR
    assert classify(diff(two, one)).bump == Bump.MAJOR
    assert WORDS["name"] in diff(two, one).tables


def test_what_was_not_compared_asks_for_the_highest(tmp_path: Path) -> None:
    a, b = (package(tmp_path / name, {"things": [ONE]}) for name in "ab")
    (b / "things.parquet").write_bytes(b"")
    told = classify(diff(a, b))
    assert told.bump == Bump.MAJOR


@given(*[st.integers(0, 30)] * 3)
def test_a_raised_version_is_higher_and_the_smallest_of_its_kind(major: int, minor: int, patch: int) -> None:
    version = Version(major, minor, patch)
    assert parse_version(str(version)) == version
    raised = [version.raised(bump) for bump in sorted(Bump)]
    assert raised == sorted(set(raised))
