"""Whatever stands in a file or a dialect, the outcome is a report: no traceback, nothing passed over in silence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.checking import verify_package

#: more of them: ONRECORD_EXAMPLES=3000 pytest tests/checking/test_strange_text.py
EXAMPLES = int(os.environ.get("ONRECORD_EXAMPLES", "60"))
TYPES = ["string", "integer", "number", "boolean", "date", "time", "datetime", "year", "yearmonth", "duration", "list",
         "array", "object", "geojson", "geopoint", "any"]  # fmt: skip
SOME = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 5), st.text(max_size=3), st.lists(st.integers(0, 3), max_size=2),
    st.sampled_from([",", ";", "\n", "\r\n", '"', "\\", "#", "ab", " ", "\0"]),
)  # fmt: skip
DIALECTS = st.dictionaries(
    st.sampled_from(
        ["delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace",
         "header", "headerRows", "headerJoin", "commentRows", "commentChar", "property", "itemType", "itemKeys", "csv"]
    ),
    SOME,
    max_size=4,
)  # fmt: skip
FIELDS = st.builds(
    lambda kind, form, more: {"name": "a", "type": kind, **({"format": form} if form else {}), **more},
    st.sampled_from(TYPES),
    st.sampled_from([None, "any", "%d/%m/%Y", "%", "%Q", "%Y%Y", "%d" * 40, "YYYY", "email", "object", "topojson"]),
    st.sampled_from(
        [{}, {"bareNumber": False}, {"groupChar": ","}, {"groupChar": ""}, {"decimalChar": ""}, {"decimalChar": "(["},
         {"trueValues": []}, {"delimiter": "(", "itemType": "datetime"}, {"missingValues": []}]
    ),
)  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"a", b"b", b",", b'"', b"\n", b"\r", b"\\", b"1", b"\xff", b"\0", b"[", b"{", b"}", b"]",
                              b'{"a":', b'"x"', "\ufeff".encode(), b"2021-04-13", b"1e5", b"#", b" "]), max_size=30)
    .map(b"".join),
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    raw=BYTES, dialect=DIALECTS, field=FIELDS,
    suffix=st.sampled_from(["csv", "tsv", "json", "jsonl", "csv.gz", "csv.zip", "csv.zst", "csv.bz2"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7", "rot13", "base64", "idna", "x", "shift_jis"]),
)  # fmt: skip
def test_nothing_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory,
    raw: bytes,
    dialect: dict[str, Any],
    field: dict[str, Any],
    suffix: str,
    encoding: str,
) -> None:
    folder = tmp_path_factory.mktemp("strange")
    (folder / f"t.{suffix}").write_bytes(raw)
    resource = {"name": "t", "path": f"t.{suffix}", "encoding": encoding, "dialect": dialect}
    resource["schema"] = {"fields": [field, {"name": "b"}]}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    report = verify_package(folder)
    assert report.findings or report.checked.get("tables") == 1


def test_a_cell_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.reading.delimited.LONGEST", 200_000)
    schema = {"fields": [{"name": "a"}, {"name": "b"}]}
    for text in ("a,b\n" + "x" * 3_000_000 + ",1\n2\n", 'a,b\n"' + "x\n" * 150_000, "a::b\n1::" + "x" * 3_000_000):
        (tmp_path / "t.csv").write_text(text)
        resource = {
            "name": "t",
            "path": "t.csv",
            "schema": schema,
            "dialect": {"delimiter": "::"} if ":" in text else {},
        }
        (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
        assert "T027" in {finding.code for finding in verify_package(tmp_path).findings}, text[:20]
