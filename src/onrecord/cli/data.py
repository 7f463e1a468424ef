"""Commands that show data: tables, show, codebook."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.contract.row_rules.syntax import IsTest
from onrecord.findings import in_markdown

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.frames.show import TextOf


def add_commands(commands: Any) -> None:
    """Add `tables`, `load`, `show` and `codebook` to the command line."""
    tables = command.add(
        commands, "tables", "the tables of a release", "onrecord tables\nonrecord tables --json", _tables
    )
    tables.add_argument("--json", action="store_true", help="as JSON, for programs")
    load = command.add(
        commands,
        "load",
        "the rows of a table",
        "onrecord load quotes\nonrecord load events --where \"event_type = 'sanction'\" --format json",
        _load,
    )
    load.add_argument("table", metavar="TABLE", help="one of the tables")
    load.add_argument("--where", metavar="RULE", help="only rows for which this is true, in the SQL of row rules")
    load.add_argument(
        "--format", choices=("csv", "json", "md"), default="csv", help="how rows are written (default: csv)"
    )
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
    for each in (tables, load, show, codebook):
        each.add_argument(
            "--version", "--release", dest="release", metavar="VERSION", help="a release other than the newest"
        )
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


def _load(chosen: argparse.Namespace, screen: Screen) -> int:
    from onrecord.frames import load

    frame = load(chosen.table, version=chosen.release, package=chosen.package)
    if chosen.where:
        frame = _where(frame, chosen)
    if chosen.format == "json":
        screen.show(frame.to_json(orient="records", date_format="iso", force_ascii=False, indent=1))
    elif chosen.format == "md":
        screen.show(_markdown(frame))
    else:
        screen.show(frame.to_csv(index=False).rstrip("\n"))
    return 0


def _where(frame: pd.DataFrame, chosen: argparse.Namespace) -> pd.DataFrame:
    """The rows for which the rule is true. Raises `Problem` (C010) for what is no row rule."""
    from onrecord.contract.pandera import pandas_rule
    from onrecord.contract.row_rules import row_rule
    from onrecord.findings import Finding, Problem
    from onrecord.package.read import open_package

    table = open_package(chosen.package, chosen.release).contract.tables[chosen.table]
    try:
        rule = row_rule(chosen.where, [field.name for field in table.fields])
        rows: pd.DataFrame = frame[
            pandas_rule(table, rule._replace(tree=IsTest(rule.tree, "true", negated=False)))(frame)
        ]
    except ValueError as error:
        message = f"--where can't be used: {error}"
        help_ = "compare columns with values: event_type = 'sanction'"
        raise Problem(Finding(code="C010", message=message, table=chosen.table, help=help_)) from None
    return rows


def _markdown(frame: pd.DataFrame) -> str:
    rows = [[str(name) for name in frame.columns], ["---"] * frame.shape[1]]
    rows += [["" if _is_missing(value) else in_markdown(str(value), 2000) for value in row] for row in frame.values]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _is_missing(value: Any) -> bool:
    return value is None or str(value) in ("nan", "<NA>", "NaT")


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
