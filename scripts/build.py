"""Make the data package from the records in seeds/: `onrecord build` with the folder of this checkout.

python scripts/build.py --help
"""

from __future__ import annotations

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", "--root", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
