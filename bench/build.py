"""Build and verify a made-up newsroom: documents a second, memory, and a rebuild after one change.

python bench/build.py --documents 10000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import synthetic
from measure import process, report

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


def main(documents: int) -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        synthetic.write(root, documents)
        build = [sys.executable, str(SCRIPTS / "build.py"), "--root", str(root)]
        verify = [sys.executable, "-m", "onrecord", "verify", str(root / "build" / "package"), "--checkout", str(root)]
        whole, check = process(build), process(verify)
        changed = root / "seeds" / "synthetic-00007" / "record.yaml"
        changed.write_text(changed.read_text().replace("certain", "probable", 1))
        again = process(build)
        size = sum(path.stat().st_size for path in (root / "seeds").rglob("*") if path.is_file())
    rate = documents / (whole.seconds + check.seconds)
    report(
        "Building and verifying many documents",
        f"{documents:,} made-up documents of 60 rows ({size / documents / 1000:.1f} kB each).\n\n"
        "| | seconds | peak GB of the main process |\n|---|---|---|\n"
        f"| build from nothing | {whole.seconds:.1f} | {whole.memory:.2f} |\n"
        f"| verify against contract and sources | {check.seconds:.1f} | {check.memory:.2f} |\n"
        f"| rebuild after one document changed | {again.seconds:.1f} | {again.memory:.2f} |\n\n"
        f"{rate:.0f} documents a second, built and verified.",
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=10_000)
    main(arguments.parse_args().documents)
