"""Which rules on values and words a row may break on purpose, when its record gives the reason."""

from __future__ import annotations

import re

#: V0xx values against words, A02x what is covered. What offsets, rights and keys of a package must keep, no row may break
_RULES = re.compile(r"V0([0-2][0-9]|3[4-8]|[4-6][0-9])|A02[3-9]|A03[0-9]")


def may_be_broken(rule: str) -> bool:
    """Whether a row may break the rule with this code on purpose."""
    return _RULES.fullmatch(rule) is not None
