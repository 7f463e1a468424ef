"""Let the machine coder propose what documents say: seeds/…/coders/machine.yaml."""

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["records", "--root", str(Path(__file__).resolve().parent.parent), "--propose", *sys.argv[1:]]))
