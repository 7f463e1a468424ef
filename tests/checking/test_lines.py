"""A finding on a row leads to the line of the file on which the row begins, or to no line at all."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import tempfile
from itertools import count, repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.cli import main
from onrecord.reading import line_numbers
from onrecord.reading.delimited import csv_reader, headed
from onrecord.reading.dialect import dialect_of
from onrecord.reading.formats import FORMATS, TableFiles

FIELDS = [{"name": "a", "type": "string", "constraints": {"enum": ["good"]}}, {"name": "b", "type": "string"}]
#: a row is one text of several lines
TEXTS = st.lists(st.sampled_from([*'",,ab#é;\\', "\n", "\n", "\r\n", "\r", '"\n"', "x,y\n", "# c\n", '"a\nb",\n']))


class Row(list[str]):
    line = 0


def by_csv(text: str, dialect: Any) -> list[int]:
    """The lines on which the rows below the header begin, as `line_num` of Python's reader has it."""
    reader = csv_reader(iter(io.StringIO(text, newline="")), dialect)
    rows, before = [], 0
    for told in reader:
        row = Row(told)
        row.line, before = before + 1, reader.line_num  # type: ignore[attr-defined]
        rows.append(row)
    return [row.line for row in headed(iter(rows), dialect).rows]  # type: ignore[attr-defined]


@settings(max_examples=300, deadline=None)
@given(
    TEXTS.map("".join),
    st.sampled_from(
        [
            {},
            {"header": False},
            {"headerRows": [1, 2]},
            {"headerRows": [2]},
            {"commentChar": "#"},
            {"commentRows": [1, 4], "commentChar": "#"},
            {"header": False, "commentRows": [3, 5, 6]},
            {"quoteChar": ""},
            {"escapeChar": "\\", "delimiter": ";"},
            {"quoteChar": "'", "doubleQuote": False, "skipInitialSpace": True},
        ]
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.integers(1, 30),
)
def test_every_row_begins_where_pythons_reader_says(text: str, told: Any, encoding: str, step: int) -> None:
    dialect, _ = dialect_of({"dialect": told}, "t", ",")
    try:
        wanted = by_csv(text, dialect)
    except csv.Error:
        return
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as small:
        small.setattr(line_numbers, "_STEP", step)
        path = Path(folder) / "t.csv"
        path.write_bytes(text.encode(encoding))
        source = TableFiles({"dialect": told, "encoding": encoding}, (path,), FORMATS[1])
        found = line_numbers.places_of(source, "t", range(1, len(wanted) + 1))
        assert [found[row + 1].line for row in range(len(wanted))] == wanted


def verified(folder: Path, **resource: Any) -> list[tuple[str | None, int | None, int | None]]:
    described = {"name": "t", "schema": {"fields": FIELDS}, **resource}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    report = onrecord.verify(folder)
    return [(found.file, found.line, found.row) for found in report.findings if found.code == "T002"]


@pytest.mark.parametrize("rows", [3, 60_000])
def test_rows_of_several_lines_and_comments_are_counted_as_an_editor_counts(tmp_path: Path, rows: int) -> None:
    (tmp_path / "d").mkdir()
    texts = [f'good,"{"x" * (at % 7)}{chr(10) * (at % 3)}"\n' for at in range(rows)]
    texts[1:1] = ["# a comment\n"]
    text = "\ufeffa,b\n" + "".join(texts) + "bad,1\ngood,\nworse,2"
    (tmp_path / "d" / "t.csv").write_text(text, encoding="utf-8")
    found = verified(tmp_path, path="d/t.csv", dialect={"commentChar": "#"})
    assert [(file, text.split("\n")[(line or 0) - 1], row) for file, line, row in found] == [
        ("d/t.csv", "bad,1", rows + 1),
        ("d/t.csv", "worse,2", rows + 3),
    ]


def test_each_of_several_files_has_lines_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text('a,b\ngood,"\n\n"\nbad,\n')
    (tmp_path / "2.csv").write_text("a,b\n\nbad,\n")
    (tmp_path / "3.csv").write_text("")
    (tmp_path / "4.csv").write_text("bad,\nbad,")
    found = verified(tmp_path, path=["1.csv", "2.csv", "3.csv", "4.csv"])
    assert found == [("1.csv", 5, 2), ("2.csv", 3, 4), ("4.csv", 1, 5), ("4.csv", 2, 6)]


def test_items_stand_on_the_lines_that_are_not_blank(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"a": "good"}\n\n \n{"a": "bad", "b": "\u2028"}\n{"a": "bad"}')
    assert verified(tmp_path, path="t.jsonl") == [("t.jsonl", 4, 2), ("t.jsonl", 5, 3)]
    (tmp_path / "t.jsonl").write_text('\n["a", "b"]\n["good", ""]\n["bad", ""]\n')
    assert verified(tmp_path, path="t.jsonl") == [("t.jsonl", 4, 2)]


def test_where_no_line_is_known_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b\nbad,1\n"))
    assert verified(tmp_path, path="t.csv.gz") == [("t.csv.gz", None, 1)]
    (tmp_path / "t.json").write_text('[\n{"a": "bad", "b": ""}\n]')
    assert verified(tmp_path, path="t.json") == [("t.json", None, 1)]
    (tmp_path / "t.csv").write_text("a||b\nbad||1\n")
    assert verified(tmp_path, path="t.csv", dialect={"delimiter": "||"}) == [("t.csv", None, 1)]
    assert verified(tmp_path, data=[{"a": "bad", "b": ""}]) == [(None, None, 1)]
    for number, value in ((1, "good"), (2, "bad")):
        pq.write_table(pa.table({"a": [value] * 3, "b": ["", "", ""]}), tmp_path / f"{number}.parquet")
    found = verified(tmp_path, path=["1.parquet", "2.parquet"])
    assert found == list(zip(repeat("2.parquet", 3), repeat(None), count(4)))


def test_annotations_stand_on_the_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "t.csv").write_text("a,c\ngood,\nbad,\n")
    verified(tmp_path / "shop", path="t.csv")
    assert main(["verify", str(tmp_path / "shop"), "--format", "github"]) == 1
    told = re.findall("^::(.*?)::", capsys.readouterr().out, re.MULTILINE)
    assert "error file=shop/t.csv,line=3,title=onrecord T002" in told
    assert "error file=shop/t.csv,title=onrecord T022" in told
    pq.write_table(pa.table({"a": ["bad"], "b": [""]}), tmp_path / "shop" / "t.parquet")
    verified(tmp_path / "shop", path="t.parquet")
    assert main(["verify", str(tmp_path / "shop"), "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=shop/t.parquet,title=onrecord T002::")
