"""A package of many files, checked by one process, on all cores and on Dask: cost, and memory of the main process.

python bench/scale.py --files 64 --rows 60000
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import polars as pl

from measure import process, python, report, side_by_side, table

ENGINES = {
    "one process": "import onrecord; assert onrecord.verify({path!r}).ok",
    "processes": "import onrecord.scale as s\nif __name__ == '__main__': assert s.verify({path!r}, engine='processes').ok",
    "Dask": "import onrecord.scale as s\nif __name__ == '__main__': assert s.verify({path!r}, engine='dask').ok",
}


def generate(folder: Path, files: int, rows: int) -> None:
    """Events and twice as many mentions that point to them, each in so many files of so many rows."""
    resources = []
    for name, per_event in (("events", 1), ("mentions", 2)):
        (folder / name).mkdir(parents=True)
        paths = [f"{name}/{number:04}.parquet" for number in range(files)]
        for number, path in enumerate(paths):
            ids = pl.Series(range(number * rows, (number + 1) * rows))
            _part(name, ids, per_event).write_parquet(folder / path)
        resources.append({"name": name, "path": paths, "schema": _SCHEMAS[name]})
    (folder / "datapackage.json").write_text(json.dumps({"name": "scale", "resources": resources}), encoding="utf-8")


def _part(name: str, numbers: pl.Series, per_event: int) -> pl.DataFrame:
    rows = pl.DataFrame({"number": numbers.repeat_by(per_event).explode()})
    event = pl.format("event:{}", pl.col("number").cast(pl.String).str.zfill(9))
    if name == "events":
        return rows.select(event.alias("id"), (pl.col("number") % 97).alias("killed"))
    at = pl.int_range(pl.len()) % per_event
    return rows.select(
        pl.format("mention:{}-{}", "number", at).alias("id"), event.alias("event_id"), at.alias("char_start")
    )


_SCHEMAS = {
    "events": {
        "fields": [
            {"name": "id", "type": "string", "constraints": {"pattern": "event:[0-9]{9}"}},
            {"name": "killed", "type": "integer", "constraints": {"minimum": 0, "maximum": 100}},
        ],
        "primaryKey": ["id"],
    },
    "mentions": {
        "fields": [
            {"name": "id", "type": "string"},
            {"name": "event_id", "type": "string"},
            {"name": "char_start", "type": "integer", "constraints": {"minimum": 0}},
        ],
        "primaryKey": ["id"],
        "foreignKeys": [{"fields": ["event_id"], "reference": {"resource": "events", "fields": ["id"]}}],
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=64)
    parser.add_argument("--rows", type=int, default=60_000, help="events in a file; mentions are twice as many")
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "many"
        generate(path, chosen.files, chosen.rows)
        commands = {name: python(code.format(path=str(path))) for name, code in ENGINES.items()}
        medians = side_by_side(commands, chosen.repeat)
        growth = []
        for files in (4, 16, 64):
            few = Path(scratch) / f"small-{files}"
            generate(few, files, 2_000)
            run = process([sys.executable, "-c", ENGINES["processes"].format(path=str(few))])
            growth.append(f"| {files * 2} | {run.seconds:.2f} | {run.memory:.2f} |")
    total = chosen.files * chosen.rows
    what = (
        f"{total:,} events and {2 * total:,} mentions in {2 * chosen.files} files; a key each, and one that points from "
        "mentions to events. Start-up of all processes included."
    )
    lines = [
        what,
        "",
        table(medians, "one process"),
        "",
        "Small files (2,000 events, 4,000 mentions) on all cores, more and more of them:",
        "",
        "| files | seconds | peak GB of the main process |",
        "|---|---|---|",
        *growth,
    ]
    report("Many files on several engines", "\n".join(lines))


if __name__ == "__main__":
    main()
