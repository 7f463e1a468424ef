"""What a pandas user relies on: types, names, words, and that plain tools read the files as well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.contract import Contract, arrow_schema, from_schemas
from onrecord.frames.load import to_pandas


def test_dates_answer_to_dt(built: Path) -> None:
    events = onrecord.load("events", package=built)
    assert events["date_start"].dt.year.dropna().isin([2014, 2015, 2021]).all()


def test_precisions_have_an_order(built: Path) -> None:
    events = onrecord.load("events", package=built)
    assert (events["date_precision"] <= "month").any()
    assert next(iter(events["date_precision"].cat.categories)) == "day"


def test_text_is_str_and_numbers_are_numbers(built: Path) -> None:
    figures = onrecord.load("figures", package=built)
    assert figures["figure_id"].dtype == "str"
    assert figures["value"].dtype == "float64"
    assert onrecord.load("mentions", package=built)["char_start"].dtype == "int64"
    assert onrecord.load("actors", package=built)["is_named"].dtype == "bool"
    assert onrecord.load("quotes", package=built)["is_translation"].dtype == "boolean"


def test_every_table_loads_and_passes_its_own_schema(built: Path) -> None:
    for table in onrecord.tables(package=built).index:
        frame = onrecord.load(table, package=built)
        onrecord.schema(table, package=built).validate(frame, lazy=True)


def test_an_edited_table_is_told_what_is_wrong(built: Path) -> None:
    import pandera.errors

    figures = onrecord.load("figures", package=built)
    figures.loc[0, "value_low"] = 99.0
    figures.loc[0, "value_high"] = 1.0
    with pytest.raises(pandera.errors.SchemaErrors, match="the lower bound is not above the upper one"):
        onrecord.schema("figures", package=built).validate(figures, lazy=True)


def test_expanded_quotes_say_who_said_it_where_in_which_words(built: Path) -> None:
    quotes = onrecord.load("quotes", package=built, expand=True).set_index("quote_id")
    row = quotes.loc["quote:nationalworld-2021-04-border:no-threat-sources"]
    assert row["speakers"] == "[Russian sources]"
    assert row["words"] == "does not pose a threat to anyone"
    assert row["source"].startswith("Russia and Ukraine conflict")
    assert row["event"] == "Russian sources deny that the build-up is a threat"


def test_the_columns_are_explained_and_their_origin_told(built: Path) -> None:
    told = onrecord.load("figures", package=built).attrs
    assert told["columns"]["value_low"].startswith("The least that the words allow")
    assert told["provenance"]["hash"].startswith("sha256:")
    assert told["provenance"]["version"] == "1.0.0"


def test_an_unknown_table_is_met_with_a_suggestion(built: Path) -> None:
    with pytest.raises(onrecord.Problem, match="did you mean “quotes”"):
        onrecord.load("quote", package=built)


def test_an_unknown_release_is_met_with_those_there_are() -> None:
    with pytest.raises(onrecord.Problem, match=r"there is no release 0\.9\.0 here"):
        onrecord.load("quotes", version="0.9.0")


def test_show_gives_a_row_with_all_that_belongs_to_it(built: Path) -> None:
    shown = onrecord.show("event:nationalworld-2021-04-border:crimea-annexation-2014", package=built)
    assert shown.row["date_edtf"] == "2014"
    assert ("event_places", "event_id") in [(table, column) for table, column, _ in shown.pointed_from]
    assert (
        "event_claims",
        "event_id",
        "claim:nationalworld-2021-04-border:crimea-annexation-2014-source",
    ) in shown.pointed_from
    assert "words not published" in str(shown)


def test_show_suggests_an_id(built: Path) -> None:
    with pytest.raises(onrecord.Problem, match="did you mean “place:crimea”"):
        onrecord.show("crimea", package=built)


def test_importing_costs_nothing_that_is_not_needed() -> None:
    code = "import onrecord, sys; onrecord.load('events'); print({'pandera', 'polars', 'frictionless', 'yaml', 'rich'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert told.stdout.strip() == "set()", told.stderr


def test_plain_pandas_reads_the_files(built: Path) -> None:
    assert len(pd.read_parquet(built / "events.parquet")) == len(onrecord.load("events", package=built))


def test_duckdb_reads_the_files(built: Path) -> None:
    import duckdb

    found = duckdb.sql(
        f"SELECT label FROM '{built}/events.parquet' JOIN '{built}/event_places.parquet' USING (event_id) "
        f"JOIN '{built}/places.parquet' USING (place_id) WHERE name = 'Crimea'"
    ).fetchall()
    assert ("Russia annexes Crimea",) in found


def test_frictionless_validates_the_package(built: Path) -> None:
    from frictionless import validate

    report = validate(str(built / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_parquet_to_pandas_to_parquet_loses_nothing(contract: Contract, tmp_path: Path, data: st.DataObject) -> None:
    """For any values that the columns can hold, unknown codes included."""
    import datetime as dt

    import pyarrow as pa
    import pyarrow.parquet as pq

    values = {
        pa.string(): st.text(max_size=5),
        pa.float64(): st.floats(allow_nan=False),
        pa.int64(): st.integers(-(2**53), 2**53),
        pa.bool_(): st.booleans(),
        pa.date32(): st.dates(dt.date(1500, 1, 1), dt.date(2500, 1, 1)),
    }
    name = data.draw(st.sampled_from(sorted(contract.tables)))
    schema = arrow_schema(contract.tables[name])
    rows = data.draw(st.integers(0, 4))
    columns = [data.draw(st.lists(st.none() | values[f.type], min_size=rows, max_size=rows)) for f in schema]
    table = pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
    to_pandas(table, contract, name).to_parquet(tmp_path / "x.parquet")
    back = pq.read_table(tmp_path / "x.parquet").replace_schema_metadata(None).cast(schema)
    assert back.equals(table)


# -- answers don't depend on the reader -----------------------------------------------------------

ORDERED = [
    (name, field.name)
    for name, table in from_schemas(ROOT / "schemas").tables.items()
    for field in table.fields
    if field.vocabulary and field.categories_ordered
]


@pytest.mark.parametrize(("table", "column"), ORDERED)
def test_every_order_is_the_same_in_plain_pandas_arrow_and_polars(built: Path, table: str, column: str) -> None:
    import polars as pl
    import pyarrow.parquet as pq

    loaded = onrecord.load(table, package=built)[column]
    codes = list(loaded.cat.categories)
    plain = pd.read_parquet(built / f"{table}.parquet")[column]
    assert (list(plain.cat.categories), plain.cat.ordered) == (codes, True)
    assert pq.read_schema(built / f"{table}.parquet").field(column).type.ordered
    frame = pl.scan_parquet(built / f"{table}.parquet")
    for code in codes:
        expected = int((loaded <= code).sum())
        assert int((plain <= code).sum()) == expected
        assert frame.filter(pl.col(column) <= code).collect().height == expected


def test_who_takes_no_stance_has_no_place_in_the_order(built: Path) -> None:
    claims = pd.read_parquet(built / "event_claims.parquet")
    assert "uncommitted" not in claims["factuality"].cat.categories
    silent = claims[~claims["is_committed"]]
    assert len(silent) and not (silent["factuality"] <= "certain").any()


def test_dates_are_dates_in_the_file_and_moments_in_pandas(built: Path) -> None:
    import duckdb
    import pyarrow.parquet as pq

    path = built / "events.parquet"
    assert str(pq.read_schema(path).field("date_start").type) == "date32[day]"
    assert duckdb.sql(f"SELECT typeof(date_start) FROM '{path}' LIMIT 1").fetchall() == [("DATE",)]
    plain, loaded = pd.read_parquet(path), onrecord.load("events", package=built)
    early = pd.Timestamp("2015-01-01")
    assert 0 < int((plain["date_start"] < early).sum()) == int((loaded["date_start"] < early).sum())


def test_no_column_is_empty_without_the_contract_saying_why(built: Path) -> None:
    for table in onrecord.tables(package=built).index:
        frame = onrecord.load(table, package=built)
        told = frame.attrs["columns"] if len(frame) else dict.fromkeys(frame.columns, "Missing")
        assert [name for name in frame.columns if frame[name].isna().all() and "Missing" not in told[name]] == []


def test_expanding_resolves_every_foreign_key(built: Path, contract: Contract) -> None:
    for name, table in contract.tables.items():
        frame = onrecord.load(name, package=built, expand=True)
        for key in table.foreign_keys:
            (column,) = key.fields
            assert frame.loc[frame[column].notna(), column.removesuffix("_id")].notna().all(), (name, column)


def test_expanded_actors_stand_in_the_order_of_their_roles(built: Path) -> None:
    events = onrecord.load("events", package=built, expand=True).set_index("event_id")
    row = events.loc["event:nationalworld-2021-04-border:russian-military-buildup"]
    assert row["actors"] == "initiator: Russia; initiator: [Russian troops]; target: Ukraine"


def test_expanded_claims_show_the_kind_of_event_and_the_words(built: Path) -> None:
    claims = onrecord.load("event_claims", package=built, expand=True)
    row = claims[claims.event_type == "invasion"].set_index("factuality").loc["denied"]
    assert row["words"] == "nobody is planning to move toward war"
