"""What people check tables with, each as a piece of Python that ends well when its verdict is the right one."""

from __future__ import annotations

import os
from pathlib import Path

from measure import python

DECODING = """
import polars as pl
pl.scan_parquet({path!r}).select(pl.all().null_count()).collect(engine="streaming")
"""

_FAILS = """
ids = pl.col("event_id")
fails = [
    ids.is_null() | ~ids.str.contains("^(?:event:[0-9]{{10}})$"),
    (pl.col("date_start") < dt.date(1990, 1, 1)).fill_null(True),
    (pl.col("date_end") > dt.date(2030, 1, 1)).fill_null(True),
    *((~pl.col(n).is_in([f"{{n}}_{{i}}" for i in range(k)])).fill_null(True)
      for n, k in (("event_type", 20), ("status", 5), ("precision", 6))),
    (~pl.col("latitude").is_between(-90, 90)).fill_null(True),
    (~pl.col("longitude").is_between(-180, 180)).fill_null(True),
    *((pl.col(n) < 0).fill_null(True) for n in ("killed", "wounded", "present")),
    (~pl.col("note").str.len_chars().is_between(1, 200)).fill_null(True),
    pl.col("date_start") > pl.col("date_end"),
    pl.col("killed") > pl.col("present"),
    pl.col("killed") + pl.col("wounded") > pl.col("present"),
]
"""

_FUSED = f"""
import datetime as dt
import polars as pl
{_FAILS}
marked = pl.scan_parquet({{path!r}}).with_row_index("row").with_columns(f.alias(f"f{{{{i}}}}") for i, f in enumerate(fails))
bad = marked.filter(pl.any_horizontal(f"f{{{{i}}}}" for i in range(len(fails)))).collect(engine="streaming")
hashes = pl.scan_parquet({{path!r}}).select(ids.hash()).collect(engine="streaming").to_series().sort()
again = int((hashes == hashes.shift(1)).sum())
assert (bad.height == again == 0) is {{ok}}
""".replace("{{{{", "{{").replace("}}}}", "}}")

_PANDERA_CHECKS = """
def rule(expression):
    return pa.Check(lambda data: data.lazyframe.select(expression))
schema = pa.DataFrameSchema(
    {{
        "event_id": pa.Column(pl.String, pa.Check.str_matches("^(?:event:[0-9]{{10}})$"), unique=True),
        "date_start": pa.Column(pl.Date, pa.Check.ge(dt.date(1990, 1, 1))),
        "date_end": pa.Column(pl.Date, pa.Check.le(dt.date(2030, 1, 1))),
        **{{n: pa.Column(pl.String, pa.Check.isin([f"{{n}}_{{i}}" for i in range(k)]))
           for n, k in (("event_type", 20), ("status", 5), ("precision", 6))}},
        "latitude": pa.Column(pl.Float64, pa.Check.in_range(-90, 90)),
        "longitude": pa.Column(pl.Float64, pa.Check.in_range(-180, 180)),
        **{{n: pa.Column(pl.Int64, pa.Check.ge(0)) for n in ("killed", "wounded", "present")}},
        "note": pa.Column(pl.String, pa.Check.str_length(1, 200)),
    }},
    checks=[
        rule(pl.col("date_start") <= pl.col("date_end")),
        rule(pl.col("killed") <= pl.col("present")),
        rule(pl.col("killed") + pl.col("wounded") <= pl.col("present")),
    ],
)
"""

_PANDERA = f"""
import datetime as dt
import polars as pl
import pandera.polars as pa
{_PANDERA_CHECKS}
try:
    schema.validate(pl.read_parquet({{path!r}}), lazy=True)
    ok = True
except pa.errors.SchemaErrors:
    ok = False
assert ok is {{ok}}
"""

_STREAMED = f"""
import datetime as dt
import polars as pl
import pandera.polars as pa
import onrecord
{_PANDERA_CHECKS}
assert onrecord.validate(schema, {{path!r}}).ok is {{ok}}
"""

_PANDAS = """
import datetime as dt
import pandas as pd
t = pd.read_parquet({path!r})
fails = [
    ~t["event_id"].str.fullmatch("event:[0-9]{{10}}").astype(bool), t["event_id"].duplicated(keep=False),
    t["date_start"] < dt.date(1990, 1, 1), t["date_end"] > dt.date(2030, 1, 1),
    *(~t[n].isin([f"{{n}}_{{i}}" for i in range(k)]) for n, k in (("event_type", 20), ("status", 5), ("precision", 6))),
    ~t["latitude"].between(-90, 90), ~t["longitude"].between(-180, 180),
    *(t[n] < 0 for n in ("killed", "wounded", "present")), ~t["note"].str.len().between(1, 200),
    t["date_start"] > t["date_end"], t["killed"] > t["present"], t["killed"] + t["wounded"] > t["present"],
    *(t[n].isna() for n in t.columns),
]
bad = [t[f] for f in fails]
assert all(b.empty for b in bad) is {ok}
"""

#: what this environment has
ALWAYS = {
    "onrecord.validate, the Pandera schema": _STREAMED,
    "hand-written plan": _FUSED,
    "pandera on Polars": _PANDERA,
    "pandas, hand-written": _PANDAS,
}

_DATAFRAMELY = """
import datetime as dt
import polars as pl
import dataframely as dy
class Events(dy.Schema):
    event_id = dy.String(primary_key=True, regex="^(?:event:[0-9]{{10}})$")
    date_start = dy.Date(nullable=False, min=dt.date(1990, 1, 1))
    date_end = dy.Date(nullable=False, max=dt.date(2030, 1, 1))
    event_type = dy.String(nullable=False, check=lambda c: c.is_in([f"event_type_{{i}}" for i in range(20)]))
    status = dy.String(nullable=False, check=lambda c: c.is_in([f"status_{{i}}" for i in range(5)]))
    precision = dy.String(nullable=False, check=lambda c: c.is_in([f"precision_{{i}}" for i in range(6)]))
    latitude = dy.Float64(nullable=False, min=-90, max=90)
    longitude = dy.Float64(nullable=False, min=-180, max=180)
    killed = dy.Int64(nullable=False, min=0)
    wounded = dy.Int64(nullable=False, min=0)
    present = dy.Int64(nullable=False, min=0)
    note = dy.String(nullable=False, min_length=1, max_length=200)
    @dy.rule()
    def in_order(cls): return pl.col("date_start") <= pl.col("date_end")
    @dy.rule()
    def killed_there(cls): return pl.col("killed") <= pl.col("present")
    @dy.rule()
    def hurt_there(cls): return pl.col("killed") + pl.col("wounded") <= pl.col("present")
good, failures = Events.filter(pl.read_parquet({path!r}))
assert (len(failures) == 0) is {ok}
"""

_POINTBLANK = """
import datetime as dt
import polars as pl
import pointblank as pb
v = pb.Validate(pl.read_parquet({path!r})).rows_distinct("event_id").col_vals_regex("event_id", "^event:[0-9]{{10}}$")
v = v.col_vals_ge("date_start", dt.date(1990, 1, 1)).col_vals_le("date_end", dt.date(2030, 1, 1))
for n, k in (("event_type", 20), ("status", 5), ("precision", 6)): v = v.col_vals_in_set(n, [f"{{n}}_{{i}}" for i in range(k)])
v = v.col_vals_between("latitude", -90, 90).col_vals_between("longitude", -180, 180)
for n in ("killed", "wounded", "present"): v = v.col_vals_ge(n, 0)
v = v.col_vals_expr(pl.col("note").str.len_chars().is_between(1, 200)).col_vals_not_null("event_id")
v = v.col_vals_expr(pl.col("date_start") <= pl.col("date_end")).col_vals_expr(pl.col("killed") <= pl.col("present"))
v = v.col_vals_expr(pl.col("killed") + pl.col("wounded") <= pl.col("present")).interrogate()
assert v.all_passed() is {ok}
"""

_GREAT_EXPECTATIONS = """
import os
os.environ["TQDM_DISABLE"] = "1"
import pandas as pd
import great_expectations as gx
import great_expectations.expectations as e
t = pd.read_parquet({path!r})
batch = gx.get_context(mode="ephemeral").data_sources.add_pandas("p").add_dataframe_asset("t")
batch = batch.add_batch_definition_whole_dataframe("b").get_batch({{"dataframe": t}})
wanted = [
    e.ExpectColumnValuesToBeUnique(column="event_id"),
    e.ExpectColumnValuesToMatchRegex(column="event_id", regex="^event:[0-9]{{10}}$"),
    *(e.ExpectColumnValuesToBeInSet(column=n, value_set=[f"{{n}}_{{i}}" for i in range(k)])
      for n, k in (("event_type", 20), ("status", 5), ("precision", 6))),
    e.ExpectColumnValuesToBeBetween(column="latitude", min_value=-90, max_value=90),
    e.ExpectColumnValuesToBeBetween(column="longitude", min_value=-180, max_value=180),
    *(e.ExpectColumnValuesToBeBetween(column=n, min_value=0) for n in ("killed", "wounded", "present")),
    e.ExpectColumnValueLengthsToBeBetween(column="note", min_value=1, max_value=200),
    e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="date_end", column_B="date_start", or_equal=True),
    e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="present", column_B="killed", or_equal=True),
]
results = [batch.validate(one) for one in wanted]
assert all(r.success for r in results) is {ok}
"""

_OTHERS = {
    "dataframely": _DATAFRAMELY,
    "pointblank": _POINTBLANK,
    "great_expectations": _GREAT_EXPECTATIONS,
}


def _folder(name: str) -> Path | None:
    told = os.environ.get("ONRECORD_BENCH_PEERS")
    folder = Path(told) / name if told else None
    return folder if folder and (folder / name).is_dir() else None


def installed(path: str, *, ok: bool) -> dict[str, list[str]]:
    """The peers that stand in ONRECORD_BENCH_PEERS, ready to be run on a file."""
    found = {}
    for name, code in _OTHERS.items():
        if folder := _folder(name):
            # the environment's own packages would win over a path that is only added
            first = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
            found[name] = python(first + code.format(path=path, ok=ok))
    return found


def missing() -> list[str]:
    """The peers that are not there."""
    return [name for name in _OTHERS if _folder(name) is None]


#: what checks a foreign key
KEYS = {
    "reading the columns only": """
import polars as pl
for path in ({events!r}, {mentions!r}):
    pl.scan_parquet(path).select(pl.all().null_count()).collect(engine="streaming")
""",
    "DuckDB anti-join": """
import duckdb
lost = duckdb.connect().execute("SELECT count(*) FROM '{mentions}' m ANTI JOIN '{events}' e USING (event_id)")
assert lost.fetchone()[0] == 0
""",
    "Polars anti-join": """
import polars as pl
lost = pl.scan_parquet({mentions!r}).join(pl.scan_parquet({events!r}), on="event_id", how="anti")
assert lost.select(pl.len()).collect(engine="streaming").item() == 0
""",
    "pandas isin": """
import pandas as pd
events, mentions = pd.read_parquet({events!r}), pd.read_parquet({mentions!r})
assert mentions["event_id"].isin(events["event_id"]).all()
""",
}
