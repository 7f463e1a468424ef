"""Two packages as a frame: what changed between them, whole; and the rules of a history as Pandera sees them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandera.errors
import pandera.pandas
import pandera.polars
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from history.made import RETIRED, THINGS, WORDS, catalogue, contract, package, retired, thing
from history.test_diff import _KEY, _ROW, keyed, raw
from onrecord.cli import main
from onrecord.history.across_rules import across_schema
from onrecord.history.diff import diff
from onrecord.history.rules import verify_history
from onrecord.package.read import open_package

Out = pytest.CaptureFixture[str]


def applied(
    frame: pl.DataFrame, before: list[dict[str, Any]], key: list[str], columns: list[str]
) -> list[dict[str, Any]]:
    """The later rows, made of the earlier ones and the transitions alone."""
    rows = {tuple(row[k] for k in key): row for row in before}
    for step in frame.iter_rows(named=True):
        place = tuple(step[k] for k in key)
        if step["state"] == "removed":
            del rows[place]
        else:
            rows[place] = dict(zip(key, place, strict=True)) | {c: step[f"{c}.new"] for c in columns if c not in key}
    made = [{c: row.get(c) for c in columns} for row in rows.values()]
    return sorted(made, key=lambda row: [str(row[k]) for k in key])


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_transitions_applied_to_the_earlier_rows_give_the_later_ones(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    single = data.draw(st.booleans())
    key = ["k"] if single else ["k", "n"]
    before = data.draw(st.dictionaries(_KEY, _ROW, max_size=8))
    after = {
        k: (data.draw(_ROW) if data.draw(st.booleans()) else v)
        for k, v in before.items()
        if data.draw(st.integers(0, 3))
    }
    after |= data.draw(st.dictionaries(_KEY, _ROW, max_size=4))
    columns = ["k", "n", "text", "number", "yes", "day", "code"]
    more = data.draw(st.sampled_from([columns, [*columns[:4], *columns[5:]]]))
    left, right = keyed(before, single), keyed(after, single)
    folder = tmp_path_factory.mktemp("transitions")
    a, b = raw(folder / "a", left, key, columns), raw(folder / "b", right, key, more)
    difference = diff(a, b)
    frame = difference.transitions("t")
    told = applied(frame, left, key, more)
    wanted = sorted(({c: row.get(c) for c in more} for row in right), key=lambda row: [str(row[k]) for k in key])
    assert repr(told) == repr(wanted)
    whole = difference.transitions("t", same=True)
    assert whole.filter(pl.col("state") != "removed").height == len(right)
    assert whole.filter(pl.col("state") == "same").height == difference.counts["same"]
    changed = frame.filter(pl.col("state") == "changed")
    assert changed.select(pl.any_horizontal(pl.selectors.ends_with(".changed"))).to_series().all()
    assert len(difference.transitions("t", backend="pandas")) == frame.height


def test_a_row_that_changed_stands_whole_and_one_that_went_with_its_entry(tmp_path: Path) -> None:
    a = package(tmp_path / "a", {"things": [thing("one"), thing("two"), thing("three")]}, "1.0.0")
    gone = [retired("thing:one", "1.1.0", replaced_by="thing:two")]
    b = package(tmp_path / "b", {"things": [thing("two", size=2.5), thing("three"), thing("four")], "retired": gone})
    frame = diff(a, b).transitions("things")
    assert frame["thing_id"].to_list() == ["thing:four", "thing:one", "thing:two"]
    assert frame["state"].to_list() == ["added", "removed", "changed"]
    two = frame.row(2, named=True)
    assert (two["size.old"], two["size.new"], two["size.changed"]) == (1.0, 2.5, True)
    assert (two["kind.old"], two["kind.new"], two["kind.changed"]) == ("tool", "tool", False)
    one = frame.row(1, named=True)
    assert (one["reason"], one["retired_in"], one["replaced_by"]) == ("error", "1.1.0", "thing:two")
    assert one["kind.changed"] is None


def test_a_key_that_is_called_like_something_here_stands_under_another_name(tmp_path: Path) -> None:
    fields = [{"name": "state", "type": "string"}, {"name": "n", "type": "integer"}]
    for name, text in (("a", "state,n\nx,1\n"), ("b", "state,n\nx,2\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_text(text)
        resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": ["state"]}}
        (tmp_path / name / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    frame = diff(tmp_path / "a", tmp_path / "b").transitions("t")
    assert frame.select("key.state", "state", "n.new").row(0) == ("x", "changed", 2)


def test_the_reasons_of_corrections_come_from_the_later_release() -> None:
    frame = onrecord.diff("1.0.0", "1.0.1").transitions("figures")
    assert frame.filter((pl.col("state") == "changed") & pl.col("reason").is_null()).height == 0
    schema = onrecord.schema("figures", "polars", across=True, version="1.0.1")
    assert "H014" in [check.name for check in schema.checks]
    schema.validate(frame, lazy=True)


STATES = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.sampled_from(["tool", "toy"]), st.integers(0, 2)), max_size=6
)
ENTRIES = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdefg"), max_size=3)


def illegal_steps(before: Any, after: Any, was: Any, entries: Any) -> set[tuple[str, str]]:
    """What the rules of docs/history.md forbid, told in plain Python."""
    found = set()
    for row in before:
        if row not in after and row not in entries:
            found.add(("H020", row))
        if row in after and before[row][0] != after[row][0]:
            found.add(("H022", row))
    found |= {("H021", row) for row in after if row not in before and row in was}
    found |= {("H025", row) for row in was if row not in entries}
    for row in entries:
        fresh = row not in was
        if fresh and row in after:
            found.add(("H023", row))
        elif fresh and row not in before:
            found.add(("H024", row))
        here, seen = entries[row], [row]
        while here in entries and here not in seen:
            seen.append(here)
            here = entries[here]
        if here is not None and here in seen:
            found.add(("H027", row))
        elif here is not None and here not in after:
            found.add(("H026", row))
    return found


@settings(max_examples=30, deadline=None)
@given(before=STATES, after=STATES, was=ENTRIES, entries=ENTRIES)
def test_pandera_and_the_rules_in_plain_words_agree_on_any_step(
    before: Any, after: Any, was: Any, entries: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Legal or not: what Pandera says of transitions, on both backends, and what the history check says."""
    was = {row: by for row, by in was.items() if row not in before}
    folder = tmp_path_factory.mktemp("agree")

    def rows(things: Any, listed: Any) -> dict[str, Any]:
        made = [thing(row, kind=kind, size=float(size)) for row, (kind, size) in things.items()]
        told = [
            retired(f"thing:{row}", "1.0.0" if row in was else "2.0.0", replaced_by=by and f"thing:{by}")
            for row, by in listed.items()
        ]
        return {"things": made, "retired": told}

    start = dict.fromkeys(was, ("tool", 0))
    dataset = catalogue(folder / "dataset", [("0.9.0", rows({**start, **before}, {})), ("1.0.0", rows(before, was))])
    later = open_package(package(folder / "b", rows(after, entries), "2.0.0"))
    found = verify_history(later, dataset).findings
    told = {
        (f.code, str(f.row_id).removeprefix("thing:"))
        for f in found
        if "2.0.0" in f.message or f.code in ("H024", "H027")
    }
    wanted = illegal_steps(before, after, was, entries)
    assert {each for each in told if each[0] != "H028"} >= wanted
    difference = diff(dataset / "1.0.0", later)
    frame = difference.transitions("things")
    by_pandera = set()
    polars = across_schema(later.contract.tables["things"], later.contract, "polars")
    pandas = across_schema(later.contract.tables["things"], later.contract, "pandas")
    for schema, rows_, errors in (
        (polars, frame, pandera.errors.SchemaErrors),
        (pandas, difference.transitions("things", backend="pandas"), pandera.errors.SchemaErrors),
    ):
        try:
            schema.validate(rows_, lazy=True)
            said: set[str] = set()
        except errors as broken:
            said = {error.check.name.split()[0] for error in broken.schema_errors}
        by_pandera.add(frozenset(said))
    assert by_pandera == {frozenset(code for code, _ in wanted if code in ("H020", "H021", "H022"))}


OWN = [
    {"name": "never-smaller", "expression": "size.new >= size.old", "message": "sizes never shrink"},
    {"name": "red-stays", "expression": "\"colour.old\" <> 'red' OR state <> 'changed'", "message": "red things stay"},
]
BOUNDS = [
    {
        "name": "rows-stay",
        "metric": "rows",
        "expression": "change >= -0.05",
        "message": "at most 5 % of the rows may go",
    },
    {
        "name": "past",
        "metric": "sum",
        "column": "size",
        "where": "kind = 'tool'",
        "expression": "abs(change) <= 0.01",
        "message": "past totals stay",
    },
]


def ruled(**rules: Any) -> Any:
    told = copy.deepcopy(THINGS)
    told["schema"] |= rules
    return contract(told, WORDS, RETIRED)


@pytest.fixture
def shrunk(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    of = ruled(transitions=OWN, metrics=BOUNDS)
    a = package(tmp_path / "a", {"things": [thing(f"t{i}", size=10.0, colour="green") for i in range(10)]}, "1.0.0", of)
    rows = [thing(f"t{i}", size=10.0, colour="green") for i in range(8)]
    rows[3]["size"] = 7.0
    gone = [retired(f"thing:t{i}", "1.1.0") for i in (8, 9)]
    yield a, package(tmp_path / "b", {"things": rows, "retired": gone}, "1.1.0", of)


def test_rules_of_a_tables_own_are_checked_from_version_to_version(shrunk: tuple[Path, Path], capsys: Out) -> None:
    a, b = map(str, shrunk)
    assert main(["verify", b]) == 0
    capsys.readouterr()
    assert main(["verify", b, "--since", a]) == 1
    told = capsys.readouterr().out
    assert (
        "error[H051] sizes never shrink: thing:t3 (size.new is “7.0”, size.old is “10.0”), from 1.0.0 to 1.1.0\n"
        in told
    )
    assert "error[H053] at most 5 % of the rows may go: rows went 10 → 8 (-20.00%) from 1.0.0 to 1.1.0\n" in told
    assert (
        "error[H053] past totals stay: sum of size where kind = 'tool' went 100 → 77 (-23.00%) from 1.0.0 to 1.1.0\n"
        in told
    )
    assert "red things stay" not in told
    assert "H020" not in told
    assert onrecord.verify(b, since=a).ok is False
    assert onrecord.verify(a, since=a).ok


def test_pandera_models_of_ones_own_validate_transitions(shrunk: tuple[Path, Path]) -> None:
    changes = onrecord.diff(*shrunk)

    class Things(pandera.polars.DataFrameModel):
        state: str = pandera.polars.Field(isin=["changed", "removed"])
        size_new: float = pandera.polars.Field(alias="size.new", ge=9, nullable=True)

    report = onrecord.validate(Things, changes.transitions("things"))
    assert [finding.field for finding in report.findings if finding.severity == "error"] == ["size.new"]


def test_metrics_say_what_both_packages_come_to(shrunk: tuple[Path, Path]) -> None:
    frame = onrecord.diff(*shrunk).metrics()
    assert frame.columns == ["table", "column", "metric", "where", "old", "new", "change"]
    things = frame.filter((pl.col("table") == "things") & pl.col("where").is_null())
    told = {(row["column"], row["metric"]): (row["old"], row["new"]) for row in things.iter_rows(named=True)}
    assert told[(None, "rows")] == (10.0, 8.0)
    assert told[("size", "sum")] == (100.0, 77.0)
    assert told[("size", "min")] == (10.0, 7.0)
    assert told[("colour", "distinct")] == (1.0, 1.0)
    assert told[("colour", "null_share")] == (0.0, 0.0)
    assert len(onrecord.diff(*shrunk).metrics(backend="pandas")) == frame.height


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (
            {"transitions": [{"name": "x", "expression": "sise.new > 1", "message": "m"}]},
            "there is no column “sise.new”",
        ),
        ({"transitions": [{"name": "x", "message": "m"}]}, "it has no 'expression'"),
        ({"transitions": "x"}, "it is no list of rules"),
        ({"metrics": [{"name": "x", "metric": "mode", "expression": "old > 1"}]}, "there is no metric “mode”"),
        ({"metrics": [{"name": "x", "metric": "sum", "expression": "old > 1"}]}, "it names no column of the table"),
        ({"metrics": [{"name": "x", "metric": "rows", "expression": "now > 1"}]}, "there is no column “now”"),
    ],
)
def test_a_rule_that_can_not_be_run_is_an_error_and_no_silence(tmp_path: Path, rules: Any, why: str) -> None:
    a = package(tmp_path / "a", {"things": [thing("a")]}, "1.0.0")
    b = package(tmp_path / "b", {"things": [thing("b"), thing("a")]}, "1.1.0", ruled(**rules))
    found = [finding for finding in onrecord.verify(b, since=a).findings if finding.code == "H052"]
    assert len(found) == 1
    assert why in found[0].message


def test_the_version_must_be_as_high_as_the_changes_ask(tmp_path: Path) -> None:
    a = package(tmp_path / "a", {"things": [thing("a")]}, "1.0.0")
    b = package(tmp_path / "b", {"things": [thing("a"), thing("b")]}, "1.0.1")
    (found,) = [finding for finding in onrecord.verify(b, since=a).findings if finding.code == "H054"]
    assert found.message == "the version is 1.0.1; after 1.0.0, the changes ask for 1.1.0 or higher"
    assert [note.text for note in found.notes] == ["minor: things: 1 row added"]
    unnumbered = package(tmp_path / "c", {"things": [thing("a"), thing("b")]}, "")
    (note,) = [finding for finding in onrecord.verify(unnumbered, since=a).findings if finding.code == "H055"]
    assert (
        note.message == "not verified: whether the version is high enough, since the package has none of three numbers"
    )


def test_since_needs_packages(capsys: Out) -> None:
    assert main(["verify", "--since", "1.0.0"]) == 2
    assert "error[P013] --since compares a data package with an earlier one" in capsys.readouterr().err


def vocabulary(*codes: str) -> Any:
    things = copy.deepcopy(THINGS)
    things["schema"]["fields"][1]["vocabulary"] = "kind"
    listed = {"kind": {"ordered": True, "codes": {code: {"label": code.title()} for code in codes}}}
    return contract(things, WORDS, RETIRED, codebook=listed)


@pytest.mark.parametrize(
    ("codes", "version", "told"),
    [
        (("tool", "robot"), "1.1.0", {"H058": "toy of the vocabulary kind went between 1.0.0 and 1.1.0"}),
        (
            ("toy", "tool"),
            "1.1.0",
            {"H059": "tool, toy of the vocabulary kind stand in another order between 1.0.0 and 1.1.0"},
        ),
        (("tool", "toy", "robot"), "1.1.0", {}),
        (("toy",), "2.0.0", {}),
    ],
)
def test_codes_stay_in_their_order_unless_a_major_version_says_so(
    tmp_path: Path, codes: tuple[str, ...], version: str, told: dict[str, str]
) -> None:
    rows = {"things": [thing("a", kind=codes[0])]}
    a = package(tmp_path / "a", rows, "1.0.0", vocabulary("tool", "toy"))
    b = package(tmp_path / "b", rows, version, vocabulary(*codes))
    found = {f.code: f.message for f in onrecord.verify(b, since=a).findings if f.code in ("H058", "H059")}
    assert found == told
    frame = onrecord.diff(a, b).transitions("codebook")
    schema = onrecord.schema("codebook", "polars", across=True, package=b)
    try:
        schema.validate(frame, lazy=True)
        said: set[str] = set()
    except pandera.errors.SchemaErrors as errors:
        said = {error.check.name for error in errors.schema_errors}
    assert said == set(told)
