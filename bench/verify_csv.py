"""A table of CSV, quoted where needed, verified by us and by frictionless: whole processes, and whether both find the same cells.

python bench/verify_csv.py --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import process, python, report, side_by_side, table
from verify import _schema, generate

OURS = """
import onrecord
report = onrecord.verify({folder!r})
counted = {{(f.code, f.field, f.message.partition(": ")[2]): f.count for f in report.findings}}
print(sum(counted.values()))
"""
THEIRS = """
from frictionless import Package, Checklist
report = Package({folder!r} + "/datapackage.json").validate(limit_errors=10_000_000)
print(sum(len(task.errors) for task in report.tasks))
"""


def as_csv(package: Path, folder: Path) -> None:
    """The same events as CSV, with a schema that both know: no rules across columns."""
    import polars as pl

    folder.mkdir()
    pl.read_parquet(package / "events.parquet").write_csv(folder / "events.csv")
    schema = {name: told for name, told in _schema().items() if name != "checks"}
    resource = {"name": "events", "path": "events.csv", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"name": folder.name, "resources": [resource]}))


def cells(code: str, folder: Path) -> int:
    """How many cells (or rows, of a key that occurs again) a validator finds fault with."""
    told = subprocess.run(python(code.format(folder=str(folder))), capture_output=True, text=True, check=True)
    return int(told.stdout)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--make", type=Path, metavar="DIR", help="only make the tables in this folder")
    chosen = arguments.parse_args()
    if chosen.make:
        generate(chosen.make, chosen.rows, 10)
        for kind in ("clean", "bad"):
            as_csv(chosen.make / kind, chosen.make / f"{kind}-csv")
        raise SystemExit
    parts = []
    with tempfile.TemporaryDirectory() as scratch:
        process([sys.executable, __file__, "--rows", str(chosen.rows), "--make", scratch])
        for kind, title in (("clean", "Clean"), ("bad", "0.1 % of the rows bad")):
            folder = Path(scratch) / f"{kind}-csv"
            size = (folder / "events.csv").stat().st_size / 1e6
            ours, theirs = cells(OURS, folder), cells(THEIRS, folder)
            medians = side_by_side({"onrecord": python(OURS.format(folder=str(folder)))}, 5)
            medians |= side_by_side({"frictionless": python(THEIRS.format(folder=str(folder)))}, 0)
            same = f"Both find fault with {ours:,} cells." if ours == theirs else f"Cells: {ours:,} and {theirs:,}."
            parts.append(f"### {title}, {chosen.rows:,} rows, {size:.0f} MB\n\n{table(medians, 'onrecord')}\n\n{same}")
    report("Verifying CSV", "\n\n".join(parts))
