"""The GitHub action and the pre-commit hook: what their files say is what runs, with nothing of an input as code."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DOCUMENT, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}
RECORD = f"seeds/{DOCUMENT}/record.yaml"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with a branch `main`; the record on the branch at hand has an error."""
    root = tmp_path / "clone"
    for folder in ("schemas", "seeds", "dataset", "changes"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / ".gitignore", root)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-qb", "main"], ["add", "-A"], [*who, "commit", "-qm", "before"], ["switch", "-qc", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    path = root / RECORD
    path.write_text(path.read_text("utf-8").replace("type: annexation", "type: anexation", 1), encoding="utf-8")
    return root


def environment(folder: Path, **more: str) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = {"GITHUB_WORKSPACE": str(folder), "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"), "PATH": path}
    return os.environ | told | more


def run_step(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step `verify` as a runner runs it: `shell: bash` is this command (GitHub's workflow syntax)."""
    step = STEPS["verify"]
    assert step["shell"] == "bash"
    given = {"ONRECORD_PATH": ".", "ONRECORD_CHANGED_SINCE": "", "ONRECORD_MAX_FINDINGS": "50"}
    given |= {"ONRECORD_SINCE": "", "ONRECORD_KEY": ""} | inputs
    assert set(given) == set(step["env"])
    script = folder.parent / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    return subprocess.run(command, cwd=folder, env=environment(folder, **given), capture_output=True, text=True)


def test_inputs_reach_the_shell_as_variables_only() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    told = " ".join(
        str(value) for step in STEPS.values() for part in ("env", "with") for value in step.get(part, {}).values()
    )
    assert set(re.findall(r"inputs\.([a-z-]+)", told)) == set(ACTION["inputs"])
    for name, described in ACTION["inputs"].items():
        assert described["description"] and isinstance(described["default"], str), name


def test_the_step_annotates_what_the_change_brings_and_writes_the_summary(clone: Path) -> None:
    ran = run_step(clone, ONRECORD_CHANGED_SINCE="main")
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.startswith(f"::error file={RECORD},line=")
    summary = (clone.parent / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("## onrecord: 1 error, 1 warning\n")
    assert "### What the change does" in summary


def test_the_step_verifies_everything_where_there_is_no_change(clone: Path) -> None:
    subprocess.run(["git", "checkout", "-q", "--", "seeds"], cwd=clone, check=True)
    ran = run_step(clone)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("all verified\n")


@pytest.mark.parametrize(
    "inputs",
    [
        {"ONRECORD_PATH": "$(touch stolen)"},
        {"ONRECORD_PATH": "--help"},
        {"ONRECORD_PATH": "; touch stolen"},
        {"ONRECORD_CHANGED_SINCE": "main; touch stolen"},
        {"ONRECORD_CHANGED_SINCE": "--output=stolen"},
        {"ONRECORD_MAX_FINDINGS": "$(touch stolen)"},
    ],
)
def test_an_input_is_no_code(clone: Path, inputs: dict[str, str]) -> None:
    assert run_step(clone, **inputs).returncode == 2
    assert not (clone / "stolen").exists()


def test_the_hook_runs_as_it_says(clone: Path) -> None:
    hook: dict[str, Any] = {told["id"]: told for told in HOOKS}["onrecord-verify"]
    assert hook["pass_filenames"] is False
    assert hook["language"] == "python"
    assert hook["always_run"] is True
    extras = {told for dependency in hook["additional_dependencies"] for told in re.findall(r"\[(\w+)\]", dependency)}
    assert extras == {"make"}
    ran = subprocess.run(shlex.split(hook["entry"]), cwd=clone, env=environment(clone), capture_output=True, text=True)
    assert ran.returncode == 1
    assert "error[R013] “anexation”" in ran.stdout


def test_our_own_contributions_are_checked_by_the_action_with_the_whole_history() -> None:
    first, second = WORKFLOW["jobs"]["contribution"]["steps"]
    assert first["with"]["fetch-depth"] == 0
    assert second["uses"] == "./"


def test_hook_and_action_check_every_package_of_a_repository(tmp_path: Path) -> None:
    for name, cell in (("ports", "1"), ("data/ships", "x")):
        folder = tmp_path / "mono" / name
        folder.mkdir(parents=True)
        (folder / "t.csv").write_text(f"id\n{cell}\n")
        described = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "id", "type": "integer"}]}}
        (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    root = tmp_path / "mono"
    hook: dict[str, Any] = {told["id"]: told for told in HOOKS}["onrecord-verify"]
    ran = subprocess.run(shlex.split(hook["entry"]), cwd=root, env=environment(root), capture_output=True, text=True)
    assert ran.returncode == 1
    assert "data/ships/t.csv:2 · t.id · row 1" in ran.stdout
    step = run_step(root)
    assert step.returncode == 1
    assert step.stdout.startswith("::error file=data/ships/t.csv,line=2,title=onrecord T007::")
