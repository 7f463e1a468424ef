"""Commands that make a release visible: site, serve."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings.terminal import as_text

_SITE = """\
onrecord site                                 the newest release, into site/
onrecord site --version 1.0.0 --out public --catalogue dataset
onrecord site --version all                   every release, each beside the others
onrecord site --package coded --texts articles    any data package; texts that are at hand"""
_SERVE = """\
onrecord serve                                look at site/ on this machine
onrecord serve public --port 8123"""


def add_commands(commands: Any) -> None:
    """Add `site` and `serve` to the command line."""
    site = command.add(commands, "site", "a release as pages to look at: static files, no network needed", _SITE, _site)
    site.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="the folder (default: site)")
    which = site.add_mutually_exclusive_group()
    which.add_argument("--version", metavar="VERSION", dest="release", help="a release, or all (default: the newest)")
    which.add_argument("--package", metavar="DIR", help="a data package in a folder, a zip or at an address, instead")
    site.add_argument("--catalogue", metavar="WHERE", help="a catalogue's folder or address")
    site.add_argument(
        "--texts", type=Path, metavar="DIR", help="a folder that holds texts of sources, found by their SHA-256"
    )
    site.add_argument("--url", metavar="ADDRESS", help="where the site will stand: for cards, previews and the feed")
    serve = command.add(commands, "serve", "look at a site on this machine, at 127.0.0.1", _SERVE, _serve)
    serve.add_argument("folder", nargs="?", type=Path, default=Path("site"), metavar="DIR", help="default: site")
    serve.add_argument("--port", type=int, default=8000, help="default: 8000; 0 takes any that is free")


def _site(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.checkout import Checkout
    from onrecord.site import write_site
    from onrecord.site.documentation import project_docs
    from onrecord.site.texts import TextFiles

    checkout = Checkout.find()
    docs = project_docs(checkout.root) if checkout and chosen.package is None else []
    with screen.progress("site") as tell:
        run = write_site(chosen.out, version=chosen.release, package=chosen.package, catalogue=chosen.catalogue,
                         texts=TextFiles(checkout, chosen.texts), docs=docs, url=chosen.url, progress=tell)  # fmt: skip
    for finding in run.findings:
        screen.say(as_text(finding, colour=screen.colour))
    if not run.ok:
        screen.say(f"{chosen.out} was not written")
        return 1
    screen.show(f"{chosen.out}: {', '.join(run.releases)} · {run.pages:,} pages in {run.files:,} files")
    return int(bool(run.findings))


def _serve(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.site.serve import site_server

    with site_server(chosen.folder, chosen.port) as server:
        screen.show(f"http://127.0.0.1:{server.server_address[1]}/  (Ctrl-C ends it)")
        server.serve_forever()
    return 0
