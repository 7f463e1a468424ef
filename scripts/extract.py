"""Let the machine coder propose what documents say, or run it over a whole corpus.

examples:
  python scripts/extract.py nationalworld-2021-04-border     writes seeds/…/coders/machine.yaml
  python scripts/extract.py                                  the same for every document in seeds/, and the page on
                                                             how near the machine comes: docs/agreement.md
  python scripts/extract.py --corpus articles.jsonl --out coded
                                                             onrecord extract articles.jsonl --out coded, with the
                                                             contract and the registries of this checkout
Adopt proposals with  python scripts/annotate.py --adopt DOCUMENT
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.cli import corpus
from onrecord.cli.output import Screen
from onrecord.cli.records import propose_records
from onrecord.findings import Problem


def main() -> int:
    """Do it; 0 done, 1 articles were left out, 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("documents", nargs="*", metavar="DOCUMENT", help="folders of seeds/ (default: all)")
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    arguments.add_argument(
        "--corpus", type=Path, nargs="+", metavar="SOURCE", help="articles: folders of .txt, .jsonl, .csv, .parquet"
    )
    corpus.add_options(arguments)
    arguments.add_argument("--published", metavar="DAY", help="with --corpus: when those appeared that don't tell")  # fmt: skip
    chosen = arguments.parse_args()
    if (chosen.corpus is None) != (chosen.out is None) or (chosen.corpus and chosen.documents):
        arguments.error("--corpus SOURCE and --out DIR go together, without DOCUMENT")
    checkout = Checkout(chosen.root.resolve())
    try:
        if chosen.corpus:
            return corpus.run_over(chosen.corpus, chosen, screen, registry=checkout.seeds, schemas=checkout.schemas)
        return propose_records(checkout, chosen.documents, screen)
    except Problem as problem:
        screen.problem(problem)
        return 2


if __name__ == "__main__":
    sys.exit(main())
