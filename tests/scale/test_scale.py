"""A package checked part by part, on cores or machines, is told the same of as one that is read by one process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
import onrecord.scale
from onrecord.checking.key_hashes import hash_keys
from onrecord.checking.report import Report
from onrecord.cli import main
from onrecord.findings import Problem
from onrecord.scale import engine_of

EVENTS = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "event:.+"}},
        {"name": "day", "type": "date"},
        {"name": "killed", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "wounded", "type": "integer"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["attack", "protest"]}},
        {"name": "share", "type": "number", "constraints": {"unique": True}},
    ],
    "primaryKey": ["id"],
    "uniqueKeys": [["day", "wounded"]],
    "foreignKeys": [{"fields": ["killed"], "reference": {"resource": "", "fields": ["wounded"]}}],
    "checks": [{"name": "fewer", "expression": "killed <= wounded", "message": "more are wounded than killed"}],
}
MENTIONS = {
    "fields": [{"name": "event", "type": "string"}, {"name": "at", "type": "integer"}],
    "foreignKeys": [{"fields": ["event"], "reference": {"resource": "events", "fields": ["id"]}}],
}


#: the kinds of faults that are planted
CODES = {"P014", "T001", "T002", "T003", "T005", "T010", "T011", "T012", "T013"}


class OneAfterTheOther:
    """The smallest engine that there can be, and one that somebody else wrote."""

    def map(self, function: Callable[[Any], Any], things: Sequence[Any]) -> Iterable[Any]:
        return map(function, things)


def package(
    folder: Path, tables: dict[str, tuple[dict[str, Any], list[pl.DataFrame]]], rows: int | None = None
) -> Path:
    resources = []
    for name, (schema, parts) in tables.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        paths = [f"{name}/{number:03}.parquet" for number in range(len(parts))]
        for path, part in zip(paths, parts, strict=True):
            part.write_parquet(folder / path)
        resources.append({"name": name, "path": paths, "schema": schema} | ({"rows": rows} if rows else {}))
    (folder / "datapackage.json").write_text(json.dumps({"name": "many", "resources": resources}), encoding="utf-8")
    return folder


def part(numbers: Iterable[int]) -> pl.DataFrame:
    listed = list(numbers)
    return pl.DataFrame(
        {
            "id": [f"event:{n}" for n in listed],
            "day": [None] * len(listed),
            "killed": listed,
            "wounded": listed,
            "kind": ["attack"] * len(listed),
            "share": [float(n) for n in listed],
        },
        schema_overrides={"day": pl.Date, "killed": pl.Int64, "wounded": pl.Int64},
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """64 files of events and mentions, with faults of every kind in some of them."""
    events = [part(range(n * 10, n * 10 + 10)) for n in range(48)]
    events[5] = events[5].with_columns(pl.lit("riot").alias("kind"))
    events[12] = events[12].with_columns(id=pl.lit("incident:") + pl.col("id"))
    events[20] = events[20].with_columns(killed=pl.lit(-1, pl.Int64))
    events[30] = events[30].with_columns(id=pl.lit("event:7"))
    events[31] = events[31].with_columns(id=pl.lit(None, pl.String))
    events[40] = events[40].with_columns(share=pl.lit(3.0), day=pl.date(2021, 4, 13), wounded=pl.lit(9, pl.Int64))
    mentions = [pl.DataFrame({"event": [f"event:{n}" for n in range(n, n + 9)], "at": range(9)}) for n in range(16)]
    mentions[3] = pl.DataFrame({"event": ["event:none", "event:479", "event:480"], "at": [1, 2, 3]})
    mentions[15] = pl.DataFrame({"event": ["event:gone"] * 9, "at": range(9)})
    return package(
        tmp_path_factory.mktemp("planted"), {"events": (EVENTS, events), "mentions": (MENTIONS, mentions)}, 481
    )


@pytest.fixture(scope="module")
def plain(planted: Path) -> Report:
    return onrecord.verify(planted)


def test_parts_are_told_the_same_of_as_the_whole(planted: Path, plain: Report) -> None:
    found = onrecord.scale.verify(planted, engine=OneAfterTheOther())
    assert {finding.code for finding in plain.findings} == CODES
    assert found == plain


def test_all_cores_find_what_one_finds(planted: Path, plain: Report) -> None:
    assert onrecord.scale.verify(planted, engine="processes") == plain


def test_dask_finds_what_one_process_finds(planted: Path, plain: Report) -> None:
    assert onrecord.scale.verify(planted, engine="dask") == plain


def test_only_the_tables_that_are_asked_for_are_told_of(planted: Path) -> None:
    found = onrecord.scale.verify(planted, engine=OneAfterTheOther(), tables=["mentions"])
    assert found == onrecord.verify(planted, tables=["mentions"])


_CELL = st.integers(-1, 4)


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=6), min_size=1, max_size=5),
    st.lists(st.lists(st.integers(-1, 9), max_size=5), min_size=1, max_size=3),
)
def test_any_rows_in_any_parts_are_told_the_same_of(
    tmp_path_factory: pytest.TempPathFactory, events: list[list[tuple[int, ...]]], mentions: list[list[int]]
) -> None:
    def frame(rows: list[tuple[int, ...]]) -> pl.DataFrame:
        numbers = part(range(len(rows)))
        return numbers.with_columns(
            id=pl.Series([None if a < 0 else f"event:{a}" for a, _, _ in rows], dtype=pl.String),
            killed=pl.Series([b for _, b, _ in rows], dtype=pl.Int64),
            wounded=pl.Series([None if c < 0 else c for _, _, c in rows], dtype=pl.Int64),
        )

    pointing = [
        pl.DataFrame(
            {"event": [None if n < 0 else f"event:{n}" for n in part], "at": part},
            schema={"event": pl.String, "at": pl.Int64},
        )
        for part in mentions
    ]
    tables = {"events": (EVENTS, [frame(rows) for rows in events]), "mentions": (MENTIONS, pointing)}
    folder = package(tmp_path_factory.mktemp("random"), tables)
    assert onrecord.scale.verify(folder, engine=OneAfterTheOther()) == onrecord.verify(folder)


def test_files_that_differ_in_their_columns_are_read_together(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}], "primaryKey": ["id"]}
    parts = [pl.DataFrame({"id": ["a", "b"], "n": [1, 2]}), pl.DataFrame({"id": ["b"], "n": ["x"]})]
    folder = package(tmp_path, {"t": (schema, parts)})
    assert onrecord.scale.verify(folder, engine=OneAfterTheOther()) == onrecord.verify(folder)
    (folder / "t" / "001.parquet").write_bytes(b"PAR1 and no more")
    assert onrecord.scale.verify(folder, engine=OneAfterTheOther()) == onrecord.verify(folder)


def test_what_a_process_that_died_was_doing_is_done_again(tmp_path: Path) -> None:
    with engine_of("processes") as run:
        assert list(run(_die_once, [tmp_path / str(n) for n in range(6)])) == [f"{n}" for n in range(6)]


def _die_once(path: Path) -> str:
    if path.name == "3" and not path.exists():
        path.touch()
        os._exit(1)
    return path.name


def test_an_engine_that_is_none_is_told(planted: Path) -> None:
    with pytest.raises(Problem, match="there is no engine “dusk”") as raised:
        onrecord.scale.verify(planted, engine="dusk")
    assert raised.value.findings[0].code == "P050"
    assert raised.value.findings[0].help == "did you mean “dask”?"
    with pytest.raises(Problem, match="int is no engine"):
        onrecord.scale.verify(planted, engine=3)


def test_the_command_runs_an_engine(planted: Path, plain: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(planted), "--engine", "processes", "--max-findings", "1"]) == 1
    assert plain.verdict in capsys.readouterr().out
    assert main(["verify", str(planted), "--engine", "dask", "--fail-fast"]) == 2
    assert "--engine gives a report of a whole package" in capsys.readouterr().err
    assert main(["verify", str(planted), "--engine", "dask", "--scheduler", "nowhere"]) == 2
    assert "error[P050] the cluster at nowhere isn't reached: " in capsys.readouterr().err


@given(st.lists(st.tuples(st.text(), st.integers(-(2**63), 2**63 - 1)), min_size=1), st.integers(0, 2**63))
def test_keys_have_the_same_hash_when_they_are_the_same(rows: list[tuple[str, int]], seed: int) -> None:
    texts, numbers = (
        pl.Series([text for text, _ in rows], dtype=pl.String),
        pl.Series([n for _, n in rows], dtype=pl.Int64),
    )
    whole = hash_keys([texts, numbers], seed).tolist()
    apart = [int(hash_keys([texts[i : i + 1], numbers[i : i + 1]], seed)[0]) for i in range(len(rows))]
    assert whole == apart
    assert len(set(whole)) == len(set(rows))


def test_a_hash_stays_what_it_is() -> None:
    """Machines of several versions compare them."""
    texts = pl.Series(["", "a", "mention:source:quote-words", "Київ"])
    assert hash_keys([texts, pl.Series([1, 2, 3, 4])], 7).tolist() == PUBLISHED


PUBLISHED = [9574228858246618369, 2415653033507487096, 13088720868838592786, 13692806964456911866]
