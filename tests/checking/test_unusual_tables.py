"""Tables that few people have are checked like those of everybody: long delimiters, many rows, texts that repeat."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
import onrecord.reading.temporary_files
from onrecord.reading.delimited import rows_of
from onrecord.reading.dialect import Dialect

CELLS = st.lists(st.sampled_from(["|", "||", '"', "\n", "\r\n", "x", " ", "é"]), max_size=5).map("".join)


def codes(folder: Path, text: str | bytes, fields: list[dict[str, Any]], **resource: Any) -> list[tuple[str, Any, Any]]:
    (folder / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    described = {"name": "t", "path": "t.csv", "schema": {"fields": fields, **resource.pop("schema", {})}} | resource
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    return [(finding.code, finding.row, finding.field) for finding in onrecord.verify(folder).findings]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_cells_are_split_at_a_delimiter_of_several_characters(rows: list[list[str]]) -> None:
    """Also where a quotation mark or the delimiter itself stands inside of a cell that is open."""
    text = "".join("||".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    assert list(rows_of(io.StringIO(text, newline=""), Dialect(delimiter="||"))) == rows


def test_a_quotation_mark_inside_of_a_cell_closes_nothing(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
    found = codes(tmp_path, 'a||b\n"x""||y"||2\n"z"||three\n', fields, dialect={"delimiter": "||"})
    assert found == [("T007", 2, "b")]


@pytest.mark.parametrize("missing", [[""], ["-"]])
def test_rows_that_go_through_a_file_are_those_that_stay_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: list[str]
) -> None:
    fields = [
        {"name": "a", "type": "string", "constraints": {"required": True}},
        {"name": "b", "type": "integer", "constraints": {"maximum": 59_000}},
    ]
    # a delimiter of two characters is read row by row
    text = "a||b\n" + "".join(f"{'' if at % 30_000 == 7 else at}||{at}\n" for at in range(60_000))
    resource: dict[str, Any] = {"dialect": {"delimiter": "||"}, "schema": {"missingValues": missing}}
    here = codes(tmp_path, text, fields, **dict(resource))
    monkeypatch.setattr(onrecord.reading.temporary_files, "_MEMORY", 100_000)
    assert codes(tmp_path, text, fields, **dict(resource)) == here
    assert [row for code, row, _ in here if code == "T005"][:2] == [59_002, 59_003]
    assert [row for code, row, _ in here if code == "T001"] == ([8, 30_008] if missing == [""] else [])


@pytest.mark.parametrize("shared", [True, False])
def test_a_larger_file_is_asked_whether_its_rows_share_a_long_text(tmp_path: Path, shared: bool) -> None:
    long = os.urandom(600_000).hex()
    distinct = pa.array([long[at * 120 : at * 120 + 120] for at in range(10_000)])
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000, pa.int32()), [long])
    rows = pa.table({"s": same if shared else distinct})
    pq.write_table(rows, tmp_path / "t.parquet", use_dictionary=shared)
    assert (tmp_path / "t.parquet").stat().st_size > 1_000_000
    report = onrecord.verify(tmp_path / "t.parquet", schema={"fields": [{"name": "s", "type": "string"}]})
    assert [finding.code for finding in report.findings] == (["P010"] if shared else [])
    assert "12,000,000,000 bytes" in "".join(finding.message for finding in report.findings) or not shared
