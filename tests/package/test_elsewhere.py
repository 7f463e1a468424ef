"""Packages in archives and at addresses, hostile ones among them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import onrecord
from onrecord.cli import main
from onrecord.package import fetched
from package.server import serving

RELEASE = ROOT / "dataset" / "1.0.0"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))


def test_an_archive_is_compared_with_a_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = shutil.make_archive(str(tmp_path / "old"), "zip", RELEASE)
    assert onrecord.verify(archive).ok
    assert main(["diff", archive, str(RELEASE)]) == 0
    assert main(["diff", archive, str(ROOT / "dataset" / "1.0.1")]) == 1
    assert "event_status: ongoing → occurred" in capsys.readouterr().out


def test_a_package_at_an_address_is_verified_and_compared(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(ROOT / "dataset") as server:
        assert main(["verify", f"{server.url}/1.0.0/datapackage.json"]) == 0
        assert main(["diff", f"{server.url}/1.0.0", f"{server.url}/1.0.1"]) == 1
        assert main(["verify", f"{server.url}/nowhere"]) == 2
    assert "error[D014] no package could be got" in capsys.readouterr().err


def test_every_file_that_a_descriptor_names_is_fetched(tmp_path: Path) -> None:
    folder = tmp_path / "site" / "town"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("n\n1\n")
    (folder / "data" / "b.csv").write_text("n\nx\n")
    (folder / "n.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}')
    resource = {"name": "n", "path": ["data/a.csv", "data/b.csv"], "schema": "n.json"}
    (folder / "datapackage.json").write_text(json.dumps({"name": "town", "resources": [resource]}))
    with serving(tmp_path / "site") as server:
        report = onrecord.verify(f"{server.url}/town/datapackage.json")
    assert [(finding.code, finding.row) for finding in report.findings] == [("T007", 2)]


def test_a_package_may_lie_in_a_folder_of_its_archive_and_be_yaml(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as archive:
        schema = "{fields: [{name: n, type: integer}]}"
        archive.writestr("town-1.0/datapackage.yaml", f"resources:\n- {{name: n, path: n.csv, schema: {schema}}}\n")
        archive.writestr("town-1.0/n.csv", "n\nx\n")
    report = onrecord.verify(tmp_path / "town.zip")
    assert [(finding.code, finding.file, finding.line) for finding in report.findings] == [("T007", "n.csv", 2)]


@pytest.mark.parametrize("name", ["../outside", "/etc/x", "a/../../b", "c:x", "a\\..\\b"])
def test_no_name_in_an_archive_leaves_it(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr(name, "x")
    with pytest.raises(onrecord.Problem, match="leaves the package"):
        fetched.fetch_package(str(tmp_path / "bad.zip"))
    assert not list((tmp_path / "cache").rglob("outside"))


def test_an_archive_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched, "LIMIT", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", "0" * 2_000_000)
    with pytest.raises(onrecord.Problem, match="more than 1,000,000 bytes"):
        fetched.fetch_package(str(tmp_path / "bomb.zip"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(onrecord.Problem, match="no package could be got"):
        fetched.fetch_package(str(tmp_path / "x.zip"))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_is_told_whatever_the_library_makes_of_it(tmp_path: Path, method: int) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("datapackage.json", json.dumps({"resources": [{"name": "t", "path": "t.csv"}]}) * 9)
        archive.writestr("t.csv", "n\n1\n" * 50)
    whole = path.read_bytes()
    for at in range(30, len(whole), 7):
        for damaged in (whole[:at], whole[:at] + b"\xff\x00\xff" + whole[at + 3 :]):
            path.write_bytes(damaged)
            try:
                onrecord.verify(path)
            except onrecord.Problem as problem:
                assert {finding.code for finding in problem.findings} == {"D014"}
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(onrecord.Problem) as wrong:
        onrecord.verify(path)
    [finding] = wrong.value.findings
    assert (
        finding.message == "no package could be got: the archive can't be read: it is damaged: File is not a zip file"
    )
    assert finding.help == "get it again, or ask for a whole copy"
