"""Downloads: nothing half-written, every error clear, one fetch for many, valid after any kill."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, with_path

import onrecord
from onrecord.cli import main
from onrecord.findings.render import render
from onrecord.package import cache, download
from onrecord.package.catalogue import find_release, releases
from package.server import STALLED, Server, serving

NEWEST = json.loads((ROOT / "dataset" / "index.json").read_text(encoding="utf-8"))["releases"][0]["version"]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    with serving(ROOT / "dataset") as running:
        yield running


def whole(folder: Path) -> bool:
    return onrecord.verify(folder).ok


def codes(problem: onrecord.Problem) -> list[str]:
    return [finding.code for finding in problem.findings]


def test_a_release_is_fetched_once_and_then_never_asked_for_again(server: Server) -> None:
    folder = find_release("1.0.0", server.url)
    assert whole(folder)
    before = dict(server.asked)
    assert find_release("1.0.0", server.url) == folder
    assert dict(server.asked) == before


def test_bytes_that_another_release_has_are_not_fetched_again(server: Server) -> None:
    find_release("1.0.0", server.url)
    assert whole(find_release("1.0.1", server.url))
    assert "/1.0.1/places.parquet" not in server.asked
    assert "/1.0.1/events.parquet" in server.asked


def test_progress_is_told_in_bytes_of_the_whole_release(server: Server) -> None:
    told: list[tuple[int, int]] = []
    find_release("1.0.0", server.url, lambda done, total: told.append((done, total)))
    total = sum(path.stat().st_size for path in (ROOT / "dataset" / "1.0.0").iterdir())
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_a_redirect_to_another_place_of_the_web_is_followed(server: Server) -> None:
    server.faults["/1.0.0/events.parquet"] = f"to {server.url}/1.0.0/./events.parquet"
    assert whole(find_release("1.0.0", server.url))


def test_load_takes_versions_and_ranges(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CATALOG", server.url)
    assert len(onrecord.load("events", version="1.0.0")) == 37
    assert onrecord.load("events", version="1.0").attrs["provenance"]["version"] == "1.0.1"
    assert onrecord.load("events", version=">=1.0.1,<1.1").attrs["provenance"]["version"] == "1.0.1"
    assert onrecord.load("events", version="latest").attrs["provenance"]["version"] == NEWEST


@pytest.mark.parametrize("fault", ["cut", "reset", "wrong", "more", "500", "503", "no ranges"])
def test_a_fault_that_passes_is_got_over(server: Server, fault: str) -> None:
    server.faults["/1.0.0/events.parquet"] = fault
    assert whole(find_release("1.0.0", server.url))


def test_a_broken_download_is_resumed(server: Server) -> None:
    server.faults["/1.0.0/datapackage.json"] = "cut"
    assert whole(find_release("1.0.0", server.url))
    assert len(server.ranges) == 1


@pytest.mark.parametrize(
    "fault", ["cut!", "wrong!", "more!", "404!", "500!", "to file:///etc/passwd!", "to ftp://x/y!"]
)
def test_a_fault_that_stays_is_told_and_nothing_of_it_is_kept(server: Server, fault: str) -> None:
    server.faults["/1.0.0/events.parquet"] = fault
    with pytest.raises(onrecord.Problem, match=r"events\.parquet could not be fetched") as raised:
        find_release("1.0.0", server.url)
    assert codes(raised.value) == ["D010"]
    assert raised.value.findings[0].notes
    assert list((cache.cache_root() / "releases").rglob("events.parquet")) == []
    server.faults.clear()
    assert whole(find_release("1.0.0", server.url))


def test_a_server_that_stalls_is_given_up(server: Server, tmp_path: Path) -> None:
    server.faults["/1.0.0/SHA256SUMS"] = "stall!"
    told = json.loads((ROOT / "dataset" / "index.json").read_text())["releases"][-1]["files"][0]
    wanted = download.Wanted(told["path"], told["bytes"], told["sha256"], (f"{server.url}/1.0.0/SHA256SUMS",))
    start = time.monotonic()
    with pytest.raises(onrecord.Problem):
        download.fetch_file(wanted, tmp_path / "x", tmp_path / "x.part", timeout=0.3)
    assert time.monotonic() - start < STALLED
    assert not (tmp_path / "x").exists()


def test_mirrors_are_tried_in_order(server: Server, tmp_path: Path) -> None:
    index = json.loads((ROOT / "dataset" / "index.json").read_text())
    for entry in index["releases"]:
        for file in entry["files"]:
            file["urls"] = [f"{server.url}/nowhere/{file['path']}", f"{server.url}/{entry['version']}/{file['path']}"]
    (tmp_path / "index.json").write_text(json.dumps(index))
    assert whole(find_release("1.0.0", f"file://{tmp_path}"))


def test_a_damaged_cache_heals_itself(server: Server) -> None:
    folder = find_release("1.0.0", server.url)
    (folder / "events.parquet").write_bytes(b"damaged")
    assert cache.damaged_files() == [folder / "events.parquet"]
    assert whole(find_release("1.0.0", server.url))
    assert cache.damaged_files() == []


def test_latest_falls_back_to_what_was_last_seen_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    said: list[str] = []
    with serving(ROOT / "dataset") as running:
        address = running.url
        folder = find_release("latest", address)
    assert find_release("latest", address, say=said.append) == folder
    assert "could not be reached" in said[0]


def test_out_of_reach_says_what_is_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    with serving(ROOT / "dataset") as running:
        find_release("1.0.0", running.url)
        address = running.url
    with pytest.raises(onrecord.Problem, match=r"in the cache: 1\.0\.0"):
        releases(f"{address}/other")


@pytest.mark.parametrize(
    "told",
    [
        "[]",
        "{",
        '{"releases": []}',
        '{"releases": [{"version": "../1"}]}',
        '{"releases": [{"version": "1.0.0", "files": [{"path": "../x", "bytes": 1, "sha256": "%s"}]}]}' % ("0" * 64),
        '{"releases": [{"version": "1.0.0", "files": [{"path": "x", "bytes": -1, "sha256": "%s"}]}]}' % ("0" * 64),
        '{"releases": [{"version": "1.0.0", "files": [{"path": "x", "bytes": 1, "sha256": "0"}]}]}',
    ],
)
def test_an_index_that_is_not_sound_is_refused(tmp_path: Path, told: str) -> None:
    (tmp_path / "index.json").write_text(told)
    with pytest.raises(onrecord.Problem) as raised:
        releases(tmp_path)
    assert set(codes(raised.value)) == {"D012"}


def test_a_release_that_is_not_what_it_was_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "dataset", tmp_path / "dataset")
    index = tmp_path / "dataset" / "index.json"
    with serving(tmp_path / "dataset") as server:
        find_release("1.0.0", server.url)
        told = json.loads(index.read_text(encoding="utf-8"))
        told["releases"][-1]["files"][0]["sha256"] = "0" * 64
        index.write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(onrecord.Problem) as raised:
            releases(server.url)
        assert render(raised.value.findings) == (
            "error[D017] release 1.0.0 has other files than when it was fetched; releases are never touched again\n"
            f"  --> {server.url}/index.json\n"
            "  = help: ask who keeps the catalogue; `onrecord cache clear 1.0.0` forgets what was fetched"
        )


def test_eight_processes_at_once_fetch_each_file_once(server: Server) -> None:
    code = f"from onrecord.package.catalogue import find_release; find_release('1.0.0', {server.url!r})"
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(8)]
    assert [process.wait(600) for process in running] == [0] * 8
    files = {path: count for path, count in server.asked.items() if path.startswith("/1.0.0/")}
    assert set(files.values()) == {1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_at_any_moment_the_cache_is_valid(server: Server) -> None:
    """What stands under a file's own name is the file, and what is listed is whole."""
    program = [sys.executable, str(ROOT / "tests" / "package" / "killed.py"), server.url, "1.0.0"]
    ran = subprocess.run(program, env=with_path(ROOT / "tests"), capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    left = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [told for told in left if told["broken"]] == []
    files = len(list((ROOT / "dataset" / "1.0.0").iterdir()))
    assert {told["whole"] for told in left} == set(range(files + 1))
    assert {told["whole"] for told in left if told["listed"]} == {files}
    assert whole(find_release("1.0.0", server.url))


def test_whatever_a_server_does_a_release_is_whole_or_not_there(server: Server) -> None:
    rng = random.Random(3)
    names = [path.name for path in (ROOT / "dataset" / "1.0.0").iterdir()]
    faults = ["cut", "reset", "wrong", "more", "404", "500", "no ranges", "escape"]
    got = 0
    for _ in range(15):
        server.faults = {f"/1.0.0/{name}": rng.choice(faults) for name in rng.sample(names, 2)}
        try:
            find_release("1.0.0", server.url)
        except onrecord.Problem as problem:
            assert codes(problem) == ["D010"]
            assert cache.cached_releases() == []
        else:
            got += 1
            assert cache.damaged_files() == []
            cache.clear_cache()
    assert 0 < got < 15


def test_the_commands_list_fetch_cite_and_clear(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["releases", "--catalogue", server.url]) == 0
    assert NEWEST in capsys.readouterr().out
    assert main(["download", "1.0", "--catalogue", server.url, "--to", str(tmp_path / "data")]) == 0
    assert whole(tmp_path / "data" / "1.0.1")
    assert main(["cache", "verify"]) == 0
    assert main(["cite", "1.0.1", "--catalogue", server.url]) == 0
    told = capsys.readouterr().out
    assert "@dataset{onrecord-1.0.1," in told
    assert "(Version 1.0.1) [Data set]." in told
    assert main(["cache", "clear"]) == 0
    assert cache.cached_releases() == []
    assert main(["download", "9", "--catalogue", server.url]) == 2
    assert f"releases here: {NEWEST}, 1.1.1, 1.1.0, 1.0.1, 1.0.0" in capsys.readouterr().err
