"""Commands that show data: tables, show, codebook."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen

if TYPE_CHECKING:
    from onrecord.frames.show import TextOf


def add_commands(commands: Any) -> None:
    """Add `tables`, `show` and `codebook` to the command line."""
    tables = command.add(
        commands, "tables", "the tables of a release", "onrecord tables\nonrecord tables --json", _tables
    )
    tables.add_argument("--json", action="store_true", help="as JSON, for programs")
    show = command.add(
        commands,
        "show",
        "a row with its words, its source and everything that points to it",
        "onrecord show actor:russia\nonrecord show event:nationalworld-2021-04-border:crimea-annexation-2014",
        _show,
    )
    show.add_argument("id", metavar="ID", help="the id of a row, of any table")
    show.add_argument("--json", action="store_true", help="as JSON, for programs")
    codebook = command.add(
        commands,
        "codebook",
        "what the codes of a vocabulary mean",
        "onrecord codebook                the vocabularies\nonrecord codebook event_type     one of them, code by code",
        _codebook,
    )
    codebook.add_argument("vocabulary", nargs="?", metavar="VOCABULARY", help="one of the vocabularies")
    codebook.add_argument("--json", action="store_true", help="as JSON, for programs")
    for each in (tables, show, codebook):
        each.add_argument("--release", metavar="VERSION", help="a release other than the newest")
        each.add_argument("--package", metavar="DIR", help="a data package in a folder instead of a release")


def show_version(screen: Screen) -> int:
    """Say which program and which data this is."""
    from onrecord import __version__
    from onrecord.package.catalogue import releases

    screen.show(f"onrecord {__version__} · data {releases()[0]['version']}")
    return 0


def _tables(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.frames import tables

    frame = tables(version=chosen.release, package=chosen.package)
    if chosen.json:
        screen.json(frame.reset_index().to_dict("records"))
    else:
        screen.frame(frame[["rows", "columns", "title"]])
    return 0


def _show(chosen: argparse.Namespace, screen: Screen) -> int:
    from dataclasses import asdict

    from onrecord.frames import show

    shown = show(chosen.id, version=chosen.release, package=chosen.package, text_of=_texts())
    if chosen.json:
        screen.json({key: value for key, value in asdict(shown).items() if key != "titles"})
    else:
        screen.show(str(shown))
    return 0


def _texts() -> TextOf | None:
    """In a checkout, the source texts are at hand."""
    from onrecord.checkout import Checkout

    checkout = Checkout.find()
    return checkout.text_of if checkout else None


def _codebook(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.frames import codebook

    frame = codebook(chosen.vocabulary, version=chosen.release, package=chosen.package)
    if chosen.json:
        screen.json(frame.reset_index().to_dict("records"))
    elif chosen.vocabulary:
        others = [name for name in frame if name not in ("label", "definition")]
        shown = frame[["label", "definition", *others]].reset_index()
        screen.blocks(shown.itertuples(index=False, name=None), list(shown.columns))
    else:
        counts = frame.groupby(level=0, sort=False).size()
        codes = frame.reset_index().groupby("vocabulary", sort=False)["code"].agg(", ".join)
        screen.table(zip(counts.index, counts, codes, strict=True), ["vocabulary", "codes", "which"])
    return 0
