"""Begin, format and check records; adopt what the machine coder proposes: `onrecord records` with the folder of this checkout.

python scripts/annotate.py --help
"""

from __future__ import annotations

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["records", "--root", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
