"""Catalogues that lie, caches that rot, networks that are gone: nothing leaves its folder, nothing is a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import onrecord
from onrecord.cli import main
from onrecord.package import cache, catalogue, download
from onrecord.package.catalogue import find_release, releases
from package.server import STALLED, Server, serving

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A copy of the catalogue, to be spoilt."""
    return Path(shutil.copytree(ROOT / "dataset", tmp_path / "site"))


@pytest.fixture
def server(dataset: Path) -> Iterator[Server]:
    with serving(dataset) as running:
        yield running


def change(dataset: Path, alter: Callable[[dict[str, Any]], None], version: str = "1.0.0") -> None:
    """Alter what the index says of a release."""
    index = json.loads((dataset / "index.json").read_text())
    alter(next(entry for entry in index["releases"] if entry["version"] == version))
    (dataset / "index.json").write_text(json.dumps(index))


def file_of(entry: dict[str, Any], path: str) -> dict[str, Any]:
    return next(file for file in entry["files"] if file["path"] == path)


def told_by(problem: pytest.ExceptionInfo[onrecord.Problem]) -> str:
    return "\n".join(
        f"{f.code} {f.message} {f.help} {' '.join(note.text for note in f.notes)}" for f in problem.value.findings
    )


def republish(dataset: Path, version: str, path: str, raw: bytes) -> None:
    """Put other bytes in place of a released file, and have the index say that this is right."""
    (dataset / version / path).write_bytes(raw)

    def alter(entry: dict[str, Any]) -> None:
        file_of(entry, path).update(bytes=len(raw), sha256=hashlib.sha256(raw).hexdigest())

    change(dataset, alter, version)


@pytest.mark.parametrize("version", ["../../precious", "{absolute}"])
def test_a_descriptor_cannot_choose_where_a_download_goes(
    server: Server, dataset: Path, tmp_path: Path, version: str
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work")
    described = json.loads((dataset / "1.0.0" / "datapackage.json").read_text())
    described["version"] = version.format(absolute=precious)
    republish(dataset, "1.0.0", "datapackage.json", json.dumps(described).encode())
    main(["download", "1.0.0", "--catalogue", server.url, "--to", str(tmp_path / "a" / "b")])
    assert (precious / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]


def test_a_download_never_replaces_what_a_person_has_there(server: Server, tmp_path: Path, capsys: Out) -> None:
    mine = tmp_path / "data" / "1.0.0"
    mine.mkdir(parents=True)
    (mine / "notes.txt").write_text("mine")
    assert main(["download", "1.0.0", "--catalogue", server.url, "--to", str(tmp_path / "data")]) == 2
    assert (mine / "notes.txt").read_text() == "mine"
    assert "error[D0" in capsys.readouterr().err


def test_a_download_from_a_folder_is_checked_as_well(dataset: Path, tmp_path: Path, capsys: Out) -> None:
    (dataset / "1.0.0" / "events.parquet").write_bytes(b"damaged")
    assert main(["download", "1.0.0", "--catalogue", str(dataset), "--to", str(tmp_path / "data")]) == 2
    assert not (tmp_path / "data" / "1.0.0").exists()
    assert "events.parquet" in capsys.readouterr().err


def test_the_files_of_a_download_are_those_of_the_index(server: Server, dataset: Path, tmp_path: Path) -> None:
    folder = find_release("1.0.0", server.url)
    (folder / "stray.txt").write_text("not part of the release")
    assert main(["download", "1.0.0", "--catalogue", server.url, "--to", str(tmp_path / "data")]) == 0
    names = [{path.name for path in place.iterdir()} for place in (tmp_path / "data" / "1.0.0", dataset / "1.0.0")]
    assert names[0] == names[1]


def test_a_catalogue_on_the_web_cannot_name_files_of_this_machine(server: Server, dataset: Path) -> None:
    def alter(entry: dict[str, Any]) -> None:
        file_of(entry, "events.parquet")["urls"] = [f"file://{ROOT}/dataset/1.0.0/events.parquet"]

    change(dataset, alter)
    with pytest.raises(onrecord.Problem) as raised:
        find_release("1.0.0", server.url)
    assert "D012" in told_by(raised)


def test_an_index_that_is_at_odds_with_itself_is_refused(dataset: Path) -> None:
    index = json.loads((dataset / "index.json").read_text())
    index["releases"].append(index["releases"][0])
    index["releases"][1]["files"].append(dict(index["releases"][1]["files"][0]))
    index["releases"][2]["date"] = "yesterday"
    (dataset / "index.json").write_text(json.dumps(index))
    with pytest.raises(onrecord.Problem) as raised:
        releases(dataset)
    assert len(raised.value.findings) == 3


@pytest.mark.parametrize("name", ["CON", "nul.txt", "events.parquet.", "EVENTS.parquet"])
def test_names_that_some_system_takes_for_another_file_are_refused(dataset: Path, name: str) -> None:
    change(dataset, lambda entry: entry["files"].append(dict(entry["files"][0], path=name)))
    with pytest.raises(onrecord.Problem) as raised:
        releases(dataset)
    assert "D012" in told_by(raised)


def test_rot_that_leaves_size_and_time_alone_is_noticed(server: Server) -> None:
    path = find_release("1.0.0", server.url) / "events.parquet"
    before, raw = path.stat(), bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    find_release("1.0.0", server.url)
    assert path.read_bytes() == (ROOT / "dataset" / "1.0.0" / "events.parquet").read_bytes()


def test_what_the_cache_keeps_beside_releases_heals_as_well(server: Server) -> None:
    find_release("1.0.0", server.url)
    for path in cache.cache_root().rglob("*.json"):
        if path.name not in ("datapackage.json", "croissant.json", "schema-org.json"):
            path.write_text("{")
    assert onrecord.verify(find_release("1.0.0", server.url)).ok


def test_a_download_that_broke_off_does_not_count_as_cached(server: Server) -> None:
    server.faults["/1.0.0/sources.parquet"] = "404!"
    with pytest.raises(onrecord.Problem):
        find_release("1.0.0", server.url)
    assert [cached.version for cached in cache.cached_releases()] == []


def test_damage_to_any_file_of_the_cache_is_told(server: Server, capsys: Out) -> None:
    folder = find_release("1.0.0", server.url)
    (folder / "SHA256SUMS").write_text("")
    assert main(["cache", "verify"]) == 1
    assert "SHA256SUMS" in capsys.readouterr().out


def test_load_says_when_it_falls_back_to_the_cache(dataset: Path) -> None:
    with serving(dataset) as running:
        address = running.url
        find_release("1.0.1", address)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        folder = find_release("latest", address)
    assert json.loads((folder / "datapackage.json").read_text())["version"] == "1.0.1"
    assert len(said) == 1
    assert "1.0.1" in str(said[0].message)


def test_offline_the_error_names_what_is_cached_and_what_to_do(dataset: Path) -> None:
    with serving(dataset) as running:
        address = running.url
        find_release("1.0.1", address)
    with pytest.raises(onrecord.Problem) as raised:
        find_release("1.0.0", address)
    assert "1.0.1" in told_by(raised)


@pytest.mark.parametrize("fault", ["cut!", "garbage!", "500!"])
def test_an_index_that_does_not_arrive_whole_is_like_none(server: Server, dataset: Path, fault: str) -> None:
    folder = find_release("latest", server.url)
    server.faults["/index.json"] = fault.replace("garbage", "wrong")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert find_release("latest", server.url) == folder
    assert said


def test_asking_for_the_newest_takes_no_longer_than_promised(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PATIENCE", 0.5)
    monkeypatch.setattr(download, "TIMEOUT", 0.5)
    server.faults["/index.json"] = "drip!"
    start = time.monotonic()
    with pytest.raises(onrecord.Problem):
        releases(server.url)
    assert time.monotonic() - start < STALLED


def test_a_release_that_is_no_longer_what_it_was_is_told(server: Server, dataset: Path) -> None:
    find_release("1.0.0", server.url)
    republish(dataset, "1.0.0", "codebook.md", b"other words")
    with pytest.raises(onrecord.Problem, match=r"1\.0\.0"):
        find_release("latest", server.url)


def test_other_versions_need_not_be_here_when_the_shipped_catalogue_names_a_mirror(
    server: Server, dataset: Path, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    index = json.loads((dataset / "index.json").read_text())
    newest = index["releases"][0]["version"]
    shutil.copytree(dataset / newest, shipped / newest)
    for entry in index["releases"]:
        for file in entry["files"]:
            file["urls"].append(f"{server.url}/{entry['version']}/{file['path']}")
    (shipped / "index.json").write_text(json.dumps(index))
    assert find_release(None, shipped) == shipped / newest
    assert onrecord.verify(find_release("1.0.0", shipped)).ok


@pytest.mark.parametrize(
    "address", ["s3://bucket/dataset", "foo://bar/dataset", "http://127.0.0.1:1/dataset", "http://[/x"]
)
def test_addresses_that_lead_nowhere_are_no_traceback(address: str, capsys: Out) -> None:
    assert main(["releases", "--catalogue", address]) == 2
    assert "error[D01" in capsys.readouterr().err


def test_a_cache_that_cannot_be_written_is_no_traceback(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "file" / "cache"))
    assert main(["download", "1.0.0", "--catalogue", server.url]) == 2
    assert "ONRECORD_CACHE" in capsys.readouterr().err


def test_no_server_writes_on_the_terminal(server: Server, capsys: Out) -> None:
    server.faults["/index.json"] = "escape!"
    main(["releases", "--catalogue", server.url])
    find_in = capsys.readouterr()
    assert "\x1b" not in find_in.err + find_in.out


def test_passwords_in_addresses_are_not_shown(capsys: Out) -> None:
    main(["releases", "--catalogue", "http://me:secret@127.0.0.1:1/dataset"])
    assert "secret" not in capsys.readouterr().err


def test_a_package_at_an_address_is_checked_before_it_is_used(server: Server) -> None:
    server.faults["/1.0.0/events.parquet"] = "wrong!"
    with pytest.raises(onrecord.Problem):
        onrecord.load("events", package=f"{server.url}/1.0.0")
    server.faults.clear()
    assert len(onrecord.load("events", package=f"{server.url}/1.0.0")) == 37


def test_a_table_outside_of_its_package_is_not_read(dataset: Path) -> None:
    path = dataset / "1.0.0" / "datapackage.json"
    described = json.loads(path.read_text())
    for resource in described["resources"]:
        resource["path"] = f"../1.0.1/{resource['path']}"
    path.write_text(json.dumps(described))
    with pytest.raises(onrecord.Problem):
        onrecord.load("events", package=dataset / "1.0.0")


def test_what_came_along_needs_none_of_the_machinery() -> None:
    code = (
        "import sys; from onrecord.package.read import open_package; open_package(); "
        "print({'filelock', 'platformdirs', 'packaging', 'urllib.request', 'http.client', 'fsspec', "
        "'onrecord.package.cache', 'onrecord.package.download'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_catalogue_in_a_bucket_goes_through_fsspec(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fsspec")
    from fsspec.implementations.dirfs import DirFileSystem
    from fsspec.implementations.local import LocalFileSystem

    class Bucket(DirFileSystem):  # type: ignore[misc]
        """What `s3://` is without a network: a folder."""

        protocol = "s3"

        def __init__(self, **_: Any) -> None:
            super().__init__(path=str(dataset), fs=LocalFileSystem())

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix("s3://").removeprefix("bucket/")

    monkeypatch.setitem(sys.modules["fsspec.registry"]._registry, "s3", Bucket)
    assert onrecord.verify(find_release("1.0.0", "s3://bucket")).ok


def test_a_cite_of_a_catalogue_without_dates_is_no_traceback(dataset: Path, capsys: Out) -> None:
    change(dataset, lambda entry: entry.pop("date"))
    assert main(["cite", "1.0.0", "--catalogue", str(dataset)]) == 2
    assert "error[D012]" in capsys.readouterr().err
