"""A contribution in CI: what it brings is told apart from what was there, and nothing that git says is trusted."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import DOCUMENT, ROOT

from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.contribution.changes_since import _marked, verify_change
from onrecord.contribution.record_places import in_seeds
from onrecord.contribution.subjects import Records
from onrecord.findings import Finding, Problem
from onrecord.git import Since, changed_since

Out = pytest.CaptureFixture[str]
RECORD = f"seeds/{DOCUMENT}/record.yaml"
ID = f"event:{DOCUMENT}"


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    ran = subprocess.run(["git", *who, *arguments], cwd=folder, input=stdin, capture_output=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.decode().strip()


def commit(folder: Path, message: str = "a change") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")


def replace(root: Path, file: str, old: str, new: str, count: int = -1) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository") / "checkout"
    for folder in ("schemas", "seeds", "dataset", "changes"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / ".gitignore").write_text("/build/\n", encoding="utf-8")
    git(root, "init", "-qb", "main")
    commit(root, "the state before")
    return root


@pytest.fixture
def clone(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A branch in a copy of the repository, which is the current folder."""
    root = Path(shutil.copytree(repository, tmp_path / "clone"))
    git(root, "switch", "-qc", "change")
    monkeypatch.chdir(root)
    return root


def codes(problem: pytest.ExceptionInfo[Problem]) -> list[str]:
    return [finding.code for finding in problem.value.findings]


def test_a_change_fails_on_what_it_brings_and_not_on_what_was_there(clone: Path, capsys: Out) -> None:
    replace(clone, RECORD, "type: annexation", "type: anexation", 1)
    commit(clone, "an error of somebody else")
    git(clone, "branch", "-f", "main")
    replace(clone, RECORD, "coder: adjudicated\n", "coder: adjudicated\n# moves every line\n", 1)
    assert main(["verify", "--changed-since", "main"]) == 0
    told = capsys.readouterr().out
    assert "already there: error[R013] “anexation”" in told
    assert "already there: warning[P010] not verified: the tables" in told
    assert told.endswith("nothing new is wrong, 2 already there\n")
    assert main(["verify"]) == 1
    replace(clone, RECORD, "status: occurred", "status: hapened", 1)
    capsys.readouterr()
    assert main(["verify", "--changed-since", "main"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("error[R013] “hapened”")
    assert told.endswith("1 error, 2 already there\n")


def test_of_two_findings_alike_the_one_on_a_changed_line_is_new(clone: Path) -> None:
    text = (clone / RECORD).read_text(encoding="utf-8")
    first, *_, last = (
        place.start() for place in re.finditer("occurred", text) if "status: " in text[: place.start()][-8:]
    )
    (clone / RECORD).write_text(text[:last] + "hapened!" + text[last + 8 :], encoding="utf-8")
    commit(clone)
    git(clone, "branch", "-f", "main")
    replace(clone, RECORD, "occurred", "hapened!", 1)
    found = [f for f in verify_change(Records(Checkout(clone)), "main").report.findings if "hapened!" in f.message]
    lines = [text[:place].count("\n") + 1 for place in (first, last)]
    assert [(f.line, f.known) for f in found] == [(lines[0], False), (lines[1], True)]


def test_files_that_the_change_touches_come_first(clone: Path, capsys: Out) -> None:
    replace(clone, "seeds/actors.yaml", "\nrussia:\n", "\nrussland:\n", 1)
    replace(clone, "seeds/actors.yaml", "actor_type: state", "actor_type: stat", 1)
    assert main(["verify", "--changed-since", "main", "--format", "github"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("::error file=seeds/actors.yaml,line=")
    assert f"::error file={RECORD},line=" in told
    assert "more findings: see the log of this step" in told


def test_a_new_document_is_touched_though_nobody_added_it_to_git(clone: Path) -> None:
    (clone / "seeds" / "new-2024").mkdir()
    (clone / "seeds" / "new-2024" / "text.txt").write_text("A text.\n", encoding="utf-8")
    since = changed_since(clone, "main")
    assert since.touched == {"seeds/new-2024/text.txt"}
    report = verify_change(Records(Checkout(clone)), "main").report
    assert {f.file for f in report.findings if f.touched} == set()
    assert not report.ok


def test_only_what_came_after_the_common_commit_is_the_change(clone: Path) -> None:
    replace(clone, "seeds/places.yaml", "\n", "\n# ours\n", 1)
    commit(clone)
    git(clone, "switch", "-q", "main")
    replace(clone, "seeds/actors.yaml", "\n", "\n# theirs\n", 1)
    commit(clone)
    git(clone, "switch", "-q", "change")
    assert changed_since(clone, "main").touched == {"seeds/places.yaml"}


def test_a_checkout_in_a_folder_of_its_repository_is_annotated_from_the_top(
    repository: Path, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "top"
    shutil.copytree(repository, root / "data" / "x", ignore=shutil.ignore_patterns(".git", "build"))
    git(root, "init", "-qb", "main")
    commit(root)
    replace(root / "data" / "x", RECORD, "type: annexation", "type: anexation", 1)
    monkeypatch.chdir(root)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root))
    assert main(["verify", "data/x", "--changed-since", "main", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith(f"::error file=data/x/{RECORD},line=")


def test_a_row_that_is_gone_leads_to_the_file_in_which_it_stood(clone: Path, capsys: Out) -> None:
    (clone / "seeds" / "retired.yaml").write_text("[]\n", encoding="utf-8")
    assert main(["verify", "--changed-since", "main", "--format", "github"]) == 1
    assert "::error file=seeds/retired.yaml,title=onrecord H025::" in capsys.readouterr().out


def test_rows_lead_to_the_lines_that_say_them(clone: Path, capsys: Out) -> None:
    with (clone / "seeds" / "retired.yaml").open("a", encoding="utf-8") as file:
        file.write(f'- {{id: "{ID}:never-was", retired_in: 9.0.0, reason: error, note: none}}\n')
    assert main(["verify", "--format", "github"]) == 1
    line = (clone / "seeds" / "retired.yaml").read_text("utf-8").count("\n")
    assert f"file=seeds/retired.yaml,line={line},title=onrecord H024" in capsys.readouterr().out


def broken(rows: str, count: int, before: str, before_count: int) -> str:
    """Examples of one rule after and before a change, a letter each; gives those that are told as new."""

    def findings(told: str, count: int) -> list[Finding]:
        return [
            Finding(code="T003", message=f"{row}: no slug", table="t", field="f", row_id=row, count=count)
            for row in told
        ]

    since = Since(Path(), "main", "0" * 40, frozenset())
    marked = _marked(findings(rows, count), findings(before, before_count), since)
    return "".join(f.row_id or "" for f in marked if not f.known)


def test_of_rules_that_many_rows_break_the_number_of_rows_decides() -> None:
    assert broken("abc", 9, "abc", 9) == ""
    assert broken("abc", 10, "abc", 9) == "abc", "the new one is not among those told"
    assert broken("xab", 10, "abc", 9) == "x"
    assert broken("bcd", 8, "abc", 9) == "", "one was mended, and another of the old ones is told"
    assert broken("bcd", 3, "abc", 3) == "d", "all were told before"
    assert broken("ab", 2, "a", 1) == "b"
    assert broken("ab", 2, "", 0) == "ab"


def test_a_row_that_moves_has_the_same_finding() -> None:
    since = Since(Path(), "main", "0" * 40, frozenset())
    told = [
        Finding(code="T011", message=f"id = a occurs 2 times, in rows {rows}", table="t") for rows in ("2, 5", "3, 6")
    ]
    assert [f.known for f in _marked(told[1:], told[:1], since)] == [True]


@pytest.mark.parametrize("ref", ["--output=stolen", "-h", "nowhere", "", "main..change", "main:seeds", "0" * 40])
def test_what_is_no_commit_is_told_and_never_an_option(clone: Path, ref: str) -> None:
    with pytest.raises(Problem) as told:
        changed_since(clone, ref)
    assert codes(told) == ["H041"]
    assert not (clone / "stolen").exists()


def test_without_git_or_a_repository_it_says_so(
    repository: Path, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(repository, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(tmp_path / "plain")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert main(["verify", "--changed-since", "main"]) == 2
    assert "error[H040] git can't tell what changed: not a git repository" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["verify", "--changed-since", "main"]) == 2
    assert "error[H040] git can't be run" in capsys.readouterr().err


def test_a_git_that_breaks_off_is_no_success(
    clone: Path, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "git"
    script.write_text(f'#!/bin/sh\ncase "$*" in *cat-file*) exit 1 ;; esac\nexec {real} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    assert main(["verify", "--changed-since", "main", "--summary", str(tmp_path / "summary.md")]) == 2
    assert re.search(r"error\[H04[02]\]", capsys.readouterr().err)


def test_a_shallow_clone_is_told_how_to_fetch_the_rest(clone: Path, tmp_path: Path) -> None:
    replace(clone, "seeds/places.yaml", "\n", "\n# ours\n", 1)
    commit(clone)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", clone.as_uri(), str(shallow))
    for ref in ("origin/main", "no-such"):
        with pytest.raises(Problem) as told:
            changed_since(shallow, ref)
        assert codes(told) == ["H042"]
        assert "fetch-depth: 0" in str(told.value)


def test_histories_that_never_met_are_told(clone: Path) -> None:
    git(clone, "checkout", "-q", "--orphan", "alone")
    commit(clone)
    with pytest.raises(Problem) as told:
        changed_since(clone, "main")
    assert codes(told) == ["H043"]


def tree(folder: Path, *entries: tuple[str, str, str]) -> str:
    """A tree as git would never make it."""
    raw = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(sha) for mode, name, sha in entries)
    return git(folder, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)


@pytest.mark.parametrize("hostile", ["..", ".git", ".GIT", "a\\..\\b", "c:d", "link"])
def test_paths_of_the_earlier_state_stay_in_its_folder(clone: Path, hostile: str) -> None:
    blob = git(clone, "hash-object", "-w", "--stdin", stdin=b"x")
    mode = "120000" if hostile == "link" else "100644"
    inner = tree(clone, (mode, "x" if hostile == ".." else hostile, blob))
    seeds = tree(clone, ("40000", "..", inner)) if hostile == ".." else inner
    top = tree(clone, ("40000", "seeds", seeds))
    bad = git(clone, "commit-tree", top, "-m", "hostile")
    good = git(clone, "commit-tree", "HEAD^{tree}", "-p", bad, "-m", "good")
    git(clone, "reset", "-q", "--soft", good)
    with pytest.raises(Problem) as told:
        verify_change(Records(Checkout(clone)), bad, rows=True)
    assert codes(told) == ["H044"]


def test_attributes_and_the_environment_don_t_change_the_earlier_state(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / ".gitattributes").write_text("seeds/** export-ignore\n", encoding="utf-8")
    commit(clone)
    git(clone, "branch", "-f", "main")
    git(tmp_path, "init", "-q", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    change = verify_change(Records(Checkout(clone)), "main", rows=True)
    assert change.rows == "No row and no part of the contract is changed."


def test_the_summary_tells_rows_added_changed_and_retired_with_words_and_reasons(clone: Path, tmp_path: Path) -> None:
    replace(clone, RECORD, "label: Biden telephones Putin", "label: <img src=x> `calls` | Putin", 1)
    reason = f"Said *plainly*: `{ID}:biden-putin-call`."
    (clone / "changes" / "call.md").write_text(f"{reason}\n", encoding="utf-8")
    replace(clone, RECORD, "  crimea-annexation-2014:", "  crimea-annexation-renamed:")
    replace(clone, RECORD, "event: crimea-annexation-2014", "event: crimea-annexation-renamed")
    with (clone / "seeds" / "retired.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f"- id: {ID}:crimea-annexation-2014\n  retired_in: 1.2.0\n  reason: error\n"
            f"  replaced_by: {ID}:crimea-annexation-renamed\n  note: Named anew\n"
        )
    summary = tmp_path / "summary.md"
    summary.write_text("# what stood there\n", encoding="utf-8")
    code = main(["verify", "--changed-since", "main", "--summary", str(summary)])
    told = summary.read_text(encoding="utf-8")
    assert told.startswith("# what stood there\n## onrecord: ")
    assert code == (0 if "all verified" in told else 1)
    assert not re.search(r"(?<!\\)<img", told) and r"\<img src=x\> \`calls\` \| Putin" in told
    assert rf"Said \*plainly\*: \`{ID}:biden-putin-call\`." in told
    assert f"| {ID}:crimea-annexation-renamed | " in told
    assert f"| {ID}:crimea-annexation-2014 | retired | error: Named anew; see {ID}:crimea-annexation-renamed |" in told


def test_a_summary_that_can_t_be_written_is_told(clone: Path, capsys: Out) -> None:
    assert main(["verify", "--summary", "no/such/folder.md"]) == 2
    assert "error[H045] no/such/folder.md can't be written" in capsys.readouterr().err


def test_a_change_to_anyones_package_is_looked_at_too(package: Path, tmp_path: Path, capsys: Out) -> None:
    git(tmp_path, "init", "-qb", "main")
    (package / "SHA256SUMS").unlink()
    (package / "link").symlink_to("datapackage.json")
    rows = pq.read_table(package / "events.parquet").to_pylist()
    schema = pq.read_schema(package / "events.parquet")

    def written() -> None:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), package / "events.parquet")
        descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
        for resource in descriptor["resources"]:
            resource.pop("hash", None)
        (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")

    rows[3]["event_type"] = "no-code"
    written()
    commit(package)
    rows[5]["label"] = "Another label"
    written()
    summary = tmp_path / "summary.md"
    assert main(["verify", str(package), "--changed-since", "main", "--summary", str(summary)]) == 0
    assert "already there: error[T002]" in capsys.readouterr().out
    assert "Another label" in summary.read_text(encoding="utf-8")
    rows[5]["event_type"] = "no-code"
    written()
    failing = tmp_path / "failing.parquet"
    assert main(["verify", str(package), "--changed-since", "main", "--format", "json", "--output", str(failing)]) == 1
    assert pq.read_table(failing)["row"].to_pylist() == [4, 6]
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"error": 1, "warning": 0, "note": 0, "known": 1}
    assert (told["findings"][0]["file"], told["findings"][0]["row"]) == ("events.parquet", 6)
    assert told["findings"][0]["touched"] is True


def test_a_change_to_an_archive_or_address_can_t_be_looked_at(clone: Path, capsys: Out) -> None:
    assert main(["verify", "seeds/actors.yaml", "--changed-since", "main"]) == 2
    assert "--changed-since looks at a checkout, or at the folder" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["events", "event_claims", "quotes", "figures", "actors", "places", "mentions"])
def test_every_row_leads_to_the_line_that_begins_it(table: str, built: Path) -> None:
    names = pq.read_table(built / f"{table}.parquet")[0].to_pylist()
    findings = [Finding(code="T001", message="", table=table, row_id=name) for name in names]
    led = in_seeds(findings, Checkout(ROOT))
    lines = {file: (ROOT / str(file)).read_text("utf-8").split("\n") for file in {f.file for f in led}}
    for finding in led:
        assert finding.file is not None and finding.line is not None, finding.row_id
        key = lines[finding.file][finding.line - 1].strip().removesuffix(":")
        slug = str(finding.row_id).rpartition(":")[2]
        assert f"-{slug}-".find(f"-{key}-") >= 0 if table == "mentions" else slug == key


def test_a_change_that_takes_or_rewrites_a_release_is_refused_whatever_the_index_says_now(
    clone: Path, capsys: Out
) -> None:
    index = json.loads((clone / "dataset/index.json").read_text(encoding="utf-8"))
    index["releases"] = [told for told in index["releases"] if told["version"] != "1.0.1"]
    shutil.rmtree(clone / "dataset/1.0.1")
    text = clone / "dataset/1.1.1/codebook.md"
    text.write_text("rewritten", encoding="utf-8")
    entry = next(told for told in index["releases"] if told["version"] == "1.1.1")
    file = next(told for told in entry["files"] if told["path"] == "codebook.md")
    file |= {"bytes": 9, "sha256": hashlib.sha256(b"rewritten").hexdigest()}
    (clone / "dataset/index.json").write_text(json.dumps(index), encoding="utf-8")
    commit(clone)
    assert main(["verify", "--changed-since", "main"]) == 1
    told = capsys.readouterr().out
    assert "error[H048] release 1.0.1 was in the catalogue at main and is not any more\n" in told
    assert "error[H049] the entry of release 1.1.1 is not what it was at main: files\n" in told


def test_a_broken_index_of_before_is_no_silence(clone: Path, capsys: Out) -> None:
    (clone / "dataset/index.json").write_text("{", encoding="utf-8")
    commit(clone)
    git(clone, "branch", "-f", "main")
    git(clone, "checkout", "-q", "HEAD~1", "--", "dataset")
    assert main(["verify", "--changed-since", "main"]) == 1
    assert "warning[H001] it isn't known whether releases were touched: at main, the catalogue can't be read" in (
        capsys.readouterr().out
    )


def test_what_the_release_would_refuse_is_said_while_the_contributor_is_there(clone: Path, capsys: Out) -> None:
    replace(clone, RECORD, "note: Words in quotation marks without", "note: Word in quotation marks without", 1)
    replace(clone, "schemas/events.yaml", "title: Events", "title: New events", 1)
    package = clone / "schemas/datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(re.sub("contractVersion: .*", 'contractVersion: "1.0.1"', text), encoding="utf-8")
    for path in (clone / "changes").glob("*.md"):
        path.unlink()
    commit(clone)
    assert main(["verify", "--changed-since", "main"]) == 1
    told = capsys.readouterr().out
    assert "warning[H013] the contract changed; its version is 1.0.1 and must be " in told
    without = [line for line in told.splitlines() if line.startswith("warning[H014]")]
    assert any(f" of quote:{DOCUMENT}:" in line for line in without), without
    (clone / "changes").mkdir(exist_ok=True)
    (clone / "changes/why.md").write_text("Spelling of `quotes`.\n", encoding="utf-8")
    main(["verify", "--changed-since", "main"])
    told = capsys.readouterr().out
    assert not any(f" of quote:{DOCUMENT}:" in line for line in told.splitlines() if line.startswith("warning[H014]"))
