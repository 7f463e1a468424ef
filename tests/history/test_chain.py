"""No release is rewritten, taken away or slipped in unseen: each entry of the index vouches for the one before."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.made import catalogue, package, thing
from onrecord.checkout import Checkout
from onrecord.findings import Problem
from onrecord.history.chain import chained_index, check_chain, check_kept
from onrecord.history.commit import commit_release, stage_folder
from onrecord.history.release import prepare_release
from onrecord.history.release_files import read_whole_index
from onrecord.history.rules import verify_history
from onrecord.package.catalogue import releases

DAY = date(2026, 3, 3)


def release(checkout: Checkout, count: int, version: str | None = None) -> str:
    package(stage_folder(checkout) / "package", {"things": [thing(f"t{i}") for i in range(count)]})
    draft = prepare_release(checkout, DAY, version)
    commit_release(checkout)
    return draft.version


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Two releases of before the chain, and three linked ones."""
    checkout = Checkout(tmp_path_factory.mktemp("linked"))
    catalogue(
        checkout.dataset, [("1.0.0", {"things": [thing("t0")]}), ("1.1.0", {"things": [thing("t0"), thing("t1")]})]
    )
    assert [release(checkout, count) for count in (3, 4, 5)] == ["1.2.0", "1.3.0", "1.4.0"]
    return checkout


def index_of(checkout: Checkout) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((checkout.dataset / "index.json").read_text(encoding="utf-8"))
    return index


def test_the_chain_begins_with_the_first_release_made_with_it_and_readers_read_it_as_before(linked: Checkout) -> None:
    index = index_of(linked)
    assert index["chain"]["from"] == "1.2.0"
    assert [bool(entry.get("previous")) for entry in index["releases"]] == [True, True, True, False, False]
    assert verify_history(None, linked.dataset).findings == []
    assert [entry["version"] for entry in releases(linked.dataset)] == ["1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0"]


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of the index, however deep."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inside:
        yield (*way, name)
        yield from places(part, (*way, name))


def changed(value: Any) -> Any:
    if isinstance(value, str):
        return value + "0" if not value[-1:].isdigit() else value[:-1] + str((int(value[-1]) + 1) % 10)
    return value + 1 if isinstance(value, int) else None


@given(data=st.data())
def test_any_edit_of_any_field_of_the_index_is_found(data: st.DataObject, linked: Checkout) -> None:
    """Also of the releases that were made before the chain began, and whatever is taken out."""
    index = copy.deepcopy(index_of(linked))
    *way, last = data.draw(st.sampled_from(list(places(index))))
    where = index
    for name in way:
        where = where[name]
    if data.draw(st.booleans()) and not isinstance(where[last], dict | list):
        where[last] = changed(where[last])
    else:
        del where[last]
    if "releases" not in index or not all("version" in entry for entry in index["releases"]):
        return  # what is no index any more is told by the reader
    assert list(check_chain(index["releases"], index.get("chain"))) != []


def test_any_edit_of_any_file_of_any_release_is_found(linked: Checkout) -> None:
    for path in sorted(linked.dataset.glob("*/*")):
        raw = path.read_bytes()
        for edited in (raw[:-1] + bytes([raw[-1] ^ 1]), raw + b"\n", b""):
            path.write_bytes(edited)
            found = [finding.code for finding in verify_history(None, linked.dataset).findings]
            assert "H003" in found, path
        path.unlink()
        assert "H002" in [finding.code for finding in verify_history(None, linked.dataset).findings]
        path.write_bytes(raw)
    assert verify_history(None, linked.dataset).findings == []


def test_a_release_rewritten_with_its_hashes_and_all_links_is_found_by_an_earlier_index(linked: Checkout) -> None:
    before = index_of(linked)["releases"]
    told = copy.deepcopy(before)
    told[2]["files"][0]["sha256"] = "0" * 64
    forged: dict[str, Any] = {"releases": told[3:], "chain": None}
    for entry in reversed(told[:3]):
        entry.pop("previous")
        forged = chained_index(entry, forged["releases"], forged["chain"])
    assert list(check_chain(forged["releases"], forged["chain"])) == []
    found = list(check_kept(before, forged["releases"], "main"))
    assert [finding.message for finding in found] == [
        "the entry of release 1.4.0 is not what it was at main: previous",
        "the entry of release 1.3.0 is not what it was at main: previous",
        "the entry of release 1.2.0 is not what it was at main: files",
    ]
    assert {finding.code for finding in found} == {"H049"}
    (gone,) = check_kept(before, before[:1] + before[2:], "main")
    assert (gone.code, gone.message) == ("H048", "release 1.3.0 was in the catalogue at main and is not any more")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda i: i["releases"].pop(1),
            "1.4.0 was released after another entry than that of 1.2.0 that stands there now",
        ),
        (
            lambda i: i["releases"].pop(4),
            "1.2.0 was released after another entry than that of 1.1.0 that stands there now",
        ),
        (lambda i: i["releases"][0].update(date="2020-01-01"), "the entry of 1.4.0 is not the one that was written"),
        (lambda i: i.pop("chain"), "its “chain” is gone, and releases are linked"),
        (lambda i: i["chain"].update({"from": "9.9.9"}), "the chain begins with release 9.9.9, which is not listed"),
    ],
)
def test_what_was_done_to_the_index_is_said(linked: Checkout, edit: Any, told: str) -> None:
    index = copy.deepcopy(index_of(linked))
    edit(index)
    found = list(check_chain(index["releases"], index.get("chain")))
    assert ("H046", f"the history was rewritten: {told}") in [(finding.code, finding.message) for finding in found]


def test_a_folder_that_no_index_lists_is_no_release(tmp_path: Path) -> None:
    dataset = catalogue(tmp_path / "dataset", [("1.0.0", {"things": [thing("a")]})])
    (dataset / "9.9.9").mkdir()
    (dataset / ".release").mkdir()  # where the next one is made
    (found,) = verify_history(None, dataset).findings
    assert (found.code, found.file) == ("H047", "dataset/9.9.9")
    assert found.message == "this folder is no release: the index doesn't list it"


def test_a_version_that_no_reader_could_read_can_not_be_released(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    release(checkout, 1)
    with pytest.raises(Problem, match="no version") as problem:
        release(checkout, 2, "2026112801.0.0")
    assert [finding.code for finding in problem.value.findings] == ["H016"]
    assert [entry["version"] for entry in read_whole_index(checkout.dataset)[0]] == ["1.0.0"]
    assert [entry["version"] for entry in releases(checkout.dataset)] == ["1.0.0"]
