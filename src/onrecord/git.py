"""What git knows of a checkout: what changed since an earlier state, and that state itself.

Git is asked by its command, with arguments as a list. Nothing that a name or a path says can become an option:
names are resolved to hashes first, and paths stand behind `--`.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from onrecord.findings import Finding, Problem, printable

#: bytes that are copied at a time
_CHUNK = 1 << 20
#: what would lead git to another repository than the folder's own (`git rev-parse --local-env-vars`)
_ASTRAY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_OPTIONS = ("--literal-pathspecs", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--ignore-submodules")
_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.M)
_WHOLE_HISTORY = "fetch the whole history: `git fetch --unshallow`, or fetch-depth: 0 for actions/checkout"
_FILES = (b"100644", b"100755", b"100664")


@dataclass(frozen=True)
class Since:
    """What a checkout's files differ in from the commit at which its history left that of `ref`."""

    root: Path
    ref: str
    #: the merge base's hash
    commit: str
    #: files that were added, changed or removed since, whether committed or not; relative to `root`
    touched: frozenset[str]


def changed_since(root: Path, ref: str) -> Since:
    """What changed in the folder `root` since its history left that of `ref` (a branch, a tag, a hash).

    Raises `Problem`: there is no git or no repository (H040), no such commit (H041), the history is cut off (H042)
    or has nothing in common with that of `ref` (H043).
    """
    _ask(root, "rev-parse", "--git-dir")
    commit = _merge_base(root, ref)
    found = _ask(root, *_DIFF, "--name-only", "-z", commit, "--")
    found += _ask(root, "ls-files", "-z", "--others", "--exclude-standard", "--")
    return Since(root, ref, commit, frozenset(os.fsdecode(name) for name in found.split(b"\0") if name))


def _merge_base(root: Path, ref: str) -> str:
    shown = printable(ref, 80)
    told = _run(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") if _can_be_a_ref(ref) else None
    if told is None or told.returncode:
        if told is not None and _is_shallow(root):
            raise Problem(_cut_off(f"there is no commit “{shown}” here, and the history is cut off"))
        help_ = "name a branch, a tag or a hash that `git log` knows; branches of others are fetched first"
        raise Problem(Finding(code="H041", message=f"there is no commit “{shown}”", help=help_))
    base = _run(root, "merge-base", told.stdout.decode().strip(), "HEAD")
    if base.returncode:
        if _is_shallow(root):
            raise Problem(_cut_off(f"the history is cut off before it meets that of “{shown}”"))
        message = f"the history here has nothing in common with that of “{shown}”"
        raise Problem(Finding(code="H043", message=message, help="name the branch that the change is meant for"))
    return base.stdout.decode().strip()


def _can_be_a_ref(ref: str) -> bool:
    # no name of a ref begins with a hyphen (git check-ref-format), but options do
    return bool(ref) and not ref.startswith("-") and "\0" not in ref


def _is_shallow(root: Path) -> bool:
    return _ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _cut_off(message: str) -> Finding:
    return Finding(code="H042", message=message, help=_WHOLE_HISTORY)


def changed_lines(since: Since, file: str) -> list[range]:
    """The lines of a file, from 1, that are new or others since then."""
    told = _ask(since.root, *_DIFF, "--unified=0", since.commit, "--", file)
    hunks = ((int(start), int(count or 1)) for start, count in _HUNK.findall(told))
    return [range(start, start + count) for start, count in hunks]


def file_as_it_was(since: Since, file: str) -> bytes | None:
    """The bytes of a file of the folder at that commit; None when there was none."""
    # a path that begins with a dot is looked for from the folder on
    found = _run(since.root, "cat-file", "blob", f"{since.commit}:./{file}")
    return found.stdout if found.returncode == 0 else None


def extract(since: Since, parts: Sequence[str] | None, target: Path) -> None:
    """Write these folders of `since.root`, as they were then, into `target`. Those that didn't exist are passed over.

    parts: None for all files but links, which no package can hold. Objects are read as they are: no attribute, filter
    or hook has a say. Raises `Problem` (H044) when a path would leave `target` or a file is a link.
    """
    folders = [f"{part}/" for part in parts or ()]
    listed = _ask(since.root, "ls-tree", "-r", "-z", since.commit, *(["--", *folders] if folders else []))
    entries = list(_entries(listed, since, links=parts is None))
    try:
        _copy(entries, target, since)
    except BrokenPipeError:
        # elsewhere it says that nobody reads what is printed, which ends a command in peace
        raise Problem(_cannot_tell("git cat-file has ended")) from None


def _copy(entries: Sequence[tuple[PurePosixPath, bytes]], target: Path, since: Since) -> None:
    command = ["git", *_OPTIONS, "cat-file", "--batch"]
    with subprocess.Popen(  # noqa: S603
        command, cwd=since.root, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as git:
        assert git.stdin is not None and git.stdout is not None  # noqa: S101 - both are pipes
        for path, blob in entries:
            git.stdin.write(blob + b"\n")
            git.stdin.flush()
            _write(git.stdout, target / path, since)


def _entries(listed: bytes, since: Since, *, links: bool) -> Iterator[tuple[PurePosixPath, bytes]]:
    for line in listed.split(b"\0"):
        if not line:
            continue
        head, _, name = line.partition(b"\t")
        mode, _, blob = head.split(b" ")
        path = os.fsdecode(name)
        if mode not in _FILES and links:
            continue
        if mode not in _FILES:
            raise Problem(_unsound(since, path, "is no file but a link"))
        if not _stays(path):
            raise Problem(_unsound(since, path, "leaves its folder"))
        yield PurePosixPath(path), blob


def _stays(path: str) -> bool:
    """Whether a path, joined to a folder, lies in it on every system, and is none of git's own."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts) and not set(path) & set('\\:"')


def _unsound(since: Since, path: str, what: str) -> Finding:
    message = f"{printable(path)} {what} at {printable(since.ref, 80)}, so that state can't be looked at"
    return Finding(code="H044", message=message, help="verify without --changed-since")


def _write(told: IO[bytes], path: Path, since: Since) -> None:
    head = told.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        raise Problem(_cut_off(f"git doesn't have {printable(path.name)} as it was at {printable(since.ref, 80)}"))
    left = int(head[2])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while left:
                part = told.read(min(left, _CHUNK))
                if not part:
                    raise EOFError
                file.write(part)
                left -= len(part)
    except (OSError, EOFError) as error:
        message = f"can't be written to the temporary folder: {error}"
        raise Problem(_unsound(since, str(path.name), message)) from None
    told.read(1)


def _ask(root: Path, *arguments: str) -> bytes:
    told = _run(root, *arguments)
    if told.returncode:
        said = told.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Problem(_cannot_tell(printable(said[0].removeprefix("fatal: ")) if said else "no reason given"))
    return told.stdout


def _cannot_tell(why: str) -> Finding:
    help_ = "run it in a clone of the repository, or without --changed-since"
    return Finding(code="H040", message=f"git can't tell what changed: {why}", help=help_)


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603
            ["git", *_OPTIONS, *arguments],  # noqa: S607 - the one that the user has
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        message = f"git can't be run: {error.strerror}"
        raise Problem(
            Finding(code="H040", message=message, help="install git, or run without --changed-since")
        ) from None


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ASTRAY}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
