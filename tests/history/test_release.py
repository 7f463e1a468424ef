"""A package becomes a release: numbered, explained, published whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import with_path

from history.made import THINGS, contract, package, retired, thing
from onrecord.checking.package import verify_package
from onrecord.checkout import Checkout
from onrecord.contract import Contract
from onrecord.findings import Problem
from onrecord.findings.render import render
from onrecord.history.commit import commit_release, recover_release, release_lock, stage_folder
from onrecord.history.diff import diff
from onrecord.history.log import log
from onrecord.history.release import Draft, prepare_release, release_summary
from onrecord.history.rules import verify_history

HERE = Path(__file__).resolve().parent
DAY = date(2026, 2, 2)
ROWS: dict[str, Any] = {
    "things": [thing("one"), thing("two")],
    "words": [{"word_id": "word:w", "thing_id": "thing:one"}],
}


def make(checkout: Checkout, rows: dict[str, Any], version: str | None = None, of: Contract | None = None) -> Draft:
    recover_release(checkout)
    package(stage_folder(checkout) / "package", rows, of=of)
    draft = prepare_release(checkout, DAY, version)
    commit_release(checkout)
    return draft


def why(checkout: Checkout, name: str, text: str) -> None:
    (checkout.root / "changes").mkdir(exist_ok=True)
    (checkout.root / "changes" / name).write_text(text, encoding="utf-8")


def codes(problem: pytest.ExceptionInfo[Problem]) -> list[str]:
    return [finding.code for finding in problem.value.findings]


@pytest.fixture
def made(tmp_path: Path) -> Checkout:
    """A checkout with the release 1.0.0."""
    checkout = Checkout(tmp_path)
    make(checkout, ROWS)
    return checkout


def test_a_first_release_needs_no_predecessor(made: Checkout) -> None:
    folder = made.dataset / "1.0.0"
    index = json.loads((made.dataset / "index.json").read_text())["releases"]
    assert [told["version"] for told in index] == ["1.0.0"]
    assert {told["path"] for told in index[0]["files"]} == {path.name for path in folder.iterdir()}
    things = next(told for told in index[0]["files"] if told["path"] == "things.parquet")
    assert (things["rows"], things["urls"]) == (2, ["1.0.0/things.parquet"])
    changes = pq.read_table(folder / "changes.parquet")
    assert (changes.num_rows, changes.column_names) == (0, ["table", "id", "column", "old", "new", "reason"])
    assert verify_package(folder).findings == []
    assert verify_history(None, made.dataset).findings == []
    assert not stage_folder(made).exists()


def test_a_release_is_told_in_changelog_citation_and_deposit(made: Checkout) -> None:
    assert "## [1.0.0] - 2026-02-02\n\n### Added\n\n- The first release. 3 rows: 2 in things, 1 in words.\n" in (
        made.root / "CHANGELOG.md"
    ).read_text(encoding="utf-8")
    citation = yaml.safe_load((made.root / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["date-released"], citation["type"]) == ("1.0.0", "2026-02-02", "dataset")
    assert json.loads((made.root / ".zenodo.json").read_text())["version"] == "1.0.0"


def test_the_same_content_is_not_released_again(made: Checkout) -> None:
    shuffled = ROWS | {"things": ROWS["things"][::-1]}
    with pytest.raises(Problem) as problem:
        make(made, shuffled)
    assert codes(problem) == ["H012"]


def test_a_correction_needs_a_reason_and_takes_the_one_that_names_its_row(made: Checkout) -> None:
    rows = ROWS | {"things": [thing("one"), thing("two", size=2.0)]}
    with pytest.raises(Problem) as problem:
        make(made, rows)
    assert codes(problem) == ["H014"]
    assert "size of thing:two (1 → 2)" in problem.value.findings[0].message
    why(made, "size.md", "Measured again: `thing:two` is longer.\n")
    draft = make(made, rows)
    assert (draft.version, draft.previous, draft.spent) == ("1.0.1", "1.0.0", ["changes/size.md"])
    assert pq.read_table(made.dataset / "1.0.1" / "changes.parquet").to_pylist() == [
        {
            "table": "things",
            "id": "thing:two",
            "column": "size",
            "old": "1",
            "new": "2",
            "reason": "Measured again: `thing:two` is longer.",
        }
    ]
    told = (made.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## .*", told, re.M) == ["## [1.0.1] - 2026-02-02", "## [1.0.0] - 2026-02-02"]
    assert "### Fixed\n\n- Measured again: `thing:two` is longer.\n- 1 cell corrected: 1 in things.\n" in told
    assert not (made.root / "changes" / "size.md").exists()
    assert "patch  things.size: 1 cell corrected" in release_summary(draft)


def test_a_row_that_hangs_on_another_takes_its_reason(made: Checkout) -> None:
    rows = ROWS | {"words": [{"word_id": "word:w", "thing_id": "thing:one", "text": "new"}]}
    why(made, "a.md", "`thing:one` was misread.")
    make(made, rows)
    assert pq.read_table(made.dataset / "1.0.1" / "changes.parquet")["reason"].to_pylist() == [
        "`thing:one` was misread."
    ]


def test_a_smaller_version_than_the_changes_ask_for_is_refused_with_the_reasons(made: Checkout) -> None:
    rows = ROWS | {"things": [*ROWS["things"], thing("three")]}
    with pytest.raises(Problem) as problem:
        make(made, rows, "1.0.1")
    assert codes(problem) == ["H011"]
    assert [note.text for note in problem.value.findings[0].notes] == ["minor: things: 1 row added"]
    assert make(made, rows, "2.0.0").version == "2.0.0"


@pytest.mark.parametrize(("version", "code"), [("1.0.0", "H010"), ("0.9.0", "H011"), ("2", "H016"), ("v1.1.0", "H016")])
def test_a_version_that_can_not_be_is_refused(made: Checkout, version: str, code: str) -> None:
    with pytest.raises(Problem) as problem:
        make(made, ROWS | {"things": [*ROWS["things"], thing("three")]}, version)
    assert codes(problem) == [code]


def test_a_person_may_ask_for_a_higher_version(made: Checkout) -> None:
    why(made, "rule.major.md", "Sizes of `thing:two` are outer sizes from now on.")
    draft = make(made, ROWS | {"things": [thing("one"), thing("two", size=3.0)]})
    assert draft.version == "2.0.0"
    assert "major  changes/rule.major.md asks for it" in release_summary(draft)


def test_the_contract_has_a_version_of_its_own(made: Checkout) -> None:
    fewer = contract(THINGS)
    with pytest.raises(Problem) as problem:
        make(made, {"things": ROWS["things"]}, of=fewer)
    assert codes(problem) == ["H013"]
    assert problem.value.findings[0].help == 'contractVersion: "2.0.0"'
    draft = make(made, {"things": ROWS["things"]}, of=contract(THINGS, contractVersion="2.0.0"))
    assert (draft.version, draft.entry["contract"]) == ("2.0.0", "2.0.0")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is nothing in the file"),
        ("one\ntwo\n", "there is more than one line"),
        ("x" * 700, "the line has 700 characters, more than 600"),
        ("a\x1b[2Jb", "the line holds control characters"),
    ],
)
def test_a_reason_that_can_not_be_read_is_told(made: Checkout, text: str, what: str) -> None:
    why(made, "a.md", text)
    with pytest.raises(Problem) as problem:
        make(made, ROWS)
    assert [(found.code, found.message, found.file) for found in problem.value.findings] == [
        ("H015", what, "changes/a.md")
    ]


def test_a_reason_for_a_row_that_does_not_exist_is_told(made: Checkout) -> None:
    why(made, "a.md", "`thing:three` and `things` and `a word` are new.")
    with pytest.raises(Problem) as problem:
        make(made, ROWS | {"things": [*ROWS["things"], thing("threes")]})
    assert [(found.code, found.help) for found in problem.value.findings] == [("H018", "did you mean “thing:threes”?")]


def test_the_log_of_a_row_tells_its_releases_cells_and_reasons(made: Checkout) -> None:
    why(made, "a.md", "`thing:two` was misread.")
    make(made, ROWS | {"things": [thing("one"), thing("two", size=2.0)]})
    gone = [retired("thing:two", "1.1.0", note="There are no two.", replaced_by="thing:one")]
    make(made, ROWS | {"things": [thing("one")], "retired": gone})
    told = log("thing:two", catalogue=made.dataset)
    assert str(told) == (
        "thing:two\n"
        "\n"
        "1.0.0  2026-02-02  appeared in things\n"
        "\n"
        "1.0.1  2026-02-02  changed in things\n"
        "  size: 1 → 2\n"
        "    why: `thing:two` was misread.\n"
        "\n"
        "1.1.0  2026-02-02  retired in things\n"
        "  why: error: There are no two.\n"
        "  see thing:one"
    )
    assert [step.kind for step in log("thing:one", catalogue=made.dataset).steps] == ["appeared"]
    with pytest.raises(Problem, match="did you mean “thing:one”"):
        log("thing:onne", catalogue=made.dataset)
    assert diff(made.dataset / "1.0.0", made.dataset / "1.1.0").counts["retired"] == 1


def test_two_releases_are_not_made_at_once(made: Checkout) -> None:
    with release_lock(made), pytest.raises(Problem) as problem, release_lock(made):
        pass
    assert render(problem.value.findings) == (
        "error[H017] another release is being made in this checkout\n  = help: wait until it has ended"
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_at_any_moment_the_catalogue_is_before_or_after(made: Checkout, tmp_path: Path) -> None:
    folder = tmp_path / "kill"
    folder.mkdir()
    for name in ("dataset", "CHANGELOG.md", "CITATION.cff", ".zenodo.json"):
        target = folder / "before" / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if (made.root / name).is_dir() else shutil.copy)(made.root / name, target)
    why(Checkout(folder / "before"), "a.md", "`thing:two` was misread.")
    package(folder / "package", ROWS | {"things": [thing("one"), thing("two", size=2.0)]})
    step = os.environ.get("ONRECORD_KILL_STEP", "9")
    told = subprocess.run(
        [sys.executable, str(HERE / "killed.py"), str(folder), step],
        env=with_path(HERE.parent),
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.fullmatch(r"[0-9]+ kills, releases listed: \[1, 2\]\n", told.stdout), told.stdout + told.stderr
    assert int(told.stdout.split()[0]) > 16


def test_the_program_releases_what_the_records_give_and_says_why_it_does_not(checkout: Checkout) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, str(HERE.parents[1] / "scripts" / "release.py"), "--root", str(checkout.root)]
        told = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        return told.returncode, told.stdout

    # as before the first release: nothing was released that could be retired
    shutil.rmtree(checkout.dataset, ignore_errors=True)
    (checkout.seeds / "retired.yaml").write_text("[]\n", encoding="utf-8")
    assert run("--dry-run")[0] == 0
    assert not (checkout.root / "CHANGELOG.md").exists()
    assert not checkout.dataset.exists() or list(checkout.dataset.iterdir()) == []
    code, told = run("--date", "2026-02-02")
    assert (code, told.splitlines()[0]) == (0, "Release 1.0.0")
    code, told = run()
    assert code == 1
    assert "error[H012] there is nothing to release" in told
