"""The command that proposes: quotes, figures, dates, actors, places and events of any text, or of many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from onrecord.cli import command, corpus
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

_EXAMPLES = """\
examples:
  onrecord extract article.txt
  onrecord extract article.txt --only figures
  onrecord extract article.txt --published 2021-04-15 --json
  cat article.txt | onrecord extract -
  onrecord extract articles/ --out coded --csv         a folder of .txt: tables as Parquet, and for spreadsheets
  onrecord extract a.jsonl b.csv c.parquet --out coded       columns: text, and if known id, published, title …
  onrecord extract articles/ --out coded --registry mine/    with mine/actors.yaml, mine/places.yaml

a text that is named 2021-04-15-harbour.txt was published on that day; --published holds for all that tell none.
with --out, the same command goes on after a stop, and exit code 1 says that articles were left out"""
_SHOWN = {
    "quotes": ["speaker", "cue", "quote_type", "confidence", "words"],
    "figures": ["value", "value_low", "value_high", "qualifier", "unit", "words"],
    "dates": ["date_edtf", "date_precision", "date_basis", "words"],
    "actors": ["name", "actor_type", "country_code", "confidence", "words"],
    "places": ["name", "place_type", "country_code", "confidence", "words"],
    "events": ["event_type", "event_status", "initiator", "target", "date_edtf", "place", "confidence", "words"],
}
#: no text may be larger (bytes)
LIMIT = 50_000_000


def add_command(commands: Any) -> None:
    """Add `extract` to the command line."""
    what = "propose quotes with their speakers, figures, dates, actors, places and events, from any text"
    extract = command.add(commands, "extract", what, _EXAMPLES, run)
    what = "a text in UTF-8, or - for standard input; with --out also folders of .txt, .jsonl, .csv and .parquet"
    extract.add_argument("files", metavar="FILE", nargs="+", help=what)
    extract.add_argument("--only", choices=tuple(_SHOWN), help="only one kind")
    extract.add_argument(
        "--published", metavar="DAY", help="when it was published: what “last week” is worked out from"
    )
    extract.add_argument("--json", action="store_true", help="as JSON with offsets, for programs")
    corpus.add_options(extract)


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Extract and show."""
    corpus.check_options(chosen, chosen.files)
    day = corpus.day_of(chosen.published)
    if chosen.out is not None:
        return corpus.run_over([Path(file) for file in chosen.files], chosen, screen)
    from onrecord.coder.extraction import extract

    found = extract(_read(chosen.files[0]), published=day, any_language=chosen.any_language)
    frames = {name: frame for name, frame in found.frames().items() if chosen.only in (None, name)}
    if chosen.json:
        rows: dict[str, Any] = {
            name: frame.astype(object).where(frame.notna(), None).to_dict("records") for name, frame in frames.items()
        }
        screen.json({**rows, "notes": [note._asdict() for note in found.notes]})
        return 0
    for note in found.notes:
        screen.say(f"note: {note.message}")
    for name, frame in frames.items():
        screen.show(f"{name}: {len(frame)}")
        if len(frame):
            screen.table(frame[_SHOWN[name]].itertuples(index=False, name=None), _SHOWN[name])
        screen.show("")
    return 0


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(LIMIT + 1) if file == "-" else _small(Path(file))
        return raw.decode("utf-8")
    except OSError as error:
        raise Problem(Finding(code="S001", message=f"can't be read: {error.strerror}", file=file)) from None
    except UnicodeDecodeError as error:
        message = f"the text is not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}"
        raise Problem(Finding(code="S001", message=message, file=file, help="save it as UTF-8")) from None


def _small(path: Path) -> bytes:
    if path.stat().st_size > LIMIT:
        message = f"the text has more than {LIMIT // 1_000_000} MB"
        raise Problem(Finding(code="S002", message=message, file=str(path), help="give one article at a time"))
    return path.read_bytes()
