"""However many rows fail: the report is short, a file holds all of them, and keys need no more memory than allowed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.checking.row_checks import matches
from onrecord.cli import main

EVENTS = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True}},
        {"name": "n", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "m", "type": "integer"},
    ],
    "primaryKey": ["id"],
    "checks": [{"name": "in-order", "expression": "n <= m", "message": "n comes first"}],
}
MENTIONS = {
    "fields": [{"name": "event", "type": "string"}],
    "foreignKeys": [{"fields": ["event"], "reference": {"resource": "events", "fields": ["id"]}}],
}


def package(folder: Path, **tables: tuple[dict[str, Any], pl.DataFrame]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, (_, rows) in tables.items():
        rows.write_parquet(folder / f"{name}.parquet", row_group_size=1_000)
    resources = [{"name": n, "path": f"{n}.parquet", "schema": schema} for n, (schema, _) in tables.items()]
    (folder / "datapackage.json").write_text(json.dumps({"name": "many", "resources": resources}))
    return folder


def events(ids: list[str], bad: int = 0) -> pl.DataFrame:
    numbers = [-1] * bad + [1] * (len(ids) - bad)
    return pl.DataFrame({"id": ids, "n": numbers, "m": [2] * len(ids)})


def test_every_failing_row_stands_in_the_output(tmp_path: Path) -> None:
    ids = [f"event:{i:05}" for i in range(5_000)]
    ids[10], ids[4_000] = ids[9], ids[1]
    mentions = pl.DataFrame({"event": [*ids[:3], "event:none", None]})
    folder = package(tmp_path / "p", events=(EVENTS, events(ids, 3_000)), mentions=(MENTIONS, mentions))
    report = onrecord.verify(folder, output=tmp_path / "failures.parquet")
    assert len(report.findings) < 20
    rows = pl.read_parquet(tmp_path / "failures.parquet")
    assert dict(rows["code"].value_counts().iter_rows()) == {"T005": 3_000, "T011": 4, "T013": 1}
    assert sorted(rows.filter(pl.col("code") == "T011")["row"]) == [2, 10, 11, 4_001]
    assert rows.filter(pl.col("code") == "T013").row(0) == (
        "mentions", 4, None, "event", "T013", "event:none", "no row of events",
    )  # fmt: skip
    assert rows.row(0) == ("events", 1, "event:00000", "n", "T005", "-1", "below the minimum 0")


def test_a_row_rule_tells_all_its_values_in_the_output(tmp_path: Path) -> None:
    rows = pl.DataFrame({"id": ["a"], "n": [3], "m": [2]})
    onrecord.verify(package(tmp_path / "p", events=(EVENTS, rows)), output=tmp_path / "f.parquet")
    assert pl.read_parquet(tmp_path / "f.parquet")["value"].to_list() == ["n = 3, m = 2"]


def test_the_output_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", events=(EVENTS, events(["a"])))
    assert onrecord.verify(folder, output=tmp_path / "f.parquet").ok
    assert pl.read_parquet(tmp_path / "f.parquet").height == 0
    with pytest.raises(onrecord.Problem, match="can't be written"):
        onrecord.verify(folder, output=tmp_path / "nowhere" / "f.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.parquet", "p"]


def test_fail_fast_stops_and_says_what_was_not_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = {"events": (EVENTS, events(["a", "a"], 1)), "mentions": (MENTIONS, pl.DataFrame({"event": ["x"]}))}
    folder = package(tmp_path / "p", **tables)
    assert [f.code for f in onrecord.verify(folder, fail_fast=True).findings] == ["T005", "P019"]
    assert main(["verify", str(folder), "--fail-fast", "--output", str(tmp_path / "f.parquet")]) == 1
    told = capsys.readouterr().out
    assert "not verified: the rows of mentions, what comes after the first error" in told
    assert pl.read_parquet(tmp_path / "f.parquet").height == 1
    assert len(onrecord.verify(folder).findings) == 3


@pytest.mark.parametrize("memory", ["1", "1GB"])
def test_keys_come_out_the_same_whether_they_fit_into_memory_or_not(tmp_path: Path, memory: str) -> None:
    ids = [f"event:{i * 7_919 % 3_000:05}" for i in range(3_000)]
    ids[77] = ids[2_000]
    mentions = pl.DataFrame({"event": [*ids[:100], "event:none", *ids[:100], "event:nil"]})
    folder = package(tmp_path / "p", events=(EVENTS, events(ids)), mentions=(MENTIONS, mentions))
    report = onrecord.verify(folder, memory=memory)
    told = {(f.code, f.row, f.count) for f in report.findings}
    assert told >= {("T011", 2_001, 1), ("T013", 101, 2), ("T013", 202, 2)}


def test_without_duckdb_keys_beyond_memory_are_not_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    mentions = pl.DataFrame({"event": ["a"]})
    folder = package(tmp_path / "p", events=(EVENTS, events(["b", "a", "c", "b"])), mentions=(MENTIONS, mentions))
    found = onrecord.verify(folder, memory=1).findings
    assert [(f.code, f.severity, f.table) for f in found] == [
        ("P018", "warning", "events"),
        ("P018", "warning", "mentions"),
    ]
    assert all(f.message.startswith("not verified: ") and "onrecord[large]" in str(f.help) for f in found)


def test_memory_that_is_no_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package(tmp_path / "p", events=(EVENTS, events(["b", "a"])))
    for memory in ("much", "0GB", 0, -1):
        with pytest.raises(onrecord.Problem, match="is no size"):
            onrecord.verify(folder, memory=memory)
    monkeypatch.setenv("ONRECORD_MEMORY", "lots")
    with pytest.raises(onrecord.Problem, match="ONRECORD_MEMORY is “lots”"):
        onrecord.verify(folder)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e", None]), max_size=9), st.booleans())
def test_a_key_that_rises_for_a_while_repeats_what_it_repeats(
    tmp_path_factory: pytest.TempPathFactory, key: list[str | None], rising: bool
) -> None:
    key = sorted(key, key=str) if rising else key
    schema = {"fields": [{"name": "k", "type": "string", "constraints": {"unique": True}}]}
    rows = pl.DataFrame({"k": key}, schema={"k": pl.String})
    report = onrecord.verify(package(tmp_path_factory.mktemp("p"), t=(schema, rows)))
    repeated = {value for value in key if value is not None and key.count(value) > 1}
    assert {f.count for f in report.findings} == ({len(repeated)} if repeated else set())
    assert len(report.findings) == len(repeated)
    # the same in a file of text so large that keys are noted while other rules are checked
    path = tmp_path_factory.getbasetemp() / "k.csv"
    path.write_text("".join(f"{value or ''},{'x' * 200_000}\n" for value in ("k", *key)), encoding="utf-8")
    schema["fields"].append({"name": "x" * 200_000, "type": "string", "constraints": {"minLength": 2}})
    told = onrecord.verify(path, schema=schema).findings
    assert [(f.message, f.row, f.count) for f in told] == [(f.message, f.row, f.count) for f in report.findings]


@given(
    st.lists(
        st.from_regex(r"[a-b:+ -]{0,3}[0-9+\-_ .٣]{0,5}", fullmatch=True) | st.text(max_size=6) | st.none(), max_size=30
    )
)
@settings(max_examples=200, deadline=None)
def test_ids_with_a_number_are_matched_as_the_pattern_says(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"x": [*texts, "ab:123", "ab:+12", "ab:12", "ab:1234", "ab:12\n"]}, schema={"x": pl.String})
    for pattern in ("ab:[0-9]{3}", "[0-9]{1}", "a[0-9]{2}", "a[0-9]{18}"):
        told = frame.select(fast=matches(pl.col("x"), pattern), plain=pl.col("x").str.contains(f"^(?:{pattern})$"))
        assert told["fast"].to_list() == told["plain"].to_list()


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_file_that_changes_while_it_is_read_is_not_verified(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, reader = tmp_path / name, f"scan_{name[2:]}"
    rows = pl.DataFrame({"id": range(200_000)})
    (rows.write_csv if name.endswith("csv") else rows.write_parquet)(file)
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    assert onrecord.verify(file, schema=schema).findings == []
    read = getattr(pl, reader)

    def read_while_written(path: Any, *args: Any, **how: Any) -> pl.LazyFrame:
        later = file.stat().st_mtime_ns + 1_000_000_000
        os.utime(file, ns=(later, later))
        return read(path, *args, **how)

    monkeypatch.setattr(pl, reader, read_while_written)
    report = onrecord.verify(file, schema=schema)
    assert {finding.code for finding in report.findings} == {"P020"}


def test_thousands_of_columns_are_checked_one_by_one(tmp_path: Path) -> None:
    names = [f"c{i}" for i in range(2_000)]
    pl.DataFrame({name: [1, None] for name in names}).write_parquet(tmp_path / "t.parquet")
    fields = [{"name": name, "type": "integer", "constraints": {"required": True}} for name in names]
    report = onrecord.verify(tmp_path / "t.parquet", schema={"fields": fields})
    assert [(finding.field, finding.row) for finding in report.findings] == [(name, 2) for name in names]


def test_the_file_of_failing_rows_has_texts_that_are_no_values(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,n\n1,2\n2,x\n2,3\n", encoding="utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "n", "type": "number"}]
    schema = {"fields": fields, "primaryKey": ["id"]}
    report = onrecord.verify(tmp_path / "t.csv", schema=schema, output=tmp_path / "failures.parquet")
    rows = pl.read_parquet(tmp_path / "failures.parquet").select("row", "code", "value").rows()
    assert sorted(rows) == [(2, "T007", "x"), (2, "T011", "2"), (3, "T011", "2")], report.findings


@pytest.mark.parametrize(
    "tail",
    [
        *("", "20000,x\n", "20000,x,1,1\n", "20000,x\n20001,\n", '20000,"x\ny",1\n', '20000,x"y,1\n', "20000,\xe9,1\n"),
        *("\n", "20000,x,1\r20001,y,1\n", "7,x,1\n", ",x,1\n7,x,1\n", "".join(f"{-n},x,1\n" for n in range(15_000))),
    ],
)
def test_what_a_large_csv_looks_like_at_first_is_never_told_of_the_rest(tmp_path: Path, tail: str) -> None:
    head = "id,text,n\n" + "".join(f"{n},word{n},{n % 7}\n" for n in range(20_000))
    (tmp_path / "t.csv").write_bytes(head.encode() + tail.encode("latin-1"))
    fields = [{"name": "id", "type": "integer"}, {"name": "text", "type": "string"}, {"name": "n", "type": "integer"}]
    schema = {"fields": fields, "primaryKey": ["id"]}
    quick = onrecord.verify(tmp_path / "t.csv", schema=schema)
    # where all failing rows are kept, files are looked through before they are read
    sure = onrecord.verify(tmp_path / "t.csv", schema=schema, output=tmp_path / "failures.parquet")
    assert quick.findings == sure.findings
    assert quick.checked == sure.checked
    assert quick.ok == (tail in ("", "\n", '20000,"x\ny",1\n', '20000,x"y,1\n', "20000,x,1\r20001,y,1\n"))


@pytest.mark.parametrize("name", ["t.parquet", "t.csv"])
def test_a_small_clean_table_needs_polars_and_nothing_else(tmp_path: Path, name: str) -> None:
    rows = pl.DataFrame({"id": [1, 2]})
    (rows.write_csv if name.endswith("csv") else rows.write_parquet)(tmp_path / name)
    resource = {"name": "t", "path": name, "schema": {"fields": [{"name": "id", "type": "integer"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    code = (
        f"import sys; from onrecord.cli import main; assert main(['verify', {str(tmp_path)!r}]) == 0; "
        "print({'polars', 'numpy', 'pyarrow', 'pandas', 'pandera', 'duckdb', 'yaml', 'onrecord.build'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "{'polars'}"
