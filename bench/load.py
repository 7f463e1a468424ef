"""`import onrecord; load("events")` beside `import pandas; read_parquet` of the same file, as whole processes."""

from __future__ import annotations

from measure import python, report, side_by_side, table
from onrecord.package.catalogue import find_release

FILE = find_release() / "events.parquet"
CANDIDATES = {
    "pandas: read_parquet": python(f"import pandas; pandas.read_parquet({str(FILE)!r})"),
    "onrecord: load": python("import onrecord; onrecord.load('events')"),
    "pandas: import alone": python("import pandas"),
}

if __name__ == "__main__":
    medians = side_by_side(CANDIDATES, repeat=11)
    report("Loading a table", table(medians, "pandas: read_parquet"))
