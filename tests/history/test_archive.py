"""A release for others: archives, CSV, SQLite for Datasette, a page for the hub, a second opinion, a workflow."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, with_path

import onrecord
from history.made import no_changes, package, stamp_release, thing
from onrecord.cli import main
from onrecord.history.archive import archive_release
from onrecord.history.second_opinion import second_opinion
from onrecord.package.read import open_package

Out = pytest.CaptureFixture[str]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    assert main(["archive", "1.1.1", "--to", str(folder)]) == 0
    return folder


def test_the_archive_is_the_package_and_its_check_sums_fit(files: Path, tmp_path: Path) -> None:
    assert onrecord.verify(files / "onrecord-1.1.1.zip").ok
    for line in (files / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((files / name).read_bytes()).hexdigest() == digest
    again = archive_release(open_package(None, "1.1.1"), tmp_path)
    zips = [path for path in again if path.suffix == ".zip"]
    assert [path.read_bytes() for path in zips] == [(files / path.name).read_bytes() for path in zips]


def test_sqlite_holds_every_row_with_keys_that_hold(files: Path) -> None:
    with sqlite3.connect(files / "onrecord-1.1.1.sqlite") as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, rows in onrecord.tables(version="1.1.1")["rows"].items():
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (rows,)
        figures = onrecord.load("figures", version="1.1.1")
        told = database.execute("SELECT figure_id, value FROM figures ORDER BY figure_id").fetchall()
        wanted = figures[["figure_id", "value"]].astype(object).where(figures["value"].notna(), None)
        assert [row[0] for row in told] == list(figures["figure_id"])
        assert [row[1] for row in told] == list(wanted["value"])
    about = json.loads((files / "onrecord-1.1.1-metadata.json").read_text(encoding="utf-8"))
    events = about["databases"]["onrecord-1.1.1"]["tables"]["events"]
    assert events["columns"]["event_type"]
    assert about["license"] == "Creative Commons Attribution 4.0 International"


def test_csv_holds_every_row(files: Path) -> None:
    with zipfile.ZipFile(files / "onrecord-1.1.1-csv.zip") as archive:
        for name, count in onrecord.tables(version="1.1.1")["rows"].items():
            rows = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8"), newline="")))
            assert len(rows) == count
        quotes = list(csv.DictReader(io.StringIO(archive.read("quotes.csv").decode("utf-8"), newline="")))
        assert [row["quote_id"] for row in quotes] == list(onrecord.load("quotes", version="1.1.1")["quote_id"])


def test_a_folder_that_can_not_be_written_to_is_told(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["archive", "1.1.1", "--to", str(tmp_path / "file")]) == 2
    assert "error[H057]" in capsys.readouterr().err


def test_the_page_of_a_release_is_a_dataset_card(tmp_path: Path) -> None:
    """Its header as the hub reads it: configurations name the files of tables that are there."""
    folder = package(tmp_path / "p", {"things": [thing("a")]}, "1.0.0")
    stamp_release(folder, "1.0.0", no_changes(), date(2026, 2, 2))
    _, header, body = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(header)
    assert {each["config_name"] for each in told["configs"]} == {"things", "words", "retired", "changes"}
    assert all((folder / each["data_files"]).is_file() for each in told["configs"])
    assert told["size_categories"] == ["n<1K"]
    assert "| `things` | 1 |" in body
    assert "Release 1.0.0 of 2026-02-02." in body


def test_what_frictionless_calls_invalid_is_told(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", {"things": [thing("a")]}, "1.0.0")
    assert list(second_opinion(folder)) == []
    path = folder / "datapackage.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["resources"][0]["schema"]["fields"][2]["constraints"] = {"maximum": 0.5}
    path.write_text(json.dumps(told), encoding="utf-8")
    (finding, *_) = second_opinion(folder)
    assert (finding.code, finding.table) == ("H056", "things")
    assert finding.message.startswith("frictionless calls the package invalid: ")


def test_the_workflow_publishes_what_was_verified_with_no_more_rights_than_it_needs(tmp_path: Path) -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    jobs = WORKFLOW["jobs"]
    assert [jobs[name].get("needs") for name in ("pages", "files")] == ["verify", "verify"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert not any("${{" in step.get("run", "") for step in steps)
    archive = next(step["run"] for step in steps if step.get("name") == "archive")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = with_path() | {"GITHUB_REF_NAME": "1.1.1", "PATH": path}
    ran = subprocess.run(["bash", "-e", "-c", archive], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "dist" / "onrecord-1.1.1.zip").is_file()
