"""The `onrecord` command: arguments in, library call, text out. It holds no logic of its own.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives back the exit code.

    0 fine, 1 findings, 2 could not run, 130 stopped (Ctrl-C), 141 when nobody reads on (`| head`): as the shell says
    of programs that end so. What was told no further counts as not verified, so it is never 0.
    """
    _ready()
    try:
        # imported here, so that whoever stops it at once sees no traceback
        from onrecord.cli.program import run

        try:
            code = run(arguments)
        finally:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _silent(128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return _silent(2)
    except KeyboardInterrupt:
        print("stopped; nothing was left half-written", file=sys.stderr)
        return 128 + signal.SIGINT


def _ready() -> None:
    """Streams that take any text: some terminals lack characters, and a program may be started without streams."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _silent(code: int) -> int:
    """What is still to be written goes nowhere: Python would try again at its end, and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
