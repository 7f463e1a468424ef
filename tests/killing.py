"""Kills work at its n-th touch of the file system: at the same moments on every machine, however fast it is.

For programs of their own: a process that has used no thread yet forks one child per kill, so that each begins from
the same state.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

TOUCHES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir", "os.chmod"}


def killed_at(n: int, work: Callable[[Callable[[], None]], object]) -> bool:
    """Do the work in a child that is killed at its n-th touch; False when it ended before.

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

        sys.addaudithook(lambda event, _: touch() if event in TOUCHES else None)
        try:
            work(touch)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, status
    return os.WIFSIGNALED(status)
