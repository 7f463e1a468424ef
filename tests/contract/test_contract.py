"""The contract: one source, many projections that say the same."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandera.errors
import polars as pl
import pyarrow as pa
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checking.tables import rows_of
from onrecord.contract import (
    Contract,
    ContractError,
    codebook_page,
    descriptor,
    from_descriptor,
    from_schemas,
    pandera_schema,
)
from onrecord.contract.arrow import logical_schema
from onrecord.frames.load import to_pandas

TABLES = [
    path.stem
    for path in sorted((ROOT / "schemas").glob("*.yaml"))
    if path.stem not in ("codebook", "datapackage", "record")
]


@pytest.fixture(scope="module")
def contract() -> Contract:
    """With the table that only packages of the machine coder have."""
    return from_schemas(ROOT / "schemas", also=("proposals",))


def test_reading_the_descriptor_gives_the_contract_back(contract: Contract) -> None:
    assert from_descriptor(descriptor(contract, {}, "1.0.0")) == contract


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained(contract: Contract, table: str) -> None:
    for field in contract.tables[table].fields:
        assert field.title, field.name
        assert field.description, field.name
        assert field.description.endswith((".", ")", "`")), field.name


def test_every_code_is_defined(contract: Contract) -> None:
    for vocabulary in contract.vocabularies.values():
        assert vocabulary.description
        for code, told in vocabulary.codes.items():
            assert told["label"] and told["definition"].endswith((".", ")")), f"{vocabulary.name}.{code}"


def test_every_vocabulary_is_used(contract: Contract) -> None:
    used = {field.vocabulary for table in contract.tables.values() for field in table.fields}
    assert set(contract.vocabularies) - used == {"left_out_reason"}


@pytest.mark.parametrize("table", TABLES)
def test_every_schema_is_a_table_schema(contract: Contract, table: str) -> None:
    from frictionless import Schema

    described = descriptor(contract, {}, "1.0.0")["resources"]
    Schema.from_descriptor(next(r for r in described if r["name"] == table)["schema"])


def test_no_whole_number_can_be_missing(contract: Contract) -> None:
    """Readers of Parquet disagree on nulls among integers."""
    for table in contract.tables.values():
        assert [f.name for f in table.fields if f.type == "integer" and not f.required] == []


def test_the_page_escapes_what_it_is_given(contract: Contract) -> None:
    evil = contract.properties | {"name": "<script>|x"}
    assert "<script>" not in codebook_page(Contract(evil, contract.tables, contract.vocabularies)).replace("\\<", "")


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("type: date\n", "type: dat\n", "C003", "did you mean “date”?"),
        (
            "{required: true, minLength: 3, maxLength: 90}",
            "{required: true, maxLenght: 90}",
            "C004",
            "did you mean “maxLength”?",
        ),
        ("vocabulary: event_type", "vocabulary: event_typ", "C005", "did you mean “event_type”?"),
        ("title: Label", "titel: Label", "C006", "did you mean “title”?"),
    ],
)
def test_what_the_contract_does_not_know_is_told(tmp_path: Path, old: str, new: str, code: str, hint: str) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "schemas" / "events.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError) as raised:
        from_schemas(tmp_path / "schemas")
    assert [(finding.code, finding.help) for finding in raised.value.findings] == [(code, hint)]


# -- the projections agree ------------------------------------------------------------------------


def rows(contract: Contract, table: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows that are right, nearly right and wrong."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(
            ["", "a", "actor:x", "event:a:b", "Q1", "RU", "1", "[x]", "0" * 64, "x" * 91, "a\n", "source:d"]
        ),
        "number": st.sampled_from([-91.0, 0.0, 1.5, 200.0]),
        "integer": st.integers(-1, 3),
        "boolean": st.booleans(),
        "date": st.sampled_from([dt.date(2021, 4, 12), dt.date(2021, 4, 30)]),
    }

    def cell(field: Any) -> st.SearchStrategy[Any]:
        values = kinds[field.type]
        if "enum" in field.constraints:
            values = st.sampled_from([*field.constraints["enum"][:3], "none", "vague", "wrong"])
        return st.none() | values

    return st.lists(
        st.fixed_dictionaries({f.name: cell(f) for f in contract.tables[table].fields}), min_size=1, max_size=4
    )


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_pandera_on_both_frames_and_the_streaming_engine_agree(
    contract: Contract, tmp_path_factory: Any, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(TABLES))
    table = contract.tables[name]
    arrow = pa.Table.from_pylist(data.draw(rows(contract, name)), schema=logical_schema(table))
    path = tmp_path_factory.mktemp("agree") / f"{name}.parquet"
    pl.from_arrow(arrow).write_parquet(path)  # type: ignore[union-attr]
    streamed = not rows_of(table, path)
    assert streamed == passes(pandera_schema(table, "polars"), pl.from_arrow(arrow))
    assert streamed == passes(pandera_schema(table, "pandas"), to_pandas(arrow, contract, name))


def passes(schema: Any, frame: Any) -> bool:
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_rows_that_break_a_rule_are_those_that_duckdb_finds(
    contract: Contract, tmp_path_factory: Any, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([t for t in TABLES if contract.tables[t].checks]))
    table = contract.tables[name]
    # an empty text is a missing value, whatever holds it
    drawn = [
        {key: None if cell == "" else cell for key, cell in row.items()} for row in data.draw(rows(contract, name))
    ]
    arrow = pa.Table.from_pylist(drawn, schema=logical_schema(table))
    path = tmp_path_factory.mktemp("rules") / f"{name}.parquet"
    pl.from_arrow(arrow).write_parquet(path)  # type: ignore[union-attr]
    found = [finding for finding in rows_of(table, path) if finding.code == "T010"]
    for check in table.checks:
        there = duckdb.sql(f"SELECT {check.expression} FROM arrow").fetchall()
        broken = {number for number, (holds,) in enumerate(there, 1) if holds is False}
        assert {finding.row for finding in found if finding.message.startswith(f"{check.name}: ")} == broken
