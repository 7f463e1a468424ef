"""From what was received (seeds/) to the tables of the contract (build/tables/): edit it. `onrecord build` runs it.

A table that it doesn't write is taken from seeds/ as it stands there.
"""

from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """An example: names without spaces around them."""
    things = pd.read_csv(ROOT / "seeds" / "things.csv")
    things["name"] = things["name"].str.strip()
    things.to_parquet(ROOT / "build" / "tables" / "things.parquet", index=False)


if __name__ == "__main__":
    main()
