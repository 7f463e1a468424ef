"""Whether time grows with the length of a text and no faster; another process at work must not decide it."""

from __future__ import annotations

import time
from collections.abc import Callable

#: a text eight times as long may take three times as much longer, and this much beside (seconds)
_TIMES, _BESIDE = 24, 0.1
_TRIES = 3


def grows_with_length(work: Callable[[str], object], piece: str, small: int, large: int) -> bool:
    """Whether `work` on a text of `large` characters (eight times `small`) takes no more than its share."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.process_time()
        work(text)
        return time.process_time() - started

    return any(seconds(large) < _TIMES * seconds(small) + _BESIDE for _ in range(_TRIES))
