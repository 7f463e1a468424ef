"""Let the machine coder propose what documents say, or run it over a whole corpus.

examples:
  python scripts/extract.py nationalworld-2021-04-border     writes seeds/…/coders/machine.yaml
  python scripts/extract.py                                  the same for every document in seeds/, and the page on
                                                             how near the machine comes: docs/agreement.md
  python scripts/extract.py --corpus articles.jsonl --out coded
                                                             tables in Parquet, on all cores; go on after a stop
                                                             with the same command
Adopt proposals with  python scripts/annotate.py --adopt DOCUMENT
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from onrecord.checkout import Checkout
from onrecord.cli.output import Screen
from onrecord.coding.corpus import run_corpus
from onrecord.coding.documents import propose
from onrecord.coding.page import NAME, agreement_page
from onrecord.coding.records import Desk
from onrecord.findings import Problem
from onrecord.findings.render import as_text
from onrecord.package.write import write_text


def main() -> int:
    """Do it; 0 done, 1 articles were left out, 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("documents", nargs="*", metavar="DOCUMENT", help="folders of seeds/ (default: all)")
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    arguments.add_argument(
        "--corpus", type=Path, metavar="FILE", help="articles, .jsonl or .parquet: id, text, published"
    )
    arguments.add_argument("--out", type=Path, metavar="DIR", help="with --corpus: where the tables go")
    chosen = arguments.parse_args()
    if (chosen.corpus is None) != (chosen.out is None) or (chosen.corpus and chosen.documents):
        arguments.error("--corpus FILE and --out DIR go together, without DOCUMENT")
    checkout = Checkout(chosen.root.resolve())
    try:
        return corpus(chosen, checkout, screen) if chosen.corpus else documents(chosen.documents, checkout, screen)
    except Problem as problem:
        screen.problem(problem)
        return 2
    except KeyboardInterrupt:
        screen.say("stopped; the same command goes on from here")
        return 130


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


def corpus(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> int:
    """Run over a corpus."""
    with screen.progress(chosen.corpus.name) as tell:
        done = run_corpus(chosen.corpus, chosen.out, checkout.seeds, checkout.schemas, tell)
    rows = " · ".join(f"{count:,} {table}" for table, count in done.rows.items())
    for finding in done.findings[:20]:
        screen.say(as_text(finding, colour=screen.colour))
    screen.show(f"{chosen.out}: {done.texts:,} texts ({done.resumed:,} were done before) · {rows}")
    if done.findings:
        screen.say(f"{len(done.findings):,} articles were left out")
    return 1 if done.findings else 0


if __name__ == "__main__":
    sys.exit(main())
