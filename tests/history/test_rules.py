"""From release to release: any legal history verifies, any illegal step is found, with its release and row."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.made import catalogue, package, retired, thing
from onrecord.findings import Finding
from onrecord.history.rule_findings import EXAMPLES
from onrecord.history.rules import verify_history
from onrecord.package.read import open_package

State = dict[str, list[dict[str, Any]]]


def start() -> State:
    words = [{"word_id": "word:w", "thing_id": "thing:b", "text": "b"}]
    return {"things": [thing(name) for name in "abcd"], "words": words, "retired": []}


def ids(state: State) -> list[str]:
    return [row["thing_id"] for row in state["things"]]


def remove(state: State, row: str) -> None:
    state["things"] = [told for told in state["things"] if told["thing_id"] != row]


def legal(state: State, data: st.DataObject, version: str, number: int) -> None:
    """One thing that a release may do."""
    kind = data.draw(st.sampled_from(["add", "correct", "retire", "merge", "reword"]))
    if kind == "add":
        state["things"].append(thing(f"new-{number}"))
    elif kind == "reword" and state["retired"]:
        state["retired"][0]["note"] = f"told better in {version}"
    elif len(ids(state)) > 2:
        # what is new in this very release can't be retired by it
        old = [row for row in ids(state) if not row.startswith(f"thing:new-{number // 10}")]
        if not old:
            return
        row = data.draw(st.sampled_from(old))
        if kind == "correct":
            next(told for told in state["things"] if told["thing_id"] == row)["size"] = float(number + 2)
            return
        remove(state, row)
        state["words"] = [told for told in state["words"] if told["thing_id"] != row]
        other = ids(state)[0] if kind == "merge" else None
        for told in state["retired"]:
            told["replaced_by"] = other if told["replaced_by"] == row else told["replaced_by"]
        state["retired"].append(retired(row, version, replaced_by=other))


ILLEGAL = ["vanish", "meaning", "still", "never", "nothing", "back", "entry", "circle"]
#: those about a row that an earlier release retired
OF_RETIRED = {"back", "entry", "circle"}


def illegal(kind: str, state: State, data: st.DataObject, version: str) -> set[str]:
    """One thing that no release may do, and the codes of which one must be told."""
    gone = [told["id"] for told in state["retired"]]
    row = data.draw(st.sampled_from(ids(state)))
    if kind == "vanish":
        remove(state, row)
        return {"H020"}
    if kind == "meaning":
        next(told for told in state["things"] if told["thing_id"] == row)["kind"] = "something else"
        return {"H022"}
    if kind == "back":
        state["things"].append(thing(gone[0].removeprefix("thing:")))
        return {"H021"}
    if kind == "entry":
        state["retired"] = state["retired"][1:]
        return {"H025"}
    if kind == "still":
        state["retired"].append(retired(row, version))
        return {"H023"}
    if kind == "never":
        state["retired"].append(retired("thing:never", version))
        return {"H024"}
    remove(state, row)
    for told in state["retired"]:
        told["replaced_by"] = None if told["replaced_by"] == row else told["replaced_by"]
    state["retired"].append(retired(row, version, replaced_by="thing:nowhere" if kind == "nothing" else gone[0]))
    if kind == "circle":
        next(told for told in state["retired"] if told["id"] == gone[0])["replaced_by"] = row
        return {"H027"}
    return {"H026"}


@pytest.mark.parametrize("kind", ILLEGAL)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_legal_histories_verify_and_an_illegal_step_is_found(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    state, releases = start(), []
    for number in range(data.draw(st.integers(1, 4))):
        version = f"1.{number}.0"
        for edit in range(data.draw(st.integers(0, 2)) if number else 0):
            legal(state, data, version, 10 * number + edit)
        releases.append((version, copy.deepcopy(state)))
    if kind in OF_RETIRED and not state["retired"]:
        row = ids(state)[-1]
        remove(state, row)
        state["words"] = [told for told in state["words"] if told["thing_id"] != row]
        state["retired"].append(retired(row, "1.8.0"))
        releases.append(("1.8.0", copy.deepcopy(state)))
    dataset = catalogue(folder / "dataset", releases)
    present = copy.deepcopy(state)
    legal(present, data, "1.9.0", 99)
    told = verify_history(open_package(package(folder / "fine", present)), dataset)
    assert told.findings == []
    assert (told.releases, told.comparisons) == (len(releases), len(releases))
    wrong = copy.deepcopy(state)
    wanted = illegal(kind, wrong, data, "1.9.0")
    found = verify_history(open_package(package(folder / "wrong", wrong)), dataset).findings
    assert wanted & {finding.code for finding in found}, found


def check(tmp_path: Path, *states: tuple[str, State]) -> list[Finding]:
    dataset = catalogue(tmp_path / "dataset", states[:-1])
    return verify_history(open_package(package(tmp_path / "present", states[-1][1], states[-1][0])), dataset).findings


def test_an_id_that_vanished_is_told_with_what_to_write(tmp_path: Path) -> None:
    now = start()
    remove(now, "thing:a")
    (found,) = check(tmp_path, ("1.0.0", start()), ("", now))
    assert (found.code, found.table, found.row_id) == ("H020", "things", "thing:a")
    assert found.message == "thing:a was in 1.0.0 and is not in the present package"
    assert found.help is not None
    assert '- {id: "thing:a", retired_in: 1.1.0, reason: «why»' in found.help


def test_what_hangs_on_a_vanished_or_retired_row_needs_no_word_of_its_own(tmp_path: Path) -> None:
    now = start()
    remove(now, "thing:b")
    now["words"] = []
    assert [found.row_id for found in check(tmp_path / "a", ("1.0.0", start()), ("", now))] == ["thing:b"]
    now["retired"] = [retired("thing:b", "1.1.0")]
    assert check(tmp_path / "b", ("1.0.0", start()), ("", now)) == []


def test_an_id_that_skipped_a_release_is_found_though_nobody_retired_it(tmp_path: Path) -> None:
    without = start()
    remove(without, "thing:c")
    found = check(tmp_path, ("1.0.0", start()), ("1.1.0", without), ("1.2.0", start()))
    assert [(f.code, f.message) for f in found] == [
        ("H020", "thing:c was in 1.0.0 and is not in 1.1.0"),
        ("H021", "thing:c is in 1.2.0 again; 1.1.0 was without it"),
    ]


@pytest.mark.parametrize(("version", "said", "fine"), [("1.1.0", "1.1.0", True), ("1.1.0", "1.0.0", False), ("", "1.0.0", False), ("", "2.0.0", True)])  # fmt: skip
def test_the_release_of_a_retirement_is_the_first_without_the_row(
    tmp_path: Path, version: str, said: str, fine: bool
) -> None:
    now = start()
    remove(now, "thing:a")
    now["retired"] = [retired("thing:a", said)]
    found = check(tmp_path, ("1.0.0", start()), (version, now))
    assert [finding.code for finding in found] == ([] if fine else ["H028"])


def test_many_rows_gone_give_few_findings_that_count_all(tmp_path: Path) -> None:
    many = start()
    many["things"] += [thing(f"x-{number}") for number in range(50)]
    found = check(tmp_path, ("1.0.0", many), ("", start()))
    assert len(found) == EXAMPLES
    assert sum(finding.count for finding in found) == 50


def test_a_touched_release_is_found(tmp_path: Path) -> None:
    dataset = catalogue(tmp_path / "dataset", [("1.0.0", start()), ("1.1.0", start())])
    assert verify_history(None, dataset).findings == []
    (dataset / "1.0.0" / "codebook.md").write_text("other", encoding="utf-8")
    (dataset / "1.0.0" / "more.txt").write_text("more", encoding="utf-8")
    (dataset / "1.1.0" / "words.parquet").unlink()
    found = verify_history(None, dataset).findings
    assert [f.code for f in found if f.code != "H030"] == ["H002", "H003", "H004"]
    (dataset / "index.json").write_text(json.dumps({"releases": [{"version": "new"}]}))
    assert [f.code for f in verify_history(None, dataset).findings] == ["H001"]
    (dataset / "index.json").write_text("{")
    assert [f.code for f in verify_history(None, dataset).findings] == ["H001"]


def test_without_releases_there_is_nothing_to_check(tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    assert verify_history(None, dataset).findings == []
    first = open_package(package(tmp_path / "p", start()))
    assert verify_history(first, dataset).findings == []
