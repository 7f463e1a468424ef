"""The commands that write annotations for other programs and read theirs."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem, printable
from onrecord.findings.terminal import as_text

_FORMATS = ("webannotation", "brat", "cas", "labelstudio", "doccano", "spacy")
_EXPORT = """\
onrecord export annotations nationalworld-2021-04-border --to brat
onrecord export annotations nationalworld-2021-04-border --to cas --coder machine --out exported"""
_IMPORT = """\
onrecord import annotations exported/nationalworld-2021-04-border.ann --document nationalworld-2021-04-border --coder ab --from brat
onrecord import annotations project.zip --document nationalworld-2021-04-border --coder ab --from cas
onrecord import proposals answer.json --document nationalworld-2021-04-border --coder some-model"""
_PROMPT = """\
onrecord prompt nationalworld-2021-04-border > prompt.md
onrecord import proposals answer.json --document nationalworld-2021-04-border --coder some-model"""


def add_commands(commands: Any) -> None:
    """Add `export` and `import` to the command line."""
    what = "write the annotations of a document in the format of another program"
    export = command.add(commands, "export", what, _EXPORT, run_export)
    export.add_argument("what", choices=("annotations",), help="what to write")
    export.add_argument("document", metavar="DOCUMENT", help="a folder of seeds/")
    export.add_argument("--to", required=True, choices=_FORMATS, help="the format")
    export.add_argument("--coder", default="record", metavar="NAME", help="whose record (default: the adjudicated one)")
    export.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="the folder for the files (default: this one)"
    )
    what = "read annotations of another program into a coder's record, every anchor checked"
    importing = command.add(commands, "import", what, _IMPORT, run_import)
    importing.add_argument(
        "what",
        choices=("annotations", "proposals"),
        help="what to read: proposals are rows as JSON, as `prompt` asks for",
    )
    importing.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="files as the other program has written them"
    )
    importing.add_argument("--document", required=True, metavar="DOCUMENT", help="the document that they are of")
    importing.add_argument("--coder", required=True, metavar="NAME", help="whose record they become: coders/NAME.yaml")
    importing.add_argument("--from", choices=_FORMATS, dest="format", help="of annotations: the format")
    what = "print what a language model needs to record a document: rules, codes, registries, sentences, a JSON Schema"
    prompt = command.add(commands, "prompt", what, _PROMPT, run_prompt)
    prompt.add_argument("document", metavar="DOCUMENT", help="a folder of seeds/")


def run_export(chosen: argparse.Namespace, screen: Screen) -> int:
    """Write the files."""
    from onrecord.records.coders.coder_records import Desk
    from onrecord.records.editing.edits import write_bytes
    from onrecord.records.exchange.formats import FORMATS
    from onrecord.records.exchange.of_record import annotations_of
    from onrecord.records.source_file import is_open

    desk = Desk.open(_checkout())
    annotations = annotations_of(desk, chosen.document, chosen.coder)
    for name, content in FORMATS[chosen.to].write(annotations).items():
        write_bytes(chosen.out / name, content)
        screen.show(f"written: {chosen.out / name}")
    screen.show(f"{len(annotations.rows)} rows of {chosen.coder}")
    if not is_open(desk.source(chosen.document)[2].row):
        screen.say("the files hold words of a text in copyright: they are for your own work, not for publication")
    return 0


def run_import(chosen: argparse.Namespace, screen: Screen) -> int:
    """Read the files, and say what did not fit; 1 when something did not."""
    from onrecord.records.coders.coder_records import Desk
    from onrecord.records.editing.edits import read_text, write_durably
    from onrecord.records.exchange.formats import FORMATS
    from onrecord.records.exchange.into_record import into_record

    if not re.fullmatch("[a-z0-9][a-z0-9-]{0,40}", chosen.coder) or chosen.coder in ("machine", "record"):
        raise Problem(Finding(code="W007", message=f"“{printable(chosen.coder, 40)}” can't be the name of a coder",
                              help="use initials or another short name: small letters, digits and hyphens"))  # fmt: skip
    desk = Desk.open(_checkout())
    if chosen.what == "proposals":
        return _import_proposals(desk, chosen, screen)
    if chosen.format is None:
        raise Problem(Finding(code="W011", file=str(chosen.files[0]), message="which format are the annotations in?",
                              help=f"add  --from, one of {', '.join(_FORMATS)}"))  # fmt: skip
    document, _, _ = desk.source(chosen.document)
    try:
        files = {path.name: path.read_bytes() for path in chosen.files}
        annotations = FORMATS[chosen.format].read(files, document.text)
    except OSError as error:
        raise Problem(
            Finding(code="R008", file=str(error.filename), message=f"can't be read: {error.strerror}")
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        message = f"the files are no annotations of {FORMATS[chosen.format].title}: {printable(str(error), 120)}"
        raise Problem(Finding(code="W011", file=str(chosen.files[0]), message=message, help="choose another format with --from")) from None  # fmt: skip
    path = desk.file(chosen.document, chosen.coder)
    made = into_record(annotations, desk, chosen.document, chosen.coder, read_text(path))
    for finding in made.left:
        screen.say(as_text(finding, colour=screen.colour))
    if made.rows:
        write_durably(path, made.text)
        told = ", ".join(f"{count} {name}" for name, count in made.rows.items())
        screen.show(f"{told}: in {path.relative_to(desk.checkout.root)}")
    else:
        screen.show("nothing was imported")
    return int(bool(made.left))


def run_prompt(chosen: argparse.Namespace, screen: Screen) -> int:
    """Print the prompt."""
    from onrecord.records.coders.coder_records import Desk
    from onrecord.records.coders.prompt import prompt_of

    screen.show(prompt_of(Desk.open(_checkout()), chosen.document))
    return 0


def _import_proposals(desk: Any, chosen: argparse.Namespace, screen: Screen) -> int:
    """Read an answer, say which rows are refused and why, and how many stood; 1 when some are refused."""
    from onrecord.records.coders.imported_proposals import import_proposals, summary
    from onrecord.records.editing.edits import write_durably

    if len(chosen.files) > 1:
        raise Problem(Finding(code="R070", file=str(chosen.files[1]), message="one answer at a time",
                              help="one file, one coder"))  # fmt: skip
    try:
        raw = chosen.files[0].read_bytes()
    except OSError as error:
        raise Problem(
            Finding(code="R008", file=str(chosen.files[0]), message=f"can't be read: {error.strerror}")
        ) from None
    made = import_proposals(desk, chosen.document, chosen.coder, chosen.files[0].name, raw)
    for finding in (*made.notes, *made.refused):
        screen.say(as_text(finding, colour=screen.colour))
    if made.stood:
        path = desk.file(chosen.document, chosen.coder)
        path.parent.mkdir(exist_ok=True)
        write_durably(path, made.text)
        screen.show(f"written: {path.relative_to(desk.checkout.root)}")
    for line in summary(made):
        screen.show(line)
    return int(bool(made.refused or made.notes))


def _checkout() -> Any:
    from onrecord.checkout import Checkout

    checkout = Checkout.find()
    if checkout is None:
        raise Problem(Finding(code="P013", message="this is no checkout, so there are no records",
                              help="run it in a folder that holds schemas/ and seeds/"))  # fmt: skip
    return checkout
