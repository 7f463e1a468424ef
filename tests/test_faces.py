"""What is printed can be read: at any width, in a pipe, in a notebook."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import onrecord

DATASET = Path(__file__).resolve().parent.parent / "dataset" / "1.1.1"


def printed(width: str | None, *arguments: str) -> str:
    import os

    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    environment |= {"COLUMNS": width} if width else {}
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("width", ["60", "80", "200", None])
def test_every_code_label_and_definition_is_there_and_fits(width: str | None) -> None:
    text = printed(width, "codebook", "event_type", "--package", str(DATASET))
    words = " ".join(text.split())
    for code, row in onrecord.codebook("event_type", package=DATASET).iterrows():
        assert f"{code} label: {row['label']} definition: {' '.join(row['definition'].split())}" in words
    assert max(map(len, text.splitlines())) <= int(width or 100)


def test_a_table_that_does_not_fit_is_printed_row_by_row_and_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from onrecord.cli.output import Screen

    monkeypatch.setenv("COLUMNS", "60")
    rows = [["a" * 30, "b" * 30, "word " * 30], ["c", "", "d"]]
    Screen().table(rows, ["first", "second", "third"])
    out = capsys.readouterr().out
    assert out.splitlines()[:2] == ["a" * 30, f"  second: {'b' * 30}"]
    assert out.split().count("word") == 30
    assert out.splitlines()[-2:] == ["c", "  third: d"]


def test_a_report_is_true_when_all_is_verified_and_short_to_read(tmp_path: Path) -> None:
    good = onrecord.verify(DATASET, tables="places")
    bad = onrecord.verify(tmp_path / "nope")
    assert good and not bad
    assert repr(good).startswith("<Report: all verified (checked: ")
    assert repr(bad) == "<Report: 1 error (checked: nothing)>"


def test_a_report_shows_as_a_table_in_a_notebook_and_escapes_values(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n<b>x</b>\n")
    report = onrecord.verify(tmp_path / "t.csv", schema={"fields": [{"name": "a", "type": "integer"}]})
    html = report._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in html and "<b>x" not in html and "error T007" in html


def test_findings_are_data_with_rows_and_counts_per_rule(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,a\n" + "".join(f"r{n},x\n" for n in range(9)))
    schema = {"fields": [{"name": "id"}, {"name": "a", "type": "integer"}], "primaryKey": "id"}
    report = onrecord.verify(tmp_path / "t.csv", schema=schema)
    frame = report.to_frame()
    assert frame[["code", "row", "row_id", "count"]].iloc[0].tolist() == ["T007", 1, "r0", 9]
    assert report.counts() == {("T007", "t", "a"): 9}


def test_a_command_prints_the_rows_of_a_table() -> None:
    where = "place_type = 'country' AND country_code IS NOT NULL"
    expected = onrecord.load("places", package=DATASET)
    countries = expected[(expected["place_type"] == "country") & expected["country_code"].notna()]
    csv = pd.read_csv(io.StringIO(printed(None, "load", "places", "--where", where, "--package", str(DATASET))))
    assert csv["place_id"].tolist() == countries["place_id"].tolist() != []
    told = json.loads(printed(None, "load", "places", "--format", "json", "--package", str(DATASET)))
    assert [row["place_id"] for row in told] == expected["place_id"].tolist()
    lines = printed(None, "load", "places", "--format", "md", "--package", str(DATASET)).splitlines()
    assert len(lines) == len(expected) + 2
    assert {line.count(" | ") for line in lines} == {expected.shape[1] - 1}
