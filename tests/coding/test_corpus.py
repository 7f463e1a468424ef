"""The machine coder over a corpus: a package under the contract, resumable, with what was left out told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import onrecord
from onrecord.coding.corpus import run_corpus
from onrecord.findings import Problem

SCRIPT = [sys.executable, str(ROOT / "scripts" / "extract.py")]
BODY = "Mayor Ana Ruiz of {town} said {count} people were killed in clashes in Syria last week. “We mourn,” Ruiz told reporters."


def articles(many: int) -> list[dict[str, str]]:
    return [
        {
            "id": f"a{i:04d}",
            "text": f"Report {i}\n\n" + BODY.format(town=f"Town{i}", count=i + 2),
            "published": "2022-03-04",
        }
        for i in range(many)
    ]


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_corpus_becomes_a_package_that_verifies(tmp_path: Path) -> None:
    done = run_corpus(written(tmp_path / "c.jsonl", articles(5)), tmp_path / "coded", ROOT / "seeds", ROOT / "schemas")
    assert (done.texts, done.resumed, done.findings) == (5, 0, [])
    report = onrecord.verify(tmp_path / "coded")
    assert report.ok, report.findings
    told = json.loads((tmp_path / "coded" / "datapackage.json").read_text(encoding="utf-8"))
    assert told["codedBy"] == "machine"
    figures = pq.read_table(tmp_path / "coded" / "figures.parquet").to_pylist()
    assert sorted(row["value"] for row in figures) == [2, 3, 4, 5, 6]
    rows = {row["row_id"] for row in pq.read_table(tmp_path / "coded" / "proposals.parquet").to_pylist()}
    assert {row["figure_id"] for row in figures} <= rows


def test_parquet_gives_the_same_as_json_lines(tmp_path: Path) -> None:
    rows = articles(3)
    pd.DataFrame(rows).to_parquet(tmp_path / "c.parquet")
    places = (ROOT / "seeds", ROOT / "schemas")
    run_corpus(tmp_path / "c.parquet", tmp_path / "one", *places)
    run_corpus(written(tmp_path / "c.jsonl", rows), tmp_path / "two", *places)
    for table in ("quotes", "mentions", "sources", "proposals"):
        assert pq.read_table(tmp_path / "one" / f"{table}.parquet").equals(
            pq.read_table(tmp_path / "two" / f"{table}.parquet")
        )


def test_what_cannot_be_coded_is_told_and_the_rest_is_coded(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    good = json.dumps(articles(1)[0])
    file.write_text(
        f'{good}\nnot json\n[1]\n{{"id": "b"}}\n{good}\n{{"id": "c", "text": "\\ud800"}}\n', encoding="utf-8"
    )
    done = run_corpus(file, tmp_path / "coded", ROOT / "seeds", ROOT / "schemas")
    assert [finding.line for finding in done.findings] == [2, 3, 4, 5, 6]
    assert {finding.code for finding in done.findings} == {"S012"}
    assert done.texts == 1


def test_what_is_told_of_an_article_has_to_be_sound(tmp_path: Path) -> None:
    good, odd, late = articles(3)
    rows = [good, odd | {"genre": "gossip"}, late | {"published": "last Monday"}]
    done = run_corpus(written(tmp_path / "c.jsonl", rows), tmp_path / "coded", ROOT / "seeds", ROOT / "schemas")
    assert [finding.message.partition(":")[0] for finding in done.findings] == ["a0001", "a0002"]
    assert done.texts == 1
    assert onrecord.verify(tmp_path / "coded").ok


def test_a_corpus_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    with pytest.raises(Problem) as told:
        run_corpus(tmp_path / "c.parquet", tmp_path / "coded", ROOT / "seeds", ROOT / "schemas")
    assert [finding.code for finding in told.value.findings] == ["S001"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(Problem) as told:
        run_corpus(written(tmp_path / "c.jsonl", articles(1)), out, ROOT / "seeds", ROOT / "schemas")
    assert [finding.code for finding in told.value.findings] == ["S013"]
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    file, out = written(tmp_path / "c.jsonl", articles(280)), tmp_path / "coded"
    running = subprocess.Popen([*SCRIPT, "--corpus", str(file), "--out", str(out)], start_new_session=True)
    parts = tmp_path / ".coded.parts"
    deadline = time.monotonic() + 60
    while len(list(parts.glob("*.arrow"))) < 2 and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not out.exists()
    done = run_corpus(file, out, ROOT / "seeds", ROOT / "schemas")
    assert done.texts == 280
    assert done.resumed >= 40
    assert not parts.exists()
    assert pq.read_metadata(out / "sources.parquet").num_rows == 280
