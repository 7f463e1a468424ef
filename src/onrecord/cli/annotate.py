"""The command that opens the annotator in the browser."""

from __future__ import annotations

import argparse
import re
import sys
import webbrowser
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings import Finding, Problem

_EXAMPLES = """\
onrecord annotate nationalworld-2021-04-border       a document of this checkout
onrecord annotate article.txt                        begins a new one: asks for title, date, rights
onrecord annotate nationalworld-2021-04-border --coder ab
                                                     a record of your own, beside the adjudicated one"""


def add_command(commands: Any) -> None:
    """Add `annotate` to the command line."""
    what = "record what an article says, in the browser: select words, press a key"
    annotate = command.add(commands, "annotate", what, _EXAMPLES, run)
    annotate.add_argument(
        "document", metavar="DOCUMENT", help="a folder of seeds/, or a text file that is to become one"
    )
    annotate.add_argument(
        "--coder", default="record", metavar="NAME", help="whose record (default: the adjudicated one, record.yaml)"
    )
    annotate.add_argument(
        "--port", type=int, default=0, metavar="N", help="a port of 127.0.0.1 (default: any free one)"
    )
    annotate.add_argument("--no-browser", action="store_true", help="only print the address")


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Open the annotator; it runs until Ctrl-C."""
    from onrecord.checkout import Checkout

    try:
        from onrecord.annotate.desk import AnnotationDesk
        from onrecord.annotate.launch import annotator
    except ImportError:
        raise Problem(Finding(code="W006", message="the annotator needs libraries that are not installed",
                              help="pip install onrecord[annotate]")) from None  # fmt: skip
    checkout = Checkout.find()
    if checkout is None:
        raise Problem(Finding(code="P013", message="this is no checkout, so there is nothing to annotate",
                              help="run it in a folder that holds schemas/ and seeds/"))  # fmt: skip
    if not re.fullmatch("[a-z0-9][a-z0-9-]{0,40}", chosen.coder) or chosen.coder == "machine":
        raise Problem(Finding(code="W007", message=f"“{chosen.coder}” can't be the name of a coder",
                              help="use initials or another short name: small letters, digits and hyphens"))  # fmt: skip
    article = Path(chosen.document)
    is_text = article.is_file() and not (checkout.seeds / chosen.document / "text.txt").is_file()
    desk = AnnotationDesk(checkout, chosen.document, chosen.coder, article if is_text else None)
    try:
        ready = annotator(desk, chosen.port)
    except (OSError, OverflowError) as error:
        raise Problem(Finding(code="W008", message=f"port {chosen.port} can't be used: {error}",
                              help="leave --port out, and any free one is taken")) from None  # fmt: skip
    screen.show(f"annotating {chosen.document}: every answer is saved at once; Ctrl-C ends it\nopen  {ready.address}")
    sys.stdout.flush()
    if not chosen.no_browser:
        webbrowser.open(ready.address)
    try:
        ready.run()
    finally:
        desk.close()
    return 0
