"""The command for records: begin and format them, let the machine propose rows, adopt what a person accepts."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, printable

if TYPE_CHECKING:
    from onrecord.checkout import Checkout
    from onrecord.cli.asking import Asking
    from onrecord.records.coders.adoption import Wanted

_EXAMPLES = """\
examples:
  onrecord records --new harbour-2022 article.txt    begin a document in seeds/harbour-2022
  onrecord records --format                          every anchor as a block, comments kept
  onrecord records --format --check                  only say which records are not formatted
  onrecord records --schema                          JSON Schemas for editors and the page on records
  onrecord records --propose harbour-2022            the machine's record: seeds/…/coders/machine.yaml
  onrecord records --propose                         of every document, and the page on how near the machine comes
  onrecord records --adopt harbour-2022              choose among the machine's proposals, one key each
  onrecord records --adopt harbour-2022 --all --kind quotes --at-least 0.8
                                                     take all quotes of which the machine is that sure

exit codes: 0 done · 1 not formatted (with --check) · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `records` to the command line."""
    about = "begin and format records, let the machine propose rows, adopt them"
    records = command.add(commands, "records", about, _EXAMPLES, run)
    command.add_root(records)
    what = records.add_mutually_exclusive_group(required=True)
    what.add_argument("--new", nargs=2, metavar=("DOCUMENT", "TEXTFILE"), help="begin a document")
    what.add_argument("--format", nargs="*", type=Path, metavar="RECORD", help="format these records (default: all)")
    what.add_argument("--schema", action="store_true", help="write what is made from the format of records")
    what.add_argument(
        "--propose", nargs="*", metavar="DOCUMENT", help="let the machine coder read these (default: all)"
    )
    what.add_argument("--adopt", metavar="DOCUMENT", help="put proposals of the machine coder into the record")
    records.add_argument("--all", action="store_true", help="with --adopt: do not ask")
    records.add_argument("--kind", action="append", metavar="KIND", help="with --adopt: only these (may be repeated)")
    records.add_argument("--at-least", type=float, default=0.0, metavar="X", help="with --adopt: this sure, 0 to 1")
    records.add_argument("--check", action="store_true", help="with --format: change nothing")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Do what was asked."""
    checkout = command.checkout(chosen)
    if chosen.new:
        return begin_document(checkout, chosen.new[0], chosen.new[1], screen)
    if chosen.adopt:
        from onrecord.cli.asking import Asking
        from onrecord.records.coders.adopted_rows import KINDS
        from onrecord.records.coders.adoption import Wanted

        for kind in chosen.kind or ():
            if kind not in KINDS:
                message = f"“{printable(kind, 40)}” is no kind of row"
                raise Problem(Finding(code="R010", message=message, help=f"it is one of: {', '.join(KINDS)}"))
        wanted = Wanted(tuple(chosen.kind or KINDS), chosen.at_least)
        return adopt_proposals(checkout, chosen.adopt, wanted, None if chosen.all else Asking(screen), screen)
    if chosen.schema:
        return write_schemas(checkout, screen)
    if chosen.propose is not None:
        return propose_records(checkout, chosen.propose, screen)
    return format_records(checkout, chosen.format, screen, check=chosen.check)


def begin_document(checkout: Checkout, document: str, file: str, screen: Screen) -> int:
    """Begin a document."""
    from onrecord.records.format.new_document import free_folder, read_article, start_document

    folder = free_folder(checkout, document)
    raw = read_article(Path(file))
    folder.mkdir()
    for name, content in start_document(document, raw).items():
        (folder / name).write_bytes(content)
    screen.show(f"seeds/{document}: fill in source.yaml and record.yaml, then run  onrecord verify")
    return 0


def adopt_proposals(checkout: Checkout, slug: str, wanted: Wanted, asking: Asking | None, screen: Screen) -> int:
    """Adopt proposals: all that are wanted, or those that a person at the terminal says yes to."""
    from onrecord.records.coders.adoption import adopt_into

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


def format_records(checkout: Checkout, files: list[Path], screen: Screen, *, check: bool) -> int:
    """Format records."""
    import yaml

    from onrecord.package.write import write_text
    from onrecord.records.document_folder import layout_of, load_file
    from onrecord.records.format.formatter import format_record

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


def write_schemas(checkout: Checkout, screen: Screen) -> int:
    """Write what is made from the format of records: JSON Schemas and a page."""
    from onrecord.package.write import write_text
    from onrecord.records.document_folder import layout_of
    from onrecord.records.format.json_schema import json_schemas
    from onrecord.records.format.reference_page import records_page

    contract = checkout.contract()
    folder = checkout.schemas / "json"
    folder.mkdir(exist_ok=True)
    layout = layout_of(checkout.schemas, contract)
    for name, schema in json_schemas(contract, layout).items():
        write_text(folder / name, json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        screen.show(f"schemas/json/{name}")
    (checkout.root / "docs").mkdir(exist_ok=True)
    write_text(checkout.root / "docs" / "records.md", records_page(contract, layout))
    screen.show("docs/records.md")
    screen.show("\nfor editors with the YAML language server, as the first line of a record:")
    screen.show("# yaml-language-server: $schema=../../schemas/json/record.schema.json")
    return 0


def propose_records(checkout: Checkout, slugs: list[str], screen: Screen) -> int:
    """Write the machine's record of documents."""
    from onrecord.package.write import write_text
    from onrecord.records.coders.agreement_page import NAME, agreement_page
    from onrecord.records.coders.coder_records import Desk
    from onrecord.records.coders.machine_documents import propose

    for written in propose(checkout, slugs):
        rows = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in written.rows.items())
        screen.show(f"{written.path.relative_to(checkout.root)}: {rows}")
    page = None if slugs else agreement_page(Desk.open(checkout))
    if page is not None:
        (checkout.root / "docs").mkdir(exist_ok=True)
        write_text(checkout.root / "docs" / NAME, page)
        screen.show(f"docs/{NAME}")
    return 0
