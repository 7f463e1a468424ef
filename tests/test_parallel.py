"""Work on all cores: a process that dies leaves no workers behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_PARENT = """
import sys, time
from onrecord.parallel import stream

def work(folder):
    import os
    open(f"{folder}/{os.getpid()}", "w").close()
    if os.getppid() == int(open(f"{folder}/parent").read()):
        time.sleep(60)

if __name__ == "__main__":
    import os
    open(f"{sys.argv[1]}/parent", "w").write(str(os.getpid()))
    list(stream(work, iter([sys.argv[1]] * 9), 2))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    script, folder = tmp_path / "run.py", tmp_path / "pids"
    folder.mkdir()
    script.write_text(_PARENT)
    parent = subprocess.Popen([sys.executable, str(script), str(folder)], stderr=subprocess.DEVNULL)
    workers = _until(lambda: [int(p.name) for p in folder.iterdir() if p.name not in ("parent", str(parent.pid))])
    assert workers
    parent.send_signal(how)
    parent.wait()
    assert _until(lambda: not any(map(_lives, workers)))


def _until(holds: object, seconds: float = 30) -> object:
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.05)
    return found


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z" if Path("/proc").is_dir() else True
