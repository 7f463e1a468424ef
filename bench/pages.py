"""Pages of 1,000 articles: seconds and memory of the whole command, on all cores.

python bench/pages.py                       on made-up articles
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import synthetic
from measure import process, report

COMMAND = Path(sys.executable).parent / "onrecord"


def main(articles: int) -> None:
    """Code made-up articles, make their pages, and report."""
    with tempfile.TemporaryDirectory() as scratch:
        texts = Path(scratch) / "articles"
        texts.mkdir()
        lines = []
        for number in range(articles):
            text = synthetic.document(number)["text.txt"].decode()
            (texts / f"{number}.txt").write_text(text, encoding="utf-8")
            lines.append(json.dumps({"text": text}))
        corpus = Path(scratch) / "articles.jsonl"
        corpus.write_text("\n".join(lines) + "\n", encoding="utf-8")
        process([str(COMMAND), "extract", str(corpus), "--out", f"{scratch}/coded"])
        run = process(
            [str(COMMAND), "site", "--package", f"{scratch}/coded", "--texts", str(texts), "--out", f"{scratch}/site"]
        )
        files = [path for path in Path(scratch, "site").rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        size = sum(path.stat().st_size for path in files) / 1e6
    report(
        "Pages of a release",
        f"{articles:,} made-up articles, coded by the machine; all cores.\n\n"
        f"- {pages:,} pages ({size:,.0f} MB with data) in {run.seconds:.0f} s, {run.memory:.2f} GB in the largest process",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    main(parser.parse_args().articles)
