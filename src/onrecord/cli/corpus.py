"""Many articles into tables: what the command `extract --out` and `scripts/extract.py --corpus` share."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, printable
from onrecord.findings.terminal import as_text

#: findings that are shown one by one
_SHOWN = 20


def add_options(arguments: argparse.ArgumentParser) -> None:
    """Add the options of a run over many articles."""
    arguments.add_argument("--out", type=Path, metavar="DIR", help="the folder that the tables go to, as Parquet")
    arguments.add_argument("--csv", action="store_true", help="with --out: quotes.csv and figures.csv, too, with their words")  # fmt: skip
    arguments.add_argument("--any-language", action="store_true", help="propose even where a text is not English")
    arguments.add_argument("--workers", type=_workers, metavar="N", help="with --out: how many processes work (default: one for each core)")  # fmt: skip
    arguments.add_argument(
        "--registry", type=Path, metavar="DIR", help="with --out: a folder with your own actors.yaml and places.yaml"
    )


def _workers(words: str) -> int:
    number = int(words) if words.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return number


def run_over(
    sources: list[Path], chosen: argparse.Namespace, screen: Screen, *, registry: Path | None = None,
    schemas: Path | None = None,
) -> int:  # fmt: skip
    """Code the articles and say what came out: 0 done, 1 articles were left out, 130 stopped."""
    from onrecord.corpus.coded_package import run_corpus

    day_of(chosen.published)
    try:
        with screen.progress(chosen.out.name) as tell:
            done = run_corpus(sources, chosen.out, registry=chosen.registry or registry, schemas=schemas,
                              published=chosen.published, sheets=chosen.csv, progress=tell,
                              workers=chosen.workers,
                              any_language=chosen.any_language)  # fmt: skip
    except KeyboardInterrupt:
        screen.say("stopped; the same command goes on from here")
        return 130
    for finding in done.findings[:_SHOWN]:
        screen.say(as_text(finding, colour=screen.colour))
    if len(done.findings) > _SHOWN:
        screen.say(f"… and {len(done.findings) - _SHOWN:,} more")
    rows = " · ".join(f"{count:,} {table}" for table, count in done.rows.items() if table != "sources")
    before = f" ({done.resumed:,} of them by an earlier run)" if done.resumed else ""
    screen.show(f"{chosen.out}: {done.texts:,} texts{before} · {rows}")
    left_out = sum(finding.severity == "error" for finding in done.findings)
    if left_out:
        screen.say(f"{left_out:,} articles were left out")
    return 1 if left_out else 0


def check_options(chosen: argparse.Namespace, sources: list[str]) -> None:
    """Raises `Problem` (S014) when what is asked for takes `--out` and there is none, or the other way round."""
    alone = [f"--{name}" for name in ("json", "only") if getattr(chosen, name, None)]
    if chosen.out is not None and (alone or "-" in sources):
        what = "standard input" if "-" in sources else alone[0]
        raise Problem(Finding(code="S014", message=f"{what} and --out don't go together", help="leave one of them out"))
    many = len(sources) > 1 or Path(sources[0]).is_dir() or Path(sources[0]).suffix.lower() in (".jsonl", ".parquet")
    if chosen.out is None and (many or chosen.csv or chosen.registry):
        raise Problem(
            Finding(code="S014", message="many articles become tables, and those need a folder", help="add  --out DIR")
        )


def day_of(told: str | None) -> dt.date | None:
    """The day that `--published` names; raises `Problem` (R017) when it is none."""
    try:
        return dt.date.fromisoformat(told) if told else None
    except ValueError:
        message = f"“{printable(str(told), 40)}” is no day"
        raise Problem(Finding(code="R017", message=message, help="write 2021-04-15")) from None
