"""Downloads as the field needs them: busy servers are waited for, stalled ones left aside, one table is enough."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import onrecord
from history.made import package
from history.test_release import ROWS, make
from onrecord.checkout import Checkout
from onrecord.cli import main
from onrecord.package import cache, download
from onrecord.package.catalogue import find_release, obtain_release, releases
from package.server import Server, serving

Out = pytest.CaptureFixture[str]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    with serving(ROOT / "dataset") as running:
        yield running


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("path", ["/index.json", "/1.0.0/events.parquet"])
def test_a_busy_server_is_asked_again_when_it_says_so(server: Server, path: str, code: int) -> None:
    server.faults[path] = f"busy {code} 1"
    start = time.monotonic()
    assert onrecord.verify(find_release("1.0.0", server.url)).ok
    assert time.monotonic() - start >= 1
    assert server.asked[path] == 2


@pytest.mark.parametrize("fault", ["500", "cut", "reset"])
def test_an_index_that_does_not_come_at_once_is_asked_for_again(server: Server, fault: str) -> None:
    server.faults["/index.json"] = fault
    assert releases(server.url)[0]["version"] == onrecord.releases()[0]["version"]
    assert server.asked["/index.json"] == 2


def test_a_server_that_asks_to_wait_too_long_is_told_at_once(server: Server) -> None:
    server.faults["/1.0.0/events.parquet"] = "busy 503 86400!"
    start = time.monotonic()
    with pytest.raises(onrecord.Problem) as problem:
        find_release("1.0.0", server.url)
    assert time.monotonic() - start < download.LONGEST_WAIT
    (finding,) = problem.value.findings
    assert (finding.code, finding.message) == ("D010", "events.parquet could not be fetched")
    assert finding.notes[0].text.endswith("the server answers 503 Service Unavailable, and asks to wait 86,400 s")
    assert server.asked["/1.0.0/events.parquet"] == 1


def test_a_server_that_stalled_once_is_asked_last_for_all_further_files(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.3)
    index = json.loads((ROOT / "dataset" / "index.json").read_text())
    with serving(ROOT / "dataset") as mirror:
        for entry in index["releases"]:
            for file in entry["files"]:
                path = f"/{entry['version']}/{file['path']}"
                mirror.faults[path] = "stall!"
                file["urls"] = [f"{mirror.url}{path}", f"{server.url}{path}"]
        (tmp_path / "index.json").write_text(json.dumps(index))
        assert onrecord.verify(find_release("1.0.0", f"file://{tmp_path}")).ok
        assert len(mirror.asked) == 1, "only the first file waited for it"


def test_many_that_copy_to_one_folder_all_succeed(server: Server, tmp_path: Path) -> None:
    entry, folder = obtain_release("1.0.0", server.url)
    target = tmp_path / "shared" / "1.0.0"
    for _ in range(3):
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: cache.copy_release(entry, folder, target), range(10)))
        assert onrecord.verify(target).ok
        assert list(target.parent.iterdir()) == [target], "nothing is left beside it"
        for path in target.iterdir():
            path.unlink()


def test_one_table_can_be_fetched_alone(server: Server, tmp_path: Path, capsys: Out) -> None:
    command = ["download", "1.1.1", "--catalogue", server.url, "--to", str(tmp_path / "data"), "--table", "figures"]
    assert main(command) == 0
    folder = tmp_path / "data" / "1.1.1"
    assert {path.name for path in folder.iterdir()} == {"datapackage.json", "figures.parquet"}
    assert len(onrecord.load("figures", package=folder)) == len(onrecord.load("figures", version="1.1.1"))
    assert "/1.1.1/events.parquet" not in server.asked
    capsys.readouterr()
    assert main([*command[:-1], "figure"]) == 2
    assert "error[D003] release 1.1.1 has no table “figure”" in capsys.readouterr().err
    assert onrecord.verify(find_release("1.1.1", server.url)).ok, "the rest comes when it is asked for"


def test_the_metadata_of_the_package_name_where_all_releases_are(tmp_path: Path) -> None:
    told = tmp_path / "onrecord-9.dist-info" / "METADATA"
    told.parent.mkdir()
    told.write_text(
        "Metadata-Version: 2.4\nName: onrecord\nVersion: 9\nProject-URL: Catalogue, https://example.org/d\n"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from onrecord.package.catalogue import published_at; print(published_at())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert ran.stdout == "https://example.org/d\n", ran.stderr


def test_a_row_whose_earlier_releases_are_not_here_is_present_and_did_not_appear(tmp_path: Path) -> None:
    """As after `pip install`, which brings the newest release only."""
    checkout = Checkout(tmp_path)
    make(checkout, ROWS)
    made = make(checkout, {**ROWS, "things": [*ROWS["things"], {**ROWS["things"][0], "thing_id": "thing:new"}]})
    for path in (checkout.dataset / "1.0.0").iterdir():
        path.unlink()
    (checkout.dataset / "1.0.0").rmdir()
    told = onrecord.log("thing:one", catalogue=checkout.dataset)
    assert [(step.version, step.kind) for step in told.steps] == [(made.version, "present")]
    assert f"{made.version}  2026-02-02  present in things; earlier releases are not here" in str(told)
    assert "not looked at, since they are not on this machine: 1.0.0" in str(told)
    assert [step.kind for step in onrecord.log("thing:new", catalogue=checkout.dataset).steps] == ["appeared"]


def test_a_table_without_rows_has_no_row_group(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", {})
    assert pq.read_metadata(folder / "things.parquet").num_row_groups == 0
    assert pq.read_table(folder / "things.parquet").schema.field("size").type == pa.float64()
    checkout = Checkout(tmp_path / "c")
    make(checkout, ROWS)
    assert pq.read_metadata(checkout.dataset / "1.0.0" / "changes.parquet").num_row_groups == 0
    assert len(onrecord.load("things", package=folder)) == 0
