"""Every way in which a package can be wrong is told: where, what was found, what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.checking import Report, verify_package
from onrecord.findings.terminal import as_text

EVENT = "event:nationalworld-2021-04-border:biden-putin-call"


def told(report: Report) -> list[str]:
    return [as_text(finding) for finding in report.findings]


def codes(report: Report) -> list[str]:
    return sorted({finding.code for finding in report.findings})


def describe(package: Path, change: Callable[[dict], None]) -> Path:
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text())
    change(descriptor)
    path.write_text(json.dumps(descriptor))
    (package / "SHA256SUMS").unlink()
    return package


def test_the_built_package_is_verified(built: Path) -> None:
    report = onrecord.verify(built)
    assert report.ok
    assert report.checked["tables"] == 17


def test_an_unknown_code_is_told_with_a_suggestion(spoil: Callable[..., Path]) -> None:
    (text,) = told(verify_package(spoil("events", 0, event_type="cal")))
    assert text == (
        "error[T002] “cal”: not a code of event_type\n"
        f"  --> events.event_type · row 1 · {EVENT}\n"
        "  = help: did you mean “call”?"
    )


def test_a_missing_value_is_told(spoil: Callable[..., Path]) -> None:
    (text,) = told(verify_package(spoil("events", 0, label=None)))
    assert text == f"error[T001] nothing: a value is required here\n  --> events.label · row 1 · {EVENT}"


def test_a_broken_row_rule_is_told_with_the_values(spoil: Callable[..., Path]) -> None:
    import datetime as dt

    (text,) = told(verify_package(spoil("events", 0, date_end=dt.date(2021, 4, 1), date_end_earliest=None)))
    assert text == (
        "error[T010] dates-in-order: an event does not end before it begins: "
        "date_start = “2021-04-12”, date_end = “2021-04-01”\n"
        f"  --> events · row 1 · {EVENT}"
    )


def test_a_key_that_points_to_nothing_is_told(spoil: Callable[..., Path]) -> None:
    (text,) = told(verify_package(spoil("places", 0, within_id="place:crimaea")))
    assert "error[T013] “place:crimaea” is no row of places" in text
    assert "did you mean “place:crimea”?" in text


def test_a_key_that_stands_twice_is_told(spoil: Callable[..., Path]) -> None:
    report = verify_package(spoil("places", 1, place_id="place:border-regions"))
    assert "T011" in codes(report)
    assert any("occurs 2 times, in rows 1, 2" in text for text in told(report))


@pytest.mark.parametrize(
    ("table", "cells", "code"),
    [
        ("events", {"event_id": "event:UPPER:x"}, "T003"),
        ("events", {"label": "x"}, "T004"),
        ("mentions", {"char_start": -1}, "T005"),
        ("figures", {"value_high": float("inf")}, "T006"),
        ("sources", {"text_sha256": "0"}, "T003"),
    ],
)
def test_each_constraint_has_its_code(spoil: Callable[..., Path], table: str, cells: dict, code: str) -> None:
    assert code in codes(verify_package(spoil(table, 0, **cells)))


def test_many_bad_rows_are_counted_and_a_few_shown(spoil: Callable[..., Path], package: Path) -> None:
    for row in range(9):
        spoil("events", row, event_status="hapened")
    report = verify_package(package)
    assert [finding.count for finding in report.findings] == [9] * 5


def test_all_problems_are_told_in_one_run(spoil: Callable[..., Path], package: Path) -> None:
    spoil("events", 0, event_type="cal")
    spoil("figures", 0, qualifier="abuot")
    spoil("actors", 0, part_of_id="actor:nobody")
    assert codes(verify_package(package)) == ["T002", "T010", "T013"]


def test_changed_bytes_are_noticed(package: Path) -> None:
    with (package / "events.parquet").open("ab") as file:
        file.write(b"x")
    assert codes(verify_package(package)) == ["P009", "P010", "P011"]


def test_a_missing_file_is_told(package: Path) -> None:
    (package / "events.parquet").unlink()
    assert {"P007", "P011"} <= set(codes(verify_package(package)))


def test_a_wrong_row_count_is_told(package: Path) -> None:
    def change(descriptor: dict) -> None:
        descriptor["resources"][0]["rows"] = 7

    assert codes(verify_package(describe(package, change))) == ["P014"]


@pytest.mark.parametrize("path", ["../x.parquet", "/etc/passwd", "a\\..\\b", "c:x"])
def test_no_path_leaves_the_package(package: Path, path: str) -> None:
    def change(descriptor: dict) -> None:
        descriptor["resources"][0]["path"] = path

    assert "P006" in codes(verify_package(describe(package, change)))


def test_no_link_leaves_the_package(package: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes((package / "events.parquet").read_bytes())
    (package / "events.parquet").unlink()
    (package / "events.parquet").symlink_to(tmp_path / "secret")
    assert "P006" in codes(verify_package(package))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "P003"), (b"{", "P003"), (b"[1]", "P004"), (b'{"resources": 3}', "P004"), (b"\xff\xfe", "P003"), (b"[" * 100_000, "P003")],
    ids=["empty", "cut", "list", "no-list", "bytes", "deep"],
)  # fmt: skip
def test_a_broken_descriptor_is_told(package: Path, content: bytes, code: str) -> None:
    (package / "datapackage.json").write_bytes(content)
    assert codes(verify_package(package)) == [code]


def without_hashes(descriptor: dict) -> None:
    for resource in descriptor["resources"]:
        del resource["hash"]


def test_a_file_that_is_no_parquet_is_told(package: Path) -> None:
    (package / "events.parquet").write_bytes(b"PAR1 but not really PAR1")
    assert "P012" in codes(verify_package(describe(package, without_hashes)))


def test_only_the_tables_asked_for_are_checked(spoil: Callable[..., Path], package: Path) -> None:
    spoil("events", 0, event_type="cal")
    assert verify_package(package, tables=["figures"]).ok
    assert codes(verify_package(package, tables=["events"])) == ["T002"]


def test_control_characters_in_values_move_no_cursor(spoil: Callable[..., Path]) -> None:
    text = "\n".join(told(verify_package(spoil("events", 0, event_type="\x1b[2Jcall\u202e"))))
    assert "\x1b" not in text
    assert "\\x1b[2Jcall\\u202e" in text


def test_what_was_not_asked_for_is_not_there(package: Path) -> None:
    report = verify_package(package, tables=["evnts"])
    assert "P005" in codes(report)
    assert not report.ok


PLACES = st.recursive(
    st.none()
    | st.integers(-2, 2**40)
    | st.text(max_size=4)
    | st.booleans()
    | st.sampled_from(["(", "date", "list", "\x1b[2J"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def nodes(told: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    items = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in items:
        yield from nodes(value, (*at, key))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_descriptor_ends_in_a_traceback(
    built: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any part of a real descriptor replaced by anything, or taken out."""
    folder = tmp_path_factory.mktemp("any")
    for path in built.glob("*.parquet"):
        (folder / path.name).symlink_to(path)
    descriptor = json.loads((built / "datapackage.json").read_text())
    at = data.draw(st.sampled_from([place for place in nodes(descriptor) if place[0] != "codebook" or len(place) < 3]))
    owner = descriptor
    for key in at[:-1]:
        owner = owner[key]
    if data.draw(st.booleans()):
        owner[at[-1]] = data.draw(PLACES)
    else:
        del owner[at[-1]]
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    verify_package(folder)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_parquet_ends_in_a_traceback(
    built: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any bytes of a real file cut or overwritten."""
    folder = tmp_path_factory.mktemp("any")
    for path in built.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    describe(folder, without_hashes)
    path = folder / "figures.parquet"
    raw = path.read_bytes()
    at = data.draw(st.integers(0, len(raw)))
    noise = data.draw(st.binary(min_size=1, max_size=9))
    path.write_bytes(data.draw(st.sampled_from([raw[:at], raw[:at] + noise + raw[at + len(noise) :], noise])))
    verify_package(folder)


def test_one_table_may_be_named_without_a_list(built: Path) -> None:
    assert onrecord.verify(built, tables="events").checked["tables"] == 1
    assert list(onrecord.diff(built, built, tables="events").tables) == ["events"]
