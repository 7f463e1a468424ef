"""Kills work at its n-th touch, or n-th change, of the file system: at the same moments on every machine, however fast it is.

For programs of their own: a process that has used no thread yet forks one child per kill, so that each begins from
the same state.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

#: events that change what lies on the disk
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}
TOUCHES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir", "os.chmod"}


def is_touch(event: str, _: tuple[object, ...]) -> bool:
    return event in TOUCHES


def is_change(event: str, arguments: tuple[object, ...]) -> bool:
    """A touch that writes, moves or removes something."""
    flags = arguments[2] if event == "open" and len(arguments) > 2 else 0
    return event in CHANGES or (isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)))


def killed_at(
    n: int,
    work: Callable[[Callable[[], None]], object],
    counts: Callable[[str, tuple[object, ...]], bool] = is_touch,
) -> bool:
    """Do the work in a child that is killed at its n-th touch that counts; False when it ended before.

    The work gets a function that counts as one touch more, for moments between those of the file system.
    """
    child = os.fork()
    if child == 0:
        left = n

        def touch() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(lambda event, arguments: touch() if counts(event, arguments) else None)
        try:
            work(touch)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, status
    return os.WIFSIGNALED(status)
