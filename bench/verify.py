"""A package verified, side by side with what people use: whole processes, seconds and peak memory.

python bench/verify.py --rows 10000000 --mentions 5000000
python bench/verify.py --rows 50000000 --only onrecord    time and memory at five times the size

Events of 12 columns with a pattern, enums, ranges, a unique id and three rules across columns: clean, and with 0.1 %
of the rows bad; mentions with a foreign key to a million events; a package of ten rows. Decoding the columns is the
floor. dataframely, pointblank and great_expectations are measured when ONRECORD_BENCH_PEERS names a folder that holds
each in a folder of its name (pip install --target FOLDER/dataframely dataframely). frictionless gets fewer rows.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import verify_peers
from measure import Run, process, python, report, side_by_side, table

_ENUMS = {"event_type": 20, "status": 5, "precision": 6}
_COUNTS = {"killed": 100, "wounded": 1_000, "present": 100_000}
PATTERN = "event:[0-9]{10}"
FLOOR = "decoding the columns only"


def generate(folder: Path, rows: int, mentions: int) -> None:
    """Packages `clean` and `bad` of events, `keys` and `shuffled` of mentions and events, `small` and `few`."""
    _events(folder / "clean", rows, bad=False)
    _events(folder / "bad", rows, bad=True)
    _events(folder / "small", 10, bad=False)
    _events(folder / "few", min(rows, 100_000), bad=False)
    _mentions(folder / "keys", mentions, max(mentions // 5, 1))
    _mentions(folder / "shuffled", mentions, rows, shuffled=True)


def _events(folder: Path, rows: int, *, bad: bool) -> None:
    import numpy as np
    import pyarrow.parquet as pq

    folder.mkdir()
    rng = np.random.default_rng(7)
    part, writer = 1_000_000, None
    for start in range(0, rows, part):
        events = _part(rng, start, min(part, rows - start), bad=bad)
        if writer is None:
            coded = [name for name in events.column_names if name in _ENUMS]
            path = folder / "events.parquet"
            writer = pq.ParquetWriter(path, events.schema, compression="zstd", use_dictionary=coded, store_schema=False)
        writer.write_table(events, row_group_size=120_000)
    if writer:
        writer.close()
    _describe(folder, {"events": _schema()})


def _part(rng, start: int, rows: int, *, bad: bool):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    words = np.array([f"word{i}" for i in range(5_000)])
    day = rng.integers(18_000, 20_000, rows).astype("int32")
    last = day + rng.integers(0, 5, rows).astype("int32")
    counts = {name: rng.integers(0, size, rows) for name, size in _COUNTS.items()}
    counts["present"] += counts["killed"] + counts["wounded"]
    latitude, longitude = np.round(rng.uniform(-90, 90, rows), 4), np.round(rng.uniform(-180, 180, rows), 4)
    status = rng.integers(0, _ENUMS["status"], rows)
    number = np.arange(start, start + rows)
    if bad:
        # one row in a thousand, each breaking one of six rules
        chosen = rng.permutation(rows)[: rows // 1_000]
        parts = np.array_split(chosen, 6)
        last[parts[0]], latitude[parts[1]], counts["killed"][parts[2]] = day[parts[0]] - 1, 91.5, -1
        status[parts[3]], counts["present"][parts[4]] = _ENUMS["status"], 0
        number[parts[5]] = number[parts[5]] - 1
    text = pc.utf8_lpad(pa.array(number).cast(pa.string()), 10, "0")
    codes = {name: rng.integers(0, size, rows) for name, size in _ENUMS.items()} | {"status": status}
    return pa.table(
        {
            "event_id": pc.binary_join_element_wise(pa.repeat("event:", rows), text, ""),
            "date_start": pa.array(day).cast(pa.date32()),
            "date_end": pa.array(last).cast(pa.date32()),
            **{
                name: pa.array([f"{name}_{i}" for i in range(size + 1)]).take(pa.array(codes[name]))
                for name, size in _ENUMS.items()
            },
            "latitude": pa.array(latitude),
            "longitude": pa.array(longitude),
            **{name: pa.array(values) for name, values in counts.items()},
            "note": pc.binary_join_element_wise(
                *[pa.array(words[rng.integers(0, 5_000, rows)]) for _ in range(3)], " "
            ),
        }
    )


def _schema() -> dict[str, object]:
    def field(name: str, kind: str, **constraints: object) -> dict[str, object]:
        return {"name": name, "type": kind, "constraints": {"required": True, **constraints}}

    fields = [
        field("event_id", "string", pattern=PATTERN),
        field("date_start", "date", minimum="1990-01-01"),
        field("date_end", "date", maximum="2030-01-01"),
        *(field(name, "string", enum=[f"{name}_{i}" for i in range(size)]) for name, size in _ENUMS.items()),
        field("latitude", "number", minimum=-90, maximum=90),
        field("longitude", "number", minimum=-180, maximum=180),
        *(field(name, "integer", minimum=0) for name in _COUNTS),
        field("note", "string", minLength=1, maxLength=200),
    ]
    checks = [
        {"name": name, "expression": rule, "message": "holds"}
        for name, rule in {
            "dates-in-order": "date_start <= date_end",
            "killed-were-there": "killed <= present",
            "hurt-were-there": "killed + wounded <= present",
        }.items()
    ]
    return {"fields": fields, "primaryKey": ["event_id"], "checks": checks}


def _mentions(folder: Path, rows: int, events: int, *, shuffled: bool = False) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    folder.mkdir()
    rng, part = np.random.default_rng(8), 1_000_000
    numbers = {"events": np.arange(events), "mentions": rng.integers(0, events, rows)}
    if shuffled:
        numbers["events"] = rng.permutation(events)
    for name, column in numbers.items():
        schema = pa.schema([("event_id", pa.string())])
        with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd", store_schema=False) as writer:
            for start in range(0, len(column), part):
                text = pc.utf8_lpad(pa.array(column[start : start + part]).cast(pa.string()), 10, "0")
                ids = pc.binary_join_element_wise(pa.repeat("event:", len(text)), text, "")
                writer.write_table(pa.table({"event_id": ids}, schema=schema), row_group_size=120_000)
    one = {"name": "event_id", "type": "string"}
    key = {"fields": ["event_id"], "reference": {"resource": "events", "fields": ["event_id"]}}
    events_schema = {"fields": [one], "primaryKey": ["event_id"]} if shuffled else {"fields": [one]}
    _describe(folder, {"events": events_schema, "mentions": {"fields": [one], "foreignKeys": [key]}})


def _describe(folder: Path, schemas: Mapping[str, object]) -> None:
    resources = [{"name": n, "path": f"{n}.parquet", "schema": schema} for n, schema in schemas.items()]
    (folder / "datapackage.json").write_text(json.dumps({"name": folder.name, "resources": resources}))


def ours(folder: Path, *, ok: bool) -> list[str]:
    """Our own check of a package, which must come out as it should."""
    return python(f"import onrecord\nassert onrecord.verify({str(folder)!r}).ok is {ok}")


def candidates(folder: Path, *, ok: bool) -> dict[str, list[str]]:
    """Everything that checks the events of a package, by name."""
    path = str(folder / "events.parquet")
    found = {FLOOR: python(verify_peers.DECODING.format(path=path)), "onrecord": ours(folder, ok=ok)}
    found |= {name: python(code.format(path=path, ok=ok)) for name, code in verify_peers.ALWAYS.items()}
    return found | verify_peers.installed(path, ok=ok)


def keys(folder: Path) -> dict[str, list[str]]:
    """What checks that each mention points to an event, by name."""
    paths = {name: str(folder / f"{name}.parquet") for name in ("events", "mentions")}
    found = {name: python(code.format(**paths)) for name, code in verify_peers.KEYS.items()}
    return {
        "reading the columns only": found.pop("reading the columns only"),
        "onrecord": ours(folder, ok=True),
    } | found


def spilling(folder: Path) -> dict[str, list[str]]:
    """Our check of keys in no order, with memory and without."""
    code = f"import onrecord\nassert onrecord.verify({str(folder)!r}, memory=%r).ok"
    return {f"onrecord, told to use {size}": python(code % size) for size in ("8GB", "200MB")}


def small(folder: Path) -> dict[str, list[str]]:
    """The command on ten rows, beside the import of its engine."""
    return {
        "python -c 'import polars'": python("import polars"),
        "onrecord verify": [sys.executable, "-m", "onrecord", "verify", str(folder)],
    }


def few(folder: Path) -> dict[str, list[str]]:
    """frictionless and ours on the same few rows."""
    ours_ = [sys.executable, "-m", "onrecord", "verify", str(folder)]
    peer = f"from frictionless import Package\nassert Package({str(folder / 'datapackage.json')!r}).validate().valid"
    return {"onrecord verify": ours_, "frictionless": python(peer)}


def _told(title: str, medians: Mapping[str, Run]) -> str:
    return f"### {title}\n\n{table(medians, next(iter(medians)))}"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--mentions", type=int, default=5_000_000)
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--generate", type=Path, metavar="DIR", help="only make the packages in this folder")
    arguments.add_argument("--only", action="append", metavar="NAME", help="measure only this (and decoding)")
    chosen = arguments.parse_args()
    if chosen.generate:
        generate(chosen.generate, chosen.rows, chosen.mentions)
        raise SystemExit
    with tempfile.TemporaryDirectory() as scratch:
        # in a process of its own: a child's peak memory begins with its parent's
        size = ["--rows", str(chosen.rows), "--mentions", str(chosen.mentions)]
        process([sys.executable, __file__, *size, "--generate", scratch])
        root = Path(scratch)
        parts = []
        for kind in ("clean", "bad"):
            every = candidates(root / kind, ok=kind == "clean")
            wanted = {n: c for n, c in every.items() if not chosen.only or n in (FLOOR, *chosen.only)}
            title = "Clean" if kind == "clean" else "0.1 % of the rows bad, all counted"
            parts.append(_told(f"{title}, {chosen.rows:,} events", side_by_side(wanted, chosen.repeat)))
        title = f"{chosen.rows:,} unique ids in no order, and {chosen.mentions:,} that point to them"
        parts.append(_told(title, side_by_side(spilling(root / "shuffled"), chosen.repeat)))
        if not chosen.only:
            title = f"{chosen.mentions:,} mentions that point to {max(chosen.mentions // 5, 1):,} events"
            parts.append(_told(title, side_by_side(keys(root / "keys"), chosen.repeat)))
            parts.append(_told("Ten rows", side_by_side(small(root / "small"), max(chosen.repeat, 5))))
            parts.append(_told(f"{min(chosen.rows, 100_000):,} events", side_by_side(few(root / "few"), 1)))
    missing = [] if chosen.only else verify_peers.missing()
    left_out = f"\n\nNot installed, so left out: {', '.join(missing)}." if missing else ""
    about = (
        "Events of 12 columns (an id, two dates, three enums, coordinates, three counts, a text) with a pattern, enums, "
        "ranges, a unique id and three rules across columns; the bad rows break six of them.\n\n"
    )
    section = "Verifying a package" + ("" if not chosen.only else f", {chosen.rows:,} rows")
    report(section, about + "\n\n".join(parts) + left_out)
