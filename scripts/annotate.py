"""Begin, format and check what people record of a document; adopt what the machine coder proposes.

examples:
  python scripts/annotate.py --new harbour-2022 article.txt    begin a document in seeds/harbour-2022
  python scripts/annotate.py --format                          every anchor as a block, comments kept
  python scripts/annotate.py --format --check                  only say which records are not formatted
  python scripts/annotate.py --schema                          JSON Schemas for editors and the page on records
  python scripts/annotate.py --adopt harbour-2022              choose among the machine's proposals, one key each
  python scripts/annotate.py --adopt harbour-2022 --all --kind quotes --at-least 0.8
                                                               take all quotes of which the machine is that sure
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import yaml

from onrecord.checkout import Checkout
from onrecord.cli.asking import Asking
from onrecord.cli.output import Screen
from onrecord.findings import Problem
from onrecord.package.write import write_text
from onrecord.records.coders.adopted_rows import KINDS
from onrecord.records.coders.adoption import Wanted, adopt_into
from onrecord.records.document_folder import layout_of, load_file
from onrecord.records.format.formatter import format_record
from onrecord.records.format.json_schema import json_schemas
from onrecord.records.format.new_document import free_folder, read_article, start_document
from onrecord.records.format.reference_page import records_page


def main() -> int:
    """Do it; 0 done, 1 not formatted (with --check), 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    what = arguments.add_mutually_exclusive_group(required=True)
    what.add_argument("--new", nargs=2, metavar=("DOCUMENT", "TEXTFILE"), help="begin a document")
    what.add_argument("--format", nargs="*", type=Path, metavar="RECORD", help="format these records (default: all)")
    what.add_argument("--schema", action="store_true", help="write what is made from the format of records")
    what.add_argument("--adopt", metavar="DOCUMENT", help="put proposals of the machine coder into the record")
    arguments.add_argument("--all", action="store_true", help="with --adopt: do not ask")
    arguments.add_argument("--kind", action="append", choices=KINDS, help="with --adopt: only these (may be repeated)")
    arguments.add_argument("--at-least", type=float, default=0.0, metavar="X", help="with --adopt: this sure, 0 to 1")
    arguments.add_argument("--check", action="store_true", help="with --format: change nothing")
    chosen = arguments.parse_args()
    checkout = Checkout(chosen.root.resolve())
    try:
        if chosen.new:
            return new(checkout, chosen.new[0], chosen.new[1], screen)
        if chosen.adopt:
            wanted = Wanted(tuple(chosen.kind or KINDS), chosen.at_least)
            return adopt_proposals(checkout, chosen.adopt, wanted, None if chosen.all else Asking(screen), screen)
        if chosen.schema:
            return schemas(checkout, screen)
        return form(checkout, chosen.format, screen, check=chosen.check)
    except Problem as problem:
        screen.problem(problem)
        return 2


def new(checkout: Checkout, document: str, file: str, screen: Screen) -> int:
    """Begin a document."""
    folder = free_folder(checkout, document)
    raw = read_article(Path(file))
    folder.mkdir()
    for name, content in start_document(document, raw).items():
        (folder / name).write_bytes(content)
    screen.show(f"seeds/{document}: fill in source.yaml and record.yaml, then run  onrecord verify")
    return 0


def adopt_proposals(checkout: Checkout, slug: str, wanted: Wanted, asking: Asking | None, screen: Screen) -> int:
    """Adopt proposals: all that are wanted, or those that a person at the terminal says yes to."""
    decided = adopt_into(checkout, slug, wanted, asking)
    done = decided.adopted
    for section, slugs in done.rows.items():
        screen.show(f"{section}: {len(slugs)} adopted")
    for left, why in done.left.items():
        screen.say(f"{left}: left out, {why}")
    if not done.rows:
        screen.show("nothing was adopted")
    if decided.never:
        screen.show(f"{len(decided.never)} turned down for good")
    if decided.open:
        screen.say(f"{decided.open} are still open: the same command goes on from here")
    if done.rows:
        screen.say(f"the rows stand in seeds/{slug}/record.yaml; next:  onrecord verify")
    return 0


def form(checkout: Checkout, files: list[Path], screen: Screen, *, check: bool) -> int:
    """Format records."""
    layout = layout_of(checkout.schemas, checkout.contract())
    changed = broken = 0
    for path in files or sorted(checkout.seeds.glob("*/record.yaml")) + sorted(checkout.seeds.glob("*/coders/*.yaml")):
        try:
            raw = load_file(path)
            if isinstance(raw, int):
                raise ValueError(raw)
            text = raw.decode("utf-8")
            formatted = format_record(text, layout)
        except (OSError, ValueError, yaml.YAMLError):
            broken += 1
            screen.say(f"{path}: can't be read; onrecord verify says why")
            continue
        if formatted != text:
            changed += 1
            screen.show(f"{'not formatted' if check else 'formatted'}: {path}")
            if not check:
                write_text(path, formatted)
    return 2 if broken else int(check and changed > 0)


def schemas(checkout: Checkout, screen: Screen) -> int:
    """Write what is made from the format of records: JSON Schemas and a page."""
    contract = checkout.contract()
    folder = checkout.schemas / "json"
    folder.mkdir(exist_ok=True)
    layout = layout_of(checkout.schemas, contract)
    for name, schema in json_schemas(contract, layout).items():
        write_text(folder / name, json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        screen.show(f"schemas/json/{name}")
    write_text(checkout.root / "docs" / "records.md", records_page(contract, layout))
    screen.show("docs/records.md")
    screen.show("\nfor editors with the YAML language server, as the first line of a record:")
    screen.show("# yaml-language-server: $schema=../../schemas/json/record.schema.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
