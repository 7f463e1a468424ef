"""Publish the records as a release: build, compare, verify, then dataset/<version>/ and dataset/index.json.

The version follows from what changed since the newest release. Nothing is published unless all is verified,
and a release that is killed half-way is finished or undone by the next run.

examples:
  python scripts/release.py --dry-run     show what would be released, and why under which version
  python scripts/release.py
  python scripts/release.py 2.0.0         a higher version than the changes ask for

exit codes: 0 released, 1 something is not verified, 2 could not run
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from onrecord.build import UNRELEASED, build
from onrecord.checking import Report, verify_package
from onrecord.checkout import Checkout
from onrecord.cli.output import Screen
from onrecord.contribution.source_checks import verify_sources
from onrecord.findings import Problem
from onrecord.findings.render import render
from onrecord.history.commit import commit_release, recover_release, release_lock, stage_folder
from onrecord.history.release import Draft, prepare_release, release_summary
from onrecord.history.rules import verify_history
from onrecord.history.second_opinion import second_opinion
from onrecord.package.read import open_package
from onrecord.package.write import write_text
from onrecord.records.coders.agreement_page import NAME as AGREEMENT
from onrecord.records.coders.agreement_page import agreement_page
from onrecord.records.coders.coder_records import Desk


def main() -> int:
    """Release; 0 done, 1 something is not verified (all of it is shown), 2 could not run."""
    screen = Screen()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("version", nargs="?", help="a version (default: the smallest that the changes allow)")
    arguments.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="default: today")
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the checkout")
    arguments.add_argument("--mirror", action="append", default=[], metavar="URL", help="where a copy of dataset/ lies")
    arguments.add_argument("--dry-run", action="store_true", help="do everything but publish")
    chosen = arguments.parse_args()
    checkout = Checkout(chosen.root.resolve())
    try:
        with release_lock(checkout):
            finished = recover_release(checkout)
            if finished:
                screen.say(f"the release of {finished} had been interrupted: it is complete now")
            return _dry_run(chosen, checkout, screen) if chosen.dry_run else _release(chosen, checkout, screen)
    except Problem as problem:
        screen.problem(problem)
        return 2


def _release(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> int:
    ready = stage_folder(checkout)
    try:
        draft = _ready(chosen, checkout, screen, ready)
        if draft is None:
            return 1
        commit_release(checkout)
    except BaseException:
        recover_release(checkout)
        raise
    finally:
        if ready.is_dir():
            shutil.rmtree(ready)
    screen.show(f"{release_summary(draft)}\n{_signature(checkout)}".rstrip())
    screen.say(f"\nnext: git add -A && git commit -m 'Release {draft.version}' && git tag {draft.version}")
    return 0


def _dry_run(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        draft = _ready(chosen, checkout, screen, Path(scratch))
        if draft is None:
            return 1
        screen.show(f"{release_summary(draft)}\n\n{draft.changelog_entry}\nwould write")
        files = [f"dataset/{draft.version}/{told['path']}  {told['bytes']:,} bytes" for told in draft.entry["files"]]
        screen.show("\n".join(f"  {line}" for line in [*files, "dataset/index.json", *draft.files]))
        if draft.spent:
            screen.show("would remove\n" + "\n".join(f"  {name}" for name in draft.spent))
        screen.say("\nnothing was released: this was a dry run")
    return 0


def _ready(chosen: argparse.Namespace, checkout: Checkout, screen: Screen, ready: Path) -> Draft | None:
    """The release made ready and verified; None when something is not verified, and then it was shown."""
    with screen.progress("records") as tell:
        built = build(checkout, ready / "package", chosen.version or UNRELEASED, tell)
    report = Report(list(built.findings))
    draft = None
    if built.folder is not None and (page := agreement_page(Desk.open(checkout))):
        write_text(built.folder / AGREEMENT, page)
    if built.folder is not None and report.ok:
        try:
            draft = prepare_release(checkout, chosen.date, chosen.version, chosen.mirror, ready)
        except Problem as problem:
            report.findings += problem.findings
        package = open_package(built.folder)
        report.merge(verify_package(built.folder))
        report.findings += second_opinion(built.folder)
        report.merge(verify_sources(package, checkout.text_of))
        report.findings += verify_history(package, checkout.dataset).findings
    if report.ok:
        return draft
    screen.show(render(report.findings, colour=screen.colour))
    screen.say("\nnothing was released")
    return None


def _signature(checkout: Checkout) -> str:
    """Who releases, as git knows them: the line that signs a release off."""
    command = ["git", "-C", str(checkout.root), "var", "GIT_COMMITTER_IDENT"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    who = told.stdout.rpartition(">")[0]
    return f"\nSigned-off-by: {who}>" if told.returncode == 0 and who else ""


if __name__ == "__main__":
    sys.exit(main())
