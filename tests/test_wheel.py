"""What people install: the newest release works offline, and no source text is in it."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import onrecord


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def test_the_wheel_loads_the_newest_release_without_a_checkout(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "import onrecord; assert 'site' in onrecord.__file__; print(len(onrecord.load('events')), onrecord.verify().ok)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path / "site")},
    )
    assert told.stdout.strip() == f"{len(onrecord.load('events'))} True", told.stderr


def test_an_installation_says_which_releases_it_does_not_carry(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "onrecord", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path / "site")}
        )

    newest, *older = [told["version"] for told in json.loads((ROOT / "dataset" / "index.json").read_text())["releases"]]
    told = run("log", "actor:russia")
    assert told.stdout.endswith(f"are not on this machine: {', '.join(reversed(older))}\n"), told.stderr
    told = run("diff", "1.0.0", newest)
    assert told.returncode == 2
    assert "the release 1.0.0 is listed, but its files are not on this machine" in told.stderr


def test_an_installation_codes_a_folder_of_texts(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "2022-03-04-port.txt").write_text("Mayor Ana Ruiz said 40 ships were lost.")
    told = subprocess.run(
        [sys.executable, "-m", "onrecord", "extract", "articles", "--out", "coded"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path / "site")},
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("coded: 1 texts · "), told.stdout


def test_no_source_text_is_shipped(built: Path) -> None:
    words = (ROOT / "seeds" / "nationalworld-2021-04-border" / "text.txt").read_bytes()[1000:1200]
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        assert [name for name in wheel.namelist() if "seeds/national" in name or words in wheel.read(name)] == []
    with tarfile.open(next(built.glob("*.tar.gz"))) as source:
        assert [name for name in source.getnames() if "/seeds/nationalworld" in name] == []


def test_word_lists_are_shipped_as_they_stand_in_the_repository(built: Path) -> None:
    lists = sorted((ROOT / "src" / "onrecord" / "word_lists").glob("*.*"))
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        shipped = {path.name: wheel.read(f"onrecord/word_lists/{path.name}") for path in lists}
    assert shipped == {path.name: path.read_bytes() for path in lists}
