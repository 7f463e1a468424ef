"""The command that publishes what was built as a release."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import command
from onrecord.cli.output import Screen
from onrecord.findings.render import render

if TYPE_CHECKING:
    from onrecord.checkout import Checkout
    from onrecord.history.release import Draft

_EXAMPLES = """\
examples:
  onrecord release --dry-run     show what would be released, and why under which version
  onrecord release
  onrecord release 2.0.0         a higher version than the changes ask for

The version follows from what changed since the newest release. Nothing is published unless all is verified,
and a release that is killed half-way is finished or undone by the next run.

exit codes: 0 released · 1 something is not verified · 2 could not run"""


def add_command(commands: Any) -> None:
    """Add `release` to the command line."""
    what = "publish what lies in seeds/ as a release: built, compared, verified"
    release = command.add(commands, "release", what, _EXAMPLES, run)
    release.add_argument("version", nargs="?", help="a version (default: the smallest that the changes allow)")
    release.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="default: today")
    release.add_argument("--mirror", action="append", default=[], metavar="URL", help="where a copy of dataset/ lies")
    release.add_argument("--dry-run", action="store_true", help="do everything but publish")
    command.add_root(release)


def run(chosen: argparse.Namespace, screen: Screen) -> int:
    """Release."""
    from onrecord.history.commit import recover_release, release_lock

    checkout = command.checkout(chosen)
    with release_lock(checkout):
        finished = recover_release(checkout)
        if finished:
            screen.say(f"the release of {finished} had been interrupted: it is complete now")
        return _dry_run(chosen, checkout, screen) if chosen.dry_run else _release(chosen, checkout, screen)


def _release(chosen: argparse.Namespace, checkout: Checkout, screen: Screen) -> int:
    from onrecord.history.commit import commit_release, recover_release, stage_folder
    from onrecord.history.release import release_summary

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
    from onrecord.history.release import release_summary

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


def _ready(chosen: argparse.Namespace, checkout: Checkout, screen: Screen, folder: Path) -> Draft | None:
    """The release made ready and verified; None when something is not verified, and then it was shown."""
    from onrecord.contribution.publication import ready_release

    with screen.progress("records") as tell:
        draft, report = ready_release(checkout, chosen.date, chosen.version, chosen.mirror, folder, tell)
    if draft is None:
        screen.show(render(report.findings, colour=screen.colour))
        screen.say("\nnothing was released")
    return draft


def _signature(checkout: Checkout) -> str:
    """Who releases, as git knows them: the line that signs a release off."""
    program = ["git", "-C", str(checkout.root), "var", "GIT_COMMITTER_IDENT"]
    told = subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603
    who = told.stdout.rpartition(">")[0]
    return f"\nSigned-off-by: {who}>" if told.returncode == 0 and who else ""
