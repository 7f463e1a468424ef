"""Publish the records as a release: `onrecord release` with the folder of this checkout.

python scripts/release.py --help
"""

from __future__ import annotations

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["release", "--root", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
