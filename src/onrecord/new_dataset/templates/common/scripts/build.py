"""Make the data package from what lies in seeds/."""

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", "--root", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
