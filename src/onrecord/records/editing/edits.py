"""Files changed one step at a time, each step on disk before the next: undone, redone, and never over other hands' work."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from onrecord.findings import Finding, Problem


class Step(NamedTuple):
    """A change of some files: path → (text before, text after); None for a file that is not there."""

    what: str
    texts: Mapping[Path, tuple[str | None, str | None]]


class Changed(Problem):
    """A file is no longer what the change was made from. `path` is the file, `theirs` its text, `ours` what was wanted."""

    def __init__(self, path: Path, name: str, theirs: str | None, ours: str | None) -> None:
        super().__init__(Finding(code="W001", file=name, message="the file was changed meanwhile, by an editor or another program",
                                 help="look at both, then make the change anew or leave it"))  # fmt: skip
        self.path, self.theirs, self.ours = path, theirs, ours


@dataclass
class Edits:
    """The steps of a session. `root` is the folder that all files lie in, `lock` a file that only one writer holds."""

    root: Path
    lock: Path
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def apply(self, what: str, texts: Mapping[Path, tuple[str | None, str | None]]) -> bool:
        """Write a change; files that stay as they are are left alone. False when nothing changes.

        Raises `Changed` when a file is not what it was, and then writes nothing.
        """
        step = Step(what, {path: pair for path, pair in texts.items() if pair[0] != pair[1]})
        if not step.texts:
            return False
        self._write(step.texts)
        self.done.append(step)
        self.undone.clear()
        return True

    def undo(self) -> str:
        """Take the last step back; gives what it was. Raises `Problem` (W003) when there is none, and `Changed`."""
        step = self._last(self.done, "undo")
        self._write({path: (after, before) for path, (before, after) in reversed(list(step.texts.items()))})
        self.undone.append(self.done.pop())
        return step.what

    def redo(self) -> str:
        """Make the step again that was taken back last. Raises like `undo`."""
        step = self._last(self.undone, "redo")
        self._write(step.texts)
        self.done.append(self.undone.pop())
        return step.what

    def _last(self, steps: list[Step], verb: str) -> Step:
        if not steps:
            raise Problem(Finding(code="W003", message=f"there is nothing to {verb}",
                                  help="steps are kept until the annotator is closed"))  # fmt: skip
        return steps[-1]

    def _write(self, texts: Mapping[Path, tuple[str | None, str | None]]) -> None:
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.lock):
            for path, (before, after) in texts.items():
                there = read_text(path)
                if there != before:
                    raise Changed(path, path.relative_to(self.root).as_posix(), there, after)
            for path, (_, after) in texts.items():
                write_durably(path, after)


def read_text(path: Path) -> str | None:
    """The text of a file as it is, line ends included; None when there is no such file."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def write_durably(path: Path, text: str | None) -> None:
    """Put a text at a path, whole or not at all, and on the disk before this returns; None removes the file."""
    if text is None:
        path.unlink(missing_ok=True)
    else:
        write_bytes(path, text.encode("utf-8", "surrogateescape"))


def write_bytes(path: Path, content: bytes) -> None:
    """The same for bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    with suppress(OSError):  # the folder's own entry; not every system lets a folder be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
