"""Publish what lies in seeds/ as a release."""

import sys
from pathlib import Path

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["release", "--root", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
