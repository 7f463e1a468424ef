"""The machine coder: characters a second of all of it on one core, articles a second of a corpus on all cores.

python bench/extract.py                                          on made-up articles
python bench/extract.py --texts articles.jsonl --actors gsr.jsonl
    on articles of one's own (a key `text`), and how many of the actors that people marked are found: a line of
    `gsr.jsonl` has `text` and `actors` with `start`, `end` and `role`, as PLOVER's gold standard records made so
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import synthetic
from measure import process, report
from onrecord.coder.actors import find_names
from onrecord.coder.actors.names import Lookup
from onrecord.coder.extraction import Coder

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
ROUNDS = 5


def main(texts: Path | None, actors: Path | None) -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as scratch:
        file = texts or made_up(Path(scratch) / "made-up.jsonl")
        articles = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
        characters = sum(map(len, articles))
        rate = characters / fastest(articles)
        run = process([sys.executable, str(SCRIPTS / "extract.py"), "--corpus", str(file), "--out", f"{scratch}/coded"])
    speed = f"{len(articles) / run.seconds:,.0f} articles a second, {run.memory:.2f} GB in the largest process"
    told = [
        f"{len(articles):,} {'made-up ' if texts is None else ''}articles, {characters:,} characters.",
        "",
        f"- all of `onrecord.extract` on one core: {rate:,.0f} characters a second",
        f"- the corpus into tables, all cores, whole process: {speed}",
    ]
    if actors is not None:
        precision, recall = actor_spans(actors)
        f1 = 2 * precision * recall / (precision + recall)
        told.append(
            f"- actor spans of PLOVER's gold standard records, any overlap: precision {precision:.3f}, recall {recall:.3f}, "
            f"F1 {f1:.3f}\n  (each sentence has only the actors of one event marked, so precision is a lower bound)"
        )
    report("The machine coder", "\n".join(told))


def made_up(path: Path) -> Path:
    """Articles of the made-up newsroom."""
    texts = (synthetic.document(number)["text.txt"].decode() for number in range(500))
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def fastest(articles: list[str]) -> float:
    """Seconds of the fastest of some rounds over all articles."""
    coder = Coder()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in articles:
            coder.extract(text)
        rounds.append(time.process_time() - start)
    return min(rounds)


def actor_spans(file: Path) -> tuple[float, float]:
    """Precision and recall of actor spans, each matched once by any overlap."""
    lookup = Lookup([], [])
    right = ours = theirs = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        found = find_names(told["text"], lookup=lookup)
        spans = {mention.span for mention in (*found.actors, *found.places)}
        gold = [actor for actor in told["actors"] if actor["role"].startswith(("SRC", "TAR"))]
        ours, theirs = ours + len(spans), theirs + len(gold)
        for actor in gold:
            hit = next(
                (span for span in sorted(spans) if span.start < actor["end"] and actor["start"] < span.end), None
            )
            spans.discard(hit) if hit is not None else None
            right += hit is not None
    return right / ours, right / theirs


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=Path, metavar="FILE")
    arguments.add_argument("--actors", type=Path, metavar="FILE")
    chosen = arguments.parse_args()
    main(chosen.texts, chosen.actors)
