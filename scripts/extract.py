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
from onrecord.findings import Problem
from onrecord.package.write import write_text
from onrecord.records.coders.agreement_page import NAME, agreement_page
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.machine_documents import propose


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
        return documents(chosen.documents, checkout, screen)
    except Problem as problem:
        screen.problem(problem)
        return 2


def documents(slugs: list[str], checkout: Checkout, screen: Screen) -> int:
    """Write the machine's record of documents."""
    for written in propose(checkout, slugs):
        rows = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in written.rows.items())
        screen.show(f"{written.path.relative_to(checkout.root)}: {rows}")
    page = None if slugs else agreement_page(Desk.open(checkout))
    if page is not None:
        write_text(checkout.root / "docs" / NAME, page)
        screen.show(f"docs/{NAME}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
