"""Two tables of 12 columns compared, side by side with what people use: whole processes, seconds and peak memory.

python bench/diff.py --rows 10000000        1 % of the rows changed, 0.5 % added, 0.5 % removed

The peers give the added and removed keys and every changed cell, as ours does; reading both alone is the floor.
datacompy 1.1 doesn't run beside Polars 2: it is measured when ONRECORD_BENCH_DATACOMPY names a folder that holds
both it and an older Polars (pip install --target FOLDER datacompy "polars<2").
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from measure import process, python, report, side_by_side, table

_ENUMS = {"event_type": 20, "status": 5, "precision": 6}
_TYPES = {
    "event_id": "string",
    "date_start": "date",
    "date_end": "date",
    **dict.fromkeys(_ENUMS, "string"),
    "latitude": "number",
    "longitude": "number",
    **dict.fromkeys(("killed", "wounded", "present"), "integer"),
    "note": "string",
}
FLOOR = "reading both"


def generate(folder: Path, rows: int) -> None:
    """Packages `a` and `b` in the folder, sorted by key, in row groups as ours have them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rng = np.random.default_rng(7)
    extra = rows // 200
    total = rows + extra
    day = rng.integers(18_000, 20_000, total).astype("int32")
    number = pc.utf8_lpad(pa.array(np.arange(total)).cast(pa.string()), 10, "0")
    words = np.array([f"word{i}" for i in range(5_000)])
    columns = {
        "event_id": pc.binary_join_element_wise(pa.repeat("event:", total), number, ""),
        "date_start": pa.array(day).cast(pa.date32()),
        "date_end": pa.array(day + rng.integers(0, 5, total).astype("int32")).cast(pa.date32()),
        **{
            name: pa.array([f"{name}_{i}" for i in range(size)]).take(pa.array(rng.integers(0, size, total)))
            for name, size in _ENUMS.items()
        },
        "latitude": pa.array(np.round(rng.uniform(-90, 90, total), 4)),
        "longitude": pa.array(np.round(rng.uniform(-180, 180, total), 4)),
        **{
            name: pa.array(rng.integers(0, size, total))
            for name, size in {"killed": 100, "wounded": 1_000, "present": 100_000}.items()
        },
        "note": pc.binary_join_element_wise(*[pa.array(words[rng.integers(0, 5_000, total)]) for _ in range(3)], " "),
    }
    order = rng.permutation(total)
    before, after, changed = np.ones(total, bool), np.ones(total, bool), np.zeros(total, bool)
    before[order[:extra]] = False
    after[order[extra : 2 * extra]] = False
    changed[order[2 * extra : 2 * extra + rows // 100]] = True
    events = pa.table(columns)
    _package(folder / "a", events.filter(pa.array(before)))
    killed = pc.add(events["killed"], pa.array(changed.astype("int64")))
    changed[::2] = False
    note = pc.if_else(pa.array(changed), pa.scalar("told otherwise"), events["note"])
    place = events.column_names.index
    events = events.set_column(place("killed"), "killed", killed).set_column(place("note"), "note", note)
    _package(folder / "b", events.filter(pa.array(after)))


def _package(folder: Path, events: object) -> None:
    import pyarrow.parquet as pq

    folder.mkdir()
    pq.write_table(
        events,
        folder / "events.parquet",
        compression="zstd",
        row_group_size=120_000,
        use_dictionary=list(_ENUMS),
        store_schema=False,
    )
    enums = {name: {"enum": [f"{name}_{i}" for i in range(size)]} for name, size in _ENUMS.items()}
    fields = [{"name": name, "type": kind, "constraints": enums.get(name, {})} for name, kind in _TYPES.items()]
    schema = {"fields": fields, "primaryKey": ["event_id"]}
    resource = {"name": "events", "path": "events.parquet", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"name": folder.name, "resources": [resource]}))


def candidates(folder: Path) -> dict[str, list[str]]:
    """What is measured, by name."""
    a, b = (str(folder / name / "events.parquet") for name in "ab")
    ours = f"""
from onrecord.history.diff import diff
difference = diff({str(folder / "a")!r}, {str(folder / "b")!r}, memory=%s)
assert difference.counts["added"] == difference.counts["removed"] > 0 < difference.counts["cells"]
"""
    rest = [name for name in _TYPES if name != "event_id"]
    found = {
        FLOOR: python(f"import pyarrow.parquet as pq\nfor f in ({a!r}, {b!r}): pq.ParquetFile(f).read()"),
        "onrecord": python(ours % "2_000_000_000"),
        "onrecord, told to use 200 MB": python(ours % "200_000_000"),
        "DuckDB full join": python(
            f"""
import duckdb
x, y = duckdb.read_parquet({a!r}).set_alias("x"), duckdb.read_parquet({b!r}).set_alias("y")
differs = " OR ".join(f"x.{{c}} IS DISTINCT FROM y.{{c}}" for c in {rest!r})
x.join(y, "x.event_id = y.event_id", how="outer").filter(differs).to_arrow_table()
"""
        ),
        "Polars join": python(
            f"""
import polars as pl
x, y = pl.read_parquet({a!r}), pl.read_parquet({b!r})
x.join(y, on="event_id", how="anti"), y.join(x, on="event_id", how="anti")
both = x.join(y, on="event_id", suffix="_now")
for c in {rest!r}: both.filter(pl.col(c).ne_missing(pl.col(c + "_now"))).select("event_id", c, c + "_now")
"""
        ),
        "pandas merge": python(
            f"""
import pandas as pd
x, y = pd.read_parquet({a!r}), pd.read_parquet({b!r})
both = x.merge(y, on="event_id", how="outer", suffixes=("", "_now"), indicator=True)
matched = both[both["_merge"] == "both"]
for c in {rest!r}: matched.loc[matched[c] != matched[c + "_now"], ["event_id", c, c + "_now"]]
"""
        ),
    }
    if "ONRECORD_BENCH_DATACOMPY" in os.environ:
        found["datacompy on Polars"] = python(
            f"""
import sys; sys.path.insert(0, {os.environ["ONRECORD_BENCH_DATACOMPY"]!r})
import datacompy, polars as pl
x, y = pl.read_parquet({a!r}), pl.read_parquet({b!r})
datacompy.PolarsCompare(x, y, join_columns="event_id").report()
"""
        )
    return found


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--generate", type=Path, metavar="DIR", help="only make the two packages in this folder")
    arguments.add_argument("--only", action="append", metavar="NAME", help="measure only this (and reading both)")
    chosen = arguments.parse_args()
    if chosen.generate:
        generate(chosen.generate, chosen.rows)
        raise SystemExit
    with tempfile.TemporaryDirectory() as scratch:
        # in a process of its own: a child's peak memory begins with its parent's
        process([sys.executable, __file__, "--rows", str(chosen.rows), "--generate", scratch])
        all_of_them = candidates(Path(scratch))
        wanted = {n: c for n, c in all_of_them.items() if not chosen.only or n in (FLOOR, *chosen.only)}
        medians = side_by_side(wanted, chosen.repeat)
    told = (
        f"Two tables of {chosen.rows:,} rows and 12 columns (an id, two dates, three enums, coordinates, three counts, "
        f"a text), sorted by id; 1 % of the rows changed, 0.5 % added, 0.5 % removed.\n\n{table(medians, FLOOR)}"
    )
    report("Comparing two releases", told)
